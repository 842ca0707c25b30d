"""Somebody without a mouse: Tab, Enter, Space, arrows and letters, from the sign-in to the submission.

At every stop the place that has the focus must be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.foundation.clock import now
from tests import samples
from tests.browser.people import People
from tests.browser.walking import UPLOAD, code_on, path
from tests.story.by_pages import typed as boxes

PAPER = samples.PRESS_PAPERS[0]
SEEN = """() => {
  const one = document.activeElement
  const shown = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo)
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"
  }
  return shown(one) || [...(one.labels ?? [])].some(label => shown(label, "::before"))
}"""
HERE = """() => {
  const one = document.activeElement
  return { tag: one.tagName, type: one.type ?? "", name: one.getAttribute("name") ?? "", value: one.value ?? "",
           to: one.getAttribute("href") ?? "", form: one.form?.getAttribute("action") ?? "",
           checked: one.checked ?? false, main: !!one.closest("main"), html: one.outerHTML.slice(0, 160),
           text: one.textContent.trim() }
}"""
MOST_STOPS = 250


def stop(page: Any, fits: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
    """Goes on with Tab to the next stop that fits; the focus is seen at each."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here: Mapping[str, Any] = page.evaluate(HERE)
        if here["tag"] == "BODY":
            continue  # from the page's end to its beginning
        assert page.evaluate(SEEN), f"nobody sees the focus at {here['html']} on {path(page)}"
        if fits(here):
            return here
    raise AssertionError(f"Tab leads to no such place on {path(page)}")


def enter(page: Any) -> None:
    """Presses Enter where something leads on."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def button_to(address: str) -> Callable[[Mapping[str, Any]], bool]:
    """The main button of the form that posts there."""
    return lambda here: bool(
        here["tag"] == "BUTTON" and here["main"] and here["form"].endswith(address) and here["name"] != "row"
    )


def link_to(address: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda here: bool(here["tag"] == "A" and here["main"] and here["to"].endswith(address))


def test_the_first_stop_leads_past_the_navigation(people: People) -> None:
    page = people.open()
    page.goto("./tra-cuu")
    stop(page, lambda here: here["to"].startswith("#"))
    page.keyboard.press("Enter")
    first = stop(page, lambda here: True)
    assert first["main"], first["html"]


def test_from_sign_in_to_submission(people: People, wish: Callable[..., Any]) -> None:
    page = people.open()
    page.goto(f"./thu-tuc/{samples.PRESS}")
    stop(page, lambda here: here["main"] and "dang-nhap" in here["to"])
    enter(page)
    for name, text in (("login", "congdan2"), ("password", people.where.password)):
        stop(page, lambda here, name=name: here["name"] == name)
        page.keyboard.type(text)
    enter(page)
    stop(page, button_to(f"/nop/{samples.PRESS}"))
    enter(page)
    dossier = path(page).split("/")[2]
    if "/khai" not in path(page):
        stop(page, lambda here: here["main"] and "/khai" in here["to"])
        enter(page)
    answers = boxes(samples.press_answers(now(), hours=96))
    for _ in range(30):
        if not path(page).startswith(f"/ho-so/{dossier}/khai"):
            break
        fill_in(page, answers)
    page.goto(f"./ho-so/{dossier}/giay-to")
    stop(page, button_to(f"/giay-to/{PAPER}"))
    enter(page)
    stop(page, lambda here: here["type"] == "file")
    choose_by_key(page)
    stop(page, lambda here: here["tag"] == "BUTTON" and here["main"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/giay-to"), timeout=60_000)
    for _ in range(12):
        if path(page).endswith("/kiem-tra"):
            break
        if "/khai" in path(page):
            fill_in(page, answers)
        else:
            stop(page, lambda here: here["main"] and (here["text"] == "Tiếp tục" or button_to(path(page))(here)))
            enter(page)
    fill_in(page, answers)
    code_on(page)
    assert wish("events", dossier).count("dossier.submitted") == 1


def choose_by_key(page: Any) -> None:
    """Space opens the browser's own choice of a file. Keys reach the page's process on a way of their own, on which
    they may come before the word that a choice is awaited; an answer of the page proves that the word is there."""
    with page.expect_file_chooser() as choosing:
        assert page.evaluate(HERE)["type"] == "file"
        page.keyboard.press("Space")
    choosing.value.set_files(UPLOAD)


def fill_in(page: Any, answers: Mapping[str, Any]) -> None:
    """One page of a form: each stop is filled in as it comes, up to the button that leads on."""
    while True:
        here = stop(page, lambda here: here["main"] and (here["name"] in answers or button_to("")(here)))
        if here["tag"] == "BUTTON":
            if here["form"].endswith(path(page)):
                return enter(page)
            continue
        wanted = answers[here["name"]]
        if here["type"] == "radio":
            choose(page, here, wanted)
        elif here["type"] == "checkbox":
            if (here["value"] in wanted if isinstance(wanted, list) else here["value"] == wanted) != here["checked"]:
                page.keyboard.press("Space")
        elif here["tag"] == "SELECT":
            page.keyboard.type(page.evaluate(LABEL, [here["name"], wanted]))
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(str(wanted))


LABEL = """([name, value]) => {
  const select = [...document.querySelectorAll("select")].find(one => one.name === name)
  return [...select.options].find(one => one.value === value).text }"""


def choose(page: Any, here: Mapping[str, Any], wanted: str) -> None:
    """Radios are one stop: Space takes the first, arrows go on."""
    page.keyboard.press("Space")
    for _ in range(20):
        now_: Mapping[str, Any] = page.evaluate(HERE)
        if now_["value"] == wanted:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no choice {wanted} at {here['html']}")
