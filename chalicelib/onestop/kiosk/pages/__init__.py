"""The kiosk's pages, and those of the officers who call numbers and look after the machines."""

from chalicelib.onestop.kiosk.pages import calling, lookup, machines, numbers, screens
from chalicelib.onestop.kiosk.pages.board import pages

__all__ = ["calling", "lookup", "machines", "numbers", "pages", "screens"]
