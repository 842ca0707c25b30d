"""A draft that its owner discards, and how many drafts one person may keep."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.foundation.clock import now
from chalicelib.onestop.dossiers import draftrules, store
from tests import samples
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_drafts import faults, kept, tidy
from tests.onestop.test_pages import sound
from tests.onestop.test_pages_story import sign_in
from tests.problems import refused

PAPER = samples.WEBSITE_PAPERS[0]


def discard(city: City, dossier: str, login: str = "congdan1", **headers: str) -> Any:
    who = city.visitor(login)
    seen = city.citizen.get(f"/api/v1/dossiers/{dossier}").headers.get("etag", '"1"')
    return who.post(f"/api/v1/dossiers/{dossier}/discarding", {}, **{"if_match": seen, **headers})


def test_what_was_typed_and_uploaded_is_gone_and_the_journal_verifies(city: City) -> None:
    dossier = city.draft()
    assert city.fill(dossier).status == 200
    file = city.upload(dossier, PAPER)
    assert kept(dossier, file)
    assert "discard" in city.citizen.get(f"/api/v1/dossiers/{dossier}").json["moves"]
    assert discard(city, dossier).status == 200
    gone = store.read(dossier)
    assert (gone.answers, gone.applicant, gone.last4, gone.files) == ({}, "", "", ())
    assert faults(dossier) == ()
    tidy(now())
    assert not kept(dossier, file)
    listed = [one["id"] for one in city.citizen.get("/api/v1/dossiers?limit=100").json["items"]]
    assert dossier not in listed


def test_sent_again_it_is_discarded_once(city: City) -> None:
    dossier = city.draft()
    version = city.citizen.get(f"/api/v1/dossiers/{dossier}").headers["etag"]
    replies = [discard(city, dossier, idempotency_key="gone", if_match=version) for _ in range(2)]
    assert [one.status for one in replies] == [200, 200]
    assert replies[0].json == replies[1].json
    refused(discard(city, dossier), 409, "dossiers/move-not-allowed")
    refused(city.fill(dossier), 409, "drafts/expired")


def test_nobody_else_discards_and_nothing_that_was_handed_in(city: City) -> None:
    dossier = city.draft()
    refused(discard(city, dossier, "congdan2"), 404, "dossiers/missing")
    refused(discard(city, dossier, "motcua.d07"), 404, "dossiers/missing")
    refused(discard(city, dossier, if_match='"99"'), 412, "call/version-stale")
    submitted, _ = city.submitted()
    refused(discard(city, submitted), 409, "dossiers/move-not-allowed")


def test_a_desk_discards_what_it_keeps(city: City) -> None:
    made = city.onestop.post("/api/v1/desk/dossiers", {"procedure": samples.WEBSITE})
    path = f"/api/v1/dossiers/{made.json['id']}"
    assert city.onestop.post(f"{path}/discarding", {}, if_match=f'"{made.version}"').status == 200
    listed = [one["id"] for one in city.onestop.get("/api/v1/desk/dossiers?limit=100").json["items"]]
    assert made.json["id"] not in listed


def test_pages_ask_once_more(city: City) -> None:
    dossier = city.draft()
    browser = sign_in(city, "congdan1")
    path = f"/ho-so/{dossier}/xoa"
    assert path in browser.get(f"/ho-so/{dossier}").text
    page = browser.get(path)
    sound(page.text)
    done = browser.submit(page, path)
    assert (done.status, done.location.split("?")[0]) == (303, "/ho-so")
    after = browser.follow(done)
    sound(after.text)
    assert "Đã xóa bản nháp." in after.text
    assert browser.get(path).status == 303


def test_a_stale_page_does_not_discard(city: City) -> None:
    dossier = city.draft()
    browser = sign_in(city, "congdan1")
    page = browser.get(f"/ho-so/{dossier}/xoa")
    assert city.fill(dossier).status == 200
    late = browser.submit(page, f"/ho-so/{dossier}/xoa")
    assert late.status == 409
    sound(late.text)
    assert store.read(dossier).answers


@pytest.fixture
def newcomer(city: City, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A citizen who keeps two drafts, where two are the most."""
    monkeypatch.setattr(draftrules, "MOST_DRAFTS", 2)
    citizen = city.visitor("congdan3")
    for one in citizen.get("/api/v1/dossiers?limit=100").json["items"]:
        if one["status"]["code"] == 0:
            version = citizen.get(f"/api/v1/dossiers/{one['id']}").headers["etag"]
            citizen.post(f"/api/v1/dossiers/{one['id']}/discarding", {}, if_match=version)
    made = [citizen.post("/api/v1/dossiers", {"procedure": samples.WEBSITE}) for _ in range(2)]
    assert [one.status for one in made] == [201, 201]
    return citizen, [one.json["id"] for one in made]


def test_one_draft_too_many_is_refused_until_another_is_gone(city: City, newcomer: Any) -> None:
    citizen, drafts = newcomer
    begin = {"procedure": samples.WEBSITE}
    reply = refused(citizen.post("/api/v1/dossiers", begin, idempotency_key="third"), 409, "drafts/too-many")
    assert "2 bản nháp" in reply.json["detail"]
    path = f"/api/v1/dossiers/{drafts[0]}"
    assert citizen.post(f"{path}/discarding", {}, if_match=citizen.get(path).headers["etag"]).status == 200
    assert citizen.post("/api/v1/dossiers", begin, idempotency_key="third").status == 201


def test_a_draft_begun_before_is_given_again_at_the_limit(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = {"procedure": samples.WEBSITE}
    first = city.citizen.post("/api/v1/dossiers", begin, idempotency_key="same-draft")
    monkeypatch.setattr(draftrules, "MOST_DRAFTS", 1)
    again = city.citizen.post("/api/v1/dossiers", begin, idempotency_key="same-draft")
    assert (again.status, again.json) == (201, first.json)


def test_dossiers_that_were_handed_in_do_not_count(city: City, newcomer: Any) -> None:
    citizen, drafts = newcomer
    path = f"/api/v1/dossiers/{drafts[0]}"
    body = {"answers": samples.website_answers()}
    assert citizen.put(f"{path}/answers", body, if_match=citizen.get(path).headers["etag"]).status == 200
    for paper in samples.WEBSITE_PAPERS:
        city.upload(drafts[0], paper, who=citizen)
    before = store.count_drafts("acc-citizen-3")
    assert citizen.post(f"{path}/submission", {}, if_match=citizen.get(path).headers["etag"]).status == 200
    assert store.count_drafts("acc-citizen-3") == before - 1


def test_a_desk_is_not_limited(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draftrules, "MOST_DRAFTS", 0)
    assert city.onestop.post("/api/v1/desk/dossiers", {"procedure": samples.WEBSITE}).status == 201


def test_the_page_says_why(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sign_in(city, "congdan1")
    page = browser.get(f"/thu-tuc/{samples.WEBSITE}")
    monkeypatch.setattr(draftrules, "MOST_DRAFTS", 0)
    told = browser.submit(page, f"/nop/{samples.WEBSITE}")
    assert told.status == 409
    assert "bản nháp" in told.text
