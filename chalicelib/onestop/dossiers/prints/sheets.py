"""What is drawn: a slip's or a register's own template, rendered by itself, so that paper and page say the same."""

from chalicelib.cloud.page.render import environment
from chalicelib.foundation.clock import say_date, vietnam_day
from chalicelib.foundation.ids import digest
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers.slips import DayRegister, Slip, qr

EDITION = 1
"""To be raised with every change of how slips are drawn: what was drawn before is then drawn anew."""
FOOT = Words("Trang {page} / {pages}", "Page {page} / {pages}")


@frozen
class Sheet:
    """The HTML of one slip, with what stands around it: `title` of the document, `foot` below every page's text.

    `name` is that of the file, in ASCII.
    """

    html: str
    lang: str
    title: str
    issuer: str
    foot: str
    name: str

    @property
    def digest(self) -> str:
        """What the drawing depends on, in 32 letters: the same digest, the same bytes."""
        whole = (str(EDITION), self.lang, self.title, self.issuer, self.foot, self.html)
        return digest("\0".join(whole))[:32]


def sheet_of(slip: Slip, lang: str, look_up: str) -> Sheet:
    """A slip of a dossier; its QR mark leads to `look_up`."""
    facts = {"slip": slip, "body": slip.body, "qr": qr.mark_of(look_up, slip.code)}
    title = slip.form.title.say(lang)
    return Sheet(
        html=_rendered(slip.name, lang, {**facts, "day": say_date(vietnam_day(slip.issued_at), lang)}),
        lang=lang,
        title=f"{title} – {slip.code}",
        issuer=slip.issuer.name.say(lang),
        foot=f"{slip.code} · {Words('Số', 'No.').say(lang)} {slip.number} · {title}",
        name=f"{slip.code}-{slip.name}-{slip.number}.pdf",
    )


def register_sheet(drawn: DayRegister, lang: str) -> Sheet:
    """A page of the register of a day."""
    title, issuer = drawn.form.title.say(lang), drawn.issuer.name.say(lang)
    return Sheet(
        html=_rendered("day", lang, {"slip": drawn, "day": say_date(vietnam_day(drawn.drawn_at), lang)}),
        lang=lang,
        title=f"{title} – {drawn.day.isoformat()}",
        issuer=issuer,
        foot=f"{title} · {issuer} · {drawn.day:%d/%m/%Y}",
        name=register_name(drawn.day.isoformat(), drawn.page),
    )


def register_name(when: str, page: int) -> str:
    """The file's name of a page of a day."""
    return f"register-{when}-{page}.pdf"


def _rendered(template: str, lang: str, facts: dict[str, object]) -> str:
    return environment(lang).get_template(f"onestop/slips/{template}.html").render(**facts, lang=lang, bare=True)
