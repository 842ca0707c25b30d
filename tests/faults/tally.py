"""What the stories of one run came to, beside their targets."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.faults.stories import Story

LEAST_STORIES = 430
LEAST_FOUND_OUT = 30


@dataclass
class Tally:
    """`mutants`: those that were looked at, and whether they were found out. `naive`: the stories of the control."""

    stories: list[Story] = field(default_factory=list)
    mutants: dict[str, bool] = field(default_factory=dict)
    naive: list[Story] = field(default_factory=list)

    def lines(self, operations: int, mutants: int) -> list[str]:
        """The table; the last column is the target."""
        fired = sum(story.fired for story in self.stories)
        wrong = [story for story in self.stories if story.wrong]
        told = {story.operation for story in self.stories}
        share = f"{fired * 100 // len(self.stories)} %" if self.stories else "-"
        rows = [
            ("operations told", str(len(told)), f"all {operations}"),
            ("stories of one fault", str(len(self.stories)), f">= {LEAST_STORIES}"),
            ("faults fired", f"{fired} ({share})", "100 %"),
            ("violations", str(len(wrong)), "0"),
            ("mutants killed", f"{sum(self.mutants.values())} of {len(self.mutants)}", f"all {mutants}"),
            (
                "naive submit: stories found out",
                f"{_found_out(self.naive)} of {len(self.naive)}",
                f">= {LEAST_FOUND_OUT}",
            ),
        ]
        return [f"{name:<34}{value:>16}   target: {target}" for name, value, target in rows]


def _found_out(stories: list[Story]) -> int:
    return sum(bool(story.wrong) for story in stories)
