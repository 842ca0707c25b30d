"""JSON doors of the ledger: reports for those who answer for an agency, open data for everybody."""

from typing import Any

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.foundation.errors import Invalid
from chalicelib.onestop import ledger
from chalicelib.onestop.ledger import sheets
from chalicelib.onestop.ledger.asking import asked_report
from chalicelib.onestop.ledger.labels import CITY
from chalicelib.onestop.ledger.opendata import present_month, present_year
from chalicelib.onestop.ledger.schema import present_report, read_month

doors = Doors("ledger")
DAY: dict[str, Any] = {"type": "string", "format": "date"}
ASKED: dict[str, Any] = {
    "unit": {"type": "string"},
    "from": DAY,
    "to": DAY,
    "by": {"type": "string", "enum": ["procedure", "field", "unit"]},
}
AN_HOUR = "public, max-age=3600"


@doors.get("/api/v1/ledger", rule="ledger.read", title=Words("Số liệu giải quyết hồ sơ", "The ledger"), query=ASKED)
def read(request: Request, call: Call) -> Answer:
    """The equation of an agency in a period, without dates this month until now; of the city in closed months."""
    return Answer(present_report(asked_report(request.query, call)))


@doors.get(
    "/api/v1/ledger/export",
    rule="ledger.read",
    title=Words("Tải số liệu giải quyết hồ sơ", "Download the ledger"),
    query={**ASKED, "format": {"type": "string", "enum": ["csv", "xlsx"]}},
    media=(sheets.CSV, sheets.XLSX),
)
def export(request: Request, call: Call) -> Answer:
    """The same as a file for a spreadsheet."""
    wanted = request.query.get("format", "csv")
    if wanted not in ("csv", "xlsx"):
        raise Invalid("ledger/format-unknown", "Chỉ có tệp csv và xlsx.", "There are csv and xlsx files only.")
    report = asked_report(request.query, call)
    name = ledger.reports().name_of("unit", report.unit) if report.unit else CITY
    excel = wanted == "xlsx"
    content = sheets.as_xlsx(report, call.lang, name.say(call.lang)) if excel else sheets.as_csv(report, call.lang)
    headers = {
        "Content-Type": sheets.XLSX if excel else sheets.CSV,
        "Content-Disposition": f'attachment; filename="{sheets.file_name(report, wanted)}"',
    }
    return Answer(content=content, headers=headers)


@doors.get(
    "/api/v1/open-data/ledger",
    rule="ledger.open_data",
    title=Words("Dữ liệu mở: giải quyết hồ sơ", "Open data: dossiers handled"),
    query={"year": {"type": "string"}, "month": {"type": "string"}},
)
def open_data(request: Request, call: Call) -> Answer:
    """A closed month of the city by agency and by procedure; without a month the totals of a year's closed months."""
    year, month = read_month(request.query.get("year", ""), request.query.get("month", ""))
    numbers = [month] if month else range(1, 13)
    found = ledger.reports().city_months([f"{year}-{number:02}" for number in numbers])
    body = present_month(found[0], ledger.reports()) if month else present_year(year, found)
    return Answer(body, version=sum(one.version for one in found), headers={"Cache-Control": AN_HOUR})
