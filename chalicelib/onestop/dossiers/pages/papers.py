"""Papers: upload straight to the store, wait for the check, read the receipt, remove, download."""

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page import Answered, Download, Page, Redirect, Visit
from chalicelib.foundation.errors import Missing
from chalicelib.onestop import dossiers
from chalicelib.onestop.dossiers import Dossier, File, Status
from chalicelib.onestop.dossiers.pages.board import pages, procedure_of, show_papers
from chalicelib.onestop.dossiers.pages.draft import CHECK, tasks_of
from chalicelib.onestop.dossiers.pages.draft import PAPERS as AT
from chalicelib.onestop.dossiers.pages.progress import way_of
from chalicelib.onestop.dossiers.party import papers_apart
from chalicelib.onestop.procedures import check_answers

PAPERS = Words("Giấy tờ", "Papers")
UPLOAD = Words("Tải tệp lên", "Upload a file")
CHECKING = Words("Đang kiểm tra tệp", "Checking the file")
RESULT = "result"
SECONDS = 3
MOST_TRIES = 20
"""How often the waiting page asks by itself: a minute."""


@pages.get("/ho-so/{id}/giay-to", rule="drafts.read", title=PAPERS)
def papers_page(request: Request, visit: Visit) -> Answered:
    """Every paper that is asked for, with the files uploaded for it; and files that nobody asks for any more."""
    dossier = _read(request, visit)
    if dossier.status is not Status.DRAFT:
        return Redirect(place_of(dossier, visit))
    procedure = procedure_of(dossier)
    answers, _ = check_answers(procedure.form, dossier.answers)
    asked, left = papers_apart(procedure, dossier, answers)
    held = {file.paper for file in dossier.held}
    needed = [paper for paper in asked if paper.required]
    facts = {
        "draft": dossier,
        "procedure": procedure,
        "way": way_of(dossier, procedure, AT[0]),
        "papers": show_papers((*asked, *left), dossier.files, visit.lang),
        "left": left,
        "needed": len(needed),
        "there": sum(1 for paper in needed if paper.code in held),
        "removed": "xoa" in request.query,
        "tasks": tasks_of(dossier),
        "checking": any(file.state == "waiting" for file in dossier.files),
        "returning": request.query.get("ve") == CHECK[0],
    }
    return Page("onestop/dossiers/papers_page.html", facts)


@pages.post("/ho-so/{id}/giay-to/{paper}", rule="files.upload", title=UPLOAD)
def upload_page(request: Request, visit: Visit) -> Answered:
    """A form for one file of this paper that goes straight to the store."""
    dossier = _read(request, visit)
    paper = request.params["paper"]
    name = _paper_name(dossier, paper, visit.lang)
    back = visit.absolute(f"/ho-so/{dossier.id}/giay-to/{paper}/cho")
    _, form = dossiers.uploads().grant(visit.change(), dossier.id, paper, _file_name(dossier, paper, name), back)
    facts = {"dossier": dossier, "name": name, "form": form, "back": place_of(dossier, visit)}
    return Page("onestop/dossiers/upload_page.html", facts, posts_to=(visit.origin_of(form.url),))


@pages.get("/ho-so/{id}/giay-to/{paper}", rule="files.upload", title=UPLOAD)
def upload_again(request: Request, visit: Visit) -> Redirect:
    """An address that was kept or reloaded: back to where uploads begin."""
    return Redirect(place_of(_read(request, visit), visit))


@pages.get(
    "/ho-so/{id}/giay-to/{paper}/cho", rule="files.upload", title=Words("Đang kiểm tra tệp", "Checking the file")
)
def waiting_page(request: Request, visit: Visit) -> Answered:
    """Where the store sends people back to: waits while the last file of this paper is checked.

    The page asks again by itself (`lan` counts), but not for ever; the button is always there.
    """
    dossier = _read(request, visit)
    paper = request.params["paper"]
    key = request.query.get("key", "")
    if not any(file.state == "waiting" for file in _waited_for(dossier, paper, key)):
        return Redirect(place_of(dossier, visit))
    tried = _count(request.query.get("lan", ""))
    again = visit.url(visit.path, lan=tried + 1, key=key or None)
    facts = {"name": _paper_name(dossier, paper, visit.lang), "back": place_of(dossier, visit), "again": again}
    asking = tried < MOST_TRIES
    headers = {"Refresh": f"{SECONDS}; url={again}"} if asking else {}
    return Page("onestop/dossiers/waiting_page.html", {**facts, "asking": asking, "seconds": SECONDS}, headers=headers)


def _waited_for(dossier: Dossier, paper: str, key: str) -> list[File]:
    """The file that the store's redirect names, where it is one of this paper; else those begun last. The name is only
    a hint which one is meant: of two begun in one second, the connection of one may have broken."""
    uploaded = [file for file in dossier.files if file.paper == paper]
    named = [file for file in uploaded if file.id == key.rsplit("/", 1)[-1]]
    last = max((file.at for file in uploaded), default="")
    return named or [file for file in uploaded if file.at == last]


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


@pages.post("/ho-so/{id}/tep/{file}/xoa", rule="files.upload", title=Words("Xóa tệp", "Remove a file"))
def remove(request: Request, visit: Visit) -> Redirect:
    """Takes an uploaded file out again."""
    dossiers.uploads().remove(visit.change(), request.params["id"], request.params["file"])
    return Redirect(place_of(_read(request, visit), visit), {"xoa": "1"})


@pages.get("/ho-so/{id}/tep/{file}", rule="files.read", title=Words("Tải tệp về", "Download a file"))
def download(request: Request, visit: Visit) -> Download:
    """A checked file, from where it is kept."""
    return Download(dossiers.uploads().link(visit.call, request.params["id"], request.params["file"]))


def place_of(dossier: Dossier, visit: Visit) -> str:
    """The page on which this reader works on this dossier's files."""
    if not dossiers.keeps(visit.caller, dossier):
        return f"/can-bo/ho-so/{dossier.id}"
    if dossier.status is Status.DRAFT:
        return f"/ho-so/{dossier.id}/giay-to"
    return f"/ho-so/{dossier.id}/bo-sung" if dossier.asked else f"/ho-so/{dossier.id}"


def _file_name(dossier: Dossier, paper: str, name: str) -> str:
    """What a file is called: its paper, numbered from the second one on."""
    before = sum(1 for file in dossier.files if file.paper == paper)
    return f"{name} ({before + 1})" if before else name


def _paper_name(dossier: Dossier, paper: str, lang: str) -> str:
    if paper == RESULT:
        return "Kết quả" if lang == "vi" else "Result"
    known = dossiers.paper_of(procedure_of(dossier), dossier, paper)
    if known is not None:
        return known.name.say(lang)
    raise Missing("files/unknown-paper", "Thủ tục không có loại giấy tờ này.", "No such paper here.")


def _read(request: Request, visit: Visit) -> Dossier:
    dossier, _ = dossiers.reading().read(visit.call, request.params["id"])
    return dossier
