"""`python -m infra ledger`: silent about an honest ledger, loud about one that is not, and able to make it anew."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from infra import ledger as command
from tests.onestop.conftest import City
from tests.onestop.ledger.histories import happened, named, vn


def run(stage: Any, **wanted: bool) -> int:
    facts = {"replay": False, "write": False, **wanted}
    return command.run(argparse.Namespace(stage=stage.name, **facts))


@pytest.fixture(autouse=True)
def _all_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many dossiers other tests have left on the stage, the one looked for is among those shown."""
    monkeypatch.setattr(command, "SHOWN", 100_000)


@pytest.fixture
def real(city: City, ledger: Any) -> str:
    """A real dossier that was granted; nothing is posted of it."""
    return city.approved()


def test_what_was_never_posted_is_found_and_written(
    stage: Any, real: str, ledger: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(stage, replay=True) == 1
    assert f"{real}: the stored line differs from its journal" in capsys.readouterr().out
    assert run(stage, replay=True, write=True) == 0
    said = capsys.readouterr().out
    assert "0 differ, 0 closed months differ" in said
    assert "d07: received" in said
    assert run(stage, replay=True) == 0
    assert run(stage) == 0


def test_posting_and_replaying_say_the_same(stage: Any, city: City, deliver: Any) -> None:
    """Every dossier of the stage posted: what the worker stored is what the journals give."""
    city.approved()
    dossiers = {row["pk"]["S"][2:] for row in everything() if row["pk"]["S"].startswith("D#")}
    for dossier in dossiers:
        deliver.bodies(deliver.journal(dossier))
    assert run(stage, replay=True) == 0


def everything() -> list[dict[str, Any]]:
    from chalicelib.cloud.settings import settings

    return list(command.rows(settings().table))


def test_a_line_without_a_journal_is_taken_out(
    stage: Any, deliver: Any, ledger: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(named(1), [happened(3, "2026-10-05 08:00", 2, None)])
    run(stage, replay=True)
    assert f"{named(1)}: the stored line differs from its journal" in capsys.readouterr().out
    run(stage, write=True)
    found = ledger.reports().of_agency(
        "d07", ledger.Period(vn("2026-10-01 08:00").date(), vn("2026-10-02 08:00").date()), vn("2026-12-10 08:00")
    )
    assert found == {}
    assert not [row for row in everything() if row["pk"]["S"] == f"LD#{named(1)}" and "wk" in row]


def test_a_wrong_closed_month_is_told(
    stage: Any, deliver: Any, ledger: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from chalicelib.onestop.ledger import store

    at = vn("2026-10-20 08:00")
    deliver.at = at
    deliver(named(1), [happened(3, "2026-09-05 08:00", 2, None)])
    mark = store.closed("d07", at).mark
    store.freeze("d07", "2026-09", mark, {}, at)
    assert run(stage) == 1
    said = capsys.readouterr().out
    assert "d07 2026-09: the closed month differs from its lines" in said
    assert "d07: received 1, pending_in_time 1" in said
