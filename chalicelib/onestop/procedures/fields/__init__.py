"""The registry of form field types. Files are not fields: they are the procedure's papers."""

from chalicelib.onestop.procedures.fields.address import ADDRESS
from chalicelib.onestop.procedures.fields.choices import CHECKBOXES, DECLARATION, RADIOS, SELECT
from chalicelib.onestop.procedures.fields.dates import DATE, MOMENT
from chalicelib.onestop.procedures.fields.fieldtype import Answer, FieldType, is_blank, longest_of
from chalicelib.onestop.procedures.fields.numbers import INTEGER, MONEY
from chalicelib.onestop.procedures.fields.written import (
    CITIZEN_ID,
    DOMAIN_NAME,
    EMAIL,
    LONG_TEXT,
    PERSON_NAME,
    PHONE,
    TEXT,
    URL,
)

__all__ = ["COMPUTED", "FIELD_TYPES", "GROUP", "Answer", "FieldType", "is_blank", "longest_of"]

# A group holds items of fields; the form itself walks into it, so it has no type of its own.
GROUP = "group"

# Nobody answers a computed field; `computing` finds its value.
COMPUTED = "computed"

FIELD_TYPES: dict[str, FieldType] = {
    kind.name: kind
    for kind in (
        TEXT,
        LONG_TEXT,
        PERSON_NAME,
        CITIZEN_ID,
        PHONE,
        EMAIL,
        DATE,
        MOMENT,
        MONEY,
        ADDRESS,
        SELECT,
        RADIOS,
        CHECKBOXES,
        INTEGER,
        DOMAIN_NAME,
        URL,
        DECLARATION,
    )
}
