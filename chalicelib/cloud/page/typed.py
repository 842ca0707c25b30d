"""What somebody typed into a form, read from the body of a POST."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from urllib.parse import parse_qsl

from chalicelib.cloud.door import Request
from chalicelib.cloud.page.upload import UPLOAD_TYPE, malformed, read_upload
from chalicelib.foundation.errors import TooLarge, WrongMediaType
from chalicelib.foundation.text import nfc
from chalicelib.foundation.values import frozen

FORM_TYPE = "application/x-www-form-urlencoded"
FORM_BYTES = 256 * 1024
FORM_FIELDS = 2000
OURS = frozenset({"csrf", "key", "version"})

_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@frozen
class Typed:
    """The fields of a form in NFC, line ends as `\\n`, without control characters. Names may repeat."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """The last value sent under this name, trimmed."""
        sent = self.values.get(name)
        return sent[-1].strip() if sent else default

    def all(self, name: str) -> tuple[str, ...]:
        """Every value sent under this name, in order, trimmed."""
        return tuple(value.strip() for value in self.values.get(name, ()))

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def kept(self) -> Iterator[tuple[str, str]]:
        """Name and value of everything that the person typed or chose, without our own hidden fields."""
        for name, values in self.values.items():
            if name not in OURS:
                yield from ((name, value) for value in values)

    def under(self, prefix: str) -> dict[str, str]:
        """The values whose names start with a prefix, by the rest of the name; empty ones left out."""
        found = {name[len(prefix) :]: self.get(name) for name in self.values if name.startswith(prefix)}
        return {name: value for name, value in found.items() if name and value}


def read_form(request: Request) -> Typed:
    """The form of a POST; a small text file sent with it counts as typed.

    TooLarge, WrongMediaType or Malformed when it cannot be taken.
    """
    if len(request.body) > FORM_BYTES:
        raise TooLarge(
            "page/form-too-large",
            f"Nội dung gửi lên vượt quá {FORM_BYTES // 1024} KB. Hãy rút gọn phần viết dài.",
            f"What was sent is larger than {FORM_BYTES // 1024} KB. Shorten the long texts.",
        )
    if request.media_type == UPLOAD_TYPE and request.body:
        return Typed(_gathered(read_upload(request.headers.get("content-type", ""), request.body, FORM_FIELDS)))
    if request.media_type != FORM_TYPE and request.body:
        raise WrongMediaType(
            "page/form-type",
            "Trang này chỉ nhận nội dung gửi từ biểu mẫu của trang.",
            "This page takes only what is sent from its own form.",
        )
    try:
        pairs = parse_qsl(
            request.body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=FORM_FIELDS,
        )
    except ValueError as error:
        raise malformed() from error
    return Typed(_gathered(pairs))


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[nfc(name)] = (*values.get(nfc(name), ()), _clean(value))
    return values


def _clean(value: str) -> str:
    return re.sub(_UNSEEN, "", nfc(value.replace("\r\n", "\n").replace("\r", "\n")))
