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
MEANS: Mapping[str, Words] = {
    "cash": Words("Tiền mặt", "Cash"),
    "transfer": Words("Chuyển khoản", "Transfer"),
}
FEES = Words("Phí, lệ phí theo bảng phí ngày tiếp nhận", "Fees by the fee table of the day of reception")
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
    since = before.seq if before else 0
    lines: list[SumLine] = []
    for one in source.journal:
        if not since < one.seq < entry.seq:
            continue
        if one.type == "dossier.received" and one.data.get("fee"):
            lines += _fees(source.under(one), one)
        elif one.type == REQUIRED:
            reason = wrote(one, "reason")
            lines.append(SumLine(Words(reason, reason) if reason else OBLIGATION, one.data["amount"]))
    return tuple(lines)


def _fees(source: Source, received: Record) -> list[SumLine]:
    """The fee lines of the day of reception; one for all of them where the answers no longer lead to that sum."""
    channel = source.dossier.channel
    day, whole = vietnam_day(parse_iso(received.at)), received.data["fee"]
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
