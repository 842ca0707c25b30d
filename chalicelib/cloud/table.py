"""DynamoDB: reading it, and `Change`, the one transaction that every change is.

One table per stage. An aggregate is one item collection (`pk`); its head carries `version` and `chain`, the
sequence number and hash of its last journal entry. Indexes: `work` (queues), `mine` (owners' lists), `due`
(timers, unsent events), `code` (look-ups); each projects one attribute.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import UnicodeAttribute
from pynamodb.constants import ALL_OLD
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.cloud.items import INDEXES, Item, connection
from chalicelib.foundation.errors import Unavailable
from chalicelib.foundation.values import frozen

FIRST_KEY, LAST_KEY = " ", "~"
"""Sort keys of indexes are printable ASCII."""
TRIES = 10


def unavailable() -> Unavailable:
    """The refusal when the table does not answer in time."""
    return Unavailable(
        "cloud/table-busy",
        "Hệ thống đang bận. Thông tin của bạn chưa bị mất; hãy thử lại sau ít phút.",
        "The system is busy. Nothing you entered is lost; please try again in a few minutes.",
    )


def code_of(error: PynamoDBException) -> str:
    """The code with which AWS has refused; empty when there was no answer, where PynamoDB's own property would fail."""
    return (error.cause_response_code or "") if isinstance(error.cause, ClientError) else ""


RawItem = dict[str, dict[str, Any]]


def get(pk: str, sk: str, *, consistent: bool = True) -> RawItem | None:
    """One item as DynamoDB gives it, or None."""
    with _busy_when_failing():
        found = connection().get_item(pk, range_key=sk, consistent_read=consistent)
    return cast(RawItem | None, found.get("Item"))


def collection(pk: str, *, before: str = "", starts: str = "", consistent: bool = True) -> list[RawItem]:
    """The items of one collection in order of `sk`, all of them or those before / starting with a sort key."""
    condition: Condition | None = None
    if before:
        condition = Item.sk < before
    elif starts:
        condition = Item.sk.startswith(starts)
    rows: list[RawItem] = []
    position: RawItem | None = None
    while True:
        with _busy_when_failing():
            page = connection().query(pk, condition, consistent_read=consistent, exclusive_start_key=position)
        rows.extend(page["Items"])
        position = page.get("LastEvaluatedKey")
        if not position:
            return rows


@frozen
class IndexPage:
    """One page of an index: raw rows and the raw position after it (None at the end)."""

    rows: list[RawItem]
    position: RawItem | None


def index_page(
    index: str,
    partition: str,
    *,
    limit: int,
    after: RawItem | None = None,
    since: str = "",
    up_to: str = "",
    newest: bool = False,
) -> IndexPage:
    """A page of one partition of an index in order of its sort key (`newest`: backwards).

    Eventually consistent, one call; `since` leaves out sort keys before it, `up_to` those beyond it.
    """
    key = UnicodeAttribute(attr_name=INDEXES[index][1])
    condition = key.between(since or FIRST_KEY, up_to or LAST_KEY) if since or up_to else None
    with _busy_when_failing():
        page = connection().query(
            partition,
            condition,
            index_name=index,
            limit=limit,
            exclusive_start_key=after,
            scan_index_forward=not newest,
        )
    return IndexPage(page["Items"], page.get("LastEvaluatedKey"))


def batch(keys: Sequence[tuple[str, str]]) -> list[RawItem]:
    """Up to 100 items by key in one call, in no particular order; those that do not exist are left out."""
    if not keys:
        return []
    wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
    rows: list[RawItem] = []
    table = connection()
    for _ in range(TRIES):
        with _busy_when_failing():
            found = table.connection.dispatch("BatchGetItem", {"RequestItems": {table.table_name: {"Keys": wanted}}})
        rows.extend(found.get("Responses", {}).get(table.table_name, []))
        wanted = found.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
        if not wanted:
            return rows
    raise unavailable()


def put(item: Item) -> None:
    """Writes one item, whatever stands there: one call. For what is no change of an aggregate."""
    with _busy_when_failing():
        item.save()


def drop(item: Item) -> None:
    """Removes one item, if it is there: one call."""
    with _busy_when_failing():
        item.delete()


class _busy_when_failing:
    """Turns a failure of the table's service into `Unavailable`; programming errors pass."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, (PynamoDBException, BotoCoreError)):
            raise unavailable() from error


@frozen
class Part:
    """One item of a transaction. `name` tells the parts apart when one of their conditions fails."""

    name: str
    kind: str
    item: Item
    actions: Sequence[Action] = ()
    condition: Condition | None = None


class PartLost(Exception):
    """A part's condition did not hold, so nothing was written. `found` is what stood there instead, if anything."""

    def __init__(self, name: str, found: RawItem | None) -> None:
        super().__init__(name)
        self.name = name
        self.found = found


@dataclass
class Change:
    """The parts of one change, committed together or not at all.

    Rooms' faces hand out parts; the caller's Change collects them and commits once. `pause` sleeps between
    tries (seconds); `before_again` may refuse another try, when time is short.
    """

    parts: list[Part] = field(default_factory=list)
    pause: Callable[[float], None] = time.sleep
    before_again: Callable[[], None] = lambda: None

    def put(self, name: str, item: Item, condition: Condition | None = None) -> None:
        """Writes a whole item."""
        self.parts.append(Part(name, "put", item, condition=condition))

    def update(self, name: str, item: Item, actions: Sequence[Action], condition: Condition | None = None) -> None:
        """Changes attributes of one item."""
        self.parts.append(Part(name, "update", item, actions, condition))

    def delete(self, name: str, item: Item, condition: Condition | None = None) -> None:
        """Removes one item."""
        self.parts.append(Part(name, "delete", item, condition=condition))

    def commit(self) -> None:
        """Writes all parts in one transaction.

        Raises PartLost for the first part (in order of importance: as added) whose condition failed, and
        Unavailable when the table is busy beyond some tries.
        """
        for attempt in range(TRIES):
            try:
                return self._write()
            except TransactWriteError as error:
                self._explain(error)
            except BotoCoreError as error:
                raise unavailable() from error
            self.before_again()
            self.pause(random.uniform(0, min(0.4, 0.02 * 2**attempt)))
        raise unavailable()

    def _write(self) -> None:
        with TransactWrite(connection=connection().connection) as transaction:
            for part in self.parts:
                if part.kind == "put":
                    transaction.save(part.item, condition=part.condition, return_values=ALL_OLD)
                elif part.kind == "update":
                    transaction.update(part.item, list(part.actions), part.condition, return_values=ALL_OLD)
                else:
                    transaction.delete(part.item, condition=part.condition)

    def _explain(self, error: TransactWriteError) -> None:
        """Raises what the cancellation means; returns when trying again can help."""
        reasons = dict(self._reasons(error))
        for part in self.parts:
            reason = reasons.get(id(part))
            if reason is not None and reason.code == "ConditionalCheckFailed":
                raise PartLost(part.name, reason.raw_item) from error
        passing = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
        if any(reason is not None and reason.code in passing for reason in reasons.values()):
            return
        if code_of(error) in {"TransactionInProgressException", "ThrottlingException"}:
            return
        raise unavailable() from error

    def _reasons(self, error: TransactWriteError) -> Iterator[tuple[int, Any]]:
        """Pairs parts with reasons: DynamoDB answers in the order sent, and PynamoDB sends kind by kind."""
        order = {"delete": 0, "put": 1, "update": 2}
        sent = sorted(self.parts, key=lambda part: order[part.kind])
        for part, reason in zip(sent, error.cancellation_reasons, strict=False):
            yield id(part), reason
