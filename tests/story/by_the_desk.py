"""Chapters of the one-stop desk and its neighbours: an applicant without an account, another agency's opinion."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from tests import papers, samples
from tests.story.by_the_clock import handed_in
from tests.story.cast import Case, Cast
from tests.story.web import Say, fetch, must, wait_for


def at_the_desk(cast: Cast, say: Say) -> None:
    """An officer scans and submits for somebody without an account, prints the slip, takes cash, hands over."""
    desk = cast.onestop
    made = desk.post("/api/v1/desk/dossiers", {"procedure": samples.BOOKS}).must(201).json
    case = Case(cast, made["id"], say)
    for part, body in (("party", {"party": samples.PARTY}), ("answers", {"answers": samples.books_answers()})):
        desk.put(f"{case.path}/{part}", body, version=case.seen_by(desk)["version"]).must(200)
    case.upload(desk, "list", "danh-muc.pdf", papers.pdf(["Danh muc"]))
    done = desk.post(f"{case.path}/submission", {}, version=case.seen_by(desk)["version"]).must(200).json
    cast.stranger.get(case.path).must(404, "dossiers/missing")
    case.move(desk, "receive").must(200)
    owing = case.seen_by(desk)["payment"]
    case.move(desk, "take_payment", amount=owing["amount"], means="cash").must(200)
    title = desk.get(f"{case.path}/slips/receipt").must(200).json["form"]["title"]["vi"]
    receipt = desk.get(f"{case.path}/slips/cash_receipt").must(200).json
    must("the cash receipt has its number", bool(receipt["body"]["receipt"]))
    paid = f"{owing['amount']} dong in cash"
    _as_pdf(case, done["code"], say)
    say(f"at the desk, for {samples.APPLICANT} without an account: {done['code']}, {paid}, {title}")
    case.move(desk, "advance").must(200)
    case.move(cast.specialist, "propose_approval").must(200)
    result = case.upload(cast.leader, "result", "giay-phep.pdf", papers.pdf(["GIAY PHEP", done["code"]]))
    case.move(cast.leader, "attach_result", file=result["id"]).must(200)
    case.move(desk, "return_result").must(200)
    returned = case.seen_by(desk)
    must("handed over at the desk", returned["delivery"]["way"] == "desk" and returned["status"]["code"] == 10)
    say("the result is handed over at the desk, the way its applicant chose")


def _as_pdf(case: Case, code: str, say: Say) -> None:
    """The receipt as PDF: asked for, drawn by the function of its own, downloaded, read."""
    desk, door, wish = case.cast.onestop, "/api/v1/prints/slips", {"dossier": case.id, "slip": "receipt"}
    case.cast.stranger.post(door, wish).must(404, "dossiers/missing")
    address = f"{door}?dossier={case.id}&slip=receipt"
    must("a slip that nobody has asked for is not drawn", desk.get(address).must(200).json["state"] == "waiting")
    desk.post(door, wish).must(202)
    link = wait_for("the receipt as PDF", lambda: desk.get(address).must(200).json["url"])
    got = fetch("GET", link).must(200)
    must("the PDF is a file to keep, named after the dossier", code in got.headers["content-disposition"])
    pages = PdfReader(BytesIO(got.body)).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    for words in (code, samples.APPLICANT, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", f"Trang 1 / {len(pages)}"):
        must(f"the PDF says {words}", words in text)
    must("asked for again it is there at once", desk.post(door, wish).must(202).json["state"] == "ready")
    say(f"the receipt as PDF: {len(got.body) // 1000} KB, {len(pages)} page(s), with code, name and motto in its text")


def another_opinion(cast: Cast, say: Say) -> None:
    """The specialist asks another agency, which sees the question and the chosen file and nothing else."""
    case = handed_in(cast, say)
    case.move(cast.onestop, "advance").must(200)
    file = next(one["id"] for one in case.seen_by(cast.specialist)["files"] if one["paper"] == "operating_plan")
    question = "Trụ sở nêu trong hồ sơ có phù hợp quy hoạch không?"
    asked = {"units": ["d06"], "question": question, "files": [file], "days": 3}
    case.move(cast.specialist, "consult", **asked).must(200)
    neighbour = cast.neighbour
    listed = neighbour.get("/api/v1/consultations").must(200).json["items"]
    must("the question is in the other agency's list", any(one["id"] == case.id for one in listed))
    neighbour.get(case.path).must(404, "dossiers/missing")
    neighbour.get(f"/api/v1/consultations/{case.id}/files/{file}").must(200)
    answer = {"opinion": "agree", "words": "Phù hợp quy hoạch."}
    neighbour.post(f"/api/v1/consultations/{case.id}/answer", answer).must(200)
    told = case.seen_by(cast.citizen)["consultations"][0]
    must("the applicant learns that an opinion was asked, not its words", "Phù hợp" not in str(told))
    say("another agency was asked for its opinion by a date; it saw the question and one file, and agreed")
    case.move(cast.citizen, "withdraw", reason="Đổi kế hoạch").must(200)
