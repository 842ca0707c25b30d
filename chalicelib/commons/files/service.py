"""Files of dossiers: the way in (form, quarantine, check), where they are kept, the way out (links, erasure).

A file that has not passed the check cannot be read through any link: links lead to the keep bucket only.
"""

from collections.abc import Mapping
from typing import Protocol

from chalicelib.cloud.blobs import BlobFacts, BlobMissing, BlobTooLarge, UploadForm
from chalicelib.commons.files.check import inspect, too_large
from chalicelib.commons.files.model import (
    CEILING,
    LIMIT,
    LOST,
    Arrival,
    Kind,
    Verdict,
    download_name,
    key_of,
    print_key,
    read_key,
)

UPLOAD_SECONDS = 15 * 60
LINK_SECONDS = 5 * 60


class Blobs(Protocol):
    """What the service needs of an object store; `cloud.blobs` is one."""

    def upload_form(
        self,
        bucket: str,
        key: str,
        *,
        most_bytes: int,
        redirect: str,
        seconds: int,
        content_type: str | None = None,
    ) -> UploadForm: ...

    def download_link(
        self,
        bucket: str,
        key: str,
        *,
        seconds: int,
        filename: str,
        content_type: str = "application/octet-stream",
        inline: bool = False,
    ) -> str: ...

    def read(self, bucket: str, key: str, most_bytes: int) -> tuple[bytes, BlobFacts]: ...

    def facts(self, bucket: str, key: str) -> BlobFacts: ...

    def write(
        self,
        bucket: str,
        key: str,
        data: bytes,
        content_type: str,
        metadata: Mapping[str, str],
        *,
        only_new: bool = False,
    ) -> bool: ...

    def delete(self, bucket: str, key: str) -> None: ...


class FileService:
    """`quarantine` and `keep` are bucket names; `owner` is always a dossier's id, `file_id` the file's."""

    def __init__(self, blobs: Blobs, quarantine: str, keep: str) -> None:
        self._blobs = blobs
        self._quarantine = quarantine
        self._keep = keep

    def grant_upload(self, owner: str, file_id: str, redirect: str) -> UploadForm:
        """A form that posts this one file into quarantine within 15 minutes and then goes to `redirect`."""
        return self._blobs.upload_form(
            self._quarantine,
            key_of(owner, file_id),
            most_bytes=CEILING,
            redirect=redirect,
            seconds=UPLOAD_SECONDS,
        )

    def check_arrival(self, key: str) -> Arrival | None:
        """Checks a file in quarantine and keeps a copy if it is fit; `clear_arrival` then empties quarantine.

        The first file kept under a key stays, whatever is posted there later: the arrival then describes the
        kept one. A file that is nowhere any more is LOST, which changes nothing where a verdict has been written.
        None when the key is not ours.
        """
        parts = read_key(key)
        if parts is None:
            return None
        try:
            data, _ = self._blobs.read(self._quarantine, key, LIMIT)
        except BlobMissing:
            return Arrival(*parts, self._kept(key) or LOST)
        except BlobTooLarge as error:
            return Arrival(*parts, too_large(error.size))
        return Arrival(*parts, self._judge(key, data))

    def _judge(self, key: str, data: bytes) -> Verdict:
        verdict = inspect(data)
        if verdict.kind is None or not verdict.kept:
            return verdict
        facts = {"sha256": verdict.sha256, "kind": verdict.kind.value, "pages": str(verdict.pages)}
        if self._blobs.write(self._keep, key, data, verdict.kind.content_type, facts, only_new=True):
            return verdict
        return self._kept(key) or verdict

    def _kept(self, key: str) -> Verdict | None:
        """The verdict that was written down beside a kept file."""
        try:
            facts = self._blobs.facts(self._keep, key)
        except BlobMissing:
            return None
        noted = facts.metadata
        return Verdict("kept", Kind(noted["kind"]), facts.size, noted["sha256"], int(noted["pages"]))

    def clear_arrival(self, key: str) -> None:
        """Empties quarantine of a file. Only after the dossier knows the verdict; may be repeated."""
        if read_key(key) is not None:
            self._blobs.delete(self._quarantine, key)

    def link(self, owner: str, file_id: str, filename: str, kind: str, *, inline: bool = False) -> str:
        """A link to a kept file that works for 5 minutes; `inline` lets a viewer show it beside the form."""
        known = Kind(kind)
        return self._blobs.download_link(
            self._keep,
            key_of(owner, file_id),
            seconds=LINK_SECONDS,
            filename=download_name(filename, known),
            content_type=known.content_type,
            inline=inline,
        )

    def erase(self, owner: str, file_id: str) -> None:
        """Removes a file wherever it lies; the bucket forgets old versions after 30 days. May be repeated."""
        key = key_of(owner, file_id)
        self._blobs.delete(self._quarantine, key)
        self._blobs.delete(self._keep, key)

    def keep_print(self, owner: str, name: str, data: bytes) -> None:
        """Keeps a PDF that the platform has drawn, for 30 days from now; one of the same name gives way."""
        self._blobs.write(self._keep, print_key(owner, name), data, Kind.PDF.content_type, {})

    def print_link(self, owner: str, name: str, filename: str) -> str:
        """A link to such a PDF that works for 5 minutes and saves it as `filename`."""
        kind = Kind.PDF.content_type
        return self._blobs.download_link(
            self._keep, print_key(owner, name), seconds=LINK_SECONDS, filename=filename, content_type=kind
        )

    def erase_print(self, owner: str, name: str) -> None:
        """Removes such a PDF; the bucket forgets its old version after a day. May be repeated."""
        self._blobs.delete(self._keep, print_key(owner, name))
