"""The catalogue: every version of every procedure, and which one is in force on a day."""

from collections.abc import Iterable
from datetime import date

from chalicelib.foundation.errors import Missing
from chalicelib.onestop.procedures.model import Procedure
from chalicelib.onestop.procedures.search import Index


class Catalogue:
    """Published versions, never changed after: a correction is a new version."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._versions: dict[str, list[Procedure]] = {}
        for procedure in sorted(procedures, key=lambda one: (one.code, one.in_force_from)):
            self._versions.setdefault(procedure.code, []).append(procedure)
        self._index: Index | None = None

    def codes(self) -> tuple[str, ...]:
        """The codes of all procedures, in order."""
        return tuple(self._versions)

    def versions(self, code: str) -> tuple[Procedure, ...]:
        """Every version, oldest first. Raises Missing `procedures/unknown`."""
        if code not in self._versions:
            raise _unknown(code)
        return tuple(self._versions[code])

    def list(self, on: date) -> tuple[Procedure, ...]:
        """The procedures in force on a day, by code."""
        return tuple(version for known in self._versions.values() for version in known if version.in_force(on))

    def resolve(self, code: str, on: date) -> Procedure:
        """The version in force on the day of reception.

        Raises Missing: `procedures/unknown`, or `procedures/not-in-force` when no version was in force.
        """
        for version in self.versions(code):
            if version.in_force(on):
                return version
        raise Missing(
            "procedures/not-in-force",
            f"Thủ tục {code} không có hiệu lực vào ngày {on:%d/%m/%Y}.",
            f"Procedure {code} is not in force on {on:%d/%m/%Y}.",
        )

    def version(self, code: str, version: int) -> Procedure:
        """One version by its number, in force or not. Raises Missing `procedures/unknown`."""
        for known in self.versions(code):
            if known.version == version:
                return known
        raise _unknown(f"{code}@{version}")

    def search(self, words: str, lang: str, on: date | None = None) -> tuple[Procedure, ...]:
        """Procedures in everyday words, best first, as of a day (None: the latest version of each)."""
        if self._index is None:
            self._index = Index(version for known in self._versions.values() for version in known)
        found = self._index.search(words, lang)
        if on is None:
            return tuple(one for one in found if one is self._versions[one.code][-1])
        return tuple(one for one in found if one.in_force(on))


def _unknown(what: str) -> Missing:
    shown = what[:40]
    return Missing(
        "procedures/unknown",
        f"Không có thủ tục “{shown}”.",
        f"There is no procedure “{shown}”.",
    )
