"""The laptop's front door: what CloudFront is in production. Passes every request on to the API's stage unchanged.

Adds `x-motcua-front` with the stage's front key, by which the application knows that the request came this way and
that the site stands at the root of its host.
"""

from __future__ import annotations

from infra.local.passing import Passing, Server

MAX_BODY = 10 * 1024 * 1024  # what API Gateway takes
_AWAY = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>motcua</title>
<h1>Hệ thống chưa trả lời / The city does not answer</h1>
<p>Máy chủ trên máy này đang khởi động hoặc đã dừng. Hãy tải lại trang sau ít giây.</p>
<p lang="en">The engine on this machine is starting or has stopped. Load the page again in a few seconds.</p>
"""


def open_front(port: int, engine_port: int, api_id: str, key: str = "1") -> Server:
    """Serve the API's stage at the root of 127.0.0.1:`port` (0: a free port) until `stop`.

    `key` is the stage's front key; "1" is for stages without one.
    """

    class Front(Passing):
        prefix = stage_path(api_id)
        added = {"x-motcua-front": key}  # noqa: RUF012
        max_body = MAX_BODY
        away = _AWAY.encode()

    Front.engine_port = engine_port
    return Server(port, Front)


def stage_path(api_id: str) -> str:
    """Where the engine serves the API's stage."""
    return f"/restapis/{api_id}/api/_user_request_"
