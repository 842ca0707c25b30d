"""One place in which a named move meets its use case, for the JSON door and the pages alike."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers.consultation import Question
from chalicelib.onestop.dossiers.model import Asked

Facts = Mapping[str, Any]
"""What a move is told: texts, an amount, codes of papers and fields with their reasons."""
Perform = Callable[[Call, str, Facts], dict[str, Any]]


def perform(call: Call, dossier_id: str, move: str, facts: Facts) -> dict[str, Any]:
    """Carries out a move. Conflict `dossiers/unknown-move`; Invalid `dossiers/words-needed` with what is lacking."""
    if move not in PERFORM:
        raise Conflict("dossiers/unknown-move", "Không có việc này.", "There is no such move.")
    lacking = [name for name in NEEDED.get(move, ()) if not facts.get(name)]
    if lacking:
        errors = [FieldError(name, "schema/required", *LACKING.get(name, WORDS_LACKING)) for name in lacking]
        raise Invalid("dossiers/words-needed", "Còn thiếu nội dung bắt buộc.", "Something required is missing.", errors)
    return PERFORM[move](call, dossier_id, facts)


def asked(facts: Facts) -> Asked:
    """What a request names, each part with its reason."""
    return Asked(facts.get("papers", {}), facts.get("fields", {}))


def question(facts: Facts) -> Question:
    """What a consultation asks, of whom, and what they may read for it."""
    return Question(
        tuple(dict.fromkeys(facts["units"])),
        facts["question"],
        tuple(dict.fromkeys(facts.get("files", ()))),
        bool(facts.get("form")),
        facts.get("days", 0),
    )


WORDS_LACKING = (
    "Hãy điền mục này; người dân hoặc đồng nghiệp sẽ đọc nguyên văn.",
    "Fill this in; it is read as it is.",
)
LACKING: Mapping[str, tuple[str, str]] = {
    "way": ("Hãy chọn cách nhận kết quả.", "Choose how the result is handed over."),
    "units": ("Hãy chọn ít nhất một cơ quan.", "Choose at least one agency."),
    "amount": ("Hãy ghi con số.", "Enter the number."),
    "means": ("Hãy chọn cách trả tiền.", "Choose how it is paid."),
    "file": ("Hãy chọn tệp.", "Choose the file."),
}
"""What is said where something other than words is lacking."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "choose_delivery": ("way",),
    "refuse": ("reason",),
    "reopen": ("reason",),
    "send_back": ("remark",),
    "consult": ("units", "question"),
    "extend": ("amount", "reason"),
    "stop": ("reason",),
    "require_payment": ("amount", "reason"),
    "cancel_payment": ("reason",),
    "take_payment": ("amount", "means"),
    "attach_result": ("file",),
    "reject": ("reason",),
    "correct_result": ("file", "reason"),
}
"""What a move cannot do without, by name."""

PERFORM: Mapping[str, Perform] = {
    "assign": lambda call, one, said: dossiers.assigning().assign(call, one, said.get("assignee", "")),
    "take": lambda call, one, said: dossiers.assigning().take(call, one),
    "receive": lambda call, one, said: dossiers.intake().receive(call, one),
    "request_supplement": lambda call, one, said: dossiers.supplements().request_supplement(
        call, one, asked(said), said.get("message", "")
    ),
    "supplement": lambda call, one, said: dossiers.supplements().supplement(call, one, said.get("answers", {})),
    "refuse": lambda call, one, said: dossiers.intake().refuse(call, one, said["reason"], said.get("remedy", "")),
    "reopen": lambda call, one, said: dossiers.intake().reopen(call, one, said["reason"]),
    "choose_delivery": lambda call, one, said: dossiers.applicants().choose_delivery(
        call, one, {name: said[name] for name in ("way", "address") if name in said}
    ),
    "withdraw": lambda call, one, said: dossiers.intake().withdraw(call, one, said.get("reason", "")),
    "advance": lambda call, one, said: dossiers.processing().advance(
        call, one, said.get("remark", ""), said.get("checks", ())
    ),
    "propose_approval": lambda call, one, said: dossiers.processing().propose(
        call, one, "propose_approval", said.get("remark", ""), said.get("checks", ())
    ),
    "propose_refusal": lambda call, one, said: dossiers.processing().propose(
        call, one, "propose_refusal", said.get("remark", "")
    ),
    "propose_supplement": lambda call, one, said: dossiers.processing().propose_supplement(
        call, one, asked(said), said.get("remark", "")
    ),
    "send_back": lambda call, one, said: dossiers.processing().send_back(
        call, one, said["remark"], said.get("step", "")
    ),
    "consult": lambda call, one, said: dossiers.consulting().consult(call, one, question(said)),
    "extend": lambda call, one, said: dossiers.timekeeping().extend(call, one, said["amount"], said["reason"]),
    "stop": lambda call, one, said: dossiers.timekeeping().stop(call, one, said["reason"], said.get("legal_basis", "")),
    "resume": lambda call, one, said: dossiers.timekeeping().resume(call, one, said.get("reason", "")),
    "require_payment": lambda call, one, said: dossiers.paying().require(call, one, said["amount"], said["reason"]),
    "cancel_payment": lambda call, one, said: dossiers.paying().cancel(call, one, said["reason"]),
    "take_payment": lambda call, one, said: dossiers.paying().take(
        call, one, said["amount"], said["means"], said.get("given", 0)
    ),
    "attach_result": lambda call, one, said: dossiers.processing().attach_result(
        call, one, said["file"], said.get("checks", ())
    ),
    "reject": lambda call, one, said: dossiers.processing().reject(call, one, said["reason"], said.get("remedy", "")),
    "correct_result": lambda call, one, said: dossiers.processing().correct_result(
        call, one, said["file"], said["reason"], said.get("outcome", "")
    ),
    "return_result": lambda call, one, said: dossiers.processing().return_result(
        call, one, said.get("way", ""), said.get("reference", ""), said.get("checks", ())
    ),
    "confirm_delivery": lambda call, one, said: dossiers.processing().confirm_delivery(call, one),
}
