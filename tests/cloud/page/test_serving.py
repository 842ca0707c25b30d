"""Pages through the Application, with raw events: what is served, at both bases, and every page of trouble."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cloud.page import Pages, Table
from chalicelib.cloud.page.serving import addresses

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


def links(text: str) -> list[str]:
    return re.findall(r'(?:href|src|action)="([^"#]*)"', text)


@pytest.mark.parametrize("accept", [None, "*/*", "text/html,application/xhtml+xml;q=0.9"])
def test_a_page_is_html_whatever_is_accepted(browser: Any, accept: str | None) -> None:
    answer = browser.get("/", headers={"Accept": accept} if accept else {})
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<!doctype html>" in answer.text


def test_what_people_wrote_is_escaped(browser: Any) -> None:
    assert "&lt;b&gt;Chữ&lt;/b&gt;" in browser.get("/").text


def test_every_link_starts_with_the_base_at_the_stage(at_stage: Any) -> None:
    found = links(at_stage.get("/don/1").text)
    assert len(found) > 5
    assert all(link.startswith("/api/") for link in found)


def test_no_link_starts_with_the_stage_behind_the_front(browser: Any) -> None:
    assert not any(link.startswith("/api") for link in links(browser.get("/don/1").text))


def test_redirects_carry_the_base_and_the_query(at_stage: Any) -> None:
    answer = at_stage.get("/don/moi")
    assert (answer.status, answer.headers["Location"]) == (303, "/api/don/1?a=b+c")


def test_the_policy_forbids_all_but_our_own(browser: Any) -> None:
    policy = browser.get("/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "form-action 'self';" in policy
    assert "unsafe" not in policy


def test_pages_with_a_form_or_a_person_are_not_stored(browser: Any) -> None:
    assert browser.get("/").headers["Cache-Control"] == "no-cache"
    assert browser.get("/mo").headers["Cache-Control"] == "no-store"
    browser.jar["who"] = "an"
    assert browser.get("/").headers["Cache-Control"] == "no-store"


def test_pages_are_squeezed_only_when_asked(browser: Any) -> None:
    plain = browser.get("/don/1", headers={"Accept-Encoding": "gzip;q=0, br"})
    small = browser.get("/don/1", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.body) < len(plain.body)
    assert b"</html>" in gzip.decompress(small.body)


def test_an_unknown_page_has_our_own_404(browser: Any) -> None:
    answer = browser.get("/khong/co/trang/nay")
    assert answer.status == 404
    assert "page/unknown" in answer.text
    assert "request-1" in answer.text


def test_an_unknown_api_address_gets_a_problem(browser: Any) -> None:
    answer = browser.get("/api/v1/nothing")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.body)["code"] == "door/unknown"


@pytest.mark.parametrize("path", ["/%00", "/don/%2F", "/don/a%0Ab", "/" + "x" * 300])
def test_odd_addresses_are_unknown(browser: Any, path: str) -> None:
    assert browser.get(path).status == 404


def test_somebody_not_signed_in_goes_to_sign_in_and_back(browser: Any) -> None:
    answer = browser.get("/rieng")
    assert (answer.status, answer.headers["Location"]) == (303, "/dang-nhap?next=%2Frieng")


def test_a_form_sent_after_the_session_ended_keeps_what_was_typed(browser: Any) -> None:
    answer = browser.post("/rieng", {"note": "Một ghi chú dài", "csrf": "x"})
    assert answer.status == 401
    assert "Một ghi chú dài" in answer.text


def test_somebody_without_the_right_is_told(browser: Any) -> None:
    browser.jar["who"] = "an"
    answer = browser.get("/sep")
    assert answer.status == 403
    assert "identity/forbidden" in answer.text


@pytest.mark.parametrize(("name", "code"), [("409", "call/version-stale"), ("503", "test/busy")])
def test_refusals_have_pages_with_their_codes(browser: Any, name: str, code: str) -> None:
    for lang in ("vi", "en"):
        answer = browser.get(f"/hong/{name}", lang=lang)
        assert answer.status == int(name)
        assert f'<html lang="{lang}"' in answer.text
        assert code in answer.text


def test_too_many_says_how_long_to_wait(browser: Any) -> None:
    answer = browser.get("/hong/429")
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "61"
    assert "2 phút" in answer.text


def test_an_error_of_ours_tells_nothing_of_itself(browser: Any) -> None:
    answer = browser.get("/hong/500")
    assert answer.status == 500
    assert "secret detail" not in answer.text
    assert "request-1" in answer.text


def test_the_wrong_method_has_a_page(browser: Any) -> None:
    assert browser.get("/dang-nhap").status == 405


def test_two_pages_of_one_shape_are_refused() -> None:
    from chalicelib.cloud.door import Words

    pages = Pages("test")
    for path in ("/a/{x}", "/a/{y}"):
        pages.get(path, rule="public", title=Words("a", "a"))(lambda request, visit: None)  # type: ignore[arg-type,return-value]
    with pytest.raises(ValueError, match="twice"):
        Table([pages])


def test_the_gateway_knows_one_to_six_parts() -> None:
    assert addresses()[:3] == ["/", "/{p1}", "/{p1}/{p2}"]
    assert len(addresses()) == 7


def test_templates_never_write_an_address_by_hand() -> None:
    for path in TEMPLATES.rglob("*.html"):
        by_hand = re.findall(r'(?:href|src|action)="(?!\{\{|#)[^"]*"', path.read_text(encoding="utf-8"))
        assert not by_hand, f"{path.name}: {by_hand}"


OUR_SCRIPT = re.compile(r'<script type="module" src="\{\{ visit\.static\("[a-z]+\.mjs"\) \}\}"></script>')


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = OUR_SCRIPT.sub("", path.read_text(encoding="utf-8"))
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|\|\s*safe\b", text), path.name


def test_every_form_that_posts_to_us_has_a_token() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL):
            guarded = "hidden(" in form or "secret(" in form or "visit.token(" in form
            assert guarded or "form.url" in form, path.name
