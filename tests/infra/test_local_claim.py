"""One city per checkout: who holds it, who finds it, and what forgetting it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local import claim, clean
from infra.trouble import Trouble

CITY = claim.City(engine_port=4766, front_port=8200)


def test_a_second_city_of_the_checkout_is_refused(tmp_path: Path) -> None:
    with (
        claim.only_one(tmp_path),
        pytest.raises(Trouble, match="running in another terminal"),
        claim.only_one(tmp_path),
    ):
        pass
    with claim.only_one(tmp_path):
        pass


def test_an_open_city_is_found_with_its_ports(tmp_path: Path) -> None:
    with claim.only_one(tmp_path), claim.announced(CITY, tmp_path):
        assert claim.open_city(tmp_path) == CITY


def test_a_city_that_is_still_starting_is_waited_for(tmp_path: Path) -> None:
    with claim.only_one(tmp_path), pytest.raises(Trouble, match="still starting"):
        claim.open_city(tmp_path)


def test_a_note_that_a_killed_city_left_is_not_believed(tmp_path: Path) -> None:
    with claim.only_one(tmp_path), claim.announced(CITY, tmp_path):
        left = (tmp_path / "run.json").read_bytes()
    (tmp_path / "run.json").write_bytes(left)
    with pytest.raises(Trouble, match="not running"):
        claim.open_city(tmp_path)


def test_a_process_that_is_no_engine_is_not_taken_for_one(tmp_path: Path) -> None:
    assert claim.engine_left(tmp_path) is None
    (tmp_path / "engine.pid").write_text("1", encoding="ascii")
    assert claim.engine_left(tmp_path) is None


def test_a_city_is_forgotten_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state" / "s3").mkdir(parents=True)
    (tmp_path / "engine.log").write_text("")
    assert clean.main(tmp_path) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["run.lock"]
    assert "forgotten" in capsys.readouterr().out


def test_a_running_city_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    with claim.only_one(tmp_path), pytest.raises(Trouble, match="Stop it there first"):
        clean.main(tmp_path)
    assert (tmp_path / "state").is_dir()
