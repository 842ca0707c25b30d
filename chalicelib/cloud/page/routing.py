"""The routing table of pages. Chalice knows only `/{p1}` to `/{p1}/…/{p6}`; the rest is decided here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.cloud.door import Request, Words
from chalicelib.cloud.page.answer import Answered
from chalicelib.cloud.page.visit import Visit
from chalicelib.foundation.errors import Missing, WrongMethod
from chalicelib.foundation.values import frozen

DEEPEST = 6

View = Callable[[Request, Visit], Answered]


@frozen
class Route:
    """One page. `rule` is the policy rule of the gate; `title` stands in the browser's tab."""

    method: str
    path: str
    rule: str
    title: Words
    view: View

    @property
    def parts(self) -> tuple[str, ...]:
        """The pattern's parts; a variable is written `{name}`."""
        return tuple(self.path.strip("/").split("/")) if self.path != "/" else ()

    def match(self, parts: Sequence[str]) -> dict[str, str] | None:
        """The variables' values when the address fits."""
        if len(parts) != len(self.parts):
            return None
        found: dict[str, str] = {}
        for pattern, part in zip(self.parts, parts, strict=True):
            if pattern.startswith("{"):
                found[pattern[1:-1]] = part
            elif pattern != part:
                return None
        return found if all(found.values()) else None

    @property
    def shape(self) -> tuple[str, ...]:
        """The pattern with nameless variables; `~` sorts after letters, so fixed words are tried first."""
        return tuple("~" if part.startswith("{") else part for part in self.parts)


class Pages:
    """A room's list of pages, filled by decorators; the bare view is given back for direct calls."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.routes: list[Route] = []

    def get(self, path: str, *, rule: str, title: Words) -> Callable[[View], View]:
        """A page to look at."""
        return self._route("GET", path, {"rule": rule, "title": title})

    def post(self, path: str, *, rule: str, title: Words) -> Callable[[View], View]:
        """Where a form is sent to."""
        return self._route("POST", path, {"rule": rule, "title": title})

    def _route(self, method: str, path: str, facts: Mapping[str, Any]) -> Callable[[View], View]:
        def hang(view: View) -> View:
            self.routes.append(Route(method=method, path=path, view=view, **facts))
            return view

        return hang


class Table:
    """The pages of all rooms. Two pages of one shape, or one too deep, are refused when the app starts."""

    def __init__(self, rooms: Sequence[Pages]) -> None:
        self.routes = sorted((route for room in rooms for route in room.routes), key=lambda route: route.shape)
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for route in self.routes:
            if (route.method, route.shape) in seen or len(route.parts) > DEEPEST:
                raise ValueError(f"{route.method} {route.path} stands twice or is too deep")
            seen.add((route.method, route.shape))

    def find(self, method: str, parts: Sequence[str] | None) -> tuple[Route, dict[str, str]]:
        """The page at an address with its variables. Missing; WrongMethod when only the other is there."""
        fitting = [(route, found) for route in self.routes if (found := route.match(parts or ())) is not None]
        if parts is None or not fitting:
            raise Missing(
                "page/unknown",
                "Không có trang nào ở địa chỉ này. Địa chỉ có thể bị gõ thiếu hoặc trang đã chuyển đi.",
                "There is no page at this address. It may be mistyped, or the page has moved.",
            )
        for route, found in fitting:
            if route.method == method:
                return route, found
        raise WrongMethod(
            "page/method",
            "Địa chỉ này chỉ nhận nội dung gửi từ biểu mẫu.",
            "This address only takes what is sent from a form.",
        )
