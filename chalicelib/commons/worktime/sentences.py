"""The rules of a deadline in words, for slips, pages and mail."""

from datetime import date

from chalicelib.commons.worktime.model import Rule
from chalicelib.foundation.clock import parse_iso, say_date, say_moment

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

_SENTENCES = {
    "received/same-day": (
        "Tiếp nhận lúc {received_at}; ngày tiếp nhận là {counted_from}.",
        "Received at {received_at}; the day of receipt is {counted_from}.",
    ),
    "received/weekend": (
        "Tiếp nhận lúc {received_at}, là ngày nghỉ hằng tuần, nên tính như tiếp nhận vào {counted_from}.",
        "Received at {received_at}, on a weekly day off, so it counts as received on {counted_from}.",
    ),
    "received/holiday": (
        "Tiếp nhận lúc {received_at}, là ngày nghỉ ({name}), nên tính như tiếp nhận vào {counted_from}.",
        "Received at {received_at}, on a day off ({name}), so it counts as received on {counted_from}.",
    ),
    "received/after-closing": (
        "Tiếp nhận lúc {received_at}, sau giờ làm việc, nên tính như tiếp nhận vào {counted_from}.",
        "Received at {received_at}, after closing time, so it counts as received on {counted_from}.",
    ),
    "received/after-cutoff": (
        "Tiếp nhận lúc {received_at} ({time}), sau 15:00:00, nên tính như tiếp nhận vào {counted_from}.",
        "Received at {received_at} ({time}), after 15:00:00, so it counts as received on {counted_from}.",
    ),
    "count/working_day": (
        "Không tính ngày tiếp nhận. Số ngày làm việc được tính: {amount}.",
        "The day of receipt is not counted. Working days counted: {amount}.",
    ),
    "count/half_working_day": (
        "Không tính ngày tiếp nhận. Số nửa ngày làm việc được tính: {amount}.",
        "The day of receipt is not counted. Half working days counted: {amount}.",
    ),
    "count/working_hour": (
        "Chỉ tính trong giờ làm việc. Số giờ làm việc được tính: {amount}.",
        "Only office hours are counted. Working hours counted: {amount}.",
    ),
    "count/hour": (
        "Tính liên tục từ lúc tiếp nhận, kể cả ban đêm và ngày nghỉ. Số giờ được tính: {amount}.",
        "Counted without a break from receipt, nights and days off included. Hours counted: {amount}.",
    ),
    "count/calendar_day": (
        "Không tính ngày tiếp nhận; tính cả ngày nghỉ. Số ngày được tính: {amount}.",
        "The day of receipt is not counted; days off are. Days counted: {amount}.",
    ),
    "count/month": (
        "Tính theo tháng, đến ngày cùng số hoặc ngày cuối tháng. Số tháng được tính: {amount}.",
        "Counted in months, to the same day number or the month's last day. Months counted: {amount}.",
    ),
    "count/makeup": (
        "{span} là ngày làm việc ({name}).",
        "{span}: a working day ({name}).",
    ),
    "skip/day-off": (
        "Có ngày nghỉ: {span} ({name}).",
        "Days off on the way: {span} ({name}).",
    ),
    "end/moved": (
        "Ngày cuối, {from}, là ngày nghỉ nên thời hạn chuyển sang {to}.",
        "The last day, {from}, is a day off, so the deadline moves to {to}.",
    ),
    "end/closing": (
        "Hết hạn khi hết giờ làm việc: {due_at}.",
        "Due at closing time: {due_at}.",
    ),
    "end/morning": (
        "Hết hạn khi hết buổi sáng: {due_at}.",
        "Due at the end of the morning: {due_at}.",
    ),
    "end/instant": (
        "Hết hạn lúc {due_at}.",
        "Due at {due_at}.",
    ),
    "calendar/provisional": (
        "Lịch nghỉ năm {year} chưa được công bố; thời hạn có thể thay đổi theo lịch chính thức.",
        "The days off of {year} are not announced yet; the deadline may change with the official calendar.",
    ),
}  # fmt: skip


def explain(rule: Rule, lang: str) -> str:
    """One sentence in `vi` or `en`. KeyError for a rule this engine does not make."""
    vietnamese, english = _SENTENCES[rule.code]
    sentence = (english if lang == "en" else vietnamese).format_map(_words(rule.facts, lang))
    return sentence[0].upper() + sentence[1:]


def _words(facts: dict[str, str], lang: str) -> dict[str, str]:
    words = {"name": facts.get(lang, facts.get("vi", ""))}
    for key, fact in facts.items():
        if key.endswith("_at"):
            words[key] = say_moment(parse_iso(fact), lang)
        elif key in ("counted_from", "from", "to"):
            words[key] = _say_day(fact, lang)
        else:
            words[key] = fact
    if "from" in words:
        link = " to " if lang == "en" else " đến "
        words["span"] = words["from"] if facts["from"] == facts["to"] else words["from"] + link + words["to"]
    return words


def _say_day(text: str, lang: str) -> str:
    day = date.fromisoformat(text)
    weekday = _WEEKDAYS["en" if lang == "en" else "vi"][day.weekday()]
    return f"{weekday}, {say_date(day, lang)}"
