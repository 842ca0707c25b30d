"""Ready phrases for what officers write to applicants, to be chosen and then edited. Data in `phrases.json`; pure."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures import Procedure

ANY = "any"
PLACE_LONGEST = 4
"""How many digits the place of a phrase may have as a form sends it."""
OF_PARTS: Mapping[tuple[str, str], str] = {
    ("request_supplement", "why"): "supplement",
    ("propose_supplement", "why"): "supplement",
    ("refuse", "reason"): "refusal",
    ("reject", "reason"): "refusal",
    ("propose_refusal", "remark"): "refusal",
    ("refuse", "remedy"): "remedy",
    ("reject", "remedy"): "remedy",
    ("extend", "reason"): "extension",
    ("stop", "reason"): "stop",
}
"""Which phrases fit which part of which move's form."""


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("phrases.json").read_text(encoding="utf-8"))
    return data


def phrases_for(procedure: Procedure, move: str, part: str) -> Sequence[Words]:
    """The phrases for a part of a move's form: those of the procedure's own field first, then those for all."""
    known = _data().get(OF_PARTS.get((move, part), ""), ())
    own = {procedure.code, procedure.field}
    fitting = [one for one in known if own & set(one["for"])] + [one for one in known if ANY in one["for"]]
    return [Words(one["vi"], one["en"]) for one in fitting]


def with_phrases(typed: str, chosen: Sequence[str], known: Sequence[Words], lang: str) -> str:
    """What was typed, with the chosen phrases (their places in the list) after it, each on its own line and once."""
    places = (int(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) <= PLACE_LONGEST)
    said = [known[place].say(lang) for place in places if place < len(known)]
    return "\n".join(line for line in (typed, *(one for one in said if one not in typed)) if line)
