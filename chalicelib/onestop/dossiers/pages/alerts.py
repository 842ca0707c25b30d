"""The alerts of an agency: what is about to be late, what is late, and whose step is late."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.pages.board import ROLES, pages, unit_name
from chalicelib.onestop.dossiers.queue_schema import ALERT_WORDS
from chalicelib.onestop.dossiers.timers import Alert

A_PAGE = 25
TONES = {"soon": "wait", "supplement_overdue": "wait"}


@pages.get("/can-bo/canh-bao", rule="queue.read", title=Words("Cảnh báo thời hạn", "Alerts about time"))
def alerts_page(request: Request, visit: Visit) -> Page:
    """The agency's alerts, newest first; `cua-toi=1`: only those for the reader's own role."""
    mine = request.query.get("cua-toi") == "1"
    found = dossiers.alerts().read(visit.call, request.query.get("tiep", ""), A_PAGE, mine=mine)
    facts = {
        "lines": [_line(one) for one in found.lines],
        "cursor": found.cursor,
        "mine": mine,
        "unit": unit_name(visit.caller.unit, visit.lang),
    }
    return Page("onestop/dossiers/alerts.html", facts, wide=True)


def _line(alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert,
        "words": Words(*ALERT_WORDS[alert.kind]),
        "tone": TONES.get(alert.kind, "late"),
        "told": ROLES.get(alert.told),
    }
