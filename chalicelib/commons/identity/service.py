"""Signing in and out, who is signed in, accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud import journal, log
from chalicelib.cloud.call import Call
from chalicelib.commons.identity import store
from chalicelib.commons.identity.absences import Absence, deputised, lent_to
from chalicelib.commons.identity.absences.model import PostsOf
from chalicelib.commons.identity.model import Account, AccountKind, Claims, Session, standing
from chalicelib.commons.identity.passwords import hash_password
from chalicelib.commons.identity.providers import SignInProvider
from chalicelib.commons.identity.providers.local import wrong_password
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.ids import digest, is_256_bits, secret_token
from chalicelib.foundation.text import fold
from chalicelib.foundation.values import frozen

REMEMBERED_FOR = timedelta(seconds=30)
NAMED_FOR = timedelta(minutes=10)
MOST_REMEMBERED = 1000


@frozen
class _Read:
    session: Session
    at: datetime


def _fresh(read: _Read, at: datetime) -> bool:
    """Whether what was read still counts: for so long, and not beyond the day, with which rights may end."""
    return timedelta(0) <= at - read.at < REMEMBERED_FOR and vietnam_day(read.at) == vietnam_day(at)


class IdentityService:
    """`posts_of(account, day)` gives the posts `(unit, role)` an account holds that day, the main one first.

    Sessions are remembered here for REMEMBERED_FOR: one closed by another process ends that much later.
    `memory` is how many at most.
    """

    def __init__(
        self, providers: Mapping[str, SignInProvider], posts_of: PostsOf, memory: int = MOST_REMEMBERED
    ) -> None:
        self.providers = dict(providers)
        self._posts_of = posts_of
        self._memory = memory
        self._remembered: dict[str, _Read] = {}
        self._names: dict[str, tuple[str, datetime]] = {}

    def sign_in(self, login: str, password: str, at: datetime) -> tuple[str, Session]:
        """(token, session) for a login and its password. The token is told once and stored nowhere.

        SignInNeeded `identity/wrong-password`, TooMany `identity/too-many-tries`.
        """
        claims = self.providers["local"].complete({"login": login, "password": password}, at)
        return self.enter(claims, at)

    def enter(self, claims: Claims, at: datetime) -> tuple[str, Session]:
        """Opens a session for what a provider vouches for. SignInNeeded when the account is closed."""
        account = store.account(claims.subject)
        if account is None or not account.active:
            log.info("sign_in.failed", provider=claims.provider, account=claims.subject)
            raise wrong_password()
        token = secret_token()
        session = Session(
            id=digest(token),
            account=account.id,
            name=account.name,
            kind=account.kind,
            provider=claims.provider,
            assurance=claims.assurance,
            started=at.replace(microsecond=0),
            seen=at.replace(microsecond=0),
            absences=self._deputised(account.id, account.kind, at),
        )
        store.put_session(session)
        log.info("sign_in.succeeded", provider=claims.provider, account=account.id)
        return token, self._with_posts(session, at)

    def session_of(self, token: str, at: datetime) -> Session | None:
        """The session the token opens, None when there is none or one of its limits has passed."""
        if not is_256_bits(token):
            return None
        session_id = digest(token)
        read = self._remembered.get(session_id)
        if read is None or not _fresh(read, at):
            session = self._read(session_id, at)
        else:
            session = read.session
        return session if session is not None and session.alive(at) else None

    def sign_out(self, session_id: str) -> None:
        """Ends a session everywhere; other processes notice within REMEMBERED_FOR."""
        self._remembered.pop(session_id, None)
        store.delete_session(session_id)
        log.info("session.closed")

    def sessions_of(self, account_id: str, at: datetime) -> list[Session]:
        """The first hundred open sessions of an account, oldest first. One opened just now may be missing."""
        found = store.sessions(next(store.session_ids(account_id)))
        return sorted((one for one in found if one.alive(at)), key=lambda one: one.started)

    def own_session(self, account_id: str, session_id: str, at: datetime) -> Session:
        """A session of that account. Missing `identity/no-session` when it has ended or is not theirs."""
        session = store.session(session_id) if is_256_bits(session_id) else None
        if session is None or session.account != account_id or not session.alive(at):
            raise Missing("identity/no-session", "Không tìm thấy phiên đăng nhập này.", "There is no such session.")
        return session

    def sign_out_everywhere(self, account_id: str) -> None:
        """Ends all sessions of an account: a lost device, a person who leaves."""
        for session_ids in store.session_ids(account_id):
            for session_id in session_ids:
                self.sign_out(session_id)

    def account(self, account_id: str) -> Account:
        """The account. Missing `identity/no-account`."""
        account = store.account(account_id)
        if account is None:
            raise store.no_account()
        return account

    def names(self, account_ids: Iterable[str], at: datetime) -> dict[str, str]:
        """What officers are called, by account; of citizens, and of accounts that are none, nothing is told.

        One call for those not asked for within NAMED_FOR; names are as old as that at most.
        """
        wanted = set(account_ids)
        unknown = sorted(one for one in wanted if not self._named_lately(one, at))
        for start in range(0, len(unknown), store.PAGE):
            part = unknown[start : start + store.PAGE]
            found = {one.id: one.name for one in store.accounts(part) if one.kind == "officer"}
            self._names.update({one: (found.get(one, ""), at) for one in part})
        named = {one: self._names[one][0] for one in wanted}
        if len(self._names) > MOST_REMEMBERED:
            self._names.clear()
        return {account: name for account, name in named.items() if name}

    def _named_lately(self, account_id: str, at: datetime) -> bool:
        return account_id in self._names and abs(at - self._names[account_id][1]) < NAMED_FOR

    def lend(self, deputy: str, absences: tuple[Absence, ...]) -> None:
        """Lets the deputy's open sessions know at once in which absences they stand in; one opened just now may be
        missed, and learns it when its use is noted the next time."""
        for session_ids in store.session_ids(deputy):
            for session_id in session_ids:
                self._remembered.pop(session_id, None)
                store.lend(session_id, absences)

    def create_account(self, account: Account, password: str, call: Call) -> Account:
        """Creates an account; again, with the same id and login, it changes nothing and gives what is stored.

        Conflict `identity/login-taken` when the id has another login or the login another account.
        """
        if store.create_account(account, hash_password(password), call):
            return account
        stored = store.account(account.id)
        if stored is None or stored.login != account.login:
            raise Conflict(
                "identity/login-taken", "Tên đăng nhập này đã có người dùng.", "This login is already taken."
            )
        return stored

    def close_account(self, account_id: str, call: Call) -> dict[str, Any]:
        """Nobody signs in to it any more, and its sessions end at once; one that an index has missed, and one that was
        being opened at this moment, ends when its use is noted the next time (TOUCH_AFTER). Asked for again, the
        sessions end again."""
        answer = journal.once(f"U#{account_id}", call, lambda: store.set_active(account_id, False, call))
        self.sign_out_everywhere(account_id)
        return answer

    def reopen_account(self, account_id: str, call: Call) -> dict[str, Any]:
        """Lets the account's person sign in again; the sessions that ended do not come back."""
        return journal.once(f"U#{account_id}", call, lambda: store.set_active(account_id, True, call))

    def account_of(self, login: str) -> Account:
        """The account of a login. Missing `identity/no-account`."""
        known = store.login(fold(login))
        if known is None:
            raise store.no_account()
        return self.account(known[0])

    def _read(self, session_id: str, at: datetime) -> Session | None:
        self._remembered.pop(session_id, None)
        session = store.session(session_id)
        if session is None or not session.alive(at):
            return None
        if session.needs_touch(at):
            if not self._open(session.account):
                store.delete_session(session_id)
                return None
            absences = self._deputised(session.account, session.kind, at)
            if not store.touch_session(session_id, at, absences):
                return None
            session = replace(session, seen=at.replace(microsecond=0), absences=absences)
        session = self._with_posts(session, at)
        self._remember(session, at)
        return session

    def _open(self, account_id: str) -> bool:
        account = store.account(account_id)
        return account is not None and account.active

    def _with_posts(self, session: Session, at: datetime) -> Session:
        day = vietnam_day(at)
        unit, own = standing(session.kind, self._posts_of(session.account, day))
        lent = lent_to(session.absences, unit, own, day, self._posts_of) if unit else ()
        return replace(session, unit=unit, roles=own.union(*(one.roles for one in lent)), lent=lent)

    def _deputised(self, account_id: str, kind: AccountKind, at: datetime) -> tuple[Absence, ...]:
        return deputised(account_id, vietnam_day(at)) if kind == "officer" else ()

    def _remember(self, session: Session, at: datetime) -> None:
        while len(self._remembered) >= self._memory:
            self._remembered.pop(next(iter(self._remembered)))
        self._remembered[session.id] = _Read(session, at)
