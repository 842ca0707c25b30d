"""The HTML pages of dossiers: applying, who is who, papers, the applicant's dossiers, the desk, look-up, officers'
work, opinions, slips."""

from chalicelib.onestop.dossiers.pages import (
    alerts,
    apply,
    bulk,
    consultations,
    desk,
    discard,
    leading,
    lookup,
    mine,
    officer,
    papers,
    parties,
    pay,
    prints,
    queue,
    signing,
    slips,
)
from chalicelib.onestop.dossiers.pages.board import pages

__all__ = [
    "alerts",
    "apply",
    "bulk",
    "consultations",
    "desk",
    "discard",
    "leading",
    "lookup",
    "mine",
    "officer",
    "pages",
    "papers",
    "parties",
    "pay",
    "prints",
    "queue",
    "signing",
    "slips",
]
