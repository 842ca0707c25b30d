"""The queue: lists by due time, filters in one query, cursors that skip nothing, counts that do not pretend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud.call import Caller, Lent
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.dossiers import heads, queues, rows, store
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.queues import Wanted
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_costs import metered
from tests.onestop.dossiers.test_pure import dossier as dossier_like

MONDAY = datetime.fromisoformat("2026-11-30T09:00:00+07:00").astimezone(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Desk:
    """A queue of d06 with dossiers put there as they are, taken out again afterwards."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.items: list[Any] = []

    def put(self, number: int, **facts: Any) -> str:
        """A dossier in process, due when told; its id."""
        known: dict[str, Any] = {
            "id": f"{number:020d}",
            "unit": "d06",
            "status": Status.IN_PROCESS,
            "step": "examine",
            "code": f"000.00.06.H29-261123-{number:04d}",
            "received_at": MONDAY - 9 * DAY,
            "timeline": ((Status.IN_PROCESS, MONDAY - 9 * DAY),),
            "version": 1,
        }
        item = heads.head_of(dossier_like(**{**known, **facts}))
        item.save()
        self.items.append(item)
        return str(known["id"])

    def ask(self, query: str = "", login: str = "chuyenvien.d06") -> dict[str, Any]:
        self.city.at(MONDAY)
        reply = self.city.visitor(login).get(f"/api/v1/queue?{query}")
        assert reply.status == 200, reply.body
        answer: dict[str, Any] = reply.json
        return answer

    def ids(self, query: str = "", login: str = "chuyenvien.d06") -> list[int]:
        return [int(line["id"]) for line in self.ask(query, login)["items"]]


@pytest.fixture
def desk(city: City) -> Iterator[Desk]:
    for login in ("motcua.d06", "chuyenvien.d06"):
        city.tokens.pop(login, None)
    told = city.app.clock
    for login in ("motcua.d06", "chuyenvien.d06"):
        city.visitor(login)  # signed in now: a session begun on the day of the test would have been over long ago
    city.at(MONDAY)
    made = Desk(city)
    yield made
    for item in made.items:
        item.delete()
    for login in ("motcua.d06", "chuyenvien.d06"):
        city.tokens.pop(login, None)
    city.app.clock = told


@pytest.fixture
def mixed(desk: Desk) -> Desk:
    """One of each: late 1 and 2, soon 3, later 4, late reception 5, waiting 6 and 7, ready 8."""
    desk.put(1, due_at=MONDAY - 2 * DAY, assignee="acc-specialist-d06")
    desk.put(2, due_at=MONDAY - HOUR, procedure="9.000002")
    desk.put(3, due_at=MONDAY + DAY, assignee="acc-leader-d06", step="approve")
    desk.put(4, due_at=MONDAY + 9 * DAY, applicant="Đặng Thị Ví Dụ")
    desk.put(5, status=Status.SUBMITTED, step="", receive_by=MONDAY - 3 * HOUR, received_at=None)
    desk.put(6, status=Status.SUPPLEMENT_REQUESTED, waits_until=MONDAY + DAY)
    desk.put(7, status=Status.STOPPED, timeline=((Status.STOPPED, MONDAY - DAY),))
    desk.put(8, status=Status.RESULT_READY, due_at=MONDAY - 30 * DAY, step="return_result")
    return desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 5, 2, 3, 4]),
        ("list=late", [1, 5, 2]),
        ("list=soon&days=1", [3]),
        ("list=soon&days=9", [3, 4]),
        ("list=waiting", [7, 6]),
        ("waiting=1", [7, 6]),
        ("list=ready", [8]),
        ("status=1", [5]),
        ("step=examine", [1, 2, 4]),
        ("procedure=9.000002", [2]),
        ("holder=mine", [1]),
        ("holder=nobody", [5, 2, 4]),
        ("list=late&holder=nobody&status=4", [2]),
    ],
)
def test_lists_and_filters(mixed: Desk, query: str, found: list[int]) -> None:
    with metered() as bill:
        assert mixed.ids(query) == found
    assert bill.calls == ["Query"]


def test_a_search_finds_codes_and_names_without_their_marks(mixed: Desk) -> None:
    visitor = mixed.city.visitor("chuyenvien.d06")
    for words, found in (("dang thi VI", [4]), ("261123-0002", [2]), ("khong ai", [])):
        reply = visitor.post("/api/v1/queue/searches", {"search": words}, idempotency_key=None)
        assert [int(line["id"]) for line in reply.json["items"]] == found
    wrong = visitor.post("/api/v1/queue/searches", {"search": ""}, idempotency_key=None)
    assert wrong.fields == {"search": "schema/minLength"}


def test_a_line_says_who_has_it_and_how_long_there_is(mixed: Desk) -> None:
    lines = {int(line["id"]): line for query in ("", "list=waiting") for line in mixed.ask(query)["items"]}
    assert [lines[number]["assignee"] for number in (1, 2, 3)] == ["acc-specialist-d06", None, "acc-leader-d06"]
    assert lines[2]["time_left"] == {"late": True, "days": 0, "hours": 1, "minutes": 0, "working": False}
    assert lines[3]["time_left"] == {"late": False, "days": 1, "hours": 0, "minutes": 0, "working": True}
    assert lines[6]["due_at"] == "2026-12-01T02:00:00Z"
    assert (lines[7]["due_at"], lines[7]["waits_since"], lines[7]["time_left"]) == (None, "2026-11-29T02:00:00Z", None)


def test_counts_say_only_what_the_page_tells(mixed: Desk) -> None:
    def count(number: int, more: bool = False) -> dict[str, Any]:
        return {"number": number, "more": more}

    assert mixed.ask()["counts"] == {"late": count(3), "soon": count(1)}
    assert mixed.ask("limit=2")["counts"] == {"late": count(2, True)}, "the page ends before it knows"
    assert mixed.ask("limit=3")["counts"] == {"late": count(3, True)}
    assert mixed.ask("limit=4")["counts"] == {"late": count(3), "soon": count(1, True)}
    assert mixed.ask("list=late&limit=1")["counts"] == {"late": count(1, True)}
    assert mixed.ask("list=waiting")["counts"] == {}
    assert mixed.ask("holder=mine")["counts"] == {"late": count(1), "soon": count(0)}


@pytest.mark.parametrize("query", ["", "list=late", "list=soon&days=30", "holder=nobody", "step=examine&list=late"])
def test_pages_skip_nothing_and_repeat_nothing(mixed: Desk, query: str) -> None:
    whole = mixed.ids(f"{query}&limit=100")
    found: list[int] = []
    cursor = ""
    while True:
        page = mixed.ask(f"{query}&limit=1&cursor={cursor}")
        found += [int(line["id"]) for line in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert found == whole


def test_a_filter_looks_through_a_hundred_lines_and_then_says_where_it_was(desk: Desk) -> None:
    for number in range(120):
        desk.put(number, due_at=MONDAY + number * timedelta(minutes=1))
    desk.put(200, due_at=MONDAY + DAY, procedure="9.000002")
    with metered() as bill:
        first = desk.ask("procedure=9.000002")
    assert (first["items"], first["looked_at"]) == ([], 100)
    assert bill.calls == ["Query"]
    assert bill.read_units <= 2.5
    second = desk.ask(f"procedure=9.000002&cursor={first['next']}")
    assert [int(line["id"]) for line in second["items"]] == [200]
    assert (second["looked_at"], second["next"]) == (21, None)


def test_a_cursor_keeps_its_moment_and_its_filters(mixed: Desk) -> None:
    cursor = mixed.ask("list=soon&days=30&limit=1")["next"]
    visitor = mixed.city.visitor("chuyenvien.d06")
    mixed.city.at(MONDAY + 26 * HOUR)  # what the page showed is late by now
    page = visitor.get(f"/api/v1/queue?list=soon&days=30&limit=1&cursor={cursor}")
    assert [int(line["id"]) for line in page.json["items"]] == [4]
    other = visitor.get(f"/api/v1/queue?list=late&cursor={cursor}")
    assert (other.status, other.code) == (400, "paging/cursor-invalid")


@pytest.mark.parametrize(
    ("query", "field"),
    [("list=all", "list"), ("days=0", "days"), ("days=x", "days"), ("status=99", "status"), ("holder=you", "holder")],
)
def test_a_filter_nobody_knows_is_refused(desk: Desk, query: str, field: str) -> None:
    reply = desk.city.visitor("chuyenvien.d06").get(f"/api/v1/queue?{query}")
    assert (reply.status, reply.code, reply.fields) == (
        422,
        "dossiers/filter-unknown",
        {field: "dossiers/filter-unknown"},
    )


def test_a_deputys_own_are_also_those_of_the_absent_officer() -> None:
    line = rows.queue_line("01", rows.queue_row(dossier_like(assignee="acc-a", due_at=MONDAY)), rows.due_key(MONDAY))
    mine = Wanted(holder="mine")
    assert not queues.fits(line, mine, Caller("acc-b"))
    assert queues.fits(line, mine, Caller("acc-b", lent=(Lent("acc-a"),)))


def test_a_line_written_before_assignment_is_still_read() -> None:
    line = rows.queue_line("01", "C|4|9.000001|examine|Nguyễn Thị Thử Nghiệm", "2611300200")
    assert (line.step, line.assignee, line.applicant) == ("examine", "", "Nguyễn Thị Thử Nghiệm")


def test_read_wanted_knows_the_words_of_the_address() -> None:
    raw = {"list": "soon", "days": "5", "status": "4", "holder": "mine"}
    assert queues.read_wanted(raw) == Wanted("soon", 5, Status.IN_PROCESS, holder="mine")
    assert queues.read_wanted({}) == Wanted()
    with pytest.raises(Invalid):
        queues.read_wanted({"search": "x" * 61})


def test_a_dossier_that_becomes_late_has_another_etag_and_moves_all_the_same(city: City) -> None:
    dossier, _ = city.submitted()
    path = f"/api/v1/dossiers/{dossier}"
    before = city.onestop.get(path)
    tag = before.headers["etag"]
    assert city.onestop.get(path, if_none_match=tag).status == 304
    head = store.read(dossier)
    receive_by = head.receive_by
    assert receive_by is not None
    _change(head, receive_by=city.app.clock() - HOUR)
    late = city.onestop.get(path, if_none_match=tag)
    assert (late.status, late.json["overdue"]) == (200, True)
    assert late.headers["etag"] == tag.removesuffix('"') + '-late"'
    moved = city.onestop.post(f"{path}/moves", {"move": "receive"}, if_match=late.headers["etag"])
    assert moved.status == 200, moved.body


def _change(head: Dossier, **facts: Any) -> None:
    heads.head_of(replace(head, **facts)).save()
