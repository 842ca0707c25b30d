"""The present publication: reading it, adding to it, seeding it, rebuilding it from the table."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from chalicelib.cloud.blobs import BlobMissing, BlobTooLarge
from chalicelib.cloud.log import LOGGER
from chalicelib.cloud.settings import SettingMissing
from chalicelib.cloud.table import TRIES, Change, PartLost, unavailable
from chalicelib.foundation.errors import Unavailable
from chalicelib.onestop.procedures import store
from chalicelib.onestop.procedures.lifecycle import Proposal, Publication
from chalicelib.onestop.procedures.live import Published
from chalicelib.onestop.procedures.schema import read_procedure
from chalicelib.onestop.procedures.shipped import shipped, shipped_raw, shipped_texts

SHIPPED = "shipped"

Raw = dict[str, Any]


def latest(mark: str) -> Published | None:
    """The present publication, the shipped definitions before there is one; None when `mark` is still right.

    Where no stage is set (tools, pure tests) and while the store does not answer, what was there last stands.
    """
    try:
        present = store.index()
        if present.object and present.object == mark:
            return None
        if present.object:
            return Published(present.object, tuple(read_procedure(raw) for raw in store.read_index(present)))
    except SettingMissing:
        pass
    except (Unavailable, BlobMissing, BlobTooLarge) as failure:
        LOGGER.error("catalogue.not_read", extra={"facts": {"failure": type(failure).__name__}})
        if mark:
            return None
    return None if mark == SHIPPED else Published(SHIPPED, shipped())


def present() -> store.Index:
    """The publication to add to; the table is seeded first where nothing was ever published."""
    found = store.index(consistent=True)
    if not found.object:
        seed()
        found = store.index(consistent=True)
    return found


def definitions(present: store.Index) -> list[Raw]:
    """The raw definitions of a publication; the shipped ones before the first."""
    return store.read_index(present) if present.object else shipped_raw()


def seed() -> int:
    """Puts shipped versions that the table lacks into it and publishes them; how many. Safe to repeat.

    What the table has stays as it is: the table is the truth, a shipped file only a seed.
    """
    put = 0
    for text in shipped_texts().values():
        put += store.seed_version(json.loads(text), text)
    if put or not store.index(consistent=True).object:
        rebuild()
    return put


def add(
    change: Change, present: store.Index, raws: list[Raw], proposal: Proposal, decided: Publication | None = None
) -> None:
    """Adds a version to a change: the version, the last day of the one before, the index that has both.

    Its part `pointer` is lost when another publication came first.
    """
    raw: Raw = json.loads(proposal.text)
    day_before = date.fromisoformat(raw["in_force"]["from"]) - timedelta(days=1)
    together = []
    for one in raws:
        followed = one["code"]["value"] == proposal.code and one["in_force"]["to"] is None
        if followed:
            store.end_version(change, proposal.code, one["version"], day_before)
        together.append(store.ended(one, day_before.isoformat()) if followed else one)
    store.add_version(change, raw, proposal.text, proposal.id, decided)
    store.point(change, present, store.write_index([*together, raw], present))


def rebuild() -> int:
    """Makes the index anew from the table; how many versions it has.

    The table's list of versions lags a moment behind it, so what the shipped files and the present index know is
    taken too; where they differ the table wins.
    """
    for _ in range(TRIES):
        before = store.index(consistent=True)
        together = _merged(shipped_raw(), definitions(before), store.published())
        change = Change()
        store.point(change, before, store.write_index(together, before))
        try:
            change.commit()
        except PartLost:
            continue
        return len(together)
    raise unavailable()


def _merged(*layers: Iterable[Raw]) -> list[Raw]:
    """The definitions of all layers, the later ones over the earlier; a last day once given stays."""
    merged: dict[tuple[str, int], Raw] = {}
    for layer in layers:
        for raw in layer:
            key = (raw["code"]["value"], raw["version"])
            known = merged.get(key, raw)
            until = raw["in_force"]["to"] or known["in_force"]["to"]
            merged[key] = store.ended(raw, until)
    return list(merged.values())
