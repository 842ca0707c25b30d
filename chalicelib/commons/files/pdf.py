"""PDF: can be opened, is not locked, has a sane number of pages, and does nothing when opened. ISO 32000-2.

Only the structure is read; pictures and page contents are never decoded. Every object of the file is looked
at, because what a viewer executes can hang on any of them.
"""

import logging
import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from chalicelib.commons.files.model import LIMIT, PAGES, Fault

if TYPE_CHECKING:
    from pypdf import PdfReader

OBJECTS = 50_000
"""The most objects a file may have; a thick scanned file has some thousands."""
VALUES = 500_000
"""The most names, numbers and texts in all objects together."""
READS = 3_000_000
"""The most pieces in which pypdf may read the file; it takes about three for a value."""
SECONDS = 10.0
"""How long opening and looking through may take."""
_DECODED = 1024 * 1024
"""The most bytes one compressed piece of structure may unfold to; page contents are not unfolded at all."""

_BY_NAME = {
    b"/JavaScript": "script",
    b"/Launch": "launch",
    b"/EmbeddedFile": "attachment",
}
_BY_KEY = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EF": "attachment",
    "/EmbeddedFiles": "attachment",
    "/XFA": "xfa",
}
_BY_ACTION = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "launch",
    "/ImportData": "launch",
    "/GoToE": "attachment",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
}
_BY_SUBTYPE = {
    "/FileAttachment": "attachment",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
}


def check_pdf(data: bytes, clock: Callable[[], float] = time.monotonic) -> int:
    """The number of pages. Fault `pdf-damaged`, `pdf-locked`, `pdf-pages`, `pdf-active`, `pdf-complicated`.

    `clock` gives seconds; a file that takes too long counts as too complicated.
    """
    from pypdf import apply_configuration
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    for name, looks in _BY_NAME.items():
        if name in data:
            raise Fault("pdf-active", looks=looks)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with apply_configuration(**_limits()):
            return _check(data, clock)
    except (LimitReachedError, RecursionError, MemoryError) as error:
        raise Fault("pdf-complicated") from error
    except (DependencyError, FileNotDecryptedError) as error:
        raise Fault("pdf-locked") from error
    except Fault:
        raise
    except Exception as error:  # pypdf: "broken PDF files might cause other exceptions"
        raise Fault("pdf-locked" if b"/Encrypt" in data else "pdf-damaged") from error


def _limits() -> dict[str, Any]:
    outputs = ("array_based_stream", "jbig2", "lzw", "run_length", "zlib", "brotli")
    return {
        **{f"{name}_maximum_output_length": _DECODED for name in outputs},
        "maximum_declared_stream_length": LIMIT,
        "zlib_maximum_recovery_input_length": _DECODED,
        "stream_decoding_work_maximum_length": 4 * _DECODED,
        "stream_filters_maximum_length": 4,
    }


class _Watched(BytesIO):
    """The file, as long as pypdf reads it within bounds: a few megabytes of `()()()` would fill gigabytes."""

    def __init__(self, data: bytes, clock: Callable[[], float]) -> None:
        super().__init__(data)
        self._clock = clock
        self._until = clock() + SECONDS
        self._reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > READS or self._reads % 1024 == 0:
            self.go_on()
        return super().read(size)

    def go_on(self) -> None:
        """Fault `pdf-complicated` when the bounds are passed."""
        if self._reads > READS or self._clock() > self._until:
            raise Fault("pdf-complicated")


def _check(data: bytes, clock: Callable[[], float]) -> int:
    from pypdf import PdfReader

    watched = _Watched(data, clock)
    reader = PdfReader(watched, root_object_recovery_limit=100, xref_stream_maximum_entries=2 * OBJECTS)
    if reader.is_encrypted:
        raise Fault("pdf-locked")
    places = _places(reader, data)
    values = _look_through(reader.trailer)
    for number, generation in sorted(places):
        values += _look_through(_object(reader, number, generation))
        watched.go_on()
        if values > VALUES:
            raise Fault("pdf-complicated")
    return _pages(reader, places)


_OBJECT = rb"(?<![0-9])([0-9]{1,10})\s{1,20}([0-9]{1,5})\s{1,20}obj"


def _places(reader: "PdfReader", data: bytes) -> set[tuple[int, int]]:
    """Number and generation of every object, also of those that the cross-reference leaves out."""
    places = {(number, generation) for generation, table in reader.xref.items() for number in table}
    places |= {(number, 0) for number in reader.xref_objStm}
    for found in re.finditer(_OBJECT, data):
        number, generation = int(found[1]), int(found[2])
        if (number, generation) not in places:
            reader.xref.setdefault(generation, {})[number] = found.start()
            places.add((number, generation))
    if len(places) > OBJECTS:
        raise Fault("pdf-complicated")
    return places


def _object(reader: "PdfReader", number: int, generation: int) -> Any:
    from pypdf.generic import IndirectObject

    return reader.get_object(IndirectObject(number, generation, reader))


def _look_through(value: Any) -> int:
    """The number of values inside one object; Fault `pdf-active` when one of them does something."""
    if isinstance(value, str) and value in _BY_ACTION:
        raise Fault("pdf-active", looks=_BY_ACTION[value])
    waiting = [value]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if isinstance(one, dict):
            _check_passive(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return seen


def _check_passive(entry: dict[Any, Any]) -> None:
    found = next((looks for key, looks in _BY_KEY.items() if key in entry), None)
    found = found or _named(entry, "/S", _BY_ACTION) or _named(entry, "/Subtype", _BY_SUBTYPE)
    found = found or _named(entry, "/Type", {"/EmbeddedFile": "attachment"})
    if found:
        raise Fault("pdf-active", looks=found)


def _named(entry: dict[Any, Any], key: str, table: dict[str, str]) -> str | None:
    value = dict.get(entry, key)
    return table.get(value) if isinstance(value, str) else None


def _pages(reader: "PdfReader", places: set[tuple[int, int]]) -> int:
    """Counts the leaves of the page tree, whatever it states itself.

    Own walk: pypdf searches the whole file for every page that a hostile tree names and does not have.
    """
    unseen = set(places)
    waiting: list[Any] = [dict.get(reader.root_object, "/Pages")]
    pages = 0
    while waiting:
        node = _followed(reader, waiting.pop(), unseen)
        if not isinstance(node, dict):
            raise Fault("pdf-damaged")
        kids = _followed(reader, dict.get(node, "/Kids"), unseen)
        pages += kids is None
        waiting.extend(kids or ())
    if pages == 0:
        raise Fault("pdf-damaged")
    if pages > PAGES:
        raise Fault("pdf-pages", pages=str(pages))
    return pages


def _followed(reader: "PdfReader", value: Any, unseen: set[tuple[int, int]]) -> Any:
    """What a reference leads to, once; Fault `pdf-damaged` when it leads nowhere or round in a circle."""
    if not hasattr(value, "idnum"):
        return value
    place = (value.idnum, value.generation)
    if place not in unseen:
        raise Fault("pdf-damaged")
    unseen.discard(place)
    return _object(reader, *place)
