"""Log lines: one JSON object each, with personal data masked before anything is written.

Handlers of workers are imported without app.py, so whoever serves calls `configure` first; it is safe to repeat.
"""

import json
import logging
import re
import sys
from typing import Any

LOGGER = logging.getLogger("motcua")
MASKED = "***"
NAMED = re.compile(r"name|phone|mail|address|citizen|password|token|secret|cookie|answers|note|birth", re.IGNORECASE)
SHAPES = (
    re.compile(r"(?<![0-9a-f])(?:\d[ .]?){11}\d(?![0-9a-f])"),
    re.compile(r"(?<![0-9a-f])(?:\+?84|0)(?:[ .-]?\d){9,10}(?![0-9a-f])"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
)
"""Citizen ids, phone numbers, mail addresses, as people write them; digits inside of longer hexadecimal are none."""


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {"level": record.levelname, "event": record.getMessage()}
        facts.update(masked(getattr(record, "facts", {})))
        if record.exc_info:
            facts["trace"] = masked_text(self.formatException(record.exc_info))
        return json.dumps(facts, ensure_ascii=False, default=str)


def configure() -> None:
    """Sets up the one logger: INFO and above, to standard output."""
    if LOGGER.handlers:
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Lines())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def masked_text(text: str) -> str:
    """A text without citizen ids, phone numbers and mail addresses."""
    for shape in SHAPES:
        text = shape.sub(MASKED, text)
    return text


def masked(value: Any, name: str = "") -> Any:
    """A value fit for a log line: fields named like personal data are hidden, texts are masked by shape."""
    if name and NAMED.search(name):
        return MASKED
    if isinstance(value, dict):
        return {masked_text(str(key)): masked(one, str(key)) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(one) for one in value]
    if value is None or isinstance(value, bool | float):
        return value
    text = masked_text(str(value))
    return value if isinstance(value, int) and text == str(value) else text


def info(event: str, **facts: Any) -> None:
    """One line about something that happened."""
    LOGGER.info(event, extra={"facts": facts})


def error(event: str, *, exc_info: bool = False, **facts: Any) -> None:
    """One line about something that went wrong, with the trace when asked."""
    LOGGER.error(event, exc_info=exc_info, extra={"facts": facts})
