"""The words of a slip with their bold, slanted and small letters, as reportlab's paragraphs take them."""

from xml.sax.saxutils import escape

from chalicelib.onestop.dossiers.prints.markup import Node
from chalicelib.onestop.dossiers.prints.typeface import printable

SMALLER = frozenset({"small", "slip-gloss", "slip-account"})
LARGER = 1.6
"""How much larger than small letters the dossier code at the head of a slip is."""
CAPITALS_NOT = frozenset({"slip-gloss", "slip-motto"})
"""In the head of a slip agency and country stand in capitals, motto and translation do not."""


def marked(node: Node, small: float, *, capitals: bool = False, kept: bool = False) -> str:
    """The content of an element as a paragraph's markup. `small`: the size of small letters in points; `kept`: lines
    as they were written."""
    return "".join(_part(one, small, capitals, kept) for one in node.children).strip()


def _part(part: Node | str, small: float, capitals: bool, kept: bool) -> str:
    if isinstance(part, str):
        text = escape(printable(part))
        return text.replace("\n", "<br/>") if kept and part.strip() else text
    if part.tag == "br":
        return "<br/>"
    raised = capitals and part.tag in ("span", "strong") and not part.classes & CAPITALS_NOT
    inner = marked(_raised(part) if raised else part, small, kept=kept)
    if part.tag == "strong":
        inner = f"<b>{inner}</b>"
    elif part.tag == "em":
        inner = f"<i>{inner}</i>"
    if "slip-motto" in part.classes:
        inner = f'<u offset="-0.3*F" width="0.5">{inner}</u>'
    if "code" in part.classes:
        inner = f'<font size="{small * LARGER}">{inner}</font>'
    return f'<font size="{small}">{inner}</font>' if part.classes & SMALLER else inner


def _raised(node: Node) -> Node:
    """The same in capitals."""
    children = [one.upper() if isinstance(one, str) else _raised(one) for one in node.children]
    return Node(node.tag, node.attributes, children)
