"""What a rating may say, until when, and what counts of it are told. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.errors import Conflict, Invalid
from chalicelib.onestop.satisfaction.model import CRITERIA, LEVELS, Counts, must_be_open, read_rating, together
from chalicelib.onestop.satisfaction.pages import months_before
from chalicelib.onestop.satisfaction.service import Index

AT = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)


def test_the_levels_of_the_law() -> None:
    assert LEVELS == ("very_satisfied", "satisfied", "unsatisfied")
    rating = read_rating("satisfied", {"time": "unsatisfied"}, "  Chờ lâu. ")
    assert (rating.level, dict(rating.criteria), rating.remark) == ("satisfied", {"time": "unsatisfied"}, "Chờ lâu.")


@pytest.mark.parametrize(
    ("level", "criteria", "remark", "codes"),
    [
        ("", {}, "", {"level": "satisfaction/level-needed"}),
        ("great", {}, "", {"level": "satisfaction/level-needed"}),
        ("satisfied", {"time": "great"}, "", {"time": "satisfaction/level-unknown"}),
        ("satisfied", {"price": "satisfied"}, "", {"price": "satisfaction/level-unknown"}),
        ("", {"time": "x"}, "a" * 1001, {"level": "satisfaction/level-needed", "time": "satisfaction/level-unknown"}),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    level: str, criteria: dict[str, str], remark: str, codes: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        read_rating(level, criteria, remark)
    found = {one.field: one.code for one in refusal.value.fields}
    assert codes.items() <= found.items()
    assert ("remark" in found) is (len(remark) > 1000)


def test_a_rating_comes_within_ninety_days() -> None:
    must_be_open(AT, AT + timedelta(days=90))
    with pytest.raises(Conflict) as refusal:
        must_be_open(AT, AT + timedelta(days=90, seconds=1))
    assert refusal.value.code == "satisfaction/too-late"


COUNTS = st.builds(
    lambda numbers: Counts(dict(zip(LEVELS, numbers, strict=True)), {name: {} for name in CRITERIA}),
    st.tuples(*[st.integers(0, 40)] * 3),
)


@given(st.dictionaries(st.sampled_from(["d01", "d02", "d03", "d04"]), COUNTS))
def test_few_ratings_are_told_to_nobody_not_even_by_subtraction(agencies: dict[str, Counts]) -> None:
    index = Index("2026-12", agencies)
    assert all(one.total >= 5 for one in index.shown.values())
    assert index.total.total == sum(one.total for one in index.shown.values())
    assert together(agencies.values()).total == sum(one.total for one in agencies.values())


@given(COUNTS)
def test_shares_are_those_of_the_counts(counts: Counts) -> None:
    if counts.total:
        assert counts.satisfied_percent == 100 - round(100 * counts.overall["unsatisfied"] / counts.total)
    else:
        assert (counts.satisfied_percent, counts.percent("satisfied")) == (0, 0)


def test_the_months_of_a_year() -> None:
    months = months_before(AT.date())
    assert (months[0], months[-1], len(months)) == ("2026-12", "2026-01", 12)
