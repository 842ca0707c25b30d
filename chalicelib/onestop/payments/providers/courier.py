"""How the sandbox's notices travel: a POST to the site's own address, as from a server elsewhere.

A notice that does not arrive is lost, as it may be in life: the platform asks by itself.
"""

import urllib.error
import urllib.request
from collections.abc import Mapping

from chalicelib.cloud import log
from chalicelib.cloud.settings import settings

SECONDS = 4.0


def deliver(path: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Posts a notice to a path of this site."""
    request = urllib.request.Request(settings().site_url + path, data=body, headers=dict(headers), method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            log.info("sandbox.notice_delivered", status=answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            log.info("sandbox.notice_refused", status=refused.code)
    except OSError as lost:
        log.info("sandbox.notice_lost", reason=type(lost).__name__)
