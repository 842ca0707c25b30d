"""Pages of the portal: what operators edit, what everybody reads, and the operators' home."""

from chalicelib.civic.portal.pages import editing, home, noticing, problems, reading
from chalicelib.civic.portal.pages.board import pages

__all__ = ["editing", "home", "noticing", "pages", "problems", "reading"]
