"""DynamoDB in memory: one table with its indexes, as `infra/state.yaml` describes it.

An item is never changed in place, so that a snapshot costs a few shallow copies. What a read that is not consistent may
see, and what an index may still show, is a recent state of each item: the weather chooses which.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.cloud.items import INDEXES, PROJECTED
from tests.fake import expressions
from tests.fake.expressions import Item, Scope, Value
from tests.fake.ticking import Clock, Refused
from tests.fake.weather import Weather

Key = tuple[str, str]
Request = Mapping[str, Any]
TOKENS_LIVE = 600.0
LARGEST_ITEM = 400 * 1024
LARGEST_PAGE = 1024 * 1024
FAILED = "The conditional request failed"


@dataclass
class Written:
    """A change of one item, for the stream and for who reads an older state."""

    at: float
    key: Key
    before: Item | None
    after: Item | None


@dataclass
class Database:
    """The table. `stream` gets every change in order, until somebody takes it from there."""

    clock: Clock
    weather: Weather = field(default_factory=Weather)
    rows: dict[str, dict[str, Item]] = field(default_factory=dict)
    tokens: dict[str, tuple[float, str]] = field(default_factory=dict)
    recent: deque[Written] = field(default_factory=deque)
    stream: list[Written] = field(default_factory=list)
    _lines: dict[str, dict[str, dict[tuple[str, str, str], Item]]] = field(
        default_factory=lambda: {name: {} for name in INDEXES}
    )

    def snapshot(self) -> Callable[[], None]:
        """The present state, as a function that brings it back."""
        rows = {pk: dict(some) for pk, some in self.rows.items()}
        tokens, stream = dict(self.tokens), list(self.stream)
        lines = {name: {pk: dict(some) for pk, some in index.items()} for name, index in self._lines.items()}

        def restore() -> None:
            self.rows = {pk: dict(some) for pk, some in rows.items()}
            self._lines = {name: {pk: dict(some) for pk, some in index.items()} for name, index in lines.items()}
            self.tokens, self.stream, self.recent = dict(tokens), list(stream), deque()

        return restore

    def fill(self, rows: Iterable[Item]) -> None:
        """Makes these items everything that there is."""
        self.rows, self._lines = {}, {name: {} for name in INDEXES}
        for row in rows:
            self._write(_key(row), dict(row))
        self.stream, self.recent, self.tokens = [], deque(), {}

    # reads

    def get_item(self, asked: Request) -> dict[str, Any]:
        _only(asked, "Key", "ConsistentRead")
        found = self._seen(_key(asked["Key"]), asked.get("ConsistentRead", False))
        return {"Item": dict(found)} if found is not None else {}

    def batch_get_item(self, asked: Request) -> dict[str, Any]:
        ((table, wanted),) = asked["RequestItems"].items()
        keys = [_key(one) for one in wanted["Keys"]]
        if len(keys) > 100:
            raise _invalid("Too many items requested for the BatchGetItem call")
        if len(set(keys)) < len(keys):
            raise _invalid("Provided list of item keys contains duplicates")
        served = len(keys)
        if len(keys) > 1 and self.weather.happens(self.weather.partial):
            served = self.weather.chance.randrange(1, len(keys))
        found = [self._seen(key, wanted.get("ConsistentRead", False)) for key in keys[:served]]
        left = {table: {"Keys": wanted["Keys"][served:]}} if served < len(keys) else {}
        return {"Responses": {table: [dict(one) for one in found if one is not None]}, "UnprocessedKeys": left}

    def query(self, asked: Request) -> dict[str, Any]:
        _only(
            asked, "KeyConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues",
            "IndexName", "ConsistentRead", "Limit", "ScanIndexForward", "ExclusiveStartKey",
        )  # fmt: skip
        index = asked.get("IndexName", "")
        names = INDEXES[index] if index else ("pk", "sk")
        partition, within = _read_key_condition(asked, names)
        if index and asked.get("ConsistentRead"):
            raise _invalid("Consistent reads are not supported on global secondary indexes")
        rows = self._index_rows(index, partition) if index else self._collection_rows(asked, partition)
        asked_for = [one for one in rows if within(one[names[1]])]
        asked_for.sort(key=lambda one: _order(one, names), reverse=not asked.get("ScanIndexForward", True))
        return _page(asked, asked_for, names)

    def _collection_rows(self, asked: Request, pk: str) -> Iterable[Item]:
        there = self.rows.get(pk, {})
        if asked.get("ConsistentRead") or not self.weather.stale:
            return there.values()
        touched = {one.key[1] for one in self._behind() if one.key[0] == pk}
        seen = {**there, **{sk: self._seen((pk, sk), False) for sk in sorted(touched)}}
        return [one for one in seen.values() if one is not None]

    def _index_rows(self, index: str, partition: str) -> Iterable[Item]:
        there = self._lines[index].get(partition, {})
        if not self.weather.lag:
            return there.values()
        lines = dict(there)
        for key in dict.fromkeys(one.key for one in self._behind()):
            current = _line(index, self._stored(key))
            seen = _line(index, self._seen(key, False))
            if current is not None:
                lines.pop(_place(index, current)[1], None)
            if seen is not None and _place(index, seen)[0] == partition:
                lines[_place(index, seen)[1]] = seen
        return lines.values()

    def _stored(self, key: Key) -> Item | None:
        return self.rows.get(key[0], {}).get(key[1])

    def _seen(self, key: Key, consistent: bool) -> Item | None:
        """An item as this read sees it: now, or as it stood before one of its latest changes."""
        if consistent or not self.weather.happens(self.weather.stale):
            return self._stored(key)
        older = [one.before for one in self._behind() if one.key == key]
        return self.weather.chance.choice(older) if older else self._stored(key)

    def _behind(self) -> deque[Written]:
        """The changes that need not be seen everywhere yet."""
        while self.recent and self.recent[0].at < self.clock.seconds - self.weather.lag:
            self.recent.popleft()
        return self.recent

    # writes

    def put_item(self, asked: Request) -> dict[str, Any]:
        _only(asked, "Item", *_CONDITIONAL)
        return self._alone(asked, asked["Item"], lambda _: dict(asked["Item"]))

    def delete_item(self, asked: Request) -> dict[str, Any]:
        _only(asked, "Key", *_CONDITIONAL)
        return self._alone(asked, asked["Key"], lambda _: None)

    def update_item(self, asked: Request) -> dict[str, Any]:
        _only(asked, "Key", "UpdateExpression", *_CONDITIONAL)
        return self._alone(asked, asked["Key"], lambda before: _updated(asked, before))

    def _alone(self, asked: Request, key: Item, make: Callable[[Item | None], Item | None]) -> dict[str, Any]:
        place = _key(key)
        before = self._stored(place)
        if not _holds(asked, before):
            raise Refused("ConditionalCheckFailedException", FAILED)
        after = _checked(make(before))
        self._write(place, after)
        shown = {"ALL_OLD": before, "ALL_NEW": after}.get(asked.get("ReturnValues", "NONE"))
        return {"Attributes": dict(shown)} if shown is not None else {}

    def transact_write_items(self, asked: Request) -> dict[str, Any]:
        parts = [next(iter(one.items())) for one in asked["TransactItems"]]
        keys = [_key(part.get("Item") or part["Key"]) for _, part in parts]
        if len(parts) > 100:
            raise _invalid("Member must have length less than or equal to 100")
        if len(set(keys)) < len(keys):
            raise _invalid("Transaction request cannot include multiple operations on one item")
        if self._said_before(asked):
            return {}
        tried = [_tried(kind, part, self._stored(key)) for key, (kind, part) in zip(keys, parts, strict=True)]
        if any(reason["Code"] != "None" for reason, _ in tried):
            raise cancelled([reason for reason, _ in tried])
        for key, (_, after), (kind, _) in zip(keys, tried, parts, strict=True):
            if kind != "ConditionCheck":
                self._write(key, after)
        self._remember(asked)
        return {}

    def _said_before(self, asked: Request) -> bool:
        """Whether this very transaction was carried out within the last ten minutes."""
        self.tokens = {token: one for token, one in self.tokens.items() if one[0] > self.clock.seconds - TOKENS_LIVE}
        known = self.tokens.get(asked.get("ClientRequestToken", ""))
        if known is not None and known[1] != _spelled(asked):
            raise Refused("IdempotentParameterMismatchException", "Parameters do not match those of the first request")
        return known is not None

    def _remember(self, asked: Request) -> None:
        token = asked.get("ClientRequestToken", "")
        if token:
            self.tokens[token] = (self.clock.seconds, _spelled(asked))

    def _write(self, key: Key, after: Item | None) -> None:
        before = self._stored(key)
        if before == after:
            return
        for index in INDEXES:
            for line, there in ((_line(index, before), False), (_line(index, after), True)):
                if line is not None:
                    partition, place = _place(index, line)
                    if there:
                        self._lines[index].setdefault(partition, {})[place] = line
                    else:
                        self._lines[index][partition].pop(place)
        if after is None:
            self.rows[key[0]].pop(key[1])
        else:
            self.rows.setdefault(key[0], {})[key[1]] = after
        written = Written(self.clock.seconds, key, before, after)
        self.stream.append(written)
        if self.weather.lag:
            self.recent.append(written)


_CONDITIONAL = (
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValues",
    "ReturnValuesOnConditionCheckFailure",
)


def _only(asked: Request, *known: str) -> None:
    """Refuses what this fake does not do."""
    beyond = set(asked) - {"TableName", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics", *known}
    if beyond:
        raise NotImplementedError(f"the fake knows no {', '.join(sorted(beyond))}")


def _invalid(message: str) -> Refused:
    return Refused("ValidationException", message)


def cancelled(reasons: list[dict[str, Any]]) -> Refused:
    """A transaction that was not carried out, with the reason of each part."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    return Refused(
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        CancellationReasons=reasons,
    )


def _key(key: Mapping[str, Value]) -> Key:
    pk, sk = (key.get(name, {}).get("S") for name in ("pk", "sk"))
    if not pk or not sk:
        raise _invalid("One or more parameter values are not valid. A key attribute is missing, empty or no text")
    return pk, sk


def _scope(asked: Request, item: Item | None) -> Scope:
    return Scope(item or {}, asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {}))


def _holds(asked: Request, before: Item | None) -> bool:
    text = asked.get("ConditionExpression")
    return text is None or expressions.condition(text)(_scope(asked, before))


def _updated(asked: Request, before: Item | None) -> Item:
    scope, after = _scope(asked, before), dict(before or asked["Key"])
    try:
        for act in expressions.update(asked["UpdateExpression"]) if asked.get("UpdateExpression") else ():
            act(scope, after)
    except LookupError as error:
        raise _invalid(str(error)) from error
    return after


def _made(kind: str, part: Request, before: Item | None) -> Item | None:
    if kind == "Put":
        return dict(part["Item"])
    return _updated(part, before) if kind == "Update" else None


def _checked(item: Item | None) -> Item | None:
    """An item that may be stored: not too large, and with texts that are not empty wherever it stands in an index."""
    if item is None:
        return None
    if size_of(item) > LARGEST_ITEM:
        raise _invalid("Item size has exceeded the maximum allowed size")
    for names in INDEXES.values():
        for name in names:
            if name in item and not item[name].get("S"):
                raise _invalid(f"One or more parameter values are not valid. Index key {name} is empty or no text")
    return item


def _tried(kind: str, part: Request, before: Item | None) -> tuple[dict[str, Any], Item | None]:
    """Why a part of a transaction cannot be carried out, if so, and what its item will be."""
    if not _holds(part, before):
        return _failed(part, before), None
    try:
        return {"Code": "None"}, _checked(_made(kind, part, before))
    except Refused as refused:
        return {"Code": "ValidationError", "Message": refused.message}, None


def _failed(part: Request, before: Item | None) -> dict[str, Any]:
    shown = before is not None and part.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    return {"Code": "ConditionalCheckFailed", "Message": FAILED, **({"Item": dict(before or {})} if shown else {})}


def _spelled(asked: Request) -> str:
    return json.dumps(asked["TransactItems"], sort_keys=True)


def _line(index: str, item: Item | None) -> Item | None:
    """What an index holds of an item, None when the item is not in it."""
    if item is None or any(name not in item for name in INDEXES[index]):
        return None
    names = ("pk", "sk", *INDEXES[index], PROJECTED[index])
    return {name: item[name] for name in names if name in item}


def _place(index: str, line: Item) -> tuple[str, tuple[str, str, str]]:
    partition, place = INDEXES[index]
    return line[partition]["S"], (line[place]["S"], line["pk"]["S"], line["sk"]["S"])


def _order(item: Item, names: tuple[str, str]) -> tuple[str, str, str]:
    """Python orders texts by code points, which is the order of their bytes in UTF-8, DynamoDB's."""
    return item[names[1]]["S"], item["pk"]["S"], item["sk"]["S"]


def _read_key_condition(asked: Request, names: tuple[str, str]) -> tuple[str, Callable[[Value], bool]]:
    """The partition that is asked for, and whether a sort key is asked for."""
    known, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
    partition, tests = "", []
    for name, operator, given in expressions.key_condition(asked["KeyConditionExpression"]):
        found = [values[one] for one in given]
        if known[name] == names[0]:
            partition = found[0]["S"]
        elif known[name] == names[1]:
            tests.append((operator, found))
        else:
            raise _invalid("Query condition missed key schema element")
    if not partition:
        raise _invalid("One or more parameter values are not valid. The partition is empty")
    return partition, lambda value: all(_within(value, operator, found) for operator, found in tests)


def _within(value: Value, operator: str, given: list[Value]) -> bool:
    if operator == "begins_with":
        return expressions.begins_with(value, given[0])
    if operator == "BETWEEN":
        return expressions.compare("<=", given[0], value) and expressions.compare("<=", value, given[1])
    return expressions.compare(operator, value, given[0])


def _page(asked: Request, rows: list[Item], names: tuple[str, str]) -> dict[str, Any]:
    start, limit = asked.get("ExclusiveStartKey"), asked.get("Limit", math.inf)
    if start is not None:
        begun, back = _order(start, names), not asked.get("ScanIndexForward", True)
        rows = [one for one in rows if (_order(one, names) < begun if back else _order(one, names) > begun)]
    page: list[Item] = []
    size = 0
    for row in rows:
        if len(page) >= limit or size >= LARGEST_PAGE:
            break
        page.append(dict(row))
        size += size_of(row)
    found: dict[str, Any] = {"Items": page, "Count": len(page), "ScannedCount": len(page)}
    if page and (len(page) >= limit or len(page) < len(rows)):
        found["LastEvaluatedKey"] = {name: page[-1][name] for name in dict.fromkeys((*names, "pk", "sk"))}
    return found


def size_of(item: Item) -> int:
    """Bytes of an item, by DynamoDB's rules, as far as our kinds of values go."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Value) -> int:
    kind, content = next(iter(value.items()))
    if kind == "N":
        return math.ceil(len(content.lstrip("-").replace(".", "")) / 2) + 1
    return len(content.encode()) if kind == "S" else 1
