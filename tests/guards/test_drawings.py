"""Documents that are pictures of tables show the tables as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra import drawings

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", drawings.DRAWN, ids=str)
def test_the_pictures_of_states_are_up_to_date(path: Path) -> None:
    drawn = drawings.DRAWN[path]()
    assert (PROJECT / path).read_text(encoding="utf-8") == drawn, "run python -m infra drawings"
