"""Files: upload by the browser into quarantine, check on arrival, keeping, short-lived links, erasure.

Events in: S3's news of new objects, read with `arrivals`. Events out: none; the owner of a file tells.
"""

from functools import cache

from chalicelib.commons.files.model import CEILING, LIMIT, PAGES, Arrival, Kind, Verdict
from chalicelib.commons.files.reasons import say_reason
from chalicelib.commons.files.schema import arrivals
from chalicelib.commons.files.service import FileService

__all__ = [
    "CEILING",
    "LIMIT",
    "PAGES",
    "Arrival",
    "FileService",
    "Kind",
    "Verdict",
    "arrivals",
    "files",
    "say_reason",
]


@cache
def files() -> FileService:
    """The service on this stage's buckets."""
    from chalicelib.cloud import blobs
    from chalicelib.cloud.settings import settings

    return FileService(blobs, settings().quarantine_bucket, settings().keep_bucket)
