"""Closing months: each agency's, then the city's from them. Nightly, and by the operator; safe to repeat."""

from dataclasses import replace
from datetime import datetime

from chalicelib.commons.agencies import Directory
from chalicelib.foundation.values import frozen
from chalicelib.onestop.ledger import store
from chalicelib.onestop.ledger.counts import Counts, month_days, over
from chalicelib.onestop.ledger.reports import Reports, of_units, same


@frozen
class Closing:
    """The use case of closing. `directory` names the agencies."""

    reports: Reports
    directory: Directory

    def close(self, at: datetime) -> list[str]:
        """Closes the last month that is over, and again what late news has changed; the months with a new edition."""
        months = over(at)
        published = store.city_months(months)
        return [month for month in months if month in (*published, months[-1]) and self.close_month(month, at)]

    def close_month(self, month: str, at: datetime) -> bool:
        """Closes one month of every agency and of the city; whether the city's month is another than before.

        An agency with late news a few minutes old is counted and not frozen: it is again the next night.
        """
        units = [unit.id for unit in self.directory.units()]
        known = store.closed_of(units, month, at)
        counts: dict[str, Counts] = {
            unit: one.months[month] if month in one.months else self.reports.of_agency(unit, month_days(month), at)
            for unit, one in known.items()
        }
        before = store.city_months([month]).get(month, store.CityMonth(month, {}, {}))
        after = of_units(counts, month)
        if before.version and same(before, after):
            return False
        store.publish(replace(after, version=before.version + 1), at)
        return True
