"""What may be asked of whom: the rules for a question to other agencies, and for its answer. Pure."""

from datetime import date

from chalicelib.commons.agencies import Directory
from chalicelib.foundation.errors import Conflict, FieldError, Invalid, Missing
from chalicelib.onestop.dossiers.consultation import MOST_ASKED, MOST_BODIES, MOST_DAYS, Question, Said
from chalicelib.onestop.dossiers.model import Dossier


def must_be_askable(dossier: Dossier, question: Question, directory: Directory, on: date) -> None:
    """Refuses a question to nobody, to too many, to the asking unit, to one that is asked already, and with files that
    the dossier does not hold."""
    if not 1 <= len(question.units) <= MOST_BODIES:
        raise wrong(
            "units",
            "consultations/how-many",
            f"Hãy chọn từ 1 đến {MOST_BODIES} cơ quan.",
            f"Choose between 1 and {MOST_BODIES} agencies.",
        )
    for unit in question.units:
        _must_be_asked_for_good(dossier, unit, directory, on)
    if len(dossier.consultations) + len(question.units) > MOST_ASKED:
        raise Conflict(
            "consultations/too-many",
            f"Một hồ sơ được lấy ý kiến tối đa {MOST_ASKED} lượt.",
            f"A dossier may be consulted on at most {MOST_ASKED} times.",
        )
    held = {file.id for file in dossier.held}
    if not held.issuperset(question.files):
        vi, en = "Hồ sơ không có tệp này, hoặc tệp chưa kiểm tra xong.", "The dossier holds no such checked file."
        raise wrong("files", "consultations/unknown-file", vi, en)


def _must_be_asked_for_good(dossier: Dossier, unit: str, directory: Directory, on: date) -> None:
    if unit == dossier.unit:
        vi, en = "Không cần lấy ý kiến của chính cơ quan mình.", "Your own agency need not be consulted."
        raise wrong("units", "consultations/own-unit", vi, en)
    if not _exists(directory, unit, on):
        raise wrong("units", "consultations/unknown-unit", "Không có cơ quan này.", "There is no such agency.")
    if any(one.open and one.body == unit for one in dossier.consultations):
        name = directory.unit(unit)
        raise Conflict(
            "consultations/already-asked",
            f"Đang chờ ý kiến của {name.name_vi}; chưa thể hỏi lại.",
            f"The opinion of {name.name_en} is still awaited.",
        )


def _exists(directory: Directory, unit: str, on: date) -> bool:
    try:
        return directory.unit(unit).exists(on)
    except Missing:
        return False


def must_fit_the_limit(days: int, *, limited: bool) -> None:
    """Refuses a date of the officer's own where the procedure sets one, and none where it does not."""
    if limited and days:
        vi, en = "Thủ tục đã quy định thời hạn trả lời.", "The procedure itself says by when to answer."
        raise wrong("days", "consultations/days-fixed", vi, en)
    if not limited and not 1 <= days <= MOST_DAYS:
        vi = f"Hãy ghi thời hạn trả lời, từ 1 đến {MOST_DAYS} ngày làm việc."
        raise wrong("days", "consultations/days-needed", vi, f"Say by when to answer: 1 to {MOST_DAYS} working days.")


def must_say_why(opinion: Said, words: str) -> None:
    """Refuses an answer other than plain agreement without words."""
    if opinion != "agree" and not words.strip():
        vi, en = "Hãy ghi nội dung ý kiến và lý do.", "Write down the opinion and its reasons."
        raise wrong("words", "consultations/words-needed", vi, en)


def wrong(field: str, code: str, vi: str, en: str) -> Invalid:
    """The refusal for one field of a question or an answer."""
    return Invalid(code, vi, en, [FieldError(field, code, vi, en)])
