"""The HTML pages of dossiers: applying, papers, the applicant's dossiers, look-up, officers' work, opinions, slips."""

from chalicelib.onestop.dossiers.pages import alerts, apply, consultations, lookup, mine, officer, papers, slips
from chalicelib.onestop.dossiers.pages.board import pages

__all__ = ["alerts", "apply", "consultations", "lookup", "mine", "officer", "pages", "papers", "slips"]
