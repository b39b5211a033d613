"""The command line: parse, call one function, map errors to exit codes.

Exit codes: 0 done; 1 done, and `--fail-on` found something; 2 usage, register or policy unreadable; 3 the run
failed; 4 cancelled. The result goes to stdout, progress and messages to stderr.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from vendor_review import __version__
from vendor_review.cli.archive import pdf, sign, verify
from vendor_review.cli.batch import batch
from vendor_review.cli.comparison import diff, reconcile
from vendor_review.cli.decision import decide
from vendor_review.cli.inspection import check, explain, score
from vendor_review.cli.intake import import_list
from vendor_review.cli.publication import annex, public, recipients
from vendor_review.cli.questionnaires import answers, questions
from vendor_review.cli.run import run
from vendor_review.cli.storage import convert, new
from vendor_review.cli.streams import guarded_streams, json_line, say
from vendor_review.errors import NoRegister, VendorReviewError, in_words

#: With "color", click leaves escapes to the guarded streams, which show them, where it would take them out.
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110, "color": True}


class _Commands(click.Group):
    """A group whose commands take no empty text: most often a variable is not set.

    Without this, an empty REGISTER would be the register that ships, an empty `--reviews` the working directory.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the commands, in the order in which help shows them."""
        return list(self.commands)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by who uses them, each in one whole line: the first sentence of its help."""
        width = max(map(len, self.commands))
        for use, used in _USES.items():
            with formatter.section(use):
                lines = [(str(one.name).ljust(width), first_sentence(one)) for one in used]
                formatter.write_dl(lines)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, and its arguments, none of them empty."""
        name, command, rest = super().resolve_command(context, arguments)
        if command is not None and not context.resilient_parsing:
            _refuse_blank(command, click.Context(command, parent=context, info_name=name), rest)
        return name, command, rest


def first_sentence(command: click.Command) -> str:
    """What a command does, in the few words with which its help begins."""
    return " ".join((command.help or "").split("\n\n")[0].split())


def _refuse_blank(command: click.Command, context: click.Context, arguments: Sequence[str]) -> None:
    """Raises the `BadParameter` of the first parameter that is given as nothing, or as white space."""
    given, _, order = command.make_parser(context).parse_args(list(arguments))
    for parameter in order:
        values: Any = given.get(str(parameter.name))
        for value in values if isinstance(values, list | tuple) else [values]:
            if isinstance(value, str) and not value.strip():
                raise click.BadParameter("is empty; is a variable not set?", context, parameter)


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="vendor-review")
def commands() -> None:
    """Review the risk of your vendors, from a register of subprocessors.

    REGISTER is a folder with vendors.csv and engagements.csv, or both as .parquet; a workbook (.xlsx); or the URL of a
    database, such as sqlite:///register.db or postgresql+psycopg://user@host/name.
    """


#: The commands by who uses them, in the order of the work.
_USES: dict[str, tuple[click.Command, ...]] = {
    "Look at a register": (check, score, explain, diff),
    "Review it": (run, batch, pdf),
    "Ask vendors and decide": (questions, answers, decide, sign),
    "Publish and record the vendors": (public, annex, reconcile, recipients),
    "Keep registers and reviews": (new, import_list, convert, verify),
}
for _used in _USES.values():
    for command in _used:
        commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    with guarded_streams(arguments):
        return _answer(arguments)


def _answer(arguments: Sequence[str]) -> int:
    try:
        result = commands.main(args=arguments, prog_name="vendor-review", standalone_mode=False)
    except NoRegister as error:
        from vendor_review.intake.recognition import recognised

        return _failed(arguments, error.exit_code, recognised(error))
    except VendorReviewError as error:
        return _failed(arguments, error.exit_code, error.problems)
    except click.ClickException as error:
        error.show()
        return _failed(arguments, 2, [error.format_message()], shown=True)
    except (click.Abort, KeyboardInterrupt):
        return _failed(arguments, 4, ["cancelled"])
    except OSError as error:
        return _failed(arguments, 3, [in_words(error)])
    except Exception:  # noqa: BLE001 - a fault of ours; Python's own exit code would mean something else here
        traceback.print_exc()
        return _failed(
            arguments, 3, ["this is a fault in vendor-review itself; please report it with the lines above"]
        )
    return result if isinstance(result, int) else 0


def _failed(arguments: Sequence[str], code: int, problems: Sequence[str], *, shown: bool = False) -> int:
    """Says problems on stderr if they are not shown yet, and to a program that asked for JSON; gives the exit code."""
    if not shown:
        for problem in problems:
            say(f"vendor-review: {problem}")
    if "--json" in arguments:
        status = "cancelled" if code == 4 else "failed"
        with contextlib.suppress(BrokenPipeError):  # what failed may be that nobody reads stdout any more
            click.echo(
                json_line({"status": status, "exit_code": code, "problems": list(problems)}), color=True
            )
    return code
