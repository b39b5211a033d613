"""The command as a process: `vendor-review`, or `python -m vendor_review`."""

from __future__ import annotations

import signal
import sys

from vendor_review.runs.cancellation import ignore_signals, interrupt


def main() -> int:
    """Entry point of the process; the exit code is 4 whenever SIGTERM or Ctrl-C ended it, and never after its work."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, interrupt)
    try:
        try:
            from vendor_review import cli

            return cli.main()
        finally:
            ignore_signals()
            # `python -m` ends with SIGINT in place of its exit code once an interrupt has left the text of an `exec`,
            # and every dataclass that is imported runs one. The next text makes it forget that.
            exec("")  # noqa: S102
    except KeyboardInterrupt:
        sys.stderr.write("vendor-review: cancelled\n")
        return 4


if __name__ == "__main__":
    sys.exit(main())
