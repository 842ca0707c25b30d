"""Identity's items: accounts, logins, tries to sign in, sessions.

| item | pk | sk |
|---|---|---|
| account (the head of its aggregate) | `U#<account>` | `U` |
| login: the password's hash and whose it is | `L#<login, folded>` | `L` |
| failed tries of a login, known or not | `L#<login, folded>` | `T` |
| session | `S#<digest of the token>` | `S` |

Accounts are journalled. Sessions and tries are not: they are short-lived, and TTL removes them (`ttl`, Unix
seconds).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.cloud import table
from chalicelib.cloud.call import Call
from chalicelib.cloud.items import Item
from chalicelib.cloud.journal import Event, Headed, amend, found, open_change
from chalicelib.cloud.table import Change, PartLost
from chalicelib.commons.identity.absences import Absence, pack, unpack
from chalicelib.commons.identity.model import Account, AccountKind, Session
from chalicelib.foundation.clock import iso, parse_iso
from chalicelib.foundation.errors import Conflict, Missing

PAGE = 100


class AccountItem(Headed):
    """An account as stored."""

    login = UnicodeAttribute()
    name = UnicodeAttribute()
    kind = UnicodeAttribute()
    citizen_id = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    active = BooleanAttribute()


class LoginItem(Item):
    """A login: `account` is whose, `secret` the password's hash."""

    account = UnicodeAttribute()
    secret = UnicodeAttribute()


class TriesItem(Item):
    """Tries to sign in that were not followed by success; they count until `until`."""

    tries = NumberAttribute()
    until = UnicodeAttribute()
    ttl = NumberAttribute()


class SessionItem(Item):
    """A session. On the index `mine` under `SESSIONS#<account>`, `own` being when it started."""

    account = UnicodeAttribute()
    name = UnicodeAttribute()
    kind = UnicodeAttribute()
    provider = UnicodeAttribute()
    assurance = NumberAttribute()
    started = UnicodeAttribute()
    seen = UnicodeAttribute()
    ttl = NumberAttribute()
    absences = UnicodeAttribute(null=True)
    mk = UnicodeAttribute()
    ms = UnicodeAttribute()
    own = UnicodeAttribute()


def account(account_id: str) -> Account | None:
    """The account, None when there is none."""
    row = table.get(f"U#{account_id}", "U")
    return _account(row) if row is not None else None


def _account(row: table.RawItem) -> Account:
    item = AccountItem.from_raw_data(row)
    return Account(
        id=item.pk.removeprefix("U#"),
        login=item.login,
        name=item.name,
        kind=cast(AccountKind, item.kind),
        citizen_id=item.citizen_id or "",
        phone=item.phone or "",
        email=item.email or "",
        active=item.active,
    )


def accounts(account_ids: Sequence[str]) -> list[Account]:
    """Up to 100 accounts in one call, in no particular order; those that do not exist are left out."""
    return [_account(row) for row in table.batch([(f"U#{one}", "U") for one in account_ids])]


def create_account(new: Account, secret: str, call: Call) -> bool:
    """Writes account, login and journal entry together; False when the id or the login is taken already."""
    head = AccountItem(
        pk=f"U#{new.id}",
        sk="U",
        login=new.login,
        name=new.name,
        kind=new.kind,
        citizen_id=new.citizen_id or None,
        phone=new.phone or None,
        email=new.email or None,
        active=new.active,
    )
    login = LoginItem(pk=f"L#{new.login}", sk="L", account=new.id, secret=secret)
    event = Event("account.created", {"account": new.id, "kind": new.kind})
    change, entry = open_change(head, call, event, {"account": new.id})
    found(change, entry, head)
    change.put("login", login, LoginItem.pk.does_not_exist())
    return _committed(change)


def set_active(account_id: str, active: bool, call: Call) -> dict[str, Any]:
    """Closes an account or opens it again, with its journal entry. Missing `identity/no-account`; Conflict
    `identity/account-unchanged` when that is what it is already."""
    row = table.get(f"U#{account_id}", "U")
    if row is None:
        raise no_account()
    head = AccountItem.from_raw_data(row)
    if head.active == active:
        raise Conflict(
            "identity/account-unchanged",
            "Tài khoản đang hoạt động." if active else "Tài khoản đã đóng từ trước.",
            "The account is open." if active else "The account was closed before.",
        )
    event = Event("account.reopened" if active else "account.closed", {"account": account_id})
    answer = {"account": account_id, "active": active}
    change, entry = open_change(head, call, event, answer)
    amend(change, entry, head, [AccountItem.active.set(active)])
    change.commit()
    return answer


def no_account() -> Missing:
    """The refusal for an account that is not there."""
    return Missing("identity/no-account", "Không tìm thấy tài khoản này.", "There is no such account.")


def login(folded: str) -> tuple[str, str] | None:
    """(account, stored password) of a login, None when nobody has it."""
    row = table.get(f"L#{folded}", "L")
    if row is None:
        return None
    item = LoginItem.from_raw_data(row)
    return item.account, item.secret


def count_try(folded: str, at: datetime, most: int, window: timedelta) -> datetime | None:
    """Counts a try before its password is looked at, so that tries at the same time cannot outrun the count.

    None when it may go on; the moment when tries are taken again once `most` have been counted, none of
    them more than `window` after the one before.
    """
    until = at + window
    fresh = TriesItem(pk=f"L#{folded}", sk="T", tries=1, until=iso(until), ttl=int(until.timestamp()))
    first = Change()
    first.put("tries", fresh, TriesItem.pk.does_not_exist() | (TriesItem.until <= iso(at)))
    if _committed(first):
        return None
    steps = [
        TriesItem.tries.add(1),
        TriesItem.until.set(fresh.until),
        TriesItem.ttl.set(fresh.ttl),
    ]
    next_one = Change()
    next_one.update("tries", TriesItem(pk=fresh.pk, sk=fresh.sk), steps, TriesItem.tries < most)
    try:
        next_one.commit()
    except PartLost as lost:
        return parse_iso(TriesItem.from_raw_data(lost.found).until) if lost.found else at
    return None


def forget_tries(folded: str) -> None:
    """Starts the count anew, after a success."""
    change = Change()
    change.delete("tries", TriesItem(pk=f"L#{folded}", sk="T"))
    change.commit()


def put_session(session: Session) -> None:
    """Writes a new session."""
    change = Change()
    change.put(
        "session",
        SessionItem(
            pk=f"S#{session.id}",
            sk="S",
            account=session.account,
            name=session.name,
            kind=session.kind,
            provider=session.provider,
            assurance=session.assurance,
            started=iso(session.started),
            seen=iso(session.seen),
            ttl=int(session.ends.timestamp()),
            absences=pack(session.absences) if session.absences else None,
            mk=f"SESSIONS#{session.account}",
            ms=f"{iso(session.started)}#{session.id}",
            own=iso(session.started),
        ),
    )
    change.commit()


def session(session_id: str) -> Session | None:
    """The session as stored, without unit and roles; whether it is still alive is for the reader to say."""
    row = table.get(f"S#{session_id}", "S")
    return _session(row) if row is not None else None


def sessions(session_ids: Sequence[str]) -> list[Session]:
    """Up to 100 sessions by id in one call, in no particular order; those that have ended are left out."""
    rows = table.batch([(f"S#{session_id}", "S") for session_id in session_ids])
    return [_session(row) for row in rows]


def _session(row: table.RawItem) -> Session:
    item = SessionItem.from_raw_data(row)
    return Session(
        id=item.pk.removeprefix("S#"),
        account=item.account,
        name=item.name,
        kind=cast(AccountKind, item.kind),
        provider=item.provider,
        assurance=int(item.assurance),
        started=parse_iso(item.started),
        seen=parse_iso(item.seen),
        absences=unpack(item.absences),
    )


def touch_session(session_id: str, at: datetime, absences: Sequence[Absence] = ()) -> bool:
    """Notes that a session is in use, and in which absences its account is the deputy now; False when it was closed
    meanwhile (it does not come back)."""
    return _update_session(session_id, [SessionItem.seen.set(iso(at)), _absences(absences)])


def lend(session_id: str, absences: Sequence[Absence]) -> bool:
    """Tells an open session in which absences its account is the deputy now."""
    return _update_session(session_id, [_absences(absences)])


def _absences(absences: Sequence[Absence]) -> Action:
    return SessionItem.absences.set(pack(absences)) if absences else SessionItem.absences.remove()


def _update_session(session_id: str, steps: Sequence[Action]) -> bool:
    change = Change()
    change.update("session", SessionItem(pk=f"S#{session_id}", sk="S"), steps, SessionItem.pk.exists())
    return _committed(change)


def delete_session(session_id: str) -> None:
    """Ends a session; nothing happens when it has ended before."""
    change = Change()
    change.delete("session", SessionItem(pk=f"S#{session_id}", sk="S"))
    change.commit()


def session_ids(account_id: str) -> Iterator[list[str]]:
    """The sessions of an account, oldest first, by the hundred, from an index: the newest may be missing."""
    position: table.RawItem | None = None
    while True:
        page = table.index_page("mine", f"SESSIONS#{account_id}", limit=PAGE, after=position)
        yield [row["pk"]["S"].removeprefix("S#") for row in page.rows]
        position = page.position
        if position is None:
            return


def _committed(change: Change) -> bool:
    try:
        change.commit()
    except PartLost:
        return False
    return True
