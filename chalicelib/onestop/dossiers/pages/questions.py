"""A procedure's form as a page asks it: one entry per question, with what was typed and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.cloud.page import Typed
from chalicelib.commons.identity import Account
from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.text import show_phone
from chalicelib.onestop.dossiers.pages.board import said
from chalicelib.onestop.procedures import Condition, Field, Form

PREFIX = "a."
"""Names of answers in forms start with this, so that no field of a procedure can be taken for one of ours."""
EMPTY_ROWS = 2


def typed_answers(typed: Typed) -> dict[str, object]:
    """What was typed as answers: one text per name, a list where a name was sent several times."""
    return {
        name.removeprefix(PREFIX): values[0] if len(values) == 1 else list(values)
        for name, values in typed.values.items()
        if name.startswith(PREFIX)
    }


def ask(
    form: Form,
    answers: Mapping[str, Any],
    errors: Sequence[FieldError],
    lang: str,
    only: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """The sections with their questions; `only` names the fields to ask. Answers are as typed, nested.

    A question whose condition is already decided against is left out; one not decided yet is shown with its condition.
    """
    wrong = {error.field: said(error, lang) for error in errors}
    labels = {field.code: field for field in form.fields()}
    sections = []
    for section in form.sections:
        fields = [
            _question(field, PREFIX, answers.get(field.code), wrong, lang, _only_if(field.when, answers, labels, lang))
            for field in section.fields
            if (only is None or field.code in only) and (only is not None or _may_hold(field.when, answers))
        ]
        if fields:
            sections.append({"title": section.title.say(lang), "code": section.code, "questions": fields})
    return sections


def _may_hold(when: Condition, answers: Mapping[str, Any]) -> bool:
    return when.holds(answers) or any(not answers.get(code) for code, _ in when.accepted)


def _only_if(when: Condition, answers: Mapping[str, Any], labels: Mapping[str, Field], lang: str) -> str:
    """`label: option` of a condition that is not decided yet, empty when it holds."""
    if when.holds(answers):
        return ""
    parts = []
    for code, values in when.accepted:
        field = labels.get(code)
        if field is not None:
            shown = [option.label.say(lang) for option in field.options if option.value in values]
            parts.append(f"“{field.label.say(lang)}”: {', '.join(shown)}")
    return "; ".join(parts)


def _question(
    field: Field, prefix: str, value: Any, wrong: Mapping[str, str], lang: str, only_if: str = ""
) -> dict[str, Any]:
    name = prefix + field.code
    path = name.removeprefix(PREFIX)
    question: dict[str, Any] = {
        "type": field.type,
        "name": name,
        "label": field.label.say(lang),
        "hint": field.hint.say(lang) if field.hint else "",
        "required": field.required,
        "only_if": only_if,
        "error": wrong.get(path, ""),
        "max_length": field.max_length,
        "options": [(option.value, option.label.say(lang)) for option in field.options],
        "value": _text(value),
        "chosen": [str(one) for one in value] if isinstance(value, list | tuple) else [_text(value)],
        "ticked": value is True or (isinstance(value, str) and value != ""),
        "boxes": _boxes(field.type, value),
        "wrong": {part: wrong[f"{path}.{part}"] for part in PARTS.get(field.type, ()) if f"{path}.{part}" in wrong},
    }
    if field.type == "group":
        question["rows"] = list(_rows(field, name, value, wrong, lang))
    if not question["error"] and question["wrong"]:
        question["error"] = " ".join(question["wrong"].values())
    return question


PARTS: Mapping[str, tuple[str, ...]] = {
    "date": ("day", "month", "year"),
    "moment": ("day", "month", "year", "time"),
    "address": ("street", "ward", "province"),
}


def _boxes(kind: str, value: Any) -> dict[str, str]:
    """What stands in the boxes of a question that has several. A date typed as one text is taken apart."""
    parts = PARTS.get(kind, ())
    if isinstance(value, Mapping):
        return {part: _text(value.get(part)) for part in parts}
    if isinstance(value, str) and kind in ("date", "moment"):
        return _split_moment(value)
    return dict.fromkeys(parts, "")


def _split_moment(text: str) -> dict[str, str]:
    """`2026-02-05` into its boxes; what has another form stays in the first box, for the person to mend."""
    numbers = text.split("-")
    if len(text) == 10 and len(numbers) == 3:
        return {"day": numbers[2], "month": numbers[1], "year": numbers[0], "time": ""}
    return {"day": text, "month": "", "year": "", "time": ""}


def _rows(field: Field, name: str, value: Any, wrong: Mapping[str, str], lang: str) -> Iterator[list[dict[str, Any]]]:
    """The items of a group, with empty ones at the end for what is still to come."""
    items = _items(value)
    most = field.maximum or 20
    count = min(most, max(field.minimum or 0, len(items) + EMPTY_ROWS))
    for number in range(max(count, min(len(items), most))):
        item = items[number] if number < len(items) else {}
        yield [_question(inner, f"{name}.{number}.", item.get(inner.code), wrong, lang) for inner in field.fields]


def _items(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        named = ((key, item) for key, item in value.items() if key.isascii() and key.isdecimal() and len(key) <= 3)
        numbered = sorted(((int(key), item) for key, item in named), key=lambda one: one[0])
        return [item if isinstance(item, Mapping) else {} for _, item in numbered]
    if isinstance(value, list | tuple):
        return [item if isinstance(item, Mapping) else {} for item in value]
    return []


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, Mapping | list | tuple):
        return ""
    return str(value)


def prefilled(form: Form, person: Account) -> dict[str, Any]:
    """The answers that the city already knows about the person; they can be changed."""
    known = {
        "full_name": person.name,
        "citizen_id": person.citizen_id,
        "phone": show_phone(person.phone) if person.phone.startswith("+84") else person.phone,
        "email": person.email,
    }
    return {field.code: known[field.prefill] for field in form.fields() if field.prefill and known.get(field.prefill)}
