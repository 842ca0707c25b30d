"""The table of the life cycle, as a table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.foundation.errors import Conflict, Forbidden
from chalicelib.onestop.procedures import MOVES, STATE_WORDS, Proposal, State
from chalicelib.onestop.procedures.lifecycle import move_of, must_be_another, must_follow
from chalicelib.onestop.procedures.shipped import shipped

TODAY = date(2026, 11, 22)
PROPOSAL = Proposal(
    id="0" * 20,
    version=1,
    chain="",
    state=State.REVIEW,
    unit="d07",
    authors=("acc-admin-d07", "acc-second-d07"),
    created_at=datetime(2026, 11, 22, tzinfo=UTC),
    code="9.000001",
    number=3,
    name="-",
    text="{}",
)
LEGAL = {
    ("propose", State.DRAFT): State.REVIEW,
    ("send_back", State.REVIEW): State.DRAFT,
    ("approve", State.REVIEW): State.APPROVED,
    ("reject", State.REVIEW): State.REJECTED,
    ("reject", State.APPROVED): State.REJECTED,
    ("publish", State.APPROVED): State.PUBLISHED,
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", list(MOVES))
def test_only_the_moves_of_the_table_are_legal(name: str, state: State) -> None:
    if (name, state) in LEGAL:
        assert move_of(name, state).to is LEGAL[name, state]
    else:
        with pytest.raises(Conflict) as refused:
            move_of(name, state)
        assert refused.value.code == "procedures/illegal-move"


def test_every_state_has_words_and_the_end_is_the_end() -> None:
    assert set(STATE_WORDS) == set(State)
    assert not any(state in move.froms for move in MOVES.values() for state in (State.PUBLISHED, State.REJECTED))


def test_the_picture_in_the_documents_is_up_to_date() -> None:
    picture = (Path(__file__).resolve().parents[3] / "docs" / "procedures.md").read_text(encoding="utf-8")
    drawn = {f"    {state} --> {move.to}: {name}" for name, move in MOVES.items() for state in move.froms}
    arrows = {line for line in picture.splitlines() if line.startswith("    ") and " --> " in line}
    assert drawn == {line for line in arrows if "[*]" not in line}


@pytest.mark.parametrize("name", ["send_back", "approve", "reject"])
def test_nobody_reviews_their_own_proposal(name: str) -> None:
    must_be_another(MOVES[name], PROPOSAL, "acc-operator")
    for author in PROPOSAL.authors:
        with pytest.raises(Forbidden):
            must_be_another(MOVES[name], PROPOSAL, author)


def test_a_version_follows_the_last_one() -> None:
    known = tuple(one for one in shipped() if one.code == "9.000001")
    new = replace(known[-1], version=3, in_force_from=TODAY)
    must_follow(new, known, TODAY)
    must_follow(known[0], (), TODAY)
    for wrong, code in (
        (replace(new, version=4), "procedures/version-number"),
        (replace(new, version=2), "procedures/version-number"),
        (replace(new, in_force_from=TODAY - timedelta(days=1)), "procedures/in-force-too-early"),
        (replace(new, in_force_from=known[-1].in_force_from), "procedures/in-force-too-early"),
    ):
        with pytest.raises(Conflict) as refused:
            must_follow(wrong, known, TODAY)
        assert refused.value.code == code
    ended = (*known[:-1], replace(known[-1], in_force_to=TODAY))
    with pytest.raises(Conflict) as overlap:
        must_follow(new, ended, TODAY)
    assert overlap.value.code == "procedures/versions-overlap"
