"""How people get about on pages: links and buttons by where they lead, fields by their names, never by looks.

Where a page leads stays when the page is drawn anew; its classes and its wording need not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests import papers, samples
from tests.story.by_pages import typed as boxes

CODE = re.compile(r"000\.00\.\d\d\.H29-\d{6}-\d{4,}")
UPLOAD = {"name": "giay-to.pdf", "mimeType": "application/pdf", "buffer": papers.pdf(["Giay to"])}
CHOICES = "input[type=radio], input[type=checkbox]"


class Wrong(Exception):
    """The page says that something typed is wrong."""


def main(page: Any) -> Any:
    """The page's main part."""
    return page.get_by_role("main")


def path(page: Any) -> str:
    """Where the tab is, without host and query."""
    return str(page.evaluate("location.pathname"))


def form(page: Any, to: str) -> Any:
    """The form that posts to an address ending with this."""
    return page.locator(f'main form[action$="{to}"], main form[action*="{to}#"]').first


def send(page: Any, to: str, typed: Mapping[str, Any] | None = None) -> Any:
    """Fills in the form that posts to this address, unfolding it first, and presses its first button that sends it."""
    found = form(page, to)
    unfold(found)
    for name, value in (typed or {}).items():
        put(found, name, value)
    press(page, sender(found))
    return page


def sender(found: Any) -> Any:
    """A form's main button: not one that adds or removes a row, or that only helps keyboards."""
    return found.locator("button:not([name=row], [formaction], [tabindex='-1'], [type=button])").first


def press(page: Any, what: Any) -> None:
    """Presses something that leads to another page, and waits for that page."""
    with page.expect_navigation():
        what.click()


def unfold(found: Any) -> None:
    """Opens the parts that a form is folded into."""
    if not found.is_visible():
        found.locator("xpath=ancestor::details[not(@open)]").first.locator("summary").first.click()


def put(found: Any, name: str, value: Any) -> None:
    """One field of a form as a person fills it in."""
    field = found.locator(f'[name="{name}"]')
    if field.first.evaluate("one => one.matches('input[type=radio], input[type=checkbox]')"):
        for one in value if isinstance(value, list | tuple) else [value]:
            found.locator(f'[name="{name}"][value="{one}"]').check()
    elif field.first.evaluate("one => one.tagName") == "SELECT":
        field.first.select_option(value)
    else:
        field.first.fill(value)


def carry_out(page: Any, to: str, typed: Mapping[str, Any] | None = None) -> None:
    """Sends a form, and confirms where what is to become of it is shown first."""
    send(page, to, typed)
    again = form(page, to)
    if again.count() and not again.locator("input:visible, textarea:visible, select:visible").count():
        press(page, sender(again))


def reach(page: Any, to: str) -> None:
    """Follows the page's link there if it has one, or goes there: the pages between may be any."""
    if page.locator(f'main a[href$="{to}"]').count():
        follow(page, to)
    else:
        page.goto("." + to)


def enter_form(page: Any) -> None:
    """From a draft's first page into its form."""
    if "/khai" not in path(page):
        press(page, page.locator('main a[href*="/khai"]').first)


def follow(page: Any, to: str) -> None:
    """Follows the page's link to an address ending with this."""
    press(page, page.locator(f'main a[href$="{to}"]').first)


def fill_in(page: Any, part: str, answers: Mapping[str, Any]) -> None:
    """Goes through the pages of a form until it is over, filling in on each what it asks and the answers tell."""
    for _ in range(30):
        if part not in path(page):
            return
        found = page.locator(f'main form[action*="{part}"]').first
        known = boxes(dict(answers))
        there = found.locator("[name]").evaluate_all("all => all.map(one => one.name)")
        for choice in (True, False):  # choices first: they may show more questions
            for name in dict.fromkeys(there):
                if name in known and (found.locator(f'[name="{name}"]').first.evaluate(IS_CHOICE) == choice):
                    _answer(found, name, known[name])
        press(page, sender(found))
        if page.title().startswith("Lỗi"):
            raise Wrong(path(page))
    raise AssertionError(f"the form never ends: {path(page)}")


IS_CHOICE = "one => one.matches('input[type=radio], input[type=checkbox]')"


def _answer(found: Any, name: str, value: Any) -> None:
    if (
        found.locator(f'[name="{name}"]').first.evaluate(IS_CHOICE)
        or found.locator(f'[name="{name}"]').first.is_visible()
    ):
        put(found, name, value)


def upload(page: Any, dossier: str, paper: str) -> None:
    """One paper, from the button that asks for it to the list in which it stands checked."""
    send(page, f"/{dossier}/giay-to/{paper}")
    choose_file(page).click()
    page.wait_for_url(lambda url: "/cho" not in url and "/giay-to/" not in url, timeout=60_000)


def choose_file(page: Any) -> Any:
    """Chooses a file in the first place where the page takes one; the button that sends it."""
    found = page.locator("main form", has=page.locator("input[type=file]")).first
    found.locator("input[type=file]").set_input_files(UPLOAD)
    return sender(found)


def to_check(page: Any, answers: Mapping[str, Any]) -> None:
    """Whatever steps there are between the papers and the last look, each by its way on."""
    for _ in range(12):
        if path(page).endswith("/kiem-tra"):
            return
        way_on = main(page).get_by_role("link", name="Tiếp tục")
        if "/khai" in path(page):
            fill_in(page, "/khai", answers)
        elif way_on.count():
            press(page, way_on.first)
        else:
            send(page, path(page))
    raise AssertionError(f"the steps never lead to the last look: {path(page)}")


def hand_in(page: Any, dossier: str) -> None:
    """Declares what is to be declared, and submits."""
    found = form(page, f"/{dossier}/kiem-tra")
    for box in found.locator("input[type=checkbox]").all():
        box.check()
    press(page, sender(found))


def code_on(page: Any) -> str:
    """The dossier's code that the page shows."""
    found = CODE.search(main(page).inner_text())
    assert found, main(page).inner_text()[:1000]
    return found[0]


def begin(page: Any, procedure: str = samples.PRESS) -> str:
    """A new draft from the procedure's page; its id."""
    page.goto(f"./thu-tuc/{procedure}")
    send(page, f"/nop/{procedure}")
    return path(page).split("/ho-so/")[1].split("/")[0]


def says(page: Any, *words: str) -> None:
    """AssertionError when the page's main part does not say all of this."""
    said = " ".join(main(page).inner_text().split())
    for one in words:
        assert one in said, f"“{one}” is not said: {said[:1500]}"
