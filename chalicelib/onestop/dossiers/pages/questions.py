"""A procedure's form as a page asks it: one entry per question, with what was typed and what is wrong.

The rows of a group are added and removed by buttons that send the whole form, so that it works without a script.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.cloud.page import Typed
from chalicelib.commons.identity import Account
from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.text import show_phone
from chalicelib.onestop.dossiers.pages.board import said
from chalicelib.onestop.dossiers.pages.boxes import PARTS, boxes_of
from chalicelib.onestop.procedures import (
    MOST_ITEMS,
    Condition,
    Field,
    Form,
    Section,
    check_answers,
    computed_in_row,
    show_answer,
)

PREFIX = "a."
"""Names of answers in forms start with this, so that no field of a procedure can be taken for one of ours."""
ROW = "row"
"""The name of the buttons that add a row (`+a.staff`) or remove one (`-a.staff.2`)."""
_BUTTON = rf"([+-]){re.escape(PREFIX)}([a-z][a-z0-9_]*)(?:\.([0-9]{{1,3}}))?"


def typed_answers(typed: Typed) -> dict[str, object]:
    """What was typed as answers: one text per name, a list where a name was sent several times.

    Where a button of a group was pressed, its row is there, or gone and the rows after it moved up.
    """
    answers: dict[str, object] = {
        name.removeprefix(PREFIX): values[0] if len(values) == 1 else list(values)
        for name, values in typed.values.items()
        if name.startswith(PREFIX)
    }
    pressed = re.fullmatch(_BUTTON, typed.get(ROW))
    if pressed is None:
        return answers
    group, number = pressed[2], pressed[3]
    if pressed[1] == "+":
        return {**answers, f"{group}.{_rows_of(answers, group)}": None}
    return _without_row(answers, group, int(number)) if number else answers


def row_pressed(typed: Typed) -> bool:
    """Whether the form was sent by a button that adds or removes a row, and by nothing that hands it in."""
    return re.fullmatch(_BUTTON, typed.get(ROW)) is not None


def _rows_of(answers: Mapping[str, object], group: str) -> int:
    """How many rows of a group were sent."""
    numbers = [number for name in answers if (number := _row_number(name, group)) is not None]
    return max(numbers, default=-1) + 1


def _without_row(answers: Mapping[str, object], group: str, gone: int) -> dict[str, object]:
    kept = {}
    for name, value in answers.items():
        number = _row_number(name, group)
        if number is not None and number > gone:
            kept[f"{group}.{number - 1}{name[len(f'{group}.{number}') :]}"] = value
        elif number != gone:
            kept[name] = value
    return kept


def _row_number(name: str, group: str) -> int | None:
    found = re.match(rf"{group}\.([0-9]{{1,3}})(?:\.|$)", name)
    return int(found[1]) if found else None


def ask(
    form: Form,
    answers: Mapping[str, Any],
    errors: Sequence[FieldError],
    lang: str,
    only: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """The sections with their questions; `only` names the fields to ask. Answers are as typed, nested.

    A question whose condition is already decided against is left out; one not decided yet is shown with its condition.
    One that hangs on a single choice of the same section is always there: it stands under that choice (`nested`).
    """
    wrong = {error.field: said(error, lang) for error in errors}
    labels = {field.code: field for field in form.fields()}
    computed = {name: value for name, value in check_answers(form, answers)[0].items() if labels[name].compute}
    answers = {**answers, **computed}
    sections = []
    for section in form.sections:
        fields = [
            _question(field, PREFIX, answers.get(field.code), wrong, lang, _only_if(field.when, answers, labels, lang))
            for field in section.fields
            if (only is None or field.code in only) and (only is not None or _is_asked(field, section, answers))
        ]
        if fields:
            sections.append({"title": section.title.say(lang), "code": section.code, "questions": fields})
    return sections


def may_hold(when: Condition, answers: Mapping[str, Any]) -> bool:
    """Whether a condition holds, or is not decided yet."""
    return when.holds(answers) or any(not answers.get(code) for code, _ in when.accepted)


def asked_codes(section: Section, answers: Mapping[str, Any]) -> set[str]:
    """The fields of a section that its page shows to somebody with these answers."""
    return {field.code for field in section.fields if _is_asked(field, section, answers)}


def _is_asked(field: Field, section: Section, answers: Mapping[str, Any]) -> bool:
    return may_hold(field.when, answers) or host_of(field, section.fields) is not None


def host_of(field: Field, fields: Sequence[Field]) -> tuple[str, str] | None:
    """The radios, by code, and the one choice of theirs that a question hangs on, among the fields of one page."""
    if len(field.when.accepted) != 1:
        return None
    code, values = field.when.accepted[0]
    host = next((one for one in fields if one.code == code and one.type == "radios" and not one.when.accepted), None)
    return (code, str(values[0])) if host is not None and len(values) == 1 else None


def nested(questions: Sequence[dict[str, Any]], fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The questions of a page, those that hang on one choice moved under that choice (`inner`)."""
    known = {PREFIX + field.code: field for field in fields}
    tops: dict[str, dict[str, Any]] = {}
    for question in questions:
        hung = host_of(known[question["name"]], fields)
        host = tops.get(PREFIX + hung[0]) if hung else None
        if hung is None or host is None:
            tops[question["name"]] = question
        else:
            question["only_if"] = ""
            host.setdefault("inner", {}).setdefault(hung[1], []).append(question)
    return list(tops.values())


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
        "label": _label(field, lang),
        "hint": field.hint.say(lang) if field.hint else "",
        "required": field.required,
        "only_if": only_if,
        "error": wrong.get(path, ""),
        "max_length": field.max_length,
        "options": [(option.value, option.label.say(lang)) for option in field.options],
        "value": _text(value),
        "chosen": [str(one) for one in value] if isinstance(value, list | tuple) else [_text(value)],
        "ticked": value is True or (isinstance(value, str) and value != ""),
        "boxes": boxes_of(field, value),
        "wrong": {part: wrong[f"{path}.{part}"] for part in PARTS.get(field.type, ()) if f"{path}.{part}" in wrong},
    }
    if field.compute:
        question["value"] = "" if value is None else show_answer(field, value, lang)
    if field.type == "group":
        question["rows"] = list(_rows(field, name, value, wrong, lang))
        question["may_add"] = len(question["rows"]) < (field.maximum or MOST_ITEMS)
    if not question["error"] and question["wrong"]:
        question["error"] = " ".join(question["wrong"].values())
    return question


def _label(field: Field, lang: str) -> str:
    """A question's words; that it may be left out is said beside it, once."""
    words = field.label.say(lang)
    return words if field.required else words.removesuffix(" (nếu có)").removesuffix(" (if any)")


def _rows(field: Field, name: str, value: Any, wrong: Mapping[str, str], lang: str) -> Iterator[list[dict[str, Any]]]:
    """The rows of a group: those typed, the empty ones that were asked for, and at first as many as are needed."""
    items = _items(value)
    for number in range(max(len(items), field.minimum or 0, 1)):
        item = items[number] if number < len(items) else {}
        row = {**item, **computed_in_row(field, item)}
        yield [_question(inner, f"{name}.{number}.", row.get(inner.code), wrong, lang) for inner in field.fields]


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
