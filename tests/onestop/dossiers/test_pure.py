"""The rules of dossiers without a table: moves, short lines, tries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.foundation.errors import Conflict
from chalicelib.onestop.dossiers import rows
from chalicelib.onestop.dossiers.filerules import tidy_name
from chalicelib.onestop.dossiers.model import QUEUED, STATUS_WORDS, WAITING, Dossier, File, Status
from chalicelib.onestop.dossiers.moves import arrive
from chalicelib.onestop.dossiers.pages.events import EVENTS
from chalicelib.onestop.dossiers.throttle import REMEMBERED, Throttle
from chalicelib.onestop.dossiers.transitions import MOVES, transition

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTES = st.integers(0, 25_000_000).map(lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789._", min_size=1, max_size=20)


def dossier(**facts: object) -> Dossier:
    known: dict[str, object] = {
        "id": "01",
        "version": 3,
        "mark": 3,
        "chain": "c",
        "status": Status.SUBMITTED,
        "procedure": "9.000001",
        "procedure_version": 2,
        "owner": "acc",
        "unit": "d07",
        "applicant": "Nguyễn Thị Thử Nghiệm",
        "last4": "0001",
        "created_at": AT,
    }
    return Dossier(**{**known, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("status", Status)
def test_the_table_of_moves_decides(move: str, status: Status) -> None:
    if status in MOVES[move].froms:
        assert transition(move, status) is MOVES[move]
        return
    with pytest.raises(Conflict) as refusal:
        transition(move, status)
    assert refusal.value.code == "dossiers/move-not-allowed"
    assert STATUS_WORDS[status][0] in refusal.value.vi
    assert STATUS_WORDS[status][1] in refusal.value.en


def test_every_status_can_be_reached_and_has_its_words() -> None:
    reached = {Status.DRAFT} | {row.to for row in MOVES.values() if row.to is not None}
    assert reached == set(Status)
    assert set(STATUS_WORDS) == set(Status)
    assert all(vi and en and vi != en for vi, en in STATUS_WORDS.values())


def test_only_the_authoritys_own_error_leads_out_of_an_end() -> None:
    ends = {Status.REJECTED_AT_INTAKE, Status.WITHDRAWN, Status.RESULT_RETURNED, Status.EXPIRED}
    leaving = {name for name, row in MOVES.items() if row.froms & ends and row.to is not None}
    assert leaving == {"reopen", "correct_result"}
    assert not any(row.froms & {Status.WITHDRAWN, Status.EXPIRED} for row in MOVES.values())
    assert not (QUEUED | WAITING) & ends
    assert not QUEUED & WAITING


def test_events_are_past_and_apart() -> None:
    events = {row.event for row in MOVES.values()}
    shared = {"dossier.assigned", "dossier.supplemented", "dossier.proposed", "dossier.received", "dossier.refused"}
    shared |= {"dossier.payment_taken", "dossier.payment_settled"}
    irregular = ("withdrawn", "sent_back", "taken", "by_silence", "chosen")
    told = [row.event for row in MOVES.values() if row.event not in shared]
    assert len(set(told)) == len(told)
    assert all(
        event.startswith("dossier.") and event.endswith("ed") for event in events if not event.endswith(irregular)
    )


def test_a_timeline_has_one_line_for_each_change_of_status() -> None:
    one = arrive(dossier(), Status.SUBMITTED, AT)
    same = arrive(one, Status.SUBMITTED, AT + timedelta(hours=1))
    other = arrive(same, Status.RECEIVED, AT + timedelta(hours=2))
    assert [status for status, _ in other.timeline] == [Status.SUBMITTED, Status.RECEIVED]
    assert other.timeline[0][1] == AT


@pytest.mark.parametrize(
    ("status", "receive_by", "due_at", "overdue"),
    [
        (Status.SUBMITTED, AT - timedelta(minutes=1), None, True),
        (Status.SUBMITTED, AT, None, False),
        (Status.SUBMITTED, AT + timedelta(days=1), AT - timedelta(days=1), False),
        (Status.IN_PROCESS, AT - timedelta(days=9), AT - timedelta(seconds=1), True),
        (Status.IN_PROCESS, AT - timedelta(days=9), AT + timedelta(days=1), False),
        (Status.RESULT_RETURNED, None, AT - timedelta(days=1), False),
        (Status.SUPPLEMENT_REQUESTED, AT - timedelta(days=1), None, False),
        (Status.DRAFT, None, None, False),
    ],
)
def test_overdue_is_by_the_date_that_counts_now(
    status: Status, receive_by: datetime | None, due_at: datetime | None, overdue: bool
) -> None:
    assert dossier(status=status, receive_by=receive_by, due_at=due_at).overdue(AT) is overdue


def test_files_that_count() -> None:
    files = (
        File("1", "plan", "a.pdf", "kept"),
        File("2", "plan", "b.pdf", "waiting"),
        File("3", "plan", "c.pdf", "refused"),
        File("4", "result", "d.pdf", "kept"),
    )
    one = dossier(files=files)
    assert [file.id for file in one.held] == ["1"]
    assert one.file("3") is files[2]
    assert one.file("9") is None


@given(MINUTES)
def test_minutes_are_read_back(at: datetime) -> None:
    assert rows.from_minutes(rows.to_minutes(at)) == at


@given(st.lists(MINUTES, min_size=2, max_size=5))
def test_queue_keys_sort_as_time(moments: list[datetime]) -> None:
    assert sorted(moments) == [rows.from_due_key(key) for key in sorted(map(rows.due_key, moments))]


@given(st.lists(st.tuples(st.sampled_from(Status), MINUTES), max_size=8))
def test_timelines_are_read_back(timeline: list[tuple[Status, datetime]]) -> None:
    assert rows.unpack_timeline(rows.pack_timeline(timeline)) == tuple(timeline)


@given(st.text(max_size=200), st.integers(8, 60))
def test_shortened_texts_fit_and_begin_alike(text: str, most: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    short = rows.shorten(text, most)
    assert len(short.encode()) <= most
    assert "|" not in short
    clean = text.replace("|", " ")
    assert short == clean or clean.startswith(short.removesuffix("…"))
    assert (short == clean) is (len(clean.encode()) <= most)


@given(st.text(max_size=80), CODES, CODES, st.sampled_from(sorted(QUEUED)), MINUTES)
def test_queue_lines_are_read_back(name: str, procedure: str, step: str, status: Status, due: datetime) -> None:
    name = name.encode("utf-8", "ignore").decode()
    code = "000.00.07.H29-261123-0012"
    one = dossier(code=code, applicant=name, procedure=procedure, step=step, status=status)
    row = rows.queue_row(one)
    line = rows.queue_line("01", row, rows.due_key(due))
    assert (line.code, line.status, line.procedure, line.step, line.due_at) == (code, status, procedure, step, due)
    assert line.applicant == rows.shorten(name)


def test_a_queue_line_stays_within_its_160_bytes() -> None:
    one = dossier(code="000.00.07.H29-261123-10000", applicant="Nguyễn " * 30, step="to_the_department")
    keys = "D#" + "z" * 20 + "A" + "W#department-of-culture#wait" + "2611230800"
    assert len(rows.queue_row(one).encode()) + len(keys.encode()) <= 160


@given(st.tuples(MINUTES, MINUTES, MINUTES, MINUTES), st.lists(st.tuples(st.sampled_from(Status), MINUTES), max_size=5))
def test_faces_are_read_back(
    moments: tuple[datetime, datetime, datetime, datetime], timeline: list[tuple[Status, datetime]]
) -> None:
    submitted, by, received, due = moments
    one = dossier(submitted_at=submitted, receive_by=by, received_at=received, due_at=due, timeline=tuple(timeline))
    face = rows.read_face("c", rows.face_text(one))
    assert (face.submitted_at, face.receive_by, face.received_at, face.due_at) == moments
    assert (face.status, face.unit, face.last4, face.timeline) == (one.status, "d07", "0001", tuple(timeline))
    assert one.applicant not in rows.face_text(one)


@given(st.lists(st.integers(0, 200), max_size=60).map(sorted), st.integers(1, 5), st.integers(1, 60))
def test_no_more_than_so_many_tries_in_any_window(seconds: list[int], most: int, window: int) -> None:
    throttle = Throttle(most, window)
    admitted = [one for one in seconds if throttle.admits("x", AT + timedelta(seconds=one))]
    for start in admitted:
        assert sum(start <= one < start + window for one in admitted) <= most
    assert admitted[:most] == seconds[: len(admitted[:most])], "the first ones always pass"


def test_names_are_counted_apart_and_not_remembered_without_end() -> None:
    throttle = Throttle(1, 60)
    assert throttle.admits("a", AT)
    assert throttle.admits("b", AT)
    assert not throttle.admits("a", AT)
    for number in range(REMEMBERED):
        throttle.admits(str(number), AT)
    assert len(throttle.tries) == REMEMBERED


@given(st.text(max_size=400))
def test_file_names_are_fit_to_show(name: str) -> None:
    shown = tidy_name(name)
    assert 1 <= len(shown) <= 120
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown
    assert tidy_name(shown) == shown


def test_every_event_of_the_table_has_words() -> None:
    assert {row.event for row in MOVES.values()} <= set(EVENTS)
