"""`python -m bench`: measures and prints one table; 0 whatever it finds, unless `--strict` is said."""

from __future__ import annotations

import argparse
import sys

from bench import cold, costs, instructions, package, warm
from bench.figures import Figure, table
from bench.surroundings import stub

PARTS = ("cold", "warm", "package", "costs")


def main() -> int:
    """Runs the parts asked for."""
    asked = _arguments()
    figures: list[Figure] = []
    with stub() as environment:
        if "cold" in asked.parts:
            figures += cold.measure(environment, asked.rounds)
        if "warm" in asked.parts:
            figures += warm.measure(environment, asked.rounds)
        if asked.instructions:
            figures += instructions.measure(environment)
    if "package" in asked.parts:
        figures.append(package.measure())
    if figures:
        print(table(figures))
    held = not any(figure.verdict == "over" for figure in figures)
    if "costs" in asked.parts:
        lines, within = costs.measure()
        print(f"\n{lines}" if figures else lines)
        held = held and within
    return 1 if asked.strict and not held else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"what to measure: {', '.join(PARTS)} (all when none is named)")
    parser.add_argument("--rounds", type=int, default=11, help="interleaved rounds (11)")
    parser.add_argument("--instructions", action="store_true", help="count instructions too (needs valgrind; minutes)")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a goal is missed")
    asked = parser.parse_args()
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    asked.parts = asked.parts or list(PARTS)
    return asked


if __name__ == "__main__":
    sys.exit(main())
