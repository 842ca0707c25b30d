"""JSON doors of agencies."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons import agencies
from chalicelib.foundation.clock import vietnam_day

doors = Doors("agencies")


@doors.get("/api/v1/agencies", rule="agencies.read", title=Words("Các cơ quan", "Agencies"))
def listed(request: Request, call: Call) -> Answer:
    """The units of the city that exist today."""
    today = vietnam_day(call.at)
    units = [unit for unit in agencies.directory().units() if unit.exists(today)]
    return Answer({"items": [agencies.present_unit(unit, today) for unit in units]})


@doors.get("/api/v1/agencies/{id}", rule="agencies.read", title=Words("Một cơ quan", "One agency"))
def one(request: Request, call: Call) -> Answer:
    """One unit with its codes in both orders."""
    unit = agencies.directory().unit(request.params["id"])
    return Answer(agencies.present_unit(unit, vietnam_day(call.at)))
