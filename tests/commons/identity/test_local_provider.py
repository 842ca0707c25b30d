"""The provider of logins and passwords, by itself."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from chalicelib.commons.identity.providers import SignInProvider
from chalicelib.commons.identity.providers.local import LocalProvider
from chalicelib.commons.identity.service import IdentityService
from tests.commons.identity.conftest import NOW, PASSWORD, new_account


def test_it_sends_the_browser_to_the_sign_in_page_and_back() -> None:
    provider: SignInProvider = LocalProvider(page="/dang-nhap")
    address = urlsplit(provider.begin("/ho-so?trang=2&x=1", "state&1"))
    assert address.path == "/dang-nhap"
    assert parse_qs(address.query) == {"return_to": ["/ho-so?trang=2&x=1"], "state": ["state&1"]}


def test_it_vouches_for_the_account_of_the_login(service: IdentityService) -> None:
    account = new_account(service)
    claims = LocalProvider().complete({"login": account.login, "password": PASSWORD}, NOW)
    assert (claims.subject, claims.provider, claims.assurance) == (account.id, "local", 1)


def test_it_is_ready_here() -> None:
    assert LocalProvider().self_check() == []
