"""The letters of printed slips: Be Vietnam Pro, embedded by what is used of it, and what becomes of other letters."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).with_name("fonts")
REGULAR, BOLD, ITALIC = "BeVietnamPro", "BeVietnamPro-Bold", "BeVietnamPro-Italic"
FILES = {REGULAR: "BeVietnamPro-Regular.ttf", BOLD: "BeVietnamPro-Bold.ttf", ITALIC: "BeVietnamPro-Italic.ttf"}
ALIKE = {"≥": ">=", "≤": "<=", "→": "->", "←": "<-", "‑": "-", "‐": "-", "−": "-", "□": "[ ]", "☐": "[ ]", "☑": "[x]"}
"""What people type and the font lacks, and what says the same."""


@cache
def letters() -> frozenset[int]:
    """Makes the fonts known, once in a process; the letters that all of them have."""
    fonts = [TTFont(name, str(FONTS / file)) for name, file in FILES.items()]
    for font in fonts:
        pdfmetrics.registerFont(font)
    for bold, italic, name in ((0, 0, REGULAR), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD)):
        addMapping(REGULAR, bold, italic, name)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def printable(text: str) -> str:
    """The text in letters that the font has. One that it lacks is told by its number, so that nothing is lost."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter != "\n" and kind in ("Cc", "Cf"):
        return ""
    if letter == "\n" or ord(letter) in letters():
        return letter
    return ALIKE.get(letter, " " if kind == "Zs" else f"(U+{ord(letter):04X})")
