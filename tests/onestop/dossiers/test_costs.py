"""AWS calls and capacity per action, counted from what is really sent, beside the limits the design sets.

Capacity is computed from item sizes, because an emulator's figures are not to be trusted: a transactional write costs
two units per started KB, an index write one per started KB (two when the index key moves), an eventually consistent
read half a unit per started 4 KB. `make costs` prints the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.cloud import table
from chalicelib.cloud.items import INDEXES, PROJECTED, connection
from tests import samples
from tests.onestop.conftest import City
from tests.onestop.payments import payer

APART = ("S#", "K#", "C#")
"""Sessions are read every 30 seconds and the signing key once per process: counted apart."""
KEYS = {index: (*pair, "pk", "sk") for index, pair in INDEXES.items()}


def size_of(value: Any) -> int:
    """Bytes of an attribute value, by DynamoDB's rules."""
    kind, content = next(iter(value.items()))
    if kind == "N":
        return math.ceil(len(content.lstrip("-").replace(".", "")) / 2) + 1
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "S":
        return len(content.encode())
    raise AssertionError(f"no item of ours has a {kind}")


def item_size(item: dict[str, Any]) -> int:
    """Bytes of an item: names and values."""
    return sum(len(name) + size_of(value) for name, value in item.items())


def projected(item: dict[str, Any] | None, index: str) -> dict[str, Any] | None:
    """What an index holds of an item, None when the item is not in it."""
    if item is None or any(key not in item for key in INDEXES[index]):
        return None
    names = (*KEYS[index], PROJECTED[index])
    return {name: item[name] for name in names if name in item}


def index_units(before: dict[str, Any] | None, after: dict[str, Any] | None) -> int:
    """Units that the indexes take when an item changes."""
    units = 0
    for index in INDEXES:
        old, new = projected(before, index), projected(after, index)
        if old == new:
            continue
        moved = old is not None and new is not None and any(old[key] != new[key] for key in KEYS[index])
        for entry in (old, new) if moved else (new or old,):
            units += math.ceil(item_size(entry or {}) / 1024)
    return units


@dataclass
class Bill:
    """What one action has cost."""

    calls: list[str] = field(default_factory=list)
    write_units: float = 0
    read_units: float = 0
    largest: int = 0


def keys_written(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The keys a transaction or a single write touches."""
    parts = [one for part in request.get("TransactItems", []) for one in part.values()] or [request]
    return [{name: (part.get("Item") or part.get("Key"))[name] for name in ("pk", "sk")} for part in parts]


@contextmanager
def metered() -> Iterator[Bill]:
    """Counts every call of the table's client and computes the capacity of each."""
    bill = Bill()
    client = connection().connection.client
    original = client._make_api_call

    def counted(name: str, request: dict[str, Any]) -> Any:
        if request.get("Key", {}).get("pk", {}).get("S", "").startswith(APART):
            return original(name, request)
        bill.calls.append(name)
        writes = name in ("TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem")
        keys = keys_written(request) if writes else []
        before = [_peek(original, key) for key in keys]
        answer = original(name, request)
        if writes:
            _charge_writes(bill, name, before, [_peek(original, key) for key in keys])
        else:
            _charge_reads(bill, request, answer)
        return answer

    client._make_api_call = counted
    try:
        yield bill
    finally:
        client._make_api_call = original


def _peek(call: Any, key: dict[str, Any]) -> dict[str, Any] | None:
    request = {"TableName": connection().table_name, "Key": key, "ConsistentRead": True}
    found: dict[str, Any] | None = call("GetItem", request).get("Item")
    return found


def _charge_writes(bill: Bill, name: str, before: list[Any], after: list[Any]) -> None:
    factor = 2 if name == "TransactWriteItems" else 1
    for old, new in zip(before, after, strict=True):
        size = max(item_size(old or {}), item_size(new or {}))
        bill.write_units += factor * math.ceil(size / 1024) + index_units(old, new)
        bill.largest = max(bill.largest, item_size(new or {}))


def _charge_reads(bill: Bill, request: dict[str, Any], answer: dict[str, Any]) -> None:
    rows = answer.get("Items") or ([answer["Item"]] if "Item" in answer else [])
    size = sum(item_size(row) for row in rows)
    bill.read_units += (1 if request.get("ConsistentRead") else 0.5) * max(1, math.ceil(size / 4096))


Told = Callable[[str, Bill, str], None]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]) -> Told:
    """Prints one line of the table, whatever pytest captures, and reports it as the property `cost` (`make bench`)."""

    def tell(action: str, bill: Bill, limits: str) -> None:
        line = (
            f"{action:<38} calls {len(bill.calls):>2}  write units {bill.write_units:>3.0f}  "
            f"read units {bill.read_units:>4.1f}   limit: {limits}"
        )
        record_property("cost", line)
        with capsys.disabled():
            print(f"\n{line}", end="")

    return tell


@pytest.fixture
def reception(city: City) -> str:
    """A complete draft with five files."""
    dossier = city.ready()
    for _ in range(5 - len(samples.WEBSITE_PAPERS)):
        city.upload(dossier, "operating_plan")
    return dossier


def test_submitting_a_dossier_with_five_files(told: Told, city: City, reception: str) -> None:
    version = city.citizen.get(f"/api/v1/dossiers/{reception}").headers["etag"]
    city.onestop.get("/healthz")
    with metered() as bill:
        reply = city.citizen.post(f"/api/v1/dossiers/{reception}/submission", {}, if_match=version)
    assert reply.status == 200
    told("submit a dossier with 5 files", bill, "<= 3 calls, <= 12 write units, one read")
    assert len(bill.calls) <= 3
    assert bill.write_units <= 12
    assert bill.calls.count("Query") + bill.calls.count("GetItem") == 1


@pytest.mark.parametrize(
    ("action", "move", "facts"),
    [
        ("receive", "receive", {}),
        ("request a supplement", "request_supplement", {"papers": {"operating_plan": "Thiếu trang 2, xin bổ sung"}}),
        ("refuse", "refuse", {"reason": "Không thuộc thẩm quyền", "remedy": "Nộp tại Bộ"}),
    ],
)
def test_a_transition_out_of_submitted(told: Told, city: City, action: str, move: str, facts: dict[str, Any]) -> None:
    dossier, _ = city.submitted()
    _transition(told, city, city.onestop, dossier, action, move, facts)


def test_the_transitions_after_reception(told: Told, city: City) -> None:
    dossier, _ = city.submitted()
    _transition(told, city, city.onestop, dossier, "receive", "receive", {})
    _transition(told, city, city.onestop, dossier, "hand on to the specialist", "advance", {})
    _transition(
        told,
        city,
        city.specialist,
        dossier,
        "propose approval to the leader",
        "propose_approval",
        {"remark": "Đề nghị cấp phép"},
    )
    result = city.upload(dossier, "result", None, city.leader)
    _transition(told, city, city.leader, dossier, "attach the result", "attach_result", {"file": result})
    _transition(told, city, city.onestop, dossier, "return the result", "return_result", {"way": "online"})


def test_the_transitions_of_the_clock(told: Told, city: City) -> None:
    dossier, _ = city.submitted()
    _transition(told, city, city.onestop, dossier, "receive", "receive", {})
    asked = {"papers": {"operating_plan": "Thiếu trang 2, xin bổ sung"}}
    _transition(told, city, city.onestop, dossier, "return for completion", "request_supplement", asked)
    city.upload(dossier, "operating_plan")
    _transition(told, city, city.citizen, dossier, "supplement after reception", "supplement", {})
    _transition(told, city, city.onestop, dossier, "hand on to the specialist", "advance", {})
    owed = {"amount": 150_000, "reason": "Nghĩa vụ tài chính"}
    paid = {"amount": 150_000, "means": "cash"}
    _receipt_known(city)
    _transition(told, city, city.specialist, dossier, "require a payment", "require_payment", owed)
    _transition(told, city, city.onestop, dossier, "take cash, with a receipt's number", "take_payment", paid, most=12)
    _transition(told, city, city.specialist, dossier, "propose refusal", "propose_refusal", {"remark": "Không đủ"})
    longer = {"amount": 3, "reason": "Cần xác minh thêm; cơ quan xin lỗi."}
    _transition(told, city, city.leader, dossier, "extend with an apology", "extend", longer)
    _transition(told, city, city.leader, dossier, "stop", "stop", {"reason": "Chờ kết luận", "legal_basis": "Điều 5"})
    _transition(told, city, city.leader, dossier, "resume", "resume", {"reason": "Đã có kết luận"})
    said = {"reason": "Không đủ điều kiện", "remedy": "Nộp lại"}
    _transition(told, city, city.leader, dossier, "refuse after examination", "reject", said)


def _receipt_known(city: City) -> None:
    """This process knows the agency's last receipt, as one that has given out a number before."""
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    assert city.move(city.onestop, dossier, "advance").status == 200
    assert city.move(city.specialist, dossier, "require_payment", amount=1000, reason="Phí").status == 200
    assert city.move(city.onestop, dossier, "take_payment", amount=1000, means="cash").status == 200


def test_paying_online(told: Told, city: City) -> None:
    """Four transactions, each within the limits of a transition; a numbered receipt makes ten units."""
    dossier = payer.owing(city)
    _receipt_known(city)
    with metered() as bill:
        payment, _ = payer.begun(city, dossier)
    _within(told, bill, "pay online: begin", 2, 8)
    _settled(told, city, payment, "")
    waiting = payer.demanded(city)
    payment, _ = payer.begun(city, waiting, 150_000)
    _settled(told, city, payment, " (a dossier that waited)", 150_000)


def _settled(told: Told, city: City, payment: str, which: str, amount: int = payer.FEE) -> None:
    from chalicelib.foundation.clock import now
    from chalicelib.onestop import dossiers
    from chalicelib.onestop.payments import Verdict, payments

    with metered() as bill:
        attempt = payments().take("sandbox", Verdict(payment, "captured", amount, f"SB{payment[:8]}", now()), now())
    _within(told, bill, "pay online: note the capture", 2, 8)
    with metered() as bill:
        receipt = dossiers.paying().settle(attempt, now())
    _within(told, bill, f"pay online: settle{which}", 2, 10)
    with metered() as bill:
        payments().settled(attempt, receipt, now())
    _within(told, bill, "pay online: note the receipt", 1, 8)


def _within(told: Told, bill: Bill, action: str, calls: int, units: int) -> None:
    told(action, bill, f"<= {calls} calls, <= {units} write units")
    assert len(bill.calls) <= calls
    assert bill.write_units <= units
    assert bill.largest <= 1024


def test_rating_a_dossier(told: Told, city: City) -> None:
    dossier = city.approved()
    assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
    said = {"criteria": {"time": "satisfied", "attitude": "satisfied", "clarity": "satisfied"}, "remark": "Tận tình."}
    with metered() as bill:
        assert city.citizen.post("/api/v1/ratings", {"dossier": dossier, "level": "satisfied", **said}).status == 201
    _within(told, bill, "rate a finished dossier", 2, 8)
    with metered() as bill:
        assert city.visitor().get("/api/v1/open-data/satisfaction").status == 200
    told("the index of a month, all agencies", bill, "a call for each hundred agencies")
    assert set(bill.calls) == {"BatchGetItem"}
    with metered() as bill:
        assert city.leader.get("/api/v1/remarks?limit=25").status == 200
    told("remarks of an agency, page of 25", bill, "2 calls")
    assert bill.calls == ["Query", "BatchGetItem"]


def test_an_alert_of_the_schedule(told: Told, city: City) -> None:
    from chalicelib.onestop import dossiers
    from chalicelib.onestop.dossiers import store
    from chalicelib.onestop.dossiers.alarms import alarms
    from chalicelib.onestop.procedures import catalogue

    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    schedule = dossiers.schedule()
    with metered() as setting:
        schedule.set_timer(dossier)
    told("set a dossier's timer", setting, "<= 3 calls, <= 3 write units")
    assert len(setting.calls) <= 3
    assert setting.write_units <= 3
    first = alarms(store.read(dossier), catalogue().version(samples.WEBSITE, 2))[0]
    with metered() as bill:
        schedule.fire(dossier, first.at)
    told("fire one alert", bill, "<= 8 calls, <= 12 write units")
    assert len(bill.calls) <= 8
    assert bill.write_units <= 12


def test_consulting_another_agency(told: Told, city: City) -> None:
    dossier, _ = city.submitted()
    for who, move in ((city.onestop, "receive"), (city.onestop, "advance")):
        assert city.move(who, dossier, move).status == 200
    question = {"units": ["d06"], "question": "Trụ sở có phù hợp quy hoạch không?", "days": 5}
    _transition(told, city, city.specialist, dossier, "consult one agency", "consult", question)
    asked = city.visitor("chuyenvien.d06")
    with metered() as bill:
        page = asked.get("/api/v1/consultations?limit=25").json
    assert page["items"]
    told("what an agency is asked, page of 25", bill, "1 call, <= 0.5 read units")
    assert bill.calls == ["Query"]
    assert bill.read_units <= 0.5
    body = {"opinion": "disagree", "words": "Không phù hợp quy hoạch."}
    with metered() as bill:
        assert asked.post(f"/api/v1/consultations/{dossier}/answer", body).status == 200
    told("give an opinion", bill, "<= 2 calls, <= 8 write units, one read")
    assert len(bill.calls) <= 2
    assert bill.write_units <= 8
    assert bill.largest <= 1024


def test_a_line_of_what_is_asked_is_short(city: City) -> None:
    from chalicelib.foundation.clock import now
    from chalicelib.onestop.dossiers.consultation import Consultation
    from chalicelib.onestop.dossiers.consultation_items import consultation_item

    one = Consultation(20, "d06", now(), "acc-specialist-d07", now(), "?")
    item = consultation_item("z" * 20, "000.00.07.H29-261122-0001|9.000001|d07", one)
    line = {name: {"S": str(getattr(item, name))} for name in (*KEYS["work"], "row")}
    assert item_size(line) <= 160


def _transition(
    told: Told, city: City, who: Any, dossier: str, action: str, move: str, facts: dict[str, Any], most: int = 8
) -> None:
    """One move within its limit; a legal number costs four units more, as at submission."""
    version = who.get(f"/api/v1/dossiers/{dossier}").headers["etag"]
    with metered() as bill:
        reply = who.post(f"/api/v1/dossiers/{dossier}/moves", {"move": move, **facts}, if_match=version)
    assert reply.status == 200, reply.body
    told(f"transition: {action}", bill, f"<= 2 calls, <= {most} write units, one read")
    assert len(bill.calls) <= 2
    assert bill.write_units <= most
    assert bill.largest <= 1024, "heads and entries stay within one KB"


@pytest.mark.parametrize("digits", ["", "0000", "right"])
def test_a_public_look_up(told: Told, city: City, digits: str) -> None:
    _, code = city.submitted()
    body = {"code": code, "digits": city.last_digits if digits == "right" else digits}
    with metered() as bill:
        assert city.visitor().post("/api/v1/lookups", body).status == 200
    told(f"look-up, second factor {digits or 'none'}", bill, "1 call, <= 0.5 read units")
    assert bill.calls == ["Query"]
    assert bill.read_units <= 0.5
    assert bill.write_units == 0


def test_a_queue_page_of_25(told: Told, city: City) -> None:
    fill_queue(city, 26)
    with metered() as bill:
        page = city.onestop.get("/api/v1/queue?limit=25").json
    assert len(page["items"]) == 25
    told("queue page of 25", bill, "1 call, <= 0.5 read units")
    assert bill.calls == ["Query"]
    assert bill.read_units <= 0.5


def fill_queue(city: City, wanted: int) -> None:
    """Enough dossiers of an applicant with a long name in the agency's queue."""
    there = len(city.onestop.get(f"/api/v1/queue?limit={wanted}").json["items"])
    if there >= wanted:
        return
    from dataclasses import replace

    from chalicelib.onestop.dossiers import heads, store

    dossier, code = city.submitted()
    pattern = store.read(dossier)
    for number in range(wanted - there):
        name = "Công Tằng Tôn Nữ Thị Minh Họa Thử Nghiệm"
        copy = replace(pattern, id=f"{number:020d}", code=f"{code[:-4]}9{number:03d}", applicant=name)
        heads.head_of(copy).save()


def test_a_slip_as_pdf(told: Told, city: City) -> None:
    from chalicelib.foundation.clock import now
    from chalicelib.onestop.dossiers.prints import printing

    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    wish, address = {"dossier": dossier, "slip": "receipt"}, f"/api/v1/prints/slips?dossier={dossier}&slip=receipt"
    with metered() as bill:
        assert city.citizen.post("/api/v1/prints/slips", wish).status == 202
    told("ask for a slip as PDF (+ a message)", bill, "2 calls, <= 3 read units")
    assert bill.calls == ["Query", "GetItem"]
    assert bill.read_units <= 3
    with metered() as bill:
        printing().draw({**wish, "number": "", "lang": "vi"}, now())
    told("draw it (+ an object)", bill, "4 calls, 1 write unit, <= 5 read units")
    assert bill.calls == ["Query", "GetItem", "PutItem", "Query"]
    assert bill.write_units == 1
    assert bill.read_units <= 5
    with metered() as bill:
        assert city.citizen.get(address).json["url"]
    told("fetch it", bill, "2 calls, <= 3 read units")
    assert bill.calls == ["Query", "GetItem"]
    assert bill.read_units <= 3


def test_relaying_one_event(told: Told, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.cloud import journal, outbox
    from chalicelib.onestop.dossiers import items

    dossier = city.draft()
    entry = table.collection(items.pk_of(dossier), starts=journal.ENTRY)[0]
    published: list[dict[str, str]] = []
    monkeypatch.setattr(outbox, "sns", lambda: SimpleNamespace(publish=lambda **message: published.append(message)))
    with metered() as bill:
        outbox.relay(entry)
    told("relay of one event", bill, "<= 2 calls (one is SNS), <= 3 write units")
    assert (len(published), bill.calls) == (1, ["UpdateItem"])
    assert bill.write_units <= 3


def test_a_cold_start_calls_nothing(told: Told, city: City) -> None:
    with metered() as bill:
        assert city.visitor().get("/healthz").status == 200
        assert city.visitor().get("/api/v1/procedures").status == 200
    told("health, catalogue", bill, "0 calls")
    assert bill.calls == []
