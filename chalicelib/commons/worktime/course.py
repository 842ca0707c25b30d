"""The time of one dossier as a value: how much was given, and everything that happened to its clock, in order.

A course is kept with the dossier and replayed whenever a date is wanted: the same course and the same calendar
always give the same answer. Nothing here reads a clock.
"""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from chalicelib.foundation.errors import Conflict, Invalid
from chalicelib.foundation.values import frozen

ClockPolicy = Literal["RESTART", "PAUSE", "NONE"]
HappeningKind = Literal["paused", "resumed", "restarted", "extended", "stopped"]


@frozen
class Happening:
    """One thing that happened to a clock.

    paused: the applicant has to supply something; what that does to the time is the procedure's policy.
    stopped: processing is stopped by notice; time stands still whatever the policy.
    resumed: the complete dossier is back, or processing goes on after a stop.
    restarted: a decision to count afresh from here. extended: `amount` more of the same unit, once.
    """

    kind: HappeningKind
    at: datetime
    amount: int = 0
    reason_code: str = ""
    legal_basis: str = ""


@frozen
class Course:
    """`amount` of `unit` from `received_at`, the receipt of a valid dossier, under one clock policy.

    PAUSE: time stands still while the applicant supplies. RESTART: it counts afresh from the complete dossier's
    return (Decree 61/2018 art. 19(4)). NONE: it runs on. `cutoff_rule`: whether the 15:00 rule applies.
    `office`: the class of agencies whose hours count.
    """

    received_at: datetime
    amount: int
    unit: str
    policy: ClockPolicy = "PAUSE"
    cutoff_rule: bool = True
    office: str = "standard"
    happenings: tuple[Happening, ...] = ()

    def with_(self, happening: Happening) -> "Course":
        """The course with one thing more, unchecked; `record` checks."""
        return replace(self, happenings=(*self.happenings, happening))

    def until(self, at: datetime) -> "Course":
        """The course as it was known at a moment."""
        return replace(self, happenings=tuple(one for one in self.happenings if one.at <= at))


def out_of_order() -> Invalid:
    return Invalid(
        "worktime/happening-out-of-order",
        vi="Các sự kiện thời hạn phải theo thứ tự thời gian và không trước lúc tiếp nhận.",
        en="What happens to a clock is told in order of time, and not from before receipt.",
    )


def stands_still() -> Conflict:
    return Conflict(
        "worktime/stands-still",
        vi="Thời hạn đang tạm dừng; cần tiếp tục trước.",
        en="The clock stands still; it has to be resumed first.",
    )


def not_standing_still() -> Conflict:
    return Conflict(
        "worktime/not-standing-still",
        vi="Thời hạn đang chạy, không có gì để tiếp tục.",
        en="The clock is running; there is nothing to resume.",
    )


def extension_once() -> Conflict:
    return Conflict(
        "worktime/extension-once",
        vi="Thời hạn chỉ được gia hạn một lần.",
        en="A deadline is extended once at most.",
    )


def extension_too_late() -> Conflict:
    return Conflict(
        "worktime/extension-too-late",
        vi="Văn bản xin lỗi và hẹn lại phải gửi chậm nhất một ngày trước ngày hết hạn.",
        en="The apology with the new date is sent at least one day before the due date.",
    )
