"""What stands around pages: shown where it is there, left out where it fails, and a pause that keeps what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from chalicelib.cloud.call import Caller
from chalicelib.cloud.door import Application, Words
from chalicelib.cloud.page import Html, Told, hang_pages
from chalicelib.foundation.errors import Paused
from tests.cloud.page.browser import Browser
from tests.cloud.page.conftest import DeskGate, small_site

TOLD = Told("important", Words("Quan trọng", "Important"), Words("Chữ <b>", "Words <b>"), Words("", ""))


class Around:
    """Says one thing on the home page, a contact line everywhere; pauses; or breaks."""

    def __init__(self, *, paused: bool = False, broken: bool = False) -> None:
        self.paused = paused
        self.broken = broken

    def notices(self, route: str, at: datetime) -> Sequence[Told]:
        if self.broken:
            raise RuntimeError("broken")
        return [TOLD] if route == "/" else []

    def contact(self, lang: str, base: str, at: datetime) -> Html:
        return Html(f'<a href="{base}/x">gọi</a>')

    def must_be_open(self, caller: Caller, rule: str, at: datetime) -> None:
        if self.paused:
            raise Paused("test/paused", "Đang nghỉ.", "Paused.", 90)


def browse(around: Around, base: str = "") -> Browser:
    app = Application("test-around")
    hang_pages(app, [small_site()], DeskGate(), around)
    return Browser(app, base=base)


@pytest.fixture(autouse=True)
def _known_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.cloud.page.serving.settings", lambda: type("S", (), {"site_url": ""}))


def test_notices_are_escaped_and_the_contact_line_is_not() -> None:
    browser = browse(Around(), base="/api")
    text = browser.get("/").text
    assert "Chữ &lt;b&gt;" in text
    assert '<a href="/api/x">gọi</a>' in text
    other = browser.get("/don/7").text
    assert "Chữ" not in other
    assert '<a href="/api/x">gọi</a>' in other


def test_what_breaks_is_left_out() -> None:
    answer = browse(Around(broken=True)).get("/")
    assert answer.status == 200
    assert "gọi" not in answer.text


def test_a_pause_keeps_what_was_typed_and_says_when_to_come_again(wishes: list[tuple[str, ...]]) -> None:
    around = Around(paused=True)
    browser = browse(around)
    wishes.clear()
    refused = browser.submit(browser.get("/don/7"), "/dang-nhap", login="chữ đã gõ", password="x")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "90")
    assert "Hệ thống đang bảo trì" in refused.text
    assert 'value="chữ đã gõ"' in refused.text
    assert wishes == []
    around.paused = False
    assert browser.submit(refused, "/dang-nhap").status == 303
    assert [one[-1] for one in wishes] == ["chữ đã gõ"]
