"""Every problem code of the platform, explained: `data/codes.json`, which `python -m infra.codes` makes."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.civic.portal.texts import DATA
from chalicelib.foundation.errors import Missing
from chalicelib.foundation.text import fold
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words


@frozen
class Problem:
    """A code. `statuses`: the HTTP statuses it comes with, none for one field of a form; `rooms`: the parts of the
    platform that refuse with it; `sentences`: what it says, an ellipsis for what depends on the case."""

    code: str
    statuses: tuple[int, ...]
    retry: bool
    rooms: tuple[str, ...]
    sentences: tuple[Words, ...]


ADVICE: Mapping[int, Words] = {
    400: Words(
        "Hệ thống không đọc được nội dung gửi lên. Hãy tải lại trang rồi gửi lại; phần mềm thì xem lại cách gửi.",
        "What was sent cannot be read. Load the page again and send again; a program should check how it sends.",
    ),
    401: Words(
        "Cần đăng nhập, hoặc phiên đăng nhập đã hết. Hãy đăng nhập rồi làm lại; những gì đã nhập được giữ trên trang.",
        "Sign-in is needed, or the session has ended. Sign in and do it again; the page keeps what was typed.",
    ),
    403: Words(
        "Tài khoản không có quyền làm việc này. Nếu đúng là việc của bạn, hãy hỏi quản trị của cơ quan.",
        "The account may not do this. If it is your task, ask your agency's administrator.",
    ),
    404: Words(
        "Không có nội dung này, hoặc tài khoản không được biết về nó. Hãy kiểm tra lại mã hoặc địa chỉ.",
        "It does not exist, or the account may not know of it. Check the code or the address.",
    ),
    405: Words(
        "Địa chỉ có thật nhưng không nhận cách gửi này. Hãy bắt đầu lại từ trang trước.",
        "The address exists and does not take this method. Begin again from the page before.",
    ),
    406: Words("Địa chỉ này không trả định dạng được yêu cầu.", "This address cannot answer in the format asked for."),
    409: Words(
        "Trạng thái hiện tại không cho phép. Hãy mở lại trang để xem nội dung mới rồi quyết định.",
        "The present state does not allow it. Open the page again, look at what is new, then decide.",
    ),
    412: Words(
        "Người khác vừa thay đổi nội dung này. Hãy xem nội dung mới rồi làm lại.",
        "Somebody else has just changed this. Look at the new state, then do it again.",
    ),
    413: Words(
        "Nội dung gửi lên quá lớn. Hãy rút gọn hoặc tách nhỏ.", "What was sent is too large. Shorten or split it."
    ),
    415: Words("Loại nội dung này không được nhận ở đây.", "This kind of content is not taken here."),
    422: Words(
        "Có thông tin chưa hợp lệ. Hãy sửa những mục được nêu rồi gửi lại; những gì đã nhập không bị mất.",
        "Something is not valid. Mend what is named, then send again; nothing typed is lost.",
    ),
    428: Words(
        "Phần mềm phải gửi kèm phiên bản mà thay đổi dựa vào (tiêu đề If-Match).",
        "A program must send the version its change is based on (the If-Match header).",
    ),
    429: Words("Đã thử quá nhiều lần. Hãy đợi rồi thử lại.", "Too many tries. Wait, then try again."),
    500: Words(
        "Lỗi của hệ thống, không phải của bạn. Khi liên hệ hỗ trợ, hãy nêu mã yêu cầu ghi trên trang.",
        "A fault of the system, not yours. When you contact support, name the request's code on the page.",
    ),
    503: Words(
        "Hệ thống đang bận hoặc đang bảo trì. Hãy thử lại sau; gửi lại nhiều lần cũng chỉ được tính một lần.",
        "The system is busy or under maintenance. Try again later; sending again counts only once.",
    ),
}
FIELD_ADVICE = Words(
    "Mã này chỉ một mục của biểu mẫu chưa đúng; câu bên cạnh mục đó nói cần sửa gì.",
    "This code names one field of a form that is not right; the sentence beside it says what to mend.",
)


@cache
def problems() -> Mapping[str, Problem]:
    """All codes in order."""
    raw = json.loads((DATA / "codes.json").read_text(encoding="utf-8"))
    return {one["code"]: _read(one) for one in raw}


def problem_of(code: str) -> Problem:
    """The problem of a code. Missing `portal/no-such-code`."""
    if code not in problems():
        raise Missing("portal/no-such-code", "Không có mã lỗi này.", "There is no such problem code.")
    return problems()[code]


def search(typed: str) -> list[Problem]:
    """The codes that a text names: by the code or a part of it, or by words of either language, with or without marks.

    Codes first that hold what was typed themselves. Everything for an empty text.
    """
    words = fold(typed).split()
    found = [code for code, whole in _folded().items() if all(word in whole for word in words)]
    found.sort(key=lambda code: not all(word in code.casefold() for word in words))
    return [problems()[code] for code in found]


def rooms() -> list[tuple[str, int]]:
    """The first parts of all codes in order, each with how many codes begin with it."""
    return sorted(Counter(code.partition("/")[0] for code in problems()).items())


def advice(problem: Problem) -> list[Words]:
    """What to do about it."""
    return [ADVICE[status] for status in problem.statuses if status in ADVICE] or [FIELD_ADVICE]


@cache
def _folded() -> Mapping[str, str]:
    return {
        code: fold(" ".join([code, *one.rooms, *(f"{said.vi} {said.en}" for said in one.sentences)]))
        for code, one in problems().items()
    }


def _read(raw: Mapping[str, Any]) -> Problem:
    sentences = tuple(Words(one["vi"], one["en"]) for one in raw["sentences"])
    return Problem(raw["code"], tuple(raw["statuses"]), raw["retry"], tuple(raw["rooms"]), sentences)
