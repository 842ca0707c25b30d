"""The HTML pages of dossiers: applying, papers, the applicant's dossiers, look-up, officers' work."""

from chalicelib.onestop.dossiers.pages import apply, lookup, mine, officer, papers
from chalicelib.onestop.dossiers.pages.board import pages

__all__ = ["apply", "lookup", "mine", "officer", "pages", "papers"]
