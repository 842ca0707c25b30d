"""The city that is looked at: one example of everything, made by real use cases. Nobody in it exists.

`prepare` gives the examples' names with their ids, as `tests/browser/pages.py` puts them into addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.foundation.clock import now, short_moment, vietnam_day
from tests import papers, samples
from tests.faults.world import SWEEPS
from tests.onestop.conftest import City, young_sessions
from tests.onestop.dossiers import desk
from tests.onestop.dossiers.consultants import QUESTION
from tests.onestop.kiosk.test_kiosk import Hall
from tests.onestop.payments import payer
from tests.onestop.test_pages_story import sign_in

Examples = dict[str, str]
ROWS = 27
"""Dossiers in one queue: more than one page of it."""
LONG = "Công ty Trách nhiệm hữu hạn Một thành viên Thương mại Dịch vụ Xuất nhập khẩu Minh Họa Sài Gòn Phương Nam " * 2


def prepare(city: City) -> Examples:
    """Everything, in order; each part may use the examples of those before it."""
    made: Examples = {}
    for part in PARTS:
        part(city, made)
        city.at_this_moment()
    return made


def drafts(city: City, made: Examples) -> None:
    """Drafts at every step, one of them of rules that hold no more."""
    made["empty"] = city.draft()
    made["uploading"] = city.draft()
    _ok(city.fill(made["uploading"]))
    made["press_draft"] = city.draft(samples.PRESS)
    made["filled"] = city.draft()
    answers = {**samples.website_answers(), "organisation_name": LONG.strip(), "purpose": "Tổng hợp tin. " * 60}
    _ok(city.fill(made["filled"], answers))
    made["half"] = city.draft()
    _ok(city.fill(made["half"], {**samples.website_answers(), "email": "khong phai thu", "years": "0"}))
    made["ready"] = city.ready()
    made["paper"] = samples.WEBSITE_PAPERS[0]
    made["unasked_file"] = city.draft()
    city.upload(made["unasked_file"], made["paper"])
    for name in ("refused_file", "checking"):
        made[name] = city.draft()
        _ok(city.fill(made[name]))
    city.upload(made["refused_file"], made["paper"], b"not a paper")
    grant = city.citizen.post(f"/api/v1/dossiers/{made['checking']}/files", {"paper": made["paper"], "name": "a.pdf"})
    made["checking_file"] = grant.json["file"]
    city.at(datetime(2026, 6, 20, 3, tzinfo=UTC))
    made["lapsed"] = city.draft("9.000005")
    _ok(city.fill(made["lapsed"], {"topic": "Chủ đề"}))
    city.upload(made["lapsed"], "notice_form")


def handed_in(city: City, made: Examples) -> None:
    """Submitted, asked for more, received, with the specialist."""
    made["submitted"], made["code"] = city.submitted()
    made["asked"], _ = city.submitted()
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}, "fields": {"purpose": "Nêu rõ mục đích"}}
    _ok(city.move(city.onestop, made["asked"], "request_supplement", message="Mong bạn bổ sung sớm.", **asked))
    made["received"], _ = city.submitted()
    _ok(city.move(city.onestop, made["received"], "receive"))
    made["examined"] = with_specialist(city)
    made["assigned"] = with_specialist(city)
    _ok(city.move(city.leader, made["assigned"], "assign", assignee="acc-specialist-2-d07"))
    made["to_ask"] = with_specialist(city)
    proposal = {
        "papers": {"operating_plan": "Thiếu trang 2"},
        "fields": {"purpose": "Nêu rõ"},
        "remark": "Nhờ xem kỹ trang 2",
    }
    _ok(city.move(city.specialist, made["to_ask"], "propose_supplement", **proposal))
    made["to_decide"] = with_specialist(city)
    _ok(city.move(city.specialist, made["to_decide"], "propose_approval", remark="Đủ điều kiện"))
    made["to_reject"] = with_specialist(city)
    _ok(city.move(city.specialist, made["to_reject"], "propose_refusal", remark="Không đủ điều kiện"))


def decided(city: City, made: Examples) -> None:
    """Refused, rejected, withdrawn, ready, returned, sent by post."""
    made["refused"], _ = city.submitted()
    remedy = "Nộp lại tại cơ quan có thẩm quyền."
    _ok(city.move(city.onestop, made["refused"], "refuse", reason="Không thuộc thẩm quyền", remedy=remedy))
    made["rejected"] = with_specialist(city)
    _ok(city.move(city.specialist, made["rejected"], "propose_refusal", remark="Không đủ điều kiện"))
    _ok(city.move(city.leader, made["rejected"], "reject", reason="Không đủ điều kiện", remedy="Nộp lại khi đủ."))
    made["withdrawn"], _ = city.submitted()
    _ok(city.move(city.citizen, made["withdrawn"], "withdraw"))
    made["finished"] = city.approved()
    made["returned"] = city.approved()
    _ok(city.move(city.onestop, made["returned"], "return_result", way="online"))
    files = city.citizen.get(f"/api/v1/dossiers/{made['returned']}").json["files"]
    made["result_file"] = next(one["id"] for one in files if one["paper"] == "result")
    made["posted"] = city.approved()
    _ok(city.move(city.onestop, made["posted"], "return_result", way="post", reference="EM123456789VN"))


def in_time(city: City, made: Examples) -> None:
    """Late, with its step late too; extended; stopped."""
    city.at(now() - timedelta(days=60))
    made["late"] = with_specialist(city)
    city.at_this_moment()
    made["extended"] = with_specialist(city)
    _ok(city.move(city.leader, made["extended"], "extend", amount=2, reason="Chúng tôi xin lỗi vì chậm trễ."))
    made["stopped"] = with_specialist(city)
    _ok(city.move(city.leader, made["stopped"], "stop", reason="Chờ bản án", legal_basis="Điều 11"))


def money(city: City, made: Examples) -> None:
    """Waiting for money, and paid in cash."""
    for name in ("owing", "paid"):
        made[name] = with_specialist(city)
        _ok(city.move(city.specialist, made[name], "require_payment", amount=1_250_000, reason="Thuế trước bạ"))
    _ok(city.move(city.onestop, made["paid"], "take_payment", amount=1_250_000, means="cash"))


def online(city: City, made: Examples) -> None:
    """Payments online: begun, come back from, and settled."""
    for name in ("fee", "paying", "settled"):
        made[name] = payer.owing(city)
    made["attempt"], _ = payer.begun(city, made["paying"])
    made["settlement"], _ = payer.begun(city, made["settled"])
    _ok(payer.notice(city, made["settlement"], "captured"))


def ratings(city: City, made: Examples) -> None:
    """What people said afterwards, with words for the office."""
    made["to_rate"] = city.approved()
    made["rated"] = city.approved()
    for name in ("to_rate", "rated"):
        _ok(city.move(city.onestop, made[name], "return_result", way="online"))
    body = {"dossier": made["rated"], "level": "unsatisfied", "remark": "Nên có thêm ghế chờ."}
    _ok(city.citizen.post("/api/v1/ratings", body))


def consultations(city: City, made: Examples) -> None:
    """Asked of another agency, and answered by it."""
    for name in ("consulted", "answered"):
        made[name] = with_specialist(city)
        file = city.specialist.get(f"/api/v1/dossiers/{made[name]}").json["files"][0]["id"]
        asked = {"units": ["d06"], "question": QUESTION, "days": 3, "files": [file], "form": True}
        _ok(city.move(city.specialist, made[name], "consult", **asked))
        made[f"{name}_file"] = file
    answer = {"opinion": "other", "words": "Dòng một.\n\nDòng hai."}
    _ok(city.visitor("chuyenvien.d06").post(f"/api/v1/consultations/{made['answered']}/answer", answer))


def at_the_desk(city: City, made: Examples) -> None:
    """For somebody without an account."""
    officer = city.onestop
    made["desk_draft"] = desk.begin(officer)
    made["desk"] = desk.handed_in(city, officer)
    made["desk_received"] = desk.handed_in(city, officer)
    _ok(city.move(officer, made["desk_received"], "receive"))
    made["desk_away"] = desk.handed_in(city, city.visitor("motcua.d06"))


def absences(city: City, made: Examples) -> None:
    """An absence that lasts, with a deputy."""
    today = vietnam_day(now())
    body = {"first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat()}
    body |= {"deputy": "acc-specialist-d07", "reason": "Đi học"}
    _ok(city.leader.post("/api/v1/absences", {"account": "acc-specialist-2-d07", **body}))


def proposals(city: City, made: Examples) -> None:
    """A proposal in each state, the last published."""
    from chalicelib.onestop import procedures
    from tests.onestop.procedures.test_proposals import ADMIN, OPERATOR, call, definition

    room = procedures.proposals()
    made["broken"] = str(room.draft(call(ADMIN), '{\n "version": 1,\n "version": "hai"\n}')["id"])
    for number, name in enumerate(("proposal", "in_review", "approved", "published"), 1):
        made_ = room.draft(call(ADMIN), definition(f"7.98000{number}", fees=[]))
        for who, move in ((ADMIN, "propose"), (OPERATOR, "approve"), (OPERATOR, "publish"))[: number - 1]:
            made_ = room.move(call(who, made_["version"]), made_["id"], move)
        made[name] = str(made_["id"])


def portal(city: City, made: Examples) -> None:
    """A notice on every page, and a text that is being changed."""
    from tests.civic.portal.people import confirm, preview

    browser, at = sign_in(city, "vanhanh"), now()
    said = {"kind": "information", "vi": "Lễ hội đường hoa từ ngày mai.", "en": "The flower street opens tomorrow."}
    page = preview(browser, **said, since=short_moment(at), until=short_moment(at + timedelta(days=2)))
    assert confirm(browser, page).status == 303
    path = "/quan-tri/van-ban/help"
    assert (
        browser.submit(browser.get(path), path, vi="## Trợ giúp\n\nGọi 1022.", en="## Help\n\nCall 1022.").status == 303
    )


def kiosk(city: City, made: Examples) -> None:
    """A hall in which some wait and one is called."""
    hall = Hall(city)
    hall.enrol()
    for purpose in ("apply", "ask", "help"):
        assert hall.take(purpose).status == 303
    assert hall.call("3").status == 303


def rows(city: City, made: Examples) -> None:
    """So many that lists have a second page."""
    for _ in range(ROWS):
        press(city)


def press(city: City) -> str:
    """A notice of a press conference, handed in."""
    dossier = city.draft(samples.PRESS)
    _ok(city.fill(dossier, samples.press_answers(now(), hours=96)))
    city.upload(dossier, samples.PRESS_PAPERS[0])
    _ok(city.submit(dossier))
    return dossier


PARTS = (
    *[drafts, handed_in, decided, in_time, money, online, ratings, consultations, at_the_desk],
    *[absences, proposals, portal, kiosk, rows],
)


def with_specialist(city: City) -> str:
    """A dossier with the specialists of d07."""
    dossier, _ = city.submitted()
    for move in ("receive", "advance"):
        _ok(city.move(city.onestop, dossier, move))
    return dossier


def _ok(reply: Any) -> Any:
    assert 200 <= reply.status < 300, reply.body
    return reply


def move(city: City, login: str, dossier: str, name: str, facts: dict[str, Any]) -> None:
    """One move by somebody."""
    _ok(city.move(city.visitor(login), dossier, name, **facts))


def finish(city: City, dossier: str) -> None:
    """The office's whole work, from reception to the result returned online."""
    for login, name in (("motcua.d07", "receive"), ("motcua.d07", "advance"), ("chuyenvien.d07", "propose_approval")):
        move(city, login, dossier, name, {})
    result = city.upload(dossier, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    move(city, "lanhdao.d07", dossier, "attach_result", {"file": result})
    move(city, "motcua.d07", dossier, "return_result", {"way": "online"})


def mine(city: City, login: str) -> list[str]:
    """The ids of somebody's dossiers."""
    return [one["id"] for one in city.visitor(login).get("/api/v1/dossiers?limit=100").json["items"]]


def events(city: City, dossier: str) -> list[str]:
    """What has happened to a dossier, in order."""
    from chalicelib.cloud import journal

    return [entry.type for entry in journal.records(f"D#{dossier}")]


WISHES: dict[str, Callable[..., Any]] = {
    "submitted": lambda city: city.submitted(),
    "ready": lambda city: city.ready(),
    "approved": lambda city: city.approved(),
    "with_specialist": with_specialist,
    "move": move,
    "finish": finish,
    "mine": mine,
    "events": events,
}
"""What a test may ask for: more of something, a move by somebody else, or what became of something."""


def wish(city: City, what: str, words: list[Any]) -> Any:
    """Grants one of WISHES. Whoever acts in it has signed in lately, however long the city has been served."""
    return WISHES[what](City(city.app, young_sessions(city.app)), *words)


def settle(world: Any) -> None:
    """Events reach their readers, and the platform does what is due by itself: alerts, the ledger's lines."""
    from chalicelib.onestop import dossiers, ledger

    world.at = now()
    assert world.rest() <= SWEEPS, "the queues never came to rest"
    assert dossiers.schedule().run(now()).failed == 0
    ledger.closing().close(now())
    assert world.rest() <= SWEEPS, "what was done by itself never came to rest"
