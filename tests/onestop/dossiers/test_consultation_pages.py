"""Consultations through pages: asked, previewed, answered, and what each side reads afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers.consultants import QUESTION, Consulting, begin, limit
from tests.onestop.test_pages import Outline, sound
from tests.onestop.test_pages_story import sign_in


@pytest.fixture
def consulting(city: City) -> Consulting:
    return begin(city)


@pytest.fixture
def specialist(city: City) -> Browser:
    return sign_in(city, "chuyenvien.d07")


@pytest.fixture
def asked(city: City) -> Browser:
    return sign_in(city, "chuyenvien.d06")


def ask(browser: Browser, consulting: Consulting, **typed: Any) -> Any:
    path = f"/can-bo/ho-so/{consulting.dossier}/hoi-y-kien"
    said = {"units": ["d06"], "question": QUESTION, "days": "3", **typed}
    return browser.submit(browser.get(path), path, **said)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_sound(consulting: Consulting, specialist: Browser, asked: Browser, lang: str) -> None:
    officer, page = f"/can-bo/ho-so/{consulting.dossier}", f"/can-bo/hoi-y-kien/{consulting.dossier}"
    sound(specialist.get(f"{officer}/hoi-y-kien", lang=lang).text)
    file = consulting.seen()["files"][0]["id"]
    assert ask(specialist, consulting, files=[file], form="yes").status == 303
    sound(asked.get("/can-bo/hoi-y-kien", lang=lang).text)
    sound(asked.get(page, lang=lang).text)
    assert consulting.answer("other", "Dòng một.\n\nDòng hai.").status == 200
    sound(asked.get(page, lang=lang).text)
    part = specialist.get(officer, lang=lang).text.split('<section class="panel" aria-labelledby="consultations">')[1]
    Outline("<section>" + part.split("</section>")[0] + "</section>")


def test_asked_previewed_and_answered(consulting: Consulting, specialist: Browser, asked: Browser) -> None:
    file = consulting.seen()["files"][0]["id"]
    sent = ask(specialist, consulting, files=[file])
    assert specialist.follow(sent).text.count("Chưa trả lời") == 1
    listed = asked.get("/can-bo/hoi-y-kien")
    page = f"/can-bo/hoi-y-kien/{consulting.dossier}"
    assert f'href="{page}"' in listed.text
    question = asked.get(page)
    assert QUESTION in question.text
    assert f'href="{page}/tep/{file}"' in question.text
    assert asked.get(f"{page}/tep/{file}").status == 303
    shown = asked.submit(question, page, opinion="disagree", words="Không phù hợp <quy hoạch>.", go="preview")
    assert shown.status == 200
    assert "Cơ quan hỏi sẽ đọc" in shown.text
    assert consulting.queue(), "a preview sends nothing"
    done = asked.submit(shown, page, opinion="disagree", words="Không phù hợp <quy hoạch>.", go="send")
    assert "Cơ quan bạn đã trả lời" in asked.follow(done).text
    officer = specialist.get(f"/can-bo/ho-so/{consulting.dossier}").text
    assert "Không phù hợp &lt;quy hoạch&gt;." in officer
    assert "Cơ quan được hỏi đã trả lời" in officer


def test_what_was_typed_survives_a_mistake(consulting: Consulting, specialist: Browser, asked: Browser) -> None:
    refused = ask(specialist, consulting, days="nhiều")
    assert refused.status == 422
    outline = sound(refused.text)
    pointed = re.findall(r'href="#(f-[^"]+)"', refused.text)
    assert pointed == ["f-days"]
    assert set(pointed) <= set(outline.ids)
    assert QUESTION in refused.text
    assert re.search(r'value="d06" checked', refused.text)
    assert ask(specialist, consulting).status == 303
    page = f"/can-bo/hoi-y-kien/{consulting.dossier}"
    for typed, field in (({"opinion": "other"}, "f-words"), ({"words": "Chữ đã gõ"}, "f-opinion")):
        refused = asked.submit(asked.get(page), page, go="send", **typed)
        assert refused.status == 422
        assert field in sound(refused.text).ids
        assert f'href="#{field}"' in refused.text
    assert "Chữ đã gõ" in refused.text


def test_nobody_to_ask_is_a_mistake_with_a_place(consulting: Consulting, specialist: Browser) -> None:
    refused = ask(specialist, consulting, units=[], question="")
    assert refused.status == 422
    pointed = re.findall(r'href="#(f-[^"]+)"', refused.text)
    assert pointed == ["f-units", "f-question"]
    assert "Hãy chọn ít nhất một cơ quan." in refused.text
    assert set(pointed) <= set(sound(refused.text).ids)


def test_the_procedure_s_own_limit_leaves_no_date_to_choose(
    consulting: Consulting, specialist: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "yes")
    path = f"/can-bo/ho-so/{consulting.dossier}/hoi-y-kien"
    page = specialist.get(path)
    assert 'name="days"' not in page.text
    assert "2 ngày làm việc" in page.text
    assert "được coi là đồng ý" in page.text
    assert specialist.submit(page, path, units=["d06"], question=QUESTION).status == 303


def test_pressing_twice_asks_once(consulting: Consulting, specialist: Browser) -> None:
    path = f"/can-bo/ho-so/{consulting.dossier}/hoi-y-kien"
    page = specialist.get(path)
    typed = {"units": ["d06"], "question": QUESTION, "days": "3"}
    assert [specialist.submit(page, path, **typed).status for _ in range(2)] == [303, 303]
    assert len(consulting.seen()["consultations"]) == 1


def test_somebody_else_changed_it_meanwhile(consulting: Consulting, specialist: Browser) -> None:
    path = f"/can-bo/ho-so/{consulting.dossier}/hoi-y-kien"
    page = specialist.get(path)
    assert consulting.ask(units=["d12"], days=3).status == 200
    stale = specialist.submit(page, path, units=["d06"], question=QUESTION, days="3")
    assert stale.status == 409
    assert "người khác thay đổi" in stale.text


def test_who_may_not_ask_is_led_back(city: City, consulting: Consulting) -> None:
    leader = sign_in(city, "lanhdao.d07")
    answer = leader.get(f"/can-bo/ho-so/{consulting.dossier}/hoi-y-kien")
    assert (answer.status, answer.location) == (303, f"/can-bo/ho-so/{consulting.dossier}")


def test_strangers_find_no_page(city: City, consulting: Consulting, asked: Browser) -> None:
    page = f"/can-bo/hoi-y-kien/{consulting.dossier}"
    assert asked.get(page).status == 404, "not asked yet"
    assert consulting.ask(days=3).status == 200
    for login, status in (("congdan1", 403), ("motcua.d06", 403), ("chuyenvien.d07", 404)):
        answer = sign_in(city, login).get(page)
        assert answer.status == status
        assert QUESTION not in answer.text
    assert asked.get(f"/can-bo/ho-so/{consulting.dossier}").status == 404


def test_the_applicant_reads_until_when_and_no_more(city: City, consulting: Consulting) -> None:
    citizen = sign_in(city, "congdan1")
    assert "đang lấy ý kiến" not in citizen.get(f"/ho-so/{consulting.dossier}").text
    assert consulting.ask(days=3).status == 200
    text = citizen.get(f"/ho-so/{consulting.dossier}").text
    assert "đang lấy ý kiến cơ quan khác, hạn trả lời" in text
    assert QUESTION not in text
    assert consulting.answer("disagree", "Chỉ cho cán bộ.").status == 200
    text = citizen.get(f"/ho-so/{consulting.dossier}").text
    assert "Chỉ cho cán bộ" not in text
    assert "đang lấy ý kiến" not in text
