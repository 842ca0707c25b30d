"""Look-up at the kiosk: the code by scanner or big keys, then, for the whole course, four digits."""

from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit, page_status
from chalicelib.foundation.errors import Invalid, Missing, Refusal, TooMany, Unavailable
from chalicelib.onestop import dossiers
from chalicelib.onestop.kiosk.keys import CODE_KEYS, DIGIT_KEYS, pressed, scanned
from chalicelib.onestop.kiosk.pages.board import pages, screen, told
from chalicelib.onestop.procedures import catalogue

FIND = Words("Hồ sơ đến đâu rồi?", "Where is my dossier?")
PATH = "/ki-ot/{unit}/ho-so"
DIGITS = 4


@pages.get(PATH, rule="dossiers.lookup", title=FIND)
def code_screen(request: Request, visit: Visit) -> Page:
    """Where the code is scanned or typed."""
    return _keys(visit, "")


@pages.post(PATH, rule="dossiers.lookup", title=FIND)
def look_up(request: Request, visit: Visit) -> Page:
    """One key of the keyboard on the screen, or the whole code; then the digits. Nothing stands in an address."""
    code, digits, key = scanned(visit.typed.get("ma")), visit.typed.get("so"), visit.typed.get("phim")
    asked = "so" in visit.typed
    if key:
        return _digits(visit, code, pressed(digits, key, DIGITS)) if asked else _keys(visit, pressed(code, key))
    if asked and not (len(digits) == DIGITS and digits.isascii() and digits.isdecimal()):
        wrong = Invalid("lookup/digits", "Hãy nhập đúng 4 chữ số.", "Enter exactly 4 digits.")
        return _digits(visit, code, "", wrong)
    if visit.typed.get("go") == "so":
        return _digits(visit, code, "")
    return _found(visit, code, digits)


def _found(visit: Visit, code: str, digits: str) -> Page:
    try:
        standing = dossiers.reading().look_up(visit.call, code, digits, visit.request.source_ip)
    except (Invalid, Missing, TooMany) as refusal:
        return _keys(visit, code, refusal)
    except Unavailable as busy:  # said on a screen of the kiosk, which wipes what was typed; a page of trouble keeps it
        return told(visit, busy)
    if digits and not standing.timeline:
        return _digits(visit, code, "", dossiers.wrong_digits())
    counted = standing.due_at or standing.receive_by
    facts: dict[str, Any] = {
        "code": code,
        "standing": standing,
        "status": dossiers.STATUS_WORDS[standing.status],
        "procedure": catalogue().versions(standing.procedure)[-1].name,
        "timeline": [(dossiers.STATUS_WORDS[status], at) for status, at in standing.timeline],
        "overdue": dossiers.overdue(standing.status, counted, visit.call.at),
    }
    return screen(visit, "standing.html", facts)


def _keys(visit: Visit, code: str, refusal: Refusal | None = None) -> Page:
    return _screen(visit, "code.html", {"code": code, "keys": CODE_KEYS}, refusal)


def _digits(visit: Visit, code: str, digits: str, refusal: Refusal | None = None) -> Page:
    return _screen(visit, "digits.html", {"code": code, "digits": digits, "keys": DIGIT_KEYS}, refusal)


def _screen(visit: Visit, template: str, facts: dict[str, Any], refusal: Refusal | None) -> Page:
    more = {"refusal": refusal, "wrong": refusal is not None}
    return screen(visit, template, {**facts, **more}, status=page_status(refusal) if refusal else 200)
