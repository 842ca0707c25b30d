"""Units of the city, their identifiers, their successions, and officers' posts.

A unit is never renamed in place or deleted: when the law reorganises, the old unit ends and names its
successors (NQ 1685/NQ-UBTVQH15 is the latest example). Every period includes its first and its last day;
None is "since before our records" or "until further notice".
"""

from datetime import date
from typing import Literal

from chalicelib.foundation.values import frozen

UnitKind = Literal["committee", "city_office", "department", "ward", "commune", "special_zone"]
UNIT_KINDS: tuple[UnitKind, ...] = (
    "committee",
    "city_office",
    "department",
    "ward",
    "commune",
    "special_zone",
)
PLACE_KINDS = frozenset({"ward", "commune", "special_zone"})

Role = Literal["one_stop_officer", "specialist", "leader", "registry_clerk", "agency_admin", "operator"]
ROLES: tuple[Role, ...] = (
    "one_stop_officer",
    "specialist",
    "leader",
    "registry_clerk",
    "agency_admin",
    "operator",
)

OfficeHours = Literal["standard", "saturday_morning"]
OFFICE_HOURS: tuple[OfficeHours, ...] = ("standard", "saturday_morning")

LONGEST_UNIT_ID = 8


def covers(first: date | None, last: date | None, on: date) -> bool:
    """Whether `on` lies in the period from `first` to `last`, both included; None is open."""
    return (first is None or first <= on) and (last is None or on <= last)


@frozen
class UnitIdentifier:
    """A code of a unit in one of the two schemes of `codes`. `source` may be empty while not verified."""

    scheme: str
    code: str
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool


@frozen
class Succession:
    """The unit that carries on after another ended, for the fields named, or for everything (empty)."""

    unit: str
    fields: tuple[str, ...]


@frozen
class BankAccount:
    """Where an agency takes money that is transferred: `holder` as the bank knows it, `bank` in both languages."""

    holder: str
    number: str
    bank_vi: str
    bank_en: str
    source: str
    verified: bool


@frozen
class Unit:
    """An agency. `level` 1 is the city; `office_hours` names the class of its desk's working hours; `account` is where
    fees are paid to, where that is known."""

    id: str
    kind: UnitKind
    level: int
    parent: str | None
    name_vi: str
    name_en: str
    valid_from: date | None
    valid_to: date | None
    successions: tuple[Succession, ...]
    office_hours: OfficeHours
    identifiers: tuple[UnitIdentifier, ...]
    source: str
    verified: bool
    account: BankAccount | None = None

    def exists(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_to, on)

    def name(self, lang: str) -> str:
        return self.name_en if lang == "en" else self.name_vi

    def code(self, scheme: str, on: date) -> str | None:
        """The unit's code of one scheme on a day, or None when it has none."""
        for identifier in self.identifiers:
            if identifier.scheme == scheme and covers(identifier.valid_from, identifier.valid_to, on):
                return identifier.code
        return None

    def successor(self, field: str) -> str | None:
        """Who carries on `field` after this unit ended; None when the data does not say exactly one."""
        named = [move.unit for move in self.successions if field and field in move.fields]
        general = [move.unit for move in self.successions if not move.fields]
        heirs = named or general
        return heirs[0] if len(heirs) == 1 else None


@frozen
class Post:
    """An account's role in a unit for a time. Rights end with the post, not with the account."""

    account: str
    unit: str
    role: Role
    valid_from: date | None
    valid_to: date | None

    def holds(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_to, on)


@frozen
class CompetenceRule:
    """Who handles a procedure: one named unit (`by` = unit), or the unit of a place (`by` = place).

    `field` is the administrative field (lĩnh vực): it chooses the heir when a named unit was split.
    """

    by: Literal["unit", "place"]
    unit: str | None
    field: str
