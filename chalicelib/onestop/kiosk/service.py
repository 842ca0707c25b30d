"""Taking and calling numbers at a one-stop desk, and the devices that may give them out."""

import hashlib
import hmac
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.keys import signing_key
from chalicelib.cloud.table import TRIES, PartLost, unavailable
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons.agencies import Directory
from chalicelib.commons.identity import require
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Forbidden, Invalid, Missing
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen
from chalicelib.onestop.kiosk import store
from chalicelib.onestop.kiosk.model import (
    DeskDay,
    Ticket,
    call_again,
    call_next,
    conclude,
    must_be_a_purpose,
)
from chalicelib.onestop.kiosk.store import Device

NAME_LONGEST = 40
KEPT_FOR = timedelta(days=400)
"""How long a device keeps its secret; browsers keep no cookie for longer."""


@frozen
class Desk:
    """The use cases of a desk's numbers. `pause` sleeps between tries (seconds)."""

    directory: Directory
    pause: Callable[[float], None] = time.sleep

    def day(self, call: Call, unit: str) -> DeskDay:
        """Today's numbers of a desk, for everybody: one call, a moment behind. Missing `agencies/…` for no agency."""
        self.directory.unit(unit)
        return store.read_day(unit, vietnam_day(call.at), consistent=False)[1]

    @use_case
    def take(self, call: Call, unit: str, purpose: str) -> dict[str, Any]:
        """The next number, for what somebody came for. Only a device of the desk asks: its secret was checked before.

        Invalid `kiosk/purpose`; Conflict `kiosk/day-full`.
        """
        chosen = must_be_a_purpose(purpose)
        day = vietnam_day(call.at)

        def attempt() -> dict[str, Any]:
            head, before = store.read_day(unit, day)
            ticket = Ticket(before.next_number(), chosen, call.at)
            event = Event("ticket.taken", {"unit": unit, "number": ticket.number, "purpose": chosen})
            return store.write_ticket(call, head, before, ticket, event)

        return journal.once(store.day_pk(unit, day), call, lambda: self._in_turn(call, attempt))

    @use_case
    def call_next(self, call: Call, window: str) -> dict[str, Any]:
        """Calls whoever is next at the caller's desk to a window. Conflict `kiosk/nobody-waits`."""
        return self._change(call, "ticket.called", lambda day: call_next(day, window, call.at))

    @use_case
    def call_again(self, call: Call, number: int, window: str) -> dict[str, Any]:
        """Calls a number once more. Missing `kiosk/no-number`; Conflict `kiosk/not-called`."""
        return self._change(call, "ticket.called", lambda day: call_again(day.ticket(number), window, call.at))

    @use_case
    def finish(self, call: Call, number: int) -> dict[str, Any]:
        """Notes that the holder of a number was served."""
        return self._change(call, "ticket.served", lambda day: conclude(day.ticket(number), "served"))

    @use_case
    def miss(self, call: Call, number: int) -> dict[str, Any]:
        """Notes that nobody came."""
        return self._change(call, "ticket.missed", lambda day: conclude(day.ticket(number), "absent"))

    def _change(self, call: Call, kind: str, decide: Callable[[DeskDay], Ticket]) -> dict[str, Any]:
        unit, day = call.caller.unit, vietnam_day(call.at)
        require(call.caller, "tickets.call", unit=unit)

        def attempt() -> dict[str, Any]:
            head, before = store.read_day(unit, day)
            after = decide(before)
            event = Event(kind, {"unit": unit, "number": after.number, "window": after.window, "calls": after.calls})
            return store.write_ticket(call, head, before, after, event)

        return journal.once(store.day_pk(unit, day), call, lambda: self._in_turn(call, attempt))

    def _in_turn(self, call: Call, attempt: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Tries again when somebody else has taken or called at the same moment: nobody at a kiosk can be told to."""
        for number in range(TRIES):
            call.must_have_time()
            try:
                return attempt()
            except PartLost as lost:
                if lost.name != "head":
                    raise
                self.pause(random.uniform(0, 0.01 * 2 ** min(number, 5)))
        raise unavailable()


@frozen
class Devices:
    """The use cases of an agency's kiosks."""

    def of_unit(self, call: Call) -> list[Device]:
        """The caller's agency's kiosks that still may give out numbers, the newest first."""
        require(call.caller, "tickets.enrol", unit=call.caller.unit)
        return [one for one in store.read_devices(call.caller.unit)[1] if one.ended_at is None]

    def secret_for(self, call: Call) -> str:
        """The secret of the machine that this wish enrols; the same each time the wish is sent again."""
        wish = call.wish()
        named = "\n".join(("kiosk", wish.principal, wish.route, wish.key))
        return hmac.new(signing_key(), named.encode(), hashlib.sha256).hexdigest()

    @use_case
    def enrol(self, call: Call, name: str) -> dict[str, Any]:
        """Makes the machine that keeps the wish's secret a kiosk of the caller's unit. Invalid `kiosk/device-name`."""
        unit = call.caller.unit
        require(call.caller, "tickets.enrol", unit=unit)
        if not 0 < len(name) <= NAME_LONGEST:
            raise Invalid(
                "kiosk/device-name",
                f"Hãy đặt tên cho máy, tối đa {NAME_LONGEST} ký tự.",
                f"Give the machine a name, {NAME_LONGEST} characters at most.",
            )

        def attempt() -> dict[str, Any]:
            head, _ = store.read_devices(unit)
            device = Device(digest(self.secret_for(call)), name, call.at, call.caller.account)
            return store.write_device(call, unit, head, device, Event("kiosk.enrolled", {"device": device.id}))

        return journal.once(store.devices_pk(unit), call, attempt)

    @use_case
    def end(self, call: Call, device: str) -> dict[str, Any]:
        """Takes the right away from a machine. Missing `kiosk/no-device`; Conflict `kiosk/device-ended`."""
        unit = call.caller.unit
        require(call.caller, "tickets.enrol", unit=unit)

        def attempt() -> dict[str, Any]:
            head, known = store.read_devices(unit)
            before = next((one for one in known if one.id == device), None)
            if before is None:
                raise Missing("kiosk/no-device", "Không có máy này.", "There is no such machine.")
            if before.ended_at is not None:
                raise Conflict(
                    "kiosk/device-ended", "Máy này đã ngừng phát số.", "This machine has stopped giving out numbers."
                )
            after = replace(before, ended_at=call.at)
            return store.write_device(call, unit, head, after, Event("kiosk.ended", {"device": device}))

        return journal.once(store.devices_pk(unit), call, attempt)

    def must_be_of(self, unit: str, secret: str) -> None:
        """Refuses a machine that is no kiosk of this agency. Forbidden `kiosk/not-a-kiosk`. One call."""
        device = store.read_device(unit, digest(secret)) if secret else None
        if device is None or device.ended_at is not None:
            raise Forbidden(
                "kiosk/not-a-kiosk",
                "Máy này chưa được đăng ký làm ki-ốt của cơ quan. Hãy hỏi cán bộ tại quầy.",
                "This machine is not enrolled as a kiosk of this agency. Please ask at the desk.",
            )
