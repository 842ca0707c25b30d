"""Notices through their pages: announced with a preview, shown where they belong, changed, taken down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.civic import portal
from chalicelib.civic.portal import store
from chalicelib.cloud import journal
from tests.civic.portal.people import NIGHT, NOTICES, NOW, announce, at_work, confirm, preview, take_down
from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound


@pytest.fixture
def operator(city: City) -> Browser:
    return at_work(city, "vanhanh")


@pytest.fixture
def nobody(city: City) -> Browser:
    return at_work(city, "")


def region(text: str) -> str:
    """What stands in the notices of a page, empty when there are none."""
    return text.split('role="region" aria-label="')[1].split("<h1")[0] if "notices no-print" in text else ""


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_operator_announces_and_everybody_reads_it_on_every_page(
    operator: Browser, nobody: Browser, lang: str
) -> None:
    page = preview(operator)
    sound(page.text)
    assert NIGHT["vi"] in page.text
    assert NIGHT["en"] in page.text
    assert region(nobody.get("/").text) == "", "nothing is shown before it is confirmed"
    done = operator.follow(confirm(operator, page))
    assert "Đã đăng thông báo." in done.text
    for path in ("/", "/thu-tuc", "/tra-cuu", "/dang-nhap", "/khong-co"):
        shown = nobody.get(path, lang=lang)
        sound(shown.text)
        assert NIGHT[lang] in region(shown.text), path
        assert "02/12/2026 12:00" in region(shown.text)
        assert NIGHT["en" if lang == "vi" else "vi"] not in shown.text


def test_the_preview_is_what_the_page_will_hold(operator: Browser, nobody: Browser) -> None:
    page = preview(operator)
    looks = page.text.split("</h2>")[1].split("<h2>")[0].strip()
    confirm(operator, page)
    assert looks in nobody.get("/").text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_board_and_its_forms_are_sound(operator: Browser, lang: str) -> None:
    announce(operator)
    for path, query in ((NOTICES, {}), (NOTICES, {"sua": "1"}), (f"{NOTICES}/1/go", {})):
        page = operator.get(path, lang=lang, **query)
        assert page.status == 200
        sound(page.text)


def test_on_the_home_page_only(operator: Browser, nobody: Browser) -> None:
    announce(operator, where="home", kind="information")
    assert NIGHT["vi"] in nobody.get("/").text
    assert NIGHT["vi"] not in nobody.get("/thu-tuc").text


def test_it_is_shown_from_its_first_moment_until_just_before_its_last(
    operator: Browser, nobody: Browser, city: City
) -> None:
    announce(operator, since="02/12/2026 11:00", until="02/12/2026 11:30")
    first = NOW + timedelta(hours=1)
    for moment, there in ((NOW, False), (first, True), (first + timedelta(minutes=30), False)):
        city.at(moment)
        assert (NIGHT["vi"] in nobody.get("/").text) is there, moment


def test_the_weightiest_stands_first(operator: Browser, nobody: Browser) -> None:
    for kind, words in (("information", "Tin C"), ("maintenance", "Tin A"), ("important", "Tin B")):
        announce(operator, kind=kind, vi=words)
    text = region(nobody.get("/").text)
    assert text.index("Tin A") < text.index("Tin B") < text.index("Tin C")


def test_changed_and_taken_down_early(operator: Browser, nobody: Browser) -> None:
    announce(operator)
    form = operator.get(NOTICES, sua="1")
    assert f'value="{NIGHT["vi"]}"' in form.text
    page = operator.submit(form, f"{NOTICES}/xem-truoc", **{**NIGHT, "vi": "Bảo trì xong sớm."})
    done = operator.follow(confirm(operator, page))
    assert "Đã sửa thông báo." in done.text
    assert "Bảo trì xong sớm." in nobody.get("/").text
    assert NIGHT["vi"] not in nobody.get("/").text
    gone = operator.follow(take_down(operator, 1))
    assert "Đã gỡ thông báo." in gone.text
    assert region(nobody.get("/").text) == ""
    told = [(one.type, one.data["number"]) for one in journal.records(store.NOTICES)]
    assert told == [("notice.announced", 1), ("notice.amended", 1), ("notice.ended", 1)]
    assert [one.faults() for one in journal.records(store.NOTICES)] == [[], [], []]


def test_what_is_over_is_not_changed_any_more(operator: Browser) -> None:
    announce(operator)
    form = operator.get(NOTICES, sua="1")
    page = operator.submit(form, f"{NOTICES}/xem-truoc", **{**NIGHT, "vi": "Chữ mới"})
    confirm_page = operator.get(f"{NOTICES}/1/go")
    assert take_down(operator, 1).status == 303
    late = confirm(operator, page)
    assert late.status == 409
    assert 'value="Chữ mới"' in late.text, "nothing typed is lost"
    again = operator.submit(confirm_page, f"{NOTICES}/1/go")
    assert again.status == 409
    assert "Sửa<span" not in operator.get(NOTICES).text
    assert operator.get(f"{NOTICES}/77/go").status == 404
    assert operator.get(f"{NOTICES}/x/go").status == 404


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kind": ""}, "kind", "loại thông báo"),
        ({"vi": "  "}, "vi", "tiếng Việt"),
        ({"en": ""}, "en", "tiếng Anh"),
        ({"vi": "x" * 301}, "vi", "300 ký tự"),
        ({"since": ""}, "since", "bắt đầu"),
        ({"since": "hôm qua"}, "since", "giờ"),
        ({"until": "32/12/2026 10:00"}, "until", "Không có ngày"),
        ({"until": "02/12/2026 09:30"}, "until", "đã qua"),
        ({"until": "02/12/2026 08:00"}, "until", "sau thời điểm"),
        ({"until": "02/12/2028 08:00"}, "until", "một năm"),
        ({"where": "moon"}, "where", "nơi hiện"),
        ({"no_changes": "yes", "kind": "important"}, "no_changes", "bảo trì"),
        ({"no_changes": "yes", "where": "home"}, "no_changes", "mọi trang"),
        ({"no_changes": "yes", "until": "05/12/2026 10:00"}, "no_changes", "48 giờ"),
    ],
)
def test_what_cannot_be_announced_says_why(operator: Browser, typed: dict[str, str], field: str, words: str) -> None:
    page = preview(operator, **{"vi": "Chữ tôi đã gõ", **typed})
    assert page.status == 422
    sound(page.text)
    assert words in page.text.split(f'id="f-{field}-error"')[1].split("</p>")[0]
    if "vi" not in typed:
        assert 'value="Chữ tôi đã gõ"' in page.text
    assert store.read_board(consistent=True).last == 0


def test_back_from_the_preview_everything_typed_is_there(operator: Browser) -> None:
    page = preview(operator, no_changes="yes")
    fields: dict[str, Any] = {}
    form = page.text.split(f'action="{NOTICES}/xem-truoc"')[1].split("</form>")[0]
    for part in form.split("<input")[1:]:
        fields[part.split('name="')[1].split('"')[0]] = part.split('value="')[1].split('"')[0]
    back = operator.post(f"{NOTICES}/xem-truoc", fields)
    assert f'value="{NIGHT["en"]}"' in back.text
    assert 'value="yes" checked' in back.text


def test_somebody_else_was_quicker_and_pressing_twice_announces_once(operator: Browser, city: City) -> None:
    page, other = preview(operator), preview(operator, vi="Tin khác")
    assert confirm(operator, page).status == 303
    assert confirm(operator, page).status == 303
    assert store.read_board(consistent=True).last == 1
    late = confirm(operator, other)
    assert late.status == 409
    assert 'value="Tin khác"' in late.text


def test_a_full_board_takes_no_more(operator: Browser, city: City) -> None:
    token = city.visitor("vanhanh")
    body = {**NIGHT, "since": "2026-12-02T02:00:00Z", "until": "2026-12-02T09:00:00Z"}
    for number in range(20):
        assert token.post("/api/v1/notices", body, if_match=f'"{number}"').status == 201
    full = token.post("/api/v1/notices", body, if_match='"20"')
    assert (full.status, full.code) == (409, "portal/board-full")


@pytest.mark.parametrize("login", ["congdan1", "lanhdao.d07", "quantri.d07"])
def test_others_announce_nothing(city: City, login: str) -> None:
    browser = at_work(city, login)
    assert browser.get(NOTICES).status == 403
    assert city.visitor(login).get("/api/v1/notices/board").status == 403


def test_nobody_is_sent_to_sign_in(nobody: Browser) -> None:
    assert nobody.get(NOTICES).location.startswith("/dang-nhap")


def test_words_are_escaped(operator: Browser, nobody: Browser) -> None:
    announce(operator, vi="<script>alert(1)</script>", en="<i>x</i>")
    for page in (nobody.get("/"), operator.get(NOTICES)):
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text


def test_links_and_forms_work_at_the_stage_s_own_address(city: City) -> None:
    browser = at_work(city, "vanhanh", base="/api")
    assert announce(browser).location == f"/api{NOTICES}?xong=dang"


def test_a_page_needs_the_table_once_a_minute_and_never_fails_for_it(
    operator: Browser, nobody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(operator)
    assert NIGHT["vi"] in nobody.get("/").text
    reads: list[int] = []

    def broken() -> Any:
        reads.append(1)
        raise RuntimeError("what was never thought of")

    monkeypatch.setattr(portal.board(), "_read", broken)
    assert NIGHT["vi"] in nobody.get("/").text
    assert reads == [], "seen less than a minute ago"
    portal.board().forget()
    assert NIGHT["vi"] in nobody.get("/").text, "what was seen last stands"
    assert nobody.get("/").status == 200
    assert reads == [1], "and it is not asked again at once"
    fresh = portal.Live(broken, portal.Board())
    assert fresh.now() == portal.Board()


def test_whatever_breaks_around_a_page_the_page_stays(nobody: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("what was never thought of")

    monkeypatch.setattr("chalicelib.civic.portal.surroundings.told", broken)
    monkeypatch.setattr("chalicelib.civic.portal.surroundings.markup.as_line", broken)
    assert nobody.get("/").status == 200


def test_the_live_board_is_looked_at_again_after_a_minute() -> None:
    at, reads = [0.0], []

    def read() -> int:
        reads.append(at[0])
        return len(reads)

    live = portal.Live(read, 0, lambda: at[0])
    seen = []
    for moment in (0.0, 59.0, 60.0, 119.0, 121.0):
        at[0] = moment
        seen.append(live.now())
    assert seen == [1, 1, 2, 2, 3]


def test_doors(city: City) -> None:
    city.at(NOW)
    operator, anybody = city.visitor("vanhanh"), city.visitor()
    body = {**NIGHT, "since": "2026-12-02T02:00:00Z", "until": "2026-12-02T05:00:00Z"}
    assert anybody.get("/api/v1/notices").json == {"items": []}
    assert operator.post("/api/v1/notices", body).code == "call/version-missing"
    made = operator.post("/api/v1/notices", body, if_match='"0"')
    assert (made.status, made.json) == (201, {"number": 1, "version": 1})
    assert operator.post("/api/v1/notices", body, if_match='"0"').code == "call/version-stale"
    [shown] = anybody.get("/api/v1/notices").json["items"]
    assert shown["words"] == {"vi": NIGHT["vi"], "en": NIGHT["en"]}
    assert (shown["until"], shown["no_changes"]) == ("2026-12-02T05:00:00Z", False)
    changed = operator.put("/api/v1/notices/1", {**body, "kind": "important"}, if_match='"1"')
    assert changed.json == {"number": 1, "version": 2}
    assert anybody.get("/api/v1/notices").json["items"][0]["kind"] == "important"
    assert operator.post("/api/v1/notices/1/moves", {"move": "end"}, if_match='"2"').status == 200
    assert anybody.get("/api/v1/notices").json == {"items": []}
    board = operator.get("/api/v1/notices/board")
    assert (board.version, board.json["items"][0]["state"]) == (3, "ended")
    over = operator.post("/api/v1/notices/1/moves", {"move": "end"}, if_match='"3"')
    assert (over.status, over.code) == (409, "portal/notice-over")
    assert operator.put("/api/v1/notices/9", body, if_match='"3"').code == "portal/no-such-notice"
    assert operator.put("/api/v1/notices/x", body, if_match='"3"').code == "portal/no-such-notice"
    assert operator.post("/api/v1/notices", {**body, "until": "gần đây"}, if_match='"3"').fields == {
        "until": "forms/not-a-time"
    }
    assert anybody.post("/api/v1/notices", body, if_match='"3"').status == 401


def test_old_notices_leave_the_list_and_the_numbers_go_on() -> None:
    from chalicelib.civic.portal.model import KEPT_AFTER, Board, Notice, announced

    board, at = Board(), NOW
    for number in range(KEPT_AFTER + 5):
        notice = Notice("information", "a", "b", at, at + timedelta(hours=1))
        board = announced(board, notice, at)
        at += timedelta(hours=2)
        assert board.last == number + 1
    assert len(board.items) == KEPT_AFTER + 1
    assert board.items[-1].number == KEPT_AFTER + 5
    assert isinstance(at, datetime)
