"""Procedures: the catalogue of what the city does for people, as versioned data with dates in force.

The definitions in `data` are the seeds. Events in: none. Events out: none yet; publishing will be one.
"""

import json
from functools import cache
from pathlib import Path

from chalicelib.onestop.procedures.fields import FIELD_TYPES, Answer, FieldType
from chalicelib.onestop.procedures.formmodel import Condition, Field, Form, Option, Section, Words
from chalicelib.onestop.procedures.forms import (
    SummaryRow,
    check_answers,
    check_partial,
    check_section,
    summary,
)
from chalicelib.onestop.procedures.model import (
    Fee,
    LegalBasis,
    Notice,
    Paper,
    Procedure,
    Provenance,
    Step,
    TimeLimit,
    check_notice,
    event_moment,
    fees_due,
    forbid_before,
    notify_before,
    papers_asked,
    papers_required,
)
from chalicelib.onestop.procedures.schema import read_procedure
from chalicelib.onestop.procedures.versions import Catalogue

__all__ = [
    "FIELD_TYPES",
    "Answer",
    "Catalogue",
    "Condition",
    "Fee",
    "Field",
    "FieldType",
    "Form",
    "LegalBasis",
    "Notice",
    "Option",
    "Paper",
    "Procedure",
    "Provenance",
    "Section",
    "Step",
    "SummaryRow",
    "TimeLimit",
    "Words",
    "catalogue",
    "check_answers",
    "check_notice",
    "check_partial",
    "check_section",
    "event_moment",
    "fees_due",
    "forbid_before",
    "notify_before",
    "papers_asked",
    "papers_required",
    "read_procedure",
    "summary",
]

_DEFINITIONS = Path(__file__).parent / "data" / "definitions"


@cache
def catalogue() -> Catalogue:
    """The city's catalogue, loaded once."""
    seeds = sorted(_DEFINITIONS.glob("*.json"))
    return Catalogue(read_procedure(json.loads(seed.read_text(encoding="utf-8"))) for seed in seeds)
