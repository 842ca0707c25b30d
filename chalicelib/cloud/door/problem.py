"""Refusals as problem documents (RFC 9457), and the one place where families become HTTP."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.foundation.errors import Paused, Refusal, TooMany, Unavailable

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Yêu cầu không đọc được", "The request cannot be read"),
    401: ("Cần đăng nhập", "Sign-in needed"),
    403: ("Không được phép", "Not allowed"),
    404: ("Không tìm thấy", "Not found"),
    405: ("Phương thức không dùng được ở đây", "Method not available here"),
    406: ("Không có định dạng được yêu cầu", "The asked format is not available"),
    409: ("Trạng thái hiện tại không cho phép", "The present state does not allow this"),
    412: ("Nội dung đã thay đổi", "It has changed meanwhile"),
    413: ("Nội dung quá lớn", "Too large"),
    415: ("Loại nội dung không được hỗ trợ", "Content type not supported"),
    422: ("Thông tin chưa hợp lệ", "Something is not valid"),
    428: ("Thiếu phiên bản", "Version needed"),
    429: ("Quá nhiều yêu cầu", "Too many requests"),
    500: ("Lỗi hệ thống", "System error"),
    503: ("Hệ thống đang bận", "The system is busy"),
}


class Broken(Refusal):
    """An error of ours. The caller gets the request's id to name it by, nothing of what went wrong."""

    status = 500

    def __init__(self, request_id: str) -> None:
        super().__init__(
            "platform/error",
            f"Hệ thống gặp lỗi ngoài dự kiến. Khi liên hệ hỗ trợ, hãy nêu mã {request_id}.",
            f"Something went wrong on our side. When you contact support, name {request_id}.",
        )


def problem(refusal: Refusal, lang: str, request_id: str = "") -> dict[str, Any]:
    """The problem document: `code` is stable, `detail` is in the caller's language, `messages` in both."""
    title = TITLES.get(refusal.status, TITLES[500])
    document: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": title[0] if lang == "vi" else title[1],
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.vi if lang == "vi" else refusal.en,
        "messages": {"vi": refusal.vi, "en": refusal.en},
        "retry": refusal.try_again,
    }
    if request_id:
        document["instance"] = f"urn:motcua:request:{request_id}"
    if refusal.fields:
        document["errors"] = [
            {"field": one.field, "code": one.code, "messages": {"vi": one.vi, "en": one.en}} for one in refusal.fields
        ]
    return document


def problem_headers(refusal: Refusal, lang: str) -> dict[str, str]:
    """Headers of a problem, with Retry-After where trying again helps."""
    headers = {"Content-Type": MEDIA_TYPE, "Content-Language": lang}
    if isinstance(refusal, TooMany | Paused):
        headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, Unavailable):
        headers["Retry-After"] = "5"
    return headers


def as_bytes(document: Mapping[str, Any]) -> bytes:
    """A document as UTF-8 JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
