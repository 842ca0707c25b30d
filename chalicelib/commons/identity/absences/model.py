"""An officer's absence and what their deputy has from it. Pure.

Periods are whole days of Vietnam, first and last included. A deputy has what the absent officer's own posts give, in
the one unit of the absence and nowhere else; what the absent officer has as somebody's deputy is not passed on.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from chalicelib.cloud.call import Lent
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen

LONGEST = timedelta(days=366)
REASON_LONGEST = 300
PostsOf = Callable[[str, date], Sequence[tuple[str, str]]]


@frozen
class Absence:
    """`account` is away from `unit` from the `first` day to the `last`; `deputy` does their work there.

    `ended_at`: when it was ended before its time. `reason` is for the officer and their leader only.
    """

    id: str
    account: str
    unit: str
    first: date
    last: date
    deputy: str
    reason: str = ""
    ended_at: datetime | None = None

    def lasts(self, on: date) -> bool:
        """Whether the deputy stands in on a day."""
        return self.ended_at is None and self.first <= on <= self.last

    def meets(self, first: date, last: date) -> bool:
        """Whether it shares a day with a period."""
        return self.ended_at is None and self.first <= last and first <= self.last


def lent_to(
    absences: Iterable[Absence], unit: str, own: frozenset[str], on: date, posts_of: PostsOf
) -> tuple[Lent, ...]:
    """What a deputy who acts for a unit, with roles of their `own` there, has from absent officers on a day.

    Nobody without a post in the unit is a deputy there, whatever was recorded when they still had one.
    """
    if not own:
        return ()
    return tuple(
        Lent(one.account, frozenset(role for where, role in posts_of(one.account, on) if where == unit) - own)
        for one in absences
        if one.unit == unit and one.lasts(on)
    )


def check_period(first: date, last: date, today: date) -> list[FieldError]:
    """What is wrong with a period: rights are not given backwards, nor without an end in sight."""
    wrong = []
    if first < today:
        vi, en = "Ngày bắt đầu không được trước hôm nay.", "The first day cannot be before today."
        wrong.append(FieldError("first", "identity/absence-past", vi, en))
    if last < first:
        vi, en = "Ngày kết thúc không được trước ngày bắt đầu.", "The last day cannot be before the first."
        wrong.append(FieldError("last", "identity/absence-backwards", vi, en))
    elif last - first >= LONGEST:
        vi, en = "Một lần vắng mặt dài tối đa một năm.", "An absence lasts a year at most."
        wrong.append(FieldError("last", "identity/absence-too-long", vi, en))
    return wrong


def invalid(wrong: Sequence[FieldError]) -> Invalid:
    """The refusal of an absence with all that is wrong with it."""
    return Invalid(
        "identity/absence-invalid",
        "Thông tin vắng mặt có chỗ chưa đúng.",
        "Something in the absence is not right.",
        wrong,
    )
