"""What happens to people: going back, pressing twice, a session that ends, a broken connection. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.foundation.clock import now
from tests import samples
from tests.browser.people import PHONE, People, sign_in
from tests.browser.test_citizens import BOTH
from tests.browser.walking import (
    begin,
    choose_file,
    code_on,
    enter_form,
    fill_in,
    form,
    hand_in,
    path,
    press,
    says,
    send,
    sender,
    to_check,
    upload,
)

TYPED = "Nguyễn Thị Đã Gõ Rất Lâu"


def submissions(wish: Callable[..., Any], dossier: str) -> int:
    """How often a dossier has been handed in."""
    return wish("events", dossier).count("dossier.submitted")


@BOTH
def test_pressing_twice_submits_once(people: People, wish: Callable[..., Any], script: bool) -> None:
    dossier = wish("ready")
    page = people.open("congdan1", script=script)
    page.goto(f"./ho-so/{dossier}/kiem-tra")
    sender(form(page, f"/{dossier}/kiem-tra")).dblclick()
    page.wait_for_url("**/xong")
    code = code_on(page)
    assert submissions(wish, dossier) == 1
    page.reload()
    assert code_on(page) == code


@BOTH
def test_pressing_twice_begins_one_draft(people: People, wish: Callable[..., Any], script: bool) -> None:
    page = people.open("congdan3", script=script)
    before = wish("mine", "congdan3")
    page.goto(f"./thu-tuc/{samples.PRESS}")
    sender(form(page, f"/nop/{samples.PRESS}")).dblclick()
    page.wait_for_url("**/ho-so/**")
    page.wait_for_load_state()
    assert len(wish("mine", "congdan3")) == len(before) + 1


@BOTH
def test_going_back_after_submission(people: People, wish: Callable[..., Any], script: bool) -> None:
    """The old page cannot hand in a second time, and tells where the dossier is."""
    dossier = wish("ready")
    page = people.open("congdan1", script=script)
    page.goto(f"./ho-so/{dossier}/kiem-tra")
    send(page, f"/{dossier}/kiem-tra")
    code = code_on(page)
    page.go_back()
    if form(page, f"/{dossier}/kiem-tra").count():
        send(page, f"/{dossier}/kiem-tra")
    assert code_on(page) == code
    assert submissions(wish, dossier) == 1


@BOTH
def test_a_session_that_ends_while_somebody_types(people: People, script: bool) -> None:
    people.watch.expected |= {401, 403, 422}
    page = people.open(script=script, screen=PHONE)
    sign_in(page, "congdan3", people.where.password)
    begin(page)
    first_box(page).fill(TYPED)
    typing = page.url
    forget_session(page)
    press(page, sender(page.locator('main form[action*="/khai"]').first))
    assert TYPED in page.content()
    with page.expect_popup() as opened:
        page.locator('main a[target="_blank"]').first.click()
    other = opened.value
    send(other, "/dang-nhap", {"login": "congdan3", "password": people.where.password})
    other.close()
    for _ in range(2):  # the first time for the session, the second for the form that belonged to the old one
        if page.locator(f'main input[type=hidden][value="{TYPED}"]').count():
            send(page, path(page))
    page.goto(typing)
    assert TYPED in page.content()


def first_box(page: Any) -> Any:
    """Where somebody types first in a form."""
    enter_form(page)
    return page.locator('main form[action*="/khai"] input[type=text]:visible').first


def forget_session(page: Any) -> None:
    """The session ends at the server's side: the browser's cookie says nothing any more."""
    for cookie in page.context.cookies():
        if cookie["name"] not in ("lang", "visit"):
            page.context.add_cookies([{**cookie, "value": "x" * len(cookie["value"])}])


@BOTH
def test_an_upload_whose_connection_breaks(people: People, wish: Callable[..., Any], script: bool) -> None:
    people.watch.forgiven, people.watch.expected = "net::ERR_INTERNET_DISCONNECTED", {422}
    page = people.open("congdan2", script=script, screen=PHONE)
    dossier = begin(page)
    enter_form(page)
    fill_in(page, "/khai", samples.press_answers(now(), hours=96))
    paper = samples.PRESS_PAPERS[0]
    page.goto(f"./ho-so/{dossier}/giay-to")
    send(page, f"/{dossier}/giay-to/{paper}")
    break_off(page, choose_file(page))
    page.goto(f"./ho-so/{dossier}/giay-to/{paper}")  # what "back" leads to: a page that was posted is not kept
    upload(page, dossier, paper)
    broken = page.get_by_role("listitem").filter(has_text="chưa tải xong").last.locator('form[action$="/xoa"]')
    press(page, sender(broken))
    to_check(page, samples.press_answers(now(), hours=96))
    says(page, "Giới thiệu dự án minh họa")
    hand_in(page, dossier)
    assert submissions(wish, dossier) == 1


def break_off(page: Any, button: Any) -> None:
    """Presses a button while there is no connection; a moment later there is one again."""
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        button.click()
    page.wait_for_load_state()
    page.context.set_offline(False)


@BOTH
def test_a_form_sent_without_a_connection_is_sent_again(people: People, script: bool) -> None:
    people.watch.forgiven, people.watch.expected = "net::ERR_INTERNET_DISCONNECTED", {422}
    page = people.open("congdan3", script=script)
    begin(page)
    first_box(page).fill(TYPED)
    typing = page.url
    break_off(page, sender(page.locator('main form[action*="/khai"]').first))
    page.reload()
    page.goto(typing)
    assert TYPED in page.content()
