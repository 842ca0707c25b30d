"""How this project calls pip, and what it says when pip fails. Standard library only."""

from __future__ import annotations

from infra.trouble import Trouble

OPTIONS = ("--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1")
_SHOWN = 6  # lines


def trouble(requirements: str, said: str) -> Trouble:
    """The end of what pip said, each line once, and what to do."""
    lines = list(dict.fromkeys(line[:300] for line in said.splitlines() if line.strip()))
    shown = "\n".join(f"  {line}" for line in lines[-_SHOWN:])
    return Trouble(
        f"pip could not get the libraries of {requirements}:\n{shown}\n"
        "Is the Python package index (PyPI) reachable? Run the same command again when it is."
    )
