"""Slips and registers as PDF, through real routes, the real queue and the worker: asked for, drawn, fetched, erased."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.cloud import blobs, worker
from chalicelib.cloud.settings import settings
from chalicelib.foundation.clock import now
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import printed, prints
from chalicelib.onestop.dossiers.pages.prints import LOOKS
from chalicelib.onestop.dossiers.workers import slips_print
from tests.cloud.page.browser import Answer, Browser
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_drawing import pages_of, squeezed
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in
from tests.story.web import fetch

DOOR, REGISTERS = "/api/v1/prints/slips", "/api/v1/prints/registers"
DAYS = (datetime(2027, 8, 2, 3, 0, tzinfo=UTC) + timedelta(days=n) for n in itertools.count())
"""10:00 in Vietnam on days on which no other test hands anything in."""


@pytest.fixture(autouse=True)
def _nothing_asked(request: pytest.FixtureRequest) -> None:
    """No wish of an earlier test lies in the queue."""
    if "city" in request.fixturenames:
        request.getfixturevalue("city")
        wishes()


def wishes() -> list[dict[str, Any]]:
    """Takes everything that was asked for out of the queue, as Lambda hands it over."""
    found: list[dict[str, Any]] = []
    while True:
        url = settings().printing_queue_url
        answer = worker.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
        if not answer.get("Messages"):
            return found
        for one in answer["Messages"]:
            worker.sqs().delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
            record = {name[0].lower() + name[1:]: value for name, value in one.items()}
            found.append({**record, "eventSourceARN": "arn:aws:sqs:ap-southeast-1:000000000000:printing"})


def draw_all(at: datetime | None = None) -> int:
    """Lets the worker draw what was asked for, one at a time; how many there were."""
    asked = wishes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chalicelib.onestop.dossiers.workers.now", lambda: at or now())
        for record in asked:
            slips_print({"Records": [record]}, None)
    return len(asked)


def number_of(city: City, dossier: str, name: str) -> str:
    """The number that the list of slips gives to a slip."""
    items = city.onestop.get(f"/api/v1/dossiers/{dossier}/slips").json["items"]
    return next(str(one["number"]) for one in items if one["name"] == name)


def received(city: City) -> tuple[str, str]:
    dossier, code = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    return dossier, code


def kept(dossier: str) -> list[str]:
    """The PDFs in the bucket, each with its item in the table."""
    names = printed.names(dossier)
    assert all(blobs.exists(settings().keep_bucket, f"prints/{dossier}/{name}.pdf") for name in names)
    return names


def ask(browser: Browser, page: str) -> Answer:
    """Presses the button of a page that prints."""
    answer = browser.submit(browser.get(page), f"{page}/pdf")
    assert answer.status == 303, answer.text
    return answer


def follow(browser: Browser, answer: Answer) -> Answer:
    parts = urlsplit(answer.location)
    return browser.get(parts.path, **dict(parse_qsl(parts.query)))


def waits(answer: Answer) -> str:
    """The waiting page: whole without a script, and looking again by itself through a header."""
    assert answer.status == 200, answer.text
    sound(answer.text)
    assert "<script>" not in answer.text
    assert "http-equiv" not in answer.text
    found = re.fullmatch(r"2; url=(/\S+)", answer.headers["Refresh"])
    assert found is not None
    return found[1]


def downloaded(answer: Answer, name: str) -> bytes:
    assert answer.status == 303, answer.text
    got = fetch("GET", answer.location).must(200)
    assert got.headers["content-type"] == "application/pdf"
    assert f'attachment; filename="{name}"' in got.headers["content-disposition"]
    assert got.body.startswith(b"%PDF-")
    return got.body


def test_a_slip_is_asked_for_waited_for_and_downloaded(city: City) -> None:
    dossier, code = received(city)
    citizen = sign_in(city, "congdan1")
    asked = ask(citizen, f"/ho-so/{dossier}/phieu/tiep-nhan")
    again = waits(follow(citizen, asked))
    assert "Xem lại ngay" in follow(citizen, asked).text
    assert "lan=2" in again
    assert draw_all() == 1
    pdf = downloaded(follow(citizen, asked), f"{code}-receipt-{number_of(city, dossier, 'receipt')}.pdf")
    text = squeezed("".join(pages_of(pdf)))
    for words in (code, "Nguyễn Thị Thử Nghiệm", "minh.hoa@example.vn", "acc-onestop-d07", "Trang 1 / "):
        assert squeezed(words) in text
    assert len(kept(dossier)) == 1


def test_asked_again_it_is_there_and_is_not_drawn_again(city: City) -> None:
    dossier, code = received(city)
    wish = {"dossier": dossier, "slip": "receipt"}
    first = city.citizen.post(DOOR, wish)
    assert (first.status, first.json) == (202, {"state": "waiting", "url": None})
    assert city.citizen.post(DOOR, wish).json["state"] == "waiting", "it may be asked for twice"
    assert draw_all() == 2
    assert len(kept(dossier)) == 1
    assert city.citizen.post(DOOR, wish).json["state"] == "ready"
    assert city.onestop.post(DOOR, wish).json["state"] == "ready", "the officer's is the same"
    assert draw_all() == 0
    found = city.citizen.get(first.headers["location"].removeprefix("/api")).json
    assert found["state"] == "ready"
    assert code in squeezed("".join(pages_of(fetch("GET", found["url"]).must(200).body))).upper()


def test_the_list_of_slips_has_a_button_for_each(city: City) -> None:
    dossier, code = received(city)
    desk = sign_in(city, "motcua.d07")
    page = desk.get(f"/ho-so/{dossier}/phieu")
    sound(page.text)
    assert page.text.count("Tải bản PDF") == 2
    asked = desk.submit(page, f"/ho-so/{dossier}/phieu/kiem-soat/pdf")
    assert draw_all() == 1
    pdf = downloaded(follow(desk, asked), f"{code}-control-{number_of(city, dossier, 'control')}.pdf")
    assert "Ký nhận" in pages_of(pdf)[0]


def test_each_language_has_its_own(city: City) -> None:
    dossier, code = received(city)
    citizen = sign_in(city, "congdan1")
    citizen.get("/", lang="en")
    asked = ask(citizen, f"/ho-so/{dossier}/phieu/tiep-nhan")
    assert "Making the PDF" in follow(citizen, asked).text
    draw_all()
    text = pages_of(downloaded(follow(citizen, asked), f"{code}-receipt-{number_of(city, dossier, 'receipt')}.pdf"))[0]
    for words in ("Receipt of the dossier", "Socialist Republic of Vietnam", "GIẤY TIẾP NHẬN", "Page 1 / "):
        assert words in text
    assert city.citizen.post(DOOR, {"dossier": dossier, "slip": "receipt"}).json["state"] == "waiting"


def test_a_dossier_that_has_moved_on_has_a_new_print(city: City) -> None:
    dossier, _ = received(city)
    wish, address = {"dossier": dossier, "slip": "control"}, f"{DOOR}?dossier={dossier}&slip=control"
    city.onestop.post(DOOR, wish)
    draw_all()
    assert city.onestop.get(address).json["state"] == "ready"
    assert city.move(city.onestop, dossier, "advance").status == 200
    assert city.onestop.get(address).json["state"] == "waiting"
    assert city.onestop.post(DOOR, wish).json["state"] == "waiting"
    draw_all()
    assert city.onestop.get(address).json["state"] == "ready"
    assert len(kept(dossier)) == 2, "the former one stays until its time"


def test_whoever_may_not_open_a_slip_gets_no_pdf_of_it(city: City) -> None:
    dossier, code = received(city)
    city.onestop.post(DOOR, {"dossier": dossier, "slip": "control"})
    city.onestop.post(DOOR, {"dossier": dossier, "slip": "receipt"})
    draw_all()
    for login in ("congdan2", "motcua.d06"):
        stranger = city.visitor(login)
        for reply in (
            stranger.post(DOOR, {"dossier": dossier, "slip": "receipt"}),
            stranger.get(f"{DOOR}?dossier={dossier}&slip=receipt"),
        ):
            assert (reply.status, reply.code) == (404, "dossiers/missing")
            assert code.encode() not in reply.body
        page = sign_in(city, login).get(f"/ho-so/{dossier}/phieu/tiep-nhan/pdf")
        assert page.status == 404
    assert city.visitor().post(DOOR, {"dossier": dossier, "slip": "receipt"}).status == 401
    assert Browser(city.app).get(f"/ho-so/{dossier}/phieu/tiep-nhan/pdf").location.startswith("/dang-nhap")
    hidden = city.citizen.get(f"{DOOR}?dossier={dossier}&slip=control")
    assert (hidden.status, hidden.code) == (404, "dossiers/slip-unknown"), "the control slip is not for its owner"
    assert draw_all() == 0


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"slip": "refusal"}, 409, "dossiers/slip-not-available"),
        ({"slip": "nothing"}, 404, "dossiers/slip-unknown"),
        ({"slip": "receipt", "number": "99"}, 404, "dossiers/slip-unknown"),
        ({"slip": "receipt", "dossier": "none"}, 404, "dossiers/missing"),
        ({"slip": ""}, 422, "door/body-invalid"),
        ({"slip": "receipt", "number": 5}, 422, "door/body-invalid"),
    ],
)
def test_what_is_not_there_is_refused_and_asks_for_nothing(
    city: City, wish: dict[str, Any], status: int, code: str
) -> None:
    dossier, _ = received(city)
    reply = city.citizen.post(DOOR, {"dossier": dossier, **wish})
    assert (reply.status, reply.code) == (status, code), reply.body
    assert reply.json["messages"].keys() == {"vi", "en"}
    assert wishes() == []
    assert kept(dossier) == []


def test_a_draft_has_no_print(city: City) -> None:
    dossier = city.draft()
    assert city.citizen.post(DOOR, {"dossier": dossier, "slip": "acknowledgement"}).status == 409
    assert wishes() == []


def test_an_officer_s_download_is_on_record_once_and_waiting_is_not(city: City) -> None:
    dossier, _ = received(city)
    before = len(city.citizen.get(f"/api/v1/dossiers/{dossier}/views").json["items"])
    city.onestop.post(DOOR, {"dossier": dossier, "slip": "receipt"})
    city.onestop.get(f"{DOOR}?dossier={dossier}&slip=receipt")
    assert len(city.citizen.get(f"/api/v1/dossiers/{dossier}/views").json["items"]) == before
    draw_all()
    city.onestop.get(f"{DOOR}?dossier={dossier}&slip=receipt")
    views = city.citizen.get(f"/api/v1/dossiers/{dossier}/views").json["items"]
    assert len(views) == before + 1
    assert views[-1]["actor"] == "acc-onestop-d07"
    city.citizen.get(f"{DOOR}?dossier={dossier}&slip=receipt")
    assert len(city.citizen.get(f"/api/v1/dossiers/{dossier}/views").json["items"]) == before + 1


def test_a_wish_holds_no_personal_data(city: City) -> None:
    dossier, _ = received(city)
    city.citizen.post(DOOR, {"dossier": dossier, "slip": "receipt"})
    [record] = wishes()
    assert record["body"] == f'{{"dossier": "{dossier}", "slip": "receipt", "number": "", "lang": "vi"}}'


@pytest.mark.parametrize("seen", [str(LOOKS), "99", "100", "-1", "x", "²"])
def test_the_page_stops_looking_by_itself_and_people_decide(city: City, seen: str) -> None:
    dossier, _ = received(city)
    citizen = sign_in(city, "congdan1")
    path = f"/ho-so/{dossier}/phieu/tiep-nhan/pdf"
    number = number_of(city, dossier, "receipt")
    page = citizen.get(path, so=number, lan=seen)
    assert page.status == 200
    sound(page.text)
    assert "Refresh" not in page.headers
    for words in ("Xem lại", "Yêu cầu lại", "in trực tiếp từ trình duyệt"):
        assert words in page.text
    asked = citizen.submit(page, path)
    assert asked.location == f"{path}?so={number}"
    assert draw_all() == 1
    assert follow(citizen, asked).status == 303


def test_the_page_looks_again_only_so_often(city: City) -> None:
    dossier, _ = received(city)
    citizen = sign_in(city, "congdan1")
    answer, looks = follow(citizen, ask(citizen, f"/ho-so/{dossier}/phieu/tiep-nhan")), 1
    while "Refresh" in answer.headers:
        parts = urlsplit(waits(answer))
        answer, looks = citizen.get(parts.path, **dict(parse_qsl(parts.query))), looks + 1
    assert looks == LOOKS


def test_links_of_the_waiting_page_work_at_the_raw_stage(city: City) -> None:
    dossier, _ = received(city)
    citizen = sign_in(city, "congdan1", base="/api")
    answer = citizen.submit(citizen.get(f"/ho-so/{dossier}/phieu/tiep-nhan"), f"/ho-so/{dossier}/phieu/tiep-nhan/pdf")
    assert answer.location.startswith("/api/ho-so/")
    assert waits(citizen.follow(answer)).startswith("/api/ho-so/")


def test_what_is_erased_of_a_dossier_goes_with_its_prints(city: City) -> None:
    """A file is taken out of a dossier that has prints; the tidying up erases both; a new print can be asked for."""
    dossier, _ = city.submitted()
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}}
    assert city.move(city.onestop, dossier, "request_supplement", **asked).status == 200
    city.citizen.post(DOOR, {"dossier": dossier, "slip": "supplement"})
    draw_all()
    [name] = kept(dossier)
    file = city.upload(dossier, "operating_plan")
    assert city.citizen.post(f"/api/v1/dossiers/{dossier}/files/{file}/removal", {}).status == 200
    assert dossiers.tidy().erase_removed(now() + timedelta(days=40)).failed == 0
    assert kept(dossier) == []
    assert not blobs.exists(settings().keep_bucket, f"prints/{dossier}/{name}.pdf")
    assert city.citizen.post(DOOR, {"dossier": dossier, "slip": "supplement"}).json["state"] == "waiting"
    draw_all()
    assert kept(dossier) == [name], "drawn again it is the same"


def test_a_print_counts_for_29_days_and_is_drawn_anew(city: City) -> None:
    dossier, _ = received(city)
    wish = {"dossier": dossier, "slip": "receipt"}
    city.citizen.post(DOOR, wish)
    draw_all()
    [name] = kept(dossier)
    assert printed.there(dossier, name, now() + timedelta(days=28))
    assert not printed.there(dossier, name, now() + timedelta(days=29, minutes=1))


def test_what_changes_while_it_is_drawn_is_drawn_as_it_stands(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and keeping, the dossier goes on: no print of what it was stays, the asker gets the new."""
    dossier, _ = received(city)
    city.onestop.post(DOOR, {"dossier": dossier, "slip": "control"})
    keep, times = type(dossiers.files()).keep_print, itertools.count()

    def keep_late(self: Any, *facts: Any) -> None:
        if next(times) == 0:
            assert city.move(city.onestop, dossier, "advance").status == 200
        keep(self, *facts)

    monkeypatch.setattr(type(dossiers.files()), "keep_print", keep_late)
    assert draw_all() == 1
    assert len(kept(dossier)) == 1
    assert city.onestop.get(f"{DOOR}?dossier={dossier}&slip=control").json["state"] == "ready"


def test_what_never_stands_still_comes_again(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, _ = received(city)
    numbers = itertools.count()
    monkeypatch.setattr(
        "chalicelib.onestop.dossiers.printing.sheet_of",
        lambda *facts: type("Sheet", (), {"digest": f"digest-{next(numbers)}"})(),
    )
    monkeypatch.setattr(prints.Printing, "_make", lambda *facts: None)
    with pytest.raises(prints.StillChanging):
        prints.printing().draw({"dossier": dossier, "slip": "control", "number": "", "lang": "vi"}, now())


@pytest.mark.parametrize(
    "wish",
    [
        {"dossier": "01h2gone", "slip": "receipt", "number": "", "lang": "vi"},
        {"register": "2026-13-40", "page": "1", "unit": "d07", "asked": "x", "lang": "vi"},
    ],
)
def test_what_is_gone_is_passed_over(city: City, wish: dict[str, Any]) -> None:
    prints.printing().draw(wish, now())
    assert printed.names(wish.get("dossier", "d07")) == printed.names("d07") if "unit" in wish else True


def test_a_slip_that_is_no_more_is_passed_over(city: City) -> None:
    """Asked for while it waited, drawn after its reception: the acknowledgement is none any more."""
    dossier, _ = city.submitted()
    city.citizen.post(DOOR, {"dossier": dossier, "slip": "acknowledgement"})
    assert city.move(city.onestop, dossier, "receive").status == 200
    assert draw_all() == 1
    assert kept(dossier) == []


def test_a_page_of_the_register_as_pdf(city: City) -> None:
    day = next(DAYS)
    city.at(day)
    codes = [city.submitted()[1] for _ in range(2)]
    desk = sign_in(city, "motcua.d07")
    asked = ask(desk, f"/can-bo/so-theo-doi/{day.date()}")
    waits(follow(desk, asked))
    assert draw_all(day) == 1
    pdf = downloaded(follow(desk, asked), f"register-{day.date()}-1.pdf")
    text = "".join(pages_of(pdf))
    for words in (*codes, "SỔ THEO DÕI HỒ SƠ", "Mẫu số 07", "Mới đăng ký: 2"):
        assert words in text
    assert ask(desk, f"/can-bo/so-theo-doi/{day.date()}").location == asked.location, "the same minute, the same page"
    assert draw_all(day) == 0
    city.at(day + timedelta(minutes=1))
    assert ask(desk, f"/can-bo/so-theo-doi/{day.date()}").location != asked.location
    assert draw_all(day) == 1
    other = city.visitor("motcua.d06").get(f"{REGISTERS}?register={day.date()}&asked={day:%Y-%m-%dT%H:%MZ}")
    assert (other.status, other.json["state"]) == (200, "waiting"), "another agency's register is another one"


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"register": "2026-13"}, 404, "register/unknown"),
        ({"register": "2026-11"}, 404, "register/unknown"),
        ({"register": "2026"}, 404, "register/unknown"),
        ({"register": "2026-11-23", "page": 99}, 404, "register/unknown"),
        ({"register": "2026-11-23", "page": 0}, 422, "door/body-invalid"),
        ({}, 422, "door/body-invalid"),
    ],
)
def test_a_page_that_no_register_has_is_refused(city: City, wish: dict[str, Any], status: int, code: str) -> None:
    reply = city.onestop.post(REGISTERS, wish)
    assert (reply.status, reply.code) == (status, code), reply.body
    assert wishes() == []


@pytest.mark.parametrize("asked", ["", "2026", "2026-11-23T10:00:00Z", "<x>", "2026-11-23T10:00Z "])
def test_a_minute_that_is_none_is_refused(city: City, asked: str) -> None:
    browser = sign_in(city, "motcua.d07")
    assert browser.get("/can-bo/so-theo-doi/2026-11-23/pdf", trang="1", luc=asked).status == 404
    assert city.citizen.get(f"{REGISTERS}?register=2026-11-23").status == 403


def test_the_printing_library_is_loaded_by_the_worker_only() -> None:
    code = (
        "import sys, app\n"
        "import chalicelib.onestop.dossiers.prints, chalicelib.onestop.dossiers.workers\n"
        "print([name for name in ('reportlab', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": ""})
    assert done.stdout.strip() == "[]"
