"""Asking for a PDF, fetching it, drawing it.

A slip's PDF is named after the digest of what it shows: asked for again it is there, and when the dossier has moved on
another one is drawn. A page of a register shows a moment, so it is named after the minute in which it was asked for.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud import log
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import audit, identity
from chalicelib.commons.agencies import Directory
from chalicelib.commons.files import FileService
from chalicelib.foundation.clock import iso
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers import items, printed, slips, store
from chalicelib.onestop.dossiers.daybook import Daybook, unknown
from chalicelib.onestop.dossiers.model import Dossier
from chalicelib.onestop.dossiers.moves import as_applicant, in_person, must_let
from chalicelib.onestop.dossiers.prints.sheets import Sheet, register_name, register_sheet, sheet_of
from chalicelib.onestop.procedures import Catalogue

Wish = Mapping[str, Any]
MINUTE = r"20\d\d-\d\d-\d\dT\d\d:\d\dZ"
TRIES = 3


class StillChanging(RuntimeError):
    """The dossier has changed under the drawing again and again; the queue brings the wish again."""


@frozen
class Printing:
    """The use cases. `send` hands a wish to the function that draws; `look_up` is the address that QR marks lead to."""

    files: FileService
    catalogue: Catalogue
    directory: Directory
    daybook: Daybook
    send: Callable[[Wish], None]
    look_up: Callable[[], str]

    @use_case
    def ask_print(self, call: Call, dossier_id: str, slip: str, number: str = "") -> bool:
        """Has a slip drawn, for whoever may open it; whether it is there already. Refusals as of the slip itself."""
        _, sheet = self._wanted(call, dossier_id, slip, number)
        if printed.there(dossier_id, sheet.digest, call.at):
            return True
        self.send({"dossier": dossier_id, "slip": slip, "number": number, "lang": call.lang})
        return False

    @use_case
    def fetch_print(self, call: Call, dossier_id: str, slip: str, number: str = "") -> str:
        """A link to the slip as it stands now, empty while it is not drawn. An officer's look is put on record."""
        dossier, sheet = self._wanted(call, dossier_id, slip, number)
        if not printed.there(dossier_id, sheet.digest, call.at):
            return ""
        if not in_person(call.caller, dossier):
            audit.record_view(items.pk_of(dossier_id), call)
        return self.files.print_link(dossier_id, sheet.digest, sheet.name)

    @use_case
    def ask_register_print(self, call: Call, when: str, page: str) -> str:
        """Has a page of a day of the caller's agency drawn; the minute by which it is fetched."""
        unit = self._officers_unit(call)
        self.daybook.pages_of(unit, when, page)
        asked = iso(call.at.replace(second=0, microsecond=0)).replace(":00Z", "Z")
        wish = {"register": when, "page": page, "unit": unit, "asked": asked, "lang": call.lang}
        if not printed.there(unit, _register_name(wish), call.at):
            self.send(wish)
        return asked

    @use_case
    def fetch_register_print(self, call: Call, when: str, page: str, asked: str) -> str:
        """A link to a page that was asked for in this minute, empty while it is not drawn."""
        unit = self._officers_unit(call)
        if not re.fullmatch(MINUTE, asked):
            raise unknown()
        name = _register_name({"register": when, "page": page, "unit": unit, "asked": asked, "lang": call.lang})
        if not printed.there(unit, name, call.at):
            return ""
        return self.files.print_link(unit, name, register_name(when, int(page)))

    def draw(self, wish: Wish, at: datetime) -> None:
        """Draws what was asked for and keeps it. What is not there any more is passed over; may be repeated."""
        try:
            if "register" in wish:
                self._draw_register(wish, at)
            else:
                self._draw_slip(wish, at)
        except (Missing, Conflict) as refusal:
            log.info("prints.not-there-any-more", code=refusal.code)

    def _draw_slip(self, wish: Wish, at: datetime) -> None:
        """Looks again after drawing: what has been erased meanwhile must not stay in a PDF, and what has changed is
        what the asker waits for."""
        dossier = wish["dossier"]
        sheet = self._sheet(wish)
        for _ in range(TRIES):
            if not printed.there(dossier, sheet.digest, at):
                self._make(dossier, sheet.digest, sheet, at)
            now = self._sheet(wish)
            if now.digest == sheet.digest:
                return
            self.files.erase_print(dossier, sheet.digest)
            printed.forget(dossier, sheet.digest)
            sheet = now
        raise StillChanging(dossier)

    def _draw_register(self, wish: Wish, at: datetime) -> None:
        unit, name = wish["unit"], _register_name(wish)
        if printed.there(unit, name, at):
            return
        day = self.daybook.page_of(unit, wish["register"], wish["page"])
        drawn = slips.write_day(day, unit, at, directory=self.directory, procedure_name=self._procedure_name)
        self._make(unit, name, register_sheet(drawn, wish["lang"]), at)

    def _make(self, owner: str, name: str, sheet: Sheet, at: datetime) -> None:
        from chalicelib.onestop.dossiers.prints.drawing import draw

        drawn = draw(sheet)
        self.files.keep_print(owner, name, drawn)
        printed.note(owner, name, len(drawn), at)

    def _wanted(self, call: Call, dossier_id: str, slip: str, number: str) -> tuple[Dossier, Sheet]:
        dossier, journal = store.read_with_journal(dossier_id)
        must_let(call.caller, "dossiers.read", dossier)
        source = slips.source_of(dossier, journal, self.catalogue.version, self.directory)
        written = slips.write_slip(slip, source, owner=as_applicant(call.caller, dossier), number=number)
        return dossier, sheet_of(written, call.lang, self.look_up())

    def _sheet(self, wish: Wish) -> Sheet:
        """The slip as it stands now; whether the asker may have it was asked before and is asked again."""
        dossier, journal = store.read_with_journal(wish["dossier"])
        source = slips.source_of(dossier, journal, self.catalogue.version, self.directory)
        written = slips.write_slip(wish["slip"], source, owner=False, number=wish["number"])
        return sheet_of(written, wish["lang"], self.look_up())

    def _procedure_name(self, code: str) -> Words:
        name = self.catalogue.versions(code)[-1].name
        return Words(name.vi, name.en)

    def _officers_unit(self, call: Call) -> str:
        identity.require(call.caller, "queue.read", unit=call.caller.unit)
        return call.caller.unit


def _register_name(wish: Wish) -> str:
    """The name of a page of a register: agency, day, page, language, minute."""
    return digest("\0".join(wish[part] for part in ("unit", "register", "page", "lang", "asked")))[:32]
