"""Each part of a slip as reportlab draws it. The sizes are those of the print page (`static/site.css`)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table

from chalicelib.onestop.dossiers.prints.columns import Need, share_out
from chalicelib.onestop.dossiers.prints.inline import marked
from chalicelib.onestop.dossiers.prints.markup import Node, Undrawable
from chalicelib.onestop.dossiers.prints.typeface import BOLD, REGULAR, printable

SIGNED = 12 * mm
"""Room for a signature."""
SIGN_COLUMN = 21 * mm
LABELS = 49 * mm
"""How wide the labels of a list of facts are."""
PADDING = 3
BELOW_HEADING = 6
"""Lines for which there must be room, the heading among them, where a heading stands."""
TALLEST = 0.4
"""The share of a page's height beyond which a row is cut, so that it can go on on the next page."""
SHORT = 400
"""Letters of a paragraph that is never left alone by the signatures below it."""
WORD = r"\d\d/\d\d/\d{4} \d\d:\d\d|\S+"
"""What is not broken if it can be helped: words, and a day with its hour."""
RUN = r"M(\d+) (\d+)h(\d+)v1h-\d+z"


class Mark(Flowable):  # type: ignore[misc]
    """A QR mark from the path of its SVG; `side` in points, the empty border included."""

    def __init__(self, svg: Node, side: float) -> None:
        super().__init__()
        self.modules = int(svg.attributes["viewbox"].split()[2])
        *_, path = svg.elements()
        self.runs = [tuple(map(int, run)) for run in re.findall(RUN, path.attributes["d"])]
        self.width = self.height = side

    def draw(self) -> None:
        """Dark runs as rectangles, in one path: seams between them would trouble readers."""
        unit, path = self.width / self.modules, self.canv.beginPath()
        for x, y, length in self.runs:
            path.rect(x * unit, self.height - (y + 1) * unit, length * unit, unit)
        self.canv.drawPath(path, stroke=0, fill=1)


class Parts:
    """The parts of a slip on paper with `room` points between its margins, `height` from top to bottom; `size` of the
    letters in points."""

    def __init__(self, room: float, height: float, size: float) -> None:
        self.room = room
        self.tallest = height * TALLEST
        self.small = size - 1
        leading = size * 1.34
        base = ParagraphStyle(
            "p", fontName=REGULAR, fontSize=size, leading=leading, bulletFontName=REGULAR, bulletFontSize=size
        )
        self.styles = {
            "p": ParagraphStyle("p", base, spaceAfter=3),
            "cell": ParagraphStyle("cell", base),
            "heading": ParagraphStyle("heading", base, fontName=BOLD),
            "head": ParagraphStyle("head", base, alignment=TA_CENTER, fontSize=size - 0.5, leading=leading - 0.5),
            "middle": ParagraphStyle("middle", base, alignment=TA_CENTER),
            "h1": ParagraphStyle(
                "h1", base, fontName=BOLD, fontSize=size * 1.4, leading=size * 1.85, alignment=TA_CENTER, spaceBefore=4,
                spaceAfter=3,
            ),
            "slip-title": ParagraphStyle("title", base, fontName=BOLD, alignment=TA_CENTER, spaceAfter=4),
            "h2": ParagraphStyle(
                "h2", base, fontName=BOLD, fontSize=size + 0.5, leading=leading + 1, spaceBefore=4, spaceAfter=1,
            ),
            "small": ParagraphStyle(
                "small", base, fontSize=self.small, leading=self.small * 1.34, spaceBefore=3, spaceAfter=3
            ),
            "code": ParagraphStyle("code", base, leading=size * 1.8),
            "item": ParagraphStyle("item", base, leftIndent=14, bulletIndent=2, spaceAfter=1.5),
            "small-item": ParagraphStyle(
                "small-item", base, fontSize=self.small, leading=self.small * 1.34, leftIndent=14, bulletIndent=2,
                bulletFontSize=self.small, spaceAfter=1,
            ),
        }  # fmt: skip

    def drawn(self, article: Node) -> list[Any]:
        """The whole article; the signatures stay with the line below them, and with short words above."""
        parts = [flowable for one in article.elements() for flowable in self._part(one)]
        signed = next((place for place, one in enumerate(parts) if getattr(one, "signed", False)), None)
        if signed is None:
            return parts
        room_above = signed - 1
        first = room_above - 1 if room_above and _is_short(parts[room_above - 1]) else room_above
        return [*parts[:first], KeepTogether(parts[first:])]

    def _part(self, node: Node) -> Sequence[Any]:
        by_class: Mapping[str, Callable[[Node], Sequence[Any]]] = {
            "slip-head": self._head,
            "slip-code": self._code,
            "slip-facts": self._facts,
            "slip-table": self._table,
            "slip-signatures": self._signatures,
        }
        for name, draw in by_class.items():
            if name in node.classes:
                return draw(node)
        if node.tag == "div":
            return [flowable for one in node.elements() for flowable in self._part(one)]
        if node.tag in ("ul", "ol"):
            return list(self._list(node))
        if node.tag == "h2":
            return [CondPageBreak(self.styles["p"].leading * BELOW_HEADING), self._text(node)]
        if node.tag in ("p", "h1"):
            return [self._text(node)]
        raise Undrawable(f"<{node.tag}> among the parts of a slip")

    def _text(self, node: Node) -> Any:
        style = next((name for name in ("slip-title", "small") if name in node.classes), node.tag)
        style = "small" if "slip-form" in node.classes else style
        return self._words(node, style, capitals=node.tag == "h1")

    def _words(self, node: Node, style: str, *, capitals: bool = False, prefix: str = "") -> Any:
        whole = Node("span", {}, [Node("span", {}, node.children)]) if capitals else node
        text = marked(whole, self.small, capitals=capitals, kept="as-written" in node.classes)
        made = Paragraph(f"{prefix}{text}", self.styles[style])
        made.letters = len(node.text())
        return made

    def _head(self, node: Node) -> Sequence[Any]:
        cells = []
        for one in node.elements():
            text = marked(one, self.small, capitals=True)
            cells.append(Paragraph(text, self.styles["head"]))
        return [_grid([cells], [self.room * 0.46, self.room * 0.54]), Spacer(0, 2)]

    def _code(self, node: Node) -> Sequence[Any]:
        words, mark = node.elements()
        side = 18 * mm
        cells = [[self._words(words, "code"), Mark(next(mark.all("svg")), side)]]
        return [_grid(cells, [self.room - side, side], middle=True)]

    def _facts(self, node: Node) -> Sequence[Any]:
        rows = []
        for one in node.elements():
            label, value = one.elements()
            rows.append([self._words(label, "cell"), self._words(value, "heading")])
        if not rows:
            return []
        widths = [LABELS, self.room - LABELS]
        cut = [part for row in rows for part in _cut(row, widths, self.tallest)]
        table = _grid(cut, widths, style=[("RIGHTPADDING", (0, 0), (0, -1), 6)])
        return [table, Spacer(0, 3)]

    def _list(self, node: Node) -> Iterator[Any]:
        style = "small-item" if "small" in node.classes else "item"
        for number, one in enumerate(node.elements(), 1):
            made = Paragraph(
                marked(one, self.small, kept="as-written" in one.classes),
                self.styles[style],
                bulletText=f"{number}." if node.tag == "ol" else "–",
            )
            made.letters = len(one.text())
            yield made

    def _signatures(self, node: Node) -> Sequence[Any]:
        cells, accounts = [], []
        for one in node.elements():
            account = [part for part in one.elements() if "slip-account" in part.classes]
            rest = Node(one.tag, one.attributes, [part for part in one.children if part not in account])
            cells.append(self._words(rest, "middle"))
            accounts.append(self._words(account[0], "middle") if account else "")
        table = _grid([cells, ["", ""], accounts], [self.room / 2] * 2, heights=[None, SIGNED, None])
        table.signed = True
        return [Spacer(0, 5), table]

    def _table(self, node: Node) -> Sequence[Any]:
        rows = [row.elements() for row in node.all("tr")]
        widths = share_out(self._needs(rows), self.room)
        inner = [width - 2 * PADDING for width in widths]
        drawn: list[Sequence[Any]] = []
        style: list[Any] = [("BOX", (0, 0), (-1, -1), 0.5, black), ("LINEAFTER", (0, 0), (-1, -1), 0.5, black)]
        for row in rows:
            style.append(("LINEABOVE", (0, len(drawn)), (-1, len(drawn)), 0.5, black))
            if len(row) < len(widths):
                style.append(("SPAN", (len(row) - 1, len(drawn)), (-1, len(drawn))))
            cells = [self._cell(cell) for cell in row]
            drawn += _cut([*cells, *[""] * (len(widths) - len(row))], inner, self.tallest)
        return [_grid(drawn, widths, style=style, repeat=1, padding=PADDING), Spacer(0, 4)]

    def _cell(self, cell: Node) -> Any:
        return self._words(cell, "heading" if cell.tag == "th" else "cell")

    def _needs(self, rows: Sequence[Sequence[Node]]) -> list[Need]:
        columns = len(rows[0])
        whole = [row for row in rows if len(row) == columns]
        return [self._need([row[place] for row in whole]) for place in range(columns)]

    def _need(self, cells: Sequence[Node]) -> Need:
        size, around = self.styles["cell"].fontSize, 2 * PADDING + 1
        if "sign" in cells[0].classes:
            return Need(SIGN_COLUMN, SIGN_COLUMN)
        least = most = 0.0
        for cell in cells:
            font = BOLD if cell.tag == "th" or any(cell.all("strong")) else REGULAR
            for line in printable(cell.text()).split("\n"):
                whole = stringWidth(" ".join(line.split()), font, size)
                words = [stringWidth(word, font, size) for word in re.findall(WORD, line)]
                most = max(most, whole)
                least = max(least, whole if "count" in cell.classes else max(words, default=0.0))
        return Need(least + around, most + around)


def _grid(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    style: Sequence[Any] = (),
    heights: Sequence[float | None] | None = None,
    repeat: int = 0,
    padding: float = 0,
    middle: bool = False,
) -> Any:
    """A table without lines unless `style` has some."""
    plain = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("LEFTPADDING", (0, 0), (-1, -1), padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), padding),
        ("TOPPADDING", (0, 0), (-1, -1), 0.3 + padding / 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0.6 + padding / 2),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"),
    ]
    return Table(
        rows,
        colWidths=list(widths),
        rowHeights=list(heights) if heights else None,
        repeatRows=repeat,
        style=[*plain, *style],
        hAlign="LEFT",
    )


def _is_short(part: Any) -> bool:
    return isinstance(part, Paragraph) and getattr(part, "letters", SHORT) < SHORT


def _cut(row: Sequence[Any], widths: Sequence[float], tallest: float) -> list[Sequence[Any]]:
    """The row, as several where a cell is taller than it may be: what does not fit goes on below."""
    parts: list[list[Any]] = []
    for cell, width in zip(row, widths, strict=True):
        pieces, rest = [], cell
        while isinstance(rest, Paragraph) and rest.wrap(width, tallest)[1] > tallest:
            piece, rest = rest.split(width, tallest)
            pieces.append(piece)
        parts.append([*pieces, rest])
    return [[cell[place] if place < len(cell) else "" for cell in parts] for place in range(max(map(len, parts)))]
