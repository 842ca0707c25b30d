"""The pages that say what went wrong: in words, with the code to search for, and nothing typed lost."""

from collections.abc import Mapping

from chalicelib.cloud.door import Words
from chalicelib.cloud.page.answer import Page
from chalicelib.cloud.page.visit import Visit
from chalicelib.foundation.errors import Paused, Refusal, TooMany

STATUSES: Mapping[int, int] = {412: 409, 428: 400}
"""Families whose HTTP status only makes sense to programs, and what a page answers instead."""

HEADINGS: Mapping[int, Words] = {
    400: Words("Không đọc được yêu cầu", "The request cannot be read"),
    401: Words("Bạn cần đăng nhập lại", "You need to sign in again"),
    403: Words("Bạn không thể làm việc này", "You cannot do this"),
    404: Words("Không tìm thấy trang", "Page not found"),
    405: Words("Không mở được địa chỉ này", "This address cannot be opened"),
    409: Words("Nội dung vừa thay đổi", "This has just changed"),
    413: Words("Nội dung gửi lên quá lớn", "What was sent is too large"),
    415: Words("Không nhận được nội dung này", "This kind of content is not taken"),
    422: Words("Thông tin chưa hợp lệ", "Something is not valid"),
    429: Words("Bạn đã thử quá nhiều lần", "Too many tries"),
    500: Words("Hệ thống gặp lỗi", "Something went wrong on our side"),
    503: Words("Hệ thống đang bận", "The system is busy"),
}

PAUSED = Words("Hệ thống đang bảo trì", "Maintenance is under way")


def page_status(refusal: Refusal) -> int:
    """The HTTP status of a refusal on a page."""
    return STATUSES.get(refusal.status, refusal.status)


def trouble(refusal: Refusal, visit: Visit, *, resend: bool) -> Page:
    """The page for a refusal. `resend`: offer to send the form again, when it surely came from our page."""
    status = page_status(refusal)
    heading = PAUSED if isinstance(refusal, Paused) else HEADINGS.get(status, HEADINGS[500])
    headers: dict[str, str] = {}
    wait = 0
    if isinstance(refusal, TooMany | Paused):
        wait = refusal.retry_after
        headers["Retry-After"] = str(wait)
    elif status == 503:
        headers["Retry-After"] = "5"
    facts = {
        "refusal": refusal,
        "status": status,
        "paused": isinstance(refusal, Paused),
        "heading": heading,
        "minutes": -(-wait // 60),
        "resend": resend and status in (401, 403, 429, 500, 503),
        "request_id": visit.request.request_id,
    }
    return Page("page/trouble.html", facts, status=status, title=heading, headers=headers)
