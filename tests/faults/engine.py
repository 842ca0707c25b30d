"""A world on the laptop's engine: a stage of its own, seen through clients that no fault disturbs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session

from tests.faults.world import A_BATCH, QUEUES, RawItem, Stored

WRITTEN_AT_ONCE = 25


class Engine:
    """The `Cloud` of a stage; `variables` is the environment of its functions, `outputs` the names of its parts."""

    def __init__(self, url: str, variables: Mapping[str, str], outputs: Mapping[str, str]) -> None:
        self._table = variables["MOTCUA_TABLE"]
        self._buckets = (variables["MOTCUA_QUARANTINE_BUCKET"], variables["MOTCUA_KEEP_BUCKET"])
        self._urls = {queue: outputs[f"{queue.title()}QueueUrl"] for queue in (*QUEUES, "arrivals", "printing")}
        self._read: dict[tuple[str, str, str], Any] = {}
        paths = Config(s3={"addressing_style": "path"})
        session = Session()
        self._dynamodb, self._s3, self._sqs = (
            session.create_client(name, endpoint_url=url, region_name=os.environ["AWS_DEFAULT_REGION"], config=paths)
            for name in ("dynamodb", "s3", "sqs")
        )

    def rows(self) -> list[RawItem]:
        """See Cloud."""
        rows: list[RawItem] = []
        position: dict[str, Any] = {}
        while True:
            page = self._dynamodb.scan(TableName=self._table, **position)
            rows += page["Items"]
            if "LastEvaluatedKey" not in page:
                return rows
            position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def objects(self) -> Stored:
        """See Cloud."""
        return {place: self._object(*place, mark) for place, mark in self._listed().items()}

    def _listed(self) -> dict[tuple[str, str], str]:
        """The mark of each object's content."""
        return {
            (bucket, one["Key"]): one["ETag"]
            for bucket in self._buckets
            for one in self._s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        }

    def _object(self, bucket: str, key: str, mark: str) -> Any:
        """Content, type and metadata; read once for each content."""
        known = self._read.get((bucket, key, mark))
        if known is None:
            found = self._s3.get_object(Bucket=bucket, Key=key)
            known = self._read[bucket, key, mark] = (found["Body"].read(), found["ContentType"], found["Metadata"])
        return known

    def load(self, rows: Sequence[RawItem], objects: Stored) -> None:
        """See Cloud."""
        there = {_key(row): row for row in self.rows()}
        wanted = {_key(row): row for row in rows}
        gone = [
            {"DeleteRequest": {"Key": dict(zip(("pk", "sk"), ({"S": one} for one in key), strict=True))}}
            for key in there.keys() - wanted.keys()
        ]
        fresh = [{"PutRequest": {"Item": row}} for key, row in wanted.items() if there.get(key) != row]
        requests = [*gone, *fresh]
        for start in range(0, len(requests), WRITTEN_AT_ONCE):
            self._dynamodb.batch_write_item(RequestItems={self._table: requests[start : start + WRITTEN_AT_ONCE]})
        self._load_objects(objects)
        for url in self._urls.values():
            self._sqs.purge_queue(QueueUrl=url)

    def _load_objects(self, objects: Stored) -> None:
        there = {place: self._object(*place, mark) for place, mark in self._listed().items()}
        for bucket, key in there.keys() - objects.keys():
            self._s3.delete_object(Bucket=bucket, Key=key)
        for bucket, key in (place for place, thing in objects.items() if there.get(place) != thing):
            content, kind, facts = objects[(bucket, key)]
            self._s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=kind, Metadata=facts)

    def take(self, queue: str) -> list[dict[str, Any]]:
        """See Cloud."""
        answer = self._sqs.receive_message(
            QueueUrl=self._urls[queue], MaxNumberOfMessages=A_BATCH, AttributeNames=["All"]
        )
        name = self._urls[queue].rsplit("/", 1)[1]
        return [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one.get("Attributes", {}),
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{os.environ['AWS_DEFAULT_REGION']}:000000000000:{name}",
                "awsRegion": os.environ["AWS_DEFAULT_REGION"],
            }
            for one in answer.get("Messages", [])
        ]

    def remove(self, queue: str, records: Sequence[Mapping[str, Any]]) -> None:
        """See Cloud."""
        if records:
            entries = [{"Id": str(number), "ReceiptHandle": one["receiptHandle"]} for number, one in enumerate(records)]
            self._sqs.delete_message_batch(QueueUrl=self._urls[queue], Entries=entries)


def _key(row: RawItem) -> tuple[str, str]:
    return row["pk"]["S"], row["sk"]["S"]


@contextmanager
def standing_in(variables: Mapping[str, str]) -> Iterator[None]:
    """The platform's code in this process works on another stage. What it remembers is put aside meanwhile and given
    back afterwards, so that the application of other tests and its use cases still share one memory."""
    import app  # noqa: F401 - all that remembers is there before it is put aside

    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        put_memory_aside(patch)
        yield


def put_memory_aside(patch: pytest.MonkeyPatch) -> None:
    """Every cached function of the platform remembers nothing, whoever calls it, until the patch is undone."""
    fresh: dict[Any, Any] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith(("chalicelib.", "tests.")):
            for word, thing in list(vars(module).items()):
                if callable(getattr(thing, "cache_clear", None)) and thing.__module__.startswith("chalicelib."):
                    if thing not in fresh:
                        fresh[thing] = lru_cache(**thing.cache_parameters())(thing.__wrapped__)
                    patch.setattr(module, word, fresh[thing])
