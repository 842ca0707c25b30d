"""Many at once: one wish is carried out once, numbers have no gaps, the later of two changes is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any

import pytest

from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.foundation.clock import now
from chalicelib.foundation.errors import Refusal
from tests import samples
from tests.onestop.conftest import City
from tests.problems import rows

CITIZEN = Caller("acc-citizen-1", "Nguyễn Thị Thử Nghiệm", frozenset({"citizen"}))
OFFICER = Caller("acc-onestop-d07", "Phạm Văn Tiếp Nhận", frozenset({"one_stop_officer"}), unit="d07")

DAYS = count(100)


def wish(caller: Caller, route: str, at: datetime, *, key: str = "", expected: int | None = None) -> Call:
    """A call as the doors make it."""
    return Call(caller, at, intent=Intent(caller.account, route, key or uuid.uuid4().hex, "same"), expected=expected)


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gives, all started at the same moment in threads of their own; a refusal is what it gives too."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result() for one in [threads.submit(run, work) for work in works]]


def ready(city: City) -> tuple[str, int]:
    """A complete notification of a press conference, and its version."""
    dossier = city.draft(samples.PRESS)
    assert city.fill(dossier, samples.press_answers(city.app.clock())).status == 200
    city.upload(dossier, "proof_of_lawfulness")
    return dossier, city.citizen.get(f"/api/v1/dossiers/{dossier}").version


def entries(dossier: str, kind: str) -> int:
    return sum(row["type"]["S"] == kind for row in rows(dossier) if row["sk"]["S"].startswith("J#"))


def counter_of(code: str) -> str:
    """The key of the counter that gave a code its number."""
    agency, day, _ = code.split("-")
    return f"N#{agency}#{day}"


@pytest.fixture
def own_day(city: City) -> datetime:
    """A day of its own, on which nobody has got a number yet; past, so that lists of new dossiers begin with others."""
    moment = now() - timedelta(days=next(DAYS))
    city.at(moment)
    return moment


def test_the_same_wish_in_several_threads_is_carried_out_once(city: City) -> None:
    from chalicelib.onestop import dossiers

    dossier, version = ready(city)
    key = uuid.uuid4().hex
    call = wish(CITIZEN, f"POST /submission {dossier}", city.app.clock(), key=key, expected=version)
    answers = at_once([lambda: dossiers.drafts().submit(call, dossier)] * 4)
    assert [one for one in answers if isinstance(one, Refusal)] == []
    assert all(one == answers[0] for one in answers)
    assert entries(dossier, "dossier.submitted") == 1
    assert answers[0]["code"]


def test_the_same_key_begins_one_draft_in_several_threads(city: City) -> None:
    from chalicelib.onestop import dossiers

    call = wish(CITIZEN, "POST /dossiers", city.app.clock())
    answers = at_once([lambda: dossiers.drafts().begin(call, samples.PRESS)] * 4)
    assert [one for one in answers if isinstance(one, Refusal)] == []
    assert all(one == answers[0] for one in answers)
    assert len([row for row in rows(answers[0]["id"]) if row["sk"]["S"].startswith("J#")]) == 1


def test_numbers_given_at_once_have_no_gaps(city: City, own_day: datetime) -> None:
    from chalicelib.onestop import dossiers

    drafts = [ready(city) for _ in range(16)]
    works = [
        lambda one=one: dossiers.drafts().submit(  # type: ignore[misc]
            wish(CITIZEN, f"POST /submission {one[0]}", own_day, expected=one[1]), one[0]
        )
        for one in drafts
    ]
    answers = at_once(works)
    assert [one.code for one in answers if isinstance(one, Refusal)] == []
    numbers = sorted(int(one["code"].rpartition("-")[2]) for one in answers)
    assert numbers == list(range(1, 17))


def test_a_number_is_given_only_to_what_is_handed_in(city: City, own_day: datetime) -> None:
    codes = []
    for _ in range(2):
        empty = city.draft(samples.PRESS)
        assert city.submit(empty).status == 422
        dossier, _ = ready(city)
        codes.append(city.submit(dossier).json["code"])
    assert [int(code.rpartition("-")[2]) for code in codes] == [1, 2]


def test_numbers_go_on_from_the_table_in_a_new_process(city: City, own_day: datetime) -> None:
    from chalicelib.onestop.dossiers import numbering

    first, _ = ready(city)
    assert city.submit(first).json["code"].endswith("-0001")
    for remembered in ({}, {"wrong": 7}):
        numbering._last_numbers.clear()
        numbering._last_numbers.update(remembered)
        dossier, _ = ready(city)
        number = 2 if not remembered else 3
        assert city.submit(dossier).json["code"].endswith(f"-{number:04}")


def test_a_wrong_memory_of_numbers_is_corrected(city: City, own_day: datetime) -> None:
    from chalicelib.onestop.dossiers import numbering

    first, _ = ready(city)
    counter = counter_of(city.submit(first).json["code"])
    for wrong in (0, 41, 9998):
        numbering._last_numbers[counter] = wrong
        dossier, _ = ready(city)
        assert city.submit(dossier).status == 200
    assert numbering._last_numbers[counter] == 4


def test_numbers_beyond_four_digits_grow_wider(city: City, own_day: datetime) -> None:
    from chalicelib.onestop.dossiers import numbering

    first, _ = ready(city)
    counter = counter_of(city.submit(first).json["code"])
    numbering.Counter(pk=counter, sk="N", n=9999).save()
    dossier, _ = ready(city)
    reply = city.submit(dossier)
    assert reply.json["code"].endswith("-10000")
    found = city.visitor().post("/api/v1/lookups", {"code": reply.json["code"]})
    assert found.json["code"] == reply.json["code"]
    line = next(one for one in city.onestop.get("/api/v1/queue?limit=100").json["items"] if one["id"] == dossier)
    assert line["code"] == reply.json["code"]


def test_of_two_moves_on_the_same_version_one_wins(city: City) -> None:
    from chalicelib.onestop import dossiers

    dossier, _ = ready(city)
    assert city.submit(dossier).status == 200
    version = city.onestop.get(f"/api/v1/dossiers/{dossier}").version
    before = len(rows(dossier))
    at = city.app.clock()
    answers = at_once(
        [
            lambda: dossiers.intake().receive(wish(OFFICER, "receive", at, expected=version), dossier),
            lambda: dossiers.intake().refuse(wish(OFFICER, "refuse", at, expected=version), dossier, "Sai", ""),
            lambda: dossiers.intake().withdraw(wish(CITIZEN, "withdraw", at, expected=version), dossier, ""),
        ]
    )
    refusals = [one for one in answers if isinstance(one, Refusal)]
    assert len(refusals) == 2
    assert {(one.status, one.code) for one in refusals} <= {
        (412, "call/version-stale"),
        (409, "dossiers/move-not-allowed"),
    }
    assert len(rows(dossier)) == before + 1, "one journal entry more"


def test_of_two_saves_on_the_same_version_one_is_told(city: City) -> None:
    from chalicelib.onestop import dossiers

    dossier = city.draft()
    at = city.app.clock()
    works = [
        lambda years=years: dossiers.drafts().save(  # type: ignore[misc]
            wish(CITIZEN, "save", at, expected=1), dossier, {"years": years}
        )
        for years in ("1", "2", "3", "4")
    ]
    answers = at_once(works)
    refusals = [one for one in answers if isinstance(one, Refusal)]
    assert [(one.status, one.code) for one in refusals] == [(412, "call/version-stale")] * 3
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    won = next(number for number, one in enumerate(answers, start=1) if not isinstance(one, Refusal))
    assert (seen["version"], seen["answers"]) == (2, {"years": str(won)})


def test_files_that_arrive_at_once_are_all_taken_in(city: City) -> None:
    from chalicelib.commons.files import Arrival, Kind, Verdict
    from chalicelib.onestop import dossiers

    dossier = city.draft()
    path = f"/api/v1/dossiers/{dossier}/files"
    files = [city.citizen.post(path, {"paper": "operating_plan", "name": "a.pdf"}).json["file"] for _ in range(5)]
    verdict = Verdict("kept", Kind.PDF, 10, "0" * 64, 1)
    at = city.app.clock()
    works = [
        lambda file=file: dossiers.uploads().settle(Arrival(dossier, file, verdict), at)  # type: ignore[misc]
        for file in (*files, *files)
    ]
    assert at_once(works) == [None] * 10
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    assert {one["state"] for one in seen["files"]} == {"kept"}
    assert entries(dossier, "dossier.file_checked") == 5
