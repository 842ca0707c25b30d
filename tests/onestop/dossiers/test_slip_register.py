"""The register of a year, day by day: every dossier handed in, closed ones included, in a bounded number of calls."""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers import slips
from chalicelib.onestop.dossiers.daybook import Day, days_of
from chalicelib.onestop.dossiers.model import Status
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_costs import metered
from tests.onestop.dossiers.test_slip_pages import printed
from tests.onestop.dossiers.test_slips import CODE, DUE, RECEIVED, dossier, received
from tests.onestop.test_pages_story import sign_in

DAYS = (datetime(2027, 5, 13, 3, 0, tzinfo=UTC) + timedelta(days=n) for n in itertools.count())
"""10:00 in Vietnam on days on which no other test hands anything in."""


@pytest.fixture
def day() -> datetime:
    """A day of its own for each test: what was handed in before stays in the register."""
    return next(DAYS)


def test_a_day_has_every_dossier_that_was_handed_in_closed_ones_too(city: City, day: datetime) -> None:
    city.at(day)
    made = [city.submitted() for _ in range(3)]
    assert city.move(city.citizen, made[0][0], "withdraw").status == 200
    assert city.move(city.onestop, made[1][0], "refuse", reason="Sai").status == 200
    assert city.move(city.onestop, made[2][0], "receive").status == 200
    when = f"{day.date()}"
    shown = city.onestop.get(f"/api/v1/registers/{when}").json
    assert (shown["count"], shown["page"], shown["pages"]) == (3, 1, 1)
    assert [line["code"] for line in shown["lines"]] == [code for _, code in made]
    assert [line["status"]["en"] for line in shown["lines"]] == ["Withdrawn by applicant", "Not accepted", "Received"]
    assert [bool(line["received_at"]) for line in shown["lines"]] == [False, False, True]
    page = printed(sign_in(city, "motcua.d07").get(f"/can-bo/so-theo-doi/{when}"))
    for words in (*(code for _, code in made), "Mẫu số 07", "3 hồ sơ", "Công dân yêu cầu rút hồ sơ: 1"):
        assert words in page, words


def test_a_month_and_a_year_count_their_days(city: City, day: datetime) -> None:
    city.at(day)
    city.submitted()
    when = day.date().isoformat()
    month = city.onestop.get(f"/api/v1/registers/{when[:7]}").json
    assert {"when": when, "count": 1} in month["lines"]
    assert month["count"] == sum(line["count"] for line in month["lines"])
    year = city.onestop.get(f"/api/v1/registers/{when[:4]}").json
    assert {"when": when[:7], "count": month["count"]} in year["lines"]
    browser = sign_in(city, "chuyenvien.d07")
    assert f'href="/can-bo/so-theo-doi/{when}"' in printed(browser.get(f"/can-bo/so-theo-doi/{when[:7]}"))
    assert f'href="/can-bo/so-theo-doi/{when[:7]}"' in printed(
        browser.get(f"/can-bo/so-theo-doi/{when[:4]}", lang="en")
    )


def test_a_day_is_read_by_number_page_by_page(city: City, day: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[Day.__module__], "A_PAGE", 2)
    city.at(day)
    codes = [city.submitted()[1] for _ in range(3)]
    path = f"/api/v1/registers/{day.date()}"
    second = city.onestop.get(f"{path}?page=2").json
    assert [(line["order"], line["code"]) for line in second["lines"]] == [(3, codes[2])]
    for page in ("3", "0", "-1", "x", "١", "1000000"):
        beyond = city.onestop.get(f"{path}?page={page}")
        assert (beyond.status, beyond.code) == (404, "register/unknown"), page
    browser = sign_in(city, "motcua.d07")
    first = printed(browser.get(f"/can-bo/so-theo-doi/{day.date()}"))
    assert f'href="/can-bo/so-theo-doi/{day.date()}?trang=2"' in first
    assert codes[2] not in first
    assert codes[2] in printed(browser.get(f"/can-bo/so-theo-doi/{day.date()}", trang="2"))


def test_a_page_of_n_lines_costs_n_and_two_calls(city: City, day: datetime) -> None:
    city.at(day)
    for _ in range(2):
        city.submitted()
    city.onestop.get("/api/v1/queue")
    with metered() as bill:
        assert city.onestop.get(f"/api/v1/registers/{day.date()}").json["count"] == 2
    assert bill.calls == ["BatchGetItem", "Query", "Query", "BatchGetItem"]
    with metered() as bill:
        assert city.onestop.get(f"/api/v1/registers/{day:%Y}").status == 200
    assert bill.calls == ["BatchGetItem"] * 4


def test_the_register_is_for_the_agency_s_officers(city: City, day: datetime) -> None:
    city.at(day)
    _, code = city.submitted()
    path = f"/api/v1/registers/{day.date()}"
    assert city.citizen.get(path).status == 403
    assert city.visitor().get(path).status == 401
    other = city.visitor("motcua.d06").get(path).json
    assert code not in {line["code"] for line in other["lines"]}
    assert sign_in(city, "congdan1").get(f"/can-bo/so-theo-doi/{day.date()}").status == 403


@pytest.mark.parametrize("when", ["2026-13", "2026-02-30", "1999", "26", "2026-1-1", "2026-11-23-", "hom-nay", "٢٠٢٦"])
def test_a_day_that_is_none_has_no_register(city: City, when: str) -> None:
    with pytest.raises(Missing) as refusal:
        days_of(when)
    assert refusal.value.code == "register/unknown"
    assert sign_in(city, "motcua.d07").get(f"/can-bo/so-theo-doi/{when}").status == 404


def test_the_days_of_a_year_a_month_a_day() -> None:
    assert len(days_of("2028")) == 366
    assert (len(days_of("2027-02")), days_of("2027-02-03")) == (28, [date(2027, 2, 3)])


def name(code: str) -> Words:
    return Words(code, code)


def test_a_line_tells_how_far_its_dossier_has_come() -> None:
    back = received(
        Status.RESULT_READY,
        timeline=((Status.RESULT_READY, DUE), (Status.RESULT_RETURNED, DUE), (Status.RESULT_READY, RECEIVED)),
    )
    strange = dossier(Status.SUBMITTED, unit="d06")
    lines = [(CODE, back), ("later", None), ("elsewhere", strange)]
    found = Day(date(2026, 2, 5), 43, 2, 41, lines)
    drawn = slips.write_day(found, "d07", DUE, directory=directory(), procedure_name=name)
    assert [line.order for line in drawn.lines] == [41, 42, 43]
    assert (drawn.lines[0].ready_at, drawn.lines[0].returned_at) == (RECEIVED, None), "corrected since"
    assert (drawn.lines[1].status.en, drawn.lines[1].submitted_at) == ("Being brought up to date", None)
    assert drawn.lines[2].applicant == "", "who has left the agency is not named to it"
    assert (drawn.pages, drawn.count, sum(count for _, count in drawn.totals)) == (2, 43, 2)
