"""One move made on several dossiers at once: only what can be taken back, or hands over what is finished anyway."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.cloud.call import Call
from chalicelib.cloud.telemetry import use_case
from chalicelib.foundation.errors import Conflict, Invalid, Refusal
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers.performing import Facts, perform

MOST_AT_ONCE = 25
SAFE = ("assign", "take", "advance", "return_result")
"""The moves that several dossiers may be given at once; what the applicant is asked or told is written one by one."""


@frozen
class Done:
    """What became of one dossier of several; `refusal` says why nothing was changed."""

    dossier: str
    refusal: Refusal | None = None


@frozen
class Bulk:
    """The use cases of several dossiers at once."""

    @use_case
    def perform_all(self, call: Call, move: str, seen: Sequence[tuple[str, int]], facts: Facts) -> list[Done]:
        """Makes a move on up to MOST_AT_ONCE dossiers `(id, version seen)`, each in a transaction of its own: what
        cannot be done to one of them, or no longer in time, stops none of the others.

        Sent again, each dossier answers what it answered before. Conflict `dossiers/not-at-once` for other moves;
        Invalid `dossiers/choose-some`.
        """
        if move not in SAFE:
            raise not_at_once()
        if not 0 < len(seen) <= MOST_AT_ONCE:
            raise Invalid(
                "dossiers/choose-some",
                f"Hãy chọn từ 1 đến {MOST_AT_ONCE} hồ sơ.",
                f"Choose between 1 and {MOST_AT_ONCE} dossiers.",
            )
        return [_one(replace(call, expected=version), one, move, facts) for one, version in seen]


def _one(call: Call, dossier_id: str, move: str, facts: Facts) -> Done:
    try:
        call.must_have_time()
        perform(call, dossier_id, move, facts)
    except Refusal as refusal:
        return Done(dossier_id, refusal)
    return Done(dossier_id)


def not_at_once() -> Conflict:
    """The refusal of a move that is made one by one."""
    return Conflict(
        "dossiers/not-at-once",
        "Việc này chỉ làm được từng hồ sơ một.",
        "This is done one dossier at a time.",
    )
