"""Static files: built names, whole and squeezed, kept for a year."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cloud.page import render
from chalicelib.cloud.page.static import FOLDER, KINDS, manifest
from infra import design
from infra.static import build


def test_what_is_committed_is_what_the_sources_build() -> None:
    for name, content in build().items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: run python -m infra.static"


def test_the_style_sheets_are_made_from_the_sources_beside_them() -> None:
    noted = json.loads(design.NOTE.read_text(encoding="utf-8"))
    assert noted == design.facts(), "run make design"


def test_every_file_has_a_kind() -> None:
    assert {Path(name).suffix for name in manifest().values()} <= set(KINDS)


def test_the_style_sheet_names_files_that_are_there() -> None:
    style = (FOLDER / manifest()["site.css"]).read_text(encoding="utf-8")
    named = re.findall(r'url\("([^"]+)"\)', style)
    assert {name.rpartition(".")[2] for name in named} == {"woff2", "svg"}
    assert all((FOLDER / name).is_file() for name in named)


@pytest.mark.parametrize("plain", ["site.css", "site.mjs", "mark.svg", "be-vietnam-pro-latin-400-normal.woff2"])
def test_files_are_served_for_a_year(browser: Any, plain: str) -> None:
    name = manifest()[plain]
    answer = browser.get(f"/static/{name}")
    assert answer.status == 200
    assert answer.body == (FOLDER / name).read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_text_is_squeezed_and_fonts_are_not(browser: Any) -> None:
    accepted = {"Accept-Encoding": "gzip"}
    style = browser.get(f"/static/{manifest()['site.css']}", headers=accepted)
    font = browser.get(f"/static/{manifest()['be-vietnam-pro-latin-400-normal.woff2']}", headers=accepted)
    assert gzip.decompress(style.body) == (FOLDER / manifest()["site.css"]).read_bytes()
    assert "Content-Encoding" not in font.headers


@pytest.mark.parametrize("name", ["manifest.json", "site.css", "..%2Fstatic.py", "nothing.css"])
def test_only_built_names_are_served(browser: Any, name: str) -> None:
    assert browser.get(f"/static/{name}").status == 404


def test_the_first_visit_is_light(browser: Any) -> None:
    page = len(gzip.compress(browser.get("/").body))
    files = sum(
        len(content if name.endswith(".woff2") else gzip.compress(content))
        for name, content in ((name, (FOLDER / name).read_bytes()) for name in manifest().values())
        if not name.endswith(".txt")
    )
    assert page + files < 100_000


def test_missing_templates_fail_loudly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    with pytest.raises(render.TemplatesMissing, match="vendor/templates"):
        render.environment.__wrapped__("vi")
