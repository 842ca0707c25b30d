"""A consultation: another agency is asked for its opinion, by a time, and what its silence means then. Pure.

Sources: NĐ 61/2018/NĐ-CP art. 19(5): what is asked and by when is recorded, and a time that passes without an answer is
reported to the head of the desk. Where sector law says so, silence is the answer: the procedure's `waits` hold it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, get_args

from chalicelib.foundation.values import frozen

Said = Literal["agree", "disagree", "other"]
SAID: tuple[Said, ...] = get_args(Said)
Opinion = Literal["", "agree", "disagree", "other", "agreed_by_silence", "disagreed_by_silence", "not_needed"]
BY_SILENCE: Mapping[str, Opinion] = {"yes": "agreed_by_silence", "no": "disagreed_by_silence", "nothing": ""}
OPINION_WORDS: Mapping[Opinion, tuple[str, str]] = {
    "": ("Chưa trả lời", "No answer yet"),
    "agree": ("Đồng ý", "Agrees"),
    "disagree": ("Không đồng ý", "Disagrees"),
    "other": ("Ý kiến khác", "Another opinion"),
    "agreed_by_silence": ("Quá hạn không trả lời: coi là đồng ý", "No answer in time: counts as agreement"),
    "disagreed_by_silence": ("Quá hạn không trả lời: coi là không đồng ý", "No answer in time: counts as disagreement"),
    "not_needed": ("Không còn cần ý kiến", "The opinion is no longer needed"),
}
MOST_BODIES = 10
"""How many bodies one question may go to."""
MOST_ASKED = 20
"""How many consultations one dossier may have: they are read with it."""
MOST_DAYS = 30


@frozen
class Question:
    """What an officer asks of which units, and what of the dossier they may read for it.

    `days`: the working days they are given where the procedure sets no limit, else 0.
    """

    units: tuple[str, ...]
    words: str
    files: tuple[str, ...] = ()
    with_form: bool = False
    days: int = 0


@frozen
class Reply:
    """What an officer of the consulted body has answered."""

    opinion: Said
    words: str
    at: datetime
    by: str


@frozen
class Consultation:
    """One body's consultation. `body` is the unit that is asked; `number` counts within the dossier from 1.

    `opinion` is what counts: what was answered, or what silence means; empty while nothing does. `missed`: the time
    passed without an answer. A reply that came after silence had decided is kept beside the opinion.
    """

    number: int
    body: str
    asked_at: datetime
    asked_by: str
    due_at: datetime
    question: str
    files: tuple[str, ...] = ()
    with_form: bool = False
    days: int = 0
    opinion: Opinion = ""
    missed: bool = False
    reply: Reply | None = None

    @property
    def open(self) -> bool:
        """Whether nothing counts as its opinion yet."""
        return not self.opinion

    @property
    def answerable(self) -> bool:
        """Whether the body may still answer; what comes after silence has decided is kept as late."""
        return self.reply is None and self.opinion != "not_needed"

    @property
    def late(self) -> bool:
        """Whether it was answered, and after its time."""
        return self.reply is not None and self.reply.at > self.due_at


def lapsed(consultation: Consultation, silence: str) -> Consultation:
    """The consultation once its time has passed without an answer."""
    return replace(consultation, opinion=BY_SILENCE[silence], missed=True)


def unneeded(consultations: Sequence[Consultation]) -> tuple[Consultation, ...]:
    """Those without an opinion once their dossier is concluded: nobody waits for them any more."""
    return tuple(replace(one, opinion="not_needed") for one in consultations if one.open)


def replied(consultation: Consultation, reply: Reply, silence: str) -> Consultation:
    """The consultation with its answer. Silence decides from the second after the due date, whether or not the
    platform has said so already: an answer after that no longer counts, and is kept."""
    late = reply.at > consultation.due_at and not consultation.missed
    before = lapsed(consultation, silence) if late else consultation
    return replace(before, opinion=before.opinion or reply.opinion, reply=reply)


def latest_of(consultations: Sequence[Consultation], body: str) -> Consultation | None:
    """The last consultation of a body: one that was asked again answers the last question."""
    return next((one for one in reversed(consultations) if body and one.body == body), None)


def asked_until(consultations: Sequence[Consultation]) -> datetime | None:
    """Until when the last of the bodies that have not answered is waited for."""
    return max((one.due_at for one in consultations if one.open), default=None)


OWN_TO_OFFICERS: Mapping[str, frozenset[str]] = {
    "dossier.consult": frozenset({"opinion", "answered", "late", "legal_basis", "files", "form"}),
    "dossier.proposed": frozenset({"proposal", "checks"}),
}
"""Facts of entries, by how their types begin, that are the authority's own until it has decided."""


def facts_for_owner(kind: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a journal entry that the applicant sees: that an opinion was asked and until when, and that
    something was proposed; not which, and not what."""
    hidden = next((names for begins, names in OWN_TO_OFFICERS.items() if kind.startswith(begins)), frozenset())
    return {name: fact for name, fact in facts.items() if name not in hidden}
