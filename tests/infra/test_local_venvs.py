"""The virtual environments of a checkout are its own: an environment that is only linked to is never emptied."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local import children, venvs
from infra.trouble import Trouble


@pytest.fixture
def linked(tmp_path: Path) -> tuple[venvs.Venv, Path]:
    """An environment of a checkout that is a link to another one's."""
    other = tmp_path / "other" / ".venv"
    (other / "bin").mkdir(parents=True)
    (other / "bin" / "python").write_text("theirs", encoding="ascii")
    link = tmp_path / "mine" / ".venv"
    link.parent.mkdir()
    link.symlink_to(other)
    return venvs.Venv(link, ("requirements.txt",)), other


def test_a_link_is_refused_and_what_it_leads_to_stays(
    linked: tuple[venvs.Venv, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    venv, other = linked
    monkeypatch.setattr(venvs, "_VENVS", (venv,))
    monkeypatch.setattr(children, "run", lambda words: pytest.fail("something was started"))
    with pytest.raises(Trouble, match=r"(?s)\.venv is a link to .*other.*Remove the link") as told:
        venvs.ensure()
    assert "rm .venv" in str(told.value)
    assert (other / "bin" / "python").read_text(encoding="ascii") == "theirs"


def test_a_link_to_nowhere_is_refused_too(tmp_path: Path) -> None:
    link = tmp_path / ".venv-cloud"
    link.symlink_to(tmp_path / "gone")
    with pytest.raises(Trouble, match=r"\.venv-cloud is a link"):
        venvs.must_be_our_own([venvs.Venv(link, ())])


def test_an_environment_of_its_own_is_none(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    venvs.must_be_our_own([venvs.Venv(tmp_path / ".venv", ()), venvs.Venv(tmp_path / "missing", ())])
