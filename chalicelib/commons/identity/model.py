"""People and sessions. Pure.

A person has one account per capacity: an officer who applies for something of their own signs in as a
citizen. An officer's rights come from the posts held that day and end with them; no session stores them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.cloud.call import Lent
from chalicelib.commons.identity.absences.model import Absence
from chalicelib.foundation.values import frozen

AccountKind = Literal["citizen", "officer"]
ACCOUNT_KINDS: tuple[AccountKind, ...] = ("citizen", "officer")

Role = Literal[
    "citizen",
    "one_stop_officer",
    "specialist",
    "leader",
    "registry_clerk",
    "agency_admin",
    "operator",
]
ROLES: tuple[Role, ...] = (
    "citizen",
    "one_stop_officer",
    "specialist",
    "leader",
    "registry_clerk",
    "agency_admin",
    "operator",
)

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=5)


@frozen
class Account:
    """Who somebody is. `citizen_id` (12 digits), `phone` (E.164) and `email` are empty when not known."""

    id: str
    login: str
    name: str
    kind: AccountKind
    citizen_id: str = ""
    phone: str = ""
    email: str = ""
    active: bool = True


@frozen
class Claims:
    """What a sign-in provider vouches for. `subject` is the provider's name for the person.

    `assurance` is the level of the electronic identity (Decree 69/2024): 1, or 2 when proven face to face.
    """

    subject: str
    provider: str
    assurance: int = 1
    name: str = ""


@frozen
class Session:
    """A signed-in stay. `id` is the digest of the token that only the holder has.

    `seen` is when its use was last noted, at most TOUCH_AFTER before the last use: a session may end that
    much before IDLE has passed, never after. `unit` and `roles` are what the posts of the day give, with what absent
    officers have lent. `absences`: those in which the account was the deputy when this was last looked up.
    """

    id: str
    account: str
    name: str
    kind: AccountKind
    provider: str
    assurance: int
    started: datetime
    seen: datetime
    unit: str = ""
    roles: frozenset[str] = frozenset()
    absences: tuple[Absence, ...] = ()
    lent: tuple[Lent, ...] = ()

    @property
    def ends(self) -> datetime:
        """When it ends at the latest, however much it is used."""
        return self.started + ABSOLUTE

    def alive(self, at: datetime) -> bool:
        """Whether neither limit has passed."""
        return at < self.ends and at - self.seen < IDLE

    def needs_touch(self, at: datetime) -> bool:
        """Whether its use has to be noted again."""
        return at - self.seen >= TOUCH_AFTER


def standing(kind: AccountKind, posts: Sequence[tuple[str, str]]) -> tuple[str, frozenset[str]]:
    """(unit, roles) of a session from the posts `(unit, role)` of the day.

    A session acts for one unit, that of the first post, with the roles held there: rights in two units never
    add up. A citizen's account has no unit, whatever the posts say.
    """
    if kind == "citizen":
        return "", frozenset({"citizen"})
    if not posts:
        return "", frozenset()
    unit = posts[0][0]
    return unit, frozenset(role for where, role in posts if where == unit)
