"""The site's texts: what is shipped, drafts, previews, publishing from a day on, older versions with differences."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.civic import portal
from chalicelib.civic.portal import markup, store
from chalicelib.civic.portal.changes import changes
from chalicelib.civic.portal.texts import KINDS, seed
from chalicelib.cloud import journal
from tests.civic.portal.people import NOW, at_work
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound

EDIT = "/quan-tri/van-ban/help"
NEW = {"vi": "## Mới\n\nĐoạn mới, xem [thủ tục](/thu-tuc).", "en": "## New\n\nA new paragraph, see [all](/thu-tuc)."}


@pytest.fixture
def operator(city: City) -> Browser:
    return at_work(city, "vanhanh")


@pytest.fixture
def nobody(city: City) -> Browser:
    return at_work(city, "")


def save(browser: Browser, code: str = "help", **typed: str) -> Answer:
    path = f"/quan-tri/van-ban/{code}"
    return browser.submit(browser.get(path), path, **{**NEW, **typed})


def publish(browser: Browser, day: str, code: str = "help") -> Answer:
    path = f"/quan-tri/van-ban/{code}"
    return browser.submit(browser.get(f"{path}/xem-truoc"), f"{path}/cong-bo", in_force_from=day)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("base", ["", "/api"])
@pytest.mark.parametrize("kind", [one for one in KINDS.values() if one.path], ids=lambda one: one.code)
def test_what_is_shipped_is_there_for_everybody(city: City, kind: Any, lang: str, base: str) -> None:
    browser = at_work(city, "", base=base)
    page = browser.get(kind.path, lang=lang)
    assert page.status == 200
    sound(page.text)
    assert page.headers["Cache-Control"] == "no-cache", "as cacheable as other open pages"
    assert kind.title.say(lang) in page.text
    assert f'href="{base}/tro-giup"' in page.text or kind.code == "help"
    for path in (link.split('"')[0] for link in page.text.split('href="')[1:]):
        if path.startswith(f"{base}/") and "/static/" not in path and "?" not in path:
            assert browser.get(path.removeprefix(base) or "/").status in (200, 303), path


@pytest.mark.parametrize("code", KINDS)
def test_the_shipped_texts_keep_the_rules_that_operators_keep(code: str) -> None:
    words, kind = seed(code), KINDS[code]
    for lang in ("vi", "en"):
        assert markup.faults(lang, words.say(lang)) == []
        assert 0 < len(words.say(lang)) <= kind.longest
    headings = [text.count("\n## ") for text in (words.vi, words.en)]
    assert headings[0] == headings[1], "both languages say the same"


def test_draft_preview_publish(operator: Browser, nobody: Browser) -> None:
    saved = save(operator)
    assert saved.location == f"{EDIT}/xem-truoc"
    preview = operator.follow(saved)
    sound(preview.text)
    assert "<h2>Mới</h2>" in preview.text
    assert "<h2>New</h2>" in preview.text
    assert "<ins>" in preview.text, "what changes is shown"
    assert "Đoạn mới" not in nobody.get("/tro-giup").text, "nothing is published by saving"
    done = operator.follow(publish(operator, "2/12/2026"))
    assert "Đã công bố phiên bản mới." in done.text
    page = nobody.get("/tro-giup")
    assert "Đoạn mới" in page.text
    assert 'href="/thu-tuc">thủ tục</a>' in page.text
    assert "A new paragraph" in nobody.get("/tro-giup", lang="en").text
    types = [one.type for one in journal.records(store.pk_of("help"))]
    assert types == ["text.drafted", "text.published"]


def test_a_version_to_come_is_not_shown_before_its_day(city: City, operator: Browser, nobody: Browser) -> None:
    save(operator)
    publish(operator, "10/12/2026")
    assert "Đoạn mới" not in nobody.get("/tro-giup").text
    assert nobody.get("/tro-giup/phien-ban/2").status == 404
    assert "Sắp có hiệu lực" in operator.get("/quan-tri/van-ban").text
    assert operator.get(f"{EDIT}/phien-ban/2").status == 200
    city.at(NOW + timedelta(days=8))
    assert "Đoạn mới" in nobody.get("/tro-giup").text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_older_versions_stay_and_show_what_changed(operator: Browser, nobody: Browser, lang: str) -> None:
    save(operator)
    publish(operator, "2/12/2026")
    page = nobody.get("/tro-giup", lang=lang)
    assert "/tro-giup/phien-ban/1" in page.text
    old = nobody.get("/tro-giup/phien-ban/1", lang=lang)
    sound(old.text)
    assert ("Đây là phiên bản cũ" if lang == "vi" else "This is an older version") in old.text
    new = nobody.get("/tro-giup/phien-ban/2", lang=lang)
    sound(new.text)
    assert "<ins>" in new.text
    assert "<del>" in new.text
    for path in ("/quan-tri/van-ban", EDIT, f"{EDIT}/phien-ban/1", f"{EDIT}/phien-ban/2"):
        shown = operator.get(path, lang=lang)
        assert shown.status == 200
        sound(shown.text)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"vi": ""}, "vi", "Hãy viết bản tiếng Việt"),
        ({"en": " "}, "en", "Hãy viết bản tiếng Anh"),
        ({"vi": "x" * 30_001}, "vi", "30000"),
        ({"vi": "một\n\n[xấu](javascript:alert(1))"}, "vi", "Dòng 3"),
        ({"en": "[bad](http://a.vn)"}, "en", "Dòng 1"),
        ({"vi": "[xấu](//evil.example)"}, "vi", "không dùng được"),
        ({"vi": "# To"}, "vi", "##"),
    ],
)
def test_a_text_with_faults_is_not_saved_and_nothing_is_lost(
    operator: Browser, typed: dict[str, str], field: str, words: str
) -> None:
    page = save(operator, **{"vi": "Chữ tôi đã gõ", **typed})
    assert page.status == 422
    sound(page.text)
    assert words in page.text.split(f'id="f-{field}-error"')[1].split("</p>")[0]
    if "vi" not in typed:
        assert "Chữ tôi đã gõ" in page.text
    assert store.read_text("help", consistent=True).version == 0


@pytest.mark.parametrize(
    ("day", "words"), [("1/12/2026", "02/12/2026"), ("", "Hãy ghi ngày"), ("31/2/2027", "Không có ngày")]
)
def test_a_first_day_that_cannot_be_says_why(operator: Browser, day: str, words: str) -> None:
    save(operator)
    page = publish(operator, day)
    assert page.status == 422
    sound(page.text)
    assert words in page.text.split('id="f-in_force_from-error"')[1].split("</p>")[0]
    assert len(store.read_text("help", consistent=True).versions) == 1


def test_a_later_version_never_begins_before_an_earlier_one(operator: Browser) -> None:
    save(operator)
    publish(operator, "10/12/2026")
    save(operator, vi="Sửa lại")
    assert publish(operator, "5/12/2026").status == 422
    assert publish(operator, "10/12/2026").status == 303
    text = store.read_text("help", consistent=True)
    assert text.in_force(date(2026, 12, 10)).number == 3
    assert text.in_force(date(2026, 12, 9)).number == 1


def test_somebody_else_was_quicker(operator: Browser, city: City) -> None:
    form = operator.get(EDIT)
    save(operator, vi="Người khác viết")
    late = operator.submit(form, EDIT, vi="Tôi viết", en="I write")
    assert late.status == 409
    assert "Tôi viết" in late.text
    preview = operator.get(f"{EDIT}/xem-truoc")
    publish(operator, "2/12/2026")
    assert operator.submit(preview, f"{EDIT}/cong-bo", in_force_from="2/12/2026").status == 409


def test_a_draft_is_dropped(operator: Browser) -> None:
    save(operator)
    done = operator.follow(operator.submit(operator.get(f"{EDIT}/xem-truoc"), f"{EDIT}/bo-nhap"))
    assert "Đã bỏ bản nháp." in done.text
    assert operator.get(f"{EDIT}/xem-truoc").location == EDIT


def test_the_contact_line_is_a_text_too(operator: Browser, nobody: Browser) -> None:
    assert "1900 0000" in nobody.get("/tro-giup").text
    save(operator, "contact", vi="Gọi **1900 1111**\nngay", en="Call 1900 1111")
    publish(operator, "2/12/2026", "contact")
    page = nobody.get("/tro-giup")
    assert '<div class="contact">Gọi <strong>1900 1111</strong> ngay</div>' in page.text
    assert nobody.get("/lien-he").status == 404
    sound(operator.get("/quan-tri/van-ban/contact").text)


@pytest.mark.parametrize("login", ["congdan1", "lanhdao.d07", "quantri.d07"])
def test_others_edit_nothing(city: City, login: str) -> None:
    browser = at_work(city, login)
    for path in ("/quan-tri/van-ban", EDIT, f"{EDIT}/xem-truoc", f"{EDIT}/phien-ban/1"):
        assert browser.get(path).status == 403
    assert city.visitor(login).get("/api/v1/texts/help/draft").status == 403


def test_what_is_not_there(operator: Browser, nobody: Browser) -> None:
    for path in (
        "/quan-tri/van-ban/nothing",
        f"{EDIT}/phien-ban/9",
        f"{EDIT}/phien-ban/x",
        "/tro-giup/phien-ban/2",
        "/tro-giup/phien-ban/x",
    ):
        assert operator.get(path).status == 404, path


def test_doors(city: City) -> None:
    city.at(NOW)
    operator, anybody = city.visitor("vanhanh"), city.visitor()
    assert [one["text"] for one in anybody.get("/api/v1/texts").json["items"]] == list(KINDS)
    assert anybody.get("/api/v1/texts/help").json["number"] == 1
    assert anybody.get("/api/v1/texts/nothing").code == "portal/no-such-text"
    empty = operator.get("/api/v1/texts/help/draft")
    assert (empty.version, empty.json["draft"]) == (0, None)
    assert operator.post("/api/v1/texts/help/publication", {"in_force_from": "2026-12-02"}, if_match='"0"').code == (
        "portal/no-draft"
    )
    saved = operator.put("/api/v1/texts/help/draft", NEW, if_match='"0"')
    assert (saved.status, saved.version) == (200, 1)
    assert operator.put("/api/v1/texts/help/draft", NEW, if_match='"0"').code == "call/version-stale"
    bad = operator.put("/api/v1/texts/help/draft", {**NEW, "en": "[x](ftp://y)"}, if_match='"1"')
    assert bad.fields == {"en": "portal/link-not-allowed"}
    early = operator.post("/api/v1/texts/help/publication", {"in_force_from": "2026-12-01"}, if_match='"1"')
    assert early.fields == {"in_force_from": "portal/in-force-too-early"}
    made = operator.post("/api/v1/texts/help/publication", {"in_force_from": "2026-12-02"}, if_match='"1"')
    assert made.json == {"text": "help", "version": 2, "number": 2}
    shown = anybody.get("/api/v1/texts/help").json
    assert (shown["number"], shown["in_force_from"], shown["words"]) == (2, "2026-12-02", NEW)


def test_a_text_page_says_so_when_it_was_never_read(nobody: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is about a text must not show an older one as if it were in force."""

    def broken() -> Any:
        raise RuntimeError("no table")

    fresh = portal.Live(broken, portal.Text("help"))
    monkeypatch.setitem(portal.texts().live, "help", fresh)  # type: ignore[arg-type]
    assert nobody.get("/tro-giup").status == 503


class Tags(HTMLParser):
    """What stands in a piece of HTML: its tags with attributes, all of them closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


MARKS = st.sampled_from([*"#*_[]()<>!`-+1.\\\n \"'&/:", "[a](", "](/x)", "https://a", "javascript:", "<script>", "## "])


@given(st.lists(MARKS, max_size=40).map("".join) | st.text(max_size=60))
def test_whatever_is_written_only_safe_html_comes_out(text: str) -> None:
    for html in (markup.as_html(text, "/api"), markup.as_line(text)):
        tags = Tags(html)
        assert tags.open == []
        for tag, attributes in tags.found:
            assert tag in {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br"}
            assert set(attributes) <= {"href", "start"}
            href = attributes.get("href") or "/"
            assert href.startswith(("/", "https://"))
            assert not href.startswith("//")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("## A\n### B\n# C", "<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>\n"),
        ("- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>\n"),
        ("[a](/b?c=d)", '<p><a href="/api/b?c=d">a</a></p>\n'),
        ("[a](https://b.vn/c)", '<p><a href="https://b.vn/c">a</a></p>\n'),
        ("[a](http://b.vn)", "<p>[a](http://b.vn)</p>\n"),
        ("<b>a</b> & `c`", "<p>&lt;b&gt;a&lt;/b&gt; &amp; `c`</p>\n"),
        ("![a](https://b.vn/c)", '<p>!<a href="https://b.vn/c">a</a></p>\n'),
    ],
)
def test_the_format(text: str, html: str) -> None:
    assert markup.as_html(text, "/api") == html


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_differences_give_both_texts_back(old: str, new: str) -> None:
    def side(gone: str) -> list[str]:
        kept = ["".join(p.text for p in one.pieces if p.how != gone).strip() for one in changes(old, new)]
        return [one for one in kept if one]

    def plain(text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    assert side("added") == plain(old)
    assert side("removed") == plain(new)
