"""The one policy table: which role may do what, and to which things. What no row allows is refused.

A row names an action (`room.verb`), a role and a relation: `any` thing, things the caller is the `owner` of, things
in the competence of the caller's `unit`, or things that the one-stop `desk` of the caller's unit keeps for somebody
without an account: any officer of that desk may go on with them. Besides the roles that accounts hold there are two
that follow from the request: `public` (everybody) and `signed_in` (everybody with a session). `dossiers.move` only says
who may knock at the door of moves; each move has its own action.
"""

from dataclasses import replace
from typing import Literal, get_args

from chalicelib.cloud.call import Caller
from chalicelib.commons.identity.model import ROLES, Role
from chalicelib.foundation.errors import Forbidden, Missing
from chalicelib.foundation.values import frozen

Relation = Literal["any", "owner", "unit", "desk"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
PUBLIC = "public"
SIGNED_IN = "signed_in"
DESK = "desk:"
"""What the owner of a thing begins with that a one-stop desk keeps: `desk:<unit>`."""
AT_DESK: Role = "one_stop_officer"


class UnknownAction(LookupError):
    """The policy table has no row for this action: a mistake of ours, never the caller's."""


@frozen
class Row:
    """`role` may do `action` to things it stands in this `relation` to."""

    action: str
    role: str
    relation: Relation


def _rows(action: str, relation: Relation, *roles: str) -> tuple[Row, ...]:
    return tuple(Row(action, role, relation) for role in roles)


OFFICERS = ("one_stop_officer", "specialist", "leader", "registry_clerk", "agency_admin", "operator")

TABLE: tuple[Row, ...] = (
    *_rows("agencies.read", "any", PUBLIC),
    *_rows("audit.read", "unit", "agency_admin"),
    *_rows("audit.read", "any", "operator"),
    *_rows("calendar.announce", "unit", "agency_admin"),
    *_rows("calendar.announce", "any", "operator"),
    *_rows("calendar.read", "any", PUBLIC),
    *_rows("consultations.answer", "unit", "specialist", "leader"),
    *_rows("dossiers.assign", "unit", "leader"),
    *_rows("dossiers.attach_result", "unit", "specialist", "leader"),
    *_rows("dossiers.choose_delivery", "owner", "citizen"),
    *_rows("dossiers.choose_delivery", "desk", AT_DESK),
    *_rows("dossiers.correct", "unit", "leader"),
    *_rows("dossiers.extend", "unit", "leader"),
    *_rows("dossiers.list_at_desk", "any", AT_DESK),
    *_rows("dossiers.list_mine", "any", "citizen"),
    *_rows("dossiers.lookup", "any", PUBLIC),
    *_rows("dossiers.move", "owner", "citizen"),
    *_rows("dossiers.move", "unit", "one_stop_officer", "specialist", "leader"),
    *_rows("dossiers.move", "desk", AT_DESK),
    *_rows("dossiers.process", "unit", "specialist", "leader", "one_stop_officer"),
    *_rows("dossiers.read", "owner", "citizen"),
    *_rows("dossiers.read", "unit", "one_stop_officer", "specialist", "leader"),
    *_rows("dossiers.read", "desk", AT_DESK),
    *_rows("dossiers.receive", "unit", "one_stop_officer"),
    *_rows("dossiers.refuse", "unit", "one_stop_officer", "leader"),
    *_rows("dossiers.reject", "unit", "leader"),
    *_rows("dossiers.request_supplement", "unit", "one_stop_officer"),
    *_rows("dossiers.return_result", "unit", "one_stop_officer"),
    *_rows("dossiers.stop", "unit", "leader"),
    *_rows("dossiers.supplement", "owner", "citizen"),
    *_rows("dossiers.supplement", "desk", AT_DESK),
    *_rows("dossiers.take", "unit", "one_stop_officer", "specialist", "leader"),
    *_rows("dossiers.take_payment", "unit", "one_stop_officer"),
    *_rows("dossiers.withdraw", "owner", "citizen"),
    *_rows("dossiers.withdraw", "desk", AT_DESK),
    *_rows("drafts.create", "any", "citizen"),
    *_rows("drafts.create_at_desk", "any", AT_DESK),
    *_rows("drafts.discard", "owner", "citizen"),
    *_rows("drafts.discard", "desk", AT_DESK),
    *_rows("drafts.read", "owner", "citizen"),
    *_rows("drafts.read", "desk", AT_DESK),
    *_rows("drafts.save", "owner", "citizen"),
    *_rows("drafts.save", "desk", AT_DESK),
    *_rows("drafts.submit", "owner", "citizen"),
    *_rows("drafts.submit", "desk", AT_DESK),
    *_rows("files.read", "owner", "citizen"),
    *_rows("files.read", "unit", "one_stop_officer", "specialist", "leader"),
    *_rows("files.read", "desk", AT_DESK),
    *_rows("files.upload", "owner", "citizen"),
    *_rows("files.upload", "unit", "specialist", "leader"),
    *_rows("files.upload", "desk", AT_DESK),
    *_rows("ledger.open_data", "any", PUBLIC),
    *_rows("ledger.read", "unit", "leader", "agency_admin"),
    *_rows("ledger.read", "any", "operator"),
    *_rows("identity.delegate", "owner", *OFFICERS),
    *_rows("identity.delegate", "unit", "leader"),
    *_rows("me.read", "any", SIGNED_IN),
    *_rows("notices.announce", "any", "operator"),
    *_rows("notices.read", "any", PUBLIC),
    *_rows("payments.notify", "any", PUBLIC),
    *_rows("payments.pay", "owner", "citizen"),
    *_rows("payments.reconcile", "unit", "one_stop_officer", "leader", "agency_admin"),
    *_rows("payments.refund", "unit", "leader"),
    *_rows("payments.simulate", "any", PUBLIC),
    *_rows("platform.health", "any", PUBLIC),
    *_rows("portal.manage", "any", "operator", "agency_admin"),
    *_rows("problems.read", "any", PUBLIC),
    *_rows("problems.search", "any", "operator", "agency_admin"),
    *_rows("procedures.propose", "unit", "agency_admin"),
    *_rows("procedures.publish", "any", "operator"),
    *_rows("procedures.read", "any", PUBLIC),
    *_rows("procedures.read_proposals", "unit", "agency_admin"),
    *_rows("procedures.read_proposals", "any", "operator"),
    *_rows("procedures.review", "any", "operator"),
    *_rows("queue.read", "unit", "one_stop_officer", "specialist", "leader"),
    *_rows("texts.edit", "any", "operator"),
    *_rows("texts.publish", "any", "operator"),
    *_rows("texts.read", "any", PUBLIC),
    *_rows("tickets.board", "any", PUBLIC),
    *_rows("tickets.call", "unit", "one_stop_officer"),
    *_rows("tickets.enrol", "unit", "agency_admin", "one_stop_officer"),
    *_rows("tickets.take", "any", PUBLIC),
    *_rows("views.read", "owner", "citizen"),
    *_rows("views.read", "unit", "agency_admin"),
    *_rows("satisfaction.open_data", "any", PUBLIC),
    *_rows("satisfaction.rate", "owner", "citizen"),
    *_rows("satisfaction.rate", "desk", AT_DESK),
    *_rows("satisfaction.rate_by_code", "any", PUBLIC),
    *_rows("satisfaction.read_remarks", "unit", "one_stop_officer", "specialist", "leader", "agency_admin"),
    *_rows("sessions.close", "owner", SIGNED_IN),
    *_rows("sessions.open", "any", PUBLIC),
)


def _by_action(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    """The rows of each action; a row that names no known role or stands twice is refused when imported."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        if row.role not in (*ROLES, PUBLIC, SIGNED_IN) or row in found.get(row.action, ()):
            raise ValueError(f"policy row {row} names an unknown role or stands twice")
        found[row.action] = (*found.get(row.action, ()), row)
    return found


_ROWS = _by_action(TABLE)


def actions() -> frozenset[str]:
    """Every action the table knows; the guard compares them with the rules of the doors and pages."""
    return frozenset(_ROWS)


def entry(action: str) -> frozenset[str]:
    """The roles that may knock: somebody with one of them may do this to something. Raises UnknownAction."""
    return frozenset(row.role for row in _rows_of(action))


def may(caller: Caller, action: str, *, owner: str = "", unit: str = "") -> bool:
    """Whether the caller may do this to the thing of that owner in the competence of that unit.

    A thing without an owner or a unit is nobody's: empty never matches empty. Raises UnknownAction.
    """
    roles = roles_of(caller)
    holds = {
        "any": True,
        "owner": is_owner(caller, owner),
        "unit": is_of_unit(caller, unit),
        "desk": is_of_desk(caller, owner),
    }
    return any(row.role in roles and holds[row.relation] for row in _rows_of(action))


def on_behalf(caller: Caller, action: str, *, owner: str = "", unit: str = "", role: str = "") -> str:
    """The absent officer by whose right their deputy may do this; empty when the caller's own posts allow it.

    `role`: besides the action, this role is needed, as in a step of a procedure.
    """

    def enough(roles: frozenset[str]) -> bool:
        return (not role or role in roles) and may(replace(own, roles=roles), action, owner=owner, unit=unit)

    own = caller.alone
    if enough(own.roles):
        return ""
    return next((one.account for one in caller.lent if enough(own.roles | one.roles)), "")


def require(caller: Caller, action: str, *, owner: str = "", unit: str = "", code: str = "") -> None:
    """Passes, or refuses: Forbidden `identity/forbidden` to somebody who stands in a relation to the thing,
    Missing `code` (else `<room>/missing`) to all others, who may not even know that it exists."""
    if may(caller, action, owner=owner, unit=unit):
        return
    about_a_thing = bool(owner or unit)
    if about_a_thing and not (keeps(caller, owner) or is_of_unit(caller, unit)):
        raise Missing(
            code or f"{action.partition('.')[0]}/missing",
            "Không tìm thấy nội dung này.",
            "This was not found.",
        )
    raise forbidden()


def roles_of(caller: Caller) -> frozenset[str]:
    """The roles of the posts, and those that follow from the request itself."""
    return caller.roles | ({PUBLIC, SIGNED_IN} if caller.signed_in else {PUBLIC})


def is_owner(caller: Caller, owner: str) -> bool:
    """Whether the thing is the caller's own."""
    return bool(owner) and caller.account == owner


def is_of_desk(caller: Caller, owner: str) -> bool:
    """Whether the thing is kept by the one-stop desk that the caller serves at."""
    return caller.signed_in and bool(caller.unit) and AT_DESK in caller.roles and owner == desk_of(caller.unit)


def keeps(caller: Caller, owner: str) -> bool:
    """Whether the caller acts for the owner: is the owner, or serves at the desk that keeps the thing."""
    return is_owner(caller, owner) or is_of_desk(caller, owner)


def desk_of(unit: str) -> str:
    """The owner of what a unit's one-stop desk keeps."""
    return DESK + unit


def is_of_unit(caller: Caller, unit: str) -> bool:
    """Whether the thing lies in the competence of the caller's unit."""
    return bool(unit) and caller.signed_in and caller.unit == unit


def forbidden() -> Forbidden:
    """The refusal for somebody whose roles do not allow it."""
    return Forbidden(
        "identity/forbidden",
        "Tài khoản của bạn không có quyền thực hiện việc này.",
        "Your account may not do this.",
    )


def _rows_of(action: str) -> tuple[Row, ...]:
    if action not in _ROWS:
        raise UnknownAction(action)
    return _ROWS[action]


def open_to_all(action: str) -> bool:
    """Whether everybody may knock for this action, signed in or not."""
    return PUBLIC in entry(action)
