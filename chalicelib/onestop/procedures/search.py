"""Finding a procedure in everyday words, with or without marks; what matches to the letter comes first.

An index is made once for a catalogue: for each text of a procedure (its name in two languages, everything about it;
as written and folded) which words stand in which procedures. A search then only meets sets of numbers.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.foundation.text import collation_key, fold, nfc
from chalicelib.onestop.procedures.model import Procedure

LONGEST_SEARCH = 200
LANGUAGES = ("vi", "en")

_SYNONYMS = Path(__file__).parent / "data" / "synonyms.json"

Places = frozenset[int]
NOWHERE: Places = frozenset()


class Words:
    """Which words stand in which texts. The last word of a search is found by its beginning: it is being typed."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        places: dict[str, set[int]] = {}
        for number, words in enumerate(texts):
            for word in words:
                places.setdefault(word, set()).add(number)
        self._places = places
        self._sorted = sorted(places)

    def starting(self, beginning: str) -> Places:
        """The texts that have a word with this beginning."""
        first = bisect_left(self._sorted, beginning)
        found: set[int] = set()
        for word in self._sorted[first:]:
            if not word.startswith(beginning):
                break
            found |= self._places[word]
        return frozenset(found)

    def having(self, words: str) -> Places:
        """The texts that have every one of these words; none for no words."""
        *whole, last = words.split() or [""]
        found: Places | None = None
        for word in whole:
            there = frozenset(self._places.get(word, ()))
            found = there if found is None else found & there
            if not found:
                return NOWHERE
        beginning = self.starting(last) if last else NOWHERE
        return beginning if found is None else found & beginning

    def having_whole(self, words: str) -> Places:
        """The texts that have every one of these words, the last one whole too."""
        last = words.split()[-1:]
        return self.having(words) & frozenset(self._places.get(last[0], ())) if last else NOWHERE


class Index:
    """Procedures made ready for searching, in the order given."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.procedures = tuple(procedures)
        names = {lang: [plain_text(one.name.say(lang)) for one in self.procedures] for lang in LANGUAGES}
        texts = [plain_text(" ".join(_parts(one))) for one in self.procedures]
        self._folded = [_fold_words(text) for text in texts]
        self._names = {lang: Words(name.split() for name in names[lang]) for lang in LANGUAGES}
        self._folded_names = {lang: Words(_fold_words(name).split() for name in names[lang]) for lang in LANGUAGES}
        self._texts = Words(text.split() for text in texts)
        self._folded_texts = Words(text.split() for text in self._folded)
        self._written = names
        self._ranks: dict[str, list[int]] = {}

    def search(self, words: str, lang: str) -> list[Procedure]:
        """The procedures that have every word, best first: exact words, then folded, then synonyms.

        Words that say nothing (`xin`, `how to`) are passed over, unless nothing else is left. Of equals, the shorter
        name comes first, then the dictionary's order, the code, and the newer version.
        """
        typed = plain_text(words[:LONGEST_SEARCH])
        if not typed:
            return []
        in_lang = "en" if lang == "en" else "vi"
        levels: dict[int, int] = {}
        for level, found in enumerate(self._matches(typed, in_lang)):
            for number in found:
                levels.setdefault(number, level)
        ranks = self._ranks.get(in_lang) or self._rank(in_lang)
        return [self.procedures[number] for number in sorted(levels, key=lambda one: (levels[one], ranks[one]))]

    def _matches(self, typed: str, lang: str) -> Iterable[Places]:
        """What is found, level by level, the best first."""
        folded = fold(typed)
        telling = _without_fillers(folded)
        yield self._coded(typed)
        for words, texts in (
            (typed, self._names[lang]),
            (typed, self._texts),
            (folded, self._folded_names[lang]),
            (folded, self._folded_texts),
            (telling, self._folded_names[lang]),
            (telling, self._folded_texts),
        ):
            yield texts.having_whole(words)
            yield texts.having(words)
        yield self._meant(folded)

    def _coded(self, typed: str) -> Places:
        """The procedures whose very code was typed."""
        codes = {word for word in typed.split() if re.fullmatch(r"[0-9]\.[0-9]{6}", word)}
        if not codes:
            return NOWHERE
        return frozenset(number for number, one in enumerate(self.procedures) if one.code in codes)

    def _meant(self, folded: str) -> Places:
        """The texts that have, word for word, what some saying in the search means, and the other words."""
        padded, found = f" {folded} ", set[int]()
        for said, meant in _sayings():
            if f" {said} " in padded:
                rest = _without_fillers(padded.replace(f" {said} ", " "))
                there = self._phrased(meant)
                found |= there & self._folded_texts.having(rest) if rest else there
        return frozenset(found)

    def _phrased(self, phrases: Sequence[str]) -> Places:
        return frozenset(
            number
            for phrase in phrases
            for number in self._folded_texts.having(phrase)
            if f" {phrase} " in f" {self._folded[number]} "
        )

    def _rank(self, lang: str) -> list[int]:
        """The place of each procedure among equals; made at the first search."""
        names = self._written[lang]
        keys = [
            (len(names[n].split()), collation_key(names[n]), one.code, -one.version)
            for n, one in enumerate(self.procedures)
        ]
        ranks = [0] * len(keys)
        for rank, number in enumerate(sorted(range(len(keys)), key=keys.__getitem__)):
            ranks[number] = rank
        self._ranks[lang] = ranks
        return ranks


def _parts(procedure: Procedure) -> list[str]:
    parts = [procedure.code, *procedure.keywords]
    for words in (procedure.name, procedure.field_name, procedure.summary):
        parts += [words.vi, words.en]
    return parts


def plain_text(text: str) -> str:
    """NFC, lower case, no punctuation, single spaces."""
    return " ".join(re.sub(r"[^\w\s.-]|[.](?!\d)", " ", nfc(text).casefold()).split())


def _fold_words(text: str) -> str:
    return " ".join(_fold_word(word) for word in text.split())


@cache
def _fold_word(word: str) -> str:
    """Only for words of definitions: those are few and come again and again."""
    return fold(word)


def _without_fillers(folded: str) -> str:
    padded = f" {folded} "
    for filler in _fillers():
        padded = padded.replace(f" {filler} ", "  ")
    return " ".join(padded.split())


@cache
def _words() -> Mapping[str, Any]:
    words: dict[str, Any] = json.loads(_SYNONYMS.read_text(encoding="utf-8"))
    return words


@cache
def _fillers() -> tuple[str, ...]:
    return tuple(sorted({fold(filler) for filler in _words()["fillers"]}, key=len, reverse=True))


@cache
def _sayings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    sayings: dict[str, set[str]] = {}
    for entry in _words()["synonyms"]:
        for said in entry["said"]:
            sayings.setdefault(fold(said), set()).update(fold(entry["meant"][lang]) for lang in LANGUAGES)
    ordered = sorted(sayings.items(), key=lambda one: (-len(one[0]), one[0]))
    return tuple((said, tuple(sorted(meant))) for said, meant in ordered)
