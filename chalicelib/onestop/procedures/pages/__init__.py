"""The HTML pages of procedures: the open catalogue, and the electronic regulation system behind it."""

from chalicelib.onestop.procedures.pages import catalogue, deciding, proposing, writing
from chalicelib.onestop.procedures.pages.board import pages

__all__ = ["catalogue", "deciding", "pages", "proposing", "writing"]
