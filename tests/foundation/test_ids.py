import hashlib
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.ids import (
    DossierCode,
    derived_id,
    digest,
    is_256_bits,
    is_id,
    new_id,
    parse_dossier_code,
    secret_token,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_a_new_id_is_the_moment_and_then_the_entropy() -> None:
    assert new_id(NOW, lambda size: b"\x00" * size)[9:] == "0" * 11
    assert new_id(NOW, lambda size: b"\xff" * size)[9:] == "z" * 11
    assert new_id(datetime(1970, 1, 1, tzinfo=UTC), lambda size: b"\x01".rjust(size, b"\x00")) == "0" * 19 + "1"


def test_new_ids_differ_within_a_millisecond() -> None:
    made = {new_id(NOW) for _ in range(500)}
    assert len(made) == 500
    assert all(is_id(one) for one in made)


@settings(deadline=None)
@given(st.integers(1, 10**12), st.binary(min_size=7, max_size=7), st.binary(min_size=7, max_size=7))
def test_ids_sort_by_millisecond_whatever_the_entropy(later: int, one: bytes, other: bytes) -> None:
    after = NOW + timedelta(milliseconds=later)
    assert new_id(NOW, lambda _: one) < new_id(after, lambda _: other)


@pytest.mark.parametrize("moment", [datetime(1969, 12, 31, tzinfo=UTC), datetime(3085, 1, 1, tzinfo=UTC)])
def test_a_moment_that_does_not_fit_is_an_error(moment: datetime) -> None:
    with pytest.raises(ValueError, match="outside"):
        new_id(moment)


def test_derived_ids_hang_on_every_part_and_its_border() -> None:
    assert derived_id("dossier", "k1") == derived_id("dossier", "k1")
    assert is_id(derived_id("dossier", "k1"))
    variants = [
        ("dossier", "k1"),
        ("dossierk1",),
        ("dossierk", "1"),
        ("k1", "dossier"),
        ("dossier", "k1", ""),
        (),
    ]
    assert len({derived_id(*parts) for parts in variants}) == len(variants)


def test_a_derived_id_never_changes_between_releases() -> None:
    assert derived_id("a", "b") == "2rknxw7nt3nsvpf0mms7"


@pytest.mark.parametrize("text", ["", "0" * 19, "0" * 21, "0" * 19 + "i", "0" * 19 + "A", "0" * 19 + "é"])
def test_what_is_not_an_id(text: str) -> None:
    assert not is_id(text)


def test_digest_is_sha_256_in_base64url() -> None:
    assert urlsafe_b64decode(digest("hồ sơ") + "=") == hashlib.sha256("hồ sơ".encode()).digest()
    assert digest(b"abc") == digest("abc")
    assert len(digest("")) == 43


@pytest.mark.parametrize("text", [secret_token(), digest(""), "-_" * 21 + "A"])
def test_secrets_and_digests_are_known_by_their_shape(text: str) -> None:
    assert is_256_bits(text)
    assert not any(is_256_bits(other) for other in (text[1:], text + "A", text[1:] + "=", text[1:] + "ế", text + "\n"))


def test_secret_tokens_hold_256_bits() -> None:
    one, other = secret_token(), secret_token()
    assert one != other
    assert len(urlsafe_b64decode(one + "=")) == 32


CANONICAL = "000.00.07.H29-261122-0001"


def test_the_code_in_its_official_form() -> None:
    code = DossierCode("000.00.07.H29", date(2026, 11, 22), 1)
    assert code.format() == str(code) == CANONICAL
    assert parse_dossier_code(CANONICAL) == code


def test_the_number_widens_and_never_wraps() -> None:
    assert DossierCode("000.00.07.H29", date(2026, 11, 22), 9999).format().endswith("-9999")
    wide = DossierCode("000.00.07.H29", date(2026, 11, 22), 10_000)
    assert wide.format() == "000.00.07.H29-261122-10000"
    assert parse_dossier_code(wide.format()) == wide


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("7.H29-261122-1", CANONICAL),
        ("  000.00.07.h29 - 261122 - 0001 ", CANONICAL),
        ("000.00.07.H29–261122—0001", CANONICAL),
        ("000 00 07 H29 261122 0001", CANONICAL),
        ("00.07.H29-261122-00001", CANONICAL),
        ("000.00.07.H29\u00a0261122\u20110001", CANONICAL),
        ("38.98.H29-210519-0013", "000.38.98.H29-210519-0013"),
        ("H29-260310-0420", "000.00.00.H29-260310-0420"),
        ("h29.02.02-260310-7", "H29.02.02-260310-0007"),
        ("H37.DN.001-260310-0007", "H37.DN.001-260310-0007"),
    ],
)
def test_codes_as_people_type_them(typed: str, canonical: str) -> None:
    assert parse_dossier_code(typed).format() == canonical


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hello",
        "000.00.07.H29",
        "000.00.07.H29-261122",
        "000.00.07.H29-261322-0001",
        "000.00.07.H29-260229-0001",
        "000.00.07.H29-261122-0000",
        "000.00.07.H29-261122-x",
        "1.000.00.07.H29-261122-1",
        "100.07.H29-261122-1",
        "000.00.07.29-261122-0001",
        "000..07;H29-261122-0001",
        "-261122-1",
        "H29." + "A" * 40 + "-261122-1",
        "0" * 5000,
        "000.00.07.H29-２61122-0001",
        "000.00.07.H29-261122-1234567890",
    ],
)
def test_what_is_not_a_code(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_dossier_code(typed)
    assert refused.value.code == "dossier-code/malformed"


@pytest.mark.parametrize(
    ("agency", "day", "number"),
    [
        ("7.H29", date(2026, 11, 22), 1),
        ("h29.02.02", date(2026, 11, 22), 1),
        ("", date(2026, 11, 22), 1),
        ("000.00.07.H29", date(1999, 11, 22), 1),
        ("000.00.07.H29", date(2026, 11, 22), 0),
    ],
)
def test_a_code_is_never_made_that_could_not_be_read_again(agency: str, day: date, number: int) -> None:
    with pytest.raises(Invalid):
        DossierCode(agency, day, number)


LEAF_FIRST = st.from_regex(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}", fullmatch=True)
ROOT_FIRST = st.from_regex(r"[A-Z][0-9]{2}(\.[A-Z]{2}|\.[0-9]{2}){1,5}", fullmatch=True)


@settings(deadline=None)
@given(LEAF_FIRST | ROOT_FIRST, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999_999))
def test_every_code_reads_back_in_any_dress(agency: str, day: date, number: int) -> None:
    code = DossierCode(agency, day, number)
    assert parse_dossier_code(code.format()) == code
    assert parse_dossier_code(code.format().lower().replace(".", " ").replace("-", " – ")) == code


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        code = parse_dossier_code(text)
    except Invalid:
        return
    assert parse_dossier_code(code.format()) == code
