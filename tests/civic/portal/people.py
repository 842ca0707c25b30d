"""Who comes to the portal in tests, at one time of day, and how an operator announces."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

from chalicelib.foundation.clock import VIETNAM, now
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages_story import sign_in

NOW = datetime(2026, 12, 2, 10, 0, tzinfo=VIETNAM)
NOTICES = "/quan-tri/thong-bao"
NIGHT = {
    "kind": "maintenance",
    "vi": "Bảo trì hệ thống đêm nay.",
    "en": "Maintenance tonight.",
    "since": "02/12/2026 09:00",
    "until": "02/12/2026 12:00",
    "where": "everywhere",
}
PAUSE = {**NIGHT, "no_changes": "yes"}


def at_work(city: City, login: str, base: str = "") -> Browser:
    """Somebody signed in by the real clock, on the day of the tests; nobody without a login."""
    city.app.clock = now
    browser = sign_in(city, login, base) if login else Browser(city.app, base=base)
    city.at(NOW)
    return browser


def hidden(page: Answer, action: str) -> dict[str, list[str]]:
    """The hidden fields of a form, those of one name together."""
    form = page.text.split(f'action="{action}"')[1].split("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def preview(browser: Browser, **typed: Any) -> Answer:
    return browser.submit(browser.get(NOTICES), f"{NOTICES}/xem-truoc", **{**NIGHT, **typed})


def confirm(browser: Browser, page: Answer) -> Answer:
    return browser.post(f"{NOTICES}/dang", hidden(page, f"{browser.base}{NOTICES}/dang"))


def announce(browser: Browser, **typed: Any) -> Answer:
    page = preview(browser, **typed)
    assert page.status == 200, page.text
    done = confirm(browser, page)
    assert done.status == 303, done.text
    return done


def take_down(browser: Browser, number: int) -> Answer:
    path = f"{NOTICES}/{number}/go"
    return browser.submit(browser.get(path), path)
