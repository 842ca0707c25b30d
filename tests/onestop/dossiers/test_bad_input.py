"""Bad input at the real doors: refused by name, in both languages, and nothing is changed by it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.foundation.clock import now
from tests import samples
from tests.doors import Reply
from tests.onestop.conftest import City
from tests.problems import refused, unchanged

Sent = tuple[str, str, dict[str, Any]]

CHANGES: Mapping[str, Sent] = {
    "save": ("PUT", "/answers", {"answers": {}}),
    "grant": ("POST", "/files", {"paper": "operating_plan", "name": "a.pdf"}),
    "remove": ("POST", "/files/00000000/removal", {}),
    "submit": ("POST", "/submission", {}),
    "move": ("POST", "/moves", {"move": "withdraw"}),
}
VERSIONED = ("save", "submit", "move")
DEEP = 100_000
MALFORMED: Mapping[str, bytes] = {
    "cut off": b'{"answers": {',
    "words": b"xin chao",
    "form": b"a=1&b=2",
    "latin letters": '{"answers": {"purpose": "báo"}}'.encode("latin-1"),
    "utf-16": '{"answers": {}}'.encode("utf-16"),
    "half a letter": b'{"answers": {"purpose": "\\ud800"}}',
    "half a name": b'{"answers": {"\\udfff": ""}}',
    "no number": b'{"answers": {"years": NaN}}',
    "endless number": b'{"answers": {"years": -Infinity}}',
    "number beyond all": b'{"answers": {"years": 1e999}}',
    "digits without end": b'{"answers": {"years": ' + b"9" * 5000 + b"}}",
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep maps": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "quite deep": b'{"answers": {"purpose": ' + b"[" * 800 + b"]" * 800 + b"}}",
    "just too deep": b'{"answers": {"purpose": ' + b"[" * 40 + b"]" * 40 + b"}}",
}


def change(city: City, dossier: str, name: str, **sent: Any) -> Reply:
    """One of the changes, on the version that is there unless told otherwise."""
    method, path, body = CHANGES[name]
    address = f"/api/v1/dossiers/{dossier}"
    sent.setdefault("if_match", city.citizen.get(address).headers.get("etag", '"1"'))
    return city.citizen.send(method, address + path, sent.pop("body", body), **sent)


@pytest.mark.parametrize("name", CHANGES)
def test_unknown_fields_are_named(city: City, name: str) -> None:
    dossier = city.draft()
    body = {**CHANGES[name][2], "nonsense": 1, "Answers": {}}
    with unchanged(dossier):
        reply = refused(change(city, dossier, name, body=body), 422, "door/body-invalid")
    assert reply.fields == {"nonsense": "schema/additionalProperties", "Answers": "schema/additionalProperties"}


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null", b"", b"true"])
@pytest.mark.parametrize("name", ["save", "submit"])
def test_json_that_is_no_object(city: City, name: str, body: bytes) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        reply = refused(change(city, dossier, name, raw=body), 422, "door/body-invalid")
    assert reply.fields == {"": "schema/type"}


@pytest.mark.parametrize("kind", MALFORMED)
def test_bodies_that_are_no_json(city: City, kind: str) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(change(city, dossier, "save", raw=MALFORMED[kind]), 400, "door/json-malformed")


@pytest.mark.parametrize(
    ("name", "body", "wrong"),
    [
        ("save", {}, {"answers": "schema/required"}),
        ("save", {"answers": []}, {"answers": "schema/type"}),
        ("save", {"answers": None}, {"answers": "schema/type"}),
        ("save", {"answers": {f"f{n}": "" for n in range(201)}}, {"answers": "schema/maxProperties"}),
        ("grant", {"paper": 7, "name": ""}, {"paper": "schema/type", "name": "schema/minLength"}),
        ("grant", {"paper": "p" * 61, "name": "n" * 301}, {"paper": "schema/maxLength", "name": "schema/maxLength"}),
        ("grant", {}, {"name": "schema/required", "paper": "schema/required"}),
        ("move", {"move": "fly"}, {"move": "schema/enum"}),
        ("move", {"move": "expire"}, {"move": "schema/enum"}),
        ("move", {"move": "submit"}, {"move": "schema/enum"}),
        ("move", {"move": "refuse", "reason": "x" * 2001}, {"reason": "schema/maxLength"}),
        ("move", {"move": "refuse", "reason": ""}, {"reason": "schema/minLength"}),
        ("move", {"move": "request_supplement", "papers": {"plan": 5}}, {"papers.plan": "schema/type"}),
        ("move", {"move": "return_result", "way": "by pigeon"}, {"way": "schema/enum"}),
    ],
)
def test_wrong_types_and_sizes(city: City, name: str, body: dict[str, Any], wrong: dict[str, str]) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        reply = refused(change(city, dossier, name, body=body), 422, "door/body-invalid")
    assert reply.fields == wrong


def test_fields_that_the_form_does_not_have(city: City) -> None:
    dossier = city.draft()
    answers = {
        "purpose": "Có trong biểu mẫu.",
        "nonsense": "x",
        "head_office": {"street": "1 Đường", "planet": "Sao Hoả"},
        "news_sources": [{"name": "Báo", "colour": "đỏ"}],
        "a.b.c.d.e": "x",
    }
    with unchanged(dossier):
        reply = refused(change(city, dossier, "save", body={"answers": answers}), 422, "drafts/unknown-field")
    assert set(reply.fields) == {"nonsense", "head_office.planet", "news_sources.0.colour", "a.b.c.d.e"}
    assert set(reply.fields.values()) == {"forms/unknown-field"}


def test_answers_that_are_too_long_to_keep(city: City) -> None:
    dossier = city.draft()
    body = {"answers": {"purpose": "ă" * 40_000}}
    with unchanged(dossier):
        refused(change(city, dossier, "save", body=body), 422, "drafts/too-long")


@pytest.mark.parametrize("name", CHANGES)
def test_an_oversized_body(city: City, name: str) -> None:
    dossier = city.draft()
    raw = json.dumps({"answers": {"purpose": "x" * 256 * 1024}}).encode()
    with unchanged(dossier):
        refused(change(city, dossier, name, raw=raw), 413, "door/body-too-large")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-json", "", None])
@pytest.mark.parametrize("name", ["save", "submit"])
def test_a_wrong_content_type(city: City, name: str, kind: str | None) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(change(city, dossier, name, content_type=kind), 415, "door/content-type")


def test_content_types_that_are_fine(city: City) -> None:
    dossier = city.draft()
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        assert change(city, dossier, "save", content_type=kind).status == 200


@pytest.mark.parametrize("accept", [None, "", "*/*", "application/*", "text/html, application/json;q=0.5"])
def test_callers_that_take_json(city: City, accept: str | None) -> None:
    assert city.citizen.get("/api/v1/dossiers", accept=accept).status == 200


@pytest.mark.parametrize("accept", ["text/html", "image/png, text/*", "application/xml;q=0.9"])
def test_callers_that_take_no_json(city: City, accept: str) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(change(city, dossier, "save", accept=accept), 406, "door/not-acceptable")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_without_a_key(city: City, name: str) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        for key in (None, "", "  ", '""'):
            refused(change(city, dossier, name, idempotency_key=key), 400, "call/key-missing")


@pytest.mark.parametrize("key", ["k" * 201, "a\tb", "a\x00b", "a\u200bb"])
def test_a_key_that_cannot_be(city: City, key: str) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(change(city, dossier, "save", idempotency_key=key), 422, "call/key-malformed")


def test_the_same_key_with_other_content(city: City) -> None:
    dossier = city.draft()
    key = uuid.uuid4().hex
    assert change(city, dossier, "save", body={"answers": {"years": "3"}}, idempotency_key=key).status == 200
    other = {"answers": {"years": "4"}}
    with unchanged(dossier):
        refused(change(city, dossier, "save", body=other, idempotency_key=key), 422, "call/key-reused")
        refused(change(city, dossier, "save", body=other, idempotency_key=key, if_match='"1"'), 422, "call/key-reused")


def test_the_same_key_begins_only_one_dossier(city: City) -> None:
    key = uuid.uuid4().hex
    begin = {"procedure": samples.WEBSITE}
    first = city.citizen.post("/api/v1/dossiers", begin, idempotency_key=key)
    again = city.citizen.post("/api/v1/dossiers", begin, idempotency_key=key)
    assert (first.status, first.json) == (201, again.json)
    assert first.headers["location"] == f"/api/api/v1/dossiers/{first.json['id']}"
    other = city.citizen.post("/api/v1/dossiers", {"procedure": samples.PRESS}, idempotency_key=key)
    refused(other, 422, "call/key-reused")
    somebody_else = city.visitor("congdan2").post("/api/v1/dossiers", begin, idempotency_key=key)
    assert somebody_else.json["id"] != first.json["id"], "a key belongs to its caller"


@pytest.mark.parametrize("name", VERSIONED)
def test_a_change_without_a_version(city: City, name: str) -> None:
    dossier, _ = city.submitted() if name == "move" else (city.draft(), "")
    with unchanged(dossier):
        refused(change(city, dossier, name, if_match=None), 428, "call/version-missing")


@pytest.mark.parametrize("match", ["", "7", '"x"', '"-1"', '"1", "2"', "*", '"' + "9" * 5000 + '"', '"١"'])
@pytest.mark.parametrize("name", VERSIONED)
def test_a_malformed_version(city: City, name: str, match: str) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        reply = change(city, dossier, name, if_match=match)
        if match == "7":
            refused(reply, 412 if name != "move" else 409, reply.code)
        else:
            refused(reply, 400, "door/if-match-malformed")


@pytest.mark.parametrize("match", ['"1"', 'W/"1"', '"0"', '"99"', '"99999999999999999999"'])
def test_a_stale_version(city: City, match: str) -> None:
    dossier = city.draft()
    assert change(city, dossier, "save", body={"answers": {"years": "3"}}).status == 200
    with unchanged(dossier):
        refused(change(city, dossier, "save", if_match=match), 412, "call/version-stale")
        refused(change(city, dossier, "submit", if_match=match), 412, "call/version-stale")
    submitted, _ = city.submitted()
    with unchanged(submitted):
        refused(change(city, submitted, "move", if_match=match), 412, "call/version-stale")


UNKNOWN = ["z" * 20, "x", "D|1", "0" * 3000, "%2e%2e", "00000000000000000000'--"]


@pytest.mark.parametrize("dossier", UNKNOWN)
@pytest.mark.parametrize("name", CHANGES)
def test_changes_of_unknown_dossiers(city: City, name: str, dossier: str) -> None:
    refused(change(city, dossier, name), 404, "dossiers/missing")


@pytest.mark.parametrize("dossier", UNKNOWN)
def test_reading_unknown_dossiers(city: City, dossier: str) -> None:
    for path in ("", "/views", "/files/00000000"):
        refused(city.citizen.get(f"/api/v1/dossiers/{dossier}{path}"), 404, "dossiers/missing")
    refused(city.visitor("vanhanh").get(f"/api/v1/audit/{dossier}"), 404, "audit/missing")


def test_unknown_files_of_a_known_dossier(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        for file in ("00000000", "x" * 3000, ".."):
            refused(city.citizen.get(f"/api/v1/dossiers/{dossier}/files/{file}"), 404, "files/missing")
            refused(city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal"), 404, "files/missing")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"procedure": "9.999999"}, 404, "procedures/unknown"),
        ({"procedure": "../9.000001"}, 404, "procedures/unknown"),
        ({"procedure": ""}, 422, "door/body-invalid"),
        ({"procedure": samples.WEBSITE, "place": "x" * 21}, 422, "door/body-invalid"),
    ],
)
def test_beginning_what_cannot_be(city: City, body: dict[str, Any], status: int, code: str) -> None:
    refused(city.citizen.post("/api/v1/dossiers", body), status, code)


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1.5", "ten", "1e2", "٣", "99999999"])
@pytest.mark.parametrize("address", ["/api/v1/dossiers", "/api/v1/queue"])
def test_a_page_size_out_of_range(city: City, address: str, limit: str) -> None:
    who = city.onestop if address.endswith("queue") else city.citizen
    refused(who.get(f"{address}?limit={limit}"), 422, "paging/size-invalid")


def _cursor(city: City) -> str:
    for _ in range(2):
        city.draft()
    cursor = city.citizen.get("/api/v1/dossiers?limit=1").json["next"]
    assert cursor
    return str(cursor)


def test_cursors_that_were_not_sealed_for_this_list(city: City) -> None:
    cursor = _cursor(city)
    assert city.citizen.get(f"/api/v1/dossiers?limit=1&cursor={cursor}").status == 200
    wrong = [
        cursor[:-2],
        cursor + "AA",
        cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        "x",
        "%00",
        "ả",
        "A" * 5000,
        "eyJwayI6IkQjMSJ9",
    ]
    for text in wrong:
        refused(city.citizen.get(f"/api/v1/dossiers?limit=1&cursor={text}"), 400, "paging/cursor-invalid")
    refused(city.visitor("congdan2").get(f"/api/v1/dossiers?cursor={cursor}"), 400, "paging/cursor-invalid")
    refused(city.onestop.get(f"/api/v1/queue?cursor={cursor}"), 400, "paging/cursor-invalid")


def test_a_queue_s_cursor_opens_no_other_queue(city: City) -> None:
    for _ in range(2):
        city.submitted()
    cursor = city.onestop.get("/api/v1/queue?limit=1").json["next"]
    refused(city.onestop.get(f"/api/v1/queue?waiting=1&cursor={cursor}"), 400, "paging/cursor-invalid")
    refused(city.visitor("motcua.d06").get(f"/api/v1/queue?cursor={cursor}"), 400, "paging/cursor-invalid")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/dossiers/{id}", "GET, HEAD"),
        ("PATCH", "/api/v1/dossiers/{id}/answers", "PUT"),
        ("GET", "/api/v1/dossiers/{id}/submission", "POST"),
        ("PUT", "/api/v1/dossiers", "GET, HEAD, POST"),
        ("OPTIONS", "/api/v1/queue", "GET, HEAD"),
    ],
)
def test_a_wrong_method(city: City, method: str, path: str, allowed: str) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        reply = refused(city.citizen.send(method, path.format(id=dossier), {}), 405, "door/method")
    assert reply.headers["allow"] == allowed


def test_nobody_is_asked_to_sign_in(city: City) -> None:
    dossier = city.draft()
    for token in ("", "x" * 43, "x" * 5000, "Bearer"):
        nobody = city.visitor()
        nobody.token = token
        with unchanged(dossier):
            for method, path, body in CHANGES.values():
                reply = nobody.send(method, f"/api/v1/dossiers/{dossier}{path}", body, if_match='"1"')
                refused(reply, 401, "identity/sign-in-needed")
        refused(nobody.get(f"/api/v1/dossiers/{dossier}"), 401, "identity/sign-in-needed")
        refused(nobody.get("/api/v1/queue"), 401, "identity/sign-in-needed")


def test_roles_that_may_not_knock(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(city.onestop.post("/api/v1/dossiers", {"procedure": samples.WEBSITE}), 403, "identity/forbidden")
        refused(city.citizen.get("/api/v1/queue"), 403, "identity/forbidden")
        refused(city.citizen.get(f"/api/v1/audit/{dossier}"), 403, "identity/forbidden")
        refused(city.onestop.get("/api/v1/dossiers"), 403, "identity/forbidden")


@pytest.mark.parametrize("name", ["save", "grant", "submit"])
def test_a_draft_whose_time_is_over(city: City, name: str) -> None:
    dossier = city.draft()
    city.at(now() + timedelta(days=31))
    with unchanged(dossier):
        refused(change(city, dossier, name), 409, "drafts/expired")


def test_a_file_of_a_draft_whose_time_is_over(city: City) -> None:
    dossier = city.draft()
    file = city.upload(dossier, "operating_plan")
    city.at(now() + timedelta(days=31))
    with unchanged(dossier):
        refused(city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal"), 409, "drafts/expired")


def test_submitting_an_empty_draft_names_everything_at_once(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        reply = refused(city.submit(dossier), 422, "dossiers/incomplete")
    assert reply.fields["papers.operating_plan"] == "dossiers/paper-missing"
    assert reply.fields["papers.source_consent"] == "dossiers/paper-missing"
    assert reply.fields["organisation_name"] == "forms/required"
    assert len(reply.fields) > 10


def test_submitting_while_a_file_is_still_checked(city: City) -> None:
    dossier = city.ready()
    granted = city.citizen.post(f"/api/v1/dossiers/{dossier}/files", {"paper": "application", "name": "a.pdf"})
    with unchanged(dossier):
        refused(city.submit(dossier), 409, "files/still-checking")
    removal = f"/api/v1/dossiers/{dossier}/files/{granted.json['file']}/removal"
    assert city.citizen.post(removal).status == 200
    assert city.submit(dossier).status == 200


def test_submitting_again(city: City) -> None:
    dossier = city.ready()
    key = uuid.uuid4().hex
    first = city.submit(dossier, idempotency_key=key)
    assert first.status == 200
    assert set(first.json) == {"id", "version", "status", "code", "receive_by"}
    with unchanged(dossier):
        again = city.submit(dossier, idempotency_key=key)
        assert (again.status, again.json, again.headers["etag"]) == (200, first.json, first.headers["etag"])
        refused(city.submit(dossier), 409, "dossiers/move-not-allowed")
        refused(change(city, dossier, "save"), 409, "drafts/submitted")
        refused(change(city, dossier, "grant"), 409, "files/closed")


def test_too_many_files(city: City) -> None:
    dossier = city.draft()
    for number in range(30):
        body = {"paper": "operating_plan", "name": f"{number}.pdf"}
        assert city.citizen.post(f"/api/v1/dossiers/{dossier}/files", body).status == 201
    with unchanged(dossier):
        refused(change(city, dossier, "grant"), 409, "files/too-many")


def test_a_dossier_full_of_papers_can_still_be_supplemented_and_decided(city: City) -> None:
    dossier = city.ready()
    path = f"/api/v1/dossiers/{dossier}/files"
    plan = {"paper": "operating_plan", "name": "de-an.pdf"}
    full = len(samples.WEBSITE_PAPERS)
    for _ in range(full, 30):
        city.upload(dossier, "operating_plan")
    assert city.submit(dossier).status == 200
    assert city.move(city.onestop, dossier, "receive").status == 200
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    city.upload(dossier, "operating_plan")
    for _ in range(29):
        assert city.citizen.post(path, plan).status == 201
    refused(city.citizen.post(path, plan), 409, "files/too-many")
    for file in city.citizen.get(f"/api/v1/dossiers/{dossier}").json["files"]:
        if file["state"] == "waiting":
            assert city.citizen.post(f"{path}/{file['id']}/removal", {}).status == 200
    assert city.move(city.citizen, dossier, "supplement").status == 200
    for who, move in ((city.onestop, "advance"), (city.specialist, "propose_approval")):
        assert city.move(who, dossier, move).status == 200
    result = city.upload(dossier, "result", None, city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=result).status == 200


@pytest.mark.parametrize("paper", ["nonsense", "Operating_plan", "operating_plan ", "result "])
def test_an_unknown_paper(city: City, paper: str) -> None:
    dossier = city.draft()
    body = {"paper": paper, "name": "a.pdf"}
    with unchanged(dossier):
        refused(change(city, dossier, "grant", body=body), 422, "files/unknown-paper")


def test_a_citizen_uploads_no_result(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        body = {"paper": "result", "name": "a.pdf"}
        refused(change(city, dossier, "grant", body=body), 403, "identity/forbidden")


@pytest.mark.parametrize(
    ("move", "wrong"),
    [
        ({"move": "refuse"}, {"reason": "schema/required"}),
        ({"move": "request_supplement"}, {}),
        (
            {"move": "request_supplement", "papers": {"nonsense": "Thiếu"}, "fields": {"planet": "Sai"}},
            {"papers.nonsense": "dossiers/unknown-part", "fields.planet": "dossiers/unknown-part"},
        ),
    ],
)
def test_moves_without_what_they_need(city: City, move: dict[str, Any], wrong: dict[str, str]) -> None:
    dossier, _ = city.submitted()
    version = city.onestop.get(f"/api/v1/dossiers/{dossier}").headers["etag"]
    with unchanged(dossier):
        reply = city.onestop.post(f"/api/v1/dossiers/{dossier}/moves", move, if_match=version)
        refused(reply, 422, reply.code)
    assert reply.fields == wrong


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_problems_speak_the_caller_s_language(city: City, lang: str) -> None:
    reply = refused(city.citizen.get(f"/api/v1/dossiers/{'z' * 20}?lang={lang}"), 404, "dossiers/missing")
    assert reply.headers["content-language"] == lang
    assert reply.json["detail"] == reply.json["messages"][lang]
    assert reply.json["title"] == {"vi": "Không tìm thấy", "en": "Not found"}[lang]
