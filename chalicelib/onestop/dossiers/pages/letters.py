"""What the authority has written to the applicant and still matters, each with the slip that says it in due form."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.cloud.journal import Record
from chalicelib.foundation.clock import parse_iso
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, Status
from chalicelib.onestop.dossiers.model import RUNNING, WAITING
from chalicelib.onestop.dossiers.pages.slips import NAMES
from chalicelib.onestop.dossiers.slips.source import was_unanswered

DONE = (Status.RESULT_READY, Status.RESULT_RETURNED)

TITLES: Mapping[str, Words] = {
    "dossier.supplement_requested": Words("Cần bổ sung hồ sơ", "A supplement is needed"),
    "dossier.refused": Words("Hồ sơ không được tiếp nhận", "The dossier was not accepted"),
    "dossier.reopened": Words("Cơ quan đã từ chối nhầm và mở lại hồ sơ", "Refused in error; the dossier is open again"),
    "dossier.extended": Words("Xin lỗi và hẹn lại ngày trả kết quả", "An apology and a new date"),
    "dossier.stopped": Words("Hồ sơ đang dừng giải quyết", "Processing is stopped"),
    "dossier.payment_required": Words("Cần nộp tiền để giải quyết tiếp", "A payment is needed to go on"),
    "dossier.rejected": Words("Hồ sơ bị từ chối giải quyết", "The application was refused"),
    "dossier.corrected": Words("Kết quả đã được đính chính", "The result was corrected"),
    "dossier.law_changed": Words("Hồ sơ được giải quyết theo quy định mới", "The dossier goes on under new rules"),
    "dossier.granted_by_silence": Words(
        "Được đồng ý vì cơ quan không trả lời", "Granted: the authority did not answer"
    ),
    "dossier.refused_by_silence": Words(
        "Bị từ chối vì quá hạn bổ sung", "Refused: the supplement did not come in time"
    ),
}
UNANSWERED = Words("Không được đồng ý vì cơ quan không trả lời", "Refused: the authority did not answer")
"""A refusal by silence, where it was the authority that was silent."""
SLIPS: Mapping[str, str] = {
    "dossier.supplement_requested": "supplement",
    "dossier.refused": "refusal",
    "dossier.extended": "apology",
    "dossier.stopped": "stop",
    "dossier.payment_required": "payment",
    "dossier.rejected": "refusal",
    "dossier.corrected": "correction",
    "dossier.granted_by_silence": "silence",
    "dossier.refused_by_silence": "refusal",
}
ADDRESSES: Mapping[str, str] = {name: address for address, name in NAMES.items()}
"""Where each slip is; one that has no page yet is not linked."""

MATTERS: Mapping[str, Callable[[Dossier], bool]] = {
    "dossier.supplement_requested": lambda dossier: dossier.asked is not None,
    "dossier.refused": lambda dossier: dossier.status is Status.REJECTED_AT_INTAKE,
    "dossier.reopened": lambda dossier: dossier.status is Status.SUBMITTED,
    "dossier.extended": lambda dossier: dossier.status in RUNNING | WAITING,
    "dossier.stopped": lambda dossier: dossier.status is Status.STOPPED,
    "dossier.payment_required": lambda dossier: dossier.status is Status.PAYMENT_REQUIRED,
    "dossier.rejected": lambda dossier: dossier.refused and dossier.status in DONE,
    "dossier.corrected": lambda dossier: dossier.status in DONE,
    "dossier.law_changed": lambda dossier: dossier.status in RUNNING | WAITING,
    "dossier.granted_by_silence": lambda dossier: dossier.status in DONE,
    "dossier.refused_by_silence": lambda dossier: dossier.status in DONE,
}


def letters_to(dossier: Dossier, journal: Sequence[Record]) -> list[dict[str, Any]]:
    """The words that still matter, the latest of each kind, in the order they were written."""
    latest = {
        entry.type: (entry, note)
        for entry, note in dossiers.notes_for(journal)
        if entry.type in MATTERS and MATTERS[entry.type](dossier)
    }
    return [
        {
            "kind": kind,
            "title": UNANSWERED if was_unanswered(entry) else TITLES[kind],
            "at": parse_iso(entry.at),
            "note": note,
            "slip": ADDRESSES.get(SLIPS.get(kind, ""), ""),
        }
        for kind, (entry, note) in latest.items()
    ]
