"""What the process of a review's kernel runs: ipykernel, without what an unattended notebook never asks for."""

from __future__ import annotations

import sys

from vendor_review.runs.kernel.guard import stand_guard

#: A debugger that nobody attaches to, and what pandera would draw test data with; both take long to load, and
#: whoever could use them does without where they are not installed.
_UNUSED = ("debugpy", "hypothesis")


def leave_out_unused() -> None:
    """Has Python refuse to import what a review never uses; what could use it goes without."""
    for name in _UNUSED:
        sys.modules[name] = None  # type: ignore[assignment]


def main() -> None:
    """Starts the kernel that the command line describes, under a guard that holds the lifeline named first there."""
    stand_guard(int(sys.argv.pop(1)))
    leave_out_unused()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
