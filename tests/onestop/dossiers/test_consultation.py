"""The rules of a consultation on their own: dates, what silence means, what an answer still counts for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.onestop import workflow
from chalicelib.onestop.dossiers.consultation import (
    BY_SILENCE,
    SAID,
    Consultation,
    Reply,
    asked_until,
    facts_for_owner,
    lapsed,
    latest_of,
    replied,
    unneeded,
)
from chalicelib.onestop.dossiers.consultation_items import asked_line, consultation_item, consultations_of
from chalicelib.onestop.dossiers.consultation_schema import consultation_rules
from chalicelib.onestop.procedures import catalogue
from tests.onestop.dossiers.consultants import at

ASKED = at("2026-11-30", "09:00:00")
DUE = at("2026-12-02", "17:00:00")
HOUSE_PERMIT = ("9.000009", 2)


def asked(**facts: Any) -> Consultation:
    return Consultation(1, "d06", ASKED, "acc-1", DUE, "?", **facts)


def answered(moment: datetime, silence: str, opinion: Any = "disagree", *, told: bool = False) -> Consultation:
    one = lapsed(asked(), silence) if told else asked()
    return replied(one, Reply(opinion, "x", moment, "acc-2"), silence)


@pytest.mark.parametrize(
    ("seconds", "silence", "counts", "late", "missed"),
    [
        (0, "yes", "disagree", False, False),
        (0, "no", "disagree", False, False),
        (0, "nothing", "disagree", False, False),
        (1, "yes", "agreed_by_silence", True, True),
        (1, "no", "disagreed_by_silence", True, True),
        (1, "nothing", "disagree", True, True),
    ],
)
def test_what_counts(seconds: int, silence: str, counts: str, late: bool, missed: bool) -> None:
    one = answered(DUE + timedelta(seconds=seconds), silence)
    assert (one.opinion, one.late, one.missed, one.open) == (counts, late, missed, False)


@given(st.integers(-100_000, 100_000), st.sampled_from(sorted(BY_SILENCE)), st.sampled_from(SAID))
def test_whether_the_schedule_came_first_changes_nothing(seconds: int, silence: str, opinion: str) -> None:
    moment = DUE + timedelta(seconds=seconds)
    without = answered(moment, silence, opinion)
    assert without.reply is not None
    assert not without.answerable
    if moment > DUE:
        assert answered(moment, silence, opinion, told=True) == without


def test_the_house_permit_gives_two_working_days_and_then_agrees() -> None:
    procedure = catalogue().version(*HOUSE_PERMIT)
    found = workflow.consulted_deadline(procedure, "d06", ASKED)
    assert found.due_at == DUE
    decided = workflow.consulted_silence(procedure, found)
    assert decided is not None
    assert (decided.at, decided.means) == (DUE + timedelta(seconds=1), "yes")
    rule = consultation_rules(procedure, asked())[-1]
    assert "217/2026" in rule["vi"]
    assert "đồng ý" in rule["vi"]
    assert "means yes" in rule["en"]


def test_the_first_version_of_the_house_permit_sets_no_limit() -> None:
    procedure = catalogue().version(HOUSE_PERMIT[0], 1)
    found = workflow.consulted_deadline(procedure, "d06", at("2026-11-30", "16:00:00"), 2)
    assert found.due_at == DUE, "no 15:00 rule"
    assert workflow.consulted_silence(procedure, found) is None


def test_the_last_question_is_the_one_to_answer() -> None:
    first, second = asked(opinion="agree"), Consultation(2, "d06", ASKED, "acc-1", DUE, "??")
    assert latest_of((first, second), "d06") is second
    assert latest_of((first, second), "d12") is None
    assert latest_of((Consultation(1, "", ASKED, "", DUE, "?"),), "") is None, "nobody is of no unit"


def test_until_when_somebody_is_waited_for() -> None:
    later = Consultation(2, "d12", ASKED, "acc-1", DUE + timedelta(days=1), "?")
    assert asked_until((asked(), later)) == later.due_at
    assert asked_until((asked(opinion="agree"),)) is None
    assert [one.body for one in unneeded((asked(opinion="agree"), later))] == ["d12"]


def test_the_applicant_reads_no_opinion_in_the_facts() -> None:
    facts = {"body": "d06", "opinion": "agree", "answered": "other", "late": True, "until": {"d06": "x"}, "from": 4}
    shown = facts_for_owner("dossier.consultation_answered", facts)
    assert shown == {"body": "d06", "until": {"d06": "x"}, "from": 4}
    assert facts_for_owner("dossier.returned", {"late": True}) == {"late": True}


@pytest.mark.parametrize("missed", [False, True])
def test_stored_and_read_back(missed: bool) -> None:
    one = asked(files=("f1", "f2"), with_form=True, days=3, missed=missed)
    row = consultation_item("0" * 20, "CODE|9.000001|d07", one).to_dynamodb_dict()
    assert consultations_of([row]) == (one,)
    line = asked_line(row)
    assert (line.code, line.procedure, line.asking, line.due_at) == ("CODE", "9.000001", "d07", DUE)
    done = answered(DUE, "yes")
    row = consultation_item("0" * 20, "x", done).to_dynamodb_dict()
    assert consultations_of([row]) == (done,)
    assert not {"wk", "ws", "row"} & set(row)
