"""What slips say, without a table: forms by date, numbers, states, hand-overs, JSON, the QR mark."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud.journal import Record
from chalicelib.commons.agencies import directory
from chalicelib.foundation.errors import Conflict, Missing
from chalicelib.foundation.words import Words
from chalicelib.onestop.dossiers import slips
from chalicelib.onestop.dossiers.model import Delivery, Dossier, File, Party, Payment, Status
from chalicelib.onestop.dossiers.rows import QueueLine
from chalicelib.onestop.dossiers.slips import control, money, qr
from chalicelib.onestop.dossiers.slips.source import account_of
from chalicelib.onestop.procedures import read_procedure
from tests import samples

DEFINITIONS = Path(__file__).resolve().parents[3] / "chalicelib" / "onestop" / "procedures" / "data" / "definitions"
WEBSITE = read_procedure(json.loads((DEFINITIONS / "general-information-website.2.json").read_text(encoding="utf-8")))
PRESS = read_procedure(json.loads((DEFINITIONS / "press-conference.1.json").read_text(encoding="utf-8")))
CODE = "000.00.07.H29-260205-0012"
RECEIVED = datetime(2026, 2, 5, 8, 4, tzinfo=UTC)
DUE = datetime(2026, 2, 26, 10, 0, tzinfo=UTC)
PAPER = "business_registration"


def entry(seq: int, kind: str, at: datetime = RECEIVED, note: Any = None, **facts: Any) -> Record:
    citizen = kind in ("dossier.submitted", "dossier.supplemented")
    return Record(
        pk="D#1",
        sk=f"J#{seq}",
        seq=seq,
        prev="",
        hash="",
        type=kind,
        at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        actor="acc-citizen-1" if citizen else "acc-onestop-d07",
        unit="" if citizen else "d07",
        request="",
        data=facts,
        note=note,
        raw={},
    )


SUBMITTED = entry(3, "dossier.submitted", RECEIVED - timedelta(hours=2))
RECEPTION = entry(5, "dossier.received", due="2026-02-26T10:00:00Z", law=2, step="receive")


def dossier(status: Status, **facts: Any) -> Dossier:
    files = (
        File("f1", PAPER, "a.pdf", "kept", 10, "pdf", "", 3),
        File("f2", PAPER, "b.pdf", "kept", 10, "pdf", "", 1),
        File("f3", "operating_plan", "c.pdf", "refused"),
    )
    known: dict[str, Any] = {
        "id": "01",
        "version": 5,
        "mark": 5,
        "chain": "c",
        "status": status,
        "procedure": samples.WEBSITE,
        "procedure_version": 2,
        "owner": "acc-citizen-1",
        "unit": "d07",
        "applicant": "Nguyễn Thị Thử Nghiệm",
        "last4": "0001",
        "created_at": RECEIVED - timedelta(days=1),
        "code": CODE,
        "submitted_at": RECEIVED - timedelta(hours=2),
        "receive_by": RECEIVED + timedelta(hours=6),
        "answers": samples.website_answers(),
        "files": files,
    }
    return Dossier(**{**known, **facts})


def source(one: Dossier, *journal: Record, **facts: Any) -> slips.Source:
    """As the doors make it; with facts, as if they were all that is known of the dossier's clock."""
    if facts:
        return slips.Source(one, [SUBMITTED, *journal], WEBSITE, directory(), **facts)
    return slips.source_of(one, [SUBMITTED, *journal], lambda code, number: WEBSITE, directory())


def received(status: Status = Status.IN_PROCESS, **facts: Any) -> Dossier:
    return dossier(status, received_at=RECEIVED, received_by="d07", due_at=DUE, step="examine", **facts)


@pytest.mark.parametrize(
    ("name", "day", "number", "circular", "verified"),
    [
        ("receipt", date(2018, 12, 31), "", "", False),
        ("receipt", date(2019, 1, 6), "01", "01/2018/TT-VPCP", True),
        ("control", date(2025, 6, 30), "05", "01/2018/TT-VPCP", True),
        ("control", date(2025, 7, 1), "06", "03/2025/TT-VPCP", False),
        ("register", date(2025, 6, 30), "06", "01/2018/TT-VPCP", True),
        ("register", date(2026, 11, 22), "07", "03/2025/TT-VPCP", False),
        ("refusal", date(2026, 11, 22), "03", "03/2025/TT-VPCP", False),
        ("acknowledgement", date(2026, 11, 22), "", "", False),
        ("apology", date(2025, 6, 30), "04", "01/2018/TT-VPCP", True),
        ("apology", date(2025, 7, 1), "04", "03/2025/TT-VPCP", False),
        ("stop", date(2025, 6, 30), "", "", False),
        ("stop", date(2025, 7, 1), "05", "03/2025/TT-VPCP", False),
    ],
)
def test_the_form_is_that_of_the_day(name: str, day: date, number: str, circular: str, verified: bool) -> None:
    form = slips.form_of(name, day)
    assert (form.number, form.circular, form.verified) == (number, circular, verified)
    assert form.title.vi
    assert form.title.en
    assert bool(form.source) == bool(number)


OUR_OWN = {"acknowledgement", "cash_receipt", "payment", "correction", "silence", "rejection"}


@given(st.dates(date(2019, 1, 6), date(2099, 12, 31)), st.sampled_from(sorted({*slips.KINDS, "register", "rejection"})))
def test_every_day_since_the_first_circular_has_one_set_of_forms(day: date, name: str) -> None:
    form = slips.form_of(name, day)
    numbered = name not in OUR_OWN and (name != "stop" or day >= date(2025, 7, 1))
    assert bool(form.number) == bool(form.circular) == numbered


def test_the_receipt_says_what_the_form_wants() -> None:
    slip = slips.write_slip("receipt", source(received(), RECEPTION), owner=True)
    body = slip.body
    assert isinstance(body, slips.Receipt)
    assert (slip.number, slip.code, slip.issued_at) == ("05", CODE, RECEIVED)
    assert (slip.issuer.name.vi, slip.issuer.parent and slip.issuer.parent.vi) == (
        "Sở Văn hóa và Thể thao",
        "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    )
    assert (slip.phone, slip.email) == ("028 3000 0001", "minh.hoa@example.vn")
    assert slip.address == "12 Đường Thử Nghiệm, Phường Bến Thành, Thành phố Hồ Chí Minh"
    assert (body.received_at, body.due_at, body.made_by) == (RECEIVED, DUE, "acc-onestop-d07")
    assert body.processing == Words("10 ngày làm việc", "10 working days")
    assert [rule.en for rule in body.due_rules][1] == "The day of receipt is not counted. Working days counted: 10."
    [line] = body.papers
    assert (line.files, line.pages) == (2, 4), "only files that passed the check are counted"


def test_whose_business_it_is_is_reached_as_was_said_of_them() -> None:
    """Somebody else acts: the applicant's own telephone and address, not those in the form."""
    place = {"street": "7 Đường Của Chủ", "ward": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"}
    said = {"acting": "other", "basis": "authorised", "representative_name": "Trần Văn Thay"}
    said |= {"representative_id": "079190000001", "applicant_name": "Lê Thị Chủ", "applicant_id": "079190000002"}
    party = Party({**said, "applicant_phone": "0900 000 321", "applicant_address": place})
    slip = slips.write_slip("receipt", source(replace(received(), party=party), RECEPTION), owner=True)
    assert slip.address == "7 Đường Của Chủ, Phường Bến Thành, Thành phố Hồ Chí Minh"
    assert slip.phone == "0900 000 321"
    assert slip.email == "minh.hoa@example.vn", "where nothing was said, what the form says"


def test_an_agency_whose_account_is_not_known_names_none() -> None:
    assert account_of(directory(), "d01") is None


def test_the_receipt_keeps_its_appointment_when_the_date_is_moved_later() -> None:
    moved = replace(received(), due_at=DUE + timedelta(days=9))
    body = slips.write_slip("receipt", source(moved, RECEPTION), owner=True).body
    assert isinstance(body, slips.Receipt)
    assert body.due_at == DUE


def test_the_acknowledgement_promises_reception_and_ends_with_it() -> None:
    slip = slips.write_slip("acknowledgement", source(dossier(Status.SUBMITTED)), owner=True)
    assert isinstance(slip.body, slips.Acknowledgement)
    assert slip.body.receive_by == RECEIVED + timedelta(hours=6)
    assert (slip.number, slip.form.number) == ("03", "")
    waiting = slips.write_slip("acknowledgement", source(dossier(Status.SUPPLEMENT_REQUESTED)), owner=True)
    assert isinstance(waiting.body, slips.Acknowledgement)
    assert waiting.body.receive_by is None, "no reception is promised while the applicant is asked to supplement"


ASKING = {"papers": [PAPER, "gone"], "fields": ["topics"]}
NOTE = {"papers": {PAPER: "Bản chụp mờ"}, "fields": {"topics": "Chưa rõ"}, "message": "Xin bổ sung"}


def test_the_supplement_request_lists_every_part_with_its_reason() -> None:
    asked = entry(4, "dossier.supplement_requested", note=NOTE, **ASKING)
    one = dossier(Status.SUPPLEMENT_REQUESTED, supplemented=True)
    slip = slips.write_slip("supplement", source(one, asked), owner=True)
    body = slip.body
    assert isinstance(body, slips.SupplementRequest)
    assert [(part.kind, part.reason) for part in body.parts] == [
        ("paper", "Bản chụp mờ"),
        ("paper", ""),
        ("field", "Chưa rõ"),
    ]
    assert body.parts[0].source, "what the procedure's own demand rests on"
    assert body.parts[1].name.vi == "gone", "a paper that this version does not know keeps its code"
    assert (body.message, body.made_by, body.erased) == ("Xin bổ sung", "acc-onestop-d07", False)
    assert body.basis
    assert slip.form.number == "02"


@pytest.mark.parametrize(
    ("name", "status", "last"),
    [
        ("supplement", Status.SUPPLEMENT_REQUESTED, entry(4, "dossier.supplement_requested", **ASKING)),
        ("refusal", Status.REJECTED_AT_INTAKE, entry(4, "dossier.refused")),
        ("stop", Status.STOPPED, entry(6, "dossier.stopped", due=None)),
        ("correction", Status.SUBMITTED, entry(6, "dossier.reopened")),
        ("payment", Status.PAYMENT_REQUIRED, entry(6, "dossier.payment_required", amount=1)),
    ],
)
def test_words_that_were_erased_are_not_made_up(name: str, status: Status, last: Record) -> None:
    erased = replace(last, data={**last.data, "note": "the digest stays"})
    body = slips.write_slip(name, source(dossier(status, supplemented=True), erased), owner=True).body
    assert isinstance(body, slips.SupplementRequest | slips.Refusal | slips.Stop | slips.Correction | slips.Demand)
    assert body.erased
    assert getattr(body, "reason", "") in ("", Words("", ""))


def test_the_refusal_gives_reason_and_remedy() -> None:
    refused = entry(4, "dossier.refused", note={"reason": "Sai thẩm quyền", "remedy": "Nộp tại phường"})
    body = slips.write_slip("refusal", source(dossier(Status.REJECTED_AT_INTAKE), refused), owner=True).body
    assert isinstance(body, slips.Refusal)
    assert (body.reason.vi, body.remedy, body.made_by) == ("Sai thẩm quyền", "Nộp tại phường", "acc-onestop-d07")


def test_a_lapse_before_reception_gives_the_rule_s_reason_in_both_languages() -> None:
    asked = entry(4, "dossier.supplement_requested", note=NOTE, **ASKING)
    facts = {"until": "2026-02-26T10:00:00Z", "legal_basis": "NĐ minh họa"}
    lapsed = entry(5, "dossier.refused", note={"reason": "Quá hạn.", "reason_en": "Too late."}, **facts)
    lapsed = replace(lapsed, actor="platform", unit="")
    slip = slips.write_slip("refusal", source(dossier(Status.REJECTED_AT_INTAKE), asked, lapsed), owner=True)
    assert isinstance(slip.body, slips.Refusal)
    assert (slip.form.number, slip.body.at, slip.body.made_by) == ("03", "intake", "")
    assert (slip.body.reason, slip.body.until) == (Words("Quá hạn.", "Too late."), DUE)


def test_a_refusal_by_silence_is_no_refusal_to_receive() -> None:
    silent = replace(entry(7, "dossier.refused_by_silence", step="return_result", left="examine"), actor="platform")
    one = source(received(Status.RESULT_READY, outcome="refused_by_silence"), RECEPTION, silent)
    slip = slips.write_slip("refusal", one, owner=True)
    assert isinstance(slip.body, slips.Refusal)
    assert (slip.name, slip.form.name, slip.form.number, slip.body.at) == ("refusal", "rejection", "", "silence")


def test_the_receipt_tells_the_chosen_way_the_helper_and_who_decides() -> None:
    elsewhere = replace(RECEPTION, unit="d06")
    chosen = Delivery("post")
    one = received(delivery=chosen, helped_by="d06", representative="Lê Văn Thử Nghiệm")
    one = replace(one, received_by="d06")
    slip = slips.write_slip("receipt", source(one, elsewhere), owner=True)
    assert isinstance(slip.body, slips.Receipt)
    assert slip.issuer.name.vi != "Sở Văn hóa và Thể thao", "whoever receives issues"
    assert slip.body.returned.en == "By post"
    bodies = slip.body.bodies
    assert (bodies.reception, bodies.helped) == (None, None), "the issuer is not told twice"
    assert bodies.competent == Words("Sở Văn hóa và Thể thao", "Department of Culture and Sports")
    assert bodies.representative == "Lê Văn Thử Nghiệm"
    at_home = slips.write_slip("receipt", source(replace(one, received_by="d07"), RECEPTION), owner=True).body
    assert isinstance(at_home, slips.Receipt)
    assert (at_home.bodies.competent, at_home.bodies.reception) == (None, None)
    assert at_home.bodies.helped is not None


@pytest.mark.parametrize(
    ("payment", "facts", "later", "told"),
    [
        (Payment(), {}, (), ("", 0, "")),
        (Payment("free"), {}, (), ("free", 0, "")),
        (Payment("due", 50), {"fee": 50}, (), ("due", 50, "")),
        (Payment("paid", 50, "000001/2026"), {"fee": 50}, (), ("paid", 50, "000001/2026")),
        (Payment("due", 70), {"fee": 50}, ("000001/2026",), ("paid", 50, "000001/2026")),
    ],
)
def test_the_receipt_tells_what_is_owed_and_what_was_paid(
    payment: Payment, facts: dict[str, Any], later: tuple[str, ...], told: tuple[str, int, str]
) -> None:
    reception = replace(RECEPTION, data={**RECEPTION.data, **facts})
    taken = [entry(7, "dossier.payment_taken", amount=50, means="cash", receipt=one) for one in later]
    body = slips.write_slip("receipt", source(received(payment=payment), reception, *taken), owner=True).body
    assert isinstance(body, slips.Receipt)
    assert (body.fee.state, body.fee.amount, body.fee.receipt) == told


def test_a_slip_tells_what_was_law_when_it_was_made() -> None:
    before = replace(WEBSITE, version=1, processing=replace(WEBSITE.processing, amount=15))
    versions = {1: before, 2: WEBSITE}
    reception = replace(RECEPTION, data={"due": "2026-03-05T10:00:00Z", "law": 1, "step": "receive"})
    changed = entry(6, "dossier.law_changed", due="2026-02-26T10:00:00Z", law=2, was_law=1)
    extended = entry(7, "dossier.extended", due="2026-03-02T10:00:00Z", was_due="2026-02-26T10:00:00Z", amount=2)
    journal = [SUBMITTED, reception, changed, extended]
    one = slips.source_of(received(), journal, lambda code, number: versions[number], directory())
    receipt = slips.write_slip("receipt", one, owner=True).body
    assert isinstance(receipt, slips.Receipt)
    assert receipt.processing == Words("15 ngày làm việc", "15 working days")
    assert receipt.due_rules[1].en == "The day of receipt is not counted. Working days counted: 15."
    apology = slips.write_slip("apology", one, owner=True).body
    assert isinstance(apology, slips.Apology)
    assert apology.due_rules[1].en == "The day of receipt is not counted. Working days counted: 10."


def paid(seq: int, amount: int) -> Record:
    return entry(seq, "dossier.payment_taken", amount=amount, means="cash", receipt=f"{seq:06}/2026")


def test_a_sum_is_told_by_its_parts_since_money_was_last_taken() -> None:
    reception = replace(RECEPTION, data={**RECEPTION.data, "fee": 50})
    demanded = entry(8, "dossier.payment_required", amount=20, note={"reason": "Thẩm định"})
    one = source(received(), reception, paid(6, 50), demanded, paid(9, 20), paid(10, 7))
    parts = {}
    for number in ("06", "09", "10"):
        body = slips.write_slip("cash_receipt", one, owner=True, number=number).body
        assert isinstance(body, slips.CashReceipt)
        parts[number] = [(line.name.vi, line.dong) for line in body.lines]
    assert parts["06"] == [("Phí, lệ phí theo bảng phí", 50)], "the table of today has no such fee"
    assert parts["09"] == [("Thẩm định", 20)]
    assert parts["10"] == [], "nothing in the journal says what this was for"


def test_a_demand_adds_what_was_owing_before() -> None:
    reception = replace(RECEPTION, data={**RECEPTION.data, "fee": 50})
    demanded = entry(8, "dossier.payment_required", amount=20, note={"reason": "Thẩm định"})
    body = slips.write_slip("payment", source(received(), reception, demanded), owner=True).body
    assert isinstance(body, slips.Demand)
    assert (body.sum, body.owed.dong) == (slips.Sum(20, "Hai mươi đồng"), 70)


@given(st.integers(0, 10**15 - 1))
def test_every_sum_is_spelt_as_a_sentence(dong: int) -> None:
    words = money.sum_of(dong).in_words
    assert words[0].isupper()
    assert words.endswith(" đồng")


def test_an_alert_is_no_hand_over() -> None:
    alert = entry(7, "dossier.alerted", step="examine", told="leader")
    assert control.hand_overs([SUBMITTED, RECEPTION, alert]) == [RECEPTION]
    assert control.hand_overs([SUBMITTED, alert]) == []


def test_where_an_event_fixes_the_date_no_step_has_time_of_its_own() -> None:
    starts = {"day": "9", "month": "2", "year": "2026", "time": "15:00"}
    one = dossier(Status.IN_PROCESS, received_at=RECEIVED, due_at=DUE, answers={"starts_at": starts})
    handed = entry(6, "dossier.advanced", step="examine", left="receive")
    notice = slips.source_of(one, [RECEPTION, handed], lambda code, number: PRESS, directory())
    body = slips.write_slip("control", notice, owner=False).body
    assert isinstance(body, slips.Control)
    assert body.steps == ()
    assert [(row.used, row.verdict) for row in body.rows] == [(None, ""), (None, "")]


@pytest.mark.parametrize("path", sorted(DEFINITIONS.glob("*.json")), ids=lambda path: path.stem)
def test_every_procedure_s_dossier_has_a_control_slip(path: Path) -> None:
    procedure = read_procedure(json.loads(path.read_text(encoding="utf-8")))
    first, second = (step.code for step in procedure.steps[:2])
    came = entry(5, "dossier.received", due="2026-02-26T10:00:00Z", step=first)
    handed = entry(6, "dossier.advanced", RECEIVED + timedelta(hours=1), step=second, left=first)
    one = dossier(Status.IN_PROCESS, received_at=RECEIVED, due_at=DUE, answers={}, procedure=procedure.code)
    slip = slips.write_slip(
        "control", slips.source_of(one, [came, handed], lambda code, number: procedure, directory()), owner=False
    )
    assert isinstance(slip.body, slips.Control)
    assert len(slip.body.rows) == 2
    assert len(slip.body.steps) in (0, len(procedure.steps))


def on_its_way() -> tuple[Record, ...]:
    return (
        RECEPTION,
        entry(6, "dossier.advanced", note={"remark": "Đủ"}, step="examine", left="receive"),
        entry(7, "dossier.upload_granted", file="f9"),
        entry(8, "dossier.advanced", DUE + timedelta(minutes=1), step="approve", left="examine"),
        entry(9, "dossier.result_attached", DUE + timedelta(minutes=2), step="return_result", left="approve"),
        entry(10, "dossier.result_returned", DUE + timedelta(minutes=3), way="desk", late=True),
    )


def test_the_control_slip_has_a_row_for_each_hand_over() -> None:
    slip = slips.write_slip("control", source(received(Status.RESULT_RETURNED), *on_its_way()), owner=False)
    assert isinstance(slip.body, slips.Control)
    rows = slip.body.rows
    assert slip.number == "10", "the number grows with the way"
    assert [row.taker_step and row.taker_step.en for row in rows] == [
        "Receive and hand over",
        "Examine",
        "Approve and sign",
        "Return the result",
        None,
    ]
    assert [row.giver_step and row.giver_step.en for row in rows] == [
        None,
        "Receive and hand over",
        "Examine",
        "Approve and sign",
        "Return the result",
    ]
    assert (rows[0].giver, rows[-1].taker) == (control.APPLICANT, control.APPLICANT)
    assert [row.verdict for row in rows] == ["", "early", "late", "late", ""]
    assert [row.note and row.note.vi for row in rows] == [None, "Đủ", None, None, None]
    assert [row.what.vi for row in rows] == [
        "Tiếp nhận",
        "Chuyển bước",
        "Chuyển bước",
        "Ký duyệt kết quả",
        "Trả tại quầy",
    ]


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(-3 * 24 * 60, "early"), (-1, "on_time"), (0, "on_time"), (1, "late")]
)
def test_the_result_counts_when_it_is_ready_not_when_it_is_fetched(minutes: int, verdict: str) -> None:
    ready = entry(9, "dossier.result_attached", DUE + timedelta(minutes=minutes), step="return_result", left="approve")
    fetched = entry(10, "dossier.result_returned", DUE + timedelta(days=9), way="desk")
    body = slips.write_slip("control", source(received(), RECEPTION, ready, fetched), owner=False).body
    assert isinstance(body, slips.Control)
    assert [row.verdict for row in body.rows] == ["", verdict, ""]


def test_a_step_is_judged_by_its_own_time_where_that_is_counted() -> None:
    one = source(received(), *on_its_way()[:2], step_dues={"receive": RECEIVED + timedelta(days=1)})
    body = slips.write_slip("control", one, owner=False).body
    assert isinstance(body, slips.Control)
    assert [row.verdict for row in body.rows] == ["", "early"]


@given(st.integers(-5_000_000, 5_000_000))
def test_early_on_time_and_late_leave_no_gap(seconds: int) -> None:
    at = DUE + timedelta(seconds=seconds)
    verdict = control.judge(at, DUE)
    assert (verdict == "late") == (at > DUE)
    # 26 February begins in Vietnam at 17:00 UTC of the 25th.
    assert (verdict == "early") == (at < datetime(2026, 2, 25, 17, tzinfo=UTC))


def names(one: slips.Source, *, owner: bool) -> tuple[str, ...]:
    return tuple(listed.name for listed in slips.slips_of(one, owner=owner))


def test_each_state_has_its_slips_and_no_others() -> None:
    asked = entry(4, "dossier.supplement_requested", note=NOTE, **ASKING)
    refused = entry(4, "dossier.refused", note={"reason": "Sai"})
    cases: list[tuple[slips.Source, tuple[str, ...]]] = [
        (source(dossier(Status.DRAFT)), ()),
        (source(dossier(Status.SUBMITTED)), ("acknowledgement",)),
        (source(dossier(Status.REJECTED_AT_INTAKE), refused), ("refusal",)),
        (source(dossier(Status.SUBMITTED), refused, entry(5, "dossier.reopened")), ("acknowledgement", "correction")),
        (source(dossier(Status.WITHDRAWN)), ()),
        (source(received(Status.RECEIVED), RECEPTION), ("receipt", "control")),
        (
            source(received(Status.RESULT_RETURNED, supplemented=True), asked, *on_its_way()),
            ("receipt", "supplement", "control"),
        ),
        (
            source(received(Status.SUPPLEMENT_REQUESTED, supplemented=True), RECEPTION, replace(asked, seq=6)),
            ("receipt", "supplement", "control"),
        ),
    ]
    for one, expected in cases:
        assert names(one, owner=False) == expected
        assert names(one, owner=True) == tuple(name for name in expected if name != "control")
        for name in set(slips.KINDS) - set(expected):
            with pytest.raises(Conflict) as refusal:
                slips.write_slip(name, one, owner=False)
            assert refusal.value.code == "dossiers/slip-not-available"
            assert refusal.value.vi != refusal.value.en


def test_every_listed_slip_can_be_written_by_its_number() -> None:
    asked = entry(11, "dossier.supplement_requested", note=NOTE, **ASKING)
    one = source(received(Status.SUPPLEMENT_REQUESTED), *on_its_way(), asked)
    for listed in slips.slips_of(one, owner=False):
        slip = slips.write_slip(listed.name, one, owner=False, number=listed.number)
        assert (slip.number, slip.issued_at, slip.form.title) == (listed.number, listed.issued_at, listed.title)
    for wrong in ("99", "5", "x", "05 "):
        with pytest.raises(Missing):
            slips.write_slip("receipt", one, owner=True, number=wrong)


@pytest.mark.parametrize(("name", "owner"), [("nothing", False), ("", True), ("register", False), ("control", True)])
def test_an_unknown_slip_is_missing(name: str, owner: bool) -> None:
    with pytest.raises(Missing) as refusal:
        slips.write_slip(name, source(received(), RECEPTION), owner=owner)
    assert refusal.value.code == "dossiers/slip-unknown"


def queue_line(status: Status, code: str = CODE) -> QueueLine:
    return QueueLine("01", code, status, samples.WEBSITE, "", "Nguyễn Thị Thử Nghiệm", DUE)


def test_the_register_says_which_date_counts() -> None:
    lines = [queue_line(Status.SUBMITTED), queue_line(Status.IN_PROCESS, "H29-cũ")]
    page = slips.write_register(
        lines, "d07", RECEIVED, directory=directory(), procedure_name=lambda code: Words(code, code), more=True
    )
    assert [(one.order, one.due_of, one.submitted_on) for one in page.lines] == [
        (1, "reception", date(2026, 2, 5)),
        (2, "result", None),
    ]
    assert (page.form.number, page.more, page.issuer.name.en) == ("07", True, "Department of Culture and Sports")


def test_slips_are_shown_as_json_whole() -> None:
    for name in ("receipt", "control"):
        slip = slips.write_slip(name, source(received(), *on_its_way()), owner=False)
        shown = json.loads(json.dumps(slips.present_slip(slip)))
        assert shown["form"]["name"] == name
        assert shown["issued_at"].endswith("Z")
        assert shown["procedure"] == {"vi": slip.procedure.vi, "en": slip.procedure.en}
    assert shown["body"]["rows"][0]["at"] == "2026-02-05T08:04:00Z"
    assert shown["body"]["rows"][0]["used"] is None


def test_the_mark_holds_the_look_up_address_and_nothing_else() -> None:
    mark = qr.mark_of("https://motcua.example/tra-cuu", CODE)
    assert mark.address == f"https://motcua.example/tra-cuu?ma={CODE}"
    assert mark.path.startswith("M4 4h7v1h-7z"), "the first row begins with the corner's seven dark modules"
    assert 20 + 2 * qr.QUIET < mark.size < 60
    assert set(mark.path) <= set("Mhvz- 0123456789")
