"""Accounts read from outside."""

from __future__ import annotations

import pytest

from chalicelib.commons.identity.schema import read_account
from chalicelib.foundation.errors import Invalid

GOOD = {
    "id": "acc-1",
    "login": "Công.Dân",
    "name": "  Nguyễn  Thị Thử ",
    "kind": "citizen",
    "citizen_id": "079 190 000 001",
    "phone": "0900 000 001",
    "email": "thu@example.com",
}


def test_an_account_is_kept_in_its_stored_form() -> None:
    account = read_account(GOOD)
    assert (account.login, account.name) == ("cong.dan", "Nguyễn Thị Thử")
    assert (account.citizen_id, account.phone) == ("079190000001", "+84900000001")
    assert account.active


def test_number_phone_and_mail_may_be_unknown() -> None:
    account = read_account({**GOOD, "citizen_id": "", "phone": None, "email": ""})
    assert (account.citizen_id, account.phone, account.email) == ("", "", "")


def test_all_wrong_fields_are_told_at_once() -> None:
    bad = {
        "id": "A B",
        "login": "x",
        "name": " ",
        "kind": "robot",
        "citizen_id": "1",
        "phone": "1",
        "email": "a",
    }
    with pytest.raises(Invalid) as refused:
        read_account(bad)
    assert {one.field for one in refused.value.fields} == set(bad)
    assert refused.value.code == "identity/account-invalid"
