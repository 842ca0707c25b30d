"""One request of one person to one page: what use cases need to know, and how this page names addresses."""

from dataclasses import replace
from urllib.parse import urlsplit

from chalicelib.cloud.call import Call, Caller, Intent
from chalicelib.cloud.door import FRONT, Request
from chalicelib.cloud.page.csrf import Seal
from chalicelib.cloud.page.static import static_path
from chalicelib.cloud.page.typed import Typed
from chalicelib.cloud.page.url import url
from chalicelib.cloud.settings import settings
from chalicelib.foundation.errors import Malformed
from chalicelib.foundation.ids import digest, is_id, new_id
from chalicelib.foundation.values import frozen


@frozen
class Visit:
    """`route` is the pattern (`/ho-so/{id}`), `path` the address it matched, both without the base."""

    call: Call
    request: Request
    route: str
    path: str
    typed: Typed
    seal: Seal

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.call.lang

    @property
    def caller(self) -> Caller:
        """Who looks at the page."""
        return self.call.caller

    def url(self, path: str, /, **query: str | int | None) -> str:
        """The address of a page of this site."""
        return url(self.request.base, path, **query)

    def static(self, name: str) -> str:
        """The address of a static file by its plain name."""
        return self.url(static_path(name))

    def absolute(self, path: str) -> str:
        """The full address of a page, for those who send people back to us."""
        site = settings().site_url
        if FRONT in self.request.headers and site:
            return site + self.url(path)
        scheme = "https" if self.request.secure else "http"
        host = self.request.headers.get("host", "")
        return (f"{scheme}://{host}" if host else site) + self.url(path)

    def origin_of(self, address: str) -> str:
        """Scheme and host of an address, as the content security policy names it."""
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}"

    def in_language(self, lang: str) -> str:
        """This page in another language, with the query it has now."""
        return self.url(self.path, **{**self.request.query, "lang": lang})

    def token(self, action: str) -> str:
        """The anti-forgery token of a form that posts to `action`."""
        return self.seal.token(action)

    def new_key(self) -> str:
        """A new idempotency key: one per rendered form, so that pressing twice sends once."""
        return new_id(self.call.at)

    def change(self) -> Call:
        """The call of a change: the wish named by the form's key, and the version the form was based on.

        What was typed is part of the key: somebody who goes back, corrects and sends again has a new wish.
        """
        key, version = self.typed.get("key"), self.typed.get("version")
        if not is_id(key):
            raise Malformed(
                "page/key-missing",
                "Biểu mẫu thiếu mã lần gửi. Hãy tải lại trang rồi gửi lại.",
                "The form has lost its key. Load the page again, then send again.",
            )
        content = digest("\n".join(f"{name}={value}" for name, value in sorted(self.typed.kept())))
        intent = Intent(
            principal=self.caller.account or self.request.source_ip,
            route=f"POST {self.path}",
            key=f"{key}.{content}",
            fingerprint=digest(f"{content} {version}"),
        )
        return replace(self.call, intent=intent, expected=_version(version))


def _version(text: str) -> int | None:
    """The version a form carries; what cannot be one counts as none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
