"""Procedures: the catalogue of what the city does for people, as versioned data with dates in force.

The definitions in `data` are the seeds, the table is the truth; agencies propose versions, the city publishes them.
Events in: none. Events out: procedure.drafted, .saved, .proposed, .reviewed, .approved, .rejected, .published.
"""

from functools import cache

from chalicelib.commons.agencies import directory
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures import publishing
from chalicelib.onestop.procedures.computing import show_answer
from chalicelib.onestop.procedures.differences import Difference, diff
from chalicelib.onestop.procedures.examining import Examined, Fault, examine_definition, examine_definitions
from chalicelib.onestop.procedures.fields import FIELD_TYPES, Answer, FieldType
from chalicelib.onestop.procedures.formmodel import Computation, Condition, Field, Form, Option, Section
from chalicelib.onestop.procedures.forms import (
    MOST_ITEMS,
    SummaryRow,
    check_answers,
    check_partial,
    check_section,
    computed_in_row,
    summary,
)
from chalicelib.onestop.procedures.lifecycle import MOVES, STATE_WORDS, Proposal, Publication, State
from chalicelib.onestop.procedures.live import LiveCatalogue
from chalicelib.onestop.procedures.model import (
    RETURN_WITHIN,
    Fee,
    LegalBasis,
    Notice,
    Paper,
    Procedure,
    TimeLimit,
    Wait,
    check_notice,
    event_moment,
    fees_due,
    forbid_before,
    minutes_for,
    notify_before,
    papers_asked,
    papers_required,
    time_to_return,
)
from chalicelib.onestop.procedures.previewing import Preview, preview
from chalicelib.onestop.procedures.publishing import rebuild, seed
from chalicelib.onestop.procedures.schema import read_form, read_procedure
from chalicelib.onestop.procedures.service import Listed, Proposals, Reviewed
from chalicelib.onestop.procedures.stepmodel import Provenance, Step
from chalicelib.onestop.procedures.versions import Catalogue

__all__ = [
    "FIELD_TYPES",
    "MOST_ITEMS",
    "MOVES",
    "RETURN_WITHIN",
    "STATE_WORDS",
    "Answer",
    "Catalogue",
    "Computation",
    "Condition",
    "Difference",
    "Examined",
    "Fault",
    "Fee",
    "Field",
    "FieldType",
    "Form",
    "LegalBasis",
    "Listed",
    "LiveCatalogue",
    "Notice",
    "Option",
    "Paper",
    "Preview",
    "Procedure",
    "Proposal",
    "Proposals",
    "Provenance",
    "Publication",
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
    "computed_in_row",
    "diff",
    "event_moment",
    "examine_definition",
    "examine_definitions",
    "fees_due",
    "forbid_before",
    "minutes_for",
    "notify_before",
    "papers_asked",
    "papers_required",
    "preview",
    "proposals",
    "read_form",
    "read_procedure",
    "rebuild",
    "seed",
    "show_answer",
    "summary",
    "time_to_return",
]


@cache
def catalogue() -> LiveCatalogue:
    """The city's catalogue as published, the shipped definitions before that. Making it calls nothing."""
    return LiveCatalogue(publishing.latest)


@cache
def proposals() -> Proposals:
    """The electronic regulation system."""
    return Proposals(catalogue(), directory())
