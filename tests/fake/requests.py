"""Random requests as the platform's libraries would send them, for the comparison of the fake with an engine.

Expressions are PynamoDB's own, so that what is compared is the grammar that really travels.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action, Update

from chalicelib.cloud.items import INDEXES

PARTITIONS = ("A#1", "A#2", "B#é")
SORTS = ("A", "B", "J#1", "J#2", "J#đ", "T")
WORDS = ("", "a", "ab", "b", "đ", "z" * 40)
NUMBERS = (-1, 0, 1, 2, 10, 1.5)
TEXT = UnicodeAttribute(attr_name="text")
NUMBER = NumberAttribute(attr_name="n")
SORT = UnicodeAttribute(attr_name="sk")
EXTRA = ("row", "own", "face")


@dataclass
class Requests:
    """Makes requests for one table, from one source of chance."""

    table: str
    chance: Random

    def next(self) -> tuple[str, dict[str, Any]]:
        """An operation of DynamoDB and what it is sent."""
        makers = (self.put, self.put, self.update, self.update, self.delete, self.get, self.query, self.query,
                  self.index, self.index, self.batch, self.transaction, self.transaction, self.transaction)  # fmt: skip
        return self.chance.choice(makers)()

    def key(self) -> dict[str, Any]:
        return {"pk": {"S": self.chance.choice(PARTITIONS)}, "sk": {"S": self.chance.choice(SORTS)}}

    def item(self) -> dict[str, Any]:
        found = self.key()
        if self.chance.random() < 0.8:
            found["text"] = {"S": self.chance.choice(WORDS)}
        if self.chance.random() < 0.8:
            found["n"] = {"N": str(self.chance.choice(NUMBERS))}
        for pair in INDEXES.values():
            for name in pair:
                if self.chance.random() < 0.6:
                    found[name] = {"S": self.chance.choice(WORDS[1:])}
        for name in EXTRA:
            if self.chance.random() < 0.3:
                found[name] = {"S": self.chance.choice(WORDS)}
        return found

    def condition(self, deep: int = 2) -> Condition:
        if deep and self.chance.random() < 0.4:
            left, right = self.condition(deep - 1), self.condition(deep - 1)
            return self.chance.choice((lambda: left & right, lambda: left | right, lambda: ~left))()
        word, number = self.chance.choice(WORDS), self.chance.choice(NUMBERS)
        return self.chance.choice((
            TEXT.exists, TEXT.does_not_exist, SORT.exists, SORT.does_not_exist, NUMBER.exists,
            lambda: word == TEXT, lambda: word != TEXT, lambda: word > TEXT, lambda: word <= TEXT,
            lambda: number == NUMBER, lambda: number != NUMBER, lambda: number >= NUMBER, lambda: number < NUMBER,
            lambda: NUMBER.between(0, number + 2), lambda: TEXT.is_in(word, "a"), lambda: TEXT.startswith("a"),
            lambda: TEXT.contains("b"),
        ))()  # fmt: skip

    def actions(self) -> list[Action]:
        word, number = self.chance.choice(WORDS), self.chance.choice(NUMBERS)
        texts = (lambda: TEXT.set(word), TEXT.remove, lambda: TEXT.set(UnicodeAttribute(attr_name="row")))
        numbers = (lambda: NUMBER.set(number), NUMBER.remove, lambda: NUMBER.add(number),
                   lambda: NUMBER.set(NUMBER + number), lambda: NUMBER.set(NUMBER | number))  # fmt: skip
        place = UnicodeAttribute(attr_name=self.chance.choice(("dk", "ds", "wk", "ws")))
        places = (lambda: place.set(self.chance.choice(WORDS[1:])), place.remove)
        chosen = self.chance.sample((texts, numbers, places), self.chance.randrange(1, 4))
        return [self.chance.choice(some)() for some in chosen]

    def put(self) -> tuple[str, dict[str, Any]]:
        return "PutItem", self._part("Put") | self._returning("NONE", "ALL_OLD")

    def update(self) -> tuple[str, dict[str, Any]]:
        return "UpdateItem", self._part("Update") | self._returning("NONE", "ALL_OLD", "ALL_NEW")

    def delete(self) -> tuple[str, dict[str, Any]]:
        return "DeleteItem", self._part("Delete") | self._returning("NONE", "ALL_OLD")

    def _returning(self, *kinds: str) -> dict[str, str]:
        return {"ReturnValues": self.chance.choice(kinds)}

    def _part(self, kind: str) -> dict[str, Any]:
        """One write. A refusal that shows the item is asked for in transactions only, as the platform does."""
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        asked: dict[str, Any] = {"TableName": self.table}
        asked |= {"Item": self.item()} if kind == "Put" else {"Key": self.key()}
        if kind == "Update":
            asked["UpdateExpression"] = Update(*self.actions()).serialize(names, values)
        if kind == "ConditionCheck" or self.chance.random() < 0.5:
            asked["ConditionExpression"] = self.condition().serialize(names, values)
        return asked | _placeholders(names, values)

    def transaction(self) -> tuple[str, dict[str, Any]]:
        sent = self.parts()
        if self.chance.random() < 0.03:
            sent.append(sent[0])
        return "TransactWriteItems", {"TransactItems": sent, "ClientRequestToken": f"t{self.chance.getrandbits(60)}"}

    def parts(self) -> list[dict[str, Any]]:
        """The parts of a transaction, each of another item."""
        kinds = ("Put", "Put", "Update", "Update", "Delete", "ConditionCheck")
        parts: dict[tuple[str, str], dict[str, Any]] = {}
        for _ in range(self.chance.randrange(1, 6)):
            kind = self.chance.choice(kinds)
            part = self._part(kind)
            if "ConditionExpression" in part and self.chance.random() < 0.5:
                part["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
            key = part.get("Item") or part["Key"]
            parts[(key["pk"]["S"], key["sk"]["S"])] = {kind: part}
        return list(parts.values())

    def get(self) -> tuple[str, dict[str, Any]]:
        return "GetItem", {"TableName": self.table, "Key": self.key(), "ConsistentRead": self.chance.random() < 0.5}

    def batch(self) -> tuple[str, dict[str, Any]]:
        keys = [self.key() for _ in range(self.chance.randrange(1, 6))]
        alike = self.chance.random() < 0.05
        once = list({(one["pk"]["S"], one["sk"]["S"]): one for one in keys}.values())
        return "BatchGetItem", {"RequestItems": {self.table: {"Keys": [*once, once[0]] if alike else once}}}

    def query(self) -> tuple[str, dict[str, Any]]:
        sort = self.chance.choice(SORTS)
        within = self.chance.choice((None, sort > SORT, sort >= SORT, sort < SORT, sort == SORT,
                                     SORT.startswith("J#"), SORT.between("A", sort)))  # fmt: skip
        asked = self._query("pk", self.chance.choice(PARTITIONS), within)
        return "Query", asked | {"ConsistentRead": self.chance.random() < 0.5}

    def index(self) -> tuple[str, dict[str, Any]]:
        index = self.chance.choice(list(INDEXES))
        sort, word = UnicodeAttribute(attr_name=INDEXES[index][1]), self.chance.choice(WORDS[1:])
        within = self.chance.choice((None, sort <= word, sort.startswith("a"), sort > word))
        return "Query", {**self._query(INDEXES[index][0], self.chance.choice(WORDS[1:]), within), "IndexName": index}

    def _query(self, name: str, partition: str, within: Condition | None) -> dict[str, Any]:
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        keyed = UnicodeAttribute(attr_name=name) == partition
        asked: dict[str, Any] = {"TableName": self.table}
        asked["KeyConditionExpression"] = (keyed if within is None else keyed & within).serialize(names, values)
        if self.chance.random() < 0.5:
            asked["Limit"] = self.chance.randrange(1, 5)
        if self.chance.random() < 0.3:
            asked["ScanIndexForward"] = False
        return asked | _placeholders(names, values)


def _placeholders(names: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if names:
        found["ExpressionAttributeNames"] = {placeholder: name for name, placeholder in names.items()}
    if values:
        found["ExpressionAttributeValues"] = values
    return found
