"""The directory: units by id, by code, by place in the tree, by competence; officers by post."""

from collections.abc import Iterable
from datetime import date

from chalicelib.commons.agencies.codes import code_path
from chalicelib.commons.agencies.model import (
    PLACE_KINDS,
    CompetenceRule,
    Post,
    Role,
    Unit,
    UnitIdentifier,
    covers,
)
from chalicelib.foundation.errors import Conflict, Invalid, Missing

_LONGEST_SUCCESSION = 20


class Directory:
    """Units and posts, indexed once and never changed after."""

    def __init__(self, units: Iterable[Unit], posts: Iterable[Post] = ()) -> None:
        self._units = {unit.id: unit for unit in units}
        self._children: dict[str, list[Unit]] = {}
        self._codes: dict[tuple[str, ...], list[tuple[UnitIdentifier, Unit]]] = {}
        self._posts = tuple(posts)
        self._held: dict[str, list[Post]] = {}
        self._staff: dict[str, list[Post]] = {}
        for post in self._posts:
            self._held.setdefault(post.account, []).append(post)
            self._staff.setdefault(post.unit, []).append(post)
        for unit in self._units.values():
            if unit.parent is not None:
                self._children.setdefault(unit.parent, []).append(unit)
            for identifier in unit.identifiers:
                self._codes.setdefault(code_path(identifier.code), []).append((identifier, unit))

    def units(self) -> tuple[Unit, ...]:
        """Every unit that ever was, in the order of the data."""
        return tuple(self._units.values())

    def posts(self) -> tuple[Post, ...]:
        """Every post that ever was, in the order of the data."""
        return self._posts

    def unit(self, unit_id: str) -> Unit:
        """Raises Missing `agencies/unknown-unit`."""
        if unit_id not in self._units:
            raise _unknown(unit_id)
        return self._units[unit_id]

    def by_code(self, code: str, on: date) -> Unit:
        """The unit that bears `code`, in either order, on a day.

        Raises Invalid `agencies/bad-code` or Missing `agencies/unknown-unit`.
        """
        for identifier, unit in self._codes.get(code_path(code), ()):
            if covers(identifier.valid_from, identifier.valid_to, on):
                return unit
        raise _unknown(code)

    def children(self, unit_id: str, on: date | None = None) -> tuple[Unit, ...]:
        """The units directly under one, all of them or those that exist on a day."""
        self.unit(unit_id)
        below = self._children.get(unit_id, ())
        return tuple(unit for unit in below if on is None or unit.exists(on))

    def competent_for(self, rule: CompetenceRule, on: date, place: str | None = None) -> Unit:
        """The unit that handles a procedure on a day, following successions from the unit the rule names.

        `place` is the id of the ward, commune or special zone concerned; a rule by place needs it.
        Raises Invalid `agencies/place-needed` or `agencies/not-a-place`, Missing `agencies/unknown-unit`,
        Conflict `agencies/no-competent-unit` when nobody, or not exactly one unit, carried it on.
        """
        if rule.by == "unit":
            return self.successor_on(rule.unit or "", on, rule.field)
        if place is None:
            raise Invalid(
                "agencies/place-needed",
                "Hãy chọn phường, xã hoặc đặc khu.",
                "Choose the ward, commune or special zone.",
            )
        unit = self.unit(place)
        if unit.kind not in PLACE_KINDS:
            raise Invalid(
                "agencies/not-a-place",
                f"{unit.name_vi} không phải là phường, xã hoặc đặc khu.",
                f"{unit.name_en} is not a ward, a commune or a special zone.",
            )
        return self.successor_on(place, on, rule.field)

    def successor_on(self, unit_id: str, on: date, field: str = "") -> Unit:
        """The unit itself if it exists on that day, else who carried on its `field`; errors as above."""
        unit = self.unit(unit_id)
        for _ in range(_LONGEST_SUCCESSION):
            if unit.exists(on):
                return unit
            heir = unit.successor(field)
            if heir is None or (unit.valid_to is not None and on <= unit.valid_to):
                break
            unit = self.unit(heir)
        raise Conflict(
            "agencies/no-competent-unit",
            f"Chưa xác định được cơ quan có thẩm quyền vào ngày {on:%d/%m/%Y} ({unit.name_vi}).",
            f"No competent agency is known on {on:%d/%m/%Y} ({unit.name_en}).",
        )

    def posts_of(self, account: str, on: date) -> tuple[Post, ...]:
        """The posts an account holds on a day."""
        return tuple(post for post in self._held.get(account, ()) if post.holds(on))

    def officers(self, unit_id: str, role: Role, on: date) -> tuple[str, ...]:
        """The accounts that hold a role in a unit on a day."""
        self.unit(unit_id)
        return tuple(post.account for post in self._staff.get(unit_id, ()) if post.role == role and post.holds(on))

    def staff(self, unit_id: str, on: date | None = None) -> tuple[str, ...]:
        """The accounts with a post in a unit, each once: on a day, or ever."""
        held = (post.account for post in self._staff.get(unit_id, ()) if on is None or post.holds(on))
        return tuple(dict.fromkeys(held))


def _unknown(what: str) -> Missing:
    shown = what[:40]
    return Missing(
        "agencies/unknown-unit",
        f"Không tìm thấy cơ quan “{shown}”.",
        f"There is no agency “{shown}”.",
    )
