"""Maintenance during which nothing is taken in: citizens wait with everything they typed, officers go on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from chalicelib.civic import portal
from chalicelib.civic.portal.surroundings import GOES_ON
from chalicelib.cloud.call import Caller
from chalicelib.foundation.errors import Paused
from tests import samples
from tests.civic.portal.people import NIGHT, NOW, PAUSE, announce, at_work, take_down
from tests.cloud.page.browser import Browser
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound

BODY = {
    "kind": "maintenance",
    "vi": NIGHT["vi"],
    "en": NIGHT["en"],
    "since": "2026-12-02T02:00:00Z",
    "until": "2026-12-02T05:00:00Z",
    "no_changes": True,
}


@pytest.fixture
def citizen(city: City) -> Browser:
    return at_work(city, "congdan1")


@pytest.fixture
def operator(city: City) -> Browser:
    return at_work(city, "vanhanh")


def form_of(citizen: Browser) -> str:
    """The address of the first part of a new draft's form that has a topic."""
    page = citizen.get(f"/thu-tuc/{samples.PRESS}")
    begun = citizen.submit(page, f"/nop/{samples.PRESS}")
    assert begun.status == 303, begun.text
    draft = citizen.get(begun.location)
    parts = re.findall(rf'href="({begun.location}/khai/[^"]+)"', draft.text)
    return next(one for one in parts if 'name="a.topic"' in citizen.get(one).text)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_a_citizen_typed_waits_until_maintenance_is_over(citizen: Browser, operator: Browser, lang: str) -> None:
    path = form_of(citizen)
    form = citizen.get(path, lang=lang)
    announce(operator, **PAUSE)
    refused = citizen.submit(form, path, **{"a.topic": "Chủ đề tôi vừa gõ", "go": "later"})
    sound(refused.text)
    assert refused.status == 503
    assert refused.headers["Retry-After"] == str(2 * 3600)
    assert "portal/maintenance" in refused.text
    assert ("Hệ thống đang bảo trì" if lang == "vi" else "Maintenance is under way") in refused.text
    assert 'value="Chủ đề tôi vừa gõ"' in refused.text
    assert citizen.get(path).status == 200, "reading works"
    take_down(operator, 1)
    sent = citizen.submit(refused, path, **{"a.topic": "Chủ đề tôi vừa gõ", "go": "later"})
    assert sent.status == 303, sent.text
    assert "Chủ đề tôi vừa gõ" in citizen.get(path).text


def test_reading_looking_up_and_signing_in_go_on(city: City, citizen: Browser, operator: Browser) -> None:
    announce(operator, **PAUSE)
    for path in ("/", "/thu-tuc", "/ho-so", "/tra-cuu", "/tro-giup"):
        assert citizen.get(path).status == 200, path
    looked = citizen.submit(citizen.get("/tra-cuu"), "/tra-cuu", ma="000.00.07.H29-261122-0001")
    assert looked.status != 503
    assert at_work(city, "congdan2").get("/ho-so").status == 200
    assert citizen.submit(citizen.get("/"), "/dang-xuat").status == 303


def test_officers_go_on_working(city: City, operator: Browser) -> None:
    announce(operator, **PAUSE)
    announce(operator, kind="information", vi="Vẫn đăng được")
    desk = at_work(city, "motcua.d07")
    path = "/can-bo"
    assert desk.get(path).status == 200
    begun = city.onestop.post("/api/v1/desk/dossiers", {"procedure": samples.WEBSITE})
    assert begun.status == 201, begun.body


def test_the_doors_wait_too(city: City, operator: Browser) -> None:
    dossier = city.draft()
    announce(operator, **PAUSE)
    refused = city.citizen.post("/api/v1/dossiers", {"procedure": samples.WEBSITE})
    assert (refused.status, refused.code) == (503, "portal/maintenance")
    assert refused.headers["retry-after"] == str(2 * 3600)
    assert refused.json["retry"] is True
    assert city.citizen.get(f"/api/v1/dossiers/{dossier}").status == 200
    assert city.visitor().post("/api/v1/lookups", {"code": "000.00.07.H29-261122-0001"}).status != 503


def test_what_a_payment_provider_says_is_heard(city: City, operator: Browser) -> None:
    announce(operator, **PAUSE)
    heard = city.visitor().post("/api/v1/payment-notices/sandbox", {})
    assert (heard.status, heard.code) == (403, "payments/signature-wrong"), "looked at, and refused for what it is"


def test_a_pause_begins_and_ends_by_itself(city: City, operator: Browser) -> None:
    announce(operator, **{**PAUSE, "since": "02/12/2026 11:00", "until": "02/12/2026 12:00"})
    for hours, status in ((0, 201), (1, 503), (2, 201)):
        city.at(NOW + timedelta(hours=hours))
        assert city.citizen.post("/api/v1/dossiers", {"procedure": samples.WEBSITE}).status == status


def test_a_maintenance_notice_alone_pauses_nothing(city: City, operator: Browser) -> None:
    announce(operator)
    assert city.citizen.post("/api/v1/dossiers", {"procedure": samples.WEBSITE}).status == 201


def test_the_board_tells_operators_that_changes_are_paused(operator: Browser) -> None:
    announce(operator, **PAUSE)
    text = operator.get("/quan-tri/thong-bao").text
    assert "02/12/2026 12:00" in re.search(r'class="note wait">(Hệ thống đang tạm dừng[^<]*)<', text)[1]  # type: ignore[index]


def test_what_goes_on_is_sent_somewhere_and_everything_else_that_citizens_send_waits(city: City) -> None:
    """A rule that no form states any more must not stay a hole, and a new one waits unless it is named."""
    import app as composed

    sent = {one.rule for room in composed.PAGES for one in room.routes if one.method == "POST"}
    sent |= {door.rule for room in composed.DOORS for door in room.doors if door.method != "GET"}
    assert sent >= GOES_ON
    city.at(NOW)
    assert city.visitor("vanhanh").post("/api/v1/notices", BODY, if_match='"0"').status == 201
    waiting = set()
    for rule in sent:
        try:
            portal.around().must_be_open(Caller("acc-citizen-1", roles=frozenset({"citizen"})), rule, NOW)
        except Paused:
            waiting.add(rule)
    assert waiting == sent - GOES_ON
    for rule in sent:
        portal.around().must_be_open(Caller("acc-onestop-d07", unit="d07"), rule, NOW)


def test_a_forged_form_learns_nothing_of_the_pause(city: City, operator: Browser, citizen: Browser) -> None:
    announce(operator, **PAUSE)
    forged = citizen.post(f"/nop/{samples.PRESS}", {"csrf": "x.y", "key": "0" * 20})
    assert forged.status == 403


def test_the_door_refuses_a_pause_that_nobody_could_see(city: City) -> None:
    city.at(NOW)
    operator = city.visitor("vanhanh")
    for changed, code in (
        ({"where": "home"}, "portal/pause-unseen"),
        ({"kind": "important"}, "portal/pause-unseen"),
        ({"until": "2026-12-06T05:00:00Z"}, "portal/pause-too-long"),
    ):
        refused = operator.post("/api/v1/notices", {**BODY, **changed}, if_match='"0"')
        assert (refused.status, refused.fields) == (422, {"no_changes": code})
    assert operator.post("/api/v1/notices", BODY, if_match='"0"').status == 201
