"""The alerts of an agency: what is about to be late, what is late, whose step is late, newest first."""

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.onestop.dossiers import timers
from chalicelib.onestop.dossiers.positions import open_position, seal_position
from chalicelib.onestop.dossiers.reading import Page


class Alerts:
    """The use cases of alerts."""

    @use_case
    def read(self, call: Call, cursor: str, limit: int, *, mine: bool = False) -> Page:
        """The agency's alerts, newest first: one call. `mine`: only those for a role of the caller."""
        unit = call.caller.unit
        identity.require(call.caller, "queue.read", unit=unit)
        partition = f"W#{unit}#alert"
        position = open_position(partition, cursor)
        page = table.index_page("work", partition, limit=limit, after=position, newest=True)
        found = [timers.alert_of(row) for row in page.rows]
        lines = [one for one in found if not mine or one.told in call.caller.roles]
        return Page(lines, seal_position(partition, page.position))
