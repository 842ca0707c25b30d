"""What people may wish in a simulation: drafts, files, submission, every move of the table, opinions, looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any
from urllib.parse import quote

from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.settings import settings
from chalicelib.commons import identity
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.model import Status
from chalicelib.onestop.dossiers.performing import perform
from chalicelib.onestop.dossiers.transitions import MOVES
from tests import papers, samples
from tests.fake.city import FakeWorld
from tests.fake.objects import Stored
from tests.faults import states
from tests.faults.states import ASKED_FOR, PAYMENT, QUESTION
from tests.faults.world import ANOTHER, ASKED, CITIZEN, LEADER, ONESTOP, SPECIALIST, Saved, Subject, World

MOST_DOSSIERS = 12
ANSWERS = samples.website_answers()
RESULT_WORDS = {"reason": "Không đủ điều kiện", "remedy": "Nộp lại"}
MADE: Mapping[str, tuple[Caller, Mapping[str, Any]]] = {
    "receive": (ONESTOP, {}),
    "request_supplement": (ONESTOP, {"message": "", **ASKED_FOR}),
    "supplement": (CITIZEN, {"answers": {"purpose": "Tổng hợp tin kinh tế."}}),
    "refuse": (ONESTOP, {"reason": "Trái thẩm quyền", "remedy": "Nộp tại Bộ"}),
    "reopen": (LEADER, {"reason": "Từ chối nhầm"}),
    "choose_delivery": (CITIZEN, {"way": "desk"}),
    "withdraw": (CITIZEN, {"reason": "Thay đổi kế hoạch"}),
    "advance": (ONESTOP, {}),
    "propose_approval": (SPECIALIST, {"remark": "Đề nghị cấp"}),
    "propose_refusal": (SPECIALIST, {"remark": "Không đủ"}),
    "propose_supplement": (SPECIALIST, ASKED_FOR),
    "send_back": (LEADER, {"remark": "Thẩm định lại"}),
    "consult": (SPECIALIST, QUESTION),
    "extend": (LEADER, {"amount": 3, "reason": "Cần xác minh thêm"}),
    "stop": (LEADER, {"reason": "Chờ kết luận", "legal_basis": "Điều 5"}),
    "resume": (LEADER, {"reason": "Đã có kết luận"}),
    "require_payment": (SPECIALIST, PAYMENT),
    "take_payment": (ONESTOP, {"amount": 150_000, "means": "cash"}),
    "reject": (LEADER, RESULT_WORDS),
    "return_result": (ONESTOP, {"way": "desk"}),
    "confirm_delivery": (ONESTOP, {}),
}
"""Who makes a move, and what they say."""
LIKELY = {
    **dict.fromkeys(("receive", "advance", "propose_approval", "supplement", "resume", "take_payment"), 5.0),
    **dict.fromkeys(("attach_result", "return_result", "answer_consultation"), 8.0),
    **dict.fromkeys(("withdraw", "refuse"), 0.3),
}
"""How much likelier than others some moves are, so that dossiers get on."""
NAMED = {name: row.named or name for name, row in MOVES.items()}


@dataclass
class Wish:
    """Something somebody wants, with the call that is sent however often until there is an answer."""

    label: str
    call: Call
    pk: str
    act: Callable[[], Any]
    tries: int = 0


@dataclass
class People:
    """Makes wishes about the dossiers of a world, from one source of chance."""

    world: FakeWorld
    chance: Random
    made: int = 0

    def wish(self) -> Wish:
        """Something that somebody may want as things stand, seldom what cannot be."""
        heads = self._heads()
        if not heads or (len(heads) < MOST_DOSSIERS and self.chance.random() < 0.15):
            return self._begin()
        dossier, head = self.chance.choice(heads)
        version, status = int(head["version"]["N"]), Status(int(head["status"]["N"]))
        if status is Status.DRAFT:
            return self._about_draft(dossier, version, head)
        if self.chance.random() < 0.15:
            return self._upload(dossier, "result" if status is Status.IN_PROCESS else "operating_plan")
        if self.chance.random() < 0.05:
            return self._look(dossier)
        return self._move(dossier, version, status)

    def _heads(self) -> list[tuple[str, Any]]:
        rows = self.world.account.database.rows
        return [(pk[2:], rows[pk]["A"]) for pk in sorted(rows) if pk.startswith("D#") and "A" in rows[pk]]

    def _call(self, who: Caller, route: str, seen: int | None = None, said: Any = None) -> Call:
        self.made += 1
        return self.world.call(who, f"wish-{self.made}", route, seen, said)

    def _begin(self) -> Wish:
        who = self.chance.choice((CITIZEN, CITIZEN, ANOTHER))
        call = self._call(who, "begin", said=samples.WEBSITE)
        return Wish("begin", call, "", lambda: dossiers.drafts().begin(call, samples.WEBSITE))

    def _about_draft(self, dossier: str, version: int, head: Any) -> Wish:
        owner = next(one for one in (CITIZEN, ANOTHER) if one.account == head["owner"]["S"])
        there = {row["paper"]["S"] for sk, row in self._collection(dossier).items() if sk.startswith("C#")}
        missing = [paper for paper in samples.WEBSITE_PAPERS if paper not in there]
        if "B" not in self._collection(dossier):
            call = self._call(owner, "save", version, ANSWERS)
            return Wish("save", call, f"D#{dossier}", lambda: dossiers.drafts().save(call, dossier, ANSWERS))
        if missing and self.chance.random() < 0.8:
            return self._upload(dossier, missing[0], owner)
        call = self._call(owner, "submit", version)
        return Wish("submit", call, f"D#{dossier}", lambda: dossiers.drafts().submit(call, dossier))

    def _collection(self, dossier: str) -> dict[str, Any]:
        found: dict[str, Any] = self.world.account.database.rows[f"D#{dossier}"]
        return found

    def _upload(self, dossier: str, paper: str, who: Caller | None = None) -> Wish:
        """A grant, and once there is one the browser posts the file: the store tells the arrivals queue."""
        who = who or (LEADER if paper == "result" else CITIZEN)
        call = self._call(who, "grant", said=paper)

        def act() -> dict[str, Any]:
            file, _ = dossiers.uploads().grant(call, dossier, paper, f"{paper}.pdf", "")
            key = f"dossiers/{dossier}/{file}"
            bucket = settings().quarantine_bucket
            self.world.account.objects.put(bucket, key, Stored(pdf(paper), "application/pdf", {}))
            self.world.arrive(quote(key, safe=""))
            return {"file": file}

        return Wish("upload", call, f"D#{dossier}", act)

    def _look(self, dossier: str) -> Wish:
        call = self._call(ONESTOP, "look")
        return Wish("look", call, "", lambda: None)

    def _move(self, dossier: str, version: int, status: Status) -> Wish:
        fit = [name for name, row in MOVES.items() if status in row.froms]
        names = sorted({NAMED[name] for name in (fit if self.chance.random() < 0.9 else MOVES)} - {"submit"})
        if not names:
            return self._look(dossier)
        move = self.chance.choices(names, [LIKELY.get(name, 1.0) for name in names])[0]
        if move == "answer_consultation":
            return self._answer(dossier)
        if move == "attach_result":
            return self._attach(dossier, version)
        if move not in MADE:
            return self._look(dossier)
        who, facts = MADE[move]
        if move in ("advance", "propose_approval") and self.chance.random() < 0.5:
            who = SPECIALIST
        if move in ("supplement", "withdraw", "choose_delivery") and self._owner(dossier) == ANOTHER.account:
            who = ANOTHER
        return self._perform(who, dossier, move, version, facts)

    def _owner(self, dossier: str) -> str:
        return str(self._collection(dossier)["A"]["owner"]["S"])

    def _perform(self, who: Caller, dossier: str, move: str, version: int, facts: Mapping[str, Any]) -> Wish:
        call = self._call(who, move, version, facts)
        return Wish(move, call, f"D#{dossier}", lambda: perform(call, dossier, move, facts))

    def _attach(self, dossier: str, version: int) -> Wish:
        found = [sk[2:] for sk, row in self._collection(dossier).items() if row.get("paper", {}).get("S") == "result"]
        file = sorted(found)[0] if found else "nothing0"
        return self._perform(LEADER, dossier, "attach_result", version, {"file": file})

    def _answer(self, dossier: str) -> Wish:
        call = self._call(ASKED, "answer", said="agree")
        act = lambda: dossiers.consulting().answer(call, dossier, "agree", "Phù hợp.") and None  # noqa: E731
        return Wish("answer", call, f"D#{dossier}", act)


def town(world: FakeWorld) -> None:
    """Where every simulation begins: dossiers of one agency at every stage, the same in every process."""

    def build(world: World) -> Subject:
        world.load(Saved((), {}))
        account.begin()
        identity.seed_demo(world.at)
        drafts = [states.complete(world, f"town-{number}") for number in range(len(PATHS))]
        for number, (draft, path) in enumerate(zip(drafts, PATHS, strict=True)):
            states.submit(world, draft, f"town-submit-{number}")
            for place, move in enumerate(path):
                who, facts = MADE[move]
                who = SPECIALIST if place > 1 and who is ONESTOP else who
                states.moved(world, draft, who, move, f"town-{number}-{move}", **facts)
        return Subject()

    account = world.account
    world.state("town", build)


PATHS = (
    *((), (), ("receive",), ("receive", "advance"), ("receive", "advance"), ("request_supplement",)),
    *(("receive", "request_supplement"), ("receive", "advance", "propose_approval")),
    *(("receive", "advance", "consult"), ("receive", "advance", "require_payment")),
)
"""How far the dossiers of the town have come."""


@lru_cache
def pdf(paper: str) -> bytes:
    """A file for a paper."""
    return papers.pdf([paper])
