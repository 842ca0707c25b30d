"""Odd input for every address of the platform, on the fake cloud."""
