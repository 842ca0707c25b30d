"""A publication that takes running dossiers along: a run over the queues, resumable, each dossier once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import table
from chalicelib.cloud.call import stale
from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Unavailable
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import lawchange, timers
from chalicelib.onestop.dossiers.workers import follow
from chalicelib.onestop.procedures import Catalogue, Procedure, Wait, catalogue
from tests import samples
from tests.onestop.conftest import City, empty_lists
from tests.onestop.test_pages_story import sign_in

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
NEW = 3


def published(running: str = "take_along", number: int = NEW) -> dict[str, Any]:
    """The event of a publication, as the relay tells it."""
    data = {"procedure": samples.WEBSITE, "number": number, "running": running, "basis": "NĐ thử nghiệm điều 9"}
    data |= {"in_force_from": "2026-12-09", "seq": 4}
    return {"type": "vn.motcua.procedure.published", "subject": "Q#1", "time": "2026-12-07T03:00:00Z", "data": data}


def version_three(**changes: Any) -> Procedure:
    """The licence by rules of tomorrow: 5 working days instead of 10."""
    now = catalogue().version(samples.WEBSITE, 2)
    return replace(now, version=NEW, processing=replace(now.processing, amount=5), **changes)


def run_by(procedure: Procedure) -> dossiers.LawChange:
    """Runs that know the new version."""
    known = [*catalogue().versions(samples.WEBSITE), procedure]
    return dossiers.LawChange(Catalogue(known), directory())


@pytest.fixture(autouse=True)
def _no_run_left() -> Iterator[None]:
    yield
    pk = timers.run_pk(samples.WEBSITE, NEW)
    table.drop(table.Item(pk=pk, sk=timers.TIMER))


def seen(city: City, dossier: str) -> dict[str, Any]:
    found: dict[str, Any] = city.citizen.get(f"/api/v1/dossiers/{dossier}").json
    return found


@pytest.fixture
def knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors know version 3 as well."""
    whole = type(catalogue()).version

    def version(self: Any, code: str, number: int) -> Procedure:
        return version_three() if (code, number) == (samples.WEBSITE, NEW) else whole(self, code, number)

    monkeypatch.setattr(type(catalogue()), "version", version)


def received(city: City) -> str:
    city.at(MONDAY)
    dossier, _ = city.submitted()
    assert city.move(city.onestop, dossier, "receive").status == 200
    return dossier


def test_running_dossiers_go_on_under_the_new_version_from_its_first_day(city: City, knows: None) -> None:
    running, waiting = received(city), received(city)
    asked = {"papers": {"operating_plan": "Thiếu"}, "message": "Xin gửi cả phụ lục"}
    assert city.move(city.onestop, waiting, "request_supplement", **asked).status == 200
    new, _ = city.submitted()
    follow(published(), "m1")
    follow(published(), "m2")
    runs = run_by(version_three())
    assert runs.run(MONDAY + timedelta(days=1)).done == 0
    assert seen(city, running)["procedure"]["version"] == 2
    tuesday = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    for minute in range(30):
        runs.run(tuesday + timedelta(minutes=minute))
    run = timers.run_of(timers.run_pk(samples.WEBSITE, NEW))
    assert run is not None
    assert run.over
    moved = seen(city, running)
    assert (moved["procedure"]["version"], moved["due_at"]) == (NEW, "2026-12-14T10:00:00Z")
    assert "NĐ thử nghiệm" in moved["journal"][-1]["note"]["reason"]
    assert seen(city, waiting)["procedure"]["version"] == NEW
    assert seen(city, waiting)["due_at"] is None
    asking = sign_in(city, "congdan1").get(f"/ho-so/{waiting}/bo-sung").text
    assert asked["message"] in asking, "what was written since does not hide it"
    assert seen(city, new)["procedure"]["version"] == 2
    assert [one["type"] for one in moved["journal"]].count("dossier.law_changed") == 1


def test_dossiers_are_left_where_the_publication_leaves_them(city: City) -> None:
    dossier = received(city)
    follow(published(running="leave"), "m1")
    assert timers.run_of(timers.run_pk(samples.WEBSITE, NEW)) is None
    assert seen(city, dossier)["procedure"]["version"] == 2


def test_a_dossier_whose_step_is_gone_keeps_its_version(city: City) -> None:
    dossier = received(city)
    assert city.move(city.onestop, dossier, "advance").status == 200
    follow(published(), "m1")
    steps = tuple(replace(step, code="appraise") if step.code == "examine" else step for step in version_three().steps)
    runs = run_by(version_three(steps=steps))
    for minute in range(30):
        runs.run(datetime(2026, 12, 9, 1, minute, tzinfo=UTC))
    assert seen(city, dossier)["procedure"]["version"] == 2


@pytest.mark.parametrize(("day", "version"), [(14, NEW), (15, 2)])
def test_a_silence_that_is_over_by_the_new_rules_decides_nothing_beforehand(
    city: City, knows: None, day: int, version: int
) -> None:
    """Five working days from Monday 7 December end on the 14th at 17:00, after which silence would grant."""
    dossier = received(city)
    follow(published(), "m1")
    wait = Wait("authority", version_three().processing, "yes")
    runs = run_by(version_three(waits=(wait,), silence_means_yes=True))
    for minute in range(30):
        runs.run(datetime(2026, 12, day, 1, minute, tzinfo=UTC))
    assert seen(city, dossier)["procedure"]["version"] == version
    assert seen(city, dossier)["status"]["code"] == 2


def test_a_run_stops_after_some_pages_and_goes_on(city: City, knows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lawchange, "PAGES_A_ROUND", 1)
    dossier = received(city)
    follow(published(), "m1")
    runs = run_by(version_three())
    at = datetime(2026, 12, 9, 1, 0, tzinfo=UTC)
    runs.run(at)
    early = timers.run_of(timers.run_pk(samples.WEBSITE, NEW))
    assert early is not None
    assert (early.queue, early.over) == (1, False)
    for minute in range(400):
        runs.run(at + timedelta(minutes=minute))
    assert seen(city, dossier)["procedure"]["version"] == NEW


@pytest.mark.parametrize("trouble", [Unavailable("cloud/table-busy", "", ""), stale()])
def test_a_dossier_that_could_not_be_moved_is_left_to_the_next_pass(
    city: City, knows: None, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    """Although the first pass has moved nothing at all."""
    empty_lists()
    dossier = received(city)
    follow(published(), "m1")
    runs, whole, met = run_by(version_three()), lawchange.write, [trouble]

    def write(*given: Any) -> Any:
        if met:
            raise met.pop()
        return whole(*given)

    monkeypatch.setattr(lawchange, "write", write)
    failed = sum(runs.run(datetime(2026, 12, 9, 1, minute, tzinfo=UTC)).failed for minute in range(50))
    assert failed == int(isinstance(trouble, Unavailable))
    assert seen(city, dossier)["procedure"]["version"] == NEW
    run = timers.run_of(timers.run_pk(samples.WEBSITE, NEW))
    assert run is not None
    assert (run.over, run.moved, run.passes) == (True, 1, 3)
