"""What is wrong with the ports is said before anything starts."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from infra.local import ports
from infra.trouble import Trouble


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_engine_and_site_cannot_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_ENGINE_PORT", "8200")
    monkeypatch.setenv("MOTCUA_FRONT_PORT", "8200")
    with pytest.raises(Trouble, match="MOTCUA_ENGINE_PORT=8200 MOTCUA_FRONT_PORT=8277 make run"):
        ports.for_run()


def test_a_taken_port_is_named_with_the_variable_that_changes_it(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setenv("MOTCUA_DEV_PORT", str(taken))
    with pytest.raises(Trouble, match=rf"Port {taken} .* taken(.|\n)*MOTCUA_DEV_PORT=\d+ make dev"):
        ports.free(ports.DEV, "make dev")


@pytest.mark.parametrize("value", ["", "0", "65536", "80a", "-1", "²", "٨٠"])
def test_what_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MOTCUA_FRONT_PORT", value)
    with pytest.raises(Trouble, match="MOTCUA_FRONT_PORT"):
        ports.chosen(ports.FRONT)


@pytest.mark.parametrize("number", [1, 80, 1024, 8000, 65000, 65535])
def test_the_port_proposed_instead_is_another_one(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setenv("MOTCUA_ENGINE_PORT", str(number))
    monkeypatch.setenv("MOTCUA_FRONT_PORT", str(number))
    with pytest.raises(Trouble) as said:
        ports.distinct()
    proposed = int(str(said.value).rpartition("MOTCUA_FRONT_PORT=")[2].split()[0])
    assert proposed != number
    assert 1024 <= proposed < 65536
