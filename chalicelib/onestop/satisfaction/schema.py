"""Ratings as JSON."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.schemas import record, text
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.satisfaction.model import CRITERIA, FEWEST, LEVEL_WORDS, LEVELS, Counts, Rating, read_rating
from chalicelib.onestop.satisfaction.service import Index
from chalicelib.onestop.satisfaction.store import Remark

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SAID: Mapping[str, Any] = {
    "level": {"enum": list(LEVELS)},
    "criteria": {
        "type": "object",
        "properties": {name: {"enum": list(LEVELS)} for name in CRITERIA},
        "additionalProperties": False,
    },
    "remark": text(1000),
}
RATE = record({"dossier": text(20, shortest=1), **SAID}, optional=("criteria", "remark"))
RATE_BY_CODE = record(
    {"code": text(60, shortest=1), "digits": text(4, pattern="^[0-9]{4}$"), **SAID}, optional=("criteria", "remark")
)
MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])"


def rating_in(body: Mapping[str, Any]) -> Rating:
    """The rating in a body."""
    return read_rating(body["level"], body.get("criteria", {}), body.get("remark", ""))


def read_month(typed: str, present: str) -> str:
    """A month as `2026-11`, the present one without any. Invalid `satisfaction/month-malformed`."""
    if not typed:
        return present
    if not re.fullmatch(MONTH, typed):
        raise Invalid("satisfaction/month-malformed", "Tháng phải có dạng 2026-11.", "A month is written like 2026-11.")
    return typed


def show_counts(counts: Counts) -> dict[str, Any]:
    """Counts with the share of the satisfied; criteria that too few have answered are left out."""
    return {
        "ratings": counts.total,
        **{level: counts.overall.get(level, 0) for level in LEVELS},
        "satisfied_percent": counts.satisfied_percent,
        "criteria": {
            name: {level: found.get(level, 0) for level in LEVELS}
            for name, found in counts.criteria.items()
            if sum(found.values()) >= FEWEST
        },
    }


def show_index(index: Index, directory: Directory) -> dict[str, Any]:
    """A month for everybody: counts only. Agencies with few ratings are named without numbers."""
    return {
        "dataset": "satisfaction",
        "licence": LICENCE,
        "month": index.month,
        "levels": {level: {"vi": words.vi, "en": words.en} for level, words in LEVEL_WORDS.items()},
        "criteria": {name: {"vi": words.vi, "en": words.en} for name, words in CRITERIA.items()},
        "hidden_below": FEWEST,
        "total": show_counts(index.total),
        "agencies": [
            {
                "code": unit,
                "name": {"vi": directory.unit(unit).name("vi"), "en": directory.unit(unit).name("en")},
                **(show_counts(counts) if counts.shown else {"ratings": None}),
            }
            for unit, counts in sorted(index.agencies.items())
        ],
    }


def show_remark(one: Remark) -> dict[str, Any]:
    """A remark for officers: no name, no dossier."""
    return {
        "level": one.level,
        "where": one.place,
        "procedure": one.procedure,
        "at": iso(one.at),
        "remark": one.words,
        "erased": one.erased,
    }
