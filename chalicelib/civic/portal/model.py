"""Notices: what an operator tells everybody for some time, at the top of every page or of the home page alone. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Missing
from chalicelib.foundation.values import frozen

Kind = Literal["maintenance", "important", "information"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The weightiest first: in this order they stand on a page."""
Where = Literal["everywhere", "home"]
WHERES: tuple[Where, ...] = get_args(Where)
State = Literal["planned", "shown", "over", "ended"]

SENTENCE_LONGEST = 300
MOST_AHEAD = 20
"""Notices that are not over: more than that nobody reads."""
KEPT_AFTER = 50
"""Notices that are over and still listed; the journal keeps all."""
PAUSE_LONGEST = timedelta(hours=48)
SHOWN_LONGEST = timedelta(days=366)


@frozen
class Notice:
    """What is told: one sentence in both languages, from `since` until just before `until` (moments).

    `no_changes`: meanwhile nothing that citizens send is taken in; reading goes on. Maintenance on every page only.
    """

    kind: Kind
    vi: str
    en: str
    since: datetime
    until: datetime
    where: Where = "everywhere"
    no_changes: bool = False


@frozen
class Posted:
    """A notice on the board. `number` counts from 1 for ever; `ended_at`: taken down early, or called off."""

    number: int
    notice: Notice
    announced_at: datetime
    ended_at: datetime | None = None

    def state(self, at: datetime) -> State:
        """Where it stands at a moment."""
        if self.ended_at is not None:
            return "ended"
        if at < self.notice.since:
            return "planned"
        return "shown" if at < self.notice.until else "over"

    def ahead(self, at: datetime) -> bool:
        """Whether it is shown, or will be."""
        return self.state(at) in ("planned", "shown")


@frozen
class Board:
    """All notices in the order of their numbers; `last` is the highest number ever given, 0 before the first."""

    version: int = 0
    chain: str = ""
    last: int = 0
    items: tuple[Posted, ...] = ()

    def shown(self, at: datetime, *, home: bool) -> list[Posted]:
        """Those to be shown at a moment on the home page, or on any other: by weight, then the newest first."""
        found = [one for one in self.items if one.state(at) == "shown" and (home or one.notice.where == "everywhere")]
        return sorted(found, key=lambda one: (KINDS.index(one.notice.kind), -one.number))

    def pause(self, at: datetime) -> Posted | None:
        """The notice by which nothing is taken in at a moment, the one that lasts longest; None without one."""
        found = [one for one in self.items if one.state(at) == "shown" and one.notice.no_changes]
        return max(found, key=lambda one: one.notice.until, default=None)

    def find(self, number: int) -> Posted:
        """The notice of a number. Missing `portal/no-such-notice`."""
        for one in self.items:
            if one.number == number:
                return one
        raise Missing("portal/no-such-notice", "Không có thông báo này.", "There is no such notice.")


def announced(board: Board, notice: Notice, at: datetime) -> Board:
    """The board with one notice more. Invalid with the fields to mend, Conflict `portal/board-full`."""
    must_be_sound(notice, at)
    if sum(one.ahead(at) for one in board.items) >= MOST_AHEAD:
        raise Conflict(
            "portal/board-full",
            f"Đang có {MOST_AHEAD} thông báo được hiện hoặc sắp hiện. Hãy gỡ bớt trước khi đăng thêm.",
            f"{MOST_AHEAD} notices are shown or planned already. Take some down before announcing more.",
        )
    made = Posted(board.last + 1, notice, at)
    return replace(board, last=made.number, items=_tidied([*board.items, made], at))


def amended(board: Board, number: int, notice: Notice, at: datetime) -> Board:
    """The board with other words or times for a notice that is not over. Invalid; Missing; Conflict
    `portal/notice-over`."""
    before = _must_be_ahead(board.find(number), at)
    must_be_sound(notice, at)
    return _replaced(board, replace(before, notice=notice))


def ended(board: Board, number: int, at: datetime) -> Board:
    """The board with a notice taken down now. Missing; Conflict `portal/notice-over`."""
    return _replaced(board, replace(_must_be_ahead(board.find(number), at), ended_at=at))


def must_be_sound(notice: Notice, at: datetime) -> None:
    """Refuses times that cannot be, and a pause that nobody could see or that lasts too long."""
    wrong = [one for one in (_until(notice, at), _pause(notice)) if one is not None]
    if wrong:
        raise Invalid(
            "portal/notice-unsound",
            "Thông báo chưa đúng ở những mục được nêu.",
            "Something in the notice is not right.",
            wrong,
        )


def _until(notice: Notice, at: datetime) -> FieldError | None:
    if notice.until <= notice.since:
        vi, en = "Thời điểm gỡ phải sau thời điểm bắt đầu hiện.", "The end must be after the beginning."
        return FieldError("until", "portal/until-before-since", vi, en)
    if notice.until <= at:
        vi, en = "Thời điểm gỡ đã qua. Hãy chọn một thời điểm sắp tới.", "The end has passed. Choose one to come."
        return FieldError("until", "portal/until-passed", vi, en)
    if notice.until - notice.since > SHOWN_LONGEST:
        vi, en = "Một thông báo được hiện tối đa một năm.", "A notice is shown for a year at most."
        return FieldError("until", "portal/shown-too-long", vi, en)
    return None


def _pause(notice: Notice) -> FieldError | None:
    if not notice.no_changes:
        return None
    if notice.kind != "maintenance" or notice.where != "everywhere":
        return FieldError(
            "no_changes",
            "portal/pause-unseen",
            "Chỉ thông báo bảo trì hiện ở mọi trang mới được tạm dừng nhận nội dung.",
            "Only a maintenance notice that is shown on every page may pause changes.",
        )
    if notice.until - notice.since > PAUSE_LONGEST:
        hours = int(PAUSE_LONGEST.total_seconds()) // 3600
        return FieldError(
            "no_changes",
            "portal/pause-too-long",
            f"Chỉ được tạm dừng nhận nội dung tối đa {hours} giờ cho mỗi thông báo.",
            f"One notice may pause changes for {hours} hours at most.",
        )
    return None


def _must_be_ahead(one: Posted, at: datetime) -> Posted:
    if not one.ahead(at):
        raise Conflict(
            "portal/notice-over",
            "Thông báo này đã hết hạn hoặc đã được gỡ, không thay đổi được nữa.",
            "This notice is over or was taken down; it cannot be changed any more.",
        )
    return one


def _replaced(board: Board, after: Posted) -> Board:
    return replace(board, items=tuple(after if one.number == after.number else one for one in board.items))


def _tidied(items: Sequence[Posted], at: datetime) -> tuple[Posted, ...]:
    """Without those that have long been over, beyond the last KEPT_AFTER of them."""
    over = [one.number for one in items if not one.ahead(at)]
    gone = set(over[:-KEPT_AFTER])
    return tuple(one for one in items if one.number not in gone)
