"""Work that all workers of a test run share: whoever needs a thing first makes it, the others read it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from filelock import FileLock

from reviewing import tree

Made = TypeVar("Made")


@dataclass
class SharedWork:
    """What is made once in a run of tests, each in a folder of its own that nobody changes afterwards.

    Parameters
    ----------
    root
        A folder of this run, the same one in each of its workers.
    """

    root: Path
    _as_made: dict[str, dict[str, bytes | None]] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[Path], Made]) -> Made:
        """What `make` returns, for an empty folder; only the first of all calls of that name makes it.

        The result goes from worker to worker by pickle. A maker that raises is asked again by the next who needs it.
        """
        folder, result = self.root / name, self.root / f"{name}.pickle"
        with FileLock(self.root / f"{name}.lock"):
            if not result.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a maker that raised
                folder.mkdir()
                made = make(folder)
                result.with_suffix(".part").write_bytes(pickle.dumps((made, tree(folder))))
                result.with_suffix(".part").rename(result)
        made, self._as_made[name] = pickle.loads(result.read_bytes())
        return cast("Made", made)

    def changed(self) -> list[str]:
        """What this worker has used, and somebody has changed since it was made."""
        return [name for name, made in self._as_made.items() if tree(self.root / name) != made]
