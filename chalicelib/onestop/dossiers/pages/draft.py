"""What the pages of a draft share: whose it is, its parts in order, and whether its rules have changed meanwhile."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Visit
from chalicelib.commons import identity
from chalicelib.commons.identity import Account
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.text import told_by_citizen_id
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status

PARTY = ("nguoi-nop", Words("Chủ hồ sơ", "Applicant"))
FORM = ("khai", Words("Biểu mẫu", "Form"))
PAPERS = ("giay-to", Words("Giấy tờ", "Papers"))
DELIVERY = ("nhan-ket-qua", Words("Nhận kết quả", "Result"))
CHECK = ("kiem-tra", Words("Kiểm tra và nộp", "Check and submit"))
FOR_ANOTHER = ("nguoi-nop", Words("Nộp thay người khác", "Acting for somebody else"))

WAYS = {
    "online": Words("Trực tuyến", "Online"),
    "desk": Words("Tại Bộ phận Một cửa của cơ quan giải quyết", "At the one-stop desk of the competent agency"),
    "post": Words("Qua bưu chính", "By post"),
}
SEXES = {"male": Words("nam", "a man"), "female": Words("nữ", "a woman")}


def draft_of(request: Request, visit: Visit) -> Dossier | None:
    """The draft that the caller keeps; None when it has been handed in. Missing for everybody else."""
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    if not dossiers.keeps(visit.caller, dossier):
        raise Missing("dossiers/missing", "Không tìm thấy nội dung này.", "This was not found.")
    return dossier if dossier.status is Status.DRAFT else None


def tasks_of(draft: Dossier) -> list[tuple[str, Words, bool]]:
    """The parts of a draft in order: the last part of the address, its name, whether something is there already.

    At a desk it begins with the applicant; for citizens acting for somebody else is one part among others.
    """
    there = {
        PARTY[0]: bool(draft.party.answers),
        FORM[0]: bool(draft.answers),
        PAPERS[0]: bool(draft.held),
        DELIVERY[0]: draft.delivery.way != "post" or bool(draft.party.postal),
        CHECK[0]: False,
    }
    order = (PARTY, FORM, PAPERS, DELIVERY, CHECK) if draft.at_desk else (FORM, PAPERS, FOR_ANOTHER, DELIVERY, CHECK)
    return [(address, words, there[address]) for address, words in order]


def delivery_words(dossier: Dossier) -> Words:
    """How the applicant wants the result."""
    return WAYS[dossier.delivery.way]


def applicant_of(draft: Dossier, visit: Visit) -> Account:
    """What is known of the applicant: their account, or what was typed about somebody without one."""
    said, _ = dossiers.read_party(draft)
    if not draft.at_desk and said.get("acting") != "other":
        return identity.person(visit.caller.account)
    facts = {name: said.get(f"applicant_{name}", "") for name in ("name", "phone", "email")}
    return Account(id="", login="", kind="citizen", citizen_id=said.get("applicant_id", ""), **facts)


def doubt_of(draft: Dossier, lang: str) -> str:
    """What the applicant's personal number says of them, for whoever holds the card to compare; never a refusal."""
    said, _ = dossiers.read_party(draft)
    if not said.get("applicant_id"):
        return ""
    year, sex = told_by_citizen_id(said["applicant_id"])
    who = SEXES[sex].say(lang)
    vi = f"Theo số định danh, chủ hồ sơ là {who}, sinh năm {year}. Nếu khác với thẻ, hãy kiểm tra lại số."
    en = f"By the number, the applicant is {who}, born in {year}. If the card says otherwise, check the number."
    return en if lang == "en" else vi


def has_lapsed(draft: Dossier, visit: Visit) -> bool:
    """Whether a newer version of the procedure is in force than the one the draft was filled in for."""
    try:
        return dossiers.renewing().renewal(visit.call, draft) is not None
    except Conflict:
        return False


def page_facts(draft: Dossier, **facts: Any) -> dict[str, Any]:
    """The facts of a page of the draft."""
    return {"draft": draft, "tasks": tasks_of(draft), **facts}
