"""What a page's view gives back: something to render, somewhere else to go, or a file to fetch."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from chalicelib.cloud.door import Words
from chalicelib.foundation.values import frozen


@frozen
class Page:
    """A template and its facts. `title` replaces the route's own; `wide` is for officers' tables.

    `personal` pages are never stored by browsers; a page for everybody becomes personal by itself when
    somebody is signed in or when it holds a form. `posts_to` lists origins, other than ours, for its forms;
    `shows` those whose pictures and documents it shows in itself.
    """

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    title: Words | None = None
    personal: bool = True
    wide: bool = False
    posts_to: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@frozen
class Redirect:
    """Go on to another page of this site (303): a path as routes are written, without the base."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


@frozen
class Download:
    """Fetch a file from where it is kept (303): a signed address that is valid for minutes."""

    address: str


@frozen
class Attachment:
    """A small file made for this answer, to be saved under `name` (ASCII); never stored by browsers."""

    name: str
    kind: str
    content: bytes


Answered = Page | Redirect | Download | Attachment
