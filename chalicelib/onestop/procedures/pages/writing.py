"""Writing a proposal: begin one, change its text or its most changed parts. What was typed is never lost."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Missing, Refusal, Stale
from chalicelib.onestop.procedures import Proposal, catalogue, proposals
from chalicelib.onestop.procedures.differencewords import VALUES
from chalicelib.onestop.procedures.examining import examine_definition
from chalicelib.onestop.procedures.pages.board import DESK, listed, pages, sentence
from chalicelib.onestop.procedures.quickfields import QuickField, quick_fields, with_quick

BEGIN = Words("Soạn đề xuất", "Write a proposal")
TEXT = Words("Sửa định nghĩa", "Change the definition")
PARTS = Words("Sửa các mục chính", "Change the main parts")
PREFIX = "d."
"""Names of the quick fields start with this, so that no place can be taken for a field of ours."""
UNITS = ("working_day", "working_hour", "calendar_day", "hour", "month")
FEWEST_ROWS, MOST_ROWS = 20, 3_000


@pages.get(f"{DESK}/moi", rule="procedures.propose", title=BEGIN)
def begin_page(request: Request, visit: Visit) -> Page:
    """From a published version, from a file, or from pasted text."""
    return _begin_page(visit)


@pages.post(f"{DESK}/moi", rule="procedures.propose", title=BEGIN)
def begin(request: Request, visit: Visit) -> Answered:
    """A draft of the caller's agency; pressing twice begins one."""
    try:
        text = _first_text(visit)
        made = proposals().draft(visit.change(), text)
    except (Invalid, Missing, Conflict) as refusal:
        return _begin_page(visit, refusal)
    return Redirect(f"{DESK}/{made['id']}")


def _first_text(visit: Visit) -> str:
    """What the proposal begins with: pasted text, else the file, else the next version of the procedure chosen."""
    pasted, file, code = (visit.typed.get(name) for name in ("definition", "file", "code"))
    if pasted or file:
        return pasted or file
    if not code:
        wrong = FieldError("code", "procedures/nothing-to-begin", BEGIN_WITH.vi, BEGIN_WITH.en)
        raise Invalid("procedures/nothing-to-begin", BEGIN_WITH.vi, BEGIN_WITH.en, [wrong])
    return proposals().next_text(visit.call, code)


BEGIN_WITH = Words(
    "Hãy chọn một thủ tục đã công bố, chọn tệp hoặc dán định nghĩa.",
    "Choose a published procedure, choose a file or paste a definition.",
)


def _begin_page(visit: Visit, refusal: Refusal | None = None) -> Page:
    known = [catalogue().versions(code)[-1] for code in catalogue().codes()]
    facts = {
        "procedures": [(one.code, f"{one.code} – {one.name.say(visit.lang)} ({one.version})") for one in known],
        "sentence": sentence(refusal, visit.lang),
        "mistakes": listed(refusal, visit.lang),
        "definition": visit.typed.get("definition") or visit.typed.get("file"),
        "wrong": refusal is not None,
    }
    return Page("onestop/procedures/begin_proposal.html", facts, status=page_status(refusal) if refusal else 200)


@pages.get(f"{DESK}/{{id}}/noi-dung", rule="procedures.propose", title=TEXT)
def text_page(request: Request, visit: Visit) -> Answered:
    """The whole definition with its lines numbered, and every fault with the line it stands in."""
    proposal = writable(request, visit)
    if proposal is None:
        return Redirect(f"{DESK}/{request.params['id']}")
    return _text_page(visit, proposal, proposal.text, saved="luu" in request.query)


@pages.post(f"{DESK}/{{id}}/noi-dung", rule="procedures.propose", title=TEXT)
def save_text(request: Request, visit: Visit) -> Answered:
    """Keeps the text, right or wrong."""
    text = visit.typed.get("definition")
    try:
        proposals().save(visit.change(), request.params["id"], text)
    except (Invalid, Conflict, Stale) as refusal:
        proposal = proposals().read(visit.call, request.params["id"]).proposal
        return _text_page(visit, proposal, text, refusal=refusal)
    return Redirect(f"{DESK}/{request.params['id']}/noi-dung", {"luu": "1"})


def _text_page(
    visit: Visit, proposal: Proposal, text: str, *, saved: bool = False, refusal: Refusal | None = None
) -> Page:
    faults = examine_definition(text, proposals().directory).faults
    facts = {
        "proposal": proposal,
        "text": text,
        "rows": min(max(text.count("\n") + 1, FEWEST_ROWS), MOST_ROWS),
        "faults": [(fault.line, fault.say(visit.lang)) for fault in faults],
        "wrong_lines": {fault.line for fault in faults},
        "saved": saved,
        "sentence": sentence(refusal, visit.lang),
        "stale": isinstance(refusal, Stale),
        "wrong": refusal is not None,
    }
    status = page_status(refusal) if refusal else 200
    return Page("onestop/procedures/proposal_text.html", facts, status=status, wide=True)


@pages.get(f"{DESK}/{{id}}/muc-chinh", rule="procedures.propose", title=PARTS)
def parts_page(request: Request, visit: Visit) -> Answered:
    """The parts people change most, as plain fields."""
    proposal = writable(request, visit)
    if proposal is None:
        return Redirect(f"{DESK}/{request.params['id']}")
    return _parts_page(visit, proposal)


@pages.post(f"{DESK}/{{id}}/muc-chinh", rule="procedures.propose", title=PARTS)
def save_parts(request: Request, visit: Visit) -> Answered:
    """Writes what was typed back into the definition; nothing else in it changes."""
    proposal = writable(request, visit)
    if proposal is None:
        return Redirect(f"{DESK}/{request.params['id']}")
    call = visit.change()
    typed = {field.place: visit.typed.get(PREFIX + field.place, field.value) for field in quick_fields(proposal.text)}
    text, wrong = with_quick(proposal.text, typed)
    if wrong:
        return _parts_page(visit, proposal, wrong)
    try:
        proposals().save(call, proposal.id, text)
    except (Invalid, Conflict, Stale) as refusal:
        return _parts_page(visit, proposal, refusal=refusal)
    return Redirect(f"{DESK}/{proposal.id}")


def _parts_page(
    visit: Visit, proposal: Proposal, wrong: list[FieldError] | None = None, refusal: Refusal | None = None
) -> Page:
    errors = {one.field: one.en if visit.lang == "en" else one.vi for one in wrong or []}
    facts = {
        "proposal": proposal,
        "fields": [_shown(field, errors, visit) for field in quick_fields(proposal.text)],
        "units": [(unit, VALUES[unit].say(visit.lang)) for unit in UNITS],
        "errors": [(PREFIX + place, text) for place, text in errors.items()],
        "sentence": sentence(refusal, visit.lang),
        "stale": isinstance(refusal, Stale),
        "wrong": bool(wrong) or refusal is not None,
    }
    status = page_status(refusal) if refusal else (422 if wrong else 200)
    return Page("onestop/procedures/proposal_parts.html", facts, status=status)


def _shown(field: QuickField, errors: dict[str, str], visit: Visit) -> dict[str, Any]:
    name = PREFIX + field.place
    return {
        "name": name,
        "kind": field.kind,
        "label": field.label.say(visit.lang),
        "value": visit.typed.get(name) if name in visit.typed else field.value,
        "error": errors.get(field.place, ""),
    }


def writable(request: Request, visit: Visit) -> Proposal | None:
    """The proposal when the caller may change it now, None when it has gone on. Missing for strangers."""
    proposal = proposals().read(visit.call, request.params["id"]).proposal
    return proposal if proposals().may_write(visit.caller, proposal) else None
