"""The English catalogue of pages: `python -m infra.catalogue` reads the templates and compiles what is translated.

Vietnamese sentences in `templates/` are the keys; translations are written by hand into the .po file, which this
command brings up to date and compiles into the .mo file that is shipped. It fails when a sentence has no
translation. Needs Babel, at development time only.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "chalicelib" / "cloud" / "page" / "locale" / "en" / "LC_MESSAGES" / "motcua.po"
JINJA = "jinja2.ext:babel_extract"
HEADER = "# The English of the pages, written by hand; `python -m infra.catalogue` adds new sentences."
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
"""Dates in the file would change it at every run; version control knows them better."""


def main() -> int:
    """Brings the .po up to date, compiles the .mo, lists what lacks a translation; 1 when something does."""
    template = Catalog(project="motcua", charset="utf-8")
    found = extract_from_dir(
        ROOT / "templates", [("**.html", JINJA)], {"**.html": {"trimmed": "true", "silent": "false"}}
    )
    for name, _line, message, comments, context in found:
        template.add(message, None, [(f"templates/{name}", 0)], auto_comments=comments, context=context)
    catalogue = Catalog(locale="en", project="motcua", charset="utf-8")
    if PO.exists():
        with PO.open("rb") as file:
            catalogue = read_po(file, locale="en", charset="utf-8")
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER
    catalogue.creation_date = catalogue.revision_date = UNDATED
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=100, no_location=True, omit_header=False, sort_output=True)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    missing = [message.id for message in catalogue if message.id and not message.string]
    for text in missing:
        print(f"no translation: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
