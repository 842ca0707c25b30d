"""What a careful applicant would fill in, for tests and for the story. Nobody of these exists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.foundation.clock import vietnam

WEBSITE = "9.000001"
PRESS = "9.000002"


def website_answers() -> dict[str, Any]:
    """The application for a general information website, as typed: with spaces, dots and a stray capital."""
    place = {"street": "12 Đường Thử Nghiệm", "ward": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"}
    return {
        "applicant_kind": "business",
        "organisation_name": "Công ty Minh Họa",
        "registration_number": "0300000001",
        "registration_date": "05/02/2020",
        "head_office": place,
        "phone": "028 3000 0001",
        "email": "minh.hoa@example.vn",
        "representative_name": "Trần Thị Minh Họa",
        "representative_position": "Giám đốc",
        "representative_id": "079 190 000 001",
        "site_name": "Trang Minh Họa",
        "vn_domain": "Minhhoa.vn",
        "purpose": "Tổng hợp tin kinh tế địa phương cho bạn đọc.",
        "topics": ["economy", "culture"],
        "news_sources": [{"name": "Báo Minh Họa", "address": "https://bao.example.vn"}],
        "years": "5",
        "content_head_name": "Lê Văn Minh Họa",
        "content_head_phone": "0900 000 001",
        "technical_head_name": "Phạm Thị Minh Họa",
        "server_provider": "Trung tâm dữ liệu Minh Họa",
        "server_address": place,
        "truthful": "yes",
    }


WEBSITE_PAPERS = ("business_registration", "operating_plan", "source_consent")


def press_answers(now: datetime, hours: int = 72) -> dict[str, Any]:
    """The notification of a press conference so many hours from now."""
    starts = vietnam(now + timedelta(hours=hours))
    return {
        "organiser_kind": "citizen",
        "contact_name": "Nguyễn Thị Thử Nghiệm",
        "contact_id": "079 190 000 002",
        "phone": "0900.000.002",
        "email": "thu.nghiem@example.vn",
        "starts_at": {
            "day": str(starts.day),
            "month": str(starts.month),
            "year": str(starts.year),
            "time": f"{starts:%H:%M}",
        },
        "venue": {"street": "1 Đường Họp Báo", "ward": "Phường Sài Gòn", "province": "Thành phố Hồ Chí Minh"},
        "topic": "Giới thiệu dự án minh họa",
        "content": "Giới thiệu một dự án không có thật.",
        "chair_name": "Nguyễn Thị Thử Nghiệm",
        "press_list_as": "typed",
        "invited": [{"name": "Báo Minh Họa"}],
        "truthful": "yes",
    }


PRESS_PAPERS = ("proof_of_lawfulness",)


BOOKS = "9.000004"
"""Import of publications: 50 000 dong, one paper always, the agency is d07."""
APPLICANT = "Bùi Thị Ví Dụ"
PARTY: dict[str, Any] = {
    "acting": "self",
    "applicant_name": APPLICANT,
    "applicant_id": "079 160 000 321",
    "applicant_phone": "0900 000 321",
}


def books_answers() -> dict[str, Any]:
    """The application to import publications, as typed at the desk."""
    return {
        "full_name": APPLICANT,
        "citizen_id": "079160000321",
        "phone": "0900000321",
        "residence": {"street": "2 Đường Ví Dụ", "ward": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"},
        "acts_for": "self",
        "sender": "Nhà xuất bản Ví Dụ",
        "gate": "Sân bay Tân Sơn Nhất",
        "purpose": "Dùng trong lớp học",
        "publications": [{"title": "Sách ví dụ", "language": "en", "form": "book", "copies": "3"}],
        "truthful": "yes",
    }
