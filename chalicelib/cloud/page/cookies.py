"""Cookies of pages. Under TLS they carry the `__Host-` prefix, so that no neighbouring site can set them."""

from chalicelib.cloud.door import Request


def cookie_name(name: str, request: Request) -> str:
    """The name under which a cookie of ours is kept on this connection."""
    return f"__Host-{name}" if request.secure else name


def read_cookie(name: str, request: Request) -> str:
    """The value of a cookie of ours, empty when there is none."""
    return request.cookies.get(cookie_name(name, request), "")


def set_cookie(name: str, value: str, request: Request, *, seconds: int | None = None) -> str:
    """A Set-Cookie header: unreadable for scripts; `seconds` None lives as long as the browser is open."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    secure = "; Secure" if request.secure else ""
    return f"{cookie_name(name, request)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"


def language_cookie(lang: str, request: Request) -> str:
    """Keeps the language for a year; it is read under its plain name on every connection."""
    secure = "; Secure" if request.secure else ""
    return f"lang={lang}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=31536000"
