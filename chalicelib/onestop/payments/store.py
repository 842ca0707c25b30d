"""Attempts in the table.

Collection `PA#<id>`: `A` head, `J#…` journal. In the indexes: `mine` `PO#<dossier>` the attempts of a dossier; `due`
`PAY` those to be asked about or settled; once captured `work` `PR#<unit>#<day>` the day's captures, and `code`
`PF#<unit>` what is to be refunded.
"""

from datetime import date, datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.cloud import table
from chalicelib.cloud.journal import Headed
from chalicelib.cloud.table import RawItem
from chalicelib.cloud.timers import timer_key
from chalicelib.foundation.clock import iso, parse_iso, vietnam_day
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.ids import is_id
from chalicelib.onestop.payments.balance import Booked
from chalicelib.onestop.payments.model import Attempt, Obligation, State

HEAD = "A"
TIMER = "PAY"
FIRST_ASKED = timedelta(minutes=2)
ASKED_AGAIN = timedelta(minutes=5)
SETTLED_WITHIN = timedelta(minutes=1)
A_PAGE = 100
MOST_ATTEMPTS = 25


class AttemptItem(Headed):
    """An attempt; about half a KB."""

    state = UnicodeAttribute()
    dossier = UnicodeAttribute()
    code = UnicodeAttribute()
    unit = UnicodeAttribute()
    owner = UnicodeAttribute()
    amount = NumberAttribute()
    provider = UnicodeAttribute()
    begun = UnicodeAttribute()
    number = UnicodeAttribute(null=True)
    captured = NumberAttribute(null=True)
    captured_at = UnicodeAttribute(null=True)
    receipt = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    odd = BooleanAttribute(null=True)
    mk = UnicodeAttribute()
    ms = UnicodeAttribute()
    own = UnicodeAttribute()
    wk = UnicodeAttribute(null=True)
    ws = UnicodeAttribute(null=True)
    row = UnicodeAttribute(null=True)
    dk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    ck = UnicodeAttribute(null=True)
    cs = UnicodeAttribute(null=True)
    face = UnicodeAttribute(null=True)


def pk_of(attempt_id: str) -> str:
    """The partition of an attempt; Missing for what has not the shape of an id."""
    if not is_id(attempt_id):
        raise missing()
    return f"PA#{attempt_id}"


def missing() -> Missing:
    """The refusal for an attempt that is not there, or that the caller may not know of."""
    return Missing("payments/missing", "Không tìm thấy lần thanh toán này.", "There is no such payment.")


def read(attempt_id: str) -> Attempt:
    """An attempt: one call."""
    row = table.get(pk_of(attempt_id), HEAD)
    if row is None:
        raise missing()
    return attempt_of(row)


def of_dossier(dossier_id: str) -> list[Attempt]:
    """The last attempts to pay for a dossier, the newest first: two calls, the first eventually consistent."""
    page = table.index_page("mine", f"PO#{dossier_id}", limit=MOST_ATTEMPTS, newest=True)
    found = [attempt_of(row) for row in table.batch([(row["pk"]["S"], HEAD) for row in page.rows])]
    return sorted(found, key=lambda one: (one.begun_at, one.id), reverse=True)


def captures(unit: str, day: date) -> list[Booked]:
    """What was captured for an agency on a day of the provider's: a query for each hundred."""
    return _booked("work", f"PR#{unit}#{day.isoformat()}", "ws", "row")


def refunds(unit: str) -> list[Booked]:
    """What an agency is to refund, the oldest first: a query for each hundred."""
    return _booked("code", f"PF#{unit}", "cs", "face")


def _booked(index: str, partition: str, at: str, line: str) -> list[Booked]:
    found: list[Booked] = []
    position: RawItem | None = None
    while True:
        page = table.index_page(index, partition, limit=A_PAGE, after=position)
        found += [booked_of(row["pk"]["S"][3:], row[line]["S"], row[at]["S"]) for row in page.rows]
        position = page.position
        if position is None:
            return found


def attempt_of(row: RawItem) -> Attempt:
    """A stored attempt read back."""
    item = AttemptItem.from_raw_data(row)
    return Attempt(
        id=item.pk[3:],
        version=int(item.version),
        chain=item.chain,
        state=State(item.state),
        obligation=Obligation(item.dossier, item.code, item.unit, item.owner, int(item.amount)),
        provider=item.provider,
        begun_at=parse_iso(item.begun),
        number=item.number or "",
        captured=int(item.captured or 0),
        captured_at=parse_iso(item.captured_at) if item.captured_at else None,
        receipt=item.receipt or "",
        reason=item.reason or "",
        odd=bool(item.odd),
    )


def item_of(attempt: Attempt, at: datetime) -> AttemptItem:
    """The item of an attempt as it is written at a moment; index keys follow from the state."""
    owed = attempt.obligation
    item = AttemptItem(
        pk=pk_of(attempt.id),
        sk=HEAD,
        version=attempt.version,
        chain=attempt.chain,
        state=attempt.state.value,
        dossier=owed.dossier,
        code=owed.code,
        unit=owed.unit,
        owner=owed.owner,
        amount=owed.amount,
        provider=attempt.provider,
        begun=iso(attempt.begun_at),
        number=attempt.number or None,
        captured=attempt.captured or None,
        captured_at=iso(attempt.captured_at) if attempt.captured_at else None,
        receipt=attempt.receipt or None,
        reason=attempt.reason or None,
        odd=True if attempt.odd else None,
        mk=f"PO#{owed.dossier}",
        ms=iso(attempt.begun_at),
        own=attempt.provider,
    )
    _put_in_lists(item, attempt, at)
    return item


def _put_in_lists(item: AttemptItem, attempt: Attempt, at: datetime) -> None:
    unit = attempt.obligation.unit
    wait = {State.BEGUN: FIRST_ASKED, State.CAPTURED: SETTLED_WITHIN}.get(attempt.state)
    if wait is not None:
        item.dk, item.ds = timer_key(TIMER, item.pk), iso(at + wait)
        item.row = attempt.state.value
    if attempt.captured_at is not None:
        day = vietnam_day(attempt.captured_at)
        item.wk, item.ws, item.row = f"PR#{unit}#{day.isoformat()}", iso(attempt.captured_at), booked_row(attempt)
    if attempt.state is State.TO_REFUND and attempt.captured_at is not None:
        item.ck, item.cs, item.face = f"PF#{unit}", iso(attempt.captured_at), booked_row(attempt)


def changes(before: Attempt, after: Attempt, at: datetime) -> tuple[AttemptItem, list[Action]]:
    """The head as it was read, and the actions that make it the new one."""
    old, new = item_of(before, at), item_of(after, at)
    actions: list[Action] = []
    for name, attribute in AttemptItem.get_attributes().items():
        if name in ("pk", "sk", "version", "chain"):
            continue
        will: Any = getattr(new, name)
        if name in ("ds", "row", "dk") or getattr(old, name) != will:
            actions.append(attribute.remove() if will is None else attribute.set(will))
    return old, actions


def postpone(attempt: Attempt, at: datetime) -> None:
    """Asks the provider again later; no change of the attempt, and nothing where it has changed meanwhile: one call."""
    item = AttemptItem(pk=pk_of(attempt.id), sk=HEAD)
    try:
        item.update(
            actions=[AttemptItem.ds.set(iso(at + ASKED_AGAIN))], condition=AttemptItem.version == attempt.version
        )
    except UpdateError as error:
        if table.code_of(error) != "ConditionalCheckFailedException":
            raise table.unavailable() from error


def booked_row(attempt: Attempt) -> str:
    """The line of a capture in the lists of its agency."""
    owed = attempt.obligation
    odd = "1" if attempt.odd else ""
    facts = (attempt.state.value, str(attempt.captured), attempt.number, attempt.receipt, attempt.reason, odd)
    return "|".join((*facts, owed.code, owed.dossier))


def booked_of(reference: str, row: str, at: str) -> Booked:
    """A line read back."""
    state, amount, number, receipt, reason, odd, code, dossier = row.split("|")
    return Booked(
        reference=reference,
        dossier=dossier,
        code=code,
        state=State(state),
        amount=int(amount),
        number=number,
        receipt=receipt,
        reason=reason,
        odd=bool(odd),
        at=parse_iso(at),
    )
