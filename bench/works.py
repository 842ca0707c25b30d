"""The pieces of work that are measured in one process. Each function makes ready what can be, and gives the work."""

from __future__ import annotations

from datetime import date, datetime
from itertools import cycle
from typing import Any

import app as composed
from bench import canned
from bench.events import event
from bench.figures import Work
from chalicelib.cloud.call import Call, Caller
from chalicelib.cloud.door import Request
from chalicelib.cloud.page import Page
from chalicelib.cloud.page.csrf import Seal
from chalicelib.cloud.page.render import respond
from chalicelib.cloud.page.typed import Typed
from chalicelib.cloud.page.visit import Visit
from chalicelib.commons.worktime import due, load_calendar
from chalicelib.foundation.clock import VIETNAM, now
from chalicelib.onestop.dossiers.pages import queue as queue_pages
from chalicelib.onestop.procedures import Catalogue, read_procedure
from infra.generated_procedures import definitions

CALLERS = 1000
"""Addresses that look-ups come from, so that none is refused for asking too often."""
BEFORE_TET = datetime(2027, 1, 29, 16, 0, tzinfo=VIETNAM)
"""A Friday after 15:00, eight days before the new year of Đinh Mùi."""
DAY = date(2026, 11, 23)
PROCEDURES = 1500
SEARCHES = (
    "giấy phép kinh doanh lữ hành",
    "giay phep quang cao",
    "mo quan ca phe",
    "dang ky luat su cho ca nhan",
    "chứng chỉ",
    "lam khai sinh",
    "c",
)
"""As people type: with and without marks, everyday words, one letter, much and nothing to be found."""


def get_item() -> Work:
    """The yardstick: one GetItem by the bare SDK, as its documentation shows it."""
    from botocore.session import get_session

    client = get_session().create_client("dynamodb")
    return lambda: client.get_item(TableName=canned.TABLE, Key=canned.ITEM)


def look_up() -> Work:
    """The public look-up with its second factor: event in, JSON out."""
    body = {"code": canned.CODE, "digits": "0001"}
    callers = [f"198.51.{number // 250}.{number % 250 + 1}" for number in range(CALLERS)]
    events = cycle([event("POST", "/api/v1/lookups", body=body, caller=caller) for caller in callers])
    return lambda: _served(next(events))


def queue() -> Work:
    """A page of 25 of an officer's queue: event in, JSON out."""
    asked = event("GET", "/api/v1/queue", query={"limit": "25"})
    return lambda: _served(asked)


def queue_page() -> Work:
    """The same as a page to look at: event in, compressed HTML out."""
    return _page("/can-bo")


def home_page() -> Work:
    """The home page."""
    return _page("/")


def procedure_page() -> Work:
    """A procedure with everything that is known before one begins."""
    return _page(f"/thu-tuc/{canned.PROCEDURE}")


def form_page() -> Work:
    """A draft's form, with what was typed so far."""
    return _page(f"/ho-so/{2:020d}/khai")


def dossier_page() -> Work:
    """A dossier as its officer works on it: form, papers, what can be done, journal."""
    return _page(f"/can-bo/ho-so/{1:020d}")


def _page(path: str) -> Work:
    parts = [part for part in path.split("/") if part]
    resource = "/" + "/".join(f"{{p{number}}}" for number in range(1, len(parts) + 1))
    names = {f"p{number}": part for number, part in enumerate(parts, 1)}
    asked = {**event("GET", resource), "path": path, "pathParameters": names or None}
    return lambda: _served(asked)


def _served(asked: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = composed.app(asked, None)
    if answer["statusCode"] != 200:
        raise RuntimeError(f"{asked['path']} answered {answer['statusCode']}: {answer['body']}")
    return answer


def due_over_tet() -> Work:
    """Ten working days over Tết, with the rules that explain the date."""
    calendar = load_calendar()
    return lambda: due(BEFORE_TET, 10, "working_day", calendar=calendar)


def search() -> Work:
    """One search, with typical words in turn, over as many procedures as a city has; the index is there already."""
    catalogue = Catalogue(map(read_procedure, definitions(PROCEDURES)))
    words = cycle(SEARCHES)
    return lambda: catalogue.search(next(words), "vi", DAY)


def hundred_rows() -> Work:
    """Rendering the queue's page with 100 rows; what it shows is there already."""
    request = Request("GET", "/can-bo", query={"dong": "100"}, headers={"accept-encoding": "identity"})
    caller = Caller(canned.OFFICER, "Minh Họa", frozenset({"one_stop_officer"}), canned.UNIT, "session")
    visit = Visit(Call(caller, now()), request, "/can-bo", "/can-bo", Typed(), Seal(request, caller.session))
    page = queue_pages.queue(request, visit)
    assert isinstance(page, Page)
    return lambda: respond(page, visit, queue_pages.QUEUE.vi)
