"""The HTML of a slip as a small tree. What the drawing does not know is refused, never left out in silence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

KNOWN = frozenset(
    [
        "article",
        "div",
        "p",
        "h1",
        "h2",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "em",
        "span",
        "a",
        "br",
        "svg",
        "path",
    ]
)
EMPTY = frozenset({"br", "path"})
UNSEEN = "no-print"
"""The class of what is on the screen only."""


class Undrawable(ValueError):
    """The HTML holds something that no slip has so far; whoever writes it teaches the drawing."""


@dataclass
class Node:
    """An element; its children are elements and texts, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        """The names in its class attribute."""
        return set(self.attributes.get("class", "").split())

    def elements(self) -> list["Node"]:
        """The children that are elements."""
        return [one for one in self.children if isinstance(one, Node)]

    def all(self, tag: str) -> Iterator["Node"]:
        """Every element of this name below, in order."""
        for one in self.elements():
            if one.tag == tag:
                yield one
            yield from one.all(tag)

    def text(self) -> str:
        """Everything written in it."""
        parts = (one if isinstance(one, str) else "\n" if one.tag == "br" else one.text() for one in self.children)
        return "".join(parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:
            raise Undrawable(f"<{tag}> in a slip")
        node = Node(tag, {name: value or "" for name, value in attributes})
        if UNSEEN not in node.classes:
            self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if self.open[-1].tag != tag:
            raise Undrawable(f"</{tag}> closes <{self.open[-1].tag}> in a slip")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_article(html: str) -> Node:
    """The article of a slip. Undrawable for what is not well made, and for elements that no slip has."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    articles = [one for one in reader.root.elements() if one.tag == "article"]
    if len(articles) != 1 or len(reader.open) != 1:
        raise Undrawable("a slip is one article")
    return articles[0]
