"""What payers, their provider and the schedule do about money: begin, notices, asking, settling, refunds."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud import keys
from chalicelib.cloud.items import Item
from chalicelib.foundation.errors import Conflict
from tests.faults import states
from tests.faults.by_schedules import SCHEDULED
from tests.faults.operations import Operation
from tests.faults.world import CITIZEN, LEADER, ONESTOP, SPECIALIST, Subject, World, with_seen
from tests.onestop.dossiers import desk

FEE = 50_000


class Key(Item):
    """The stage's signing key, as `infra up` makes it. Every process reads it once."""

    value = UnicodeAttribute()


def owing(world: World) -> Subject:
    """A citizen's dossier, handed in, that owes its fee; the stage has its signing key."""
    from chalicelib.onestop import dossiers

    def build(world: World) -> Subject:
        states.empty(world)
        Key(pk="K#signing", sk="K", value="A" * 43).save()
        keys.signing_key()
        subject = states.begun(world, "before-books", procedure=desk.BOOKS)
        answers = desk.books_answers()
        call = world.call(CITIZEN, "before-answers", "save", subject.version, answers)
        dossiers.drafts().save(call, subject.id, answers)
        states.uploaded(world, subject, "list", "before-list")
        answer = states.submit(world, states.seen(world, subject), "before-submit")
        return with_seen(replace(subject, code=answer["code"]), answer["version"], amount=FEE)

    return world.state("owing a fee", build)


def waiting(world: World) -> Subject:
    """A dossier that waits for money demanded on the way."""

    def build(world: World) -> Subject:
        subject = owing(world)
        states.moved(world, subject, ONESTOP, "receive")
        states.moved(world, subject, ONESTOP, "take_payment", amount=FEE, means="cash")
        states.moved(world, subject, ONESTOP, "advance")
        after = states.moved(world, subject, SPECIALIST, "require_payment", amount=150_000, reason="Phí thẩm định")
        return with_seen(after, after.version, amount=150_000)

    return world.state("waiting for money", build)


def _begun(before: Any, name: str, booked: str = "") -> Any:
    """A payment that has begun; `booked`: what the provider's books say of it."""

    def state(world: World) -> Subject:
        from chalicelib.onestop import payments

        def build(world: World) -> Subject:
            subject = before(world)
            order = _begin(world, subject, "before-payment")
            box = payments.sandbox()
            whole = payments.payments().read(order["attempt"]).order
            if booked:
                box.decide(whole, booked, world.at)  # type: ignore[arg-type]
            return with_seen(subject, subject.version, payment=order["attempt"], at=world.at)

        return world.state(name, build)

    return state


def _begin(world: World, subject: Subject, key: str) -> dict[str, Any]:
    from chalicelib.onestop import dossiers

    call = world.call(CITIZEN, key, "begin payment", said=subject.facts["amount"])
    begun = dossiers.paying_online().begin(call, subject.id, subject.facts["amount"])
    return {"attempt": begun.attempt, "path": begun.way.path, **begun.way.query}


def _one_payment(world: World, subject: Subject) -> bool:
    """Done when one payment has begun."""
    return sum(row["pk"]["S"].startswith("PA#") and row["sk"]["S"] == "A" for row in world.rows()) == 1


def _notice(world: World, subject: Subject, key: str) -> None:
    """The provider sends the same notice until it is answered."""
    from chalicelib.onestop import dossiers, payments

    box, at = payments.sandbox(), subject.facts["at"]
    verdict = payments.Verdict(subject.facts["payment"], "captured", subject.facts["amount"], "SB1", at)
    dossiers.paying_online().notice("sandbox", *box.write_notice(verdict, world.at), world.at)


def _paid_in_cash(world: World, subject: Subject) -> Any:
    """The desk takes the sum at the same moment, if it is still owed: then the capture is to be refunded."""
    with suppress(Conflict):
        states.moved(world, subject, ONESTOP, "take_payment", "rival", amount=subject.facts["amount"], means="cash")


def settled(world: World, subject: Subject) -> bool:
    """The dossier is paid once; the capture settled it, or is to be refunded because something else had."""
    row = world.row(f"PA#{subject.facts['payment']}", "A")
    taken = [
        one
        for one in world.records(f"D#{subject.id}")
        if one.seq > subject.version and one.type in ("dossier.payment_taken", "dossier.payment_settled")
    ]
    if row is None or len(taken) != 1:
        return False
    online = taken[0].data["means"] == "online"
    state, receipt = row["state"]["S"], row.get("receipt", {}).get("S", "")
    same = online and receipt == taken[0].data["receipt"]
    return (state == "settled" and same) or (state == "to_refund" and not online)


def _ask(world: World, subject: Subject, key: str) -> None:
    from chalicelib.onestop.dossiers.workers import payments_ask

    world.at = max(world.at + timedelta(minutes=2), subject.facts["at"] + timedelta(minutes=10))
    payments_ask(SCHEDULED, None)


def _look(world: World, subject: Subject, key: str) -> None:
    """The payer comes back, and looks until the payment is settled."""
    from chalicelib.foundation.errors import Unavailable
    from chalicelib.onestop import dossiers

    _, attempt = dossiers.paying_online().look(world.call(CITIZEN, key, "look"), subject.facts["payment"])
    if attempt.state.value in ("begun", "captured"):
        raise Unavailable("test/look-again", "", "")


def to_refund(world: World) -> Subject:
    """A capture that has nothing to settle any more."""

    def build(world: World) -> Subject:
        subject = _begun(owing, "begun")(world)
        states.moved(world, subject, CITIZEN, "withdraw", reason="Đổi ý")
        _notice(world, subject, "")
        return with_seen(subject, 3)

    return world.state("to refund", build)


def _refund(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.onestop import payments

    call = world.call(LEADER, key, "refund", said="UNC 15")
    return payments.payments().refund(call, subject.facts["payment"], "UNC 15")


def _refunded(world: World, subject: Subject) -> bool:
    told = Counter(one.type for one in world.records(f"PA#{subject.facts['payment']}"))
    return told["payment.refunded"] == 1


OPERATIONS = (
    Operation(
        "begin to pay online", ("dossiers.PayingOnline.begin", "payments.Payments.begin"), owing, _begin, _one_payment
    ),
    Operation(
        "a notice of the provider",
        ("dossiers.PayingOnline.notice",),
        _begun(owing, "begun"),
        _notice,
        settled,
        moves=("pay_online",),
        rival=_paid_in_cash,
    ),
    Operation(
        "a notice for a dossier that waits",
        ("dossiers.PayingOnline.notice",),
        _begun(waiting, "begun while waiting"),
        _notice,
        settled,
        moves=("settle_online",),
        rival=_paid_in_cash,
    ),
    Operation(
        "the payer comes back",
        ("dossiers.PayingOnline.look",),
        _begun(owing, "paid, and nobody told", "captured"),
        _look,
        settled,
    ),
    Operation(
        "payments_ask",
        ("payments_ask", "dossiers.PayingOnline.run"),
        _begun(owing, "paid, and nobody told", "captured"),
        _ask,
        settled,
        by="schedule",
    ),
    Operation("refund", ("payments.Payments.refund",), to_refund, _refund, _refunded),
)
