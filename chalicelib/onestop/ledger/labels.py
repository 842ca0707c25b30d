"""What the columns of the ledger are called."""

from collections.abc import Mapping

from chalicelib.foundation.words import Words
from chalicelib.onestop.ledger.counts import ASIDE, COLUMNS, ENDING, FINISHED
from chalicelib.onestop.ledger.reports import By, Report

COLUMN_WORDS: Mapping[str, Words] = {
    "opening": Words("Kỳ trước chuyển sang", "Brought forward"),
    "received": Words("Tiếp nhận trong kỳ", "Received"),
    "early": Words("Trước hạn", "Early"),
    "on_time": Words("Đúng hạn", "On time"),
    "late": Words("Trễ hạn", "Late"),
    "refused": Words("Từ chối giải quyết", "Refused"),
    "withdrawn": Words("Rút hồ sơ", "Withdrawn"),
    "stopped": Words("Dừng giải quyết", "Stopped"),
    "pending_in_time": Words("Đang giải quyết, trong hạn", "Pending, in time"),
    "pending_overdue": Words("Đang giải quyết, quá hạn", "Pending, overdue"),
    "not_accepted": Words("Từ chối tiếp nhận", "Refused at intake"),
    "withdrawn_before": Words("Rút trước khi tiếp nhận", "Withdrawn before reception"),
}
GROUP_WORDS: Mapping[str, Words] = {
    "to_handle": Words("Phải giải quyết", "To handle"),
    "finished": Words("Đã giải quyết", "Finished"),
    "ending": Words("Chuyển kỳ sau", "Carried forward"),
    "aside": Words("Ngoài cân đối", "Beside the equation"),
}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("to_handle", ("opening", "received")),
    ("finished", FINISHED),
    ("ending", ENDING),
    ("aside", ASIDE),
)
BY_WORDS: Mapping[By, Words] = {
    "procedure": Words("Thủ tục", "Procedure"),
    "field": Words("Lĩnh vực", "Field"),
    "unit": Words("Cơ quan", "Agency"),
}
CODE = Words("Mã", "Code")
TOTAL = Words("Tổng cộng", "Total")
CITY = Words("Toàn thành phố", "The whole city")
TITLE = Words("Tình hình giải quyết thủ tục hành chính", "Administrative procedures handled")


def heading(report: Report, lang: str) -> list[str]:
    """The names of a table's columns: code, name, and the columns of the ledger."""
    return [CODE.say(lang), BY_WORDS[report.by].say(lang), *(COLUMN_WORDS[column].say(lang) for column in COLUMNS)]
