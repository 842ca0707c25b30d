"""The way of a file: form, quarantine, check, keeping, links, erasure; with every repetition and disorder."""

import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.cloud import blobs as real_blobs
from chalicelib.cloud.blobs import BlobFacts, BlobMissing, BlobTooLarge, UploadForm
from chalicelib.commons.files import LIMIT, Arrival, FileService, Kind, arrivals, files, say_reason
from chalicelib.commons.files.check import inspect
from chalicelib.commons.files.model import LOST, download_name, key_of, read_key
from tests import papers

KEY = "dossiers/d1/f1"
REDIRECT = "http://127.0.0.1:8000/tep"


class FakeBlobs:
    """Buckets as dictionaries; the same rules as S3 for `only_new` and absence."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], tuple[bytes, BlobFacts]] = {}
        self.links: list[Mapping[str, Any]] = []

    def upload_form(self, bucket: str, key: str, **facts: Any) -> UploadForm:
        return UploadForm(f"http://s3/{bucket}", {"key": key, **{name: str(value) for name, value in facts.items()}})

    def download_link(self, bucket: str, key: str, **facts: Any) -> str:
        self.links.append({"bucket": bucket, "key": key, **facts})
        return f"http://s3/{bucket}/{key}"

    def read(self, bucket: str, key: str, most_bytes: int) -> tuple[bytes, BlobFacts]:
        facts = self.facts(bucket, key)
        if facts.size > most_bytes:
            raise BlobTooLarge(facts.size)
        return self.stored[bucket, key]

    def facts(self, bucket: str, key: str) -> BlobFacts:
        if (bucket, key) not in self.stored:
            raise BlobMissing
        return self.stored[bucket, key][1]

    def write(
        self,
        bucket: str,
        key: str,
        data: bytes,
        content_type: str,
        metadata: Mapping[str, str],
        *,
        only_new: bool = False,
    ) -> bool:
        if only_new and (bucket, key) in self.stored:
            return False
        assert all(value.isascii() for value in metadata.values())
        self.stored[bucket, key] = (data, BlobFacts(len(data), content_type, dict(metadata)))
        return True

    def delete(self, bucket: str, key: str) -> None:
        self.stored.pop((bucket, key), None)

    def post(self, data: bytes) -> None:
        """A browser posts into quarantine."""
        self.write("q", KEY, data, "binary/octet-stream", {})


@pytest.fixture
def blobs() -> FakeBlobs:
    return FakeBlobs()


@pytest.fixture
def service(blobs: FakeBlobs) -> FileService:
    return FileService(blobs, "q", "k")


def test_the_form_posts_into_quarantine_only(service: FileService) -> None:
    form = service.grant_upload("d1", "f1", REDIRECT)
    assert form.url == "http://s3/q"
    assert form.fields["key"] == KEY
    assert form.fields["seconds"] == "900"
    assert form.fields["most_bytes"] == str(25 * 1024 * 1024)


def test_a_sound_file_is_kept_with_what_was_found(service: FileService, blobs: FakeBlobs) -> None:
    paper = papers.pdf(pages=2)
    blobs.post(paper)
    assert service.check_arrival(KEY) == Arrival("d1", "f1", inspect(paper))
    data, facts = blobs.stored["k", KEY]
    assert data == paper
    assert facts.content_type == "application/pdf"
    assert facts.metadata == {"sha256": inspect(paper).sha256, "kind": "pdf", "pages": "2"}
    assert ("q", KEY) in blobs.stored


def test_a_bad_file_is_never_kept(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(papers.scripted_pdf())
    arrival = service.check_arrival(KEY)
    assert arrival is not None
    assert arrival.verdict.reason["code"] == "files/pdf-active"
    assert ("k", KEY) not in blobs.stored


def test_a_file_over_the_limit_is_refused_with_its_size(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(b"x" * (LIMIT + 5))
    arrival = service.check_arrival(KEY)
    assert arrival is not None
    assert arrival.verdict.reason == {"code": "files/too-large", "size": str(LIMIT + 5)}
    assert arrival.verdict.size == LIMIT + 5


def test_a_second_delivery_finds_the_same(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(papers.jpeg())
    first = service.check_arrival(KEY)
    assert first is not None
    assert service.check_arrival(KEY) == first
    service.clear_arrival(KEY)
    service.clear_arrival(KEY)
    assert service.check_arrival(KEY) == first
    assert ("q", KEY) not in blobs.stored


def test_what_is_nowhere_any_more_is_lost_in_words(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(b"not a paper")
    assert service.check_arrival(KEY) is not None
    service.clear_arrival(KEY)
    arrival = service.check_arrival(KEY)
    assert arrival == Arrival("d1", "f1", LOST)
    assert (arrival.verdict.state, arrival.verdict.reason["code"]) == ("refused", "files/lost")
    assert "tải tệp lên lại" in say_reason(arrival.verdict.reason, "vi")
    assert "upload it again" in say_reason(arrival.verdict.reason, "en")


def test_a_kept_file_is_never_replaced(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(papers.pdf(["first"]))
    first = service.check_arrival(KEY)
    blobs.post(papers.pdf(["second"]))
    assert service.check_arrival(KEY) == first
    assert blobs.stored["k", KEY][0] == papers.pdf(["first"])


def test_a_better_file_may_follow_a_refused_one(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(b"not a paper")
    service.check_arrival(KEY)
    blobs.post(papers.png())
    arrival = service.check_arrival(KEY)
    assert arrival is not None
    assert arrival.verdict.kept


@pytest.mark.parametrize(
    "key", ["", "dossiers/d1", "dossiers/d1/f1/x", "other/d1/f1", "dossiers//f1", "dossiers/../f1"]
)
def test_foreign_keys_are_left_alone(service: FileService, key: str) -> None:
    assert read_key(key) is None
    assert service.check_arrival(key) is None
    service.clear_arrival(key)


@pytest.mark.parametrize(("owner", "file_id"), [("", "f"), ("d", ""), ("a/b", "f"), ("..", "f"), ("d", "f" * 65)])
def test_keys_are_made_of_ids_only(service: FileService, owner: str, file_id: str) -> None:
    with pytest.raises(ValueError, match="another shape"):
        service.grant_upload(owner, file_id, REDIRECT)


def test_keys_are_read_as_they_are_written() -> None:
    assert read_key(key_of("01h2", "9abc")) == ("01h2", "9abc")


def test_a_link_leads_to_the_kept_file_under_its_real_kind(service: FileService, blobs: FakeBlobs) -> None:
    service.link("d1", "f1", "Đơn.exe", "pdf")
    assert blobs.links == [
        {
            "bucket": "k",
            "key": KEY,
            "seconds": 300,
            "filename": "Đơn.pdf",
            "content_type": "application/pdf",
            "inline": False,
        }
    ]


def test_erasing_empties_both_places_and_may_be_repeated(service: FileService, blobs: FakeBlobs) -> None:
    blobs.post(papers.pdf())
    service.check_arrival(KEY)
    service.erase("d1", "f1")
    service.erase("d1", "f1")
    assert blobs.stored == {}


@pytest.mark.parametrize(
    ("filename", "kind", "expected"),
    [
        ("don.pdf", Kind.PDF, "don.pdf"),
        ("don.docx.pdf", Kind.PDF, "don.pdf"),
        ("anh.JPEG", Kind.JPEG, "anh.jpg"),
        ("C:\\Users\\an\\don.pdf", Kind.PDF, "don.pdf"),
        ("../../don", Kind.PNG, "don.png"),
        (".pdf", Kind.PDF, "tep.pdf"),
        ("Điều 1. Nội dung", Kind.PDF, "Điều 1. Nội dung.pdf"),
        ("", Kind.PDF, "tep.pdf"),
    ],
)
def test_download_names_tell_the_truth(filename: str, kind: Kind, expected: str) -> None:
    assert download_name(filename, kind) == expected


def _s3_news(*keys: str, name: str = "ObjectCreated:Post") -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": "ap-southeast-1",
                "eventTime": "2026-11-22T06:00:00.000Z",
                "eventName": name,
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": "arrivals",
                    "bucket": {"name": "q", "arn": "arn:aws:s3:::q"},
                    "object": {"key": key, "size": 1024, "eTag": "d41d8c", "sequencer": "0A1B2C"},
                },
            }
            for key in keys
        ]
    }


def _eventbridge_news(key: str, kind: str = "Object Created") -> dict[str, Any]:
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": kind,
        "source": "aws.s3",
        "account": "123456789012",
        "time": "2026-11-22T06:00:00Z",
        "region": "ap-southeast-1",
        "resources": ["arn:aws:s3:::q"],
        "detail": {"version": "0", "bucket": {"name": "q"}, "object": {"key": key, "size": 5}, "reason": "POST Object"},
    }


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        (_s3_news(KEY), [KEY]),
        (_s3_news("dossiers%2Fd1%2Ff1"), [KEY]),
        (_s3_news(KEY, "dossiers/d2/f2", KEY), [KEY, "dossiers/d2/f2"]),
        (_s3_news(KEY, name="s3:ObjectCreated:Put"), [KEY]),
        (_s3_news(KEY, name="ObjectRemoved:Delete"), []),
        (_s3_news("dossiers/d+1/f1", "elsewhere/a"), []),
        (_eventbridge_news(KEY), [KEY]),
        (_eventbridge_news("dossiers%2Fd1%2Ff1"), []),
        (_eventbridge_news(KEY, "Object Deleted"), []),
        ({"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-22T06:00:00.000Z", "Bucket": "q"}, []),
        ({}, []),
    ],
)
def test_news_of_arrivals(body: dict[str, Any], keys: list[str]) -> None:
    assert arrivals(body) == keys


@pytest.fixture
def keyed_stage(stage: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The stage with lasting credentials: the engine refuses links that were signed with a token it never gave."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    real_blobs._client.cache_clear()
    yield stage
    real_blobs._client.cache_clear()


def test_the_whole_way_on_the_engine(keyed_stage: Any) -> None:
    quarantine = keyed_stage.outputs["QuarantineBucketName"]
    service = FileService(real_blobs, quarantine, keyed_stage.outputs["KeepBucketName"])
    files.cache_clear()
    assert isinstance(files(), FileService)
    files.cache_clear()
    paper = papers.pdf(["Don de nghi cap phep"])
    key = key_of("d9", "f9")
    real_blobs.write(quarantine, key, paper, "binary/octet-stream", {})
    first = service.check_arrival(key)
    assert first == Arrival("d9", "f9", inspect(paper))
    assert service.check_arrival(key) == first
    service.clear_arrival(key)
    assert service.check_arrival(key) == first
    with urllib.request.urlopen(service.link("d9", "f9", "Đơn.pdf", "pdf"), timeout=60) as answer:
        assert answer.read() == paper
        assert answer.headers["Content-Type"] == "application/pdf"
    service.erase("d9", "f9")
    assert service.check_arrival(key) == Arrival("d9", "f9", LOST)
