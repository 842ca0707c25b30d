"""The slimmed package: the same code, compiled, with what the application needs of the AWS SDK."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.loaders import Loader
from botocore.session import Session, get_session
from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.models import Model

from chalicelib.cloud import modulefile
from infra.slim import SERVICES, TABLE_CALLS, needed, shorten, slim

CHALICELIB = Path(__file__).resolve().parents[2] / "chalicelib"
POLICIES = CHALICELIB.parent / ".chalice"
OF_STREAMS = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
"""What Lambda does for a function that reads the table's stream."""
WHOLE = Path(botocore.__file__).parent / "data"
CALLS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "dynamodb": ("get_item", {"TableName": "motcua", "Key": {"pk": {"S": "D#1"}, "sk": {"S": "A"}}}),
    "s3": (
        "put_object",
        {"Bucket": "motcua-keep", "Key": "files/a b.pdf", "Body": b"%PDF"},
    ),
    "sns": ("publish", {"TopicArn": "arn:aws:sns:ap-southeast-1:123456789012:motcua", "Message": "x"}),
    "sqs": ("send_message", {"QueueUrl": "https://queue.example/1/motcua", "MessageBody": "{}"}),
}
PLACES = [
    ("ap-southeast-1", None),
    ("ap-southeast-5", None),
    ("eu-central-1", None),
    ("us-east-1", None),
    ("cn-north-1", None),
    ("ap-southeast-1", "http://127.0.0.1:4566"),
]
"""Regions of the commercial partition old and new, one of another partition, and the laptop."""


def test_every_service_the_application_calls_is_kept() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in CHALICELIB.rglob("*.py"))
    called = set(re.findall(r"create_client\(\s*\"([a-z0-9-]+)\"", sources))
    assert called
    assert called | {"dynamodb"} == SERVICES  # PynamoDB calls DynamoDB


def test_the_sdks_own_data_stay_and_other_services_go() -> None:
    assert needed("botocore/data/endpoints.json")
    assert needed("botocore/data/s3/2006-03-01/service-2.json.gz")
    assert needed("botocore/session.py")
    assert not needed("botocore/data/ec2/2016-11-15/service-2.json.gz")


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the SDK as they ship."""
    data = tmp_path_factory.mktemp("sdk") / "data"
    for path in WHOLE.rglob("*"):
        name = path.relative_to(WHOLE)
        if path.is_file() and needed(f"botocore/data/{name.as_posix()}"):
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, data / name)
    shorten(data)
    return data


def session(data: Path) -> Session:
    """A session of the SDK that knows only these data, with made-up credentials."""
    found = get_session()
    found.set_credentials("key", "secret")
    found.register_component("data_loader", Loader([str(data)], include_default_search_paths=False))
    return found


class Ready(Exception):
    """A request that was about to be sent."""

    def __init__(self, request: AWSPreparedRequest) -> None:
        super().__init__(request.url)
        self.request = request


def ready(request: AWSPreparedRequest, **_: Any) -> None:
    raise Ready(request)


def request_of(data: Path, service: str, region: str, url: str | None) -> tuple[str, str, Any]:
    """Method, address and body of one call, which is stopped before it is sent."""
    client = session(data).create_client(service, region_name=region, endpoint_url=url)
    client.meta.events.register("before-send", ready)
    operation, arguments = CALLS[service]
    with pytest.raises(Ready) as stopped:
        getattr(client, operation)(**arguments)
    request = stopped.value.request
    return request.method, request.url, request.body.read() if hasattr(request.body, "read") else request.body


@pytest.mark.parametrize(("region", "url"), PLACES)
@pytest.mark.parametrize("service", sorted(SERVICES))
def test_shortened_data_lead_to_the_same_calls(short: Path, service: str, region: str, url: str | None) -> None:
    assert request_of(short, service, region, url) == request_of(WHOLE, service, region, url)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_shortened_data_describe_the_same_calls(short: Path, service: str) -> None:
    ours, theirs = (session(data).get_service_model(service) for data in (short, WHOLE))
    calls = TABLE_CALLS if service == "dynamodb" else set(theirs.operation_names)
    assert set(ours.operation_names) == calls
    assert set(ours.shape_names) <= set(theirs.shape_names)
    for call in calls:
        assert met(ours.operation_model(call)) == met(theirs.operation_model(call))
    for name in ours.shape_names:
        assert (
            getattr(ours.shape_for(name), "members", {}).keys() == getattr(theirs.shape_for(name), "members", {}).keys()
        )
    assert session(short).get_available_regions(service) == session(WHOLE).get_available_regions(service)


def met(call: Any) -> set[str]:
    """The names of all shapes that one meets in what a call takes, gives and refuses with."""
    found: set[str] = set()
    ahead = [one for one in (call.input_shape, call.output_shape, *call.error_shapes) if one is not None]
    while ahead:
        shape = ahead.pop()
        if shape.name not in found:
            found.add(shape.name)
            ahead += getattr(shape, "members", {}).values()
            ahead += [part for name in ("member", "key", "value") if (part := getattr(shape, name, None)) is not None]
    return found


def test_the_calls_of_the_table_are_those_that_functions_may_make() -> None:
    policies = "\n".join(path.read_text(encoding="utf-8") for path in POLICIES.glob("policy-*.json"))
    actions = set(re.findall(r'"dynamodb:(\w+)"', policies)) - OF_STREAMS - {"LeadingKeys"}
    assert actions - {"ConditionCheckItem"} == TABLE_CALLS - {"TransactWriteItems"}
    assert "ConditionCheckItem" in actions, "only a transaction checks conditions of other items"


class Note(Model):
    class Meta:
        table_name = "motcua"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    words = UnicodeAttribute(null=True)


MADE: Mapping[str, Callable[[Connection], object]] = {
    "BatchGetItem": lambda to: to.batch_get_item("motcua", [{"pk": "D#1", "sk": "A"}]),
    "DeleteItem": lambda to: to.delete_item("motcua", "D#1", "A"),
    "GetItem": lambda to: to.get_item("motcua", "D#1", "A"),
    "PutItem": lambda to: to.put_item("motcua", "D#1", "A", attributes={"words": {"S": "x"}}),
    "Query": lambda to: to.query("motcua", "D#1"),
    "TransactWriteItems": lambda to: to.transact_write_items([], [], [{"TableName": "motcua", "Item": {}}], []),
    "UpdateItem": lambda to: to.update_item("motcua", "D#1", "A", actions=[Note.words.set("x")]),
}


@pytest.mark.parametrize("call", sorted(TABLE_CALLS))
def test_pynamodb_can_make_every_call_of_the_table(short: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    types = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
    to = Connection(region="ap-southeast-1", max_retry_attempts=0)
    to.add_meta_table(MetaTable({"TableName": "motcua", "KeySchema": keys, "AttributeDefinitions": types}))
    named: list[str] = []

    def stop(model: Any, **_: Any) -> None:
        named.append(model.name)
        raise Ready(AWSPreparedRequest("POST", "https://table.example", {}, b"", False))

    own = session(short)
    own.get_component("event_emitter").register("before-call.dynamodb.*", stop)
    monkeypatch.setattr(type(to), "session", property(lambda self: own))
    with pytest.raises(Ready):
        MADE[call](to)
    assert named == [call]


def fields(shape: Any) -> dict[str, Any]:
    """A structure's fields and what is written of each for the wire; nothing for other shapes."""
    return {name: (one.type_name, one.serialization) for name, one in getattr(shape, "members", {}).items()}


def test_links_and_forms_of_the_file_store_are_the_same(short: Path) -> None:
    made = []
    for data in (short, WHOLE):
        client = session(data).create_client("s3", region_name="ap-southeast-1")
        link = client.generate_presigned_url("get_object", Params={"Bucket": "motcua-keep", "Key": "a"})
        form = client.generate_presigned_post("motcua-keep", "a")
        made.append((link.partition("?")[0], form["url"], form["fields"].keys()))
    assert made[0] == made[1]


def test_data_are_much_shorter(short: Path) -> None:
    for name in ("endpoints.json", "dynamodb/2012-08-10/service-2.json.gz"):
        assert (short / name).stat().st_size < (WHOLE / name).stat().st_size / 5


def a_package(place: Path) -> Path:
    """A zip as `chalice package` makes it, slimmed."""
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("app.py", "from room.model import ANSWER\n")
        archive.writestr("room/__init__.py", "")
        archive.writestr("room/model.py", "ANSWER = 42\n\n\ndef fail():\n    raise ValueError(ANSWER)\n")
        archive.writestr("room/words.txt", "xin chào")
        archive.writestr("room-stubs/model.py", "ANSWER: int\n")
        archive.writestr("room/quick.py", "")
        archive.writestr("room/quick.cpython-311-x86_64-linux-gnu.so", b"made of this source")
        archive.writestr("botocore/data/ec2/2016-11-15/service-2.json.gz", b"x")
    slim(place)
    return place


def test_modules_are_compiled_sources_kept_and_the_result_repeats(tmp_path: Path) -> None:
    first, second = a_package(tmp_path / "a.zip"), a_package(tmp_path / "b.zip")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        names = archive.namelist()
        assert all(info.external_attr >> 16 == 0o644 for info in archive.infolist())
    in_c = "room/quick.cpython-311-x86_64-linux-gnu.so"
    sources = ["app.py", "room-stubs/model.py", "room/__init__.py", "room/model.py", "room/quick.py", in_c]
    assert [name for name in names if not name.endswith(".pyc")] == sorted(
        [*sources, "modules.bin", "room/words.txt"], key=Path
    )
    beside = [re.sub(r"\.[a-z0-9-]+\.pyc$", "", name) for name in names if name.endswith(".pyc")]
    assert sorted(beside) == ["__pycache__/app", "room-stubs/__pycache__/model", "room/__pycache__/quick"]


ASKED = """
import importlib.resources, inspect, sys, traceback
sys.path.insert(0, sys.argv[2])
from chalicelib.cloud import modulefile
modulefile.use(sys.argv[1])
import room.model
print(room.model.ANSWER, room.model.__file__, room.model.__cached__, room.__path__)
print(inspect.getsource(room.model).count("ANSWER"))
print(importlib.resources.files("room").joinpath("words.txt").read_text())
try:
    room.model.fail()
except ValueError:
    print(traceback.extract_tb(sys.exc_info()[2])[-1].filename)
import json.tool, room.unknown
"""


def test_modules_come_out_of_the_one_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(a_package(tmp_path / "a.zip")) as archive:
        archive.extractall(tmp_path / "task")
    task = tmp_path / "task"
    words = [sys.executable, "-X", "utf8", "-c", ASKED, str(task), str(CHALICELIB.parent)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.splitlines() == [
        f"42 {task}/room/model.py {task}/modules.bin ['{task}/room']",
        "2",
        "xin chào",
        "/var/task/room/model.py",
    ]
    assert done.stderr.splitlines()[-1] == "ModuleNotFoundError: No module named 'room.unknown'"


@pytest.mark.parametrize("content", [None, b"", b"another Python's"])
def test_without_a_file_that_this_python_reads_everything_is_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    finders = list(sys.meta_path)
    monkeypatch.setattr(sys, "meta_path", list(finders))
    if content is not None:
        (tmp_path / modulefile.NAME).write_bytes(content)
    modulefile.use(str(tmp_path))
    assert sys.meta_path == finders
