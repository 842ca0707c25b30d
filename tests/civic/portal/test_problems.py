"""Problem codes: the address that problem documents name, the search, and the operators' home."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.civic.portal.codes import ADVICE, advice, problems, search
from chalicelib.cloud.door.problem import TITLES
from tests.civic.portal.people import at_work
from tests.onestop.conftest import City
from tests.onestop.test_pages import sound

TESTS = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_type_of_a_problem_document_is_a_page_that_explains_it(city: City, lang: str) -> None:
    refused = city.visitor().get("/api/v1/dossiers/nothing")
    page = at_work(city, "").get(refused.json["type"], lang=lang)
    assert page.status == 200
    sound(page.text)
    assert refused.code in page.text
    for words in refused.json["messages"].values():
        assert words in page.text, "both languages, whoever reads"


@pytest.mark.parametrize("code", ["forms/required", "files/kind", "drafts/procedure-ended", "agencies/unknown-unit"])
def test_codes_of_every_kind_have_a_page(city: City, code: str) -> None:
    page = at_work(city, "").get(f"/problems/{code}")
    assert page.status == 200
    sound(page.text)


def test_a_page_of_trouble_links_to_what_its_code_means(city: City) -> None:
    nobody = at_work(city, "")
    missing = nobody.get("/khong-co-trang-nay")
    [link] = re.findall(r'href="(/problems/[^"]+)"', missing.text)
    assert nobody.get(link).status == 200


def test_an_unknown_code_is_not_there(city: City) -> None:
    assert at_work(city, "").get("/problems/portal/nothing-such").status == 404


def test_every_code_that_tests_meet_is_explained() -> None:
    """Codes in the assertions of all tests are the ones that callers really get."""
    met = set()
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        met |= set(re.findall(r'(?:refused\([^()]*, \d{3}, |\.code == |code\) == \(\d{3}, )"([a-z-]+/[a-z-]+)"', text))
    assert len(met) > 50
    own = {one for one in met if one.startswith("test/")}
    assert met - own - set(problems()) == set()


def test_every_status_has_advice() -> None:
    assert {status for one in problems().values() for status in one.statuses} <= set(ADVICE)
    assert set(ADVICE) == set(TITLES)
    assert all(advice(one) for one in problems().values())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("files/kind", "files/kind"),
        ("PORTAL/MAINTENANCE", "portal/maintenance"),
        ("dang bao tri", "portal/maintenance"),
        ("đang bảo trì", "portal/maintenance"),
        ("maintenance under way", "portal/maintenance"),
        ("version-stale", "call/version-stale"),
    ],
)
def test_search_by_code_or_words(typed: str, first: str) -> None:
    assert search(typed)[0].code == first


def test_search_for_nothing_lists_all_and_for_nonsense_none() -> None:
    assert len(search("")) == len(problems())
    assert search("xyzzy") == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("login", ["vanhanh", "quantri.d07"])
def test_the_search_page(city: City, login: str, lang: str) -> None:
    browser = at_work(city, login)
    for query in ({}, {"tim": "bao tri"}, {"tim": '"><script>'}):
        page = browser.get("/quan-tri/ma-loi", lang=lang, **query)
        assert page.status == 200
        sound(page.text)
        assert "<script>" not in page.text
    assert 'href="/problems/portal/maintenance"' in browser.get("/quan-tri/ma-loi", tim="bao tri").text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("login", "there", "absent"),
    [
        (
            "vanhanh",
            ["/quan-tri/thong-bao", "/quan-tri/van-ban", "/quan-tri/ma-loi", "/quan-tri/thu-tuc", "/quan-tri/lich"],
            [],
        ),
        (
            "quantri.d07",
            ["/quan-tri/ma-loi", "/quan-tri/thu-tuc", "/quan-tri/lich", "/can-bo/bao-cao"],
            ["/quan-tri/thong-bao", "/quan-tri/van-ban"],
        ),
    ],
)
def test_home_links_what_the_caller_may_do(
    city: City, login: str, there: list[str], absent: list[str], lang: str
) -> None:
    browser = at_work(city, login)
    page = browser.get("/quan-tri", lang=lang)
    sound(page.text)
    tasks = page.text.split('class="cards"')[1]
    for path in there:
        assert f'href="{path}"' in tasks
        assert browser.get(path).status == 200, path
    for path in absent:
        assert f'href="{path}"' not in tasks


@pytest.mark.parametrize("login", ["congdan1", "lanhdao.d07"])
def test_others_have_no_such_home(city: City, login: str) -> None:
    browser = at_work(city, login)
    assert browser.get("/quan-tri").status == 403
    assert browser.get("/quan-tri/ma-loi").status == 403
