"""What a dossier is, as somebody understands it who has only read the rules: a few states, and who leads to which.

The state machine compares it with the platform. It is written by hand, and shares nothing with the table of moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chalicelib.cloud.call import Caller
from tests.faults.states import ASKED_FOR, PAYMENT
from tests.faults.world import CITIZEN, LEADER, ONESTOP, SPECIALIST

State = Literal[
    "draft", "submitted", "asked", "received", "asked later", "back", "examined", "decided", "owing", "stopped",
    "ready", "returned", "refused", "withdrawn",
]  # fmt: skip
STATUS: Mapping[State, int] = {
    "draft": 0, "submitted": 1, "received": 2, "refused": 3, "back": 4, "examined": 4, "decided": 4, "asked": 5,
    "asked later": 5, "owing": 6, "withdrawn": 7, "stopped": 8, "ready": 9, "returned": 10,
}  # fmt: skip
"""The national code of each state. `asked`: for a supplement, before reception or later, from where it comes `back` to
the desk; `examined` and `decided`: the specialist's, the leader's turn."""
PAPERS = ("business_registration", "operating_plan", "source_consent")
AT_WORK: tuple[State, ...] = ("received", "back", "examined", "decided")
ASKED_PAPERS = tuple(ASKED_FOR["papers"])
OPEN: tuple[State, ...] = (
    "submitted", "asked", "received", "asked later", "back", "examined", "decided", "owing", "stopped",
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """A move: who makes it and what they say; from which states to which."""

    who: Caller
    ways: Mapping[State, State]
    facts: Mapping[str, Any] = field(default_factory=dict)


WORDS = {"reason": "Không đủ điều kiện", "remedy": "Nộp lại"}
MOVES: Mapping[str, Move] = {
    "receive": Move(ONESTOP, {"submitted": "received"}),
    "request_supplement": Move(
        ONESTOP, {"submitted": "asked", "received": "asked later"}, {"message": "", **ASKED_FOR}
    ),
    "supplement": Move(
        CITIZEN, {"asked": "submitted", "asked later": "back"}, {"answers": {"purpose": "Tổng hợp tin kinh tế."}}
    ),
    "refuse": Move(ONESTOP, {"submitted": "refused"}, WORDS),
    "reopen": Move(LEADER, {"refused": "submitted"}, {"reason": "Từ chối nhầm"}),
    "withdraw": Move(CITIZEN, dict.fromkeys(OPEN, "withdrawn"), {"reason": "Thay đổi kế hoạch"}),
    "advance": Move(ONESTOP, {"received": "examined", "back": "examined"}),
    "propose_approval": Move(SPECIALIST, {"examined": "decided"}, {"remark": "Đề nghị cấp"}),
    "send_back": Move(LEADER, {"decided": "examined"}, {"remark": "Thẩm định lại"}),
    "require_payment": Move(SPECIALIST, {"examined": "owing"}, PAYMENT),
    "take_payment": Move(ONESTOP, {"owing": "examined"}, {"amount": 150_000, "means": "cash"}),
    "stop": Move(LEADER, dict.fromkeys(AT_WORK, "stopped"), {"reason": "Chờ kết luận", "legal_basis": "Điều 5"}),
    "resume": Move(LEADER, {"stopped": "back"}, {"reason": "Đã có kết luận"}),
    "reject": Move(LEADER, {"decided": "ready"}, WORDS),
    "return_result": Move(ONESTOP, {"ready": "returned"}, {"way": "desk"}),
}


@dataclass
class Known:
    """A dossier as it must be. `mark`: the version of the last change that a person made; `files`: the state of the
    last file of each paper; `once`: what may happen once only, and has; `stopped_at`: where it goes on."""

    id: str
    state: State = "draft"
    version: int = 1
    mark: int = 1
    code: str = ""
    filled: bool = False
    files: dict[str, str] = field(default_factory=dict)
    once: set[str] = field(default_factory=set)
    stopped_at: State = "back"

    def may(self, name: str) -> bool:
        """Whether a move must succeed now."""
        if self.state not in MOVES[name].ways or (name == "request_supplement" and name in self.once):
            return False
        return name != "supplement" or self.files.get("operating_plan") == "kept"

    def complete(self) -> bool:
        """Whether it can be handed in."""
        return self.state == "draft" and self.filled and all(self.files.get(paper) == "kept" for paper in PAPERS)

    def wanted(self) -> str:
        """The paper whose file may come now, empty for none."""
        open_for = {"draft": PAPERS, **dict.fromkeys(("asked", "asked later"), ASKED_PAPERS)}.get(self.state, ())
        return next((paper for paper in open_for if paper not in self.files), "")

    def changed(self, state: State | None = None) -> None:
        """A person has changed it."""
        self.version += 1
        self.mark = self.version
        self.state = state or self.state

    def made(self, name: str) -> None:
        """A move was made."""
        before, after = self.state, MOVES[name].ways[self.state]
        if name == "stop":
            self.stopped_at = "back" if before == "received" else before
        self.changed(self.stopped_at if name == "resume" else after)
        self.once.add(name)
        if name == "request_supplement":
            self.files.pop("operating_plan")

    def checked(self) -> None:
        """Whatever has been posted was checked and kept, each file by a change of the platform's."""
        waiting = [paper for paper, state in self.files.items() if state == "waiting"]
        self.version += len(waiting)
        self.files |= dict.fromkeys(waiting, "kept")
