"""Forms as data: words in two languages, conditions, fields, sections."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words


@frozen
class Condition:
    """Holds when every named answer is among its accepted values; the empty condition always holds.

    An answer that is a list (checkboxes) is accepted when any of its values is.
    """

    accepted: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return all(_accepts(values, answers.get(code)) for code, values in self.accepted)


def _accepts(values: tuple[str | bool, ...], answer: Any) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    return any(type(one) is type(value) and one == value for one in given for value in values)


ALWAYS = Condition()


@frozen
class Option:
    value: str
    label: Words


@frozen
class Computation:
    """How the value of a computed field follows from other answers; see `computing` for the operations.

    Operands are codes of fields, whole numbers, a group (`count`) or a group's column (`sum_of`: `storeys.area`).
    """

    operation: str
    operands: tuple[str | int, ...]


@frozen
class Field:
    """One question. `type` is a name of the registry in `fields`.

    `max_length` counts characters; `minimum` and `maximum` bound an integer, an amount of dong, or the
    number of items of a group. `prefill` names a fact of the applicant: what the account knows of it is offered as the
    answer, and slips print what was answered.
    `compute` is there for a computed field, which nobody answers; `shown_as` tells numbers from amounts of dong.
    """

    code: str
    type: str
    label: Words
    hint: Words | None = None
    required: bool = True
    when: Condition = ALWAYS
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()
    prefill: str | None = None
    compute: Computation | None = None
    shown_as: Literal["integer", "money"] = "integer"


@frozen
class Section:
    """A page of the form: one thing at a time."""

    code: str
    title: Words
    fields: tuple[Field, ...]


@frozen
class Form:
    sections: tuple[Section, ...]

    def fields(self) -> Iterator[Field]:
        """Every field in the order of asking; a group counts as one field."""
        for section in self.sections:
            yield from section.fields

    def section(self, code: str) -> Section:
        """KeyError when the form has no such section."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)
