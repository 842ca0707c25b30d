"""Which report somebody asks for, and whether they may have it."""

from collections.abc import Mapping

from chalicelib.cloud.call import Call
from chalicelib.commons import identity
from chalicelib.onestop import ledger
from chalicelib.onestop.ledger.reports import Report
from chalicelib.onestop.ledger.schema import read_by, read_period, usual_period


def asked_report(query: Mapping[str, str], call: Call) -> Report:
    """The report that a query asks for: one's own agency's, or for the operator any agency's or the city's."""
    unit = query.get("unit", "") or whole_or_own(call)
    identity.require(call.caller, "ledger.read", unit=unit)
    period = read_period(query.get("from", ""), query.get("to", ""), usual_period(unit, call.at), call.at)
    return ledger.reports().report(unit, period, read_by(query.get("by", "")), call.at)


def whole_or_own(call: Call) -> str:
    """Without an agency named: the city (empty) for who may read all, else one's own."""
    return "" if identity.may(call.caller, "ledger.read") else call.caller.unit
