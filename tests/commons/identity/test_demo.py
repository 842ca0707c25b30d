"""The demo's people."""

from __future__ import annotations

import pytest

from chalicelib.commons import agencies, identity
from chalicelib.commons.identity.demo import create_demo_accounts
from chalicelib.commons.identity.service import IdentityService
from chalicelib.foundation.errors import Forbidden
from tests.commons.identity.conftest import NOW


def test_they_are_the_accounts_that_agencies_knows() -> None:
    accounts = identity.demo_accounts()
    assert {one.id for one in accounts if one.kind == "citizen"} == {*agencies.demo_citizens()}
    for one in accounts:
        posts = agencies.directory().posts_of(one.id, NOW.date())
        assert bool(posts) is (one.kind == "officer"), one.id
    assert len({one.login for one in accounts}) == len(accounts)


def test_every_post_of_the_demo_has_an_account() -> None:
    known = {one.id for one in identity.demo_accounts()}
    for unit in agencies.directory().units():
        for role in agencies.ROLES:
            assert {*agencies.directory().officers(unit.id, role, NOW.date())} <= known


def test_citizens_can_be_reached_and_filled_in() -> None:
    for one in identity.demo_accounts():
        assert one.kind == "officer" or (one.citizen_id.startswith("079") and one.phone and one.email)
        assert one.email.endswith("@example.com")


def test_seeding_twice_makes_them_once_and_they_can_sign_in(stage: object) -> None:
    first = identity.seed_demo(NOW)
    assert identity.seed_demo(NOW) == first == identity.demo_accounts()
    assert identity.person("acc-citizen-1").name == "Nguyễn Thị Thử Nghiệm"
    _, session = identity.service().sign_in("motcua.d07", identity.demo_password(), NOW)
    assert (session.account, session.unit, session.roles) == ("acc-onestop-d07", "d07", {"one_stop_officer"})


def test_the_production_stage_gets_none(service: IdentityService) -> None:
    with pytest.raises(Forbidden) as refused:
        create_demo_accounts(service, False, NOW)
    assert refused.value.code == "identity/no-demo-here"
