"""The leader's sheet tells of a month what the ledger and its report tell."""

from __future__ import annotations

from typing import Any

from tests.onestop.conftest import City
from tests.onestop.ledger.histories import happened, named, vn
from tests.onestop.test_leader_pages import PAGE, drawn, figures
from tests.onestop.test_pages_story import sign_in


def test_the_month_is_the_ledger_s(deliver: Any, city: City) -> None:
    deliver.at = vn("2026-11-20 09:00")
    for number, done in enumerate(("2026-11-10 08:00", "2026-11-19 08:00", ""), start=40):
        result = [happened(9, done, 9)] if done else []
        deliver(named(number), [happened(3, "2026-11-03 08:00", 2, "2026-11-18 15:00"), *result])
    leader = sign_in(city, "lanhdao.d07")
    city.at(vn("2026-11-30 08:00"))
    text = drawn(leader.get(PAGE))
    tiles = figures(text)
    found = city.leader.get("/api/v1/ledger?unit=d07&from=2026-11-01&to=2026-11-30").json["total"]
    assert tiles["tiếp nhận"][0] == str(found["received"])
    assert tiles["xong trước hạn, đúng hạn"][0] == str(found["early"] + found["on_time"])
    assert tiles["xong trễ hạn"][0] == str(found["late"])
    left = found["pending_in_time"] + found["pending_overdue"] + found["stopped"]
    assert tiles["còn đang giải quyết"][0] == str(left)
    assert tiles["tiếp nhận"][1] == "/can-bo/bao-cao?tu=2026-11-01&den=2026-11-30"
    page = leader.get("/can-bo/bao-cao", tu="2026-11-01", den="2026-11-30").text
    assert f"tiếp nhận {found['received']} =" in page
