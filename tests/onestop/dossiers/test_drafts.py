"""Drafts: kept as typed, for thirty days after their last change, then erased but for their journal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import iso, now
from chalicelib.foundation.errors import Unavailable
from tests import papers, samples
from tests.onestop.conftest import City
from tests.problems import refused, rows, unchanged

DAY = timedelta(days=1)
HOURLY: dict[str, Any] = {
    **dict.fromkeys(("account", "region", "source", "time", "id"), "-"),
    **{"version": "0", "detail-type": "Scheduled Event", "detail": {}, "resources": []},
}
"""What EventBridge tells the tidying worker."""


def kept(dossier: str, file: str) -> bool:
    """Whether the bucket of checked files holds this one."""
    from chalicelib.cloud import blobs
    from chalicelib.cloud.settings import settings

    return blobs.exists(settings().keep_bucket, f"dossiers/{dossier}/{file}")


def waiting(dossier: str, file: str) -> bool:
    """Whether the bucket of arrivals holds this one."""
    from chalicelib.cloud import blobs
    from chalicelib.cloud.settings import settings

    return blobs.exists(settings().quarantine_bucket, f"dossiers/{dossier}/{file}")


def tidy(at: datetime) -> tuple[int, int]:
    """What the hourly worker does; how many drafts and files went."""
    from chalicelib.onestop import dossiers

    room = dossiers.tidy()
    return room.expire_drafts(at).done, room.erase_removed(at).done


def faults(dossier: str) -> tuple[Any, ...]:
    from chalicelib.commons import audit

    found = audit.examine(f"D#{dossier}")
    assert found is not None
    assert found.entries
    return found.faults


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "không phải thư", "years": "năm mươi", "representative_id": "12"},
        {"registration_date": "31/02/2020", "phone": "abc"},
        {"head_office": {"ward": "Phường không có", "province": "Tỉnh cũ"}},
        {"purpose": "  <b>đậm</b> & 'nháy' \" \\ \n hai dòng  "},
        {"news_sources": [{"name": "Báo", "address": "không phải địa chỉ"}, {"name": ""}]},
        {"truthful": "có lẽ", "topics": ["nonsense"]},
    ],
)
def test_wrong_input_is_given_back_as_typed(city: City, typed: dict[str, Any]) -> None:
    dossier = city.draft()
    assert city.fill(dossier, typed).status == 200
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["answers"] == typed


def test_what_was_saved_last_stands(city: City) -> None:
    dossier = city.draft()
    for typed in ({"years": "3", "purpose": "Một"}, {"years": "4"}, {}):
        assert city.fill(dossier, typed).status == 200
        assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["answers"] == typed


@pytest.mark.parametrize("name", ["save", "grant", "remove"])
def test_every_change_gives_thirty_more_days(city: City, name: str) -> None:
    start = now().replace(microsecond=0)
    city.at(start)
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan") if name == "remove" else ""
    path = f"/api/v1/dossiers/{dossier}"
    assert city.citizen.get(path).json["expires_at"] == iso(start + 30 * DAY)
    city.at(start + 29 * DAY)
    changes: dict[str, Callable[[], Any]] = {
        "save": lambda: city.fill(dossier),
        "grant": lambda: city.citizen.post(f"{path}/files", {"paper": "operating_plan", "name": "a.pdf"}),
        "remove": lambda: city.citizen.post(f"{path}/files/{file}/removal"),
    }
    assert changes[name]().status in (200, 201)
    assert city.citizen.get(path).json["expires_at"] == iso(start + 59 * DAY)
    city.at(start + 59 * DAY)
    assert city.fill(dossier).status == 200
    city.at(start + 89 * DAY + timedelta(seconds=1))
    refused(city.fill(dossier), 409, "drafts/expired")


def test_a_dossier_that_was_handed_in_does_not_expire(city: City) -> None:
    city.at(now() - 40 * DAY)
    dossier, _ = city.submitted()
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").json["expires_at"] is None
    with unchanged(dossier):
        tidy(now())


def test_what_people_wrote_is_erased_and_the_journal_stays(city: City) -> None:
    city.at(now() - 31 * DAY)
    dossier = city.ready()
    held = [one["id"] for one in city.citizen.get(f"/api/v1/dossiers/{dossier}").json["files"]]
    entries = [row for row in rows(dossier) if row["sk"]["S"].startswith("J#")]
    assert all(kept(dossier, file) for file in held)
    drafts, files = tidy(now())
    assert drafts >= 1
    assert files >= len(held)
    left = rows(dossier)
    assert not any(kept(dossier, file) for file in held)
    assert sorted({row["sk"]["S"][:2] for row in left}) == ["A", "J#"]
    assert not {"applicant", "last4", "uploads", "mk", "dk"} & set(left[0])
    for private in ("Minh Họa", "Nguyễn", "operating_plan.pdf", "079 190", "example.vn"):
        assert private not in str([{name: row[name] for name in row if name != "hash"} for row in left])
    by_key = {row["sk"]["S"]: row for row in left}
    assert all(by_key[row["sk"]["S"]] == row for row in entries), "no entry was touched"
    assert faults(dossier) == ()
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert seen["journal"][-1]["type"] == "dossier.expired"
    assert (seen["status"]["code"], seen["answers"], seen["files"]) == (11, {}, [])
    assert dossier not in {one["id"] for one in city.citizen.get("/api/v1/dossiers?limit=100").json["items"]}


def test_tidying_again_changes_nothing(city: City) -> None:
    city.at(now() - 31 * DAY)
    dossier = city.draft()
    tidy(now())
    with unchanged(dossier):
        assert tidy(now()) == (0, 0)
    city.at(now())
    refused(city.fill(dossier), 409, "drafts/expired")
    refused(city.submit(dossier), 409, "dossiers/move-not-allowed")


def test_a_draft_that_was_changed_meanwhile_stays(city: City) -> None:
    from chalicelib.foundation.errors import Conflict
    from chalicelib.onestop import dossiers

    dossier = city.draft()
    with unchanged(dossier), pytest.raises(Conflict) as refusal:
        dossiers.tidy().expire(dossier, now() + 29 * DAY)
    assert refusal.value.code == "drafts/not-expired"


def test_one_draft_that_fails_does_not_stop_the_others(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.onestop import dossiers
    from chalicelib.onestop.dossiers.tidy import Tidy

    city.at(now() - 31 * DAY)
    broken, fine = city.draft(), city.draft()
    expire = Tidy.expire

    def sometimes(self: Tidy, dossier_id: str, at: datetime) -> None:
        if dossier_id == broken:
            raise Unavailable("cloud/table-busy", "Bận.", "Busy.")
        expire(self, dossier_id, at)

    monkeypatch.setattr(Tidy, "expire", sometimes)
    with unchanged(broken):
        drafts = dossiers.tidy().expire_drafts(now())
    assert drafts.done >= 1
    assert drafts.failed == 1
    assert city.citizen.get(f"/api/v1/dossiers/{fine}").json["status"]["code"] == 11
    monkeypatch.undo()
    assert tidy(now())[0] == 1


def test_a_pass_that_runs_out_of_time_leaves_the_rest_to_the_next(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.onestop import dossiers

    city.at(now() - 31 * DAY)
    dossier = city.draft()
    monkeypatch.setattr(sys.modules["chalicelib.onestop.dossiers.tidy"], "LASTS", 0)
    with unchanged(dossier):
        assert dossiers.tidy().expire_drafts(now()) == (0, 0)
    monkeypatch.undo()
    assert dossiers.tidy().expire_drafts(now()).done >= 1


def test_an_unreadable_head_stops_nothing_and_is_told(city: City) -> None:
    from chalicelib.cloud import table
    from chalicelib.cloud.items import connection
    from chalicelib.onestop.dossiers.workers import NotTidied, dossiers_tidy

    city.at(now() - 31 * DAY)
    unreadable, fine = city.draft(), city.draft()
    removed = city.upload(fine, "operating_plan")
    assert city.citizen.post(f"/api/v1/dossiers/{fine}/files/{removed}/removal").status == 200
    head = table.get(f"D#{unreadable}", "A")
    assert head is not None
    client, name = connection().connection.client, connection().table_name
    client.put_item(TableName=name, Item={**head, "created": {"S": "once upon a time"}})
    try:
        with pytest.raises(NotTidied):
            dossiers_tidy(HOURLY, None)
    finally:
        client.put_item(TableName=name, Item=head)
    assert city.citizen.get(f"/api/v1/dossiers/{fine}").json["status"]["code"] == 11
    assert not kept(fine, removed), "files are erased although a draft could not be"
    assert tidy(now())[0] == 1


def test_a_removed_file_leaves_the_buckets(city: City) -> None:
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan")
    path = f"/api/v1/dossiers/{dossier}"
    assert city.citizen.post(f"{path}/files/{file}/removal").status == 200
    assert city.citizen.get(path).json["files"] == []
    refused(city.citizen.get(f"{path}/files/{file}"), 404, "files/missing")
    assert "operating_plan.pdf" not in str(rows(dossier)), "its name goes at once"
    assert kept(dossier, file)
    tidy(now())
    assert not kept(dossier, file)
    assert not waiting(dossier, file)
    assert [row["sk"]["S"] for row in rows(dossier) if row["sk"]["S"].startswith("C#")] == []
    assert faults(dossier) == ()


def test_a_file_that_cannot_be_erased_waits_and_stops_no_other(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.onestop import dossiers

    dossier = city.draft()
    stuck, free = city.upload(dossier, "operating_plan"), city.upload(dossier, "source_consent")
    for file in (stuck, free):
        assert city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal").status == 200
    erase = dossiers.files().erase

    def sometimes(owner: str, file: str) -> None:
        if file == stuck:
            raise Unavailable("cloud/files-busy", "Bận.", "Busy.")
        erase(owner, file)

    monkeypatch.setattr(dossiers.tidy().files, "erase", sometimes)
    tidy(now())
    assert kept(dossier, stuck)
    assert not kept(dossier, free)
    monkeypatch.undo()
    assert tidy(now()) == (0, 1)
    assert not kept(dossier, stuck)


def test_a_removed_paper_is_missing_again(city: City) -> None:
    dossier = city.ready()
    files = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["files"]
    plan = next(one["id"] for one in files if one["paper"] == "operating_plan")
    assert city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{plan}/removal").status == 200
    reply = refused(city.submit(dossier), 422, "dossiers/incomplete")
    assert reply.fields == {"papers.operating_plan": "dossiers/paper-missing"}
    city.upload(dossier, "operating_plan", papers.pdf(["Moi"]))
    assert city.submit(dossier).status == 200


def test_a_draft_shows_nothing_before_it_is_handed_in(city: City) -> None:
    dossier = city.draft(samples.PRESS)
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert (seen["code"], seen["submitted_at"], seen["timeline"], seen["due_at"]) == (None, None, [], None)
    assert seen["moves"] == ["submit", "discard", "choose_delivery"]
    assert (seen["renewal"], seen["party"], seen["helped_by"], seen["representative"]) == (None, {}, None, None)
