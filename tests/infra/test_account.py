"""`python -m infra account create`: people of a stage that has no demo people."""

from __future__ import annotations

import io
import secrets
from typing import Any

import pytest

from chalicelib.commons import identity
from chalicelib.foundation.clock import now
from chalicelib.foundation.errors import SignInNeeded
from infra import edge, seed
from infra.__main__ import main

PASSWORD = "một câu đủ dài để nhớ"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))


def create(stage: Any, login: str, *more: str) -> int:
    return main(["account", "create", "--stage", stage.name, "--login", login, "--name", "Người Thử", *more])


def test_a_citizen_signs_in_with_the_password_from_stdin(stage: Any, typed: None) -> None:
    login = f"thu.{secrets.token_hex(4)}"
    assert create(stage, login, "--citizen-id", "079190000001") == 0
    token, session = identity.service().sign_in(login, PASSWORD, now())
    assert token
    assert (session.kind, session.roles) == ("citizen", frozenset({"citizen"}))
    assert session.account == "acc-" + login.replace(".", "-")


def test_repeating_changes_nothing(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    login = f"thu.{secrets.token_hex(4)}"
    for password in (PASSWORD, "mật khẩu hoàn toàn khác"):
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        assert create(stage, login) == 0
    assert identity.service().sign_in(login, PASSWORD, now())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--citizen-id", "12"], "citizen_id"),
        (["--id", "No Id"], "id:"),
        (["--officer"], "--unit"),
        (["--unit", "D07", "--role", "leader"], "--officer"),
        (["--officer", "--unit", "H29.7", "--role", "leader"], "packaged data"),
    ],
)
def test_what_cannot_be_is_said(
    stage: Any, typed: None, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert create(stage, f"thu.{secrets.token_hex(4)}", *more) == 1
    assert said in capsys.readouterr().err


def test_a_short_password_is_refused(
    stage: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ngan\n"))
    assert create(stage, f"thu.{secrets.token_hex(4)}") == 1
    assert "12 characters" in capsys.readouterr().err


def test_an_officer_whose_post_is_packaged(stage: Any, typed: None) -> None:
    """The account of a demo post, which the stage has already: asking for it again changes nothing."""
    identity.seed_demo(now())
    demo = next(one for one in identity.demo_accounts() if one.id == "acc-leader-d07")
    unit, role = identity.posts_of(demo.id, now().date())[0]
    words = ["account", "create", "--stage", stage.name, "--login", demo.login, "--name", demo.name, "--id", demo.id]
    assert main([*words, "--officer", "--unit", unit, "--role", role]) == 0
    assert identity.service().sign_in(demo.login, identity.demo_password(), now())


def test_demo_people_off_the_laptop_need_another_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(seed, "laptop", lambda: False)
    assert main(["seed", "--stage", "test"]) == 1
    assert "--password" in capsys.readouterr().err


def test_the_laptop_has_no_edge(stage: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["edge", "--stage", stage.name]) == 1
    assert "make run" in capsys.readouterr().err


def test_the_edge_keeps_what_is_not_given() -> None:
    import argparse

    args = argparse.Namespace(stage="prod", api_id="a1", site_name=None, certificate_arn=None, web_acl_arn=None)
    given = edge.parameters(args, "the key")
    assert given == {"Stage": "prod", "ApiRegion": "ap-southeast-1", "FrontKey": "the key", "ApiId": "a1"}


def test_somebody_leaves_and_comes_back(stage: Any, typed: None, capsys: pytest.CaptureFixture[str]) -> None:
    login = f"thu.{secrets.token_hex(4)}"
    assert create(stage, login) == 0
    token, _ = identity.service().sign_in(login, PASSWORD, now())
    words = ["--stage", stage.name, "--login", login.upper()]
    assert main(["account", "close", *words]) == 0
    assert "closed" in capsys.readouterr().out
    assert identity.service().session_of(token, now()) is None
    with pytest.raises(SignInNeeded):
        identity.service().sign_in(login, PASSWORD, now())
    assert main(["account", "close", *words]) == 1
    assert "closed before" in capsys.readouterr().err
    assert main(["account", "reopen", *words]) == 0
    assert identity.service().sign_in(login, PASSWORD, now())


def test_a_login_that_nobody_has_is_said(stage: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", "close", "--stage", stage.name, "--login", "khong.ai.ca"]) == 1
    assert "no such account" in capsys.readouterr().err
