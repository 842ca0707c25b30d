"""A clock that moves only when it is told to, and the answers of AWS that are no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

BEGINNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, eight o'clock in the morning in Vietnam."""


@dataclass
class Clock:
    """`seconds` since the beginning, never going back."""

    seconds: float = 0.0

    def now(self) -> datetime:
        """The present moment, UTC."""
        return BEGINNING + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """Seconds of a clock that never goes back; well above nought, as in a machine that has run for a while."""
        return 1000.0 + self.seconds

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.seconds += seconds


class Refused(Exception):
    """An error answer of AWS: its code, its message, and what else stands in it."""

    def __init__(self, code: str, message: str = "", status: int = 400, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.more = more
