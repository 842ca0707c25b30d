"""What changed between two versions of a procedure, row by row, in words. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.foundation.clock import short_date
from chalicelib.foundation.money import show_money
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.differencewords import ATTRIBUTES, PARTS, VALUES
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.present import plain

_KEYS = ("code", "number", "value", "whom")
_NAMES = ("name", "label", "title")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
NOBODY = Words("", "")

_CHANGES = {
    "added": Words("Thêm", "Added"),
    "removed": Words("Bỏ", "Removed"),
    "changed": Words("Sửa", "Changed"),
}
_NOTHING = Words("không có", "none")
_YES_NO = {True: Words("có", "yes"), False: Words("không", "no")}


@frozen
class Difference:
    """One changed fact. `path` is `papers[drawings].copies`; `part` names the part of the procedure.

    `change` is `added`, `removed` or `changed`; `old` and `new` are plain JSON, None when not there. `subject` is the
    name of the paper, fee, field… that the fact is about, empty for a fact of the procedure itself.
    """

    path: str
    part: Words
    change: str
    old: Any
    new: Any
    subject: Words = NOBODY

    def say(self, lang: str) -> str:
        """`Sửa Thời hạn giải quyết (processing.amount): 15 → 7`."""
        before, after = self.before(lang), self.after(lang)
        words = {"added": after, "removed": before, "changed": f"{before} → {after}"}[self.change]
        return f"{_CHANGES[self.change].say(lang)} {self.part.say(lang)} ({self.path}): {words}"

    def what(self, lang: str) -> str:
        """`Giấy tờ: Bản vẽ thiết kế, số bản`: what has changed, without its path."""
        name = self.path.rpartition(".")[2] if "." in self.path else ""
        fact = ATTRIBUTES[name].say(lang) if name in ATTRIBUTES else ""
        about = ", ".join(part for part in (self.subject.say(lang), fact) if part)
        return f"{self.part.say(lang)}: {about}" if about else self.part.say(lang)

    def before(self, lang: str) -> str:
        """What was, in words."""
        return self._said(self.old, lang)

    def after(self, lang: str) -> str:
        """What will be, in words."""
        return self._said(self.new, lang)

    def _said(self, value: Any, lang: str) -> str:
        if isinstance(value, int) and self.path.startswith("fees[") and self.path.endswith(".amount"):
            return show_money(value, lang)
        return _shown(value, lang)


def diff(old: Procedure, new: Procedure) -> tuple[Difference, ...]:
    """What the new version changes, in the order of the definition; moved lines are no change."""
    return tuple(_compare(_Place("", NOBODY), plain(old), plain(new)))


@frozen
class _Place:
    """Where two versions are compared: the path, and the name of what the facts there are about."""

    path: str
    subject: Words


def _compare(at: _Place, old: Any, new: Any) -> Iterator[Difference]:
    if _are_words(old) and _are_words(new) and old != new:
        yield _difference(at, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _compare_members(at, old, new)
    elif _is_keyed(old) and _is_keyed(new) and (old or new):
        yield from _compare_items(at, _by_key(old), _by_key(new))
    elif old != new:
        yield _difference(at, old, new)


def _compare_members(at: _Place, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        yield from _compare(_Place(f"{at.path}.{name}".lstrip("."), at.subject), old.get(name), new.get(name))


def _compare_items(at: _Place, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        item = new.get(key) or old[key]
        yield from _compare(_Place(f"{at.path}[{key}]", _name_of(item) or at.subject), old.get(key), new.get(key))


def _name_of(item: Mapping[str, Any]) -> Words | None:
    named = next((item[name] for name in _NAMES if _are_words(item.get(name))), None)
    return Words(named["vi"], named["en"]) if named else None


def _difference(at: _Place, old: Any, new: Any) -> Difference:
    part = PARTS[at.path.partition(".")[0].partition("[")[0]]
    change = "added" if old is None else "removed" if new is None else "changed"
    return Difference(at.path, part, change, old, new, at.subject)


def _are_words(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"vi", "en"}


def _is_keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) and _key(one) for one in value)


def _key(item: Mapping[str, Any]) -> str:
    return next((str(item[name]) for name in _KEYS if name in item), "")


def _by_key(items: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {_key(item): item for item in items}


def _shown(value: Any, lang: str) -> str:
    if value is None or value == []:
        return _NOTHING.say(lang)
    if isinstance(value, bool):
        return _YES_NO[value].say(lang)
    if isinstance(value, Mapping):
        return _shown_mapping(value, lang)
    if isinstance(value, list):
        return "; ".join(_shown(one, lang) for one in value)
    if isinstance(value, str) and value in VALUES:
        return VALUES[value].say(lang)
    if isinstance(value, str) and re.fullmatch(_DAY, value):
        return short_date(date.fromisoformat(value))
    return str(value)


def _shown_mapping(value: Mapping[str, Any], lang: str) -> str:
    if _are_words(value):
        return str(value[lang])
    named = next((value[name] for name in _NAMES if name in value), None)
    if named:
        return f"{_shown(named, lang)} ({value['number']})" if "number" in value else _shown(named, lang)
    return "; ".join(f"{_attribute(name, lang)}: {_shown(one, lang)}" for name, one in value.items())


def _attribute(name: str, lang: str) -> str:
    return ATTRIBUTES[name].say(lang) if name in ATTRIBUTES else name
