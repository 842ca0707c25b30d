"""What the stub answers: rows as the application itself writes them, of one demo agency's desk."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud.items import INDEXES, PROJECTED
from chalicelib.commons.identity import demo_accounts
from chalicelib.commons.identity.store import SessionItem
from chalicelib.foundation.clock import iso, now
from chalicelib.onestop.dossiers import heads, items
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.tallies import TALLIED

Row = dict[str, Any]

TABLE = "motcua-bench"
ITEM = {"pk": {"S": "D#01JD0000000000000000"}, "sk": {"S": "A"}}
CODE = "000.00.07.H29-261120-0001"
OFFICER = "acc-onestop-d07"
UNIT = "d07"
PAGES = (25, 100, TALLIED)
"""How many lines of a queue are asked for: by pages, and for the numbers on the tabs."""
NAME = "Công Tằng Tôn Nữ Thị Minh Họa"
PROCEDURE = "9.000001"
ANSWERS = {
    "applicant_kind": "business",
    "organisation_name": "Công ty Minh Họa",
    "phone": "02830000001",
    "email": "minh.hoa@example.vn",
    "head_office": {"street": "12 Đường Thử Nghiệm", "ward": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"},
    "purpose": "Tổng hợp tin kinh tế địa phương cho bạn đọc. " * 10,
    "topics": ["economy", "culture"],
    "news_sources": [{"name": "Báo Minh Họa", "address": "https://bao.example.vn"}],
    "years": 5,
}
"""Of the application for a general information website."""


def dossier(number: int, at: datetime) -> Dossier:
    """A dossier in process, with a name as long as names get; `number` tells dossiers apart."""
    received = at - timedelta(days=1)
    return Dossier(
        id=f"{number:020d}",
        version=12,
        mark=12,
        chain="0" * 43,
        status=Status.RECEIVED,
        procedure=PROCEDURE,
        procedure_version=2,
        owner="acc-citizen-1",
        unit=UNIT,
        applicant=NAME,
        last4="0001",
        created_at=received,
        code=f"{CODE[:-4]}{number:04d}",
        step="reception",
        submitted_at=received,
        receive_by=received + timedelta(hours=8),
        received_at=received,
        received_by=UNIT,
        due_at=at + timedelta(days=9, minutes=number),
        timeline=((Status.SUBMITTED, received), (Status.RECEIVED, received)),
    )


def item() -> Row:
    """The yardstick's item: about 1.6 KB, flat attributes and five maps of files."""
    flat = {f"attribute_{number}": {"S": f"{NAME} {number}"} for number in range(12)}
    file = {
        "name": {"S": "giay-to-minh-hoa.pdf"},
        "size": {"N": "123456"},
        "sha256": {"S": "0" * 64},
        "state": {"S": "kept"},
        "at": {"S": "2026-11-20T01:00:00Z"},
    }
    return {**ITEM, **flat, "files": {"M": {f"f{number}": {"M": file} for number in range(5)}}, "version": {"N": "12"}}


def collection(number: int, at: datetime) -> list[Row]:
    """Everything of a dossier but its journal: head and answers. An even number is a draft that the desk keeps."""
    one = replace(dossier(number, at), step="receive")
    if number % 2 == 0:
        one = replace(
            one,
            status=Status.DRAFT,
            owner=f"desk:{UNIT}",
            code="",
            step="",
            submitted_at=None,
            receive_by=None,
            received_at=None,
            received_by="",
            due_at=None,
            timeline=(),
            expires_at=at + timedelta(days=30),
        )
    return [heads.head_of(one).serialize(), items.answers_item(one.id, ANSWERS).serialize()]


def indexed(number: int, index: str, at: datetime) -> Row:
    """What an index holds of a dossier."""
    names = {"pk", "sk", *INDEXES[index], PROJECTED[index]}
    head: Row = heads.head_of(dossier(number, at)).serialize()
    return {name: value for name, value in head.items() if name in names}


def session(key: str, at: datetime) -> Row:
    """The session of any key that is asked for: an officer of the one-stop desk, just signed in."""
    officer = next(one for one in demo_accounts() if one.id == OFFICER)
    row: Row = SessionItem(
        pk=key,
        sk="S",
        account=officer.id,
        name=officer.name,
        kind=officer.kind,
        provider="local",
        assurance=1,
        started=iso(at),
        seen=iso(at),
        ttl=int(at.timestamp()) + 3600,
        mk=f"SESSIONS#{officer.id}",
        ms=iso(at),
        own=iso(at),
    ).serialize()
    return row


class Answers:
    """The bytes of each answer, made once; only the session is made anew, so that it never needs to be prolonged."""

    def __init__(self) -> None:
        at = now()
        self._items = {
            "K#": _bytes({"Item": {"value": {"S": base64.urlsafe_b64encode(bytes(32)).decode()}}}),
            "D#": _bytes({"Item": item()}),
            "C#": _bytes({}),  # no day was announced beyond the packaged calendar
        }
        self._dossiers = {f"D#{number:020d}": _bytes(_found(collection(number, at))) for number in (1, 2)}
        self._queues = {limit: _bytes(_queue(limit, at)) for limit in PAGES}
        self._face = _bytes({"Items": [indexed(1, "code", at)], "Count": 1, "ScannedCount": 1})

    def answer(self, operation: str, body: bytes) -> bytes | None:
        """The answer to a request of the table's API; None for one that no benchmark makes."""
        request = json.loads(body)
        if operation == "GetItem":
            key = request["Key"]["pk"]["S"]
            return _bytes({"Item": session(key, now())}) if key.startswith("S#") else self._items.get(key[:2])
        if operation == "Query" and not request.get("IndexName"):
            return self._dossier(request)
        if operation == "PutItem":
            return _bytes({})  # that somebody has looked is put on record
        if operation == "Query" and request.get("IndexName") == "work":
            return self._queues.get(request["Limit"])
        if operation == "Query" and request.get("IndexName") == "code":
            return self._face
        return None

    def _dossier(self, request: Row) -> bytes | None:
        """A dossier with everything it has, by the number in its key."""
        [key] = [one["S"] for one in request["ExpressionAttributeValues"].values() if one.get("S", "").startswith("D#")]
        return self._dossiers.get(key)


def _found(rows: list[Row]) -> Row:
    return {"Items": rows, "Count": len(rows), "ScannedCount": len(rows)}


def _queue(limit: int, at: datetime) -> Row:
    lines = [indexed(number, "work", at) for number in range(1, limit + 1)]
    position = {name: value for name, value in lines[-1].items() if name != PROJECTED["work"]}
    return {"Items": lines, "Count": limit, "ScannedCount": limit, "LastEvaluatedKey": position}


def _bytes(answer: Row) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode()
