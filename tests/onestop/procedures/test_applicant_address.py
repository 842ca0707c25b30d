"""Which answer is the applicant's address is said in the definition."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from chalicelib.onestop.procedures import catalogue
from chalicelib.onestop.procedures.checks import find_faults
from tests.onestop.procedures.test_definitions import load


def marked(code: str) -> list[str]:
    return [one.code for one in catalogue().versions(code)[-1].form.fields() if one.prefill == "address"]


def test_shipped_forms_mark_one_address_where_they_ask_for_it() -> None:
    found = {code: marked(code) for code in catalogue().codes()}
    assert all(len(fields) <= 1 for fields in found.values()), found
    assert sum(map(len, found.values())) == 11, found


@pytest.mark.parametrize("kind", ["text", "phone"])
def test_only_an_address_is_marked_as_one(kind: str) -> None:
    definition: dict[str, Any] = copy.deepcopy(load("pharmacy-certificate.1"))
    fields = definition["form"]["sections"][0]["fields"]
    fields[0] |= {"type": kind, "prefill": "address"}
    assert "data.form.sections[0].fields[0].prefill: an address is asked for by a field of type address" in find_faults(
        definition
    )
