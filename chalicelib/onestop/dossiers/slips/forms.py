"""The forms of the circulars as dated data: which number a slip's form bears on a day."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

_DATA = Path(__file__).with_name("forms.json")


@frozen
class Form:
    """The form that a slip follows. `number` and `circular` are empty for a slip of the platform's own, and on days
    before the first circular; `verified` only where the text of the circular was read."""

    name: str
    title: Words
    number: str = ""
    circular: str = ""
    source: str = ""
    verified: bool = False


@cache
def _forms() -> Mapping[str, Any]:
    forms: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return forms


def form_of(name: str, on: date) -> Form:
    """The form of a slip on a day of Vietnam. KeyError for a slip that is not in the data."""
    title = Words(**_forms()["titles"][name])
    for one in _forms()["sets"]:
        in_force = one["from"] <= on.isoformat() and (one["to"] is None or on.isoformat() <= one["to"])
        if in_force and name in one["numbers"]:
            title = Words(**one["titles"][name]) if name in one["titles"] else title
            return Form(name, title, one["numbers"][name], one["circular"], one["source"], one["verified"])
    return Form(name, title)


def place_of_issue() -> Words:
    """The place that stands before the date."""
    return Words(**_forms()["place"])
