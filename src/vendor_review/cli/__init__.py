"""The command line: parse, call one function, map errors to exit codes.

Exit codes: 0 done; 1 done, and `--fail-on` found what it names; 2 usage, register or policy unreadable; 3 the run
failed; 4 cancelled. The result goes to stdout, progress and messages to stderr.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import click

from vendor_review import __version__
from vendor_review.cli.answering import answers
from vendor_review.cli.asking import questions
from vendor_review.cli.deciding import decide
from vendor_review.cli.keeping import convert, new
from vendor_review.cli.looking import check, explain, public, score
from vendor_review.cli.options import say
from vendor_review.cli.printing import pdf
from vendor_review.cli.running import run
from vendor_review.errors import VendorReviewError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="vendor-review")
def commands() -> None:
    """Vendor risk review from a register of subprocessors.

    REGISTER is a folder that holds vendors.csv and engagements.csv, a workbook (.xlsx), or a database as a URL:
    sqlite:///register.db, postgresql+psycopg://user@host/name.
    """


for command in (run, check, score, explain, questions, answers, decide, public, pdf, convert, new):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    try:
        result = commands.main(args=arguments, prog_name="vendor-review", standalone_mode=False)
    except VendorReviewError as error:
        for problem in error.problems:
            say(f"vendor-review: {problem}")
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        say("vendor-review: cancelled")
        return 4
    except OSError as error:
        say(f"vendor-review: {error.filename or ''}: {error.strerror or error}".replace(": : ", ": "))
        return 3
    except Exception:  # noqa: BLE001 - a fault of ours; Python's own exit code would mean something else here
        traceback.print_exc()
        say("vendor-review: this is a fault of vendor-review itself; please report it with the lines above")
        return 3
    return result if isinstance(result, int) else 0
