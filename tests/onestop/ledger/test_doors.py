"""The ledger through the real routes: real dossiers, who may see what, files read back, open data, bad questions."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from chalicelib.foundation.clock import vietnam_day
from chalicelib.onestop.ledger.counts import COLUMNS
from chalicelib.onestop.ledger.sheets import plain
from tests import papers
from tests.doors import Reply, Visitor
from tests.onestop.conftest import City
from tests.onestop.dossiers.test_moves import received, with_leader
from tests.onestop.ledger.histories import CONSTRUCTION, WEBSITE, happened, named, vn
from tests.problems import refused

LEDGER, EXPORT, OPEN_DATA = "/api/v1/ledger", "/api/v1/ledger/export", "/api/v1/open-data/ledger"
NIGHT = vn("2026-12-01 01:40")
OCTOBER = "from=2026-10-01&to=2026-10-31"
READERS, OTHERS = ("lanhdao.d07", "quantri.d07"), ("motcua.d07", "chuyenvien.d07", "vanthu.d07", "congdan1")


@pytest.fixture
def october(deliver: Any, city: City) -> City:
    """A city in which something happened in October; it is December now."""
    deliver.at = vn("2026-10-30 09:00")
    deliver(named(1), [happened(3, "2026-10-05 08:00", 2, "2026-10-20 15:00"), happened(9, "2026-10-19 08:00", 9)])
    deliver(named(2), [happened(3, "2026-10-06 08:00", 2, "2026-10-20 15:00"), happened(9, "2026-10-21 08:00", 9)])
    deliver(named(3), [happened(3, "2026-10-07 08:00", 2, None, procedure=CONSTRUCTION)])
    deliver(named(4), [happened(3, "2026-10-08 08:00", 2, None, unit="d06")])
    deliver(named(5), [happened(3, "2026-10-09 08:00", 3)])
    city.at(vn("2026-12-10 08:00"))
    return city


def filled(count: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in count.items() if name in COLUMNS and value}


def test_real_dossiers_in_any_order_and_twice(city: City, deliver: Any) -> None:
    granted, (pending, _), (back, _), (no, _) = city.approved(), city.submitted(), city.submitted(), city.submitted()
    assert city.move(city.onestop, pending, "receive").status == 200
    assert city.move(city.citizen, back, "withdraw", reason="Nhầm").status == 200
    assert city.move(city.onestop, no, "refuse", reason="Sai", remedy="Sửa").status == 200
    assert city.move(city.onestop, granted, "return_result", way="online").status == 200
    events = [event for one in (granted, pending, back, no, city.draft()) for event in deliver.journal(one)]
    deliver.bodies([*reversed(events), *events])
    found = city.leader.get(LEDGER)
    assert found.status == 200, found.body
    expected = {"received": 2, "early": 1, "pending_in_time": 1, "not_accepted": 1, "withdrawn_before": 1}
    assert filled(found.json["total"]) == expected
    assert found.json["balanced"] is True
    assert found.json["unit"] == "d07"
    today = vietnam_day(city.app.clock())
    assert (found.json["from"], found.json["to"]) == (today.replace(day=1).isoformat(), today.isoformat())


def test_the_report_of_an_agency(october: City) -> None:
    found = october.leader.get(f"{LEDGER}?{OCTOBER}").json
    assert {row["key"]: filled(row) for row in found["items"]} == {
        WEBSITE: {"received": 2, "early": 1, "late": 1, "not_accepted": 1},
        CONSTRUCTION: {"received": 1, "pending_in_time": 1},
    }
    assert all(row["name"]["vi"] and row["name"]["en"] for row in found["items"])
    assert found["until"] == "2026-10-31T17:00:00Z"
    by_field = october.leader.get(f"{LEDGER}?{OCTOBER}&by=field").json
    assert {row["key"]: row["received"] for row in by_field["items"]} == {"publishing": 2, "construction": 1}
    by_unit = october.leader.get(f"{LEDGER}?{OCTOBER}&by=unit").json
    assert [(row["key"], row["received"]) for row in by_unit["items"]] == [("d07", 3)]
    assert found["total"] == by_field["total"] == by_unit["total"]


@pytest.mark.parametrize("address", [LEDGER, EXPORT])
def test_who_may_read_which_agency(october: City, address: str) -> None:
    for login in READERS:
        who = october.visitor(login)
        assert who.get(f"{address}?{OCTOBER}").status == 200
        assert who.get(f"{address}?{OCTOBER}&unit=d07").status == 200
        for other in ("d06", "nowhere"):
            refused(who.get(f"{address}?{OCTOBER}&unit={other}"), 404, "ledger/missing")
    for login in OTHERS:
        refused(october.visitor(login).get(f"{address}?{OCTOBER}&unit=d07"), 403, "identity/forbidden")
    refused(Visitor(october.app).get(address), 401, "identity/sign-in-needed")
    operator = october.visitor("vanhanh")
    assert operator.get(f"{address}?{OCTOBER}&unit=d06").status == 200
    refused(operator.get(f"{address}?{OCTOBER}&unit=nowhere"), 404, "agencies/unknown-unit")


def test_the_city_for_the_operator(october: City, ledger: Any) -> None:
    operator = october.visitor("vanhanh")
    refused(operator.get(f"{LEDGER}?{OCTOBER}"), 409, "ledger/month-not-closed")
    refused(operator.get(f"{LEDGER}?from=2026-10-02&to=2026-10-31"), 422, "ledger/whole-months-only")
    ledger.closing().close_month("2026-10", NIGHT)
    found = operator.get(f"{LEDGER}?{OCTOBER}&by=unit").json
    assert {row["key"]: row["received"] for row in found["items"]} == {"d06": 1, "d07": 3}
    assert found["unit"] is None
    refused(operator.get(LEDGER), 409, "ledger/month-not-closed")
    ledger.closing().close(NIGHT)
    assert operator.get(LEDGER).json["from"] == "2026-11-01"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-11-31", "ledger/period"),
        ("from=2026-10-02&to=2026-10-01", "ledger/period"),
        ("from=2027-01-01&to=2027-01-31", "ledger/period"),
        ("to=%00", "ledger/period"),
        ("from=2025-10-02&to=2025-10-31", "ledger/whole-months-only"),
        ("by=person", "ledger/by-unknown"),
    ],
)
@pytest.mark.parametrize("address", [LEDGER, EXPORT])
def test_bad_questions(october: City, address: str, query: str, code: str) -> None:
    refused(october.leader.get(f"{address}?{query}"), 422, code)


def download(city: City, kind: str, **headers: str) -> Reply:
    reply = city.leader.get(f"{EXPORT}?{OCTOBER}&format={kind}", **headers)
    assert reply.status == 200, reply.body
    assert (
        reply.headers["content-disposition"]
        == f'attachment; filename="ledger_d07_2026-10-01_2026-10-31_procedure.{kind}"'
    )
    assert reply.headers["cache-control"] == "no-store"
    return reply


def test_csv_read_back(october: City) -> None:
    reply = download(october, "csv", accept="text/csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")))
    assert table[0][:4] == ["Mã", "Thủ tục", "Kỳ trước chuyển sang", "Tiếp nhận trong kỳ"]
    report = october.leader.get(f"{LEDGER}?{OCTOBER}").json
    assert table[1:-1] == [
        [row["key"], row["name"]["vi"], *(str(row[column]) for column in COLUMNS)] for row in report["items"]
    ]
    assert table[-1] == ["", "Tổng cộng", *(str(report["total"][column]) for column in COLUMNS)]
    english = download(october, "csv", accept_language="en").body.decode("utf-8-sig")
    assert english.startswith("Code,Procedure,Brought forward,Received")


def test_xlsx_read_back(october: City) -> None:
    cells = sheet(download(october, "xlsx").body)
    report = october.leader.get(f"{LEDGER}?{OCTOBER}").json
    assert cells["A1"].endswith(october_unit(october))
    assert cells["A2"] == "01/10/2026 – 31/10/2026 (01/11/2026 00:00)"
    assert (cells["A4"], cells["C4"]) == ("Mã", "Kỳ trước chuyển sang")
    assert [cells[f"A{row}"] for row in (5, 6)] == [row["key"] for row in report["items"]]
    last = 5 + len(report["items"])
    numbers = [int(cells[f"{letter}{last}"]) for letter in "CDEFGHIJKLMN"]
    assert numbers == [report["total"][column] for column in COLUMNS]


def october_unit(city: City) -> str:
    return str(city.leader.get("/api/v1/agencies/d07").json["name"]["vi"])


def sheet(content: bytes) -> dict[str, str]:
    """The cells of a workbook's only sheet, as text; formulas are refused."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).findall("x:si", space)
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert page.findall(".//x:f", space) == []
    found = {}
    for cell in page.findall(".//x:c", space):
        value = cell.findtext("x:v", "", space)
        found[cell.attrib["r"]] = "".join(strings[int(value)].itertext()) if cell.get("t") == "s" else value
    return found


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r1", "\n=cmd|' /C calc'!A0"])
def test_formulas_are_words_in_cells(text: str) -> None:
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "9.000004", "Cấp phép – gia hạn", "a=b", "1-2"])
def test_words_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_other_files_there_are_none(october: City) -> None:
    refused(october.leader.get(f"{EXPORT}?format=pdf"), 422, "ledger/format-unknown")
    refused(october.leader.get(EXPORT, accept="application/pdf"), 406, "door/not-acceptable")
    refused(october.leader.get(LEDGER, accept="text/csv"), 406, "door/not-acceptable")


def test_open_data_of_a_month(october: City, ledger: Any) -> None:
    everybody = Visitor(october.app)
    refused(everybody.get(f"{OPEN_DATA}?year=2026&month=10"), 404, "ledger/month-not-published")
    ledger.closing().close_month("2026-10", NIGHT)
    reply = everybody.get(f"{OPEN_DATA}?year=2026&month=10")
    assert reply.status == 200, reply.body
    found = reply.json
    assert (found["from"], found["to"], found["edition"]) == ("2026-10-01", "2026-10-31", 1)
    assert found["licence"].startswith("https://creativecommons.org/")
    assert filled(found["total"]) == {"received": 4, "early": 1, "late": 1, "pending_in_time": 2, "not_accepted": 1}
    assert {row["code"]: row["received"] for row in found["agencies"]} == {"d06": 1, "d07": 3}
    assert {row["code"]: (row["field"], row["received"]) for row in found["procedures"]} == {
        WEBSITE: ("publishing", 3),
        CONSTRUCTION: ("construction", 1),
    }
    assert set(found["columns"]) == set(COLUMNS)
    assert reply.headers["cache-control"] == "public, max-age=3600"
    again = everybody.get(f"{OPEN_DATA}?year=2026&month=10", if_none_match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_open_data_hold_counts_and_public_names_only(october: City, ledger: Any) -> None:
    ledger.closing().close_month("2026-10", NIGHT)
    text = Visitor(october.app).get(f"{OPEN_DATA}?year=2026&month=10").body.decode()
    for number in range(1, 6):
        assert named(number) not in text
    for private in ("acc-", "minh họa", "Thử Nghiệm", "D#"):
        assert private not in text


def test_open_data_of_a_year(october: City, ledger: Any) -> None:
    everybody = Visitor(october.app)
    refused(everybody.get(f"{OPEN_DATA}?year=2026"), 404, "ledger/month-not-published")
    ledger.closing().close_month("2026-10", NIGHT)
    ledger.closing().close(NIGHT)
    reply = everybody.get(f"{OPEN_DATA}?year=2026")
    assert [(row["month"], row["opening"], row["received"]) for row in reply.json["months"]] == [
        ("2026-10", 0, 4),
        ("2026-11", 2, 0),
    ]
    assert reply.headers["etag"] == '"2"'


@pytest.mark.parametrize("query", ["", "?year=2026&month=13", "?year=x", "?month=10"])
def test_bad_open_data_questions(october: City, query: str) -> None:
    refused(Visitor(october.app).get(OPEN_DATA + query), 422, "ledger/month-malformed")


def test_every_turn_after_reception(city: City, deliver: Any) -> None:
    """Stopped, resumed, asked to complete, granted late and corrected: each at its place, by real moves."""
    stopped, asked, late = received(city), received(city), with_leader(city)
    assert city.move(city.leader, stopped, "stop", reason="Chờ kết luận").status == 200
    assert city.move(city.onestop, asked, "request_supplement", papers={"operating_plan": "Thiếu"}).status == 200
    city.at(vn("2026-12-30 09:00"))
    result = city.upload(late, "result", papers.pdf(["GIAY PHEP"]), city.leader)
    assert city.move(city.leader, late, "attach_result", file=result).status == 200
    events = [event for one in (stopped, asked, late) for event in deliver.journal(one)]
    deliver.bodies([*reversed(events), *events])
    december = f"{LEDGER}?from=2026-12-01&to=2026-12-31"
    city.at(vn("2026-12-30 09:01"))
    found = city.leader.get(december).json
    assert filled(found["total"]) == {"received": 3, "late": 1, "stopped": 1, "pending_in_time": 1}
    assert city.move(city.leader, stopped, "resume", reason="Đã có kết luận").status == 200
    again = city.upload(late, "result", papers.pdf(["GIAY PHEP DUNG"]), city.leader)
    assert city.move(city.leader, late, "correct_result", file=again, reason="Sai tên").status == 200
    deliver.bodies(event for one in (stopped, late) for event in deliver.journal(one))
    city.at(vn("2026-12-30 09:02"))
    assert filled(city.leader.get(december).json["total"]) == {"received": 3, "late": 1, "pending_in_time": 2}
    city.at(vn("2027-03-01 09:00"))
    assert filled(city.leader.get(december).json["total"])["pending_in_time"] == 2
    january = filled(city.leader.get(f"{LEDGER}?from=2027-01-01&to=2027-01-31").json["total"])
    assert january == {"opening": 2, "pending_in_time": 1, "pending_overdue": 1}
