"""Counts faults by kind and keeps what was found wrong after them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence

from books import Kind, Problem


class Tally:
    """How many faults of which kind there were, and what did not hold after them."""

    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self.wrong: Counter[Kind] = Counter()
        self.left_out: list[str] = []
        self._started = time.monotonic()

    def fault(self, kind: str, problems: Sequence[Problem]) -> None:
        """One fault has been injected, and what is wrong after it and after the next run."""
        self.faults[kind] += 1
        self.wrong.update(problem.kind for problem in problems)
        for problem in problems:
            print(f"fault {self.total}, {kind}: {problem.kind}: {problem.text}", file=sys.stderr, flush=True)

    @property
    def total(self) -> int:
        """How many faults there were."""
        return self.faults.total()

    def lines(self) -> list[str]:
        """The result, then how many faults of each kind, then what could not be had here."""
        wrong = ", ".join(f"{self.wrong[kind]} {kind}" for kind in ("torn", "unverifiable"))
        seconds = time.monotonic() - self._started
        result = f"{self.total} faults: {self.wrong['lost']} reviews lost, {wrong}; "
        result += f"{self.wrong['unsettled']} next runs that failed or left something; {seconds:.0f} s"
        kinds = [f"{number:>5}  {kind}" for kind, number in self.faults.items()]
        return [result, *kinds, *(f"left out: {reason}" for reason in self.left_out)]
