"""The rules of a deadline in words, for slips, pages and mail."""

from collections.abc import Iterator
from datetime import date

from chalicelib.commons.worktime.model import Rule
from chalicelib.foundation.clock import parse_iso, say_date, say_moment

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

_EVENTS = {
    "received": ("Tiếp nhận", "tiếp nhận", "ngày tiếp nhận", "Received", "received", "the day of receipt"),
    "resumed": ("Tiếp tục", "tiếp tục", "ngày tiếp tục", "Resumed", "resumed", "the day of resumption"),
    "restarted": ("Tính lại", "tính lại", "ngày tính lại", "Begun afresh", "begun", "the first day"),
}
_REASONS = {
    "weekend": (", là ngày nghỉ hằng tuần", ", on a weekly day off"),
    "holiday": (", là ngày nghỉ ({name})", ", on a day off ({name})"),
    "after-closing": (", sau giờ làm việc", ", after closing time"),
    "after-cutoff": (" ({time}), sau 15:00:00", " ({time}), after 15:00:00"),
}


def _beginnings() -> Iterator[tuple[str, tuple[str, str]]]:
    """The sentences of every event that counts from its own day or from the next working day."""
    for event, (vi_at, vi_verb, vi_day, en_at, en_verb, en_day) in _EVENTS.items():
        moment = f"{{{event}_at}}"
        yield (
            f"{event}/same-day",
            (
                f"{vi_at} lúc {moment}; {vi_day} là {{counted_from}}.",
                f"{en_at} at {moment}; {en_day} is {{counted_from}}.",
            ),
        )
        for why, (vi_why, en_why) in _REASONS.items():
            yield (
                f"{event}/{why}",
                (
                    f"{vi_at} lúc {moment}{vi_why}, nên tính như {vi_verb} vào {{counted_from}}.",
                    f"{en_at} at {moment}{en_why}, so it counts as {en_verb} on {{counted_from}}.",
                ),
            )


_SENTENCES = {
    **dict(_beginnings()),
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
    "count/rest-days": (
        "Không tính ngày tiếp tục; tính tiếp phần còn lại: {left}.",
        "The day of resumption is not counted; what is left goes on: {left}.",
    ),
    "count/rest-hours": (
        "Tính tiếp phần còn lại: {left}.",
        "What is left goes on: {left}.",
    ),
    "count/makeup": (
        "{span} là ngày làm việc ({name}).",
        "{span}: a working day ({name}).",
    ),
    "skip/day-off": (
        "Có ngày nghỉ: {span} ({name}).",
        "Days off on the way: {span} ({name}).",
    ),
    "clock/paused": (
        "Tạm dừng tính thời hạn từ {since_at}; còn lại {left}.",
        "The clock stands still from {since_at}; {left} left.",
    ),
    "clock/stopped": (
        "Dừng giải quyết từ {since_at}; còn lại {left}.",
        "Processing is stopped from {since_at}; {left} left.",
    ),
    "clock/returned": (
        "Hồ sơ được trả để bổ sung lúc {since_at}; thời hạn tính lại từ đầu khi nhận lại hồ sơ đầy đủ.",
        "Sent back to be completed at {since_at}; time counts afresh once the complete dossier is back.",
    ),
    "clock/afresh": (
        "Thời hạn được tính lại từ đầu; thời gian đã dùng trước đó không tính.",
        "Time counts afresh; what was used before is not counted.",
    ),
    "clock/runs-on": (
        "Yêu cầu bổ sung lúc {since_at} không làm dừng thời hạn của thủ tục này.",
        "The request of {since_at} for a supplement does not stop the clock of this procedure.",
    ),
    "clock/ran-on": (
        "Hồ sơ tiếp tục lúc {resumed_at}; thời hạn không đổi.",
        "Processing went on at {resumed_at}; the deadline stays the same.",
    ),
    "clock/late-already": (
        "Đến {since_at}, hồ sơ đã quá hạn (hạn là {before_at}), nên việc tạm dừng không đổi thời hạn.",
        "At {since_at} the dossier was overdue already (due {before_at}), so a pause does not move the deadline.",
    ),
    "clock/unbroken": (
        "Tạm dừng lúc {since_at}, tiếp tục lúc {resumed_at}; trong khoảng đó không có thời gian được tính nên "
        "thời hạn không đổi.",
        "Paused at {since_at} and resumed at {resumed_at}; no time would have been counted in between, so the "
        "deadline stays the same.",
    ),
    "clock/extended": (
        "Gia hạn một lần lúc {extended_at}, thêm {amount}; trước đó hạn là {before_at}.",
        "Extended once at {extended_at}, by {amount}; it was due {before_at}.",
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
    "silence/yes": (
        "Quá {due_at} mà cơ quan không trả lời nghĩa là đồng ý.",
        "No answer by {due_at} means yes.",
    ),
    "silence/no": (
        "Quá {due_at} mà cơ quan không trả lời nghĩa là không đồng ý.",
        "No answer by {due_at} means no.",
    ),
    "calendar/provisional": (
        "Lịch nghỉ năm {year} chưa được công bố; thời hạn có thể thay đổi theo lịch chính thức.",
        "The days off of {year} are not announced yet; the deadline may change with the official calendar.",
    ),
}  # fmt: skip


RULE_CODES = frozenset(_SENTENCES)
"""Every rule this engine makes."""

_AMOUNTS = {
    "working_day": ("ngày làm việc", "working day"),
    "half_working_day": ("nửa ngày làm việc", "half working day"),
    "calendar_day": ("ngày", "day"),
    "month": ("tháng", "month"),
    "working_hour": ("làm việc", "working"),
    "hour": ("", ""),
}


def explain(rule: Rule, lang: str) -> str:
    """One sentence in `vi` or `en`, with its legal basis if there is one. KeyError for a rule of another engine."""
    vietnamese, english = _SENTENCES[rule.code]
    sentence = (english if lang == "en" else vietnamese).format_map(_words(rule.facts, lang))
    if basis := rule.facts.get("legal_basis"):
        sentence = f"{sentence[:-1]} ({'legal basis' if lang == 'en' else 'căn cứ'}: {basis})."
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
    if "left" in facts:
        words["left"] = _say_amount(int(facts["left"]), facts["left_unit"], lang)
    if "unit" in facts:
        seconds = 3600 if facts["unit"] in ("working_hour", "hour") else 1
        words["amount"] = _say_amount(int(facts["amount"]) * seconds, facts["unit"], lang)
    return words


def _say_amount(amount: int, unit: str, lang: str) -> str:
    """`2 ngày làm việc`, `5 giờ 30 phút làm việc`; hours are given in seconds and told in whole minutes."""
    vietnamese, english = _AMOUNTS[unit]
    if unit not in ("working_hour", "hour"):
        return f"{amount} {_plural(english, amount)}" if lang == "en" else f"{amount} {vietnamese}"
    hours, minutes = divmod(amount // 60, 60)
    if lang == "en":
        parts = [f"{n} {_plural(name, n)}" for n, name in ((hours, "hour"), (minutes, "minute")) if n]
        return " ".join(filter(None, [" ".join(parts) or "0 minutes", f"of {english} time" if english else ""]))
    parts = [f"{n} {name}" for n, name in ((hours, "giờ"), (minutes, "phút")) if n]
    return " ".join(filter(None, [" ".join(parts) or "0 phút", vietnamese]))


def _plural(name: str, amount: int) -> str:
    return name if amount == 1 else f"{name}s"


def _say_day(text: str, lang: str) -> str:
    day = date.fromisoformat(text)
    weekday = _WEEKDAYS["en" if lang == "en" else "vi"][day.weekday()]
    return f"{weekday}, {say_date(day, lang)}"
