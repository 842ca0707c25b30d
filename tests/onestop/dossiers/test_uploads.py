"""Files of a dossier: what is told about them, what a repetition does, and who may open which when."""

from __future__ import annotations

import uuid

import pytest

from tests import papers
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_drafts import kept, waiting
from tests.problems import refused, rows, unchanged
from tests.story.web import fetch, post_form

PLAN = {"paper": "operating_plan", "name": "Đề án.pdf"}
MEGABYTE = 1024 * 1024


def post(city: City, dossier: str, content: bytes) -> str:
    """Grants and posts a file; the arrivals queue has not heard of it yet."""
    granted = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", PLAN).json
    assert post_form(granted["url"], granted["fields"], "x.pdf", content).status in (200, 201, 204, 303)
    return str(granted["file"])


def files(city: City, dossier: str) -> dict[str, dict[str, object]]:
    return {one["id"]: one for one in city.citizen.get(f"/api/v1/dossiers/{dossier}").json["files"]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (papers.scripted_pdf(), "files/pdf-active"),
        (papers.locked_pdf(), "files/pdf-locked"),
        (papers.archive(), "files/kind"),
        (b"MZ\x90\x00" + b"\x00" * 100, "files/kind"),
    ],
)
def test_a_refused_file_is_told_with_its_reason(city: City, content: bytes, code: str) -> None:
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan", content)
    told = files(city, dossier)[file]
    assert told["state"] == "refused"
    reason = told["reason"]
    assert isinstance(reason, dict)
    assert reason["code"] == code
    assert set(reason["messages"]) == {"vi", "en"}
    assert all(reason["messages"].values())
    assert reason["messages"]["vi"] != reason["messages"]["en"]
    assert not kept(dossier, file)
    assert not waiting(dossier, file)
    refused(city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{file}"), 404, "files/missing")
    reply = refused(city.submit(dossier), 422, "dossiers/incomplete")
    assert reply.fields["papers.operating_plan"] == "dossiers/paper-missing", "a refused file is no paper"


def test_a_file_of_more_than_ten_megabytes_is_refused_in_words(city: City) -> None:
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan", papers.pdf_of_bytes(10 * MEGABYTE + 1))
    told = files(city, dossier)[file]
    assert told["state"] == "refused"
    assert "10" in str(told["reason"])
    assert not kept(dossier, file)
    just = city.upload(dossier, "operating_plan", papers.pdf_of_bytes(10 * MEGABYTE))
    assert files(city, dossier)[just]["state"] == "kept"


def test_an_arrival_that_is_told_twice_changes_nothing(city: City) -> None:
    dossier = city.draft()
    fine = city.upload(dossier, "operating_plan")
    bad = city.upload(dossier, "operating_plan", papers.scripted_pdf())
    with unchanged(dossier):
        for file in (fine, bad, fine):
            city.arrive(dossier, file)
    assert kept(dossier, fine)


def test_a_file_that_was_lost_before_its_check_is_refused_in_words(city: City) -> None:
    """A notification that was brought back from the dead letters after quarantine had been emptied."""
    dossier = city.draft()
    granted = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", PLAN).json
    city.arrive(dossier, granted["file"])
    lost = files(city, dossier)[granted["file"]]
    assert lost["state"] == "refused"
    assert "tải tệp lên lại" in str(lost)
    with unchanged(dossier):
        city.arrive(dossier, granted["file"])


def test_a_crash_between_verdict_and_clearing_is_repaired_by_the_repetition(city: City) -> None:
    from chalicelib.onestop import dossiers

    dossier = city.draft()
    file = post(city, dossier, papers.pdf())
    arrival = dossiers.files().check_arrival(f"dossiers/{dossier}/{file}")
    assert arrival is not None
    dossiers.uploads().settle(arrival, city.app.clock())
    assert waiting(dossier, file)
    with unchanged(dossier):
        city.arrive(dossier, file)
    assert not waiting(dossier, file)
    assert kept(dossier, file)


def test_what_arrives_for_a_removed_file_is_erased(city: City) -> None:
    dossier = city.draft()
    file = post(city, dossier, papers.pdf())
    assert city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal").status == 200
    with unchanged(dossier):
        city.arrive(dossier, file)
    assert not kept(dossier, file)
    assert not waiting(dossier, file)


def test_what_is_posted_again_after_its_removal_is_erased(city: City) -> None:
    from chalicelib.foundation.clock import now
    from chalicelib.onestop import dossiers

    dossier = city.draft()
    granted = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", PLAN).json
    file = granted["file"]
    for content in (papers.pdf(["mot"]), papers.pdf(["hai"])):
        assert post_form(granted["url"], granted["fields"], "x.pdf", content).status in (200, 201, 204, 303)
        city.arrive(dossier, file)
        if file in files(city, dossier):
            assert city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal").status == 200
            dossiers.tidy().erase_removed(now())
    assert not kept(dossier, file)
    assert not waiting(dossier, file)


@pytest.mark.parametrize("dossier", ["z" * 20, "somebody-else"])
def test_what_arrives_for_an_unknown_dossier_is_erased(city: City, dossier: str) -> None:
    from chalicelib.cloud import blobs
    from chalicelib.cloud.settings import settings

    key = f"dossiers/{dossier}/00000000"
    blobs.write(settings().quarantine_bucket, key, papers.pdf(), "application/pdf", {})
    city.arrive(dossier, "00000000")
    assert not kept(dossier, "00000000")
    assert not waiting(dossier, "00000000")


def test_a_file_nobody_granted_is_erased(city: City) -> None:
    from chalicelib.cloud import blobs
    from chalicelib.cloud.settings import settings

    dossier = city.draft()
    key = f"dossiers/{dossier}/11111111"
    blobs.write(settings().quarantine_bucket, key, papers.pdf(), "application/pdf", {})
    with unchanged(dossier):
        city.arrive(dossier, "11111111")
    assert not kept(dossier, "11111111")


def test_an_unchecked_file_cannot_be_opened(city: City) -> None:
    dossier = city.draft()
    file = post(city, dossier, papers.pdf())
    assert files(city, dossier)[file]["state"] == "waiting"
    refused(city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{file}"), 404, "files/missing")
    city.arrive(dossier, file)
    link = city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{file}").json["url"]
    assert fetch("GET", link).body == papers.pdf()


def test_the_first_file_stays_whatever_is_posted_later(city: City) -> None:
    dossier = city.draft()
    granted = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", PLAN).json
    for content in (papers.pdf(["mot"]), papers.pdf(["hai"])):
        assert post_form(granted["url"], granted["fields"], "x.pdf", content).status in (200, 201, 204, 303)
        city.arrive(dossier, granted["file"])
    link = city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{granted['file']}").json["url"]
    assert fetch("GET", link).body == papers.pdf(["mot"])


def test_the_same_key_grants_the_same_file(city: City) -> None:
    dossier = city.draft()
    key = uuid.uuid4().hex
    path = f"/api/v1/dossiers/{dossier}/files"
    first = city.citizen.post(path, PLAN, idempotency_key=key)
    with unchanged(dossier):
        again = city.citizen.post(path, PLAN, idempotency_key=key)
        refused(city.citizen.post(path, {**PLAN, "name": "b.pdf"}, idempotency_key=key), 422, "call/key-reused")
    assert (again.status, again.json["file"]) == (201, first.json["file"])


def test_a_removal_that_is_sent_twice(city: City) -> None:
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan")
    key = uuid.uuid4().hex
    path = f"/api/v1/dossiers/{dossier}/files/{file}/removal"
    first = city.citizen.post(path, idempotency_key=key)
    assert first.status == 200
    with unchanged(dossier):
        assert city.citizen.post(path, idempotency_key=key).json == first.json
        refused(city.citizen.post(path), 404, "files/missing")


def test_a_result_is_not_seen_before_it_is_returned(city: City) -> None:
    dossier = city.approved()
    path = f"/api/v1/dossiers/{dossier}"
    seen = city.citizen.get(path).json
    assert seen["result"] is None
    assert "result" not in {one["paper"] for one in seen["files"]}
    held = next(row["sk"]["S"][2:] for row in rows(dossier) if row.get("paper", {}).get("S") == "result")
    refused(city.citizen.get(f"{path}/files/{held}"), 404, "files/missing")
    assert city.leader.get(f"{path}/files/{held}").status == 200
    assert held in {one["id"] for one in city.leader.get(path).json["files"]}
    assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
    assert city.citizen.get(f"{path}/files/{held}").status == 200


def test_only_the_returned_result_is_seen(city: City) -> None:
    dossier, _ = city.submitted()
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance"), (city.specialist, "propose_approval")):
        assert city.move(who, dossier, move).status == 200
    wrong = city.upload(dossier, "result", papers.pdf(["SAI"]), city.leader)
    right = city.upload(dossier, "result", papers.pdf(["DUNG"]), city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=right).status == 200
    assert city.move(city.onestop, dossier, "return_result", way="desk").status == 200
    path = f"/api/v1/dossiers/{dossier}"
    seen = city.citizen.get(path).json
    assert seen["result"] == right
    assert wrong not in {one["id"] for one in seen["files"]}
    refused(city.citizen.get(f"{path}/files/{wrong}"), 404, "files/missing")


@pytest.mark.parametrize("state", ["waiting", "refused", "paper", "unknown"])
def test_what_is_no_checked_result_cannot_be_attached(city: City, state: str) -> None:
    dossier, _ = city.submitted()
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance"), (city.specialist, "propose_approval")):
        assert city.move(who, dossier, move).status == 200
    file = "00000000"
    if state == "waiting":
        body = {"paper": "result", "name": "kq.pdf"}
        file = city.leader.post(f"/api/v1/dossiers/{dossier}/files", body).json["file"]
    elif state == "refused":
        file = city.upload(dossier, "result", papers.scripted_pdf(), city.leader)
    elif state == "paper":
        file = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["files"][0]["id"]
    with unchanged(dossier):
        refused(city.move(city.leader, dossier, "attach_result", file=file), 422, "dossiers/result-not-ready")


def test_a_submitted_dossier_s_papers_stay(city: City) -> None:
    dossier, _ = city.submitted()
    file = next(iter(files(city, dossier)))
    with unchanged(dossier):
        refused(city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal"), 409, "files/closed")


def test_names_are_kept_fit_to_show(city: City) -> None:
    dossier = city.draft()
    path = f"/api/v1/dossiers/{dossier}/files"
    for typed, shown in (
        ("C:\\Users\\a\\Đề án.pdf", "Đề án.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\u202e.pdf", "ab.pdf"),
        ("\x00", "tep"),
        ("x" * 300, "x" * 120),
    ):
        granted = city.citizen.post(path, {"paper": "operating_plan", "name": typed}).json
        assert files(city, dossier)[granted["file"]]["name"] == shown
