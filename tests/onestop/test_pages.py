"""The open pages of the catalogue: what anybody sees, in both languages, at both bases."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from chalicelib.cloud.call import NOBODY, Caller
from chalicelib.cloud.door import Application, Request
from chalicelib.cloud.page import hang_pages
from chalicelib.foundation.errors import SignInNeeded
from chalicelib.onestop.procedures import catalogue
from chalicelib.onestop.procedures.pages import pages
from tests.cloud.page.browser import Browser

VOID = {"meta", "link", "input", "img", "br"}


class OpenGate:
    """Lets everybody into the catalogue, as nobody."""

    def admit(self, request: Request, rule: str) -> Caller:
        if rule not in ("public", "procedures.read"):
            raise SignInNeeded("identity/sign-in-needed", "Hãy đăng nhập.", "Please sign in.")
        return NOBODY


class Outline(HTMLParser):
    """Checks that tags close in order; collects ids, labels and headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.inputs: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        facts = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in facts:
            self.ids.append(facts["id"])
        if tag == "label":
            self.labelled.append(facts["for"])
        if tag in ("input", "select", "textarea") and facts.get("type") != "hidden":
            self.inputs.append(facts.get("id", "?"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def sound(text: str) -> Outline:
    """The outline of a well-formed page: one h1, unique ids, every field labelled."""
    outline = Outline(text)
    assert outline.open == []
    assert outline.headings.count("h1") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.inputs) <= set(outline.labelled)
    return outline


@pytest.fixture(scope="module")
def open_site() -> Application:
    app = Application("test-catalogue")
    hang_pages(app, [pages], OpenGate())
    return app


@pytest.fixture(params=["", "/api"])
def browser(open_site: Application, request: pytest.FixtureRequest) -> Browser:
    return Browser(open_site, base=request.param)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["/", "/thu-tuc", "/thu-tuc/9.000001", "/thu-tuc/9.000002"])
def test_open_pages_are_sound(browser: Browser, path: str, lang: str) -> None:
    answer = browser.get(path, lang=lang)
    assert answer.status == 200
    sound(answer.text)


def test_home_leads_with_the_search_box_and_lists_procedures(browser: Browser) -> None:
    text = browser.get("/").text
    assert text.index('name="tim"') < text.index('name="ma"') < text.index("Thông báo họp báo")


@pytest.mark.parametrize("words", ["hop bao", "Họp báo", "HỌP BÁO"])
def test_search_needs_no_marks(browser: Browser, words: str) -> None:
    assert "/thu-tuc/9.000002" in browser.get("/thu-tuc", tim=words).text


def test_a_search_that_finds_nothing_says_so_and_is_escaped(browser: Browser) -> None:
    text = browser.get("/thu-tuc", tim='xyzzy "><script>').text
    assert "Chưa tìm thấy" in text
    assert "<script>" not in text


@pytest.mark.parametrize("code", ["9.000001", "9.000002"])
def test_a_procedure_says_everything_before_starting(browser: Browser, code: str) -> None:
    text = browser.get(f"/thu-tuc/{code}").text
    procedure = catalogue().versions(code)[-1]
    assert all(paper.name.vi in text for paper in procedure.papers)
    assert all(law.number in text for law in procedure.legal_basis)
    assert procedure.result.name.vi in text
    for words in ("Ai làm được", "Thời hạn giải quyết", "Phí, lệ phí", "Cơ quan giải quyết"):
        assert words in text


def test_what_nobody_has_checked_is_marked(browser: Browser) -> None:
    law = next(law for law in catalogue().versions("9.000001")[-1].legal_basis if not law.provenance.verified)
    text = browser.get("/thu-tuc/9.000001").text
    line = next(line for line in text.splitlines() if law.number in line)
    assert "chưa đối chiếu" in line


def test_an_unknown_procedure_is_a_page(browser: Browser) -> None:
    answer = browser.get("/thu-tuc/khong-co")
    assert answer.status == 404
    assert "procedures/unknown" in answer.text
    sound(answer.text)


def test_starting_leads_through_sign_in_and_back(browser: Browser) -> None:
    assert f'href="{browser.base}/dang-nhap?next=%2Fthu-tuc%2F9.000002"' in browser.get("/thu-tuc/9.000002").text


def test_what_is_done_at_once_says_so(city: Any) -> None:
    browser = Browser(city.app)
    assert "Trong ngày" in browser.get("/thu-tuc/1.001193").text
    assert "The same day" in browser.get("/thu-tuc/1.001193", lang="en").text
