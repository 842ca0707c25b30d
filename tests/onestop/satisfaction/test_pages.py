"""The pages of satisfaction, without a script."""

from __future__ import annotations

import pytest

from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers import desk
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in


@pytest.fixture
def returned(city: City) -> str:
    """A dossier whose result was returned."""
    dossier = city.approved()
    assert city.move(city.onestop, dossier, "return_result", way="online").status == 200
    return dossier


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_applicant_rates_once(city: City, returned: str, lang: str) -> None:
    citizen, path = sign_in(city, "congdan1"), f"/ho-so/{returned}/danh-gia"
    assert f'href="{path}"' in citizen.get(f"/ho-so/{returned}").text
    page = citizen.get(path, lang=lang)
    sound(page.text)
    wrong = citizen.submit(page, path, level="", remark="Đã gõ dở")
    assert wrong.status == 422
    sound(wrong.text)
    assert "Đã gõ dở" in wrong.text
    assert 'href="#f-level"' in wrong.text
    done = citizen.follow(citizen.submit(wrong, path, level="very_satisfied", time="satisfied", remark="Tốt"))
    sound(done.text)
    assert ("Cảm ơn bạn" if lang == "vi" else "Thank you") in done.text
    assert 'name="level"' not in done.text
    again = citizen.submit(page, path, level="unsatisfied")
    assert again.status == 200
    assert "very_satisfied" not in again.text, "nobody is shown what was said"


def test_not_before_the_end(city: City) -> None:
    dossier, _ = city.submitted()
    page = sign_in(city, "congdan1").get(f"/ho-so/{dossier}/danh-gia")
    assert page.status == 409
    sound(page.text)
    assert 'name="level"' not in page.text
    assert f"/ho-so/{dossier}/danh-gia" not in sign_in(city, "congdan1").get(f"/ho-so/{dossier}").text


def test_from_the_look_up_without_an_account(city: City, returned: str) -> None:
    code = city.citizen.get(f"/api/v1/dossiers/{returned}").json["code"]
    browser, path = Browser(city.app), "/tra-cuu/danh-gia"
    plain = browser.submit(browser.get("/tra-cuu"), "/tra-cuu", ma=code, so="")
    assert path not in plain.text, "the code alone is not enough"
    found = browser.submit(plain, "/tra-cuu", ma=code, so=city.last_digits)
    sound(found.text)
    form = browser.submit(found, path)
    assert form.status == 200
    sound(form.text)
    assert 'name="level"' in form.text
    missing = browser.submit(form, path, level="")
    assert missing.status == 422
    sound(missing.text)
    done = browser.submit(missing, path, level="satisfied", remark="Qua trang tra cứu")
    assert "Cảm ơn bạn" in done.text
    again = browser.submit(form, path, level="unsatisfied")
    assert "Cảm ơn bạn" in again.text
    assert "satisfied" not in again.text.replace("satisfaction", "")


def test_a_wrong_factor_counts_as_one_guess(city: City, returned: str) -> None:
    from chalicelib.onestop import dossiers

    code = city.citizen.get(f"/api/v1/dossiers/{returned}").json["code"]
    browser, path = Browser(city.app), "/tra-cuu/danh-gia"
    found = browser.submit(browser.get("/tra-cuu"), "/tra-cuu", ma=code, so=city.last_digits)
    wrong = f"{(int(city.last_digits) + 1) % 10000:04}"
    assert browser.submit(found, path, so=wrong, level="satisfied", said="1").status == 422
    assert [len(tries) for tries in dossiers.reading().by_code.tries.values()] == [1]


def test_a_forged_form_without_the_factor(city: City, returned: str) -> None:
    code = city.citizen.get(f"/api/v1/dossiers/{returned}").json["code"]
    browser, path = Browser(city.app), "/tra-cuu/danh-gia"
    found = browser.submit(browser.get("/tra-cuu"), "/tra-cuu", ma=code, so=city.last_digits)
    for digits in ("", "12a4", "0000" if city.last_digits != "0000" else "1111"):
        answer = browser.submit(found, path, so=digits, level="satisfied", said="1")
        assert answer.status == 422
        assert "Cảm ơn" not in answer.text


def test_the_desk_hands_the_question_over(city: City) -> None:
    dossier = desk.handed_in(city, city.onestop)
    for who, move, facts in (
        (city.onestop, "receive", {}),
        (city.onestop, "take_payment", {"amount": 50_000, "means": "cash"}),
        (city.onestop, "advance", {}),
        (city.specialist, "propose_approval", {}),
    ):
        assert city.move(who, dossier, move, **facts).status == 200
    result = city.upload(dossier, "result", None, city.leader)
    assert city.move(city.leader, dossier, "attach_result", file=result).status == 200
    assert city.move(city.onestop, dossier, "return_result").status == 200
    officer, path = sign_in(city, "motcua.d07"), f"/ho-so/{dossier}/danh-gia"
    assert f'href="{path}"' in officer.get(f"/quay/ho-so/{dossier}").text
    page = officer.get(path)
    sound(page.text)
    assert "Cán bộ không đánh giá thay" in page.text
    done = officer.follow(officer.submit(page, path, level="satisfied"))
    assert "Cảm ơn bạn" in done.text
    assert sign_in(city, "chuyenvien.d07").get(path).status == 403


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_index_is_open_to_everybody(city: City, lang: str) -> None:
    from chalicelib.foundation.clock import now, vietnam_day
    from chalicelib.onestop.satisfaction.store import CountItem

    month = f"{vietnam_day(now()).replace(day=1):%Y-%m}"
    CountItem(pk="SC#d01", sk=month, o_v=7, o_s=2, o_u=1).save()
    CountItem(pk="SC#d02", sk=month, o_v=1).save()
    page = Browser(city.app).get("/danh-gia", lang=lang)
    sound(page.text)
    assert "90%" in page.text
    assert ("dưới 5 lượt" if lang == "vi" else "fewer than 5 ratings") in page.text
    assert "/api/v1/open-data/satisfaction" in page.text
    empty = Browser(city.app).get("/danh-gia", thang="2020-01", lang=lang)
    assert '<option value="2020-01" selected>01/2020</option>' in empty.text, "the month shown is the one chosen"
    sound(empty.text)
    assert "<tbody>" not in empty.text
    assert Browser(city.app).get("/danh-gia", thang="khong").status == 422


def test_remarks_for_officers(city: City, returned: str) -> None:
    citizen, path = sign_in(city, "congdan1"), f"/ho-so/{returned}/danh-gia"
    citizen.submit(citizen.get(path), path, level="unsatisfied", remark="Nên có thêm ghế <chờ>.")
    page = sign_in(city, "lanhdao.d07").get("/can-bo/gop-y")
    sound(page.text)
    assert "Nên có thêm ghế &lt;chờ&gt;." in page.text
    assert returned not in page.text
    sound(sign_in(city, "lanhdao.d06").get("/can-bo/gop-y").text)
    assert citizen.get("/can-bo/gop-y").status == 403
