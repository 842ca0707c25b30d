"""Chapters in which time matters: completion, extension with an apology, stop, payment, refusal, correction."""

from __future__ import annotations

from tests import papers, samples
from tests.story.cast import Case, Cast, begin, submit
from tests.story.web import Say, must


def handed_in(cast: Cast, say: Say) -> Case:
    """A complete application for the licence, received by the desk."""
    case = begin(cast, samples.WEBSITE, samples.website_answers(), say)
    for paper in samples.WEBSITE_PAPERS:
        case.upload(cast.citizen, paper, f"{paper}.pdf", papers.pdf([f"Giay to {paper}"]))
    submit(case)
    case.move(cast.onestop, "receive").must(200)
    return case


def slip(case: Case, name: str, *, officer: bool = False) -> str:
    """A slip as data; its title."""
    reader = case.cast.onestop if officer else case.cast.citizen
    written = reader.get(f"{case.path}/slips/{name}").must(200).json
    return str(written["form"]["title"]["vi"])


def on_the_clock(cast: Cast, say: Say) -> None:
    """One dossier through everything that can happen to its time, then granted, corrected and returned by post."""
    case = handed_in(cast, say)
    promised = case.seen_by(cast.citizen)["due_at"]
    _completed(case)
    _extended_and_stopped(case)
    _paid(case)
    _granted_and_corrected(case)
    say(f"the first date was {promised}; every later one was explained, and the control slip shows every step")


def _completed(case: Case) -> None:
    lacking = {"papers": {"operating_plan": "Thiếu trang 2"}}
    case.move(case.cast.onestop, "advance").must(200)
    case.move(case.cast.onestop, "request_supplement", **lacking).must(403, "workflow/not-your-step")
    case.move(case.cast.specialist, "propose_supplement", remark="Đề án thiếu trang", **lacking).must(200)
    case.move(case.cast.onestop, "request_supplement", message="Bổ sung một lần", **lacking).must(200)
    waiting = case.seen_by(case.cast.citizen)
    must("time stands still while the applicant completes it", waiting["due_at"] is None)
    title = slip(case, "supplement")
    case.upload(case.cast.citizen, "operating_plan", "de-an-2.pdf", papers.pdf(["De an", "Trang 2"]))
    case.move(case.cast.citizen, "supplement", answers={}).must(200)
    back = case.seen_by(case.cast.citizen)
    afresh = [rule["vi"] for rule in back["due_rules"] if rule["code"] == "clock/afresh"]
    must("time counts afresh once it is complete", bool(back["due_at"]) and bool(afresh))
    case.say(f"returned for completion on the specialist's proposal, by the desk alone ({title}): {afresh[0]}")


def _extended_and_stopped(case: Case) -> None:
    leader, citizen = case.cast.leader, case.cast.citizen
    case.move(case.cast.onestop, "advance").must(200)
    case.move(case.cast.specialist, "propose_approval", remark="Đủ điều kiện").must(200)
    was = case.seen_by(citizen)["due_at"]
    apology = "Cần xác minh thêm một nguồn tin; cơ quan xin lỗi ông/bà."
    case.move(leader, "extend", amount=3, reason=apology).must(200)
    now = case.seen_by(citizen)["due_at"]
    must("the new date is later", now > was)
    case.move(leader, "extend", amount=3, reason=apology).must(409, "worktime/extension-once")
    case.say(f"extended once, with an apology ({slip(case, 'apology')}): {was} becomes {now}; a second time is refused")
    case.move(leader, "stop", reason="Chờ kết luận của cơ quan có thẩm quyền", legal_basis="Quy định minh họa").must(
        200
    )
    stopped = case.seen_by(citizen)
    must("a stop has no due date", stopped["due_at"] is None and stopped["status"]["code"] == 8)
    title = slip(case, "stop")
    case.move(leader, "resume", reason="Đã có kết luận").must(200)
    must("what was left goes on", bool(case.seen_by(citizen)["due_at"]))
    case.say(f"stopped by notice ({title}) and resumed; what was left of the time goes on")


def _paid(case: Case) -> None:
    case.move(case.cast.leader, "send_back", remark="Thu nghĩa vụ tài chính trước khi ký").must(200)
    case.move(case.cast.specialist, "require_payment", amount=150_000, reason="Nghĩa vụ minh họa").must(200)
    must("waiting for money is a status of its own", case.seen_by(case.cast.citizen)["status"]["code"] == 6)
    case.move(case.cast.onestop, "take_payment", amount=100, means="cash").must(422, "dossiers/amount-differs")
    case.move(case.cast.onestop, "take_payment", amount=150_000, means="cash").must(200)
    case.say(f"150,000 dong demanded, taken in cash with a numbered receipt ({slip(case, 'cash_receipt')})")


def _granted_and_corrected(case: Case) -> None:
    cast = case.cast
    case.move(cast.specialist, "propose_approval", remark="Đã nộp").must(200)
    wrong = case.upload(cast.leader, "result", "giay-phep.pdf", papers.pdf(["GIAY PHEP", "TEN SAI"]))
    case.move(cast.leader, "attach_result", file=wrong["id"]).must(200)
    case.move(cast.onestop, "return_result", way="online").must(200)
    right = case.upload(cast.leader, "result", "giay-phep-dung.pdf", papers.pdf(["GIAY PHEP", "TEN DUNG"]))
    case.move(cast.leader, "correct_result", file=right["id"], reason="Cơ quan ghi sai tên; xin lỗi.").must(200)
    case.move(cast.onestop, "return_result", way="post", reference="VN123456789").must(200)
    case.move(cast.onestop, "confirm_delivery").must(200)
    done = case.seen_by(cast.citizen)
    must("delivered by post", done["delivery"] == {"way": "post", "state": "delivered", "reference": "VN123456789"})
    must("the right result counts", done["result"] == right["id"])
    rows = cast.onestop.get(f"{case.path}/slips/control").must(200).json["body"]["rows"]
    must(f"the control slip has every hand-over, not {len(rows)}", len(rows) >= 8)
    case.say(f"the authority's own error corrected ({slip(case, 'correction')}) and sent by post")


def refused_after_examination(cast: Cast, say: Say) -> None:
    """The leader refuses on the specialist's proposal, in writing and within the time."""
    case = handed_in(cast, say)
    case.move(cast.onestop, "advance").must(200)
    case.move(cast.specialist, "propose_refusal", remark="Nguồn tin không hợp lệ").must(200)
    case.move(cast.leader, "reject", reason="Nguồn tin không có văn bản đồng ý.", remedy="Nộp lại khi có.").must(200)
    done = case.seen_by(cast.citizen)
    must("refused, with its reason", done["outcome"] == "refused" and done["journal"][-1]["note"]["reason"] != "")
    case.move(cast.onestop, "return_result").must(200)
    say(f"refused after examination, with reasons ({slip(case, 'refusal')})")
