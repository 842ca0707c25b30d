"""Rating a finished dossier: once, by whoever it belongs to, counted for its agency and month."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import now, vietnam_day
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.onestop.dossiers import desk


@pytest.fixture
def returned(city: City) -> str:
    """A dossier whose result was returned."""
    dossier = city.approved()
    assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
    return dossier


def rate(who: Visitor, dossier: str, level: str = "satisfied", *, key: str = "", **said: Any) -> Reply:
    body = {"dossier": dossier, "level": level, **said}
    return who.post("/api/v1/ratings", body, idempotency_key=key or uuid.uuid4().hex)


def counts(city: City, unit: str = "d07") -> dict[str, int]:
    """The counters of the agency's month as they are stored."""
    from chalicelib.onestop.satisfaction import store

    found = store.counts_of([unit], f"{vietnam_day(now()):%Y-%m}").get(unit)
    return dict(found.overall) if found else {"very_satisfied": 0, "satisfied": 0, "unsatisfied": 0}


def test_one_rating_for_each_dossier(city: City, returned: str) -> None:
    before, key = counts(city), uuid.uuid4().hex
    said = {"criteria": {"time": "unsatisfied", "attitude": "very_satisfied"}, "remark": "Chờ hơi lâu."}
    first = rate(city.citizen, returned, key=key, **said)
    assert first.status == 201, first.body
    assert rate(city.citizen, returned, key=key, **said).json == first.json
    again = rate(city.citizen, returned, "unsatisfied")
    assert (again.status, again.code) == (409, "satisfaction/rated-already")
    after = counts(city)
    assert after["satisfied"] == before["satisfied"] + 1
    assert after["unsatisfied"] == before["unsatisfied"]


def test_the_journal_holds_the_digest_and_the_note_the_words(city: City, returned: str) -> None:
    from chalicelib.cloud import journal

    assert rate(city.citizen, returned, remark="Cán bộ tận tình.").status == 201
    (entry,) = journal.records(f"RT#{returned}")
    assert entry.note == {"remark": "Cán bộ tận tình."}
    assert "tận tình" not in str(entry.data)
    assert entry.data["note"]
    assert entry.faults() == []
    assert (entry.type, entry.data["where"], entry.data["unit"]) == ("satisfaction.rated", "online", "d07")


def test_only_what_is_finished_is_rated(city: City) -> None:
    dossier = city.approved()
    assert rate(city.citizen, dossier).code == "dossiers/not-finished"
    assert rate(city.citizen, city.draft()).code == "dossiers/not-finished"
    refused, _ = city.submitted()
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance"), (city.specialist, "propose_refusal")):
        assert city.move(who, refused, move).status == 200
    assert rate(city.citizen, refused).code == "dossiers/not-finished"
    assert city.move(city.leader, refused, "reject", reason="Không đủ điều kiện").status == 200
    assert rate(city.citizen, refused, "unsatisfied").status == 201, "a refusal after examination is an end too"


def test_not_after_ninety_days(city: City, returned: str) -> None:
    city.at(now() + timedelta(days=91))
    assert rate(city.citizen, returned).status in (401, 409)
    from chalicelib.cloud.call import Call, Caller, Intent
    from chalicelib.foundation.errors import Conflict
    from chalicelib.onestop.satisfaction import ratings, read_rating

    caller = Caller("acc-citizen-1", "", frozenset({"citizen"}))
    call = Call(caller, now() + timedelta(days=91), intent=Intent("acc-citizen-1", "r", "k", "f"))
    with pytest.raises(Conflict) as refusal:
        ratings().rate(call, returned, read_rating("satisfied", {}, ""))
    assert refusal.value.code == "satisfaction/too-late"


@pytest.mark.parametrize("login", ["congdan2", "motcua.d07", "chuyenvien.d07", "lanhdao.d07", "motcua.d06"])
def test_nobody_rates_for_somebody_else(city: City, returned: str, login: str) -> None:
    before = counts(city)
    assert rate(city.visitor(login), returned, "very_satisfied").status in (403, 404)
    assert counts(city) == before


def test_at_the_desk_that_keeps_it(city: City) -> None:
    from chalicelib.cloud import journal

    dossier = desk.handed_in(city, city.onestop)
    for who, move, facts in (
        (city.onestop, "receive", {}),
        (city.onestop, "take_payment", {"amount": 50_000, "means": "cash"}),
        (city.onestop, "advance", {}),
        (city.specialist, "propose_approval", {}),
    ):
        assert city.move(who, dossier, move, **facts).status == 200
    result = city.upload(dossier, "result", None, city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=result).status == 200
    assert city.move(city.onestop, dossier, "return_result").status == 200
    assert rate(city.visitor("motcua.d06"), dossier).status in (403, 404), "another desk keeps others"
    assert rate(city.onestop, dossier, "very_satisfied").status == 201
    assert journal.records(f"RT#{dossier}")[0].data["where"] == "desk"


def by_code(city: City, code: str, digits: str, level: str = "satisfied") -> Reply:
    body = {"code": code, "digits": digits, "level": level}
    return city.visitor().post("/api/v1/ratings-by-code", body)


def test_without_an_account_after_the_second_factor(city: City, returned: str) -> None:
    from chalicelib.cloud import journal

    code = city.citizen.get(f"/api/v1/dossiers/{returned}").json["code"]
    wrong = "0000" if city.last_digits != "0000" else "1111"
    refused = by_code(city, code, wrong)
    assert (refused.status, refused.code) == (422, "lookup/wrong-digits")
    assert by_code(city, code, "12").status == 422
    assert by_code(city, "H29-261122-9999", city.last_digits).status == 404
    done = by_code(city, code, city.last_digits)
    assert done.status == 201, done.body
    entry = journal.records(f"RT#{returned}")[0]
    assert (entry.actor, entry.data["where"]) == ("nobody", "code")
    assert rate(city.citizen, returned).code == "satisfaction/rated-already"


def test_guessing_the_factor_is_limited_as_in_look_ups(city: City, returned: str) -> None:
    code = city.citizen.get(f"/api/v1/dossiers/{returned}").json["code"]
    wrong = "0000" if city.last_digits != "0000" else "1111"
    codes = [by_code(city, code, wrong).code for _ in range(7)]
    assert codes[:5] == ["lookup/wrong-digits"] * 5
    assert codes[-1] == "lookup/too-many"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": "good"}, "level"),
        ({}, "level"),
        ({"level": "satisfied", "criteria": {"time": "good"}}, "criteria.time"),
        ({"level": "satisfied", "criteria": {"price": "satisfied"}}, "criteria.price"),
        ({"level": "satisfied", "remark": "a" * 1001}, "remark"),
        ({"level": "satisfied", "name": "x"}, "name"),
    ],
)
def test_bad_input_leaves_nothing(city: City, returned: str, body: dict[str, Any], field: str) -> None:
    from chalicelib.onestop.satisfaction import store

    reply = city.citizen.post("/api/v1/ratings", {"dossier": returned, **body})
    assert reply.status == 422
    assert field in reply.fields
    assert not store.rated(returned)


def test_officers_read_remarks_without_names_and_dossiers(city: City, returned: str) -> None:
    words = f"Góp ý {uuid.uuid4().hex}"
    assert rate(city.citizen, returned, "unsatisfied", remark=words).status == 201
    code = city.citizen.get(f"/api/v1/dossiers/{returned}").json["code"]
    for who in (city.onestop, city.specialist, city.leader):
        body = who.get("/api/v1/remarks?limit=100")
        mine = next(one for one in body.json["items"] if one["remark"] == words)
        assert (mine["level"], mine["where"], mine["erased"]) == ("unsatisfied", "online", False)
        assert returned not in body.body.decode()
        assert code not in body.body.decode()
        assert "acc-citizen" not in body.body.decode()
    others = city.visitor("motcua.d06").get("/api/v1/remarks?limit=100").json["items"]
    assert all(one["remark"] != words for one in others)
    assert city.citizen.get("/api/v1/remarks").status == 403
    assert city.visitor().get("/api/v1/remarks").status == 401


def test_remarks_come_by_pages(city: City) -> None:
    for number in range(2):
        dossier = city.approved()
        assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
        assert rate(city.citizen, dossier, remark=f"Trang {number}").status == 201
    first = city.leader.get("/api/v1/remarks?limit=1").json
    assert len(first["items"]) == 1
    second = city.leader.get(f"/api/v1/remarks?limit=1&cursor={first['next']}").json
    assert second["items"] != first["items"]
    assert city.visitor("lanhdao.d06").get(f"/api/v1/remarks?cursor={first['next']}").status == 400


def test_an_erased_remark_leaves_a_journal_that_verifies(city: City, returned: str) -> None:
    from chalicelib.cloud import journal
    from chalicelib.cloud.journal import Entry

    assert rate(city.citizen, returned, remark="Xin xóa lời này.").status == 201
    (entry,) = journal.records(f"RT#{returned}")
    Entry(pk=entry.pk, sk=entry.sk).update(actions=[Entry.note.remove()])
    assert journal.records(f"RT#{returned}")[0].faults() == []
    found = city.leader.get("/api/v1/remarks?limit=100").json["items"]
    assert any(one["erased"] and not one["remark"] for one in found)


def test_open_data_hides_small_numbers(city: City, returned: str) -> None:
    from chalicelib.onestop.satisfaction import store
    from chalicelib.onestop.satisfaction.store import CountItem

    month = "2031-01"
    CountItem(pk="SC#d07", sk=month, o_v=3, o_s=2, o_u=1, t_v=4, t_s=1, a_v=4).save()
    CountItem(pk="SC#d06", sk=month, o_v=3, o_u=1).save()
    city.at(now().replace(year=2031, month=1, day=20))
    reply = city.visitor().get(f"/api/v1/open-data/satisfaction?month={month}")
    assert reply.headers["cache-control"] == "public, max-age=3600"
    agencies = {one["code"]: one for one in reply.json["agencies"]}
    assert agencies["d06"]["ratings"] is None
    assert "satisfied" not in agencies["d06"]
    shown = agencies["d07"]
    assert (shown["ratings"], shown["satisfied_percent"]) == (6, 83)
    assert shown["criteria"] == {"time": {"very_satisfied": 4, "satisfied": 1, "unsatisfied": 0}}
    assert reply.json["total"]["ratings"] == 6
    assert store.counts_of(["d07"], month)["d07"].criteria["attitude"]["very_satisfied"] == 4


@pytest.mark.parametrize(
    ("month", "code"),
    [
        ("2026-13", "satisfaction/month-malformed"),
        ("x", "satisfaction/month-malformed"),
        ("2999-01", "satisfaction/month-malformed"),
        ("2099-01", "satisfaction/month-not-begun"),
    ],
)
def test_months_that_are_none(city: City, month: str, code: str) -> None:
    assert city.visitor().get(f"/api/v1/open-data/satisfaction?month={month}").code == code
