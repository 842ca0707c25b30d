"""What must hold of the directory's data before it is published. Each fault names its place."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from chalicelib.commons.agencies.codes import ROOT_FIRST, SCHEMES, code_path, leaf_first, root_first
from chalicelib.commons.agencies.model import (
    LONGEST_UNIT_ID,
    OFFICE_HOURS,
    ROLES,
    UNIT_KINDS,
    Post,
    Unit,
    UnitIdentifier,
    covers,
)
from chalicelib.foundation.errors import Invalid

_UNIT_ID = r"[a-z][a-z0-9-]*"


def find_faults(units: Sequence[Unit], posts: Sequence[Post]) -> list[str]:
    """Sentences for whoever maintains the data, such as `units.d07.parent: unknown unit d99`."""
    by_id = {unit.id: unit for unit in units}
    faults = [f"units.{unit.id}: the id is used twice" for unit in units if by_id[unit.id] is not unit]
    for unit in units:
        faults += _unit_faults(unit)
        faults += _tree_faults(unit, by_id)
    faults += _shared_codes(units)
    for number, post in enumerate(posts):
        faults += [f"posts[{number}].{fault}" for fault in _post_faults(post, by_id)]
    return faults


def _unit_faults(unit: Unit) -> Iterable[str]:
    place = f"units.{unit.id}"
    if not re.fullmatch(_UNIT_ID, unit.id) or len(unit.id) > LONGEST_UNIT_ID:
        yield f"{place}.id: at most {LONGEST_UNIT_ID} of a-z, 0-9 and -, a letter first"
    if unit.kind not in UNIT_KINDS:
        yield f"{place}.kind: unknown kind {unit.kind}"
    if unit.office_hours not in OFFICE_HOURS:
        yield f"{place}.office_hours: unknown class {unit.office_hours}"
    if not (unit.name_vi and unit.name_en):
        yield f"{place}.name: needed in both languages"
    if unit.verified and not unit.source:
        yield f"{place}.source: a verified fact names its source"
    account = unit.account
    if account is not None and not (account.holder and account.number and account.bank_vi and account.bank_en):
        yield f"{place}.account: holder, number and bank are needed"
    if account is not None and account.verified and not account.source:
        yield f"{place}.account.source: a verified fact names its source"
    for identifier in unit.identifiers:
        yield from (f"{place}.identifiers.{fault}" for fault in _identifier_faults(identifier))


def _identifier_faults(identifier: UnitIdentifier) -> Iterable[str]:
    if identifier.scheme not in SCHEMES:
        yield f"{identifier.code}: unknown scheme {identifier.scheme}"
    if identifier.verified and not identifier.source:
        yield f"{identifier.code}: a verified fact names its source"
    try:
        path = code_path(identifier.code)
        canonical = root_first(path) if identifier.scheme == ROOT_FIRST else leaf_first(path)
    except Invalid:
        yield f"{identifier.code}: not an agency code"
        return
    if canonical != identifier.code:
        yield f"{identifier.code}: is written {canonical} in {identifier.scheme}"


def _tree_faults(unit: Unit, by_id: dict[str, Unit]) -> Iterable[str]:
    place = f"units.{unit.id}"
    if unit.parent is None:
        if unit.level != 1:
            yield f"{place}.parent: only level 1 has none"
    elif unit.parent not in by_id:
        yield f"{place}.parent: unknown unit {unit.parent}"
    elif unit.level <= by_id[unit.parent].level:
        yield f"{place}.level: not below its parent's"
    if unit.successions and unit.valid_to is None:
        yield f"{place}.successions: the unit has not ended"
    for move in unit.successions:
        if move.unit not in by_id:
            yield f"{place}.successions: unknown unit {move.unit}"
        elif unit.valid_to and not covers(None, by_id[move.unit].valid_to, unit.valid_to):
            yield f"{place}.successions: {move.unit} had ended before"


def _shared_codes(units: Sequence[Unit]) -> Iterable[str]:
    bearers: dict[tuple[str, str], list[tuple[Unit, UnitIdentifier]]] = {}
    for unit in units:
        for identifier in unit.identifiers:
            bearers.setdefault((identifier.scheme, identifier.code), []).append((unit, identifier))
    for (_scheme, code), borne in bearers.items():
        for (one, first), (other, second) in combinations(borne, 2):
            if _overlap(first, second):
                yield f"units.{other.id}.identifiers.{code}: borne by {one.id} at the same time"


def _overlap(first: UnitIdentifier, second: UnitIdentifier) -> bool:
    starts = [day for day in (first.valid_from, second.valid_from) if day]
    ends = [day for day in (first.valid_to, second.valid_to) if day]
    return not starts or not ends or max(starts) <= min(ends)


def _post_faults(post: Post, by_id: dict[str, Unit]) -> Iterable[str]:
    if post.unit not in by_id:
        yield f"unit: unknown unit {post.unit}"
    if post.role not in ROLES:
        yield f"role: unknown role {post.role}"
    if not post.account:
        yield "account: needed"
