"""A dossier at a one-stop desk, step by step, for the tests of the desk. Nobody of these people exists."""

from __future__ import annotations

from typing import Any

from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.samples import APPLICANT, BOOKS, PARTY, books_answers

__all__ = ["APPLICANT", "BOOKS", "PARTY", "books_answers"]


def path_of(dossier: str) -> str:
    return f"/api/v1/dossiers/{dossier}"


def seen(who: Visitor, dossier: str) -> dict[str, Any]:
    """The dossier as its reader sees it."""
    found: dict[str, Any] = who.get(path_of(dossier)).json
    return found


def begin(who: Visitor, procedure: str = BOOKS) -> str:
    """An empty draft that the officer's desk keeps; its id."""
    made = who.post("/api/v1/desk/dossiers", {"procedure": procedure})
    assert made.status == 201, made.body
    return str(made.json["id"])


def put(who: Visitor, dossier: str, part: str, body: dict[str, Any]) -> Reply:
    """Saves a part on the version that is there."""
    version = who.get(path_of(dossier)).headers["etag"]
    return who.put(f"{path_of(dossier)}/{part}", body, if_match=version)


def fill(city: City, who: Visitor, dossier: str, party: dict[str, Any] | None = None) -> None:
    """Everything a desk needs before submission, scanned paper included."""
    assert put(who, dossier, "party", {"party": party or PARTY}).status == 200
    assert put(who, dossier, "answers", {"answers": books_answers()}).status == 200
    city.upload(dossier, "list", who=who)


def submit(who: Visitor, dossier: str, **headers: str) -> Reply:
    """Hands the draft in on the version that is there."""
    version = who.get(path_of(dossier)).headers["etag"]
    return who.post(f"{path_of(dossier)}/submission", {}, **{"if_match": version, **headers})


def handed_in(city: City, who: Visitor) -> str:
    """A dossier that the officer's desk has handed in."""
    dossier = begin(who)
    fill(city, who, dossier)
    done = submit(who, dossier)
    assert done.status == 200, done.body
    return dossier
