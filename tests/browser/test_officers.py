"""An office's whole way with a dossier, each officer in a tab of their own: with and without scripts, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import samples
from tests.browser.people import People, Screen
from tests.browser.test_citizens import BOTH, EVERYWHERE
from tests.browser.walking import carry_out, follow, form, says, send, upload

PAPER = samples.WEBSITE_PAPERS[0]


def at(dossier: str, move: str = "") -> str:
    return f"/can-bo/ho-so/{dossier}" + (f"/{move}" if move else "")


@EVERYWHERE
@BOTH
def test_from_the_inbox_to_the_result(people: People, wish: Callable[..., Any], script: bool, screen: Screen) -> None:
    dossier, code = wish("submitted")
    desk, specialist, leader = (
        people.open(login, script=script, screen=screen) for login in ("motcua.d07", "chuyenvien.d07", "lanhdao.d07")
    )
    desk.goto("./can-bo")
    send(desk, "/can-bo/tim", {"tim": code[-4:]})
    follow(desk, at(dossier))
    carry_out(desk, at(dossier, "receive"))
    carry_out(desk, at(dossier, "advance"), {"remark": "Đủ giấy tờ"})
    specialist.goto("." + at(dossier))
    says(specialist, "Đủ giấy tờ")
    carry_out(specialist, at(dossier, "propose_approval"), {"remark": "Đủ điều kiện"})
    leader.goto("." + at(dossier))
    says(leader, "Đủ điều kiện")
    upload(leader, dossier, "result")
    carry_out(leader, at(dossier, "attach_result"))
    desk.goto("." + at(dossier))
    carry_out(desk, at(dossier, "return_result"), {"way": "online"})
    says(desk, "Đã trả kết quả")


@BOTH
def test_a_refusal_gives_its_reason(people: People, wish: Callable[..., Any], script: bool) -> None:
    people.watch.expected |= {422}
    dossier, _ = wish("submitted")
    desk = people.open("motcua.d07", script=script)
    desk.goto("." + at(dossier))
    carry_out(desk, at(dossier, "refuse"), {"remedy": "Nộp lại tại sở có thẩm quyền."})
    assert desk.title().startswith("Lỗi")
    assert form(desk, at(dossier, "refuse")).locator("[name=remedy]").input_value() == "Nộp lại tại sở có thẩm quyền."
    carry_out(desk, at(dossier, "refuse"), {"reason": "Không thuộc thẩm quyền"})
    citizen = people.open("congdan1", script=script)
    citizen.goto(f"./ho-so/{dossier}")
    says(citizen, "Không thuộc thẩm quyền", "Nộp lại tại sở có thẩm quyền.")


@BOTH
def test_a_supplement_names_everything_once(people: People, wish: Callable[..., Any], script: bool) -> None:
    people.watch.expected |= {422}
    dossier, _ = wish("submitted")
    desk, ask = people.open("motcua.d07", script=script), at(dossier, "request_supplement")
    desk.goto("." + at(dossier))
    carry_out(desk, ask, {"papers": PAPER, "message": "Mong bạn bổ sung sớm."})
    assert form(desk, ask).locator("[name=message]").input_value() == "Mong bạn bổ sung sớm."
    assert form(desk, ask).locator(f'[name=papers][value="{PAPER}"]').is_checked()
    carry_out(desk, ask, {f"paper.{PAPER}": "Bản chụp bị mờ"})
    citizen = people.open("congdan1", script=script)
    citizen.goto(f"./ho-so/{dossier}/bo-sung")
    says(citizen, "Bản chụp bị mờ", "Mong bạn bổ sung sớm.")


def test_two_officers_at_once(people: People, wish: Callable[..., Any]) -> None:
    """The second is told in words what the first has done, and keeps what they typed."""
    people.watch.expected |= {409}
    dossier, _ = wish("submitted")
    one, two = people.open("motcua.d07"), people.open("motcua.d07")
    for page in (one, two):
        page.goto("." + at(dossier))
    carry_out(one, at(dossier, "receive"))
    carry_out(two, at(dossier, "refuse"), {"reason": "Không thuộc thẩm quyền"})
    says(two, "Được tiếp nhận")
    assert "Không thuộc thẩm quyền" in two.content()
