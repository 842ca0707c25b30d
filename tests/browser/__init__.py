"""Every page in a real browser, and its text without one, on a city that is prepared once (docs/testing-pages.md)."""
