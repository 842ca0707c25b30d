"""Discarding a draft: asked once more, then gone."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Page, Redirect, Visit, page_status
from chalicelib.foundation.errors import Conflict, Refusal, Stale
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, sentence
from chalicelib.onestop.dossiers.pages.draft import draft_of

DISCARD = Words("Xóa bản nháp", "Discard the draft")


@pages.get("/ho-so/{id}/xoa", rule="drafts.discard", title=DISCARD)
def discard_page(request: Request, visit: Visit) -> Answered:
    """What will be gone, and the button."""
    return _discard_page(request, visit)


@pages.post("/ho-so/{id}/xoa", rule="drafts.discard", title=DISCARD)
def discard(request: Request, visit: Visit) -> Answered:
    """Discards the draft; the page again when it has changed meanwhile."""
    draft = draft_of(request, visit)
    back = "/quay" if draft is not None and draft.at_desk else "/ho-so"
    try:
        dossiers.drafts().discard(visit.change(), request.params["id"])
    except (Conflict, Stale) as refusal:
        return _discard_page(request, visit, refusal)
    return Redirect(back, {"xoa": "1"})


def _discard_page(request: Request, visit: Visit, refusal: Refusal | None = None) -> Answered:
    draft = draft_of(request, visit)
    if draft is None:
        return Redirect(f"/ho-so/{request.params['id']}")
    facts = {
        "draft": draft,
        "procedure": procedure_of(draft),
        "files": len(draft.files),
        "sentence": sentence(refusal, visit.lang),
    }
    return Page("onestop/dossiers/discard_page.html", facts, status=page_status(refusal) if refusal else 200)
