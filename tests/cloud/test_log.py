"""Log lines carry no personal data, whatever is handed to them."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud import log
from chalicelib.cloud.log import MASKED, masked, masked_text
from chalicelib.commons.identity import demo_accounts, demo_password
from chalicelib.foundation.clock import now
from tests import samples
from tests.onestop.conftest import City, platform
from tests.problems import no_writes

__all__ = ["platform"]

IDS = st.text("0123456789", min_size=12, max_size=12)
PHONES = st.builds("0{}".format, st.text("0123456789", min_size=9, max_size=10))
MAILS = st.builds(
    "{}@{}.vn".format, st.text("abc.xyz-1", min_size=1, max_size=9), st.text("abcxyz", min_size=1, max_size=9)
)
WORDS = st.text("ăâabcdđeêghiklmnoôơpqrstuưvxy ,:;()/", max_size=20)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written to the log meanwhile."""
    log.configure()
    handler = log.LOGGER.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before or sys.stdout)


@given(IDS | PHONES | MAILS, WORDS, WORDS)
def test_private_shapes_go_wherever_they_stand(private: str, before: str, after: str) -> None:
    text = f"{before} {private} {after}"
    assert private not in masked_text(text)
    assert private not in json.dumps(masked({"facts": [{"text": text}, (text,), {text}]}, ""), ensure_ascii=False)
    assert private not in json.dumps(masked({private: 1}), ensure_ascii=False)


@pytest.mark.parametrize(
    "typed",
    [
        "079 190 000 001",
        "079.190.000.001",
        "0900 000 001",
        "0900.000.001",
        "0900-000-001",
        "+84 900 000 001",
        "028 3000 0001",
    ],
)
def test_private_numbers_as_people_type_them(typed: str) -> None:
    assert typed not in masked_text(f"sai: '{typed}'")
    assert "000" not in masked_text(typed)


@pytest.mark.parametrize(
    "text",
    [
        "000.00.07.H29-261122-0001",
        "2026-11-22T06:58:00Z",
        "01jd5ks0x9wq3m8r7t2v",
        "f88e123456789012da9c067ebcb0127b",
        "dossier.submitted",
        "d07",
        "1732258680123",
    ],
)
def test_what_operators_need_stays(text: str) -> None:
    assert masked_text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "applicant_name",
        "phone",
        "email",
        "citizen_id",
        "password",
        "token",
        "cookie",
        "answers",
        "note",
        "Address",
    ],
)
@given(value=st.text() | st.integers() | st.lists(st.text()))
def test_fields_named_like_personal_data_are_hidden(name: str, value: Any) -> None:
    assert masked({name: value}) == {name: MASKED}
    assert masked({"outer": [{name: value}]}) == {"outer": [{name: MASKED}]}


@given(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, min_value=-1e6, max_value=1e6)
)
def test_small_numbers_stay_numbers(value: Any) -> None:
    assert masked(value) == value
    assert type(masked(value)) is type(value)


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert masked_text(masked_text(text)) == masked_text(text)


@dataclass
class Person:
    citizen: str
    mail: str


def test_things_are_written_as_masked_text(lines: io.StringIO) -> None:
    log.info("try", who=Person("079190000001", "a@example.vn"), number=179190000001, raw=b"0900000001")
    written = json.loads(lines.getvalue())
    assert written["level"] == "INFO"
    for private in ("079190000001", "a@example.vn", "179190000001", "0900000001"):
        assert private not in lines.getvalue()


def test_traces_are_masked(lines: io.StringIO) -> None:
    try:
        raise ValueError("079190000001, 0900 000 001, a@example.vn")
    except ValueError:
        log.error("broken", exc_info=True)
    written = json.loads(lines.getvalue())
    assert "ValueError" in written["trace"]
    for private in ("079190000001", "0900 000 001", "a@example.vn"):
        assert private not in lines.getvalue()


def test_one_line_is_one_object(lines: io.StringIO) -> None:
    log.info("try", text="hai\ndòng \u2028 \x00", other={"deep": [1, None, True]})
    assert lines.getvalue().count("\n") == 1
    assert json.loads(lines.getvalue())["other"] == {"deep": [1, None, True]}


def test_a_whole_journey_writes_no_personal_data(platform: Any, lines: io.StringIO) -> None:
    platform.clock = now
    city = City(platform)
    dossier = city.approved()
    assert city.move(city.onestop, dossier, "return_result", way="desk").status == 200
    city.visitor("congdan2").get(f"/api/v1/dossiers/{dossier}")
    code = city.citizen.get(f"/api/v1/dossiers/{dossier}").json["code"]
    for digits in ("0001", "9999"):
        city.visitor().post("/api/v1/lookups", {"code": code, "digits": digits})
    city.visitor().post("/api/v1/sessions", {"login": "congdan1", "password": "sai mật khẩu"})
    city.citizen.put(f"/api/v1/dossiers/{dossier}/answers", {"answers": {"email": "a@example.vn"}}, if_match='"1"')
    with no_writes():
        city.onestop.get(f"/api/v1/dossiers/{dossier}")
    written = lines.getvalue()
    assert len(written.splitlines()) > 30
    assert all(json.loads(line)["event"] for line in written.splitlines())
    private = [
        *flat(samples.website_answers()),
        *(text for one in demo_accounts() for text in (one.name, one.citizen_id, one.phone, one.email)),
        demo_password(),
        "sai mật khẩu",
        *city.tokens.values(),
        "operating_plan.pdf",
    ]
    assert [text for text in private if len(text) > 3 and text in written] == []


def flat(value: Any) -> Iterator[str]:
    """Every text inside."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from flat(part)


def test_setting_up_again_writes_no_line_twice(lines: io.StringIO) -> None:
    log.configure()
    log.configure()
    log.info("try")
    assert len(lines.getvalue().splitlines()) == 1
