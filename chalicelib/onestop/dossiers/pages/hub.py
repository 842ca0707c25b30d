"""The task list of a draft: its parts with their states, how long it is kept, when and where it was last saved."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.cloud.journal import Record
from chalicelib.cloud.page import Page, Visit
from chalicelib.foundation.clock import parse_iso, vietnam_day
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import Dossier
from chalicelib.onestop.dossiers.pages.board import procedure_of, unit_name
from chalicelib.onestop.dossiers.pages.draft import DELIVERY, FORM, PAPERS, has_lapsed
from chalicelib.onestop.dossiers.pages.progress import ENDED, WHO, Part, parts_of
from chalicelib.onestop.procedures import Procedure, minutes_for

GROUPS: Sequence[tuple[Words, tuple[str, ...]]] = (
    (Words("Người nộp", "Who applies"), ("nguoi-nop",)),
    (Words("Điền biểu mẫu", "Fill in the form"), ("khai",)),
    (Words("Giấy tờ và kết quả", "Papers and result"), ("giay-to", "nhan-ket-qua")),
    (Words("Kiểm tra và nộp", "Check and submit"), ("kiem-tra",)),
)
PLACES: Mapping[str, Words] = {
    "dossier.saved": FORM[1],
    "dossier.party_saved": WHO,
    "dossier.delivery_chosen": DELIVERY[1],
    "dossier.upload_granted": PAPERS[1],
    "dossier.file_removed": PAPERS[1],
    "dossier.draft_moved": FORM[1],
}
"""What was saved last, by the event that says so."""
SOON = timedelta(days=5)


@frozen
class LastSaved:
    """When a person last saved something of a draft, and in which part."""

    at: datetime
    where: Words


def hub_page(visit: Visit, draft: Dossier, journal: Sequence[Record]) -> Page:
    """The page one comes back to, on this device or another one."""
    procedure = procedure_of(draft)
    parts = parts_of(draft, procedure)
    *before, last = parts
    facts = {
        "draft": draft,
        "procedure": procedure,
        "unit": unit_name(draft.unit, visit.lang),
        "groups": _grouped(parts),
        "total": len(before),
        "done": sum(1 for part in before if part.state in ENDED),
        "onward": next((part for part in before if part.state not in ENDED), last),
        "begun": any(part.state not in ("todo", "optional") for part in before if part.address.startswith(FORM[0])),
        "minutes": minutes_for(procedure),
        "saved": "luu" in visit.request.query,
        "last": last_saved(procedure, journal),
        "days": (vietnam_day(draft.expires_at) - vietnam_day(visit.call.at)).days if draft.expires_at else 0,
        "soon": draft.expires_at is not None and draft.expires_at - visit.call.at < SOON,
        "lapsed": has_lapsed(draft, visit),
    }
    return Page("onestop/dossiers/hub_page.html", facts, title=Words("Các phần của hồ sơ", "The parts of the dossier"))


def _grouped(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [
        {"name": name, "parts": [part for part in parts if part.address.split("/")[0] in addresses]}
        for name, addresses in GROUPS
    ]


def last_saved(procedure: Procedure, journal: Sequence[Record]) -> LastSaved | None:
    """The last time somebody saved something; None on a draft that was only begun."""
    entry = next((one for one in reversed(journal) if one.type in PLACES), None)
    if entry is None:
        return None
    titles = {section.code: section.title for section in procedure.form.sections}
    where = titles.get(str(entry.data.get("section", "")))
    return LastSaved(parse_iso(entry.at), Words(where.vi, where.en) if where else PLACES[entry.type])
