"""Every address states its rule, every rule stands in the one policy table, and every row of it is used."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import app as composed
from chalicelib.cloud.door import all_doors
from chalicelib.commons import identity
from chalicelib.onestop.dossiers import MOVES


def rules() -> dict[str, str]:
    """Each address with the rule it states."""
    doors = {f"{door.method} {door.path}": door.rule for door in all_doors(composed.DOORS)}
    pages = {f"{page.method} {page.path}": page.rule for room in composed.PAGES for page in room.routes}
    return {**doors, **pages}


@pytest.mark.parametrize(("address", "rule"), sorted(rules().items()))
def test_every_address_states_a_known_rule(address: str, rule: str) -> None:
    assert rule == "public" or rule in identity.actions(), address


def test_every_row_of_the_policy_table_is_used() -> None:
    stated = set(rules().values()) | {"platform.health"}
    made = {row.action for row in MOVES.values()}
    asked = {"drafts.read"}
    assert identity.actions() - stated - made <= asked


def test_every_move_is_for_somebody() -> None:
    unknown = {row.action for row in MOVES.values()} - set(identity.actions()) - {"platform"}
    assert unknown == set()


def test_a_route_without_a_rule_cannot_be_made() -> None:
    from chalicelib.cloud.door import Doors, Words

    doors = Doors("test")

    def view(request: Any, call: Any) -> Any:
        return None

    with pytest.raises(TypeError, match="rule"):
        doors.get("/api/v1/nothing", title=Words("", ""))(view)


def test_the_api_stays_far_from_the_gateway_s_limit_of_path_nodes() -> None:
    nodes = {
        "/".join(route.split("/")[: depth + 1])
        for route in composed.app.routes
        for depth in range(1, route.count("/") + 1)
    }
    assert len(nodes) < 300
    by_room = Counter(door.path.split("/")[3] for door in all_doors(composed.DOORS))
    assert max(by_room.values()) <= 15


def test_sibling_path_variables_share_one_name() -> None:
    names: dict[str, set[str]] = {}
    for route in composed.app.routes:
        parts = route.split("/")
        for place, part in enumerate(parts):
            if part.startswith("{"):
                names.setdefault("/".join(parts[:place]), set()).add(part)
    assert {place: found for place, found in names.items() if len(found) > 1} == {}
