"""The use cases of ratings: rate once, read remarks, read the index."""

from typing import Any

from chalicelib.cloud import journal
from chalicelib.cloud.call import Call
from chalicelib.cloud.journal import Event
from chalicelib.cloud.keys import signing_key
from chalicelib.cloud.table import PartLost
from chalicelib.cloud.telemetry import use_case
from chalicelib.commons import identity
from chalicelib.commons.agencies import Directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.errors import Invalid
from chalicelib.foundation.paging import open_cursor, seal_cursor
from chalicelib.foundation.values import frozen
from chalicelib.onestop.dossiers import Finished, FinishedDossiers
from chalicelib.onestop.satisfaction import store
from chalicelib.onestop.satisfaction.model import Counts, Rating, Where, must_be_open, rated_already, together

RATED = "satisfaction.rated"


@frozen
class Index:
    """The ratings of a month by agency. `total` is of the agencies that are shown, so that nothing can be worked out
    about those that are not."""

    month: str
    agencies: dict[str, Counts]

    @property
    def shown(self) -> dict[str, Counts]:
        """Agencies with enough ratings to be told."""
        return {unit: one for unit, one in self.agencies.items() if one.shown}

    @property
    def total(self) -> Counts:
        """All shown agencies together."""
        return together(self.shown.values())


@frozen
class Ratings:
    """`finished` finds dossiers that may be rated, `directory` names the agencies."""

    finished: FinishedDossiers
    directory: Directory

    @use_case
    def rate(self, call: Call, dossier_id: str, rating: Rating) -> dict[str, Any]:
        """Rates a dossier that the caller keeps: an applicant online, or whoever stands before the desk that keeps it.

        Conflict `dossiers/not-finished`, `satisfaction/too-late`, `satisfaction/rated-already`.
        """
        dossier = self.finished.kept(call, dossier_id)
        return self._rate(call, dossier, rating, "desk" if dossier.at_desk else "online")

    @use_case
    def rate_by_code(self, call: Call, code: str, digits: str, source: str, rating: Rating) -> dict[str, Any]:
        """The same for whoever knows the code and the second factor."""
        return self._rate(call, self.finished.by_code(call, code, digits, source), rating, "code")

    def _rate(self, call: Call, dossier: Finished, rating: Rating, where: Where) -> dict[str, Any]:
        """One transaction: the rating, its journal entry, and one more in its agency's month."""

        def attempt() -> dict[str, Any]:
            must_be_open(dossier.at, call.at)
            item = store.item_of(dossier.id, dossier.unit, dossier.procedure, rating, where, call.at)
            facts = {
                "unit": dossier.unit,
                "procedure": dossier.procedure,
                "level": rating.level,
                "criteria": dict(rating.criteria),
                "where": where,
            }
            note = {"remark": rating.remark} if rating.remark else None
            answer = {"id": dossier.id, "version": 1, "level": rating.level}
            change, entry = journal.open_change(item, call, Event(RATED, facts, note), answer)
            if rating.remark:
                store.list_remark(item, entry.sk)
            journal.found(change, entry, item)
            store.count(change, dossier.unit, rating, call.at)
            try:
                change.commit()
            except PartLost as lost:
                if lost.name == "head":
                    raise rated_already() from lost
                raise
            return answer

        return journal.once(store.pk_of(dossier.id), call, attempt)

    def rated(self, dossier: Finished) -> bool:
        """Whether a dossier has its rating."""
        return store.rated(dossier.id)

    @use_case
    def remarks(self, call: Call, cursor: str, limit: int) -> tuple[list[store.Remark], str]:
        """What applicants wrote to the caller's agency, without names, the newest first, and the cursor of the rest."""
        unit = call.caller.unit
        identity.require(call.caller, "satisfaction.read_remarks", unit=unit)
        scope = f"SR#{unit}"
        after = _opened(scope, cursor) if cursor else None
        found, position = store.remarks_of(unit, limit, after)
        if position is None:
            return found, ""
        return found, seal_cursor(signing_key(), scope, {name: value["S"] for name, value in position.items()})

    def index(self, call: Call, month: str) -> Index:
        """The index of a month. Invalid `satisfaction/month-not-begun`."""
        identity.require(call.caller, "satisfaction.open_data")
        if month > f"{vietnam_day(call.at):%Y-%m}":
            raise Invalid("satisfaction/month-not-begun", "Tháng này chưa bắt đầu.", "The month has not begun.")
        return Index(month, store.counts_of([unit.id for unit in self.directory.units()], month))


def _opened(scope: str, cursor: str) -> dict[str, dict[str, Any]]:
    """The position that a cursor of this list names."""
    return {name: {"S": str(value)} for name, value in open_cursor(signing_key(), scope, cursor).items()}
