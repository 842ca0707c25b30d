"""Documents that are pictures of tables show the tables as they are."""

from __future__ import annotations

from pathlib import Path

from infra import drawings

PROJECT = Path(__file__).resolve().parents[2]


def test_the_picture_of_the_dossier_s_states_is_up_to_date() -> None:
    assert (PROJECT / drawings.STATES).read_text(encoding="utf-8") == drawings.states(), "run python -m infra drawings"
