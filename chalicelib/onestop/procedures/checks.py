"""What must hold of a definition before it is published. Each fault names its place, `data.steps[1].role`.

The schema is compiled only here, never when the catalogue is loaded to answer requests.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from chalicelib.onestop.procedures.computedchecks import computed_faults
from chalicelib.onestop.procedures.fields import FIELD_TYPES, GROUP
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.stepchecks import repeated, step_faults

_SCHEMA = Path(__file__).parent / "data" / "procedure.schema.json"
_WITH_OPTIONS = frozenset({"select", "radios", "checkboxes"})
_PREFILLED = frozenset({"full_name", "citizen_id", "phone", "email", "address"})

Raw = Mapping[str, Any]


def find_faults(raw: Raw) -> list[str]:
    """Sentences for whoever maintains the definition; none when it may be published.

    A definition of the wrong shape gets the faults of its shape only: the rules need the shape.
    """
    misshapen = _shape_faults(raw)
    if misshapen:
        return misshapen
    return [
        *_date_faults(raw),
        *step_faults(raw["steps"]),
        *_form_faults(raw["form"]),
        *_condition_faults(raw),
        *_rule_faults(raw),
    ]


def find_overlaps(procedures: Iterable[Procedure]) -> list[str]:
    """Versions of one procedure that are in force on the same day, or bear the same number."""
    faults = []
    versions: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        versions.setdefault(procedure.code, []).append(procedure)
    for code, known in versions.items():
        known.sort(key=lambda version: version.in_force_from)
        for earlier, later in pairwise(known):
            if earlier.in_force_to is None or earlier.in_force_to >= later.in_force_from:
                faults.append(f"{code}: versions {earlier.version} and {later.version} overlap")
            if earlier.version >= later.version:
                faults.append(f"{code}: version {later.version} comes after {earlier.version}")
    return faults


@cache
def _validator() -> Any:
    import fastjsonschema

    return fastjsonschema.compile(json.loads(_SCHEMA.read_text(encoding="utf-8")), use_default=False, fast_fail=False)


def _shape_faults(raw: Raw) -> list[str]:
    import fastjsonschema

    try:
        _validator()(raw)
    except fastjsonschema.JsonSchemaValuesException as several:
        return list(dict.fromkeys(_in_place(one) for one in several.errors))
    except fastjsonschema.JsonSchemaValueException as wrong:
        return [_in_place(wrong)]
    return []


def _in_place(wrong: Any) -> str:
    """The schema's sentence; what must not be there at all is named by its own place."""
    if wrong.rule == "additionalProperties" and isinstance(wrong.value, Mapping):
        unknown = sorted(set(wrong.value) - set(wrong.definition.get("properties", {})))
        return f"{wrong.name}.{unknown[0]}: there is no such property" if unknown else str(wrong.message)
    return str(wrong.message)


def _date_faults(raw: Raw) -> Iterator[str]:
    periods = [("data.in_force", raw["in_force"]["from"], raw["in_force"]["to"])]
    periods += [(f"data.fees[{n}]", fee["valid_from"], fee["valid_to"]) for n, fee in enumerate(raw["fees"])]
    for place, first, last in periods:
        try:
            starts, ends = date.fromisoformat(first), date.fromisoformat(last or "9999-12-31")
        except ValueError:
            yield f"{place}: there is no such day"
            continue
        if ends < starts:
            yield f"{place}: ends before it starts"


def _form_faults(form: Raw) -> Iterator[str]:
    yield from repeated("data.form.sections", [section["code"] for section in form["sections"]])
    yield from repeated("data.form", [field["code"] for _, field in _placed_fields(form)])
    for place, field in _placed_fields(form):
        yield from _field_faults(place, field)
    yield from computed_faults(list(_placed_fields(form)))


def _field_faults(place: str, field: Raw) -> Iterator[str]:
    if (field["type"] in _WITH_OPTIONS) != ("options" in field):
        yield f"{place}.options: for select, radios and checkboxes, and only for them"
    if (field["type"] == GROUP) != ("fields" in field):
        yield f"{place}.fields: for a group, and only for it"
    if field.get("prefill", "phone") not in _PREFILLED:
        yield f"{place}.prefill: the account knows no {field['prefill']}"
    if field.get("prefill") == "address" and field["type"] != "address":
        yield f"{place}.prefill: an address is asked for by a field of type address"
    kind = FIELD_TYPES.get(field["type"])
    if kind and field.get("max_length", 0) > kind.longest:
        yield f"{place}.max_length: at most {kind.longest} for {kind.name}"
    if field.get("minimum", 0) > field.get("maximum", field.get("minimum", 0)):
        yield f"{place}.minimum: above the maximum"
    yield from repeated(f"{place}.options", [option["value"] for option in field.get("options", ())])
    inner = field.get("fields", ())
    yield from repeated(f"{place}.fields", [one["code"] for one in inner])
    for number, one in enumerate(inner):
        if one["type"] == GROUP:
            yield f"{place}.fields[{number}].type: a group holds no group"
        yield from _field_faults(f"{place}.fields[{number}]", one)


def _condition_faults(raw: Raw) -> Iterator[str]:
    """A condition of a field looks back at fields asked before it; papers and fees at any field."""
    asked: dict[str, Raw] = {}
    for place, field in _placed_fields(raw["form"]):
        yield from _unmet(place, field, asked)
        within = dict(asked)
        for number, inner in enumerate(field.get("fields", ())):
            yield from _unmet(f"{place}.fields[{number}]", inner, within)
            within[inner["code"]] = inner
        asked[field["code"]] = field
    for table in ("papers", "fees"):
        yield from repeated(f"data.{table}", [line["code"] for line in raw[table]])
        for number, line in enumerate(raw[table]):
            yield from _unmet(f"data.{table}[{number}]", line, asked)


def _unmet(place: str, conditional: Raw, asked: Mapping[str, Raw]) -> Iterator[str]:
    for code, values in conditional.get("when", {}).items():
        if code not in asked:
            yield f"{place}.when.{code}: no such field is asked before"
            continue
        known = {option["value"] for option in asked[code].get("options", ())} or {True}
        for value in values:
            if value not in known:
                yield f"{place}.when.{code}: the field has no answer {value!r}"


def _rule_faults(raw: Raw) -> Iterator[str]:
    if (raw["competent"]["by"] == "unit") != ("unit" in raw["competent"]):
        yield "data.competent.unit: for a rule by unit, and only for it"
    if raw["service"]["mode"] == "partial" and "reason" not in raw["service"]:
        yield "data.service.reason: a partial service publishes why (NĐ 224/2026)"
    yield from _silence_faults(raw)
    returning, processing = raw.get("return_within"), raw["processing"]
    if returning and returning["unit"] == processing["unit"] and returning["amount"] > processing["amount"]:
        yield "data.return_within.amount: after the result is due nothing is returned for completion"
    notice = raw.get("notice")
    if notice:
        types = {field["code"]: field["type"] for _, field in _placed_fields(raw["form"])}
        if types.get(notice["event"]) != "moment":
            yield f"data.notice.event: {notice['event']} is not a moment of the form"
        if notice["forbid_hours"] > notice["at_least_hours"]:
            yield "data.notice.forbid_hours: nobody could forbid in time"


def _silence_faults(raw: Raw) -> Iterator[str]:
    waits = raw.get("waits", ())
    yield from repeated("data.waits", [wait["for"] for wait in waits])
    granted = any((wait["for"], wait["silence"]) == ("authority", "yes") for wait in waits)
    if raw["silence_means_yes"] and not raw.get("notice") and not granted:
        yield "data.notice: silence means yes only where a notice or a wait for the authority has its limits"
    if granted and not raw["silence_means_yes"]:
        yield "data.silence_means_yes: a wait for the authority says that silence means yes"
    whole = (raw["processing"]["amount"], raw["processing"]["unit"])
    for number, wait in enumerate(waits):
        if (wait["for"], wait["silence"]) == ("applicant", "yes"):
            yield f"data.waits[{number}].silence: the silence of an applicant grants nothing"
        decides = wait["for"] == "authority" and wait["silence"] != "nothing"
        if decides and (wait["amount"], wait["unit"]) != whole:
            yield f"data.waits[{number}].amount: the silence of the authority decides when its processing time is over"


def _placed_fields(form: Raw) -> Iterator[tuple[str, Raw]]:
    for page, section in enumerate(form["sections"]):
        for number, field in enumerate(section["fields"]):
            yield f"data.form.sections[{page}].fields[{number}]", field
