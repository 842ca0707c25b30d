"""Procedures: the catalogue of what the city does for people, as versioned data with dates in force.

The definitions in `data` are the seeds, the table is the truth; agencies propose versions, the city publishes them.
Events in: none. Events out: procedure.drafted, .saved, .proposed, .reviewed, .approved, .rejected, .published.
"""

from functools import cache

from chalicelib.commons.agencies import directory
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures import publishing
from chalicelib.onestop.procedures.differences import Difference, diff
from chalicelib.onestop.procedures.examining import Examined, Fault, examine_definition, examine_definitions
from chalicelib.onestop.procedures.fields import FIELD_TYPES, Answer, FieldType
from chalicelib.onestop.procedures.formmodel import Condition, Field, Form, Option, Section
from chalicelib.onestop.procedures.forms import (
    SummaryRow,
    check_answers,
    check_partial,
    check_section,
    summary,
)
from chalicelib.onestop.procedures.lifecycle import MOVES, STATE_WORDS, Proposal, State
from chalicelib.onestop.procedures.live import LiveCatalogue
from chalicelib.onestop.procedures.model import (
    Fee,
    LegalBasis,
    Notice,
    Paper,
    Procedure,
    Provenance,
    Step,
    TimeLimit,
    Wait,
    check_notice,
    event_moment,
    fees_due,
    forbid_before,
    notify_before,
    papers_asked,
    papers_required,
)
from chalicelib.onestop.procedures.previewing import Preview, preview
from chalicelib.onestop.procedures.publishing import rebuild, seed
from chalicelib.onestop.procedures.schema import read_procedure
from chalicelib.onestop.procedures.service import Proposals, Reviewed
from chalicelib.onestop.procedures.versions import Catalogue

__all__ = [
    "FIELD_TYPES",
    "MOVES",
    "STATE_WORDS",
    "Answer",
    "Catalogue",
    "Condition",
    "Difference",
    "Examined",
    "Fault",
    "Fee",
    "Field",
    "FieldType",
    "Form",
    "LegalBasis",
    "LiveCatalogue",
    "Notice",
    "Option",
    "Paper",
    "Preview",
    "Procedure",
    "Proposal",
    "Proposals",
    "Provenance",
    "Reviewed",
    "Section",
    "State",
    "Step",
    "SummaryRow",
    "TimeLimit",
    "Wait",
    "Words",
    "catalogue",
    "check_answers",
    "check_notice",
    "check_partial",
    "check_section",
    "diff",
    "event_moment",
    "examine_definition",
    "examine_definitions",
    "fees_due",
    "forbid_before",
    "notify_before",
    "papers_asked",
    "papers_required",
    "preview",
    "proposals",
    "read_procedure",
    "rebuild",
    "seed",
    "summary",
]


@cache
def catalogue() -> LiveCatalogue:
    """The city's catalogue as published, the shipped definitions before that. Making it calls nothing."""
    return LiveCatalogue(publishing.latest)


@cache
def proposals() -> Proposals:
    """The electronic regulation system."""
    return Proposals(catalogue(), directory())
