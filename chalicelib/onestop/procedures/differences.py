"""What changed between two versions of a procedure, row by row, in words. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.present import plain

_KEYS = ("code", "number", "value", "whom")

_LABELS = {
    "version": Words("Phiên bản", "Version"),
    "code_provenance": Words("Nguồn của mã", "Source of the code"),
    "in_force_from": Words("Có hiệu lực từ", "In force from"),
    "in_force_to": Words("Có hiệu lực đến", "In force until"),
    "name": Words("Tên thủ tục", "Name"),
    "field": Words("Mã lĩnh vực", "Field code"),
    "field_name": Words("Lĩnh vực", "Field"),
    "summary": Words("Tóm tắt", "Summary"),
    "keywords": Words("Từ khóa", "Keywords"),
    "applicants": Words("Đối tượng thực hiện", "Who may apply"),
    "service": Words("Mức độ trực tuyến", "Level of online service"),
    "kind": Words("Loại thủ tục", "Kind"),
    "silence_means_yes": Words("Im lặng là đồng ý", "Silence means yes"),
    "competent": Words("Cơ quan giải quyết", "Competent agency"),
    "legal_basis": Words("Căn cứ pháp lý", "Legal basis"),
    "papers": Words("Giấy tờ", "Papers"),
    "form": Words("Biểu mẫu", "Form"),
    "fees": Words("Phí, lệ phí", "Fees"),
    "processing": Words("Thời hạn giải quyết", "Processing time"),
    "clock_policy": Words("Cách tính lại thời hạn", "Clock policy"),
    "reception_within": Words("Thời hạn tiếp nhận", "Time to receive"),
    "notice": Words("Thời hạn thông báo", "Time of notice"),
    "steps": Words("Các bước giải quyết", "Steps"),
    "result": Words("Kết quả", "Result"),
    "retention": Words("Thời hạn bảo quản", "Retention"),
    "waits": Words("Thời hạn chờ và im lặng", "Waits and silence"),
}
_CHANGES = {
    "added": Words("Thêm", "Added"),
    "removed": Words("Bỏ", "Removed"),
    "changed": Words("Sửa", "Changed"),
}
_NOTHING = Words("không có", "none")
_YES_NO = {True: Words("có", "yes"), False: Words("không", "no")}


@dataclass(frozen=True)
class Difference:
    """One changed fact. `path` is `papers[drawings].copies`; `part` names the part of the procedure.

    `change` is `added`, `removed` or `changed`; `old` and `new` are plain JSON, None when not there.
    """

    path: str
    part: Words
    change: str
    old: Any
    new: Any

    def say(self, lang: str) -> str:
        """`Sửa Thời hạn giải quyết (processing.amount): 15 → 7`."""
        before, after = (_shown(value, lang) for value in (self.old, self.new))
        words = {"added": after, "removed": before, "changed": f"{before} → {after}"}[self.change]
        return f"{_CHANGES[self.change].say(lang)} {self.part.say(lang)} ({self.path}): {words}"


def diff(old: Procedure, new: Procedure) -> tuple[Difference, ...]:
    """What the new version changes, in the order of the definition; moved lines are no change."""
    return tuple(_compare("", plain(old), plain(new)))


def _compare(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if _are_words(old) and _are_words(new) and old != new:
        yield _difference(path, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _compare_members(path, old, new)
    elif _is_keyed(old) and _is_keyed(new) and (old or new):
        yield from _compare_items(path, _by_key(old), _by_key(new))
    elif old != new:
        yield _difference(path, old, new)


def _compare_members(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        yield from _compare(f"{path}.{name}".lstrip("."), old.get(name), new.get(name))


def _compare_items(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        yield from _compare(f"{path}[{key}]", old.get(key), new.get(key))


def _difference(path: str, old: Any, new: Any) -> Difference:
    part = _LABELS[path.partition(".")[0].partition("[")[0]]
    change = "added" if old is None else "removed" if new is None else "changed"
    return Difference(path, part, change, old, new)


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
    return str(value)


def _shown_mapping(value: Mapping[str, Any], lang: str) -> str:
    if _are_words(value):
        return str(value[lang])
    named = next((value[name] for name in ("name", "label", "title") if name in value), None)
    if named:
        return _shown(named, lang)
    return "; ".join(f"{name}: {_shown(one, lang)}" for name, one in value.items())
