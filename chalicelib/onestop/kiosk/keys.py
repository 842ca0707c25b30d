"""The keyboard on the screen, and what a scanner types. Pure: every key is a button of the form, so that the keyboard
also works without a script; the script only spares the round trip."""

from urllib.parse import parse_qs, urlsplit

BACKSPACE, CLEAR = "xoa", "lai"
LONGEST = 40
MOST_PARTS = 20
"""The most parts in the query of an address that a scanner types."""
CODE_KEYS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (".", "0", "-"), ("H", BACKSPACE, CLEAR))
DIGIT_KEYS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (CLEAR, "0", BACKSPACE))
_KEYS = frozenset(key for row in CODE_KEYS for key in row)


def pressed(text: str, key: str, longest: int = LONGEST) -> str:
    """The text after a key; a key that is none changes nothing."""
    if key == CLEAR:
        return ""
    if key == BACKSPACE:
        return text[:-1]
    return (text + key)[:longest] if key in _KEYS else text[:longest]


def scanned(typed: str) -> str:
    """The dossier code in what a scanner typed: the code itself, or the address on a slip's QR code; nothing in an
    address that cannot be read."""
    if "://" in typed:
        try:
            typed = (parse_qs(urlsplit(typed).query, max_num_fields=MOST_PARTS).get("ma") or [""])[0]
        except ValueError:
            return ""
    return typed.strip()[:LONGEST]
