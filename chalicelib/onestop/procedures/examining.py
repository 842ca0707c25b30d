"""Examining a definition as it was written: every fault with the line it stands in.

For whoever writes definitions, at the command line and when a proposal is saved; never to answer readers.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.commons.agencies import Directory
from chalicelib.foundation.errors import Refusal
from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures.checks import find_faults, find_overlaps
from chalicelib.onestop.procedures.faultwords import say_fault
from chalicelib.onestop.procedures.lines import ROOT, Located, NotJson, read_located
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.schema import read_procedure

_PLACED = r"(?s)(data(?:\.\w+|\[[0-9]+\])*):? (.*)"


@frozen
class Fault:
    """What is wrong: the line (from 1), the place without its root (`steps[1].role`), a sentence."""

    line: int
    place: str
    words: str

    def at(self, file: str) -> str:
        """`file:line: place: sentence`, as editors and terminals understand it."""
        return ": ".join(part for part in (f"{file}:{self.line}", self.place, self.words) if part)

    def say(self, lang: str) -> str:
        """The sentence in a language, with its place."""
        return ": ".join(part for part in (self.place, say_fault(self.words, lang)) if part)


@frozen
class Examined:
    """A definition that was examined; `procedure` is there when it has no fault."""

    procedure: Procedure | None
    faults: tuple[Fault, ...]


def examine_definition(text: str, directory: Directory | None = None) -> Examined:
    """Checks a definition's JSON text; with a directory also that the competent agency is there all the time."""
    try:
        located = read_located(text)
    except NotJson as wrong:
        return Examined(None, (Fault(wrong.line, "", f"this is not JSON: {wrong}"),))
    twice = [f"{place}: stands twice" for place in located.repeated]
    if not isinstance(located.value, Mapping):
        return Examined(None, (Fault(1, "", "a definition is an object"),))
    said = [*twice, *find_faults(located.value)]
    procedure = None if said else read_procedure(located.value)
    if procedure is not None and directory is not None:
        said = agency_faults(procedure, directory)
    faults = tuple(sorted((_located(one, located) for one in said), key=lambda fault: fault.line))
    return Examined(None if said else procedure, faults)


def agency_faults(procedure: Procedure, directory: Directory) -> list[str]:
    """The unit that the rule names must be there, or have one heir, on the first and last day of the version."""
    if procedure.competent.by != "unit":
        return []
    days = [procedure.in_force_from, *([procedure.in_force_to] if procedure.in_force_to else [])]
    faults = []
    for day in days:
        try:
            directory.competent_for(procedure.competent, day)
        except Refusal as refusal:
            faults.append(f"data.competent.unit: {refusal.en}")
    return faults


def examine_definitions(texts: Mapping[str, str], directory: Directory | None = None) -> list[str]:
    """Checks several files, each alone and their versions against one another; sentences for a terminal."""
    sentences: list[str] = []
    files: dict[str, list[str]] = {}
    sound: list[Procedure] = []
    for file, text in texts.items():
        examined = examine_definition(text, directory)
        sentences += [fault.at(file) for fault in examined.faults]
        if examined.procedure is not None:
            sound.append(examined.procedure)
            files.setdefault(examined.procedure.code, []).append(file)
    return sentences + list(_overlaps(sound, files, texts))


def _overlaps(sound: Iterable[Procedure], files: Mapping[str, list[str]], texts: Mapping[str, str]) -> Iterable[str]:
    """Faults between versions point at the `in_force` of the last file of that procedure."""
    for sentence in find_overlaps(sound):
        code, _, words = sentence.partition(": ")
        file = files[code][-1]
        line = read_located(texts[file]).line(f"{ROOT}.in_force")
        yield Fault(line, "in_force", f"{code}: {words}").at(file)


def _located(sentence: str, located: Located) -> Fault:
    """`data.steps[1].role must be one of …` as a Fault."""
    placed = re.match(_PLACED, sentence)
    place, words = placed.groups() if placed else (ROOT, sentence)
    return Fault(located.line(place), place.removeprefix(ROOT).lstrip("."), words)


def sentences(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Faults as JSON."""
    return [{"line": fault.line, "place": fault.place, "words": fault.words} for fault in faults]
