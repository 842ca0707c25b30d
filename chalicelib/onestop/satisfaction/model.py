"""What an applicant says of a finished dossier, and what counts of it are told. Pure.

Three levels (TT 32/2017/TT-BTTTT art. 12): overall, and for criteria of NĐ 61/2018/NĐ-CP art. 31 as far as answered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Literal, get_args

from chalicelib.foundation.errors import Conflict, FieldError, Invalid
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words

Level = Literal["very_satisfied", "satisfied", "unsatisfied"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_WORDS: Mapping[str, Words] = {
    "very_satisfied": Words("Rất hài lòng", "Very satisfied"),
    "satisfied": Words("Hài lòng", "Satisfied"),
    "unsatisfied": Words("Chưa hài lòng", "Not satisfied"),
}
CRITERIA: Mapping[str, Words] = {
    "attitude": Words("Thái độ của cán bộ", "Attitude of the officers"),
    "time": Words("Thời gian giải quyết", "Time taken"),
    "clarity": Words("Hướng dẫn rõ ràng, dễ hiểu", "Clear guidance"),
}
Where = Literal["online", "code", "desk"]
WHERE_WORDS: Mapping[str, Words] = {
    "online": Words("Trực tuyến", "Online"),
    "code": Words("Trang tra cứu", "Look-up page"),
    "desk": Words("Tại quầy", "At the desk"),
}
OPEN_FOR = timedelta(days=90)
REMARK_LONGEST = 1000
FEWEST = 5
"""Counts of fewer ratings are told to nobody: a neighbour could guess who said what."""


@frozen
class Rating:
    """What was said. `criteria` holds only those that were answered."""

    level: Level
    criteria: Mapping[str, Level] = field(default_factory=dict)
    remark: str = ""


@frozen
class Counts:
    """Ratings of an agency in a month, by level: overall, and for each criterion."""

    overall: Mapping[str, int] = field(default_factory=dict)
    criteria: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many have rated."""
        return sum(self.overall.values())

    @property
    def shown(self) -> bool:
        """Whether there are enough to be told."""
        return self.total >= FEWEST

    def percent(self, level: str) -> int:
        """The share of a level, rounded; 0 where nobody has rated."""
        return round(100 * self.overall.get(level, 0) / self.total) if self.total else 0

    @property
    def satisfied_percent(self) -> int:
        """The index: the share of those who are satisfied or very satisfied."""
        return 100 - self.percent("unsatisfied") if self.total else 0


def together(several: Iterable[Counts]) -> Counts:
    """The counts of several agencies."""
    found = list(several)
    return Counts(
        {level: sum(one.overall.get(level, 0) for one in found) for level in LEVELS},
        {
            name: {level: sum(one.criteria.get(name, {}).get(level, 0) for one in found) for level in LEVELS}
            for name in CRITERIA
        },
    )


def read_rating(level: str, criteria: Mapping[str, str], remark: str) -> Rating:
    """A rating as it was sent; Invalid `satisfaction/incomplete` with every wrong field at once."""
    wrong: list[FieldError] = []
    known: dict[str, Level] = {one: one for one in LEVELS}
    if level not in known:
        wrong.append(_error("level", "level-needed", "Hãy chọn một mức hài lòng.", "Choose how satisfied you are."))
    said: dict[str, Level] = {}
    for name, value in criteria.items():
        if name not in CRITERIA or value not in known:
            wrong.append(_error(name, "level-unknown", "Mức này không có.", "There is no such level."))
        else:
            said[name] = known[value]
    if len(remark) > REMARK_LONGEST:
        vi, en = f"Góp ý dài tối đa {REMARK_LONGEST} ký tự.", f"A remark has at most {REMARK_LONGEST} characters."
        wrong.append(_error("remark", "remark-too-long", vi, en))
    if wrong:
        raise Invalid("satisfaction/incomplete", "Đánh giá chưa đầy đủ.", "The rating is not complete.", wrong)
    return Rating(known[level], said, remark.strip())


def _error(name: str, code: str, vi: str, en: str) -> FieldError:
    return FieldError(name, f"satisfaction/{code}", vi, en)


def must_be_open(finished_at: datetime, at: datetime) -> None:
    """Refuses what comes too late: Conflict `satisfaction/too-late`."""
    if at > finished_at + OPEN_FOR:
        raise Conflict(
            "satisfaction/too-late",
            f"Đã quá {OPEN_FOR.days} ngày kể từ khi có kết quả nên không đánh giá được nữa.",
            f"More than {OPEN_FOR.days} days have passed since the result; it can be rated no more.",
        )


def rated_already() -> Conflict:
    """The refusal of a second rating: nobody changes what was said."""
    return Conflict(
        "satisfaction/rated-already",
        "Hồ sơ này đã được đánh giá. Đánh giá không sửa được, kể cả bởi cán bộ.",
        "This dossier has been rated. Nobody can change a rating, officers included.",
    )
