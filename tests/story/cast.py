"""Who plays in the story, and one dossier on its way."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from tests.story.web import Got, Person, Say, must, post_form, wait_for


@dataclass
class Cast:
    """Who plays: signed-in people of the demo city."""

    citizen: Person
    other_citizen: Person
    onestop: Person
    specialist: Person
    leader: Person
    stranger: Person
    admin: Person
    operator: Person
    neighbour: Person
    anybody: Person


def cast(url: str, password: str) -> Cast:
    """Signs everybody in."""
    logins = (
        "congdan1",
        "congdan2",
        "motcua.d07",
        "chuyenvien.d07",
        "lanhdao.d07",
        "motcua.d06",
        "quantri.d07",
        "vanhanh",
        "chuyenvien.d06",
    )
    signed = [Person.sign_in(url, login, password) for login in logins]
    return Cast(*signed, Person(url))


@dataclass
class Case:
    """One dossier on its way."""

    cast: Cast
    id: str
    say: Say

    @property
    def path(self) -> str:
        """Its address."""
        return f"/api/v1/dossiers/{self.id}"

    def seen_by(self, person: Person) -> dict[str, Any]:
        """The dossier as somebody sees it."""
        found: dict[str, Any] = person.get(self.path).must(200).json
        return found

    def move(self, person: Person, name: str, **facts: Any) -> Got:
        """A move on the version that is there now."""
        version = self.seen_by(person)["version"]
        return person.post(f"{self.path}/moves", {"move": name, **facts}, version=version)

    def upload(self, person: Person, paper: str, name: str, content: bytes) -> dict[str, Any]:
        """Uploads a file and waits for its receipt."""
        granted = person.post(f"{self.path}/files", {"paper": paper, "name": name}).must(201).json
        posted = post_form(granted["url"], granted["fields"], name, content)
        must(
            f"the store takes the file, not {posted.status}: {posted.body[:300]!r}",
            posted.status in (200, 201, 204, 303),
        )

        def receipt() -> dict[str, Any] | None:
            files = {file["id"]: file for file in self.seen_by(person)["files"]}
            file: dict[str, Any] = files[granted["file"]]
            return None if file["state"] == "waiting" else file

        found: dict[str, Any] = wait_for(f"the check of {name}", receipt)
        return found


def begin(cast_: Cast, procedure: str, answers: dict[str, Any], say: Say) -> Case:
    """A draft with its form filled in; the double click on "begin" makes one draft."""
    key = uuid.uuid4().hex
    first = cast_.citizen.post("/api/v1/dossiers", {"procedure": procedure}, key=key).must(201).json
    again = cast_.citizen.post("/api/v1/dossiers", {"procedure": procedure}, key=key).must(201).json
    must("the same key gives the same draft", first == again)
    case = Case(cast_, first["id"], say)
    cast_.citizen.put(f"{case.path}/answers", {"answers": answers}, version=1).must(200)
    return case


def submit(case: Case) -> dict[str, Any]:
    """Hands the draft in, twice with the same key: one code."""
    citizen = case.cast.citizen
    version, key = case.seen_by(citizen)["version"], uuid.uuid4().hex
    first = citizen.post(f"{case.path}/submission", {}, version=version, key=key).must(200).json
    again = citizen.post(f"{case.path}/submission", {}, version=version, key=key).must(200).json
    must("a double submit gives the same answer", first["code"] == again["code"])
    answer: dict[str, Any] = first
    return answer
