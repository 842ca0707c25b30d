"""The pages of payment, without a script."""

from __future__ import annotations

import re

import pytest

from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.payments import payer
from tests.onestop.payments.payer import Post
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in


@pytest.fixture
def citizen(city: City) -> Browser:
    return sign_in(city, "congdan1")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_from_the_confirmation_to_the_receipt(city: City, post: Post, citizen: Browser, lang: str) -> None:
    dossier = payer.owing(city)
    pay = f"/ho-so/{dossier}/nop-tien"
    assert f'href="{pay}"' in citizen.get(f"/ho-so/{dossier}/xong").text
    assert f'href="{pay}"' in citizen.get(f"/ho-so/{dossier}").text
    page = citizen.get(pay, lang=lang)
    sound(page.text)
    assert ("50.000" if lang == "vi" else "50,000") in page.text
    provider = citizen.follow(citizen.submit(page, pay, way="online"))
    sound(provider.text)
    assert ("Trang thanh toán mô phỏng" if lang == "vi" else "Simulated payment page") in provider.text
    target = re.search(r'action="(/thanh-toan-mo-phong/[^"]+)"', provider.text)
    assert target
    done = citizen.follow(citizen.submit(provider, target[1], said="pay"))
    sound(done.text)
    slip = re.search(rf'href="(/ho-so/{dossier}/phieu/thu-tien)\?so=(\d+)"', done.text)
    assert slip, done.text
    printed = citizen.get(slip[1], so=slip[2])
    assert printed.status == 200
    assert ("Trực tuyến" if lang == "vi" else "Online") in printed.text
    assert f'href="{pay}"' not in citizen.get(f"/ho-so/{dossier}").text


def test_waiting_looks_again_twenty_times_at_most(city: City, citizen: Browser) -> None:
    dossier = payer.owing(city)
    payment, _ = payer.begun(city, dossier)
    path = f"/ho-so/{dossier}/nop-tien/{payment}"
    page = citizen.get(path)
    sound(page.text)
    assert page.headers["Refresh"] == f"5; url={path}?lan=1"
    assert "http-equiv" not in page.text
    assert "Xem lại" in page.text
    assert "url=" in citizen.get(path, lan="19").headers["Refresh"]
    for count in ("20", "21", "999"):
        last = citizen.get(path, lan=count)
        assert "Refresh" not in last.headers
        assert "Xem lại" in last.text
    assert citizen.get(path, lan="x").headers["Refresh"].endswith("lan=1")


@pytest.mark.parametrize(("pressed", "words"), [("fail", "không thành công"), ("cancel", "đã hủy")])
def test_after_a_failure_one_may_pay_again(city: City, post: Post, citizen: Browser, pressed: str, words: str) -> None:
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    payer.press(city, address, pressed)
    page = citizen.get(f"/ho-so/{dossier}/nop-tien/{payment}")
    sound(page.text)
    assert words in page.text
    assert f'href="/ho-so/{dossier}/nop-tien"' in page.text
    assert "Refresh" not in page.headers


def test_the_redirect_proves_nothing(city: City, citizen: Browser) -> None:
    dossier = payer.owing(city)
    payment, _ = payer.begun(city, dossier)
    path = f"/ho-so/{dossier}/nop-tien/{payment}"
    page = citizen.get(path, state="captured", said="captured", success="1")
    assert "Đang chờ" in page.text
    assert payer.state_of(payment) == "begun"


def test_paying_at_the_desk_later(city: City, citizen: Browser) -> None:
    dossier = payer.owing(city)
    pay = f"/ho-so/{dossier}/nop-tien"
    answer = citizen.submit(citizen.get(pay), pay, way="desk")
    assert answer.location == f"/ho-so/{dossier}"
    assert citizen.submit(citizen.get(pay), pay, way="").status == 422


def test_a_sum_that_has_changed_meanwhile_is_shown_anew(city: City, citizen: Browser) -> None:
    dossier = payer.demanded(city)
    pay = f"/ho-so/{dossier}/nop-tien"
    page = citizen.get(pay)
    assert city.move(city.specialist, dossier, "cancel_payment", reason="Gõ nhầm").status == 200
    answer = citizen.submit(page, pay, way="online")
    assert answer.status == 409
    sound(answer.text)
    assert "không còn khoản nào" in answer.text


def test_pressing_twice_begins_one_payment(city: City, citizen: Browser) -> None:
    dossier = payer.owing(city)
    pay = f"/ho-so/{dossier}/nop-tien"
    form = {**citizen.get(pay).form(pay), "way": "online"}
    assert citizen.post(pay, form).location == citizen.post(pay, form).location
    again = citizen.get(pay)
    assert "chưa xong" in again.text, "the page warns of the open one"


def test_a_forged_order_is_no_order(city: City) -> None:
    from urllib.parse import parse_qsl, urlsplit

    payment, address = payer.begun(city, payer.owing(city))
    browser, parts = Browser(city.app, base="/api"), urlsplit(address.removeprefix("/api"))
    query = dict(parse_qsl(parts.query))
    assert browser.get(parts.path, **query).status == 200
    for name, value in (("so-tien", "1"), ("don-vi", "d06"), ("ve", "/x"), ("luc", "2026-01-01T00:00:00Z"), ("ky", "")):
        assert browser.get(parts.path, **{**query, name: value}).status == 404
    other = parts.path.replace(payment, "0" * 20)
    assert browser.get(other, **query).status == 404
    assert browser.get(parts.path).status == 404


def test_the_simulation_decides_once(city: City, post: Post) -> None:
    payment, address = payer.begun(city, payer.owing(city))
    payer.press(city, address, "cancel")
    payer.press(city, address, "pay")
    assert payer.state_of(payment) == "cancelled"


def test_the_reconciliation_page_and_a_refund(city: City, post: Post) -> None:
    dossier = payer.owing(city)
    payment, address = payer.begun(city, dossier)
    assert city.move(city.citizen, dossier, "withdraw", reason="Đổi ý").status == 200
    payer.press(city, address, "pay")
    leader, path = sign_in(city, "lanhdao.d07"), f"/can-bo/doi-soat/{payment}/hoan"
    page = leader.get("/can-bo/doi-soat")
    sound(page.text)
    assert f'action="{path}"' in page.text
    refused = leader.submit(page, path, reference="")
    assert refused.status == 422
    sound(refused.text)
    done = leader.follow(leader.submit(refused, path, reference="UNC 15"))
    sound(done.text)
    assert f'action="{path}"' not in done.text
    officer = sign_in(city, "motcua.d07").get("/can-bo/doi-soat", ngay="2026-01-02")
    sound(officer.text)
    assert "Không có khoản thanh toán trực tuyến nào" in officer.text
    assert sign_in(city, "motcua.d07").get("/can-bo/doi-soat", ngay="mai").status == 422
    assert sign_in(city, "congdan1").get("/can-bo/doi-soat").status == 403
