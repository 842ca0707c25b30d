"""The chapters of the story, one function each; every step says what happened in one line."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from chalicelib.commons.identity import demo_accounts
from tests import papers, samples
from tests.story import by_notice, by_silence, by_the_book, by_the_clock, by_the_desk, by_the_purse
from tests.story.by_pages import tell_by_pages
from tests.story.by_the_kiosk import tell_by_the_kiosk
from tests.story.cast import Case, Cast, begin, cast, submit
from tests.story.web import Say, fetch, must, wait_for


def licence(cast_: Cast, say: Say) -> None:
    """From application to returned result, with a supplement on the way."""
    listed = cast_.anybody.get("/api/v1/procedures?q=trang+thong+tin+dien+tu").must(200).json["items"]
    must("the licence is found without accents", any(one["code"] == samples.WEBSITE for one in listed))
    say(f"found the procedure: {listed[0]['name']['vi']}")
    case = begin(cast_, samples.WEBSITE, {**samples.website_answers(), "years": "99"}, say)
    refused = cast_.citizen.post(f"{case.path}/submission", {}, version=2).must(422, "dossiers/incomplete").json
    wrong = {one["field"] for one in refused["errors"]}
    must(
        f"every wrong field at once, not {wrong}",
        {"years", *(f"papers.{one}" for one in samples.WEBSITE_PAPERS)} == wrong,
    )
    say(f"an incomplete draft is refused with all {len(wrong)} errors at once")
    cast_.citizen.put(f"{case.path}/answers", {"answers": samples.website_answers()}, version=2).must(200)
    bad = case.upload(cast_.citizen, "operating_plan", "de-an.pdf", b"PK\x03\x04 not a pdf")
    must("a wrong file is refused with a reason", bad["state"] == "refused" and bool(bad["reason"]["messages"]["vi"]))
    say(f"a wrong file is refused: {bad['reason']['messages']['vi']}")
    cast_.citizen.post(f"{case.path}/files/{bad['id']}/removal", {}).must(200)
    for paper in samples.WEBSITE_PAPERS:
        content = papers.pdf([f"Giay to {paper}"])
        kept = case.upload(cast_.citizen, paper, f"{paper}.pdf", content)
        must("the receipt names the file's hash", kept["sha256"] == hashlib.sha256(content).hexdigest())
    say(f"{len(samples.WEBSITE_PAPERS)} scanned papers uploaded straight to the store, checked and kept")
    answer = submit(case)
    say(f"submitted: code {answer['code']}, to be received by {answer['receive_by']}")
    _isolation(case)
    _supplement(case)
    _process(case)
    _result(case, answer["code"])


def _isolation(case: Case) -> None:
    for somebody in (case.cast.stranger, case.cast.other_citizen):
        somebody.get(case.path).must(404, "dossiers/missing")
    case.cast.anybody.get(case.path).must(401, "identity/sign-in-needed")
    case.say("another agency and another citizen do not even learn that it exists")


def _supplement(case: Case) -> None:
    queue = case.cast.onestop.get("/api/v1/queue?limit=100").must(200).json["items"]
    must("the officer has it in the queue", any(line["id"] == case.id for line in queue))
    asked = {"papers": {"operating_plan": "Thiếu trang 2"}, "fields": {"purpose": "Nêu rõ hơn"}}
    case.move(case.cast.onestop, "request_supplement", message="Bổ sung một lần", **asked).must(200)
    case.say("the officer asks once for everything missing: one paper, one field, each with its reason")
    locked = case.move(case.cast.citizen, "supplement", answers={"years": "3"})
    locked.must(422, "dossiers/field-locked")
    case.upload(case.cast.citizen, "operating_plan", "de-an-2.pdf", papers.pdf(["De an", "Trang 2"]))
    case.move(case.cast.citizen, "supplement", answers={"purpose": "Tổng hợp tin kinh tế của thành phố."}).must(200)
    case.say("the citizen supplements; only the asked parts were unlocked")
    again = case.move(case.cast.onestop, "request_supplement", papers={"operating_plan": "Lại thiếu"})
    again.must(409, "dossiers/supplement-already-asked")
    case.say("asking a second time is refused")


def _process(case: Case) -> None:
    stale = case.cast.onestop.post(f"{case.path}/moves", {"move": "receive"}, version=2)
    stale.must(412, "call/version-stale")
    case.move(case.cast.onestop, "receive").must(200)
    seen = case.seen_by(case.cast.citizen)
    must("the due date is explained", bool(seen["due_at"]) and all(rule["vi"] for rule in seen["due_rules"]))
    case.say(f"received: due {seen['due_at']} because {'; '.join(rule['vi'] for rule in seen['due_rules'])}")
    case.move(case.cast.leader, "advance").must(403, "workflow/not-your-step")
    case.move(case.cast.onestop, "advance").must(200)
    case.move(case.cast.specialist, "propose_approval", remark="Đề nghị cấp phép").must(200)
    case.say("handed on: one-stop desk, specialist, leader")


def _result(case: Case, code: str) -> None:
    content = papers.pdf(["GIAY PHEP", code])
    result = case.upload(case.cast.leader, "result", "giay-phep.pdf", content)
    case.move(case.cast.leader, "attach_result", file=result["id"]).must(200)
    case.cast.citizen.get(f"{case.path}/files/{result['id']}").must(404, "files/missing")
    case.move(case.cast.onestop, "return_result", way="online").must(200)
    link = case.cast.citizen.get(f"{case.path}/files/{result['id']}").must(200).json["url"]
    must("the downloaded result is the one attached", fetch("GET", link).must(200).body == content)
    case.say("the result is attached, returned and downloaded, byte for byte")
    _look_up(case, code)
    _audit(case)


def _look_up(case: Case, code: str) -> None:
    anybody = case.cast.anybody
    plain = anybody.post("/api/v1/lookups", {"code": code.lower().replace("000.00.", "")}).must(200).json
    must("the code alone gives status and dates", plain["status"]["code"] == 10 and plain["timeline"] == [])
    wrong = anybody.post("/api/v1/lookups", {"code": code, "digits": "9999"}).must(200).json
    must("a wrong factor gets the answer of none", wrong == plain)
    known = anybody.post("/api/v1/lookups", {"code": code, "digits": demo_digits("congdan1")}).must(200).json
    steps = [one["status"]["code"] for one in known["timeline"]]
    must(f"the timeline tells every step, not {steps}", steps == [1, 5, 1, 2, 4, 9, 10])
    case.say("looked up by code: status and dates; with the citizen id's last digits the timeline")


def demo_digits(login: str) -> str:
    """The last four digits of a demo citizen's id, as that citizen knows them."""
    return next(one.citizen_id[-4:] for one in demo_accounts() if one.login == login)


def _audit(case: Case) -> None:
    def verified() -> dict[str, Any] | None:
        found: dict[str, Any] = case.cast.admin.get(f"/api/v1/audit/{case.id}").must(200).json
        return found if found["witnessed"] == found["entries"] else None

    found = wait_for("every event to be witnessed", verified, 90)
    must(f"the journal verifies: {found['faults']}", found["verified"])
    seen = case.seen_by(case.cast.citizen)
    must("one entry per change", found["entries"] == seen["version"] == len(seen["journal"]))
    views = case.cast.citizen.get(f"{case.path}/views").must(200).json["items"]
    must("the citizen sees who looked", any(view["actor"] == "acc-onestop-d07" for view in views))
    case.say(f"audit: {found['entries']} entries verified and witnessed, {len(views)} views on record")


def refusal(cast_: Cast, say: Say) -> None:
    """A press conference notified properly and refused at intake with a reason."""
    case = _press(cast_, say)
    case.move(
        cast_.onestop, "refuse", reason="Nội dung không thuộc thẩm quyền.", remedy="Gửi tới cơ quan trung ương."
    ).must(200)
    seen = case.seen_by(cast_.citizen)
    told = [entry["note"] for entry in seen["journal"] if entry["type"] == "dossier.refused"]
    must("the reason reaches the citizen", bool(told) and "thẩm quyền" in told[0]["reason"])
    must("nothing can be done with it any more", seen["moves"] == [])
    say(f"refused with a reason: {told[0]['reason']}")


def withdrawal(cast_: Cast, say: Say) -> None:
    """Another notification, withdrawn by the applicant."""
    case = _press(cast_, say)
    case.move(cast_.citizen, "withdraw", reason="Hoãn sự kiện").must(200)
    case.move(cast_.onestop, "receive").must(409, "dossiers/move-not-allowed")
    say("withdrawn by the applicant; the officer cannot receive it any more")


def _press(cast_: Cast, say: Say) -> Case:
    now = datetime.now(tz=UTC)
    late = begin(cast_, samples.PRESS, samples.press_answers(now, hours=3), say)
    late.upload(cast_.citizen, "proof_of_lawfulness", "giay-to.pdf", papers.pdf(["Giay to"]))
    version = late.seen_by(cast_.citizen)["version"]
    wrong = cast_.citizen.post(f"{late.path}/submission", {}, version=version).must(422, "dossiers/incomplete").json
    must("a notice less than 24 hours ahead is too late", wrong["errors"][0]["code"] == "procedures/notice-too-late")
    cast_.citizen.put(f"{late.path}/answers", {"answers": samples.press_answers(now)}, version=version).must(200)
    answer = submit(late)
    say(f"a press conference is notified: code {answer['code']}")
    return late


CHAPTERS = (
    licence,
    refusal,
    withdrawal,
    by_the_clock.on_the_clock,
    by_the_clock.refused_after_examination,
    by_the_desk.at_the_desk,
    by_the_desk.another_opinion,
    by_the_purse.paid_online_and_rated,
)
RECEIVED = 6
"""How many dossiers these chapters have received by the agency."""


def tell(url: str, password: str, say: Say, base: str = "", *, patient: bool = True) -> None:
    """The whole story; raises Difference at the first one. `base` is what links start with there. The chapters that
    wait for the schedule and for other processes are for the `patient`."""
    everybody = cast(url.rstrip("/"), password)
    say("everybody is signed in")
    before = by_the_book.received_before(everybody)
    published = by_silence.publish(everybody, say) if patient else 0.0
    for chapter in CHAPTERS:
        chapter(everybody, say)
    told = by_silence.notices(everybody, published, say) if patient else None
    tell_by_pages(url.rstrip("/"), base, password, say)
    tell_by_the_kiosk(url.rstrip("/"), base, password, say)
    by_the_book.balanced(everybody, before, RECEIVED, say)
    if told is not None:
        by_silence.decided(everybody, told, say)
        by_notice.announced(everybody, url.rstrip("/"), base, say)
