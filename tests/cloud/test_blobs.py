"""Forms, links, reads and writes on S3."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.cloud import blobs
from chalicelib.cloud.blobs import BlobMissing, BlobTooLarge, UploadForm, disposition, download_link, upload_form
from chalicelib.cloud.settings import settings
from chalicelib.foundation.errors import Unavailable

REDIRECT = "http://127.0.0.1:8000/ho-so/1/tep"


@pytest.fixture
def on_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The settings of a stage on AWS; nothing is called."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    values = {"STAGE": "test", "TABLE": "motcua-test", "QUARANTINE_BUCKET": "motcua-q", "KEEP_BUCKET": "motcua-k"}
    for name, value in values.items():
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    monkeypatch.delenv("MOTCUA_S3_PUBLIC_URL", raising=False)
    settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()


def _policy(form: UploadForm) -> Mapping[str, Any]:
    policy: Mapping[str, Any] = json.loads(base64.b64decode(form.fields["policy"]))
    return policy


def test_a_form_names_exactly_one_key_one_size_range_and_one_redirect(on_aws: pytest.MonkeyPatch) -> None:
    form = upload_form("motcua-q", "dossiers/a/b", most_bytes=25, redirect=REDIRECT, seconds=900)
    conditions = _policy(form)["conditions"]
    assert {"key": "dossiers/a/b"} in conditions
    assert {"bucket": "motcua-q"} in conditions
    assert {"success_action_redirect": REDIRECT} in conditions
    assert ["content-length-range", 0, 25] in conditions
    assert not [one for one in conditions if isinstance(one, list) and one[0] == "starts-with"]
    assert form.fields["key"] == "dossiers/a/b"
    assert form.fields["success_action_redirect"] == REDIRECT
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


def test_a_form_goes_to_the_buckets_own_address_in_the_region(on_aws: pytest.MonkeyPatch) -> None:
    form = upload_form("motcua-q", "a", most_bytes=25, redirect=REDIRECT, seconds=900)
    assert form.url.rstrip("/") == "https://motcua-q.s3.ap-southeast-1.amazonaws.com"


def test_a_form_can_fix_the_type(on_aws: pytest.MonkeyPatch) -> None:
    form = upload_form("q", "a", most_bytes=25, redirect=REDIRECT, seconds=900, content_type="application/pdf")
    assert {"Content-Type": "application/pdf"} in _policy(form)["conditions"]
    assert form.fields["Content-Type"] == "application/pdf"


def test_browsers_get_the_public_address(on_aws: pytest.MonkeyPatch) -> None:
    on_aws.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    on_aws.setenv("MOTCUA_S3_PUBLIC_URL", "http://127.0.0.1:4567")
    settings.cache_clear()
    form = upload_form("motcua-q", "a", most_bytes=25, redirect=REDIRECT, seconds=900)
    link = download_link("motcua-k", "a", seconds=300, filename="a.pdf")
    assert form.url.rstrip("/") == "http://127.0.0.1:4567/motcua-q"
    assert link.startswith("http://127.0.0.1:4567/motcua-k/a?")


def test_a_link_fixes_name_type_and_time(on_aws: pytest.MonkeyPatch) -> None:
    link = download_link("motcua-k", "d/a", seconds=300, filename="Đơn.pdf", content_type="application/pdf")
    parts = urlsplit(link)
    asked = parse_qs(parts.query)
    assert parts.netloc == "motcua-k.s3.ap-southeast-1.amazonaws.com"
    assert asked["X-Amz-Expires"] == ["300"]
    assert asked["response-content-type"] == ["application/pdf"]
    assert asked["response-cache-control"] == ["private, no-store"]
    assert asked["response-content-disposition"][0].startswith("attachment;")


@pytest.mark.parametrize(
    ("filename", "plain", "full"),
    [
        ("don.pdf", "don.pdf", "don.pdf"),
        ("Đơn đề nghị.pdf", "Don de nghi.pdf", "Đơn đề nghị.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ('a"b\\c/d.pdf', "abcd.pdf", "abcd.pdf"),
        ("文.pdf", "_.pdf", "文.pdf"),
        ("100%;a.pdf", "100__a.pdf", "100%;a.pdf"),
        ("../../etc/passwd", "etcpasswd", "etcpasswd"),
        ("", "tep", "tep"),
        ("a\u202efdp.exe", "afdp.exe", "afdp.exe"),
        ("x" * 500, "x" * 120, "x" * 120),
        ("\ud800.pdf", "_.pdf", None),
    ],
)
def test_names_in_headers(filename: str, plain: str, full: str | None) -> None:
    value = disposition(filename)
    assert value.isascii()
    assert value.isprintable()
    head, _, encoded = value.partition("; filename*=UTF-8''")
    if full is not None:
        assert head == f'attachment; filename="{plain}"'
        assert unquote(encoded) == full


def test_a_name_can_be_shown_in_place() -> None:
    assert disposition("a.pdf", inline=True).startswith("inline;")


class _Failing:
    """A client on which every call fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def call(**_: Any) -> None:
            raise self._error

        return call


def _refusal(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetObject")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (EndpointConnectionError(endpoint_url="http://x"), Unavailable),
        (_refusal("SlowDown", 503), Unavailable),
        (_refusal("InternalError", 500), Unavailable),
        (_refusal("ConditionalRequestConflict", 409), Unavailable),
        (_refusal("NoSuchKey", 404), BlobMissing),
        (_refusal("404", 404), BlobMissing),
        (_refusal("AccessDenied", 403), ClientError),
    ],
)
def test_failures_are_told_apart(monkeypatch: pytest.MonkeyPatch, error: Exception, expected: type[Exception]) -> None:
    monkeypatch.setattr(blobs, "_s3", lambda: _Failing(error))
    with pytest.raises(expected):
        blobs.read("q", "a", 10)
    with pytest.raises(expected):
        blobs.facts("q", "a")
    with pytest.raises(expected):
        blobs.write("q", "a", b"1", "text/plain", {})


def test_objects_come_and_go(stage: Any) -> None:
    bucket = stage.outputs["KeepBucketName"]
    assert not blobs.exists(bucket, "dossiers/t/1")
    assert blobs.write(bucket, "dossiers/t/1", b"\x00\x01noi dung", "application/pdf", {"pages": "3"})
    data, facts = blobs.read(bucket, "dossiers/t/1", 100)
    assert data == b"\x00\x01noi dung"
    assert (facts.size, facts.content_type, facts.metadata) == (10, "application/pdf", {"pages": "3"})
    assert blobs.facts(bucket, "dossiers/t/1") == facts
    blobs.delete(bucket, "dossiers/t/1")
    blobs.delete(bucket, "dossiers/t/1")
    with pytest.raises(BlobMissing):
        blobs.read(bucket, "dossiers/t/1", 100)
    with pytest.raises(BlobMissing):
        blobs.facts(bucket, "dossiers/t/1")


def test_a_write_that_met_another_one_has_come_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = _refusal("ConditionalRequestConflict", 409)
    monkeypatch.setattr(blobs, "_s3", lambda: _Failing(refusal))
    with pytest.raises(Unavailable):
        blobs.write("k", "a", b"first", "text/plain", {}, only_new=True)


def test_only_new_never_replaces(stage: Any) -> None:
    bucket = stage.outputs["KeepBucketName"]
    assert blobs.write(bucket, "dossiers/t/2", b"first", "text/plain", {}, only_new=True)
    assert not blobs.write(bucket, "dossiers/t/2", b"second", "text/plain", {}, only_new=True)
    assert blobs.read(bucket, "dossiers/t/2", 100)[0] == b"first"


def test_reading_stops_at_the_cap(stage: Any) -> None:
    bucket = stage.outputs["KeepBucketName"]
    blobs.write(bucket, "dossiers/t/3", b"x" * 101, "text/plain", {})
    with pytest.raises(BlobTooLarge) as refusal:
        blobs.read(bucket, "dossiers/t/3", 100)
    assert refusal.value.size == 101


@pytest.fixture
def keyed_stage(stage: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The stage with lasting credentials: the engine refuses links that were signed with a token it never gave."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    blobs._client.cache_clear()
    yield stage
    blobs._client.cache_clear()


def test_a_link_answers_with_the_fixed_headers(keyed_stage: Any) -> None:
    bucket = keyed_stage.outputs["KeepBucketName"]
    blobs.write(bucket, "dossiers/t/4", b"<script>", "text/html", {})
    link = download_link(bucket, "dossiers/t/4", seconds=60, filename="Đơn.pdf", content_type="application/pdf")
    with urllib.request.urlopen(link, timeout=60) as answer:
        assert answer.read() == b"<script>"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == disposition("Đơn.pdf")


def post(form: UploadForm, content: bytes, **changed: str) -> tuple[int, str]:
    """Posts as a browser does; (status, where it is sent)."""
    line = b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    fields = {**form.fields, **changed}
    body = b"".join(line % (name.encode(), b"", value.encode()) for name, value in fields.items())
    body += line % (b"file", b'; filename="a.pdf"', content) + b"--edge--\r\n"
    request = urllib.request.Request(form.url, body, {"Content-Type": "multipart/form-data; boundary=edge"})
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=60) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location", "")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def test_a_browser_posts_what_the_form_allows_and_nothing_else(stage: Any) -> None:
    bucket = stage.outputs["QuarantineBucketName"]
    form = upload_form(bucket, "dossiers/t/5", most_bytes=10, redirect=REDIRECT, seconds=60)
    assert post(form, b"x" * 11)[0] == 400
    assert post(form, b"x", key="dossiers/t/other")[0] == 403
    assert post(form, b"x", success_action_redirect="http://elsewhere.example/")[0] == 403
    assert not blobs.exists(bucket, "dossiers/t/5")
    status, where = post(form, b"x" * 10)
    assert status == 303
    assert where.startswith(REDIRECT)
    assert blobs.read(bucket, "dossiers/t/5", 10)[0] == b"x" * 10
    blobs.delete(bucket, "dossiers/t/5")
