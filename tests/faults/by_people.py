"""What applicants and desks do: drafts, files, submission, supplements, withdrawal; signing in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.call import Caller
from chalicelib.onestop import dossiers
from tests import samples
from tests.faults import states
from tests.faults.operations import Done, Operation, Prepare
from tests.faults.world import CITIZEN, ONESTOP, Subject, World
from tests.onestop.dossiers import desk

ANSWERS = samples.website_answers()


def once(event: str) -> Done:
    """Done when the dossier's journal has this event exactly once since its client saw it."""

    def done(world: World, subject: Subject) -> bool:
        after = [one.type for one in world.records(f"D#{subject.id}") if one.seq > subject.version]
        return bool(after.count(event) == 1)

    return done


def move(
    name: str,
    before: Prepare,
    who: Caller,
    event: str,
    covers: str,
    facts: Mapping[str, Any] | None = None,
    *,
    told: str = "",
    file: bool = False,
    rival: Any = None,
    must_tell: bool = False,
) -> Operation:
    """A move through the table of moves. `told`: the row of the table, where it is not the move's own name."""

    def act(world: World, subject: Subject, key: str) -> Any:
        from chalicelib.onestop.dossiers.performing import perform

        said = {**(facts or {}), **({"file": subject.facts["file"]} if file else {})}
        return perform(world.call(who, key, name, subject.version, said), subject.id, name, said)

    row = told or name
    return Operation(row, (covers,), before, act, once(event), moves=(row,), rival=rival, must_tell=must_tell)


def _begin(world: World, subject: Subject, key: str) -> Any:
    call = world.call(CITIZEN, key, "begin", said=samples.WEBSITE)
    return dossiers.drafts().begin(call, samples.WEBSITE)


def _begin_at_desk(world: World, subject: Subject, key: str) -> Any:
    call = world.call(ONESTOP, key, "begin at desk", said=desk.BOOKS)
    return dossiers.drafts().begin_at_desk(call, desk.BOOKS)


def one_draft(world: World, subject: Subject) -> bool:
    """Done when the whole table has one dossier."""
    return sum(row["pk"]["S"].startswith("D#") and row["sk"]["S"] == "A" for row in world.rows()) == 1


def _save(world: World, subject: Subject, key: str) -> Any:
    call = world.call(CITIZEN, key, "save", subject.version, ANSWERS)
    return dossiers.drafts().save(call, subject.id, ANSWERS)


def _save_party(world: World, subject: Subject, key: str) -> Any:
    call = world.call(ONESTOP, key, "party", subject.version, desk.PARTY)
    return dossiers.applicants().save_party(call, subject.id, desk.PARTY)


def _discard(world: World, subject: Subject, key: str) -> Any:
    return dossiers.drafts().discard(world.call(CITIZEN, key, "discard", subject.version), subject.id)


def _grant(world: World, subject: Subject, key: str) -> Any:
    return {"file": states.granted(world, subject, "operating_plan", key)}


def _file(world: World) -> Subject:
    """A draft with a file."""

    def build(world: World) -> Subject:
        subject = states.draft(world)
        return states.seen(world, subject, file=states.uploaded(world, subject, "operating_plan", "before-file"))

    return world.state("file", build)


def _remove(world: World, subject: Subject, key: str) -> Any:
    call = world.call(CITIZEN, key, "remove", said=subject.facts["file"])
    return dossiers.uploads().remove(call, subject.id, subject.facts["file"])


def _link(world: World, subject: Subject, key: str) -> Any:
    dossiers.uploads().link(world.call(ONESTOP, key, "link"), subject.id, subject.facts["file"])


def _looked(world: World, subject: Subject) -> bool:
    """Looks are put on record as often as somebody tried: one at least."""
    return any(row["pk"]["S"] == f"V#D#{subject.id}" for row in world.rows())


def _submit(world: World, subject: Subject, key: str) -> Any:
    return states.submit(world, subject, key)


def _another_submits(world: World, subject: Subject) -> Any:
    """Another dossier of the same agency takes the number."""
    other = Subject(subject.facts["other"], subject.facts["other_version"])
    return states.submit(world, other, "rival")


def _submit_at_desk(world: World, subject: Subject, key: str) -> Any:
    return states.submit(world, subject, key, ONESTOP)


def _renew(world: World, subject: Subject, key: str) -> Any:
    call = world.call(CITIZEN, key, "renew", subject.version, 2)
    return dossiers.renewing().renew(call, subject.id, 2)


def _sign_in(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    identity.service().sign_in("congdan1", identity.demo_password(), world.at)


def _one_session(world: World, subject: Subject) -> bool:
    """A session for each answer that was given or lost: at least one, and no try counts against the login any more."""
    rows = world.rows()
    tries = [row for row in rows if row["pk"]["S"] == "L#congdan1" and row["sk"]["S"] == "T"]
    return any(row["pk"]["S"].startswith("S#") for row in rows) and not tries


def _signed_in(world: World) -> Subject:
    """Two open sessions of one account."""

    def build(world: World) -> Subject:
        from chalicelib.commons import identity

        states.empty(world)
        made = [identity.service().sign_in("congdan1", identity.demo_password(), world.at) for _ in range(2)]
        return Subject(made[0][1].id, facts={"token": made[0][0], "other": made[1][1].id})

    return world.state("signed in", build)


def _sign_out(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    identity.service().sign_out(subject.id)


def _sign_out_everywhere(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    identity.service().sign_out_everywhere("acc-citizen-1")


def _create_account(world: World, subject: Subject, key: str) -> Any:
    from dataclasses import replace

    from chalicelib.commons import identity

    one = replace(identity.demo_accounts()[0], id="acc-new", login="moi")
    identity.service().create_account(one, "mật khẩu minh họa", world.call(Caller("seed"), one.id, "seed"))


def _an_account(world: World) -> Subject:
    """An account with an open session."""

    def build(world: World) -> Subject:
        from chalicelib.commons import identity

        states.empty(world)
        _, session = identity.service().sign_in("congdan1", identity.demo_password(), world.at)
        return Subject("acc-citizen-1", facts={"session": session.id})

    return world.state("an account", build)


def _closed_account(world: World) -> Subject:
    """An account that is closed."""

    def build(world: World) -> Subject:
        subject = _an_account(world)
        _close_account(world, subject, "before-close")
        return subject

    return world.state("closed account", build)


def _close_account(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    return identity.service().close_account(subject.id, world.call(Caller("operator"), key, "account close"))


def _reopen_account(world: World, subject: Subject, key: str) -> Any:
    from chalicelib.commons import identity

    return identity.service().reopen_account(subject.id, world.call(Caller("operator"), key, "account reopen"))


def _account_is(active: bool, *told: str) -> Done:
    """Done when the account is so, its journal says it once, and a closed one has no session."""

    def done(world: World, subject: Subject) -> bool:
        row = world.row(f"U#{subject.id}", "U")
        said = [one.type for one in world.records(f"U#{subject.id}")][1:]
        session = world.row(f"S#{subject.facts['session']}", "S")
        return row is not None and row["active"]["BOOL"] is active and said == list(told) and session is None

    return done


def _touch(world: World, subject: Subject, key: str) -> Any:
    """A request with a session that has not been used for a while."""
    from datetime import timedelta

    from chalicelib.commons import identity

    identity.service().session_of(subject.facts["token"], world.at + timedelta(minutes=12))


def _used_or_ended(world: World, subject: Subject) -> bool:
    """The session was used; or it has ended, and has not come back."""
    row = world.row(f"S#{subject.id}", "S")
    return row is None or ("account" in row and row["seen"]["S"] > row["started"]["S"])


def _another_takes_the_login(world: World, subject: Subject) -> Any:
    """The same login is given to another account at the same moment."""
    from dataclasses import replace

    from chalicelib.commons import identity

    other = replace(identity.demo_accounts()[0], id="acc-other", login="moi")
    identity.service().create_account(other, "mật khẩu khác", world.call(Caller("seed"), other.id, "seed"))


def _has_the_login(world: World, subject: Subject) -> bool:
    """Exactly one of the two accounts has it."""
    accounts = [one for one in ("acc-new", "acc-other") if world.row(f"U#{one}", "U") is not None]
    login = world.row("L#moi", "L")
    return login is not None and [login["account"]["S"]] == accounts


OPERATIONS = (
    Operation("begin", ("dossiers.Drafts.begin",), states.empty, _begin, one_draft),
    Operation("begin at desk", ("dossiers.Drafts.begin_at_desk",), states.empty, _begin_at_desk, one_draft),
    Operation("save", ("dossiers.Drafts.save",), states.draft, _save, once("dossier.saved")),
    Operation(
        "discard",
        ("dossiers.Drafts.discard",),
        states.draft,
        _discard,
        once("dossier.discarded"),
        moves=("discard",),
    ),
    Operation(
        "close account",
        ("identity.IdentityService.close_account",),
        _an_account,
        _close_account,
        _account_is(False, "account.closed"),
    ),
    Operation(
        "reopen account",
        ("identity.IdentityService.reopen_account",),
        _closed_account,
        _reopen_account,
        _account_is(True, "account.closed", "account.reopened"),
    ),
    Operation(
        "save party",
        ("dossiers.Applicants.save_party",),
        states.at_desk,
        _save_party,
        once("dossier.party_saved"),
    ),
    Operation("grant", ("dossiers.Uploads.grant",), states.draft, _grant, once("dossier.upload_granted")),
    Operation("remove file", ("dossiers.Uploads.remove",), _file, _remove, once("dossier.file_removed")),
    Operation(
        "submit",
        ("dossiers.Drafts.submit",),
        states.ready,
        _submit,
        once("dossier.submitted"),
        moves=("submit",),
        rival=_another_submits,
    ),
    Operation(
        "submit at desk", ("dossiers.Drafts.submit",), states.at_desk, _submit_at_desk, once("dossier.submitted")
    ),
    Operation("renew", ("dossiers.Renewing.renew",), states.lapsed, _renew, once("dossier.draft_moved")),
    move(
        "supplement",
        states.brought_before,
        CITIZEN,
        "dossier.supplemented",
        "dossiers.Supplements.supplement",
        {"answers": {"purpose": "Tổng hợp tin kinh tế."}},
    ),
    move(
        "supplement",
        states.brought_after,
        CITIZEN,
        "dossier.supplemented",
        "dossiers.Supplements.supplement",
        {"answers": {"purpose": "Tổng hợp tin kinh tế."}},
        told="complete",
    ),
    move("withdraw", states.examined, CITIZEN, "dossier.withdrawn", "dossiers.Intake.withdraw"),
    move(
        "choose_delivery",
        states.submitted,
        CITIZEN,
        "dossier.delivery_chosen",
        "dossiers.Applicants.choose_delivery",
        {"way": "desk"},
    ),
    Operation(
        "sign in",
        ("identity.IdentityService.sign_in", "identity.IdentityService.enter"),
        states.empty,
        _sign_in,
        _one_session,
    ),
    Operation(
        "use a session",
        ("identity.IdentityService.session_of",),
        _signed_in,
        _touch,
        _used_or_ended,
        rival=lambda world, subject: _sign_out(world, subject, ""),
    ),
    Operation(
        "sign out",
        ("identity.IdentityService.sign_out",),
        _signed_in,
        _sign_out,
        lambda world, subject: (
            [row["pk"]["S"] for row in world.rows() if row["pk"]["S"].startswith("S#")]
            == [f"S#{subject.facts['other']}"]
        ),
    ),
    Operation(
        "sign out everywhere",
        ("identity.IdentityService.sign_out_everywhere",),
        _signed_in,
        _sign_out_everywhere,
        lambda world, subject: not any(row["pk"]["S"].startswith("S#") for row in world.rows()),
    ),
    Operation(
        "create account",
        ("identity.IdentityService.create_account",),
        states.empty,
        _create_account,
        _has_the_login,
        rival=_another_takes_the_login,
        may_lose=True,
    ),
)
