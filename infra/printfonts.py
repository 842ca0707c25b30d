"""Make the fonts of printed slips anew from the font's web files: one TTF a style, letters of Vietnam and Europe.

    npm pack @fontsource/be-vietnam-pro@5.3.0 && tar xzf fontsource-be-vietnam-pro-5.3.0.tgz
    pip install fonttools==4.68.0 brotli==1.2.1
    python -m infra printfonts --from package/files

The result is committed: nothing of this is needed to run or to deploy. The same files make the same bytes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from infra.trouble import Trouble

FONTS = Path("chalicelib/onestop/dossiers/prints/fonts")
STYLES = {"Regular": "400-normal", "Bold": "700-normal", "Italic": "400-italic"}
SUBSETS = ("latin", "latin-ext", "vietnamese")
MADE = "1767225600"
"""Seconds since 1970 that stand in the files as their date: the beginning of 2026."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, help="the folder with the .woff2 files")


def run(args: argparse.Namespace) -> int:
    try:
        import fontTools  # noqa: F401
    except ImportError:
        raise Trouble("this needs two libraries: pip install fonttools==4.68.0 brotli==1.2.1") from None
    os.environ["SOURCE_DATE_EPOCH"] = MADE
    FONTS.mkdir(parents=True, exist_ok=True)
    for style, name in STYLES.items():
        target = FONTS / f"BeVietnamPro-{style}.ttf"
        merge([args.source / f"be-vietnam-pro-{subset}-{name}.woff2" for subset in SUBSETS], target)
        print(f"{target}: {target.stat().st_size // 1000} KB")
    return 0


def merge(parts: list[Path], target: Path) -> None:
    """One TTF of several web files. Positioning tables are left out: who draws the slips does not read them."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    missing = [str(one) for one in parts if not one.exists()]
    if missing:
        raise Trouble(f"there is no {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for number, part in enumerate(parts):
            font = TTFont(part)
            font.flavor = None
            for table in ("GSUB", "GPOS", "GDEF", "DSIG"):
                if table in font:
                    del font[table]
            plain.append(str(Path(folder) / f"{number}.ttf"))
            font.save(plain[-1])
        Merger().merge(plain).save(target)
