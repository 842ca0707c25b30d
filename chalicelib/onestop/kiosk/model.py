"""Numbers of people waiting at a one-stop desk, for one day. Pure.

Numbers begin at 1 every day of Vietnam and have no gaps. Somebody who needs help goes first; else the order is that
of the numbers. A number tells nothing about whose it is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, get_args

from chalicelib.foundation.errors import Conflict, Invalid, Missing
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

Purpose = Literal["apply", "supplement", "collect", "ask", "help"]
State = Literal["waiting", "called", "served", "absent"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
MOST_A_DAY = 999
WINDOW_LONGEST = 12

PURPOSE_WORDS = {
    "apply": Words("Nộp hồ sơ mới", "Hand in a new dossier"),
    "supplement": Words("Bổ sung hồ sơ", "Supplement a dossier"),
    "collect": Words("Nhận kết quả", "Collect a result"),
    "ask": Words("Hỏi thông tin", "Ask for information"),
    "help": Words("Cần người giúp", "Somebody needs help"),
}
STATE_WORDS = {
    "waiting": Words("Đang chờ", "Waiting"),
    "called": Words("Đã gọi", "Called"),
    "served": Words("Đã phục vụ", "Served"),
    "absent": Words("Vắng mặt", "Did not come"),
}


@frozen
class Ticket:
    """A number and what became of it. `window` is where it was called to; `calls` how often."""

    number: int
    purpose: Purpose
    taken_at: datetime
    state: State = "waiting"
    called_at: datetime | None = None
    window: str = ""
    calls: int = 0

    @property
    def shown(self) -> str:
        """The number as people read and hear it: `007`."""
        return f"{self.number:03}"


@frozen
class DeskDay:
    """All numbers of one desk on one day, in order. `version` 0: none was taken yet."""

    unit: str
    day: date
    version: int = 0
    tickets: tuple[Ticket, ...] = ()

    @property
    def waiting(self) -> list[Ticket]:
        """Who waits, in the order in which they will be called."""
        return sorted((one for one in self.tickets if one.state == "waiting"), key=_order)

    @property
    def called(self) -> list[Ticket]:
        """Who has been called and is not yet served, the last call first."""
        found = [one for one in self.tickets if one.state == "called" and one.called_at]
        return sorted(found, key=lambda one: (one.called_at, one.number), reverse=True)

    def ticket(self, number: int) -> Ticket:
        """The ticket of a number. Missing `kiosk/no-number`."""
        for one in self.tickets:
            if one.number == number:
                return one
        raise Missing("kiosk/no-number", "Không có số này trong ngày hôm nay.", "There is no such number today.")

    def before(self, number: int) -> int:
        """How many people are called before this number; 0 for a number that no longer waits."""
        order = [one.number for one in self.waiting]
        return order.index(number) if number in order else 0

    def next_number(self) -> int:
        """The number to be given next. Conflict `kiosk/day-full` after the last one of a day."""
        last = self.tickets[-1].number if self.tickets else 0
        if last >= MOST_A_DAY:
            raise Conflict(
                "kiosk/day-full",
                "Hôm nay đã phát hết số. Hãy hỏi cán bộ tại quầy.",
                "No more numbers today. Please ask at the desk.",
            )
        return last + 1


def call_next(day: DeskDay, window: str, at: datetime) -> Ticket:
    """The ticket that is called now. Conflict `kiosk/nobody-waits`; Invalid `kiosk/window`."""
    must_be_a_window(window)
    if not day.waiting:
        raise Conflict("kiosk/nobody-waits", "Không còn ai đang chờ.", "Nobody is waiting.")
    first = day.waiting[0]
    return Ticket(first.number, first.purpose, first.taken_at, "called", at, window, 1)


def call_again(ticket: Ticket, window: str, at: datetime) -> Ticket:
    """The same ticket, called once more. Conflict `kiosk/not-called` for one that waits or is over."""
    must_be_a_window(window)
    _must_be_called(ticket)
    return Ticket(ticket.number, ticket.purpose, ticket.taken_at, "called", at, window, ticket.calls + 1)


def conclude(ticket: Ticket, state: State) -> Ticket:
    """The ticket once its holder was served, or did not come. Conflict `kiosk/not-called`."""
    _must_be_called(ticket)
    return Ticket(ticket.number, ticket.purpose, ticket.taken_at, state, ticket.called_at, ticket.window, ticket.calls)


def must_be_a_window(window: str) -> None:
    """Refuses a window without a name, or with a long one."""
    if not 0 < len(window) <= WINDOW_LONGEST or not window.isprintable():
        raise Invalid(
            "kiosk/window",
            f"Hãy nhập số quầy, tối đa {WINDOW_LONGEST} ký tự.",
            f"Enter the window's number, {WINDOW_LONGEST} characters at most.",
        )


def must_be_a_purpose(purpose: str) -> Purpose:
    """The purpose somebody chose. Invalid `kiosk/purpose`."""
    for one in PURPOSES:
        if one == purpose:
            return one
    raise Invalid("kiosk/purpose", "Hãy chọn việc bạn cần làm.", "Choose what you came for.")


def wait_minutes(day: DeskDay, number: int, at: datetime) -> int | None:
    """How long this number will probably wait, in minutes: the mean time between today's last calls, for everybody
    before it. None while fewer than three have been called."""
    moments = sorted(one.called_at for one in day.tickets if one.called_at)[-10:]
    if len(moments) < 3:
        return None
    mean = (moments[-1] - moments[0]).total_seconds() / (len(moments) - 1)
    since = (at - moments[-1]).total_seconds()
    return max(1, round((mean * (day.before(number) + 1) - min(since, mean)) / 60))


def _must_be_called(ticket: Ticket) -> None:
    if ticket.state != "called":
        raise Conflict(
            "kiosk/not-called",
            "Số này chưa được gọi hoặc đã phục vụ xong.",
            "This number has not been called, or is done.",
        )


def _order(ticket: Ticket) -> tuple[bool, int]:
    return ticket.purpose != "help", ticket.number


def in_order(tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Tickets by number."""
    return tuple(sorted(tickets, key=lambda one: one.number))
