"""Stands in for Pillow, which reportlab imports for images and which slips, having none, do without."""

__version__ = "0"
