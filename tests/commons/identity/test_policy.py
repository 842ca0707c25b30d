"""The policy table against a second description of it, over every action, role and relation."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud.call import NOBODY, Caller
from chalicelib.cloud.door import PUBLIC as DOORS_PUBLIC
from chalicelib.commons import agencies
from chalicelib.commons.identity.model import ROLES
from chalicelib.commons.identity.policy import (
    PUBLIC,
    RELATIONS,
    SIGNED_IN,
    TABLE,
    Row,
    UnknownAction,
    _by_action,
    actions,
    entry,
    may,
    require,
)
from chalicelib.foundation.errors import Forbidden, Missing

EVERYBODY = [
    *["agencies.read", "calendar.read", "dossiers.lookup", "ledger.open_data"],
    *["notices.read", "platform.health", "problems.read", "procedures.read"],
    *["payments.notify", "payments.simulate", "satisfaction.open_data", "satisfaction.rate_by_code"],
    *["sessions.open", "texts.read", "tickets.board", "tickets.take"],
]
ANYBODY_SIGNED_IN = ["me.read"]
OPERATOR = [
    *[
        "audit.read",
        "calendar.announce",
        "ledger.read",
        "notices.announce",
        "portal.manage",
        "problems.search",
        "procedures.publish",
        "procedures.read_proposals",
        "procedures.review",
        *["texts.edit", "texts.publish"],
    ],
]
ADMINISTRATOR = ["portal.manage", "problems.search"]
OWN_SESSION = ["sessions.close"]
CITIZEN = ["dossiers.list_mine", "drafts.create"]
OWNER = [
    *["dossiers.choose_delivery", "dossiers.move", "dossiers.read", "dossiers.supplement", "dossiers.withdraw"],
    *["drafts.discard", "drafts.read", "drafts.save", "drafts.submit"],
    *["files.read", "files.upload", "payments.pay", "satisfaction.rate", "views.read"],
]
DESK = ["drafts.create_at_desk", "dossiers.list_at_desk"]
FOR_THE_DESK = [action for action in OWNER if action not in ("payments.pay", "views.read")]
OFFICER = ["identity.delegate"]
# role by role, what an officer may do in their own unit: c(an)
IN_UNIT = """
                            one_stop_officer specialist leader registry_clerk agency_admin operator
audit.read                  -                -          -      -              c            -
calendar.announce           -                -          -      -              c            -
consultations.answer        -                c          c      -              -            -
dossiers.assign             -                -          c      -              -            -
dossiers.attach_result      -                c          c      -              -            -
dossiers.correct            -                -          c      -              -            -
dossiers.extend             -                -          c      -              -            -
dossiers.move               c                c          c      -              -            -
dossiers.process            c                c          c      -              -            -
dossiers.read               c                c          c      -              -            -
dossiers.receive            c                -          -      -              -            -
dossiers.refuse             c                -          c      -              -            -
dossiers.reject             -                -          c      -              -            -
dossiers.request_supplement c                -          -      -              -            -
dossiers.return_result      c                -          -      -              -            -
dossiers.stop               -                -          c      -              -            -
dossiers.take               c                c          c      -              -            -
dossiers.take_payment       c                -          -      -              -            -
files.read                  c                c          c      -              -            -
files.upload                -                c          c      -              -            -
ledger.read                 -                -          c      -              c            -
identity.delegate           -                -          c      -              -            -
payments.reconcile          c                -          c      -              c            -
payments.refund             -                -          c      -              -            -
procedures.propose          -                -          -      -              c            -
procedures.read_proposals   -                -          -      -              c            -
procedures.publish          -                -          -      -              -            -
procedures.review           -                -          -      -              -            -
queue.read                  c                c          c      -              -            -
satisfaction.read_remarks   c                c          c      -              c            -
tickets.call                c                -          -      -              -            -
tickets.enrol               c                -          -      -              c            -
views.read                  -                -          -      -              c            -
"""


def _in_unit() -> set[tuple[str, str]]:
    head, *lines = IN_UNIT.strip().splitlines()
    roles = head.split()
    return {
        (action, role)
        for action, *marks in (line.split() for line in lines)
        for role, mark in zip(roles, marks, strict=True)
        if mark == "c"
    }


MAY_IN_UNIT = _in_unit()


def expected(action: str, role: str, relation: str) -> bool:
    """Whether somebody signed in, with this one role, may do it to a thing they stand in this relation to."""
    if action in EVERYBODY or action in ANYBODY_SIGNED_IN:
        return True
    if action in OWN_SESSION:
        return relation == "owner"
    if role == "citizen" and action in CITIZEN:
        return True
    if role == "citizen" and action in OWNER:
        return relation == "owner"
    if role not in ("", "citizen") and action in OFFICER and relation == "owner":
        return True
    if role == "operator" and action in OPERATOR:
        return True
    if role == "agency_admin" and action in ADMINISTRATOR:
        return True
    if role == "one_stop_officer" and (action in DESK or (action in FOR_THE_DESK and relation == "desk")):
        return True
    return relation == "unit" and (action, role) in MAY_IN_UNIT


def thing(relation: str) -> dict[str, str]:
    """A thing of somebody in some unit, that the caller stands in this relation to."""
    return {
        "owner": {"owner": "acc-me", "desk": "desk:d07"}.get(relation, "acc-other"),
        "unit": "d07" if relation == "unit" else "d06",
    }


def caller(*roles: str) -> Caller:
    return Caller(account="acc-me", name="Tôi", roles=frozenset(roles), unit="d07", session="s")


@pytest.mark.parametrize("action", sorted(actions()))
def test_every_role_in_every_relation_may_just_what_the_matrix_says(action: str) -> None:
    for role, relation in itertools.product(ROLES, (*RELATIONS, "none")):
        assert may(caller(role), action, **thing(relation)) is expected(action, role, relation), (
            role,
            relation,
        )


@pytest.mark.parametrize("action", sorted(actions()))
def test_nobody_may_only_what_is_public(action: str) -> None:
    for relation in RELATIONS:
        assert may(NOBODY, action, **thing(relation)) is (action in EVERYBODY)
    assert may(NOBODY, action) is (action in EVERYBODY)


@pytest.mark.parametrize("action", sorted(actions()))
def test_a_post_without_a_role_may_only_what_everybody_may(action: str) -> None:
    for relation in RELATIONS:
        assert may(caller(), action, **thing(relation)) is expected(action, "", relation)


def test_the_matrix_describes_every_action() -> None:
    in_unit = (action for action, _ in MAY_IN_UNIT)
    described = {
        *EVERYBODY,
        *ANYBODY_SIGNED_IN,
        *OWN_SESSION,
        *CITIZEN,
        *DESK,
        *OWNER,
        *OPERATOR,
        *ADMINISTRATOR,
        *in_unit,
    }
    assert described == actions()


@pytest.mark.parametrize("action", sorted(actions()))
def test_what_belongs_to_nobody_is_not_everybodys(action: str) -> None:
    """A caller without account or unit must not match a thing without owner or unit."""
    for role in ROLES:
        rootless = Caller(roles=frozenset({role}))
        if any(row.relation == "any" and row.role in (role, PUBLIC) for row in TABLE if row.action == action):
            continue
        assert not may(rootless, action)
        assert not may(rootless, action, owner="", unit="")


@given(
    st.sampled_from(sorted(actions())),
    st.frozensets(st.sampled_from(ROLES)),
    st.frozensets(st.sampled_from(ROLES)),
    st.sampled_from([*RELATIONS, "none"]),
)
def test_roles_add_up_and_never_take_away(
    action: str, some: frozenset[str], others: frozenset[str], relation: str
) -> None:
    both = may(caller(*some, *others), action, **thing(relation))
    either = may(caller(*some), action, **thing(relation)) or may(caller(*others), action, **thing(relation))
    assert both is either


@given(st.sampled_from(sorted(actions())), st.frozensets(st.sampled_from(ROLES)), st.sampled_from(RELATIONS))
def test_whoever_may_do_it_may_knock(action: str, roles: frozenset[str], relation: str) -> None:
    if may(caller(*roles), action, **thing(relation)):
        assert entry(action) & {*roles, PUBLIC, SIGNED_IN}


def test_an_unknown_action_is_an_error_and_not_a_no() -> None:
    for ask in (
        entry,
        lambda action: may(caller("operator"), action),
        lambda action: require(NOBODY, action),
    ):
        with pytest.raises(UnknownAction):
            ask("dossiers.reed")


def test_a_row_with_an_unknown_role_or_standing_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown role"):
        _by_action((Row("dossiers.read", "citizens", "owner"),))
    with pytest.raises(ValueError, match="twice"):
        _by_action((TABLE[0], TABLE[0]))


def test_require_passes_those_who_may() -> None:
    require(caller("citizen"), "dossiers.withdraw", owner="acc-me", unit="d06")
    require(caller("leader"), "dossiers.refuse", owner="acc-other", unit="d07")
    require(NOBODY, "procedures.read")


def test_require_says_no_to_those_who_know_and_not_found_to_all_others() -> None:
    with pytest.raises(Forbidden) as own:
        require(caller("citizen"), "dossiers.receive", owner="acc-me", unit="d06")
    with pytest.raises(Forbidden):
        require(caller("registry_clerk"), "dossiers.receive", owner="acc-other", unit="d07")
    with pytest.raises(Forbidden):
        require(caller("leader"), "drafts.create")
    with pytest.raises(Missing) as foreign:
        require(caller("leader"), "dossiers.refuse", owner="acc-other", unit="d06")
    with pytest.raises(Missing) as named:
        require(caller("citizen"), "files.read", owner="acc-other", unit="d06", code="dossiers/missing")
    assert own.value.code == "identity/forbidden"
    assert (foreign.value.code, named.value.code) == ("dossiers/missing", "dossiers/missing")


def test_a_desk_s_things_are_its_one_stop_officers_only() -> None:
    require(caller("one_stop_officer"), "drafts.save", owner="desk:d07", unit="d06")
    with pytest.raises(Forbidden):
        require(caller("one_stop_officer"), "dossiers.receive", owner="desk:d07", unit="d06")
    for role, owner in (("one_stop_officer", "desk:d06"), ("specialist", "desk:d07"), ("citizen", "desk:d07")):
        with pytest.raises(Missing):
            require(caller(role), "drafts.save", owner=owner, unit="d06")
    rootless = Caller(account="acc-me", roles=frozenset({"one_stop_officer"}))
    assert not may(rootless, "drafts.save", owner="desk:")
    unsigned = Caller(roles=frozenset({"one_stop_officer"}), unit="d07")
    assert not may(unsigned, "drafts.save", owner="desk:d07")


def test_the_words_agree_with_the_rooms_around() -> None:
    assert PUBLIC == DOORS_PUBLIC
    assert {*ROLES} == {"citizen", *agencies.ROLES}
