"""The slips of money: receipt of a sum that was taken, demand of a financial obligation. Amounts are whole dong."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.money import money_in_words
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.slips.model import Account
from chalicelib.onestop.dossiers.slips.source import Source, account_of, erased, maker, moment_of, wrote
from chalicelib.onestop.procedures import fees_due

TAKEN = ("dossier.payment_taken", "dossier.payment_settled")
REQUIRED = "dossier.payment_required"
FEES_COUNTED = ("dossier.submitted", "dossier.received")
MEANS: Mapping[str, Words] = {
    "cash": Words("Tiền mặt", "Cash"),
    "transfer": Words("Chuyển khoản", "Transfer"),
    "online": Words("Trực tuyến", "Online"),
}
FEES = Words("Phí, lệ phí theo bảng phí", "Fees by the fee table")
OBLIGATION = Words("Nghĩa vụ tài chính", "Financial obligation")


@frozen
class Sum:
    """An amount in figures and in Vietnamese words."""

    dong: int
    in_words: str


def sum_of(dong: int) -> Sum:
    """The amount, spelt as a receipt spells it."""
    words = money_in_words(dong)
    return Sum(dong, words[0].upper() + words[1:])


@frozen
class SumLine:
    """What a part of a sum is for; `source` of the fee, and whether that source was read."""

    name: Words
    dong: int
    source: str = ""
    verified: bool = False


@frozen
class CashReceipt:
    """Money that was taken. `lines` make the sum; empty where the journal does not tell what it was made of."""

    receipt: str
    sum: Sum
    means: Words
    lines: tuple[SumLine, ...]
    taken_at: datetime
    made_by: str


def cash_receipt(source: Source, entry: Record) -> CashReceipt:
    """The receipt of one sum."""
    means, lines = entry.data.get("means", ""), _owing(source, entry)
    return CashReceipt(
        receipt=entry.data.get("receipt", ""),
        sum=sum_of(entry.data["amount"]),
        means=MEANS.get(means, Words(means, means)),
        lines=lines if sum(line.dong for line in lines) == entry.data["amount"] else (),
        taken_at=parse_iso(entry.at),
        made_by=maker(entry),
    )


def _owing(source: Source, entry: Record) -> tuple[SumLine, ...]:
    """What was owing before an entry, line by line: what came up since money was last taken."""
    before = source.last_before(entry, *TAKEN)
    return _lines(source, before.seq if before else 0, entry.seq)


def owing_now(source: Source) -> tuple[SumLine, ...]:
    """What is owed, line by line, each with its source; empty where the journal does not tell."""
    payment, taken = source.dossier.payment, source.all(*TAKEN)
    if payment.state != "due":
        return ()
    lines = _lines(source, taken[-1].seq if taken else 0, source.journal[-1].seq + 1)
    return lines if sum(line.dong for line in lines) == payment.amount else ()


def _lines(source: Source, since: int, until: int) -> tuple[SumLine, ...]:
    """What came up between two entries. Reception counts fees anew, in place of those of submission; a demand that was
    taken back is none."""
    fees: list[SumLine] = []
    demands: list[SumLine] = []
    for one in source.journal:
        if not since < one.seq < until:
            continue
        if one.type in FEES_COUNTED and not one.data.get("paid"):
            fees = _fees(source.under(one), one) if one.data.get("fee") else []
        elif one.type == REQUIRED:
            reason = wrote(one, "reason")
            demands.append(SumLine(Words(reason, reason) if reason else OBLIGATION, one.data["amount"]))
        elif one.type == "dossier.payment_cancelled" and demands:
            demands.pop()
    return (*fees, *demands)


def _fees(source: Source, counted: Record) -> list[SumLine]:
    """The fee lines of the day on which they were counted; one for all of them where the answers no longer lead to that
    sum."""
    channel = source.dossier.channel
    day, whole = vietnam_day(parse_iso(counted.at)), counted.data["fee"]
    fees = [fee for fee in fees_due(source.procedure, source.answers(), day, channel) if fee.amount]
    if sum(fee.amount for fee in fees) != whole:
        return [SumLine(FEES, whole)]
    return [
        SumLine(Words(fee.name.vi, fee.name.en), fee.amount, fee.provenance.source, fee.provenance.verified)
        for fee in fees
    ]


@frozen
class Demand:
    """A financial obligation to be met before processing goes on. `owed`: with what was owing before.

    `paid_at`, `receipt` and `due_at` tell what has come of it; `account` is where it can be transferred to.
    """

    sum: Sum
    owed: Sum
    reason: str
    paid_at: datetime | None
    receipt: str
    due_at: datetime | None
    made_by: str
    erased: bool = False
    account: Account | None = None


def demand(source: Source, entry: Record) -> Demand:
    """The demand, and how it was met where it has been."""
    paid, amount = source.after(entry, *TAKEN), entry.data["amount"]
    return Demand(
        sum=sum_of(amount),
        owed=sum_of(amount + sum(line.dong for line in _owing(source, entry))),
        reason=wrote(entry, "reason"),
        paid_at=parse_iso(paid.at) if paid else None,
        receipt=paid.data.get("receipt", "") if paid else "",
        due_at=moment_of(paid, "due"),
        made_by=maker(entry),
        erased=erased(entry),
        account=account_of(source.directory, source.dossier.unit) if paid is None else None,
    )
