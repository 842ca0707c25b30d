"""Finding a procedure in everyday words, with or without marks; what matches to the letter comes first."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.foundation.text import collation_key, fold, nfc
from chalicelib.onestop.procedures.model import Procedure

LONGEST_SEARCH = 200

_SYNONYMS = Path(__file__).parent / "data" / "synonyms.json"


@dataclass(frozen=True)
class Searchable:
    """A procedure with its words made ready once: as written and folded, the names and everything."""

    procedure: Procedure
    names: dict[str, str]
    folded_names: dict[str, str]
    text: str
    folded_text: str


def prepare(procedure: Procedure) -> Searchable:
    parts = [procedure.code, *procedure.keywords]
    for words in (procedure.name, procedure.field_name, procedure.summary):
        parts += [words.vi, words.en]
    names = {lang: _plain(procedure.name.say(lang)) for lang in ("vi", "en")}
    text = _plain(" ".join(parts))
    folded_names = {lang: fold(name) for lang, name in names.items()}
    return Searchable(procedure, names, folded_names, text, fold(text))


def rank(words: str, lang: str, searchables: Iterable[Searchable]) -> list[Procedure]:
    """The procedures that have every word, best first: exact words, then folded, then synonyms.

    A word matches the beginning of a word, so that a search works while it is typed. Words that say nothing
    (`xin`, `how to`) are passed over, unless nothing else is left.
    """
    typed = _plain(words[:LONGEST_SEARCH])
    if not typed:
        return []
    in_lang = "en" if lang == "en" else "vi"
    scored = [(_score(typed, in_lang, one), one) for one in searchables]
    found = [(score, one) for score, one in scored if score]
    found.sort(key=lambda hit: (-hit[0], collation_key(hit[1].names[in_lang])))
    return [one.procedure for _, one in found]


def _score(typed: str, lang: str, one: Searchable) -> int:
    folded = fold(typed)
    if one.procedure.code in typed.split():
        return 7
    for score, wanted, where in (
        (6, typed, one.names[lang]),
        (5, typed, one.text),
        (4, folded, one.folded_names[lang]),
        (3, folded, one.folded_text),
    ):
        if _has_words(wanted, where):
            return score
    telling = _without_fillers(folded)
    if telling and _has_words(telling, one.folded_text):
        return 2
    return 1 if _means(folded, one.folded_text) else 0


def _plain(text: str) -> str:
    """NFC, lower case, no punctuation, single spaces."""
    return " ".join(re.sub(r"[^\w\s.-]|[.](?!\d)", " ", nfc(text).casefold()).split())


def _has_words(wanted: str, text: str) -> bool:
    known = text.split()
    return all(any(word.startswith(part) for word in known) for part in wanted.split())


def _without_fillers(folded: str) -> str:
    padded = f" {folded} "
    for filler in _fillers():
        padded = padded.replace(f" {filler} ", "  ")
    return " ".join(padded.split())


def _means(folded: str, text: str) -> bool:
    """Whether the text has, word for word, what some saying in the search means, and the other words."""
    padded = f" {folded} "
    for said, meant in _sayings():
        if f" {said} " in padded and any(f" {phrase} " in f" {text} " for phrase in meant):
            rest = _without_fillers(padded.replace(f" {said} ", " "))
            if _has_words(rest, text):
                return True
    return False


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(_SYNONYMS.read_text(encoding="utf-8"))
    return words


@cache
def _fillers() -> tuple[str, ...]:
    return tuple(sorted({fold(filler) for filler in _words()["fillers"]}, key=len, reverse=True))


@cache
def _sayings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    sayings = {
        fold(said): (fold(entry["meant"]["vi"]), fold(entry["meant"]["en"]))
        for entry in _words()["synonyms"]
        for said in entry["said"]
    }
    return tuple(sorted(sayings.items(), key=lambda one: len(one[0]), reverse=True))
