"""The same way through the pages alone, without a script: a press conference from the home page to its result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests import papers, samples
from tests.story.web import Got, Say, must, post_form, wait_for
from tests.story.window import Window, shows, words

PAPER = samples.PRESS_PAPERS[0]
DECLARATION = "a.truthful"


@dataclass
class Site:
    """Where the pages are and how demo people sign in."""

    url: str
    base: str
    password: str

    def sign_in(self, login: str) -> Window:
        """Somebody with a browser of their own."""
        window = Window(self.url, self.base)
        page = window.open("/dang-nhap").must(200)
        window.submit(page, "/dang-nhap", login=login, password=self.password).must(303)
        return window


def typed(answers: dict[str, Any], prefix: str = "a.") -> dict[str, Any]:
    """Answers under the names that the form gives its boxes."""
    named: dict[str, Any] = {}
    for code, value in answers.items():
        if isinstance(value, dict):
            named |= typed(value, f"{prefix}{code}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, item in enumerate(value):
                named |= typed(item, f"{prefix}{code}.{number}.")
        else:
            named[prefix + code] = value
    return named


def asked(page: Got, answers: dict[str, Any]) -> dict[str, Any]:
    """Those of the answers that a page has boxes for."""
    return {name: value for name, value in answers.items() if f'name="{name}"' in page.body.decode()}


def fill_in(window: Window, path: str, answers: dict[str, Any]) -> Got:
    """Page after page of the form; the page of papers that comes after it."""
    page = window.open(path).must(200)
    while "/khai/" in path:
        saved = window.submit(page, path, **asked(page, answers), go="next").must(303)
        path, page = saved.headers["location"], window.follow(saved)
        path = path[path.index("/ho-so/") :]
    return page


def upload(window: Window, page: Got, dossier: str, paper: str, content: bytes) -> Got:
    """Through the page whose form posts to the store; back where the paper is listed, once it has been checked."""
    granted = window.submit(page, f"/ho-so/{dossier}/giay-to/{paper}").must(200)
    url, fields = window.store_form(granted)
    posted = post_form(url, fields, "giay-to.pdf", content)
    must(f"the store sends the browser back, not {posted.status}", posted.status == 303)

    def checked() -> Got | None:
        waiting = window.open(f"/ho-so/{dossier}/giay-to/{paper}/cho")
        return waiting if waiting.status == 303 else None

    found: Got = wait_for("the check of the file", checked)
    return window.follow(found)


def tell_by_pages(url: str, base: str, password: str, say: Say) -> None:
    """Home, procedure, form, paper, submission, reception, steps, result, look-up."""
    site = Site(url, base, password)
    shows(Window(url, base).open("/").must(200), "Tra cứu")
    citizen = site.sign_in("congdan1")
    procedure = citizen.open(f"/thu-tuc/{samples.PRESS}").must(200)
    begun = citizen.submit(procedure, f"/nop/{samples.PRESS}").must(303)
    dossier = begun.headers["location"].split("/")[-1]
    shows(citizen.follow(begun).must(200), "Chưa làm")
    answers = typed(samples.press_answers(datetime.now(tz=UTC)))
    first = f"/ho-so/{dossier}/khai/organiser"
    page = citizen.open(first)
    wrong = citizen.submit(page, first, **{**asked(page, answers), "a.email": "khong phai thu"}, go="next").must(422)
    must("what was typed is still there", "khong phai thu" in wrong.body.decode())
    listed = fill_in(citizen, first, answers)
    upload(citizen, listed, dossier, PAPER, papers.pdf(["Giay to chung minh"]))
    check = f"/ho-so/{dossier}/kiem-tra"
    done = citizen.follow(citizen.submit(citizen.open(check), check, **{DECLARATION: answers[DECLARATION]}))
    code = re.search(r'class="code">([^<]+)<', done.body.decode())
    must(f"the confirmation shows the code: {words(done)[:300]}", code is not None)
    number = code[1] if code else ""
    say(f"by pages{' at the raw stage' if base else ''}: filled in, uploaded, submitted as {number}")
    _officers(site, dossier, number)
    _home_again(citizen, site, dossier, number)
    say("by pages: received, examined, approved, returned; the citizen downloads the result and looks it up")


def _officers(site: Site, dossier: str, code: str) -> None:
    page = f"/can-bo/ho-so/{dossier}"
    desk, specialist, leader = (site.sign_in(name) for name in ("motcua.d07", "chuyenvien.d07", "lanhdao.d07"))
    shows(desk.open("/can-bo").must(200), code)
    one, two = desk.open(page), desk.open(page)
    desk.submit(one, f"{page}/receive").must(303)
    conflict = desk.submit(two, f"{page}/receive").must(409)
    shows(conflict, "Được tiếp nhận")
    desk.submit(desk.open(page), f"{page}/advance").must(303)
    specialist.submit(specialist.open(page), f"{page}/propose_approval", remark="Đủ điều kiện").must(303)
    ready = upload(leader, leader.open(page), dossier, "result", papers.pdf(["XAC NHAN", code]))
    file = re.search(r'name="file" value="([^"]+)"', ready.body.decode())
    must("the leader can choose the uploaded result", file is not None)
    leader.submit(ready, f"{page}/attach_result", file=file[1] if file else "").must(303)
    desk.submit(desk.open(page), f"{page}/return_result", way="online").must(303)


def _home_again(citizen: Window, site: Site, dossier: str, code: str) -> None:
    last = citizen.open(f"/ho-so/{dossier}").must(200)
    shows(last, "Đã trả kết quả")
    file = re.search(rf'href="{re.escape(site.base)}(/ho-so/{dossier}/tep/[^"]+)"', last.body.decode())
    must("the page links the result", file is not None)
    citizen.open(file[1] if file else "").must(303)
    nobody = Window(site.url, site.base)
    shows(nobody.open(f"/tra-cuu?ma={code}").must(200), "Đã trả kết quả")
