"""The laptop's engine as a child process: where it writes, and what is told when it goes away."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.local import city
from infra.local import engine as engine_room

LASTING = "import time; print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> engine_room.Engine:
    """A process in place of the engine, which `running_engine` finds started."""
    log = tmp_path / "engine.log"
    log.write_text("the last words", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", LASTING], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    running = engine_room.Engine(4766, tmp_path / "state", log, process)
    running.temp.mkdir()
    running.state.mkdir()
    (running.state / "cloudformation.json").write_text("{}", encoding="ascii")
    monkeypatch.setattr(engine_room, "start", lambda *_, **__: running)
    monkeypatch.setattr(city, "HOME", tmp_path)
    for name, value in engine_room.client_environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    return running


def test_the_engine_has_a_temporary_folder_of_its_own(engine: engine_room.Engine) -> None:
    assert engine.temp.parent == engine.state.parent
    assert (engine.temp / f"ministack-{engine.port}.pid").exists()


def test_an_orderly_stop_says_that_the_data_are_saved(stand_in: engine_room.Engine) -> None:
    lines: list[str] = []
    with city.running_engine(4766, _saying(lines)):
        assert stand_in.alive()
    assert lines[-2:] == ["saving the city's data", "stopped"]
    assert not stand_in.alive()
    assert not stand_in.temp.exists()
    assert not (city.HOME / "engine.pid").exists()


def test_a_killed_engine_saves_nothing_and_says_so(stand_in: engine_room.Engine) -> None:
    lines: list[str] = []
    with pytest.raises(engine_room.EngineFailed, match=r"lost, except objects in S3(.|\n)*make run(.|\n)*last words"):
        _killed_while_open(stand_in, lines)
    assert "saving the city's data" not in lines
    assert not stand_in.temp.exists()


def test_a_first_run_that_was_killed_has_lost_everything(stand_in: engine_room.Engine) -> None:
    (stand_in.state / "cloudformation.json").unlink()
    with pytest.raises(engine_room.EngineFailed, match="all of its data are lost"):
        _killed_while_open(stand_in, [])


def test_objects_of_a_run_that_never_saved_are_dropped_at_the_next(tmp_path: Path) -> None:
    (tmp_path / "state" / "s3" / "bucket").mkdir(parents=True)
    with pytest.raises(engine_room.EngineFailed, match="stopped at once"):
        engine_room.start(Path(shutil.which("false") or "/bin/false"), 9, tmp_path / "state", tmp_path / "engine.log")
    assert not (tmp_path / "state" / "s3" / "bucket").exists()
    assert not (tmp_path / "tmp").exists()


def test_what_fails_because_the_engine_is_gone_is_told_as_that(stand_in: engine_room.Engine) -> None:
    with pytest.raises(engine_room.EngineFailed, match="went away by itself") as told:
        _killed_while_open(stand_in, [], ConnectionRefusedError("no answer"))
    assert isinstance(told.value.__cause__, ConnectionRefusedError)


def test_another_failure_stays_what_it_is(stand_in: engine_room.Engine) -> None:
    with pytest.raises(KeyError), city.running_engine(4766, _saying([])):
        raise KeyError
    assert not stand_in.alive()


def test_an_engine_that_ended_in_order_has_lost_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    gone = engine_room.Engine(4766, tmp_path / "state", tmp_path / "engine.log", process)
    assert "has saved its data" in gone.why_gone()


def _killed_while_open(stand_in: engine_room.Engine, lines: list[str], failure: Exception | None = None) -> None:
    with city.running_engine(4766, _saying(lines)):
        os.kill(stand_in.process.pid, signal.SIGKILL)
        stand_in.process.wait()
        if failure:
            raise failure


def _saying(lines: list[str]) -> Any:
    return lines.append
