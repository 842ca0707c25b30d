"""A page's text as a tree, by the HTML standard's own way of reading; what is wrong with it is told, never mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

SILENT = {"script", "style", "template"}
LINKS = {"a": "href", "link": "href", "form": "action", "script": "src", "img": "src", "use": "href", "iframe": "src"}


@dataclass(frozen=True)
class Document:
    """One page as it was sent."""

    text: str

    @cached_property
    def _parser(self) -> Any:
        parser = HTMLParser(namespace_html_elements=False)
        parser.parse(self.text)
        return parser

    @cached_property
    def tree(self) -> Element:
        """The document's element `html`."""
        found: Element = self._parser.tree.get_document()
        return found

    @property
    def mistakes(self) -> list[str]:
        """What the standard calls parse errors, each with its line."""
        return [f"line {place[0]}: {code} {facts or ''}".strip() for place, code, facts in self._parser.errors]

    def all(self, *names: str) -> Iterator[Element]:
        """Elements of these names in order."""
        return (one for one in self.tree.iter() if isinstance(one.tag, str) and _name(one) in names)

    @property
    def title(self) -> str:
        """What stands in the browser's tab."""
        found = self.tree.find("head/title")
        return "" if found is None else words(found)

    @property
    def ids(self) -> list[str]:
        """Every id, with repetitions."""
        return [one.attrib["id"] for one in self.tree.iter() if "id" in one.attrib]

    @property
    def links(self) -> list[tuple[str, str]]:
        """(element's name, address) of everything that leads or posts somewhere, or loads something."""
        found = []
        for one in self.tree.iter():
            if isinstance(one.tag, str) and (attribute := LINKS.get(_name(one))) and attribute in one.attrib:
                found.append((_name(one), one.attrib[attribute]))
        found += [("button", one.attrib["formaction"]) for one in self.tree.iter() if "formaction" in one.attrib]
        return found

    def said(self) -> Iterator[tuple[str, str]]:
        """(language, words) of every piece of text and every attribute that is read out."""
        yield from _said(self.tree, "")

    def form(self, action: str) -> dict[str, list[str]]:
        """What the form that posts to `action` would send as it stands; LookupError when there is none."""
        for form in self.all("form"):
            if form.attrib.get("action", "").partition("#")[0] == action:
                return dict(_sent(self.tree, form))
        raise LookupError(f"no form posts to {action}")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def words(element: Element) -> str:
    """An element's text in one line."""
    return " ".join("".join(element.itertext()).split())


def _said(element: Element, lang: str) -> Iterator[tuple[str, str]]:
    if not isinstance(element.tag, str) or _name(element) in SILENT:
        return
    lang = element.attrib.get("lang", lang)
    for attribute in ("title", "alt", "aria-label", "placeholder", "content"):
        if attribute in element.attrib and _name(element) != "meta":
            yield lang, element.attrib[attribute]
    yield lang, element.text or ""
    for child in element:
        yield from _said(child, lang)
        yield lang, child.tail or ""


def _sent(tree: Element, form: Element) -> Iterator[tuple[str, list[str]]]:
    inside = {id(one) for one in form.iter()}
    named = form.attrib.get("id", "-")
    values: dict[str, list[str]] = {}
    for one in tree.iter():
        owner = one.attrib.get("form")
        if not (owner == named if owner else id(one) in inside) or not one.attrib.get("name"):
            continue
        if "disabled" not in one.attrib:
            values.setdefault(one.attrib["name"], []).extend(_values(one))
    return ((name, found) for name, found in values.items() if found)


def _values(control: Element) -> list[str]:
    name, kind = _name(control), control.attrib.get("type", "text")
    if name == "textarea":
        return [control.text or ""]
    if name == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        return [one.attrib.get("value", words(one)) for one in chosen]
    if name != "input" or kind in ("submit", "button", "image", "file"):
        return []
    if kind in ("checkbox", "radio") and "checked" not in control.attrib:
        return []
    return [control.attrib.get("value", "on" if kind in ("checkbox", "radio") else "")]
