"""Applicant, representative, and how the result is returned."""

from __future__ import annotations

from typing import Any

import pytest

from tests import samples
from tests.onestop.conftest import City
from tests.onestop.dossiers import desk
from tests.problems import refused, rows, unchanged

MOTHER: dict[str, Any] = {
    "acting": "other",
    "basis": "authorised",
    "applicant_name": "Ngô Thị Mẹ Ví Dụ",
    "applicant_id": "079155000654",
}
ADDRESS = {"street": "3 Đường Thư", "ward": "Phường Sài Gòn", "province": "Thành phố Hồ Chí Minh"}
PAPER = "authorisation-to-act"


def party(city: City, dossier: str, said: dict[str, Any]) -> Any:
    return desk.put(city.citizen, dossier, "party", {"party": said})


def test_nothing_more_is_asked_of_who_applies_for_themself(city: City) -> None:
    dossier = city.ready()
    assert city.submit(dossier).status == 200
    assert "B#party" not in {row["sk"]["S"] for row in rows(dossier)}


def test_acting_for_another_keeps_the_two_apart(city: City) -> None:
    dossier, before = city.ready(), city.last_digits
    assert party(city, dossier, MOTHER).status == 200
    shown = desk.seen(city.citizen, dossier)
    assert (shown["applicant"], shown["representative"]) == ("Ngô Thị Mẹ Ví Dụ", "Nguyễn Thị Thử Nghiệm")
    assert shown["party"]["representative_id"] == "079190000001", "by the account, not by what was typed"
    reply = refused(city.submit(dossier), 422, "dossiers/incomplete")
    assert reply.fields == {f"papers.{PAPER}": "dossiers/paper-missing"}
    city.upload(dossier, PAPER)
    code = city.submit(dossier).json["code"]
    lookup = city.visitor().post("/api/v1/lookups", {"code": code, "digits": "0654"})
    assert lookup.json["timeline"]
    assert not city.visitor().post("/api/v1/lookups", {"code": code, "digits": before}).json["timeline"]
    officers = desk.seen(city.onestop, dossier)
    assert officers["party"]["applicant_id"] == "079155000654"


def test_an_officer_may_ask_for_a_better_authorisation(city: City) -> None:
    dossier = city.ready()
    assert party(city, dossier, MOTHER).status == 200
    city.upload(dossier, PAPER)
    assert city.submit(dossier).status == 200
    asked = {PAPER: "Chưa có chữ ký"}
    assert city.move(city.onestop, dossier, "request_supplement", papers=asked).status == 200
    parts = city.citizen.get(f"{desk.path_of(dossier)}/slips/supplement").json["body"]["parts"]
    assert parts[0]["name"]["en"] == "Authorisation or letter of introduction"
    city.upload(dossier, PAPER)
    assert city.move(city.citizen, dossier, "supplement").status == 200
    other, _ = city.submitted()
    reply = city.move(city.onestop, other, "request_supplement", papers=asked)
    refused(reply, 422, "dossiers/supplement-unknown-part")


def test_a_parent_declares_and_brings_no_paper(city: City) -> None:
    dossier = city.ready()
    assert party(city, dossier, {**MOTHER, "basis": "parent_or_guardian"}).status == 200
    refused(city.citizen.post(f"{desk.path_of(dossier)}/files", {"paper": PAPER, "name": "a.pdf"}), 422,
            "files/unknown-paper")  # fmt: skip
    assert city.submit(dossier).status == 200


def test_a_representative_cannot_be_somebody_else_than_the_account(city: City) -> None:
    dossier = city.draft()
    said = {**MOTHER, "representative_name": "Ai Đó Khác", "representative_id": "079199000999"}
    assert party(city, dossier, said).status == 200
    assert desk.seen(city.citizen, dossier)["representative"] == "Nguyễn Thị Thử Nghiệm"


def test_going_back_to_oneself(city: City) -> None:
    dossier = city.ready()
    assert party(city, dossier, MOTHER).status == 200
    assert party(city, dossier, {"acting": "self"}).status == 200
    shown = desk.seen(city.citizen, dossier)
    assert (shown["applicant"], shown["representative"]) == ("Nguyễn Thị Thử Nghiệm", None)
    assert city.submit(dossier).status == 200


def test_an_authorisation_that_is_there_stays_a_paper_of_the_dossier(city: City) -> None:
    """Whoever goes back to themself and leaves it there hands it in; officers may ask for a better one, as for any."""
    dossier = city.ready()
    assert party(city, dossier, MOTHER).status == 200
    city.upload(dossier, PAPER)
    assert party(city, dossier, {"acting": "self"}).status == 200
    assert city.submit(dossier).status == 200
    listed = [line["name"]["en"] for line in
              city.citizen.get(f"{desk.path_of(dossier)}/slips/acknowledgement").json["body"]["papers"]]  # fmt: skip
    assert listed[-1] == "Authorisation or letter of introduction"
    assert city.move(city.onestop, dossier, "request_supplement", papers={PAPER: "Không đọc được"}).status == 200
    city.upload(dossier, PAPER)
    assert city.move(city.citizen, dossier, "supplement").status == 200


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"applicant_id": "079 15"}, "party.applicant_id", "citizen-id/malformed"),
        ({"applicant_name": ""}, "party.applicant_name", "forms/required"),
        ({"basis": "friend"}, "party.basis", "forms/not-an-option"),
    ],
)
def test_what_is_wrong_is_kept_and_told_at_submission(city: City, wrong: dict[str, Any], field: str, code: str) -> None:
    dossier = city.ready()
    assert party(city, dossier, {**MOTHER, **wrong}).status == 200
    reply = refused(city.submit(dossier), 422, "dossiers/incomplete")
    assert reply.fields[field] == code


def test_unknown_fields_of_the_party_are_named(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        reply = refused(party(city, dossier, {"acting": "self", "nonsense": "1"}), 422, "drafts/unknown-field")
    assert set(reply.fields) == {"nonsense"}


def test_the_party_is_versioned_and_idempotent(city: City) -> None:
    dossier = city.draft()
    path = f"{desk.path_of(dossier)}/party"
    refused(city.citizen.put(path, {"party": MOTHER}), 428, "call/version-missing")
    refused(city.citizen.put(path, {"party": MOTHER}, if_match='"7"'), 412, "call/version-stale")
    sent = {"if_match": '"1"', "idempotency_key": "party-once-0001"}
    first = city.citizen.put(path, {"party": MOTHER}, **sent)
    again = city.citizen.put(path, {"party": MOTHER}, **sent)
    assert first.json == again.json
    assert first.json["version"] == 2


def test_the_journal_holds_no_word_of_it_and_nobody_can_guess(city: City) -> None:
    from chalicelib.cloud.journal import canonical
    from chalicelib.foundation.ids import digest

    dossier = city.ready()
    assert party(city, dossier, MOTHER).status == 200
    entries = str([row for row in rows(dossier) if row["sk"]["S"].startswith("J#")])
    for private in ("Ngô", "155000654", "Minh Họa"):
        assert private not in entries
    assert digest(canonical(MOTHER)) not in entries
    assert digest(canonical(samples.website_answers())) not in entries
    salts = {row["salt"]["S"] for row in rows(dossier) if row["sk"]["S"] in ("B", "B#party")}
    assert len(salts) == 1


def test_a_desk_must_name_the_applicant(city: City) -> None:
    dossier = desk.begin(city.onestop)
    assert desk.put(city.onestop, dossier, "answers", {"answers": desk.books_answers()}).status == 200
    city.upload(dossier, "list", who=city.onestop)
    reply = refused(desk.submit(city.onestop, dossier), 422, "dossiers/incomplete")
    assert set(reply.fields) == {"party.acting", "party.applicant_name", "party.applicant_id"}


@pytest.mark.parametrize("way", ["desk", "online"])
def test_the_applicant_chooses_the_way_until_the_result_is_returned(city: City, way: str) -> None:
    dossier = city.approved()
    assert city.move(city.citizen, dossier, "choose_delivery", way=way).status == 200
    shown = desk.seen(city.citizen, dossier)
    assert (shown["delivery"]["way"], shown["delivery"]["state"], shown["status"]["code"]) == (way, "ready", 9)
    assert shown["journal"][-1]["type"] == "dossier.delivery_chosen"
    refused(city.move(city.onestop, dossier, "choose_delivery", way="post"), 403, "identity/forbidden")
    assert city.move(city.onestop, dossier, "return_result").status == 200
    assert desk.seen(city.citizen, dossier)["delivery"]["way"] == way
    refused(city.move(city.citizen, dossier, "choose_delivery", way="desk"), 409, "dossiers/move-not-allowed")


def test_by_post_needs_a_whole_address(city: City) -> None:
    dossier = city.ready()
    with unchanged(dossier):
        for said in ({}, {"address": {}}, {"address": {**ADDRESS, "street": ""}}):
            reply = city.move(city.citizen, dossier, "choose_delivery", way="post", **said)
            refused(reply, 422, "dossiers/postal-address-needed")
        reply = city.move(city.citizen, dossier, "choose_delivery", way="post", address={**ADDRESS, "planet": "x"})
        refused(reply, 422, "drafts/unknown-field")
    assert city.move(city.citizen, dossier, "choose_delivery", way="post", address=ADDRESS).status == 200
    assert city.submit(dossier).status == 200
    shown = desk.seen(city.onestop, dossier)
    assert (shown["delivery"]["way"], shown["postal_address"]) == ("post", ADDRESS)
    assert city.move(city.citizen, dossier, "choose_delivery", way="desk").status == 200
    assert city.move(city.citizen, dossier, "choose_delivery", way="post").status == 200, "the address was kept"


def test_a_choice_without_a_way_is_refused(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(city.move(city.citizen, dossier, "choose_delivery"), 422, "dossiers/words-needed")
        refused(city.move(city.citizen, dossier, "choose_delivery", way="drone"), 422, "door/body-invalid")
