"""The use cases of the calendar: announce what a day is from now on, or an agency's hours; see what would change."""

from collections.abc import Callable
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import Directory, Unit
from chalicelib.commons.worktime import store
from chalicelib.commons.worktime.announcements import Announced, Announcement
from chalicelib.commons.worktime.calendars import offices
from chalicelib.commons.worktime.effects import Effect, View, added, added_hours, hours_effects, must_be_sound
from chalicelib.commons.worktime.hours import AnnouncedHours, HoursNotice, Place
from chalicelib.commons.worktime.hoursrows import week_row
from chalicelib.commons.worktime.live import LiveCalendar
from chalicelib.commons.worktime.overrides import Override
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import FieldError, Invalid
from chalicelib.foundation.values import frozen

ANNOUNCE = "calendar.announce"
CUSTOMARY = "standard"
"""The class of hours by which offices work behind every desk, unless they have announced others."""


@frozen
class Listed:
    """The announcements somebody may see, the newest first, and the version that the next one is based on."""

    version: int
    items: tuple[Announcement, ...]
    hours: tuple[AnnouncedHours, ...] = ()


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
        self._must_let(call, override.units)

        def recorded(before: Announced) -> tuple[Announced, int, Event]:
            self._effects(call, before, override)
            after = added(before, override, call.at, call.caller.unit)
            return after, len(after.items), _event(after.items[-1])

        return self._record(call, recorded)

    @use_case
    def announce_hours(self, call: Call, notice: HoursNotice) -> dict[str, Any]:
        """Records the office hours of agencies from a day on; the rights are those of `announce`, and deadlines given
        stay as they are. Invalid with the field to mend, see `effects.hours_effects`; Forbidden; Stale."""
        self._must_let(call, notice.units)

        def recorded(before: Announced) -> tuple[Announced, int, Event]:
            self._hours_effects(call, before, notice)
            after = added_hours(before, notice, call.at, call.caller.unit)
            return after, len(after.hours), _hours_event(after.hours[-1])

        return self._record(call, recorded)

    def _record(self, call: Call, recorded: Callable[[Announced], tuple[Announced, int, Event]]) -> dict[str, Any]:
        """Writes what was decided on the announcements as they stand, once; the answer has its number."""

        def attempt() -> dict[str, Any]:
            before = store.read(consistent=True)
            call.must_match(before.version)
            after, number, event = recorded(before)
            answer = {"number": number, "version": before.version + 1}
            store.write(call, before, after, event, answer)
            self.live.forget()
            return answer

        return journal.once(store.PK, call, attempt)

    @use_case
    def preview(self, call: Call, override: Override) -> tuple[int, list[Effect]]:
        """The version an announcement would be based on, and what it would change; refused as it would be."""
        self._must_let(call, override.units)
        present = store.read(consistent=True)
        return present.version, self._effects(call, present, override)

    @use_case
    def preview_hours(self, call: Call, notice: HoursNotice) -> tuple[int, list[Effect]]:
        """The same for office hours."""
        self._must_let(call, notice.units)
        present = store.read(consistent=True)
        return present.version, self._hours_effects(call, present, notice)

    @use_case
    def listed(self, call: Call) -> Listed:
        """All announcements for an operator; those that concern their agency for its administrator."""
        self.require(call.caller, ANNOUNCE, unit=call.caller.unit)
        present = store.read(consistent=True)
        everything = identity.may(call.caller, ANNOUNCE)
        seen = [one for one in present.items if everything or one.override.concerns(call.caller.unit)]
        hours = [
            one for one in present.hours if everything or call.caller.unit in (one.notice.units or (call.caller.unit,))
        ]
        return Listed(present.version, tuple(reversed(seen)), tuple(reversed(hours)))

    def _must_let(self, call: Call, units: tuple[str, ...] | None) -> None:
        """Forbidden unless the policy lets this caller announce for these agencies."""
        own = units == (call.caller.unit,)
        self.require(call.caller, ANNOUNCE, unit=call.caller.unit if own else "")

    def _effects(self, call: Call, announced: Announced, override: Override) -> list[Effect]:
        return must_be_sound(announced, override, call.at, self._views(call, announced, override))

    def _views(self, call: Call, announced: Announced, override: Override) -> list[View]:
        """Whose calendars an override can change: those it names; each class of hours, and each agency that has
        announcements of its own, when it is for all. Invalid `agencies/unknown-unit`."""
        if override.units is None:
            own = [View(unit, self.directory.unit(unit).office_hours) for unit in sorted(announced.units)]
            return [*(View(None, office) for office in offices()), *own]
        return [View(unit.id, unit.office_hours) for unit in self._named(call, override.units)]

    def _hours_effects(self, call: Call, announced: Announced, notice: HoursNotice) -> list[Effect]:
        """What a notice of hours changes, place by place; Invalid `agencies/unknown-unit`."""
        units = self._named(call, notice.units or ())
        views = [View(unit.id, self._customary(unit, place), place) for unit in units for place in notice.places]
        if notice.units is None:
            views = [View(None, office, place) for office in offices() for place in notice.places]
        return hours_effects(announced, notice, call.at, views)

    def _customary(self, unit: Unit, place: Place) -> str:
        return unit.office_hours if place == "desk" else CUSTOMARY

    def _named(self, call: Call, units: tuple[str, ...]) -> list[Unit]:
        """The agencies of that name; Invalid `agencies/unknown-unit` for those that do not exist today."""
        known = {unit.id: unit for unit in self.directory.units() if unit.exists(vietnam_day(call.at))}
        strange = [unit for unit in units if unit not in known]
        if strange:
            code, shown = "agencies/unknown-unit", ", ".join(strange)[:80]
            vi, en = f"Không có cơ quan “{shown}”.", f"There is no agency “{shown}”."
            raise Invalid(code, vi, en, [FieldError("units", code, vi, en)])
        return [known[unit] for unit in units]


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


def _hours_event(one: AnnouncedHours) -> Event:
    """The facts of a notice of hours; the document it rests on is the note."""
    notice = one.notice
    facts = {
        "number": one.number,
        "day": notice.valid_from.isoformat(),
        "places": list(notice.places),
        "week": [week_row(row) for row in notice.rows],
        "units": list(notice.units) if notice.units is not None else "all",
        "announced_on": notice.announced_on.isoformat(),
    }
    return Event("calendar.hours_announced", facts, {"legal_basis": notice.legal_basis})
