"""Procedure definitions: from their JSON to the model. Says nothing of what is missing; `checks` does."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.commons.agencies import CompetenceRule
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.formmodel import Computation, Condition, Field, Form, Option, Section
from chalicelib.onestop.procedures.model import (
    Applicant,
    Fee,
    LegalBasis,
    Notice,
    Paper,
    Procedure,
    Result,
    Retention,
    Service,
    TimeLimit,
    Wait,
)
from chalicelib.onestop.procedures.stepmodel import Check, Provenance, Step, StepForm

Raw = Mapping[str, Any]


def read_procedure(raw: Raw) -> Procedure:
    """A definition that passed the checks, as a Procedure."""
    return Procedure(
        code=raw["code"]["value"],
        version=raw["version"],
        code_provenance=_provenance(raw["code"]),
        in_force_from=date.fromisoformat(raw["in_force"]["from"]),
        in_force_to=_day(raw["in_force"]["to"]),
        name=_words(raw["name"]),
        field=raw["field"]["code"],
        field_name=_words(raw["field"]["name"]),
        summary=_words(raw["summary"]),
        keywords=tuple(raw["keywords"]),
        applicants=tuple(Applicant(one["code"], _words(one["name"])) for one in raw["applicants"]),
        service=_read_service(raw["service"]),
        kind=raw["kind"],
        silence_means_yes=raw["silence_means_yes"],
        competent=CompetenceRule(raw["competent"]["by"], raw["competent"].get("unit"), raw["field"]["code"]),
        legal_basis=tuple(_read_legal_basis(law) for law in raw["legal_basis"]),
        papers=tuple(_read_paper(paper) for paper in raw["papers"]),
        form=read_form(raw["form"]),
        fees=tuple(_read_fee(fee) for fee in raw["fees"]),
        processing=_read_time_limit(raw["processing"]),
        clock_policy=raw["processing"]["clock_policy"],
        reception_within=_read_time_limit(raw["reception_within"]),
        notice=_read_notice(raw["notice"]) if raw.get("notice") else None,
        steps=tuple(_read_step(step) for step in raw["steps"]),
        result=_read_result(raw["result"]),
        retention=Retention(raw["retention"]["years"], _provenance(raw["retention"])),
        waits=tuple(Wait(wait["for"], _read_time_limit(wait), wait["silence"]) for wait in raw.get("waits", ())),
        return_within=_read_time_limit(raw["return_within"]) if raw.get("return_within") else None,
    )


def read_form(raw: Raw) -> Form:
    """`{"sections": [{code, title, fields}]}` to a Form."""
    return Form(
        tuple(
            Section(
                section["code"],
                _words(section["title"]),
                tuple(_read_field(field) for field in section["fields"]),
            )
            for section in raw["sections"]
        )
    )


def _read_field(raw: Raw) -> Field:
    return Field(
        code=raw["code"],
        type=raw["type"],
        label=_words(raw["label"]),
        hint=_some_words(raw.get("hint")),
        required=raw.get("required", True),
        when=_condition(raw),
        max_length=raw.get("max_length"),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        options=tuple(Option(one["value"], _words(one["label"])) for one in raw.get("options", ())),
        fields=tuple(_read_field(inner) for inner in raw.get("fields", ())),
        prefill=raw.get("prefill"),
        compute=_read_computation(raw["compute"]) if "compute" in raw else None,
        shown_as=raw.get("shown_as", "integer"),
    )


def _read_computation(raw: Raw) -> Computation:
    """`{"sum": ["a", 2]}`, `{"count": "storeys"}`: one operation and its operands."""
    ((operation, operands),) = raw.items()
    return Computation(operation, (operands,) if isinstance(operands, str) else tuple(operands))


def _read_service(raw: Raw) -> Service:
    return Service(raw["level"], raw["mode"], _some_words(raw.get("reason")), _provenance(raw))


def _read_legal_basis(raw: Raw) -> LegalBasis:
    return LegalBasis(raw["number"], _words(raw["title"]), raw["articles"], _provenance(raw))


def _read_paper(raw: Raw) -> Paper:
    return Paper(
        code=raw["code"],
        name=_words(raw["name"]),
        hint=_some_words(raw.get("hint")),
        required=raw["required"],
        when=_condition(raw),
        copies=raw["copies"],
        form_of=raw["form_of"],
        provenance=_provenance(raw),
    )


def _read_fee(raw: Raw) -> Fee:
    return Fee(
        code=raw["code"],
        name=_words(raw["name"]),
        amount=raw["amount"],
        valid_from=date.fromisoformat(raw["valid_from"]),
        valid_to=_day(raw["valid_to"]),
        when=_condition(raw),
        provenance=_provenance(raw),
        channel=raw.get("channel", "any"),
    )


def _read_time_limit(raw: Raw) -> TimeLimit:
    return TimeLimit(raw["amount"], raw["unit"], _provenance(raw))


def _read_notice(raw: Raw) -> Notice:
    return Notice(raw["event"], raw["at_least_hours"], raw["forbid_hours"], _provenance(raw))


def _read_step(raw: Raw) -> Step:
    return Step(
        code=raw["code"],
        name=_words(raw["name"]),
        role=raw["role"],
        share=raw["share"],
        actions=tuple(raw["actions"]),
        unit=_some_words(raw.get("unit")),
        checks=tuple(
            Check(one["code"], _words(one["name"]), one.get("required", True)) for one in raw.get("checks", ())
        ),
        forms=tuple(StepForm(one["number"], _words(one["name"]), _provenance(one)) for one in raw.get("forms", ())),
    )


def _read_result(raw: Raw) -> Result:
    return Result(raw["kind"], _words(raw["name"]), raw["template"], raw["valid_years"], _provenance(raw))


def _words(raw: Raw) -> Words:
    return Words(raw["vi"], raw["en"])


def _some_words(raw: Raw | None) -> Words | None:
    return _words(raw) if raw else None


def _condition(raw: Raw) -> Condition:
    return Condition(tuple((code, tuple(values)) for code, values in raw.get("when", {}).items()))


def _provenance(raw: Raw) -> Provenance:
    return Provenance(raw.get("source", ""), raw["verified"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
