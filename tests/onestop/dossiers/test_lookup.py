"""Look-up by code: tolerant of how people type, and silent to those who guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import now
from tests.doors import Reply
from tests.onestop.conftest import City
from tests.problems import no_writes, refused

RIGHT = "0001"
HOUR = timedelta(hours=1)


def look_up(city: City, code: str, digits: str | None = None, source: str = "192.0.2.1") -> Reply:
    """What somebody who has not signed in is told."""
    body = {"code": code} if digits is None else {"code": code, "digits": digits}
    return city.visitor().post("/api/v1/lookups", body, x_test_ip=source, idempotency_key=None)


@contextmanager
def fresh_process(city: City) -> Iterator[None]:
    """Another instance of the function: it remembers no tries."""
    from chalicelib.onestop import dossiers

    reading = dossiers.reading()
    reading.by_source.tries.clear()
    reading.by_code.tries.clear()
    yield


@pytest.fixture
def calls(platform: Any) -> Iterator[list[str]]:
    """The calls of AWS made meanwhile."""
    from chalicelib.cloud.items import connection

    made: list[str] = []
    events = connection().connection.client.meta.events

    def note(model: Any, **_: Any) -> None:
        made.append(model.name)

    events.register("before-call.*.*", note)
    yield made
    events.unregister("before-call.*.*", note)


def test_status_and_dates_by_code_alone(city: City) -> None:
    _, code = city.submitted()
    reply = look_up(city, code)
    assert reply.status == 200
    shown = reply.json
    assert (shown["code"], shown["status"]["code"], shown["procedure"]) == (code, 1, "9.000001")
    assert shown["receive_by"]
    assert shown["timeline"] == []
    for private in ("Thử Nghiệm", "Minh Họa", "acc-citizen", "079190", "last4"):
        assert private not in reply.body.decode()


def test_codes_as_people_type_them(city: City) -> None:
    _, code = city.submitted()
    agency, day, number = code.split("-")
    typed = [
        code.lower(),
        f"  {code} ",
        code.replace("-", " - "),
        code.replace("-", "–"),
        code.replace("-", "."),
        code.replace(".", " "),
        f"{agency.removeprefix('000.00.')}-{day}-{int(number)}",
        f"{agency}/{day}/{number}",
    ]
    for text in typed:
        reply = look_up(city, text)
        assert reply.status == 200, text
        assert reply.json["code"] == code


@pytest.mark.parametrize("text", ["x", "H29", "000.00.07.H29-261122", "000.00.07.H29-261332-0001", "' OR 1=1 --", "😀"])
def test_texts_that_are_no_code(city: City, text: str) -> None:
    refused(look_up(city, text), 422, "dossier-code/malformed")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"code": ""}, {"code": "schema/minLength"}),
        ({"code": "x" * 61}, {"code": "schema/maxLength"}),
        ({"code": "000.00.07.H29-261122-0001", "digits": "12"}, {"digits": "schema/pattern"}),
        ({"code": "000.00.07.H29-261122-0001", "digits": "12345"}, {"digits": "schema/pattern"}),
        ({"code": "000.00.07.H29-261122-0001", "digits": 1234}, {"digits": "schema/type"}),
        ({"code": "000.00.07.H29-261122-0001", "citizen_id": "0" * 12}, {"citizen_id": "schema/additionalProperties"}),
    ],
)
def test_look_ups_that_cannot_be(city: City, body: dict[str, Any], wrong: dict[str, str]) -> None:
    reply = refused(city.visitor().post("/api/v1/lookups", body), 422, "door/body-invalid")
    assert {name: reply.fields[name] for name in wrong} == wrong


def test_an_unknown_code(city: City) -> None:
    for code in ("000.00.07.H29-200101-0001", "000.00.99.H29-261122-0001", "Z99.1-261122-0001"):
        refused(look_up(city, code), 404, "lookup/unknown-code")
        refused(look_up(city, code, "1234"), 404, "lookup/unknown-code")


def test_a_draft_cannot_be_looked_up(city: City) -> None:
    dossier = city.draft()
    refused(look_up(city, dossier), 422, "dossier-code/malformed")


def test_the_timeline_wants_the_right_digits(city: City) -> None:
    dossier, code = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    shown = look_up(city, code, RIGHT).json
    assert [one["status"]["code"] for one in shown["timeline"]] == [1, 2]
    assert shown["due_at"]


def test_wrong_digits_get_the_answer_of_none_by_the_same_calls(city: City, calls: list[str]) -> None:
    _, code = city.submitted()
    calls.clear()
    answers, made = [], []
    for digits in (None, "", "9999", RIGHT):
        answers.append(look_up(city, code, digits))
        made.append(tuple(calls))
        calls.clear()
    none, empty, wrong, right = answers
    assert none.body == empty.body == wrong.body
    assert right.body != wrong.body
    assert [one.headers for one in answers] == [none.headers] * 4
    assert made == [("Query",)] * 4


def test_an_unknown_code_costs_the_same_calls(city: City, calls: list[str]) -> None:
    for digits in (None, "9999"):
        calls.clear()
        refused(look_up(city, "000.00.07.H29-200101-0002", digits), 404, "lookup/unknown-code")
        assert calls == ["Query"]


def test_after_five_tries_the_timeline_is_kept_back_even_from_the_right_digits(city: City) -> None:
    _, code = city.submitted()
    for number in range(5):
        assert look_up(city, code, f"999{number}", source=f"198.51.100.{number}").status == 200
    refused(look_up(city, code, RIGHT, source="198.51.100.9"), 429, "lookup/too-many")
    assert look_up(city, code).status == 200, "status and dates stay public"
    with fresh_process(city):
        locked = look_up(city, code, RIGHT)
        assert (locked.status, locked.json["timeline"]) == (200, []), "the lock holds in every process"
        assert locked.body == look_up(city, code, "9999").body, "and does not tell that the digits were right"


def test_whoever_knows_the_digits_may_look_often(city: City) -> None:
    _, code = city.submitted()
    assert all(look_up(city, code, RIGHT).json["timeline"] for _ in range(8))


def test_the_lock_goes_by_itself(city: City) -> None:
    _, code = city.submitted()
    for number in range(6):
        look_up(city, code, f"999{number}")
    city.at(now() + 23 * HOUR)
    assert look_up(city, code, RIGHT).json["timeline"] == []
    city.at(now() + 25 * HOUR)
    assert look_up(city, code, RIGHT).json["timeline"] != []


def test_tries_at_one_code_do_not_lock_another(city: City) -> None:
    _, guessed = city.submitted()
    _, other = city.submitted()
    for number in range(6):
        look_up(city, guessed, f"999{number}")
    assert look_up(city, other, RIGHT).json["timeline"] != []


def test_the_tries_of_an_hour_are_forgotten(city: City) -> None:
    _, code = city.submitted()
    for number in range(5):
        assert look_up(city, code, f"999{number}").status == 200
    city.at(now() + HOUR + timedelta(seconds=1))
    assert look_up(city, code, RIGHT).json["timeline"] != []


def test_one_source_may_ask_thirty_times_a_minute(city: City) -> None:
    start = now()
    city.at(start)
    code = "000.00.07.H29-200101-0003"
    for _ in range(30):
        assert look_up(city, code, source="203.0.113.5").status == 404
    refused(look_up(city, code, source="203.0.113.5"), 429, "lookup/too-many")
    assert look_up(city, code, source="203.0.113.6").status == 404
    city.at(start + timedelta(seconds=61))
    assert look_up(city, code, source="203.0.113.5").status == 404


def test_guessing_many_codes_is_limited_too(city: City, calls: list[str]) -> None:
    for number in range(30):
        look_up(city, f"000.00.07.H29-200102-{number + 1:04}", "1234", source="203.0.113.7")
    calls.clear()
    refused(look_up(city, "000.00.07.H29-200102-0031", "1234", source="203.0.113.7"), 429, "lookup/too-many")
    assert calls == [], "who asks too often costs nothing"


def test_a_lock_that_cannot_be_written_is_told_as_busy(city: City) -> None:
    _, code = city.submitted()
    for number in range(5):
        look_up(city, code, f"999{number}")
    with no_writes():
        refused(look_up(city, code, RIGHT), 503, "cloud/table-busy")
