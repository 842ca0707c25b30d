"""Every page in a real browser, and every page's text without one, on a city that is prepared once (docs/testing-pages.md)."""
