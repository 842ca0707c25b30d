"""The electronic regulation system: the list of proposals, one proposal, its preview, its text to take away."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Answered, Attachment, Page, Redirect, Visit
from chalicelib.commons import identity
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop.procedures import STATE_WORDS, Procedure, Proposal, Reviewed, State, proposals
from chalicelib.onestop.procedures.differencewords import PARTS
from chalicelib.onestop.procedures.pages.board import DESK, TONES, pages, shown_facts

LIST = Words("Đề xuất thủ tục", "Proposals of procedures")
PROPOSAL = Words("Đề xuất", "Proposal")
PREVIEW = Words("Xem trước", "Preview")
SAVED = Words("Tải định nghĩa", "Download the definition")
A_PAGE = 25
JSON = "application/json; charset=utf-8"
EVENTS = {
    "procedure.drafted": Words("Bắt đầu soạn", "Draft begun"),
    "procedure.saved": Words("Sửa nội dung", "Text changed"),
    "procedure.proposed": Words("Trình thẩm định", "Handed in for review"),
    "procedure.reviewed": Words("Trả lại để sửa", "Sent back"),
    "procedure.approved": Words("Duyệt", "Approved"),
    "procedure.rejected": Words("Không duyệt", "Rejected"),
    "procedure.published": Words("Công bố", "Published"),
}


@pages.get(DESK, rule="procedures.read_proposals", title=LIST)
def proposal_list(request: Request, visit: Visit) -> Page:
    """The agency's own proposals, newest first; for who reviews those of all agencies, state by state."""
    reviews = identity.may(visit.caller, "procedures.review")
    state = _state(request.query.get("trang-thai", State.REVIEW.value)) if reviews else None
    page = proposals().listed(visit.call, state, request.query.get("tiep", ""), A_PAGE)
    facts = {
        "lines": [(line, show_state(line.state), unit_name(line.unit, visit.lang)) for line in page.lines],
        "moments": {line.id: parse_iso(line.at) for line in page.lines},
        "cursor": page.cursor,
        "states": list(STATE_WORDS.items()) if reviews else [],
        "state": state,
        "may_write": identity.may(visit.caller, "procedures.propose", unit=visit.caller.unit),
    }
    return Page("onestop/procedures/proposals.html", facts, wide=True)


def _state(text: str) -> State:
    if text not in [*State]:
        raise Invalid("procedures/unknown-state", "Không có trạng thái này.", "There is no such state.")
    return State(text)


@pages.get(f"{DESK}/{{id}}", rule="procedures.read_proposals", title=PROPOSAL)
def proposal_page(request: Request, visit: Visit) -> Page:
    """Where a proposal stands: its faults by line, what it changes, what nobody has read yet, what can be done."""
    reviewed = proposals().read(visit.call, request.params["id"])
    return Page("onestop/procedures/proposal.html", proposal_facts(reviewed, visit), wide=True, title=named(reviewed))


def proposal_facts(reviewed: Reviewed, visit: Visit) -> dict[str, Any]:
    """What the page of a proposal shows."""
    proposal, shown = reviewed.proposal, reviewed.preview
    names = identity.names({entry.actor for entry in reviewed.journal}, visit.call.at)
    return {
        "proposal": proposal,
        "state": show_state(proposal.state),
        "unit": unit_name(proposal.unit, visit.lang),
        "faults": [(fault.line, fault.say(visit.lang)) for fault in reviewed.examined.faults],
        "preview": shown,
        "unread": _unread(shown.unread, visit.lang) if shown else [],
        "against": Words(reviewed.against.vi, reviewed.against.en) if reviewed.against else None,
        "moves": proposals().open_moves(visit.caller, proposal),
        "may_write": proposals().may_write(visit.caller, proposal),
        "lines": [_entry(entry, names, visit.lang) for entry in reviewed.journal],
    }


def _unread(places: tuple[str, ...], lang: str) -> list[str]:
    """The parts of which some fact has not been checked against the law, each once."""
    parts = (PARTS.get(place.partition(".")[0].partition("[")[0]) for place in places)
    return list(dict.fromkeys(part.say(lang) for part in parts if part))


def _entry(entry: Record, names: Mapping[str, str], lang: str) -> dict[str, Any]:
    return {
        "words": EVENTS.get(entry.type, Words(entry.type, entry.type)),
        "at": parse_iso(entry.at),
        "unit": unit_name(entry.unit, lang),
        "actor": names.get(entry.actor, entry.actor),
        "remark": (entry.note or {}).get("remark", ""),
        "data": entry.data,
    }


def show_state(state: State) -> dict[str, Any]:
    """A state as pages show it: words and the tone of its mark."""
    return {"words": STATE_WORDS[state], "tone": TONES.get(state, "")}


def unit_name(unit: str, lang: str) -> str:
    """The name of an agency."""
    return directory().unit(unit).name(lang) if unit else ""


def named(reviewed: Reviewed) -> Words:
    """The title of a proposal's pages."""
    name = reviewed.proposal.name
    return Words(f"Đề xuất: {name}", f"Proposal: {name}") if name not in ("", "-") else PROPOSAL


@pages.get(f"{DESK}/{{id}}/xem-truoc", rule="procedures.read_proposals", title=PREVIEW)
def preview_page(request: Request, visit: Visit) -> Answered:
    """The procedure's page and its questions as citizens will find them on its first day."""
    reviewed = proposals().read(visit.call, request.params["id"])
    if reviewed.preview is None:
        return Redirect(f"{DESK}/{reviewed.proposal.id}")
    procedure = reviewed.preview.procedure
    on = max(procedure.in_force_from, vietnam_day(visit.call.at))
    facts = {
        **shown_facts(procedure, _last_day(procedure, on), visit.lang),
        "proposal": reviewed.proposal,
        "sections": list(_outline(procedure)),
    }
    return Page("onestop/procedures/preview.html", facts)


def _last_day(procedure: Procedure, on: date) -> date:
    return min(on, procedure.in_force_to) if procedure.in_force_to else on


def _outline(procedure: Procedure) -> Iterator[tuple[Words, list[dict[str, Any]]]]:
    """The sections of the form with their questions, in the order of asking."""
    for section in procedure.form.sections:
        yield section.title, [{"field": field, "sometimes": bool(field.when.accepted)} for field in section.fields]


@pages.get(f"{DESK}/{{id}}/tai-ve", rule="procedures.read_proposals", title=SAVED)
def proposal_file(request: Request, visit: Visit) -> Attachment:
    """The definition as a JSON file, every letter as it was written."""
    proposal = proposals().read(visit.call, request.params["id"]).proposal
    return Attachment(_file_name(proposal), JSON, proposal.text.encode())


@pages.get(f"{DESK}/ban-hanh/{{code}}", rule="procedures.read_proposals", title=SAVED)
def published_file(request: Request, visit: Visit) -> Attachment:
    """The latest published definition of a procedure as a JSON file."""
    code = request.params["code"]
    text = proposals().text_of(code)
    return Attachment(f"{code}.json", JSON, text.encode())


def _file_name(proposal: Proposal) -> str:
    return f"{proposal.code}.{proposal.number}.json" if proposal.number else f"{proposal.id}.json"
