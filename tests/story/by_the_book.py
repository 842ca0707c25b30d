"""The chapter of the report ledger: what the story has done is counted, and the equation holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalicelib.foundation.clock import vietnam_day
from tests.story.cast import Cast
from tests.story.web import Say, must, wait_for

LEAVING = ("early", "on_time", "late", "refused", "withdrawn", "stopped", "pending_in_time", "pending_overdue")
PATIENCE = 90


def received_before(cast: Cast) -> int:
    """How many dossiers of this month the agency's ledger has counted already."""
    return int(report(cast)["total"]["received"])


def report(cast: Cast, by: str = "procedure") -> dict[str, Any]:
    """The agency's report of this month until today."""
    today = vietnam_day(datetime.now(tz=UTC))
    asked = f"unit=d07&from={today.replace(day=1)}&to={today}&by={by}"
    found: dict[str, Any] = cast.leader.get(f"/api/v1/ledger?{asked}").must(200).json
    return found


def balanced(cast: Cast, before: int, more: int, say: Say) -> None:
    """Every dossier received in the story is in the ledger, and both sides of the equation are equal."""

    def counted() -> dict[str, Any] | None:
        found = report(cast)
        return found if found["total"]["received"] >= before + more else None

    found = wait_for("the ledger to have counted every dossier", counted, PATIENCE)
    for line in [*found["items"], found["total"]]:
        left, right = line["opening"] + line["received"], sum(line[name] for name in LEAVING)
        must(f"the equation holds for {line.get('key', 'all')}: {left} = {right}", left == right)
    must("the ledger says so itself", found["balanced"] is True)
    cast.citizen.get("/api/v1/ledger?unit=d07").must(403, "identity/forbidden")
    total = found["total"]
    terms = " + ".join(f"{total[name]} {name.replace('_', ' ')}" for name in LEAVING if total[name])
    say(f"the ledger balances: {total['opening']} opening + {total['received']} received = {terms}")
