"""A sheet as a PDF: A5 as the forms want it, the control slip lying, the register A4 lying. The same sheet gives the
same bytes, whenever and wherever it is drawn."""

import io
from typing import Any

from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.prints.markup import Node, read_article
from chalicelib.onestop.dossiers.prints.parts import Parts
from chalicelib.onestop.dossiers.prints.sheets import FOOT, Sheet
from chalicelib.onestop.dossiers.prints.typeface import REGULAR, letters, printable

FOOT_SIZE = 6.5
FOOT_ROOM = 5 * mm
LANGUAGES = {"vi": "vi-VN", "en": "en"}


@frozen
class Paper:
    """A size of paper with its margins, and the sizes of letters on it; all in points.

    The first size counts, unless a smaller one brings the whole on one page.
    """

    size: tuple[float, float]
    across: float
    along: float
    letters: tuple[float, ...]

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.size[0] - 2 * self.across


PAPERS = {
    "": Paper(A5, 9 * mm, 8 * mm, (8.2, 7.8, 7.4)),
    "lying": Paper(landscape(A5), 8 * mm, 8 * mm, (7.6, 7.2)),
    "register": Paper(landscape(A4), 10 * mm, 9 * mm, (8.2,)),
}
"""By the second class of a slip's article."""


def draw(sheet: Sheet) -> bytes:
    """The PDF. Undrawable when the sheet's HTML has something that no slip has."""
    letters()
    article = read_article(sheet.html)
    paper = PAPERS[next(iter(article.classes - {"slip"}), "")]
    first = b""
    for size in paper.letters:
        out = io.BytesIO()
        if _build(sheet, article, paper, size, out) == 1:
            return out.getvalue()
        first = first or out.getvalue()
    return first


def _build(sheet: Sheet, article: Node, paper: Paper, size: float, out: io.BytesIO) -> int:
    """Draws the whole with letters of this size; how many pages it took."""
    document = BaseDocTemplate(
        out,
        pagesize=paper.size,
        title=printable(sheet.title),
        author=printable(sheet.issuer),
        subject=printable(sheet.foot),
        creator="motcua",
        producer="motcua",
        lang=LANGUAGES[sheet.lang],
        invariant=1,
        displayDocTitle=True,
        pageCompression=1,
    )
    below = paper.along + FOOT_ROOM
    tall = paper.size[1] - paper.along - below
    frame = Frame(paper.across, below, paper.room, tall, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], pagesize=paper.size))
    document.build(Parts(paper.room, tall, size).drawn(article), canvasmaker=_numbered(sheet, paper))
    return int(document.page)


def _numbered(sheet: Sheet, paper: Paper) -> Any:
    """A canvas that writes each page's foot once the number of pages is known."""

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **{**named, "initialFontName": REGULAR})
            self._held: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._held.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._held, 1):
                self.__dict__.update(page)
                _foot(self, sheet, paper, number, len(self._held))
                super().showPage()
            super().save()

    return Numbered


def _foot(canvas: Any, sheet: Sheet, paper: Paper, page: int, pages: int) -> None:
    canvas.setFont(REGULAR, FOOT_SIZE)
    canvas.drawString(paper.across, paper.along, printable(sheet.foot))
    canvas.drawRightString(
        paper.size[0] - paper.across, paper.along, FOOT.say(sheet.lang).format(page=page, pages=pages)
    )
