"""A draft as its list of tasks: the parts in order, how far each is, what comes before and after. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from chalicelib.cloud.door import Words
from chalicelib.foundation.errors import FieldError
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import Dossier, papers_of, party_faults
from chalicelib.onestop.dossiers.pages.draft import CHECK, DELIVERY, FOR_ANOTHER, FORM, PAPERS, WAYS
from chalicelib.onestop.dossiers.pages.questions import may_hold
from chalicelib.onestop.procedures import Procedure, Section, check_answers

State = Literal["todo", "doing", "mend", "checking", "optional", "done", "not_needed", "not_yet", "ready"]

STATES: Mapping[State, tuple[Words, str]] = {
    "todo": (Words("Chưa làm", "Not started"), ""),
    "doing": (Words("Đang làm", "In progress"), "wait"),
    "mend": (Words("Cần sửa", "To be mended"), "late"),
    "checking": (Words("Đang kiểm tra tệp", "Files are being checked"), "wait"),
    "optional": (Words("Không bắt buộc", "Optional"), ""),
    "done": (Words("Xong", "Done"), "good"),
    "not_needed": (Words("Không cần", "Not needed"), "good"),
    "not_yet": (Words("Còn phần chưa xong", "Some parts are not done"), ""),
    "ready": (Words("Sẵn sàng", "Ready"), "wait"),
}
"""Each state in words, and the tone of its mark."""
ENDED = frozenset({"optional", "done", "not_needed"})
WHO = Words("Người nộp hồ sơ", "Who hands it in")
HOW = Words("Cách nhận kết quả", "How to get the result")
SELF = Words("Nộp cho chính mình", "For yourself")
OTHER = Words("Nộp thay người khác", "For somebody else")


@frozen
class Part:
    """One part of a draft: `address` is what follows the draft's own address."""

    address: str
    name: Words
    state: State
    note: Words | None = None

    @property
    def words(self) -> Words:
        """Its state in words."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """The tone of its state's mark."""
        return STATES[self.state][1]


def is_declaration(section: Section) -> bool:
    """Whether a section only declares: citizens do that where they check and submit, after all the rest."""
    return all(field.type == "declaration" for field in section.fields)


def address_of(section: Section) -> str:
    """The part of the address of a section's page."""
    return f"{FORM[0]}/{section.code}"


def parts_of(draft: Dossier, procedure: Procedure) -> list[Part]:
    """The parts of a citizen's draft, in the order in which they are filled in."""
    answers, wrong = check_answers(procedure.form, draft.answers)
    sections = [one for one in procedure.form.sections if not is_declaration(one)]
    faults = party_faults(draft)
    parts = [_who(draft, faults)]
    parts += [_section(one, draft, answers, wrong) for one in sections]
    parts += [_papers(draft, procedure, answers, faults), _delivery(draft, faults)]
    ready = all(part.state in ENDED for part in parts)
    return [*parts, Part(CHECK[0], CHECK[1], "ready" if ready else "not_yet")]


def _who(draft: Dossier, faults: Sequence[FieldError]) -> Part:
    acting = draft.party.answers.get("acting") == "other"
    lacking = any(one.field.startswith("party.") for one in faults)
    return Part(FOR_ANOTHER[0], WHO, "doing" if lacking else "done", OTHER if acting else SELF)


def _section(section: Section, draft: Dossier, answers: Mapping[str, Any], wrong: Sequence[FieldError]) -> Part:
    own = {field.code for field in section.fields}
    mistakes = [one for one in wrong if one.field.split(".")[0] in own]
    return Part(address_of(section), section.title, _state(section, own & set(draft.answers), answers, mistakes))


def _state(section: Section, given: set[str], answers: Mapping[str, Any], mistakes: Sequence[FieldError]) -> State:
    if not any(may_hold(field.when, answers) for field in section.fields):
        return "not_needed"
    if any(one.code != "forms/required" for one in mistakes):
        return "mend"
    if not given:
        return "todo" if mistakes else "optional"
    return "doing" if mistakes else "done"


def _papers(draft: Dossier, procedure: Procedure, answers: Mapping[str, Any], faults: Sequence[FieldError]) -> Part:
    asked = papers_of(procedure, draft, answers)
    held = {file.paper for file in draft.held}
    needed = [paper for paper in asked if paper.required]
    there = sum(1 for paper in needed if paper.code in held)
    note = Words(f"{there}/{len(needed)} giấy tờ bắt buộc", f"{there} of {len(needed)} required papers")
    return Part(PAPERS[0], PAPERS[1], _papers_state(draft, len(asked), len(needed), there), note if needed else None)


def _papers_state(draft: Dossier, asked: int, needed: int, there: int) -> State:
    states = {file.state for file in draft.files}
    if not asked:
        return "not_needed"
    if "refused" in states:
        return "mend"
    if "waiting" in states:
        return "checking"
    if there < needed:
        return "doing" if draft.held else "todo"
    return "done" if draft.held else "optional"


def _delivery(draft: Dossier, faults: Sequence[FieldError]) -> Part:
    lacking = any(one.field.startswith("delivery.") for one in faults)
    state: State = "doing" if lacking else "done"
    return Part(DELIVERY[0], HOW, state, WAYS[draft.delivery.way])


@frozen
class Way:
    """Where a page of a draft stands on the way through it: step `number` of `total`, what comes before and after."""

    number: int
    total: int
    before: str
    after: str


def way_of(draft: Dossier, procedure: Procedure, here: str) -> Way:
    """The way of one part; parts that are not needed are passed over. `before` and `after` are whole addresses."""
    parts = [one for one in parts_of(draft, procedure) if one.state != "not_needed" or one.address == here]
    addresses = [one.address for one in parts]
    place = addresses.index(here) if here in addresses else 0
    hub = f"/ho-so/{draft.id}"
    return Way(
        number=place + 1,
        total=len(parts),
        before=f"{hub}/{addresses[place - 1]}" if place else hub,
        after=f"{hub}/{addresses[place + 1]}" if place + 1 < len(parts) else hub,
    )
