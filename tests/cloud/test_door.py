"""The wrapper around every route: whatever comes in or goes wrong, the answer is well-formed."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud import log
from chalicelib.cloud.call import NOBODY, Call, Caller
from chalicelib.cloud.door import (
    API_HEADERS,
    FRONT,
    Answer,
    Application,
    Doors,
    Request,
    Words,
    read_request,
)
from chalicelib.cloud.door.problem import TITLES, problem
from chalicelib.cloud.door.routes import must_be_plain, version_of
from chalicelib.foundation import errors
from chalicelib.foundation.errors import Conflict, Malformed, Refusal, SignInNeeded, TooMany, Unavailable
from tests.doors import Reply, Visitor, ask, event_of
from tests.problems import refused

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TITLE = Words("Thử", "A try")
BODY = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


class OpenGate:
    """Lets everybody in who has a token; the rule `public` lets all."""

    def admit(self, request: Request, rule: str) -> Caller:
        if "authorization" in request.headers:
            return Caller("acc", "Ai Đó")
        if rule == "public":
            return NOBODY
        raise SignInNeeded("identity/sign-in-needed", "Hãy đăng nhập.", "Please sign in.")


def rooms() -> Doors:
    doors = Doors("tries")

    @doors.get("/things/{id}", rule="public", title=TITLE)
    def read(request: Request, call: Call) -> Answer:
        facts = {
            "id": request.params["id"],
            "lang": call.lang,
            "at": call.at,
            "set": {"b", "a"},
            "ip": request.source_ip,
        }
        return Answer(facts, version=7)

    @doors.post("/things", rule="things.make", title=TITLE, body=BODY, status=201)
    def make(request: Request, call: Call) -> Answer:
        intent = call.wish()
        return Answer({"text": call.body["text"], "key": intent.key, "print": intent.fingerprint}, 201, 1)

    @doors.post("/things/{id}/moves", rule="things.make", title=TITLE, keyed=False)
    def move(request: Request, call: Call) -> Answer:
        return Answer(status=204)

    @doors.get("/broken", rule="public", title=TITLE)
    def broken(request: Request, call: Call) -> Answer:
        raise KeyError("citizen 079190000001 of d07")

    @doors.get("/refused/{code}", rule="public", title=TITLE)
    def refuse(request: Request, call: Call) -> Answer:
        raise REFUSALS[request.params["code"]]

    return doors


REFUSALS: dict[str, Refusal] = {
    "conflict": Conflict("things/closed", "Đã đóng.", "It is closed."),
    "many": TooMany("things/too-many", "Quá nhiều.", "Too many.", retry_after=42),
    "busy": Unavailable("things/busy", "Bận.", "Busy."),
}


@pytest.fixture(scope="module")
def app() -> Application:
    made = Application("tries")
    made.clock = lambda: AT
    made.hang_doors([rooms()], OpenGate())
    return made


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written to the log meanwhile."""
    log.configure()
    handler = log.LOGGER.handlers[0]
    assert hasattr(handler, "setStream")
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_an_answer(app: Application) -> None:
    reply = Visitor(app).get("/things/abc?lang=en")
    assert reply.status == 200
    assert reply.json == {"id": "abc", "lang": "en", "at": "2026-11-23T08:00:00Z", "set": ["a", "b"], "ip": "192.0.2.1"}
    assert reply.headers["etag"] == '"7"'
    assert reply.headers["content-type"] == "application/json"
    assert {name: reply.headers[name.lower()] for name in API_HEADERS} == dict(API_HEADERS)


def test_head_is_answered_like_get_without_the_body(app: Application) -> None:
    whole, head = Visitor(app).get("/things/abc"), Visitor(app).send("HEAD", "/things/abc")
    assert (head.status, head.body) == (200, b"")
    assert head.headers == whole.headers
    assert Visitor(app).send("HEAD", "/things/abc", if_none_match='"7"').status == 304
    event = event_of(app, "HEAD", "/things", {}, None)
    assert ask(app, event).status == 405


def test_an_answer_that_the_caller_has_already(app: Application) -> None:
    assert Visitor(app).get("/things/abc", if_none_match='"6"').status == 200
    same = Visitor(app).get("/things/abc", if_none_match='"7"')
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", '"7"')


def test_an_answer_without_content(app: Application) -> None:
    reply = Visitor(app, "t").post("/things/abc/moves")
    assert (reply.status, reply.body) == (204, b"")


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"ACCEPT": "application/json"}, {"x-other": "1"}])
def test_callers_with_few_headers(app: Application, headers: dict[str, str]) -> None:
    event = event_of(app, "GET", "/things/abc", headers, None)
    for headers_of in ("both", "single", "none"):
        sent = dict(event)
        if headers_of != "both":
            sent["multiValueHeaders"] = None
        if headers_of == "none":
            sent["headers"] = None
        assert ask(app, sent).status == 200, headers_of


def test_a_mistake_of_ours_tells_the_caller_a_number_and_us_the_rest(app: Application, lines: io.StringIO) -> None:
    reply = refused(Visitor(app).get("/broken"), 500, "platform/error")
    number = reply.json["instance"].removeprefix("urn:motcua:request:")
    assert number in reply.json["messages"]["vi"]
    assert number in reply.json["messages"]["en"]
    assert "KeyError" not in reply.body.decode()
    assert "d07" not in reply.body.decode()
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    broken = next(line for line in written if line["event"] == "request.broken")
    assert broken["request_id"] == number
    assert "KeyError" in broken["trace"]
    assert "079190000001" not in lines.getvalue()


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(app: Application, name: str) -> None:
    refusal = REFUSALS[name]
    reply = refused(Visitor(app).get(f"/refused/{name}"), refusal.status, refusal.code)
    wait = {"many": "42", "busy": "5"}.get(name)
    assert reply.headers.get("retry-after") == wait


@pytest.mark.parametrize(
    ("query", "headers", "lang"),
    [
        ("", {}, "vi"),
        ("", {"accept_language": "en-GB,en;q=0.9"}, "en"),
        ("", {"accept_language": "fr, de;q=0.5"}, "vi"),
        ("", {"accept_language": "en;q=0.4, vi;q=0.8"}, "vi"),
        ("", {"accept_language": "en;q=x,,;q=1"}, "vi"),
        ("", {"accept_language": "en;q=0"}, "vi"),
        ("", {"cookie": "lang=en"}, "en"),
        ("", {"cookie": "lang=xx; other=\x01"}, "vi"),
        ("?lang=vi", {"cookie": "lang=en"}, "vi"),
        ("?lang=xx", {"accept_language": "en"}, "en"),
        ("?lang=en&lang=vi", {}, "vi"),
    ],
)
def test_the_language_of_an_answer(app: Application, query: str, headers: dict[str, str], lang: str) -> None:
    reply = refused(Visitor(app).get(f"/refused/conflict{query}", **headers), 409, "things/closed")
    assert reply.headers["content-language"] == lang


def test_the_key_is_bound_to_its_caller_and_content(app: Application) -> None:
    reply = Visitor(app, "t").post("/things", {"text": "một"}, idempotency_key=' "k-1" ')
    assert (reply.status, reply.json["key"]) == (201, "k-1")
    other = Visitor(app, "t").post("/things", {"text": "hai"}, idempotency_key="k-1")
    assert other.json["print"] != reply.json["print"]


def test_a_body_that_is_not_what_its_encoding_says(app: Application) -> None:
    event = event_of(app, "POST", "/things", {"authorization": "Bearer t", "content-type": "application/json"}, b"{}")
    refused(ask(app, {**event, "body": "not base 64!"}), 400, "door/body-unreadable")


def test_a_body_sent_as_text(app: Application) -> None:
    headers = {"authorization": "Bearer t", "content-type": "application/json", "idempotency-key": "k"}
    event = event_of(app, "POST", "/things", headers, b"")
    reply = ask(app, {**event, "body": '{"text": "báo"}', "isBase64Encoded": False})
    assert reply.json["text"] == "báo"


def test_a_wrong_method_reads_no_body(app: Application) -> None:
    event = event_of(app, "DELETE", "/things", {}, b"{}")
    reply = refused(ask(app, {**event, "body": "not base 64!"}), 405, "door/method")
    assert reply.headers["allow"] == "POST"


def test_order_of_refusals(app: Application) -> None:
    """What cannot be answered, who may not enter, what cannot be read, what is missing: in this order."""
    nobody, somebody = Visitor(app), Visitor(app, "t")
    bad: dict[str, Any] = {"raw": b"{", "idempotency_key": None}
    refused(nobody.send("POST", "/things", accept="text/html", **bad), 406, "door/not-acceptable")
    refused(nobody.send("POST", "/things", **bad), 401, "identity/sign-in-needed")
    refused(somebody.send("POST", "/things", **bad), 400, "door/json-malformed")
    refused(somebody.send("POST", "/things", {"text": "x"}, idempotency_key=None), 400, "call/key-missing")


def test_where_links_start() -> None:
    def base(path: str, full: str, **headers: str) -> str:
        return read_request({"path": path, "headers": headers, "requestContext": {"path": full, "stage": "api"}}).base

    assert base("/things", "/api/things") == "/api"
    assert base("/", "/api") == "/api"
    assert base("/", "/api/") == "/api"
    assert base("/things", "/things") == ""
    assert base("/things", "/api/things", **{FRONT: "1"}) == ""


def test_a_request_is_read_once_and_for_all() -> None:
    event = {
        "path": "/x",
        "headers": {"Content-Type": "Text/HTML; charset=x", "X-Forwarded-Proto": "http, https"},
        "multiValueQueryStringParameters": {"a": ["1", "2"]},
        "pathParameters": None,
        "requestContext": {"httpMethod": "PUT", "requestId": "r", "identity": {"sourceIp": "192.0.2.7"}},
        "body": base64.b64encode(b"\xff").decode(),
        "isBase64Encoded": True,
    }
    request = read_request(event)
    assert (request.method, request.path, request.body, request.source_ip) == ("PUT", "/x", b"\xff", "192.0.2.7")
    assert (request.query, request.queries) == ({"a": "2"}, {"a": ["1", "2"]})
    assert (request.media_type, request.secure) == ("text/html", False)
    empty = read_request({})
    assert (empty.method, empty.path, empty.body, empty.lang, empty.secure) == ("GET", "/", b"", "vi", True)


@pytest.mark.parametrize(("header", "version"), [('"7"', 7), ('W/"7"', 7), ("7", 7), (' "0" ', 0)])
def test_versions_that_are_read(header: str, version: int) -> None:
    assert version_of(header) == version


@given(st.text(max_size=30) | st.from_regex(r'(W/)?"[0-9a-f]{0,25}"', fullmatch=True))
def test_other_versions_are_refused_in_words(header: str) -> None:
    if re.fullmatch(r'\s*(W/)?"*[0-9]{1,20}"*\s*', header):
        assert version_of(header) >= 0
        return
    with pytest.raises(Malformed) as refusal:
        version_of(header)
    assert refusal.value.code == "door/if-match-malformed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_plain_values_pass_and_can_be_written(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        with pytest.raises(ValueError, match="surrogate"):
            must_be_plain(value)
        return
    must_be_plain(value)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "\ud800"])
@given(JSON)
def test_one_bad_value_anywhere_is_found(bad: Any, value: Any) -> None:
    with pytest.raises(ValueError, match=r"number|surrogate"):
        must_be_plain([{"a": [value, {"b": bad}]}])


def families() -> list[type[Refusal]]:
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Refusal)]
    return [one for one in found if one is not Refusal]


@pytest.mark.parametrize("family", families())
def test_every_family_has_a_title_in_both_languages(family: type[Refusal]) -> None:
    assert family.status in TITLES
    refusal = family("things/x", "Câu.", "Sentence.")
    for lang, text in (("vi", "Câu."), ("en", "Sentence.")):
        document = problem(refusal, lang, "r")
        assert document["detail"] == text
        assert document["title"] == TITLES[family.status][lang == "en"]
        assert (document["status"], document["retry"]) == (family.status, family.try_again)


def test_one_line_of_log_for_each_request(app: Application, lines: io.StringIO) -> None:
    replies: list[Reply] = [Visitor(app).get("/things/abc"), Visitor(app).get("/refused/conflict")]
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(line["event"], line["status"]) for line in written] == [
        ("request.served", reply.status) for reply in replies
    ]
