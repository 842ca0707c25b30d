"""Who is who: the applicant, whoever acts for them, and where a result is posted. Pure.

An ordinary citizen who applies for themself is asked nothing; the account says who they are. Answers are kept as they
were typed and read by the forms of `party.json`, like those of a procedure. A personal number is checked for its shape
only: there is no check digit, and corrections exist.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.procedures import (
    Condition,
    Form,
    Paper,
    Procedure,
    Provenance,
    SummaryRow,
    check_answers,
    papers_asked,
    read_form,
    summary,
)

ACTING = "authorisation-to-act"
"""The paper of those who act for somebody else. The hyphens keep it apart from every paper of a procedure."""
IN_WRITING = frozenset({"authorised", "employee_of_organisation"})
"""The capacities that are shown by a paper; a parent's or guardian's is declared."""
FOR_ANOTHER = Condition((("acting", ("other",)),))
OF_REPRESENTATIVE = ("representative_name", "representative_id")


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("party.json").read_text(encoding="utf-8"))
    return data


@cache
def party_form(at_desk: bool) -> Form:
    """The questions about applicant and representative; to a citizen about the applicant only if it is another."""
    form = read_form(_data()["party"])
    if at_desk:
        return form
    acting, applicant = form.sections
    asked = tuple(replace(field, when=FOR_ANOTHER) for field in applicant.fields)
    return Form((acting, replace(applicant, fields=asked)))


@cache
def delivery_form() -> Form:
    """The way of the result, with the postal address where it needs one."""
    return read_form(_data()["delivery"])


@cache
def authorisation() -> Paper:
    """The paper that shows that somebody may act for the applicant."""
    name, hint = (Words(**_data()["authorisation"][one]) for one in ("name", "hint"))
    return Paper(ACTING, name, hint, True, Condition(), 1, "original", Provenance("", False))


def read_party(dossier: Dossier) -> tuple[dict[str, Any], list[FieldError]]:
    """The parsed answers about the parties, and every wrong one; nothing at all for who applies for themself."""
    if not dossier.party.answers and not dossier.at_desk:
        return {}, []
    return check_answers(party_form(dossier.at_desk), dossier.party.answers)


def needs_authorisation(dossier: Dossier) -> bool:
    """Whether somebody acts for the applicant in a capacity that is shown by a paper."""
    values, _ = read_party(dossier)
    return values.get("acting") == "other" and values.get("basis") in IN_WRITING


def papers_of(procedure: Procedure, dossier: Dossier, answers: Mapping[str, Any]) -> tuple[Paper, ...]:
    """The papers of this dossier: those that it is asked for, then those that only have files."""
    asked, left = papers_apart(procedure, dossier, answers)
    return (*asked, *left)


def papers_apart(
    procedure: Procedure, dossier: Dossier, answers: Mapping[str, Any]
) -> tuple[tuple[Paper, ...], tuple[Paper, ...]]:
    """The papers that this dossier is asked for; and, not required, those that its answers ask for no more though there
    are files of them, which are handed in all the same until somebody removes them."""
    asked = papers_asked(procedure, answers)
    if needs_authorisation(dossier):
        asked = (*asked, authorisation())
    left = {file.paper for file in dossier.files} - {paper.code for paper in asked}
    known = (*procedure.papers, authorisation())
    return asked, tuple(replace(paper, required=False) for paper in known if paper.code in left)


def paper_of(procedure: Procedure, dossier: Dossier, code: str) -> Paper | None:
    """A paper that the dossier can hold, by its code: an authorisation if one is needed, or there already."""
    acting = needs_authorisation(dossier) or any(file.paper == ACTING for file in dossier.files)
    papers = (*procedure.papers, authorisation()) if acting else procedure.papers
    return next((paper for paper in papers if paper.code == code), None)


def party_faults(dossier: Dossier) -> list[FieldError]:
    """What is wrong or missing about applicant, representative and postal address before submission."""
    _, wrong = read_party(dossier)
    faults = [replace(one, field=f"party.{one.field}") for one in wrong]
    if needs_authorisation(dossier) and ACTING not in {file.paper for file in dossier.held}:
        name = authorisation().name
        vi, en = f"Thiếu giấy tờ: {name.vi}.", f"Missing paper: {name.en}."
        faults.append(FieldError(f"papers.{ACTING}", "dossiers/paper-missing", vi, en))
    return faults + address_faults(dossier)


def address_faults(dossier: Dossier) -> list[FieldError]:
    """A result by post needs a whole address."""
    _, wrong = check_answers(delivery_form(), {"way": dossier.delivery.way, "address": dossier.party.postal})
    return [replace(one, field=f"delivery.{one.field}") for one in wrong]


def named(dossier: Dossier, own_name: str, own_id: str) -> Dossier:
    """The dossier with what its head tells of its parties; `own_…` are those of the account that keeps it, if any."""
    values, _ = read_party(dossier)
    acting = values.get("acting") == "other"
    own = not dossier.at_desk and not acting
    return replace(
        dossier,
        applicant=own_name if own else values.get("applicant_name", ""),
        last4=(own_id if own else values.get("applicant_id", ""))[-4:],
        representative=values.get("representative_name", "") if acting else "",
    )


def party_rows(dossier: Dossier, lang: str) -> Sequence[SummaryRow]:
    """Applicant and representative in words; empty for an applicant whose account says it all."""
    values, _ = read_party(dossier)
    return summary(party_form(dossier.at_desk), values, lang)


def postal_address(dossier: Dossier, lang: str) -> str:
    """The address to which the result is posted, on one line; empty when there is none."""
    typed = {"way": "post", "address": dossier.party.postal}
    values, _ = check_answers(delivery_form(), typed)
    rows = summary(delivery_form(), values, lang)
    return next((row.text for row in rows if row.field == "address"), "")
