"""The chapter of the kiosk, through its pages: a machine enrolled, a number in three touches, called to a window."""

from __future__ import annotations

from tests.story.by_pages import Site
from tests.story.web import Say
from tests.story.window import Window, shows

MOST_WAITING = 200
FIRST, CALLING, MACHINES = "/ki-ot/d07", "/quay/so", "/quay/ki-ot"


def tell_by_the_kiosk(url: str, base: str, password: str, say: Say) -> None:
    """Its numbers go on from those of earlier stories of the day."""
    site = Site(url, base, password)
    kiosk = site.sign_in("motcua.d07")
    kiosk.submit(kiosk.open(MACHINES).must(200), MACHINES, ten="Ki-ốt kể chuyện").must(303)
    kiosk.submit(kiosk.open(MACHINES).must(200), "/dang-xuat").must(303)
    shows(kiosk.open(FIRST).must(200), "English")
    kiosk.open(f"{FIRST}/viec?lang=vi").must(200)
    taken = kiosk.submit(kiosk.open(f"{FIRST}/lay-so").must(200), f"{FIRST}/lay-so", viec="collect").must(303)
    number = f"{int(taken.headers['location'].rsplit('/', 1)[1]):03}"
    shows(kiosk.follow(taken).must(200), number)
    stranger = Window(url, base)
    page = stranger.open(f"{FIRST}/lay-so").must(200)
    stranger.submit(page, f"{FIRST}/lay-so", viec="collect").must(403)
    say(f"the kiosk, enrolled at the desk, gives number {number} in three touches; any other machine gives none")
    _called(site, kiosk, number)
    say(f"an officer calls number {number} to window 3; the board shows it, and it is done")


def _called(site: Site, kiosk: Window, number: str) -> None:
    officer = site.sign_in("motcua.d07")
    for _ in range(MOST_WAITING):
        officer.submit(officer.open(CALLING).must(200), f"{CALLING}/goi", quay="3").must(303)
        if f"Mời số {int(number)} đến quầy 3" in kiosk.open(f"{FIRST}/bang").must(200).body.decode():
            break
    shows(kiosk.open(f"{FIRST}/so/{int(number)}").must(200), "Mời bạn đến quầy 3.")
    page = officer.open(f"{CALLING}?quay=3").must(200)
    officer.submit(page, f"{CALLING}/xong", quay="3", so=str(int(number))).must(303)
    shows(kiosk.open(f"{FIRST}/so/{int(number)}").must(200), "đã phục vụ xong")
