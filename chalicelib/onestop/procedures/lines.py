"""JSON that remembers where it was read: every value's place (`data.steps[1].role`), line and letters. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.foundation.values import frozen

ROOT = "data"
DEEPEST = 40

_TOKEN = r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+'
_HALF = r"\\u[dD][89a-fA-F]"
_UP = r"(\.[^.\[\]]*|\[[0-9]+\])$"


@frozen
class Located:
    """A JSON value, the line of each place in it (from 1), the places whose key stands twice, and the first and
    last letter of each value (`spans`)."""

    value: Any
    lines: dict[str, int]
    repeated: tuple[str, ...]
    spans: dict[str, tuple[int, int]]

    def line(self, place: str) -> int:
        """The line of a place; of the nearest one around it when it does not stand there."""
        while place not in self.lines and re.search(_UP, place):
            place = re.sub(_UP, "", place)
        return self.lines.get(place, 1)


class NotJson(ValueError):
    """The text is no JSON, or nested beyond all need; `line` counts from 1."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line = line


def read_located(text: str) -> Located:
    """The value of a JSON text with its places. Raises NotJson."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise NotJson(wrong.lineno, wrong.msg) from wrong
    except RecursionError as wrong:
        raise NotJson(1, "nested too deeply") from wrong
    walk = _Walk(text)
    walk.value(ROOT, 0)
    _must_be_letters(text, value)
    return Located(value, walk.lines, tuple(walk.repeated), walk.spans)


def with_values(text: str, values: Mapping[str, Any]) -> str:
    """A JSON text with other values at some places, every other letter as it was. Raises NotJson; KeyError when a
    place is not there."""
    spans = read_located(text).spans
    for place in sorted(values, key=lambda one: spans[one], reverse=True):
        start, end = spans[place]
        text = text[:start] + json.dumps(values[place], ensure_ascii=False) + text[end:]
    return text


def _must_be_letters(text: str, value: Any) -> None:
    """An escape can stand for half of a character; no page and no table can hold that."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as wrong:
        found = re.search(_HALF, text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise NotJson(line, "half of a character") from wrong


class _Walk:
    """Walks over the tokens of a text that is known to be JSON and notes the line of each place."""

    def __init__(self, text: str) -> None:
        self.tokens = _numbered(text)
        self.lines: dict[str, int] = {}
        self.repeated: list[str] = []
        self.spans: dict[str, tuple[int, int]] = {}
        self.ended = 0
        self.token, self.at, self.start = next(self.tokens)

    def step(self) -> str:
        passed, self.ended = self.token, self.start + len(self.token)
        self.token, self.at, self.start = next(self.tokens, ("", self.at, self.ended))
        return passed

    def value(self, place: str, depth: int) -> None:
        self.lines.setdefault(place, self.at)
        start = self.start
        if depth > DEEPEST:
            raise NotJson(self.at, "nested too deeply")
        opened = self.step()
        if opened == "{":
            self.members(place, depth)
        elif opened == "[":
            self.items(place, depth)
        self.spans[place] = (start, self.ended)

    def members(self, place: str, depth: int) -> None:
        while self.token != "}":
            inner, line = f"{place}.{json.loads(self.token)}", self.at
            if inner in self.lines:
                self.repeated.append(inner)
            self.lines[inner] = line
            self.step()
            self.step()  # the colon
            self.value(inner, depth + 1)
            if self.token == ",":
                self.step()
        self.step()

    def items(self, place: str, depth: int) -> None:
        number = 0
        while self.token != "]":
            self.value(f"{place}[{number}]", depth + 1)
            number += 1
            if self.token == ",":
                self.step()
        self.step()


def _numbered(text: str) -> Iterator[tuple[str, int, int]]:
    """The tokens with their lines and first letters."""
    line, counted = 1, 0
    for found in re.finditer(_TOKEN, text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        yield found.group(), line, found.start()
