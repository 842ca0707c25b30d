"""Dossiers that are finished, for who may rate them: those who keep one, and whoever has its code and second factor."""

from datetime import datetime

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.errors import Conflict
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import store
from chalicelib.onestop.dossiers.model import Dossier, Status
from chalicelib.onestop.dossiers.moves import must_let
from chalicelib.onestop.dossiers.reading import Reading, wrong_digits


@frozen
class Finished:
    """A finished dossier; `at` is when its result was returned, or when it was refused after examination."""

    id: str
    code: str
    unit: str
    procedure: str
    at_desk: bool
    at: datetime


@frozen
class FinishedDossiers:
    """The use cases of finding one. Both raise Conflict `dossiers/not-finished`."""

    reading: Reading

    @use_case
    def kept(self, call: Call, dossier_id: str) -> Finished:
        """A dossier of the caller's own, or one that the caller's desk keeps."""
        dossier = store.read(dossier_id)
        must_let(call.caller, "satisfaction.rate", dossier)
        return finished(dossier)

    @use_case
    def by_code(self, call: Call, code: str, digits: str, source: str) -> Finished:
        """A dossier whose code and second factor somebody knows: the look-up's own rules and limits.

        Invalid `lookup/wrong-digits` when the factor is missing or wrong.
        """
        standing = self.reading.look_up(call, code, digits, source)
        if not standing.id:
            raise wrong_digits()
        return finished(store.read(standing.id))


def finished(dossier: Dossier) -> Finished:
    """When a dossier was finished; Conflict `dossiers/not-finished`."""
    refused = dossier.refused and dossier.status is Status.RESULT_READY
    if not refused and dossier.status is not Status.RESULT_RETURNED:
        raise Conflict(
            "dossiers/not-finished",
            "Bạn đánh giá được khi đã nhận kết quả hoặc đã có văn bản từ chối giải quyết.",
            "You can rate once the result is returned, or the dossier was refused after examination.",
        )
    at = dossier.timeline[-1][1]
    return Finished(dossier.id, dossier.code, dossier.unit, dossier.procedure, dossier.at_desk, at)
