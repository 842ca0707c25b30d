"""The one-stop desk: what it keeps for applicants without an account, and what stays apart."""

from __future__ import annotations

import pytest

from tests.onestop.conftest import City
from tests.onestop.dossiers import desk
from tests.onestop.dossiers.test_costs import metered
from tests.problems import refused, rows, unchanged

STRANGERS = ("motcua.d06", "chuyenvien.d06", "lanhdao.d06", "congdan1", "congdan2")


@pytest.mark.parametrize("login", ["congdan1", "chuyenvien.d07", "lanhdao.d07", "vanthu.d07", "quantri.d07", "vanhanh"])
def test_only_one_stop_officers_begin_at_a_desk(city: City, login: str) -> None:
    who = city.visitor(login)
    refused(who.post("/api/v1/desk/dossiers", {"procedure": desk.BOOKS}), 403, "identity/forbidden")
    refused(who.get("/api/v1/desk/dossiers"), 403, "identity/forbidden")


def test_nobody_begins_at_no_desk(city: City) -> None:
    refused(city.visitor().post("/api/v1/desk/dossiers", {"procedure": desk.BOOKS}), 401, "identity/sign-in-needed")


def test_the_same_key_begins_one_draft(city: City) -> None:
    body = {"procedure": desk.BOOKS}
    first = city.onestop.post("/api/v1/desk/dossiers", body, idempotency_key="desk-once-0001")
    again = city.onestop.post("/api/v1/desk/dossiers", body, idempotency_key="desk-once-0001")
    assert first.json == again.json


def test_from_the_desk_to_the_paid_fee(city: City) -> None:
    who = city.onestop
    dossier = desk.begin(who)
    fresh = desk.seen(who, dossier)
    assert (fresh["applicant"], fresh["helped_by"], fresh["received_by"]) == ("", "d07", None)
    assert (fresh["unit"], fresh["delivery"]["way"]) == ("d07", "desk")
    desk.fill(city, who, dossier)
    assert desk.seen(who, dossier)["applicant"] == desk.APPLICANT
    assert desk.submit(who, dossier).status == 200
    assert city.move(who, dossier, "receive").status == 200
    owing = desk.seen(who, dossier)
    assert (owing["payment"]["state"], owing["payment"]["amount"]) == ("due", 50000)
    assert city.move(who, dossier, "take_payment", amount=50000, means="cash").status == 200
    shown = desk.seen(who, dossier)
    assert (shown["payment"]["state"], shown["received_by"], shown["helped_by"]) == ("paid", "d07", "d07")


def test_sent_twice_it_is_handed_in_once(city: City) -> None:
    who = city.onestop
    dossier = desk.begin(who)
    desk.fill(city, who, dossier)
    version = who.get(desk.path_of(dossier)).headers["etag"]
    first = desk.submit(who, dossier, if_match=version, idempotency_key="desk-twice-0001")
    again = desk.submit(who, dossier, if_match=version, idempotency_key="desk-twice-0001")
    assert first.status == again.status == 200
    assert first.json == again.json
    assert [one["type"] for one in desk.seen(who, dossier)["journal"]].count("dossier.submitted") == 1


def test_submitting_at_a_desk_costs_no_more_than_online(city: City) -> None:
    who = city.onestop
    dossier = desk.begin(who)
    desk.fill(city, who, dossier)
    version = who.get(desk.path_of(dossier)).headers["etag"]
    with metered() as bill:
        assert who.post(f"{desk.path_of(dossier)}/submission", {}, if_match=version).status == 200
    assert len(bill.calls) <= 3
    assert bill.write_units <= 12
    assert bill.largest <= 1024


def test_a_list_page_is_two_calls(city: City) -> None:
    dossier = desk.begin(city.onestop)
    with metered() as bill:
        page = city.onestop.get("/api/v1/desk/dossiers?limit=25").json
    assert bill.calls == ["Query", "BatchGetItem"]
    assert dossier in {one["id"] for one in page["items"]}
    theirs = city.visitor("motcua.d06").get("/api/v1/desk/dossiers?limit=100").json["items"]
    assert dossier not in {one["id"] for one in theirs}
    assert dossier not in {one["id"] for one in city.citizen.get("/api/v1/dossiers?limit=100").json["items"]}


@pytest.mark.parametrize("login", [*STRANGERS, "chuyenvien.d07", "lanhdao.d07"])
def test_a_desk_s_draft_does_not_exist_for_others(city: City, login: str) -> None:
    dossier = desk.begin(city.onestop)
    who = city.visitor(login)
    with unchanged(dossier):
        unknown = who.get(desk.path_of("z" * 20))
        found = refused(who.get(desk.path_of(dossier)), 404, "dossiers/missing")
        same = ("code", "detail", "status")
        assert [found.json[name] for name in same] == [unknown.json[name] for name in same]
        version = city.onestop.get(desk.path_of(dossier)).headers["etag"]
        for part, body in (("party", {"party": desk.PARTY}), ("answers", {"answers": {}})):
            reply = who.put(f"{desk.path_of(dossier)}/{part}", body, if_match=version)
            assert reply.status in (403, 404)
            assert desk.APPLICANT not in reply.body.decode()


@pytest.mark.parametrize("login", STRANGERS)
def test_a_desk_s_dossier_does_not_exist_for_others(city: City, login: str) -> None:
    dossier = desk.handed_in(city, city.onestop)
    who = city.visitor(login)
    with unchanged(dossier):
        refused(who.get(desk.path_of(dossier)), 404, "dossiers/missing")
        for move in ("withdraw", "supplement", "choose_delivery", "receive"):
            reply = city.move(who, dossier, move, reason="x", way="online")
            refused(reply, 404, "dossiers/missing")


def test_a_desk_helps_with_another_agency_s_dossier_and_sees_no_more_than_its_applicant(city: City) -> None:
    helper, agency = city.visitor("motcua.d06"), city.onestop
    dossier = desk.handed_in(city, helper)
    queue = agency.get("/api/v1/queue?limit=100").json["items"]
    assert dossier in {one["id"] for one in queue}
    mine = desk.seen(helper, dossier)
    assert (mine["helped_by"], mine["unit"], mine["moves"]) == ("d06", "d07", ["choose_delivery", "withdraw"])
    refused(city.move(helper, dossier, "receive"), 403, "identity/forbidden")
    assert city.move(agency, dossier, "receive").status == 200
    assert city.move(agency, dossier, "advance", remark="Lời nhắn nội bộ").status == 200
    assert desk.seen(agency, dossier)["received_by"] == "d07"
    assert "Lời nhắn nội bộ" not in helper.get(desk.path_of(dossier)).body.decode()
    assert "Lời nhắn nội bộ" in agency.get(desk.path_of(dossier)).body.decode()
    assert helper.get(f"{desk.path_of(dossier)}/slips/receipt").status == 200
    refused(helper.get(f"{desk.path_of(dossier)}/slips/control"), 404, "dossiers/slip-unknown")
    refused(city.move(helper, dossier, "take_payment", amount=50000, means="cash"), 403, "identity/forbidden")


def test_a_result_is_read_at_the_helping_desk_only_once_it_is_returned(city: City) -> None:
    helper = city.visitor("motcua.d06")
    dossier = desk.handed_in(city, helper)
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance")):
        assert city.move(who, dossier, move).status == 200
    assert city.move(city.specialist, dossier, "propose_approval").status == 200
    result = city.upload(dossier, "result", None, city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=result).status == 200
    link = f"{desk.path_of(dossier)}/files/{result}"
    refused(helper.get(link), 404, "files/missing")
    assert result not in {one["id"] for one in desk.seen(helper, dossier)["files"]}
    assert city.move(city.onestop, dossier, "take_payment", amount=50000, means="cash").status == 200
    assert city.move(city.onestop, dossier, "return_result", way="desk").status == 200
    assert helper.get(link).status == 200


def test_a_supplement_is_handed_in_at_the_desk(city: City) -> None:
    helper = city.visitor("motcua.d06")
    dossier = desk.handed_in(city, helper)
    asked = {"papers": {"list": "Bản chụp mờ"}, "fields": {"purpose": "Ghi rõ lớp nào"}}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    city.upload(dossier, "list", who=helper)
    assert city.move(helper, dossier, "supplement", answers={"purpose": "Lớp học Ví Dụ"}).status == 200
    assert desk.seen(city.onestop, dossier)["answers"]["purpose"] == "Lớp học Ví Dụ"


def test_withdrawing_at_a_desk_needs_the_applicant_s_request(city: City) -> None:
    dossier = desk.handed_in(city, city.onestop)
    with unchanged(dossier):
        reply = refused(city.move(city.onestop, dossier, "withdraw"), 422, "dossiers/words-needed")
        assert set(reply.fields) == {"reason"}
    assert city.move(city.onestop, dossier, "withdraw", reason="Đơn ngày 21/11 của người nộp").status == 200


def test_every_officer_s_look_is_on_record_the_desk_s_own_too(city: City) -> None:
    from chalicelib.commons import audit

    dossier = desk.handed_in(city, city.onestop)
    city.specialist.get(desk.path_of(dossier))
    seen = audit.views_of(f"D#{dossier}")
    assert {one.actor for one in seen} == {"acc-onestop-d07", "acc-specialist-d07"}


def test_what_a_desk_wrote_is_erased_with_the_draft(city: City) -> None:
    from datetime import timedelta

    from chalicelib.foundation.clock import now
    from chalicelib.onestop import dossiers

    city.at(now() - timedelta(days=31))
    dossier = desk.begin(city.onestop)
    desk.fill(city, city.onestop, dossier, {**desk.PARTY, **OTHER, "basis": "parent_or_guardian"})
    assert {"B", "B#party"} <= {row["sk"]["S"] for row in rows(dossier)}
    dossiers.tidy().expire_drafts(now())
    left = rows(dossier)
    assert sorted({row["sk"]["S"][:2] for row in left if not row["sk"]["S"].startswith("C#")}) == ["A", "J#"]
    for private in ("Bùi", "Đỗ", "0321", "salt", "Bến Thành"):
        plain = [{name: row[name] for name in row if name not in ("hash", "prev", "chain")} for row in left]
        assert private not in str(plain)


OTHER = {"acting": "other", "representative_name": "Đỗ Văn Thay", "representative_id": "079 188 000 777"}
