"""How a version comes to be published: agencies propose, the city reviews, approves and publishes. Pure.

The "electronic regulation system" as a table: each move, from which state to which, who may make it, what it is
called in the journal.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from chalicelib.foundation.errors import Conflict, Forbidden
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.procedures.model import Procedure

TEXT_BYTES = 200_000
REMARK_LONGEST = 2_000
BASIS_LONGEST = 300

Running = Literal["leave", "take_along"]


class State(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"


OPEN = frozenset({State.DRAFT, State.REVIEW, State.APPROVED})

STATE_WORDS = {
    State.DRAFT: Words("Bản nháp", "Draft"),
    State.REVIEW: Words("Chờ thẩm định", "In review"),
    State.APPROVED: Words("Đã duyệt, chờ công bố", "Approved, to be published"),
    State.PUBLISHED: Words("Đã công bố", "Published"),
    State.REJECTED: Words("Không được duyệt", "Rejected"),
}


@frozen
class Move:
    """A row of the table. `by_another`: not by the person who wrote the proposal. `remark`: it must say why."""

    froms: frozenset[State]
    to: State
    action: str
    event: str
    by_another: bool = False
    remark: bool = False


MOVES = {
    "propose": Move(frozenset({State.DRAFT}), State.REVIEW, "procedures.propose", "procedure.proposed"),
    "send_back": Move(
        frozenset({State.REVIEW}), State.DRAFT, "procedures.review", "procedure.reviewed", by_another=True, remark=True
    ),
    "approve": Move(
        frozenset({State.REVIEW}), State.APPROVED, "procedures.review", "procedure.approved", by_another=True
    ),
    "reject": Move(
        frozenset({State.REVIEW, State.APPROVED}),
        State.REJECTED,
        "procedures.review",
        "procedure.rejected",
        by_another=True,
        remark=True,
    ),
    "publish": Move(frozenset({State.APPROVED}), State.PUBLISHED, "procedures.publish", "procedure.published"),
}


@frozen
class Proposal:
    """A definition on its way. `text` is the JSON as written; `code`, `number` and `name` are read from it.

    `unit` is the agency that proposes, `authors` the accounts that wrote it, the latest last. `version` counts the
    changes of the proposal, not of the procedure; `number` is the procedure's version.
    """

    id: str
    version: int
    chain: str
    state: State
    unit: str
    authors: tuple[str, ...]
    created_at: datetime
    code: str
    number: int
    name: str
    text: str


@frozen
class Publication:
    """What is decided when a version is published.

    `running`: dossiers received before keep the version of their reception date (`leave`), or go on under the new
    one (`take_along`), which needs a legal `basis`. `in_force_from` replaces the first day the text says.
    """

    running: Running = "leave"
    basis: str = ""
    in_force_from: date | None = None


def move_of(name: str, state: State) -> Move:
    """The row of a move, when it is legal in this state; Conflict `procedures/illegal-move` when not."""
    move = MOVES[name]
    if state not in move.froms:
        words = STATE_WORDS[state]
        raise Conflict(
            "procedures/illegal-move",
            f"Đề xuất đang ở trạng thái “{words.vi}”, không thực hiện được việc này.",
            f"The proposal is in the state “{words.en}”; this cannot be done.",
        )
    return move


def must_be_another(move: Move, proposal: Proposal, account: str) -> None:
    """Four eyes: nobody reviews what they wrote themselves."""
    if move.by_another and account in proposal.authors:
        raise Forbidden(
            "procedures/own-proposal",
            "Người soạn đề xuất không tự thẩm định đề xuất của mình.",
            "Whoever wrote a proposal does not review it.",
        )


def must_follow(procedure: Procedure, known: tuple[Procedure, ...], today: date) -> None:
    """A new version takes the next number and begins after the last one began, never in the past.

    Only the first version of a procedure may begin in the past: no dossier has been received under it.
    """
    if not known:
        return
    last = known[-1]
    if procedure.version != last.version + 1:
        raise Conflict(
            "procedures/version-number",
            f"Phiên bản tiếp theo của thủ tục {procedure.code} là {last.version + 1}.",
            f"The next version of procedure {procedure.code} is {last.version + 1}.",
        )
    if procedure.in_force_from <= last.in_force_from or procedure.in_force_from < today:
        raise Conflict(
            "procedures/in-force-too-early",
            f"Phiên bản mới phải có hiệu lực từ hôm nay trở đi và sau ngày {last.in_force_from:%d/%m/%Y}.",
            f"A new version is in force from today on, and later than {last.in_force_from:%d/%m/%Y}.",
        )
    if last.in_force_to is not None and last.in_force_to >= procedure.in_force_from:
        raise Conflict(
            "procedures/versions-overlap",
            f"Phiên bản {last.version} còn hiệu lực đến {last.in_force_to:%d/%m/%Y}.",
            f"Version {last.version} is in force until {last.in_force_to:%d/%m/%Y}.",
        )
