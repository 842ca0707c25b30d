"""The use cases of the calendar: announce what a day is from now on, see what that would change, list it."""

from collections.abc import Callable
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import Directory
from chalicelib.commons.worktime import store
from chalicelib.commons.worktime.announcements import Announced, Announcement
from chalicelib.commons.worktime.calendars import offices
from chalicelib.commons.worktime.effects import Effect, View, added, must_be_sound
from chalicelib.commons.worktime.live import LiveCalendar
from chalicelib.commons.worktime.overrides import Override
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen

ANNOUNCE = "calendar.announce"


@frozen
class Listed:
    """The announcements somebody may see, the newest first, and the version that the next one is based on."""

    version: int
    items: tuple[Announcement, ...]


@frozen
class Announcements:
    """`require` is identity's policy: it passes or refuses an action on a thing of a unit."""

    live: LiveCalendar
    directory: Directory
    require: Callable[..., None] = identity.require

    @use_case
    def announce(self, call: Call, override: Override) -> dict[str, Any]:
        """Records what a day is from now on; kind `ordinary` calls off what was announced before.

        An agency's administrator does so for that agency alone, an operator for any or all. Deadlines given stay as
        they are. Invalid with the field to mend, see `effects.must_be_sound`; Forbidden; Stale.
        """
        self._must_let(call, override)

        def attempt() -> dict[str, Any]:
            before = store.read(consistent=True)
            call.must_match(before.version)
            self._effects(call, before, override)
            after = added(before, override, call.at, call.caller.unit)
            answer = {"number": len(after.items), "version": before.version + 1}
            store.write(call, before, after, _event(after.items[-1]), answer)
            self.live.forget()
            return answer

        return journal.once(store.PK, call, attempt)

    @use_case
    def preview(self, call: Call, override: Override) -> tuple[int, list[Effect]]:
        """The version an announcement would be based on, and what it would change; refused as it would be."""
        self._must_let(call, override)
        present = store.read(consistent=True)
        return present.version, self._effects(call, present, override)

    @use_case
    def listed(self, call: Call) -> Listed:
        """All announcements for an operator; those that concern their agency for its administrator."""
        self.require(call.caller, ANNOUNCE, unit=call.caller.unit)
        present = store.read(consistent=True)
        everything = identity.may(call.caller, ANNOUNCE)
        seen = [one for one in present.items if everything or one.override.concerns(call.caller.unit)]
        return Listed(present.version, tuple(reversed(seen)))

    def _must_let(self, call: Call, override: Override) -> None:
        """Forbidden unless the policy lets this caller announce for these agencies."""
        own = override.units == (call.caller.unit,)
        self.require(call.caller, ANNOUNCE, unit=call.caller.unit if own else "")

    def _effects(self, call: Call, announced: Announced, override: Override) -> list[Effect]:
        return must_be_sound(announced, override, call.at, self._views(call, announced, override))

    def _views(self, call: Call, announced: Announced, override: Override) -> list[View]:
        """Whose calendars an override can change: those it names; each class of hours, and each agency that has
        announcements of its own, when it is for all. Invalid `agencies/unknown-unit`."""
        today = vietnam_day(call.at)
        if override.units is None:
            own = [View(unit, self.directory.unit(unit).office_hours) for unit in sorted(announced.units)]
            return [*(View(None, office) for office in offices()), *own]
        known = {unit.id: unit for unit in self.directory.units() if unit.exists(today)}
        strange = [unit for unit in override.units if unit not in known]
        if strange:
            code, shown = "agencies/unknown-unit", ", ".join(strange)[:80]
            vi, en = f"Không có cơ quan “{shown}”.", f"There is no agency “{shown}”."
            raise Invalid(code, vi, en, [FieldError("units", code, vi, en)])
        return [View(unit, known[unit].office_hours) for unit in override.units]


def _event(one: Announcement) -> Event:
    """The facts of an announcement; its words are the note."""
    override = one.override
    facts = {
        "number": one.number,
        "day": override.day.isoformat(),
        "kind": override.kind,
        "units": list(override.units) if override.units is not None else "all",
        "announced_on": override.announced_on.isoformat(),
    }
    words = {"vi": override.vi, "en": override.en, "legal_basis": override.legal_basis}
    return Event("calendar.announced", facts, words)
