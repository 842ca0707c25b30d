"""Passwords as they are stored."""

from __future__ import annotations

import hashlib

import pytest

from chalicelib.commons.identity import passwords
from chalicelib.commons.identity.passwords import hash_password, matches


def test_a_password_fits_what_was_made_of_it_and_nothing_else() -> None:
    stored = hash_password("Mật khẩu thử")
    assert matches("Mật khẩu thử", stored)
    assert not matches("Mật khẩu thu", stored)
    assert not matches("", stored)
    assert "khẩu" not in stored


def test_the_same_password_is_stored_differently_each_time() -> None:
    assert hash_password("một") != hash_password("một")


def test_vietnamese_letters_fit_however_the_keyboard_spells_them() -> None:
    assert matches("ma\u0302\u0323t", hash_password("m\u1ead\u0074"))


def test_the_stored_form_is_scrypt_with_its_cost() -> None:
    stored = hash_password("abc", entropy=bytes)
    key = hashlib.scrypt(b"abc", salt=bytes(16), n=16384, r=8, p=1, dklen=32)
    assert stored == f"scrypt$14$8$1${passwords._encoded(bytes(16))}${passwords._encoded(key)}"


def test_a_cost_that_was_raised_is_read_from_the_stored_form() -> None:
    cheap = passwords._spelled(bytes(16), 10, 8, 1, "abc")
    assert cheap.startswith("scrypt$10$")
    assert matches("abc", cheap)


def test_an_unknown_login_never_fits_and_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    scrypt = hashlib.scrypt

    def counted(content: bytes, **cost: int) -> bytes:
        costs.append((cost["n"], cost["r"], cost["p"]))
        return scrypt(content, **cost)  # type: ignore[arg-type]

    stored = hash_password("abc")
    monkeypatch.setattr(hashlib, "scrypt", counted)
    assert not matches("wrong", stored)
    assert not matches("wrong", None)
    assert costs[0] == costs[1] == (16384, 8, 1)


def test_a_stored_form_of_another_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown form"):
        matches("abc", "md5$1$1$1$AA$AA")
