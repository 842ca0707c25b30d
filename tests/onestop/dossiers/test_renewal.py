"""Drafts whose rules have changed: refused, explained, moved; nothing typed is lost unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.onestop.dossiers.renewing import as_typed, carried_over
from chalicelib.onestop.procedures import Field, Form, Procedure, Section, Words, catalogue
from tests.onestop.conftest import City
from tests.onestop.dossiers import desk
from tests.problems import refused, rows, unchanged

FOREIGN = "9.000005"
BEFORE = datetime(2026, 6, 20, 3, tzinfo=UTC)
AFTER = BEFORE + timedelta(days=15)


@pytest.fixture
def lapsed(city: City) -> str:
    """A draft begun under version 1, read after version 2 came into force; one of its papers has gone."""
    city.at(BEFORE)
    dossier = city.draft(FOREIGN)
    assert city.fill(dossier, {"organisation_name": "Tổ chức Ví Dụ", "topic": "Chủ đề"}).status == 200
    city.upload(dossier, "notice_form")
    city.at(AFTER)
    return dossier


def renew(city: City, dossier: str, version: int, **headers: str) -> Any:
    etag = city.citizen.get(desk.path_of(dossier)).headers["etag"]
    return city.citizen.post(f"{desk.path_of(dossier)}/renewal", {"version": version}, **{"if_match": etag, **headers})


def test_it_says_what_changed_and_what_would_go(city: City, lapsed: str) -> None:
    shown = desk.seen(city.citizen, lapsed)
    assert shown["procedure"]["version"] == 1
    assert shown["renewal"]["version"] == 2
    assert shown["renewal"]["files"] == [shown["files"][0]["id"]]
    told = " ".join(one["vi"] for one in shown["renewal"]["changes"])
    assert "Thời hạn giải quyết: trước là 02 ngày làm việc, nay là 12 giờ" in told
    assert "nay là Sở Văn hóa và Thể thao" in told
    assert not any(word in told for word in ("provenance", "working_day", "processing.", "d19", "d07"))


def test_it_is_not_submitted_as_it_is(city: City, lapsed: str) -> None:
    with unchanged(lapsed):
        refused(city.submit(lapsed), 409, "drafts/version-lapsed")


def test_it_moves_with_everything_that_is_still_asked_for(city: City, lapsed: str) -> None:
    held = desk.seen(city.citizen, lapsed)["files"][0]["id"]
    moved = renew(city, lapsed, 2)
    assert moved.status == 200
    shown = desk.seen(city.citizen, lapsed)
    assert (shown["procedure"]["version"], shown["renewal"], shown["unit"]) == (2, None, "d07")
    assert shown["answers"] == {"organisation_name": "Tổ chức Ví Dụ", "topic": "Chủ đề"}
    assert shown["files"] == []
    entry = shown["journal"][-1]
    assert entry["type"] == "dossier.draft_moved"
    assert (entry["facts"]["was"], entry["facts"]["law"], entry["facts"]["files"]) == (1, 2, [held])
    assert refused(city.submit(lapsed), 422, "dossiers/incomplete")
    assert held not in str([row for row in rows(lapsed) if row["sk"]["S"] == "A"])


@pytest.mark.parametrize("version", [1, 3])
def test_only_to_the_version_in_force(city: City, lapsed: str, version: int) -> None:
    with unchanged(lapsed):
        refused(renew(city, lapsed, version), 409, "drafts/version-not-in-force")


def test_a_draft_that_is_up_to_date_goes_nowhere(city: City) -> None:
    dossier = city.draft()
    with unchanged(dossier):
        refused(renew(city, dossier, 2), 409, "drafts/version-not-in-force")
        refused(renew(city, dossier, 2, if_match='"9"'), 412, "call/version-stale")


def test_a_procedure_that_has_ended_takes_no_dossier(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.onestop import dossiers
    from chalicelib.onestop.dossiers.drafts import Drafts
    from chalicelib.onestop.procedures import Catalogue

    dossier = city.ready()
    ended = [replace(one, in_force_to=one.in_force_from) for one in catalogue().versions("9.000001")]
    room = dossiers.drafts()
    monkeypatch.setattr(dossiers, "drafts", lambda: Drafts(Catalogue(ended), room.directory))
    with unchanged(dossier):
        refused(city.submit(dossier), 409, "drafts/procedure-ended")


def field(code: str, kind: str = "text", *inner: Field) -> Field:
    return Field(code, kind, Words(f"Câu {code}", f"Question {code}"), fields=inner)


def procedure(*fields: Field) -> Procedure:
    form = Form((Section("s", Words("Mục", "Section"), fields),))
    return replace(catalogue().versions("9.000002")[-1], form=form)


def test_answers_stay_go_or_stay_in_part() -> None:
    old = procedure(field("a"), field("b"), field("c", "address"), field("g", "group", field("x"), field("y")))
    new = procedure(field("a"), field("c"), field("g", "group", field("x")), field("new"))
    typed: dict[str, Any] = {
        "a": "giữ",
        "b": "bỏ",
        "c": {"street": "1 Đường", "ward": "", "province": "TP"},
        "g": [{"x": "1", "y": "hai"}, {"y": ""}],
    }
    kept, dropped = carried_over(old, new, typed)
    assert kept == {"a": "giữ", "g": [{"x": "1"}, {}]}
    told = [(one.path, one.label.vi, one.text) for one in dropped]
    assert told == [
        ("b", "Câu b", "bỏ"),
        ("c", "Câu c", "1 Đường, TP"),
        ("g.0.y", "Câu g – Câu y", "hai"),
    ]
    by_number = {"g": {"0": {"x": "1", "y": "hai"}}}
    assert carried_over(old, new, by_number)[0] == {"g": {"0": {"x": "1"}}}


def test_the_same_form_drops_nothing() -> None:
    one = procedure(field("a"), field("g", "group", field("x")))
    typed = {"a": "1", "g": [{"x": "2"}, "lạ"]}
    assert carried_over(one, one, typed) == (typed, ())


def test_what_was_typed_on_one_line() -> None:
    assert as_typed({"day": "1", "month": "", "year": "2026"}) == "1, 2026"
    assert as_typed(["a", ["b", None]]) == "a, b"
