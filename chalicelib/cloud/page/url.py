"""Addresses. Every link, redirect and form target is made here, so that the site works at any base."""

from urllib.parse import quote, unquote, urlencode

from chalicelib.foundation.text import nfc

SEGMENT_LONGEST = 200


def url(base: str, path: str, /, **query: str | int | None) -> str:
    """The address of a page: `/thu-tuc` is `/api/thu-tuc` under the stage. Empty query values are left out.

    A query may have any names, `path` and `base` too. Nothing personal belongs in one: addresses end up in histories
    and logs.
    """
    asked = [(name.rstrip("_"), str(value)) for name, value in query.items() if value not in (None, "")]
    whole = base + quote(path, safe="/-._~")
    return f"{whole}?{urlencode(asked)}" if asked else whole


def segments(path: str) -> tuple[str, ...] | None:
    """The parts of a path as people mean them: decoded once, NFC. None for what no page of ours is called.

    API Gateway hands paths over decoded, `chalice local` as they were sent; our own parts never hold a `%`.
    """
    parts = []
    for raw in path.strip("/").split("/"):
        part = nfc(unquote(raw))
        if len(part) > SEGMENT_LONGEST or "/" in part or not part.isprintable() or "\ufffd" in part:
            return None
        parts.append(part)
    return tuple(parts) if parts != [""] else ()


def own_path(text: str) -> str:
    """A place to go on to after signing in, or the home page when it is not one of this site's own paths."""
    path = text.partition("?")[0].partition("#")[0]
    parts = segments(path)
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not parts or "" in parts:
        return "/"
    return "/" + "/".join(parts)
