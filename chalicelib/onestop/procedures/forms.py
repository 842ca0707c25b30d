"""Checking what was typed into a form: all wrong fields at once, in words; drafts kept as typed.

Raw answers come as a page posts them (flat names with dots: `starts_at.day`, `staff.0.name`) or as JSON
(nested). Paths in errors use the same names. A field whose condition does not hold is not asked, and what
was typed there before is left out. A computed field is never asked: what is sent under its name is passed over.
"""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.onestop.procedures.computing import show_answer, with_computed
from chalicelib.onestop.procedures.fields import COMPUTED, FIELD_TYPES, GROUP, is_blank, longest_of
from chalicelib.onestop.procedures.formmodel import Field, Form
from chalicelib.onestop.procedures.rawanswers import gather, measure, plain, unknown_field, without_computed

MOST_ITEMS = 20

Answers = dict[str, Any]


@frozen
class SummaryRow:
    """One line of «check your answers»: the section it is changed in, the field, its label and answer."""

    section: str
    field: str
    label: str
    text: str


def check_answers(form: Form, raw: Mapping[str, object]) -> tuple[Answers, list[FieldError]]:
    """The parsed answers and every wrong field; the form may be submitted when there is no error."""
    nested, errors = gather(raw)
    fields = tuple(form.fields())
    answers, wrong = _read_fields(fields, without_computed(fields, nested), "", {})
    return answers, errors + wrong


def check_partial(form: Form, raw: Mapping[str, object]) -> tuple[Answers, list[FieldError]]:
    """A draft: what was typed, nested and otherwise untouched, and the errors of what is not blank.

    Missing answers are no error yet. What no field asks for, or exceeds every limit, is not kept.
    """
    gathered, errors = gather(raw)
    fields = tuple(form.fields())
    nested = without_computed(fields, gathered)
    _, wrong = _read_fields(fields, nested, "", {})
    kept = {field.code: plain(nested[field.code]) for field in fields if _keepable(field, nested)}
    return kept, errors + [error for error in wrong if error.code != "forms/required"]


def check_section(
    form: Form, code: str, draft: Mapping[str, object], posted: Mapping[str, object]
) -> tuple[Answers, list[FieldError]]:
    """One page of the form: the draft with this page's answers replaced, and this page's errors.

    Unlike check_partial, a required answer missing on this page is an error. KeyError: no such section.
    """
    own = {field.code for field in form.section(code).fields}
    nested, errors = gather(posted)
    strangers = [unknown_field(name) for name in nested if name not in own]
    others = {name: value for name, value in draft.items() if name not in own}
    together = {**others, **{name: value for name, value in nested.items() if name in own}}
    kept, _ = check_partial(form, together)
    _, wrong = check_answers(form, together)
    return kept, errors + strangers + [error for error in wrong if error.field.split(".")[0] in own]


def summary(form: Form, answers: Mapping[str, Any], lang: str) -> list[SummaryRow]:
    """The answers in words, in the order of asking, computed values found anew; fields without one are left out."""
    answers = recomputed(form, answers)
    rows = []
    for section in form.sections:
        for field in section.fields:
            if field.code in answers:
                rows += [
                    SummaryRow(section.code, path, label, text)
                    for path, label, text in _lines(field, answers[field.code], lang)
                ]
    return rows


def recomputed(form: Form, answers: Mapping[str, Any]) -> Answers:
    """Parsed answers with every computed value found anew, those of the groups' items first."""
    fields = tuple(form.fields())
    anew = dict(answers)
    for field in fields:
        if field.type == GROUP and field.code in anew:
            anew[field.code] = [with_computed(field.fields, item, anew) for item in anew[field.code]]
    return with_computed(fields, anew, {})


def computed_in_row(field: Field, row: Mapping[str, Any]) -> Answers:
    """The computed values of one row of a group as it is being filled in, by the column's code."""
    read, _ = _read_fields(field.fields, without_computed(field.fields, row), "", {})
    return {inner.code: read[inner.code] for inner in field.fields if inner.type == COMPUTED and inner.code in read}


def _lines(field: Field, value: Any, lang: str) -> Iterable[tuple[str, str, str]]:
    label = field.label.say(lang)
    if field.type != GROUP:
        yield field.code, label, show_answer(field, value, lang)
        return
    for number, item in enumerate(value):
        for inner in field.fields:
            if inner.code in item:
                text = show_answer(inner, item[inner.code], lang)
                path = f"{field.code}.{number}.{inner.code}"
                yield path, f"{label} {number + 1} – {inner.label.say(lang)}", text


def _read_fields(
    fields: Sequence[Field], raw: Mapping[str, Any], prefix: str, outer: Mapping[str, Any]
) -> tuple[Answers, list[FieldError]]:
    answers: Answers = {}
    known = {field.code for field in fields}
    errors = [unknown_field(prefix + str(name)) for name in raw if name not in known]
    for field in fields:
        if not field.when.holds(ChainMap(answers, dict(outer))):
            continue
        value = raw.get(field.code)
        if field.type == COMPUTED:
            continue
        if is_blank(value):
            errors += [_required(field, prefix)] if field.required else []
        elif measure(value) > _ceiling(field):
            errors.append(_too_long(field, prefix))
        elif field.type == GROUP:
            items, wrong = _read_items(field, value, prefix, {**outer, **answers})
            errors += wrong
            answers.update({field.code: items} if items else {})
        else:
            errors += _read_one(field, value, prefix, answers)
    return with_computed(fields, answers, outer), errors


def _read_one(field: Field, value: Any, prefix: str, answers: Answers) -> list[FieldError]:
    kind = FIELD_TYPES[field.type]
    path = prefix + field.code
    if isinstance(value, Mapping) and kind.parts:
        strangers = [unknown_field(f"{path}.{part}") for part in value if part not in kind.parts]
        if strangers:
            return strangers
    try:
        answers[field.code] = kind.parse(field, value)
    except Invalid as wrong:
        return _in_words(field, path, wrong)
    return []


def _read_items(
    field: Field, value: Any, prefix: str, outer: Mapping[str, Any]
) -> tuple[list[Answers], list[FieldError]]:
    """The items of a group, blank ones left out; errors keep the numbers the items were typed under."""
    path = prefix + field.code
    numbered = _numbered(value)
    if numbered is None:
        vi, en = "danh sách gửi lên không đúng dạng.", "this is not a list of items."
        return [], [_said(field, path, "forms/not-a-list", vi, en)]
    typed = [(number, item) for number, item in numbered if not is_blank(item)]
    items, errors = [], []
    for number, item in typed:
        answers, wrong = _read_fields(field.fields, item, f"{path}.{number}.", outer)
        items += [answers] if answers else []
        errors += [_in_row(field, number, one) for one in wrong]
    least, most = field.minimum or 0, field.maximum or MOST_ITEMS
    if not least <= len(typed) <= most:
        vi, en = f"cần từ {least} đến {most} mục.", f"from {least} to {most} items are needed."
        errors.append(_said(field, path, "forms/wrong-count", vi, en))
    return items, errors


def _numbered(value: Any) -> list[tuple[int, Mapping[str, Any]]] | None:
    if isinstance(value, Mapping):
        if not all(re.fullmatch("[0-9]{1,3}", number) for number in value):
            return None
        pairs = sorted(((int(number), item) for number, item in value.items()), key=lambda pair: pair[0])
    elif isinstance(value, list | tuple):
        pairs = list(enumerate(value))
    else:
        return None
    if not all(item is None or isinstance(item, Mapping) for _, item in pairs):
        return None
    return [(number, item or {}) for number, item in pairs]


def _in_words(field: Field, path: str, wrong: Invalid) -> list[FieldError]:
    if not wrong.fields:
        return [_said(field, path, wrong.code, wrong.vi, wrong.en)]
    return [_said(field, f"{path}.{part.field}", part.code, part.vi, part.en) for part in wrong.fields]


def _said(field: Field, path: str, code: str, vi: str, en: str) -> FieldError:
    return FieldError(path, code, f"{field.label.vi}: {vi}", f"{field.label.en}: {en}")


def _in_row(group: Field, number: int, wrong: FieldError) -> FieldError:
    """A row's error with the group and the row's number, as people count, before its sentence."""
    vi, en = (f"{group.label.say(lang)} {number + 1} – " for lang in ("vi", "en"))
    return FieldError(wrong.field, wrong.code, vi + wrong.vi, en + wrong.en)


def _required(field: Field, prefix: str) -> FieldError:
    asks = "enter" if field.type == GROUP else FIELD_TYPES[field.type].asks
    vi = {"enter": "Hãy nhập", "choose": "Hãy chọn", "tick": "Hãy đánh dấu vào ô"}[asks]
    en = {"enter": "Enter", "choose": "Choose", "tick": "Tick the box"}[asks]
    return FieldError(prefix + field.code, "forms/required", f"{vi} “{field.label.vi}”.", f"{en} “{field.label.en}”.")


def _too_long(field: Field, prefix: str) -> FieldError:
    vi, en = "nội dung quá dài.", "this is too long."
    return _said(field, prefix + field.code, "forms/too-long", vi, en)


def _ceiling(field: Field) -> int:
    """The most characters that are looked at; generous, since spaces and marks are removed later."""
    if field.type == COMPUTED:
        return 0
    if field.type == GROUP:
        return (field.maximum or MOST_ITEMS) * sum(_ceiling(inner) + 50 for inner in field.fields)
    return 2 * longest_of(field, FIELD_TYPES[field.type]) + 200


def _keepable(field: Field, nested: Mapping[str, Any]) -> bool:
    value = nested.get(field.code)
    return not is_blank(value) and measure(value) <= _ceiling(field)
