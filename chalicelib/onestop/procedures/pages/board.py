"""The room's list of pages, and what several of them need."""

from datetime import date
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.cloud.page import Pages
from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Refusal
from chalicelib.onestop.procedures import Fee, Procedure, Provenance, State, time_to_return

pages = Pages("procedures")

DESK = "/quan-tri/thu-tuc"
TONES = {State.REVIEW: "wait", State.APPROVED: "wait", State.PUBLISHED: "good", State.REJECTED: "late"}
"""The colour of a state's mark; the words always stand beside it."""
RETURNING = Words("Thời hạn báo hồ sơ chưa đủ", "Time to return an incomplete dossier")
WAITED = {
    "authority": Words("Thời hạn cơ quan trả lời", "Time for the authority to answer"),
    "consulted": Words("Thời hạn lấy ý kiến", "Time for a consulted agency to answer"),
    "applicant": Words("Thời hạn bổ sung", "Time to supplement"),
}


def shown_facts(procedure: Procedure, on: date, lang: str) -> dict[str, Any]:
    """What the page of a procedure, and its preview, tell as of a day."""
    return {
        "procedure": procedure,
        "fees": fees_on(procedure, on),
        "return_within": time_to_return(procedure),
        "unit": _unit(procedure, on, lang),
        "sources": _sources(procedure),
    }


def fees_on(procedure: Procedure, on: date) -> list[Fee]:
    """The lines of the fee table that hold on a day."""
    return [fee for fee in procedure.fees if fee.valid_from <= on <= (fee.valid_to or on)]


def sentence(refusal: Refusal | None, lang: str) -> str:
    """The sentence of a refusal, empty when there is none."""
    if refusal is None:
        return ""
    return refusal.en if lang == "en" else refusal.vi


def listed(refusal: Refusal | None, lang: str) -> list[tuple[str, str]]:
    """A refusal's wrong fields as the error summary takes them."""
    return [(one.field, one.en if lang == "en" else one.vi) for one in refusal.fields] if refusal else []


def _unit(procedure: Procedure, today: date, lang: str) -> str:
    """The name of the agency that is competent today, empty when it depends on the place."""
    if procedure.competent.by == "place":
        return ""
    return directory().competent_for(procedure.competent, today, None).name(lang)


def _sources(procedure: Procedure) -> list[tuple[Words, Provenance]]:
    """Where each published fact was read, in the order of the page."""
    found = [
        *((Words(paper.name.vi, paper.name.en), paper.provenance) for paper in procedure.papers),
        *((Words(fee.name.vi, fee.name.en), fee.provenance) for fee in procedure.fees),
        (Words("Thời hạn giải quyết", "Processing time"), procedure.processing.provenance),
        (Words("Mức độ trực tuyến", "Level of online service"), procedure.service.provenance),
        (Words("Kết quả", "Result"), procedure.result.provenance),
        (Words("Mã thủ tục", "Procedure code"), procedure.code_provenance),
    ]
    found += [(WAITED[wait.whom], wait.within.provenance) for wait in procedure.waits]
    found.append(
        (
            Words("Thời hạn báo hồ sơ chưa đủ", "Time to return an incomplete dossier"),
            time_to_return(procedure).provenance,
        )
    )
    if procedure.notice is not None:
        found.append((Words("Thời hạn thông báo", "Time of notice"), procedure.notice.provenance))
    return [(name, provenance) for name, provenance in found if provenance.source]
