"""Only forms of ours, shown to the same person in the same browser, are taken."""

import re
from typing import Any

import pytest


def fields(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">', text))


def test_a_form_of_ours_is_taken(browser: Any, wishes: list[tuple[str, ...]]) -> None:
    form = fields(browser.get("/don/1").text)
    answer = browser.post("/dang-nhap", {**form, "login": "An"}, headers={"Origin": "https://motcua.example"})
    assert answer.status == 303
    assert wishes[0][0] == "192.0.2.1"
    assert wishes[0][1] == "POST /dang-nhap"


def test_it_works_at_the_stage_too(at_stage: Any, wishes: list[tuple[str, ...]]) -> None:
    form = fields(at_stage.get("/don/1").text)
    assert at_stage.post("/dang-nhap", {**form, "login": "An"}).status == 303
    assert len(wishes) == 1


def test_sending_twice_is_one_wish_and_changing_makes_another(browser: Any, wishes: list[tuple[str, ...]]) -> None:
    form = fields(browser.get("/don/1").text)
    for login in ("An", "An", "Bình"):
        browser.post("/dang-nhap", {**form, "login": login})
    keys = [wish[2] for wish in wishes]
    assert keys[0] == keys[1] != keys[2]


def test_the_version_of_the_form_is_expected(browser: Any, wishes: list[tuple[str, ...]]) -> None:
    form = fields(browser.get("/don/1").text)
    browser.post("/dang-nhap", {**form, "version": "7"})
    browser.post("/dang-nhap", {**form, "version": "7x"})
    assert [wish[3] for wish in wishes] == ["7", "None"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://motcua.example"},
    ],
)
def test_a_form_on_another_site_is_refused(browser: Any, wishes: list[Any], headers: dict[str, str]) -> None:
    form = fields(browser.get("/don/1").text)
    answer = browser.post("/dang-nhap", {**form, "login": "Kẻ gian đã gõ"}, headers=headers)
    assert answer.status == 403
    assert "page/cross-site" in answer.text
    assert "Kẻ gian đã gõ" not in answer.text
    assert not wishes


def test_no_token_is_refused_and_what_was_typed_can_be_sent_again(browser: Any, wishes: list[Any]) -> None:
    browser.get("/don/1")
    answer = browser.post("/dang-nhap", {"login": "Nguyễn An", "password": "bí mật"})
    assert answer.status == 403
    assert "page/form-expired" in answer.text
    assert "bí mật" not in answer.text
    again = fields(answer.text)
    assert again["login"] == "Nguyễn An"
    assert browser.post("/dang-nhap", again).status == 303
    assert wishes[0][4] == "Nguyễn An"


def test_a_token_is_good_for_one_browser_one_session_and_one_target(browser: Any, wishes: list[Any]) -> None:
    form = fields(browser.get("/don/1").text)
    cookies = dict(browser.jar)
    browser.jar.clear()
    assert browser.post("/dang-nhap", form).status == 403
    browser.jar.update(cookies, who="an")
    assert browser.post("/dang-nhap", form).status == 403
    assert browser.post("/rieng", form).status == 403
    assert not wishes


def test_a_token_for_one_address_does_not_open_another(browser: Any) -> None:
    form = fields(browser.get("/mo").text)
    assert browser.post("/mo", form).status == 403
    assert browser.post("/dang-nhap", form).status == 303


def test_tokens_differ_at_every_rendering(browser: Any) -> None:
    assert fields(browser.get("/don/1").text)["csrf"] != fields(browser.get("/don/1").text)["csrf"]


def test_a_form_without_its_key_is_refused(browser: Any) -> None:
    form = fields(browser.get("/don/1").text)
    answer = browser.post("/dang-nhap", {**form, "key": "made up"})
    assert answer.status == 400
    assert "page/key-missing" in answer.text


def test_the_cookie_cannot_be_set_by_neighbours(browser: Any) -> None:
    (cookie,) = browser.get("/don/1").cookies
    assert cookie.startswith("__Host-visit=")
    assert "HttpOnly; SameSite=Lax; Secure" in cookie
    plain = browser.get("/don/1", headers={"X-Forwarded-Proto": "http"}).cookies[0]
    assert plain.startswith("visit=")
    assert "Secure" not in plain
