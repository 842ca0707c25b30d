"""Moments and days.

A moment is an aware `datetime` in UTC. A day is a `date` in Vietnam's time, which is UTC+7 all year round:
the zone of the machine is never consulted. Words follow the style of Vietnamese administrative documents
(Decree 30/2020): days below 10 and months 1 and 2 carry a leading zero, other months do not.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from chalicelib.foundation.errors import Invalid

Clock = Callable[[], datetime]

VIETNAM = timezone(timedelta(hours=7), "ICT")

_DAY = r"(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_MOMENT = re.compile(_DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def vietnam(moment: datetime) -> datetime:
    """The same moment on a clock in Vietnam. ValueError for a naive datetime: it is not a moment."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(VIETNAM)


def vietnam_day(moment: datetime) -> date:
    """The calendar day in Vietnam at that moment."""
    return vietnam(moment).date()


def start_of_day(day: date) -> datetime:
    """The first instant of a day of Vietnam, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def iso(moment: datetime) -> str:
    """`2026-02-05T08:04:00Z`: RFC 3339, UTC, whole seconds (fractions are cut off), so text sorts as time."""
    return vietnam(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def parse_iso(text: str) -> datetime:
    """An RFC 3339 moment with its zone, years 1900 to 2999, as UTC in whole seconds.

    Invalid `clock/malformed`.
    """
    if _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
        except ValueError:
            pass
    raise Invalid(
        "clock/malformed",
        vi="Thời điểm phải có dạng 2026-02-05T08:04:00Z.",
        en="A moment is written like 2026-02-05T08:04:00Z.",
    )


def say_date(day: date, lang: str) -> str:
    """`ngày 05 tháng 02 năm 2026`, `5 February 2026`."""
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def say_moment(moment: datetime, lang: str) -> str:
    """`15 giờ 04 phút, ngày 05 tháng 02 năm 2026`, `15:04, 5 February 2026`, in Vietnam's time."""
    local = vietnam(moment)
    time = f"{local:%H:%M}" if lang == "en" else f"{local:%H} giờ {local:%M} phút"
    return f"{time}, {say_date(local.date(), lang)}"


def short_date(day: date) -> str:
    """`05/02/2026`, in both languages."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def short_moment(moment: datetime) -> str:
    """`05/02/2026 15:04` in Vietnam's time, in both languages."""
    local = vietnam(moment)
    return f"{short_date(local.date())} {local:%H:%M}"
