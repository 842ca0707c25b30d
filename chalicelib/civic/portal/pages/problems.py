"""Problem codes: explained to everybody at the address that problem documents name, and searched by operators."""

from chalicelib.civic.portal.codes import advice, problem_of, rooms, search
from chalicelib.civic.portal.pages.board import CODES, pages
from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Page, Visit

TYPED_LONGEST = 100
SEARCH = Words("Tra mã lỗi", "Problem codes")
EXPLAINED = Words("Mã lỗi", "Problem code")


@pages.get("/problems/{room}/{name}", rule="problems.read", title=EXPLAINED)
def problem(request: Request, visit: Visit) -> Page:
    """What a code means, what to do, and whether trying again helps, in both languages."""
    found = problem_of(f"{request.params['room']}/{request.params['name']}")
    facts = {"problem": found, "advice": advice(found), "operator": "operator" in visit.caller.roles}
    title = Words(f"{EXPLAINED.vi} {found.code}", f"{EXPLAINED.en} {found.code}")
    return Page("civic/portal/problem.html", facts, title=title, personal=False)


@pages.get(CODES, rule="problems.search", title=SEARCH)
def codes(request: Request, visit: Visit) -> Page:
    """The rooms of all codes with how many each has, or the codes that a code or words name, with or without marks."""
    typed = request.query.get("tim", "").strip()[:TYPED_LONGEST]
    return Page("civic/portal/codes.html", {"found": search(typed), "typed": typed, "rooms": rooms()}, wide=True)
