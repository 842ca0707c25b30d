"""Absences: an officer or their leader records one with a deputy, ends it, and sees who of the unit is away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.journal import Event
from chalicelib.commons.identity.absences import store
from chalicelib.commons.identity.absences.model import (
    REASON_LONGEST,
    Absence,
    PostsOf,
    check_period,
    invalid,
)
from chalicelib.commons.identity.policy import may, require
from chalicelib.foundation.clock import iso, vietnam_day
from chalicelib.foundation.errors import Conflict, FieldError, Forbidden, Missing
from chalicelib.foundation.ids import derived_id

DELEGATE = "identity.delegate"


@dataclass(frozen=True)
class Absences:
    """The use cases of absence. `tell(deputy, absences)` lets the deputy's open sessions know what they have now.

    Only somebody's own posts let them record and end absences: no deputy prolongs what was lent to them.
    """

    posts_of: PostsOf
    tell: Callable[[str, tuple[Absence, ...]], None]

    def record(
        self, call: Call, account: str, first: date, last: date, deputy: str, reason: str = ""
    ) -> dict[str, Any]:
        """Records that an officer of the caller's unit is away, and who does their work there meanwhile.

        Invalid `identity/absence-invalid` with its fields; Conflict `identity/absence-overlaps`,
        `identity/deputy-absent`.
        """
        caller, today = call.caller, vietnam_day(call.at)
        self._must_decide(caller, account, today)

        def attempt() -> dict[str, Any]:
            wrong = [*check_period(first, last, today), *self._deputy_faults(account, deputy, caller.unit, first, last)]
            wrong += _reason_faults(reason)
            if wrong:
                raise invalid(wrong)
            head, before = store.read(account)
            _must_be_free(before, first, last)
            _must_be_there(store.read(deputy)[1], first, last)
            wish = call.wish()
            key = derived_id(wish.principal, wish.route, wish.key)
            absence = Absence(key, account, caller.unit, first, last, deputy, reason)
            return store.write(call, head, absence, _event("absence.recorded", absence))

        return self._told(journal.once(store.pk_of(account), call, attempt), today)

    def end(self, call: Call, account: str, absence_id: str) -> dict[str, Any]:
        """Ends an absence before its time, or cancels it; the deputy's rights end with it.

        Missing `identity/no-absence`; Conflict `identity/absence-over`.
        """
        today = vietnam_day(call.at)
        self._must_decide(call.caller, account, today)

        def attempt() -> dict[str, Any]:
            head, known = store.read(account)
            before = next((one for one in known if (one.id, one.unit) == (absence_id, call.caller.unit)), None)
            if before is None:
                raise Missing("identity/no-absence", "Không tìm thấy lần vắng mặt này.", "There is no such absence.")
            if before.ended_at is not None or before.last < today:
                raise Conflict("identity/absence-over", "Lần vắng mặt này đã kết thúc.", "This absence is over.")
            after = replace(before, ended_at=call.at)
            return store.write(call, head, after, _event("absence.ended", after))

        return self._told(journal.once(store.pk_of(account), call, attempt), today)

    def of_unit(self, call: Call) -> list[Absence]:
        """Who of the caller's unit is away now or will be; the reason only for those whom it concerns."""
        caller = call.caller
        require(caller, DELEGATE, owner=caller.account)
        found = store.of_unit(caller.unit, vietnam_day(call.at))
        return [one if self.may_decide(caller, one.account) else replace(one, reason="") for one in found]

    def may_decide(self, caller: Caller, account: str) -> bool:
        """Whether the caller may record and end absences of this officer of their unit."""
        return may(caller.alone, DELEGATE, owner=account, unit=caller.unit)

    def _must_decide(self, caller: Caller, account: str, today: date) -> None:
        if caller.unit not in {unit for unit, _ in self.posts_of(account, today)}:
            raise Missing(
                "identity/no-officer", "Không tìm thấy cán bộ này trong cơ quan.", "There is no such officer here."
            )
        if not self.may_decide(caller, account):
            raise Forbidden(
                "identity/forbidden",
                "Chỉ chính cán bộ hoặc lãnh đạo cơ quan được ghi hoặc kết thúc vắng mặt; người làm thay thì không.",
                "Only the officer or the unit's leader records or ends an absence; a deputy does not.",
            )

    def _deputy_faults(self, account: str, deputy: str, unit: str, first: date, last: date) -> list[FieldError]:
        """A deputy is a colleague with a post in the unit from the first day to the last."""
        if deputy == account:
            vi, en = "Không ai tự làm thay chính mình.", "Nobody is their own deputy."
            return [FieldError("deputy", "identity/own-deputy", vi, en)]
        if all(unit in {where for where, _ in self.posts_of(deputy, day)} for day in (first, last)):
            return []
        vi = "Người làm thay phải là cán bộ của cơ quan trong suốt thời gian này."
        en = "The deputy must be an officer of the unit for all of this time."
        return [FieldError("deputy", "identity/deputy-not-of-unit", vi, en)]

    def _told(self, answer: dict[str, Any], today: date) -> dict[str, Any]:
        """The answer, once the deputy's sessions know how the absence stands now. Also for an answer that is given
        again: the one who was to tell them may have come to an end in between."""
        _, known = store.read(answer["account"])
        absence = next(one for one in known if one.id == answer["absence"])
        others = (one for one in store.deputised(absence.deputy, today) if one.id != absence.id)
        mine = () if absence.ended_at else (absence,)
        self.tell(absence.deputy, (*others, *mine))
        return answer


def _event(kind: str, absence: Absence) -> Event:
    facts = {
        "absence": absence.id,
        "account": absence.account,
        "deputy": absence.deputy,
        "unit": absence.unit,
        "first": absence.first.isoformat(),
        "last": absence.last.isoformat(),
    }
    if absence.ended_at is not None:
        facts["ended"] = iso(absence.ended_at)
    return Event(kind, facts)


def _reason_faults(reason: str) -> list[FieldError]:
    if len(reason) <= REASON_LONGEST:
        return []
    vi, en = f"Lý do dài tối đa {REASON_LONGEST} ký tự.", f"A reason has at most {REASON_LONGEST} characters."
    return [FieldError("reason", "schema/maxLength", vi, en)]


def _must_be_free(known: list[Absence], first: date, last: date) -> None:
    if any(one.meets(first, last) for one in known):
        raise Conflict(
            "identity/absence-overlaps",
            "Đã có lần vắng mặt khác trong thời gian này; hãy kết thúc lần đó trước.",
            "Another absence is recorded for this time; end that one first.",
        )


def _must_be_there(absences: list[Absence], first: date, last: date) -> None:
    if any(one.meets(first, last) for one in absences):
        raise Conflict(
            "identity/deputy-absent",
            "Người làm thay cũng vắng mặt trong thời gian này; hãy chọn người khác.",
            "The deputy is away in this time, too; choose somebody else.",
        )
