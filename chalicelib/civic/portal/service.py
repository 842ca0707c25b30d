"""The use cases of notices: announce, change, take down, list."""

from collections.abc import Callable
from typing import Any

from chalicelib.civic.portal import store
from chalicelib.civic.portal.live import Live
from chalicelib.civic.portal.model import Board, Notice, Posted, amended, announced, ended, must_be_sound
from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.foundation.clock import iso
from chalicelib.foundation.values import frozen

ANNOUNCE = "notices.announce"


@frozen
class Notices:
    """`require` is identity's policy: it passes or refuses an action."""

    live: Live[Board]
    require: Callable[..., None] = identity.require

    @use_case
    def announce(self, call: Call, notice: Notice) -> dict[str, Any]:
        """Puts a notice on the board; its number and the board's version. Invalid with the fields to mend; Conflict
        `portal/board-full`; Forbidden; Stale."""
        return self._change(call, "notice.announced", lambda board: announced(board, notice, call.at))

    @use_case
    def amend(self, call: Call, number: int, notice: Notice) -> dict[str, Any]:
        """Changes a notice that is not over. As `announce`; Missing; Conflict `portal/notice-over`."""
        return self._change(call, "notice.amended", lambda board: amended(board, number, notice, call.at), number)

    @use_case
    def end(self, call: Call, number: int) -> dict[str, Any]:
        """Takes a notice down now, or calls off one that is planned. Missing; Conflict `portal/notice-over`."""
        return self._change(call, "notice.ended", lambda board: ended(board, number, call.at), number)

    @use_case
    def preview(self, call: Call, notice: Notice) -> int:
        """The version that the notice would be based on; refused as it would be."""
        self.require(call.caller, ANNOUNCE)
        must_be_sound(notice, call.at)
        return store.read_board(consistent=True).version

    @use_case
    def listed(self, call: Call) -> Board:
        """All notices."""
        self.require(call.caller, ANNOUNCE)
        return store.read_board(consistent=True)

    def _change(
        self, call: Call, event: str, change: Callable[[Board], Board], number: int | None = None
    ) -> dict[str, Any]:
        self.require(call.caller, ANNOUNCE)

        def attempt() -> dict[str, Any]:
            before = store.read_board(consistent=True)
            call.must_match(before.version)
            after = change(before)
            posted = after.find(after.last if number is None else number)
            answer = {"number": posted.number, "version": before.version + 1}
            store.write_board(call, before, after, _event(event, posted), answer)
            return answer

        answer = journal.once(store.NOTICES, call, attempt)
        self.live.forget()
        return answer


def _event(kind: str, posted: Posted) -> Event:
    """The facts of a notice; its words are the note."""
    notice = posted.notice
    facts = {
        "number": posted.number,
        "kind": notice.kind,
        "since": iso(notice.since),
        "until": iso(notice.until),
        "where": notice.where,
        "no_changes": notice.no_changes,
    }
    return Event(kind, facts, {"vi": notice.vi, "en": notice.en})
