"""Posting: one event of a dossier goes into its line, once, whatever has come before it."""

import random
import time
from datetime import datetime

from chalicelib.cloud.table import TRIES, unavailable
from chalicelib.onestop.ledger import store
from chalicelib.onestop.ledger.counts import midnight, month_at, month_days
from chalicelib.onestop.ledger.model import Happening, Line, changed_from


def post(dossier: str, happening: Happening, at: datetime) -> bool:
    """Puts an event into its line: two calls; whether anything changed. A repetition reads and writes nothing.

    Unavailable when others keep writing the same line.
    """
    for attempt in range(TRIES):
        before, version = store.read_line(dossier)
        after = before.merged(happening)
        if after == before:
            return False
        try:
            store.write_line(after, version, late_for(before, after, at), at)
        except store.Overtaken:
            time.sleep(random.uniform(0, min(0.4, 0.02 * 2**attempt)))
            continue
        return True
    raise unavailable()


def late_for(before: Line, after: Line, at: datetime) -> set[str]:
    """The agencies of which this changes a month that is over."""
    changed = changed_from(before, after)
    if changed is None or changed >= midnight(month_days(month_at(at)).first):
        return set()
    return {line.unit for line in (before, after) if line.unit}
