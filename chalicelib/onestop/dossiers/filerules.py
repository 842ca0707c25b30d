"""What must hold of a dossier's files: how many there may be, what they are called, who reads a result when. Pure."""

from chalicelib.cloud.call import Caller
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.text import nfc
from chalicelib.onestop.dossiers.model import Dossier, File, Status
from chalicelib.onestop.dossiers.moves import as_applicant
from chalicelib.onestop.dossiers.transitions import MOVES

MOST_FILES = 30
RESULT = "result"


def must_have_room(dossier: Dossier, paper: str) -> None:
    """Refuses one file more than MOST_FILES at a time."""
    if len(counted(dossier, paper)) >= MOST_FILES:
        raise Conflict(
            "files/too-many",
            f"Mỗi lần nộp chỉ nhận tối đa {MOST_FILES} tệp. Hãy xóa bớt tệp không cần.",
            f"At most {MOST_FILES} files are taken at a time. Remove some that are not needed.",
        )


def counted(dossier: Dossier, paper: str) -> list[File]:
    """The files beside which another one of this paper would stand: those that its uploader can still take out.

    Results count for themselves, and what was handed in before a supplement was asked for does not count beside it:
    a dossier that is full of papers must not be without end.
    """
    if paper == RESULT:
        return [file for file in dossier.files if file.paper == RESULT]
    if dossier.asked is not None:
        asked = dossier.asked
        return [file for file in dossier.files if file.paper in asked.papers and file.id not in asked.files]
    return [file for file in dossier.files if file.paper != RESULT]


def may_read(dossier: Dossier, file: File, caller: Caller) -> bool:
    """Whether the applicant may see this file yet: a result only once it is returned, and only the one returned."""
    if not as_applicant(caller, dossier) or file.paper != RESULT:
        return True
    return dossier.status is Status.RESULT_RETURNED and file.id == dossier.result


def tidy_name(name: str) -> str:
    """A file name fit to show and to store: NFC, no path, no control characters, at most 120 characters."""
    last = nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable()).strip()
    return kept[-120:].strip() or "tep"


def is_issued(dossier: Dossier, file: File) -> bool:
    """Whether a file may have been the result that people hold: such a one stays, corrected or not."""
    return file.paper == RESULT and file.state == "kept" and dossier.status in MOVES["correct_result"].froms


def closed() -> Conflict:
    """The refusal when the dossier takes no such file now."""
    return Conflict(
        "files/closed",
        "Hồ sơ không nhận tệp loại này ở trạng thái hiện tại.",
        "The dossier takes no such file in its present state.",
    )


def no_file() -> Missing:
    """The refusal for a file that is not there, not checked, or not to be seen yet."""
    return Missing("files/missing", "Không tìm thấy tệp này.", "There is no such file.")
