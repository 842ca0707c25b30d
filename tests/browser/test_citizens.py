"""A citizen's whole way, from the search to the result: with and without scripts, on every screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.foundation.clock import now
from tests import samples
from tests.browser.people import SCREENS, People, Screen
from tests.browser.walking import (
    Wrong,
    code_on,
    enter_form,
    fill_in,
    follow,
    hand_in,
    main,
    path,
    says,
    send,
    to_check,
    upload,
)

PAPER = samples.PRESS_PAPERS[0]
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
EVERYWHERE = pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)


@EVERYWHERE
@BOTH
def test_from_the_search_to_the_result(people: People, wish: Callable[..., Any], script: bool, screen: Screen) -> None:
    people.watch.expected |= {422}
    page = people.open(script=script, screen=screen)
    find(page)
    follow(page, "next=%2Fthu-tuc%2F9.000002")
    send(page, "/dang-nhap", {"login": "congdan2", "password": people.where.password})
    assert path(page).endswith("/thu-tuc/9.000002")
    send(page, "/nop/9.000002")
    dossier = path(page).split("/")[2]
    applied(page, dossier)
    code = handed_in(page, dossier)
    asked = {"papers": {PAPER: "Bản chụp bị mờ"}, "fields": {"topic": "Chưa rõ"}, "message": "Mong bổ sung sớm."}
    wish("move", "motcua.d07", dossier, "request_supplement", asked)
    supplemented(page, dossier)
    wish("finish", dossier)
    fetched(page, dossier)
    looked_up(people.open(script=script, screen=screen), code)
    follow(page, f"/ho-so/{dossier}/luot-xem")
    assert main(page).get_by_role("listitem").or_(main(page).get_by_role("row")).count() > 1, "who looked is listed"


def find(page: Any) -> None:
    """In everyday words, from the home page."""
    page.goto("./")
    page.get_by_role("search").locator("[name=tim]").first.fill("hop bao")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, "/thu-tuc/9.000002")
    says(page, "Thời hạn giải quyết", "Phí, lệ phí")


def applied(page: Any, dossier: str) -> None:
    """The form, first with a mistake: what was typed is still there, and the summary leads to the field."""
    wrong = {**samples.press_answers(now(), hours=96), "email": "khong phai thu"}
    enter_form(page)
    with pytest.raises(Wrong):
        fill_in(page, "/khai", wrong)
    assert page.locator('[name="a.email"]').input_value() == "khong phai thu"
    page.locator('main a[href="#f-a.email"]').first.click()
    assert page.evaluate("document.activeElement.name") == "a.email"
    fill_in(page, "/khai", {**wrong, "email": "thu.nghiem@example.vn"})


def handed_in(page: Any, dossier: str) -> str:
    """Papers, a last look, submission; the code."""
    if not path(page).endswith("/giay-to"):
        page.goto(f"./ho-so/{dossier}/giay-to")
    upload(page, dossier, PAPER)
    to_check(page, samples.press_answers(now(), hours=96))
    says(page, "thu.nghiem@example.vn")
    hand_in(page, dossier)
    says(page, "Đã nộp hồ sơ")
    return code_on(page)


def supplemented(page: Any, dossier: str) -> None:
    """What the desk asked for, once: the field and the paper, nothing else."""
    follow(page, f"/ho-so/{dossier}")
    says(page, "bổ sung")
    follow(page, f"/{dossier}/bo-sung")
    says(page, "Bản chụp bị mờ", "Chưa rõ")
    upload(page, dossier, PAPER)
    send(page, f"/{dossier}/bo-sung", {"a.topic": "Chủ đề rõ hơn"})
    assert path(page).endswith(f"/ho-so/{dossier}")


def fetched(page: Any, dossier: str) -> None:
    """The result, with its date explained, and downloaded."""
    page.goto(f"./ho-so/{dossier}")
    says(page, "Đã trả kết quả")
    with page.expect_download() as fetching:
        page.locator(f'main a[href*="/{dossier}/tep/"]').first.click()
    assert fetching.value.path().read_bytes().startswith(b"%PDF")


def looked_up(page: Any, code: str) -> None:
    """By the code alone, by somebody who has not signed in."""
    page.goto("./")
    page.locator("main [name=ma]").fill(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    says(page, code, "Đã trả kết quả")
