"""JSON doors of satisfaction: rate, read remarks, open data."""

from chalicelib.cloud.call import Call
from chalicelib.cloud.door import Answer, Doors, Request, Words
from chalicelib.commons.agencies import directory
from chalicelib.foundation.clock import vietnam_day
from chalicelib.foundation.paging import page_size
from chalicelib.onestop.satisfaction import ratings, schema

doors = Doors("satisfaction")
AN_HOUR = "public, max-age=3600"


@doors.post(
    "/api/v1/ratings",
    rule="satisfaction.rate",
    title=Words("Đánh giá việc giải quyết hồ sơ", "Rate how a dossier was handled"),
    body=schema.RATE,
    status=201,
)
def rate(request: Request, call: Call) -> Answer:
    """The one rating of a dossier of one's own, or of one that the caller's desk keeps."""
    return Answer(ratings().rate(call, call.body["dossier"], schema.rating_in(call.body)), 201)


@doors.post(
    "/api/v1/ratings-by-code",
    rule="satisfaction.rate_by_code",
    title=Words("Đánh giá bằng mã hồ sơ", "Rate by dossier code"),
    body=schema.RATE_BY_CODE,
    status=201,
)
def rate_by_code(request: Request, call: Call) -> Answer:
    """The same without an account, with the code and the last four digits of the citizen id."""
    body, rating = call.body, schema.rating_in(call.body)
    return Answer(ratings().rate_by_code(call, body["code"], body["digits"], request.source_ip, rating), 201)


@doors.get(
    "/api/v1/remarks",
    rule="satisfaction.read_remarks",
    title=Words("Góp ý của người dân", "Remarks of applicants"),
    query={"cursor": {"type": "string"}, "limit": {"type": "string"}},
)
def remarks(request: Request, call: Call) -> Answer:
    """What applicants wrote to the caller's agency, without names."""
    limit = page_size(request.query.get("limit"))
    found, cursor = ratings().remarks(call, request.query.get("cursor", ""), limit)
    return Answer({"items": [schema.show_remark(one) for one in found], "next": cursor or None})


@doors.get(
    "/api/v1/open-data/satisfaction",
    rule="satisfaction.open_data",
    title=Words("Dữ liệu mở: mức độ hài lòng", "Open data: satisfaction"),
    query={"month": {"type": "string"}},
)
def open_data(request: Request, call: Call) -> Answer:
    """A month of the city by agency, the present one without a month."""
    month = schema.read_month(request.query.get("month", ""), f"{vietnam_day(call.at):%Y-%m}")
    return Answer(schema.show_index(ratings().index(call, month), directory()), headers={"Cache-Control": AN_HOUR})
