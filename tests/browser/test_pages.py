"""Every page in a real browser, at the widths that people have: axe finds nothing, nothing runs over or is squeezed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.chromium import Watch
from tests.browser.city import Where
from tests.browser.pages import LOOKS, Look
from tests.browser.people import PHONE, SMALL, WIDE, People, Screen
from tests.browser.reading import LANGUAGES, Library, nothing

AXE = """async contrast => {
  const rules = { "color-contrast": { enabled: contrast } }
  const found = await axe.run({ resultTypes: ["violations"], rules })
  return found.violations.map(one =>
    `${one.id} (${one.nodes.length}): ${one.help}: ${one.nodes[0].html.slice(0, 200)}`)
}"""
SEND = """([action, typed]) => {
  const form = [...document.forms].find(one => one.getAttribute("action")?.split("#")[0] === action)
  for (const [name, value] of Object.entries(typed)) {
    const fields = [...form.elements].filter(one => one.name === name)
    const tick = fields.find(one => (one.type === "checkbox" || one.type === "radio") && one.value === value)
    if (tick) { tick.checked = true }
    else if (fields.length && (fields[0].checked || !["submit", "checkbox", "radio"].includes(fields[0].type))) {
      fields[0].value = value }
    else { form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })) }
  }
  form.submit()
}"""
RUNS_OVER = """slack => {
  const width = document.documentElement.clientWidth, whole = document.documentElement.scrollWidth
  if (whole <= width + slack) return []
  const kept = one => { for (let at = one.parentElement; at && at !== document.body; at = at.parentElement)
    if (getComputedStyle(at).overflowX !== "visible") return true
    return false }
  const edge = one => { const range = document.createRange(); range.selectNodeContents(one)
    return Math.max(one.getBoundingClientRect().right, range.getBoundingClientRect().right) }
  return [...document.body.querySelectorAll("*")].filter(one => edge(one) > width + 1 && !kept(one))
    .map(one => one.outerHTML.slice(0, 120)).slice(-3).concat(`${whole} px wide`)
}"""

SQUEEZED = """() => [...document.querySelectorAll("main *")].filter(one => {
  const words = [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join(" ")
  const box = one.getBoundingClientRect(), em = parseFloat(getComputedStyle(one).fontSize)
  const unseen = getComputedStyle(one).position === "absolute"
  return !unseen && words.length > 4 && box.width < 2 * em && box.height > 4 * em
}).map(one => `squeezed into ${Math.round(one.getBoundingClientRect().width)} px: ${one.outerHTML.slice(0, 120)}`)"""

UNSTYLED = """() => [...document.querySelectorAll(
  "select, textarea, input:not([type=file], [type=hidden])")].filter(one => {
  const style = getComputedStyle(one), plain = one.matches(".source, [type=checkbox], [type=radio]")
  return (one.tagName === "SELECT" && style.appearance === "none")
    || (!plain && style.fontFamily !== getComputedStyle(document.body).fontFamily)
}).map(one => `does not look like what it is: ${one.outerHTML.slice(0, 120)}`)"""
"""Choices without their arrow; boxes that a style has forgotten, which show it by their font."""


@pytest.fixture(scope="module")
def tab(_browser: Any, where: Where, _sessions: dict[str, Any]) -> Iterator[Callable[[Look, str], tuple[Any, Watch]]]:
    """A tab for each person and language, used for page after page: style sheet and fonts are fetched once."""
    everybody, tabs = People(_browser, where, _sessions), {}

    def of(look: Look, lang: str) -> tuple[Any, Watch]:
        key = (look.who, lang)
        if key not in tabs:
            tabs[key] = everybody.open(look.who, lang=lang, still=True)
        everybody.watch.troubles.clear()
        everybody.watch.expected = {look.status} - {200}
        return tabs[key], everybody.watch

    yield of
    everybody.watch.troubles.clear()
    everybody.leave()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_page_is_for_everybody(tab: Any, library: Library, look: Look, lang: str) -> None:
    page, watch = tab(look, lang)
    resize(page, PHONE)
    go_to(page, library, look)
    assert page.evaluate("document.documentElement.lang") == lang
    found = [f"390 px: {one}" for one in violations(page, lang)]
    resize(page, SMALL._replace(width=look.narrowest))
    found += [f"{look.narrowest} px: {one}" for one in (*page.evaluate(RUNS_OVER, 0), *page.evaluate(SQUEEZED))]
    resize(page, WIDE)
    found += page.evaluate(UNSTYLED)
    if look.to and look.status == 422 and not page.locator(".govuk-error-summary").count():
        found.append("no summary of what is wrong")
    wide = (*violations(page, lang), *page.evaluate(RUNS_OVER, 0), *page.evaluate(SQUEEZED))
    found += [f"1280 px: {one}" for one in wide]
    nothing([*found, *watch.troubles])


def go_to(page: Any, library: Library, look: Look) -> None:
    """Opens the page of a look."""
    answer = page.goto("." + library.filled(look.at))
    if look.to:
        typed = {name: library.filled(value) for name, value in look.sends.items()}
        with page.expect_navigation() as sent:
            page.evaluate(SEND, [library.filled(look.to), typed])
        answer = sent.value
    assert answer.status == look.status


def resize(page: Any, screen: Screen) -> None:
    """Another window of the same page."""
    page.set_viewport_size({"width": screen.width, "height": screen.height})


def violations(page: Any, lang: str) -> list[str]:
    """What axe finds, each with the first place of it. Contrast, which takes two thirds of its time and does not depend
    on the language, is looked at in Vietnamese."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE, lang == "vi")
    return found
