"""What the kiosk's pages share: their list, the frame of a screen, the machine's secret."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Pages, Visit, page_status, read_cookie
from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Refusal

pages = Pages("kiosk")
COOKIE = "kiosk"
IDLE_SECONDS = 60
KIOSK = Words("Ki-ốt", "Kiosk")


def start_of(unit: str) -> str:
    """The path of a desk's first screen."""
    return f"/ki-ot/{unit}"


def secret_of(request: Request) -> str:
    """The machine's secret, empty for any other machine."""
    return read_cookie(COOKIE, request)


def screen(
    visit: Visit, template: str, facts: Mapping[str, Any], *, status: int = 200, idle: int = IDLE_SECONDS
) -> Page:
    """One screen of the kiosk. `idle`: after how many seconds without a touch it goes back to the first one, wiping
    everything; 0 never."""
    unit = visit.request.params["unit"]
    frame = {
        "unit": unit,
        "unit_name": directory().unit(unit).name(visit.lang),
        "start": start_of(unit),
        "idle": idle,
    }
    return Page(f"onestop/kiosk/{template}", {**frame, **facts}, status=status)


def told(visit: Visit, refusal: Refusal) -> Page:
    """A refusal as a screen: in words, with the way back, and forgotten like any other."""
    return screen(visit, "told.html", {"refusal": refusal, "wrong": True}, status=page_status(refusal))
