"""Arguments and options that several commands share, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from vendor_review.cli.alarms import ALARMS
from vendor_review.cli.streams import say
from vendor_review.errors import UsageError
from vendor_review.python_arguments import as_day
from vendor_review.register.identity import SAFE, is_safe
from vendor_review.register.source import found_above
from vendor_review.register.table_limit import OPTION, USUAL, VARIABLE, size_of, tables_up_to

Command = Callable[..., Any]


def _as_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date:
    """The day asked for, else today: the only place where the product reads the clock."""
    return date.today() if value is None else as_day(value)  # noqa: DTZ011 - the user's own calendar day


def day_option(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The day that an option names; none where it is left out."""
    try:
        return None if value is None else as_day(value)
    except UsageError:
        name = str(parameter.name).replace("_", "-")
        raise UsageError(f"--{name}: {value!r} is not a date such as '2027-05-20'") from None


def say_found_above(source: str) -> None:
    """Says of a register that it lies in the folder above the working directory: the person may have meant another."""
    place = found_above(source)
    if place is not None:
        say(f"register {source}: not found in this folder; using {place}, in the folder above")


def _register(context: click.Context, parameter: click.Parameter, value: str) -> str:
    say_found_above(value)
    return value


def _name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value and not is_safe(value):
        raise UsageError(f"--name: {value!r} cannot name a folder of the archive; {SAFE}")
    return value


# Looked for by `main`, since a run can fail before its options are understood.
as_json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    help="Print a line of JSON even if the command fails: status, exit code and problems.",
)


def dated(meaning: str) -> Callable[[Command], Command]:
    """`--as-of`, today if left out; `meaning` says what happens on that day."""
    return click.option("--as-of", metavar="DATE", callback=_as_of, help=f"{meaning}; today if left out.")


as_of_option = dated("The day to review for, such as 2026-11-01")
policy_option = click.option(
    "--policy", default="", metavar="DIR", help="Use the policy in this folder, not the one that ships."
)


def _largest_table(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Allows larger or smaller tables until the command ends."""
    if value is not None:
        context.with_resource(tables_up_to(size_of(value, OPTION)))


largest_table_option = click.option(
    OPTION,
    metavar="SIZE",
    expose_value=False,
    callback=_largest_table,
    help=f"Largest size of a table as CSV, such as 2GiB, if there is the memory to read it. If left out: {VARIABLE} of "
    f"the environment, else {USUAL // 2**20}MiB.",
)
register_argument = click.argument("register", callback=_register)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format` with these; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Format of the result on stdout.",
    )


name_option = click.option(
    "--name",
    default="",
    metavar="ID",
    callback=_name,
    help="Id of the register: its reviews are kept and compared under it. If left out: register_id in page.toml, else "
    "the folder's name.",
)


def reviews_option(meaning: str) -> Callable[[Command], Command]:
    """`--reviews`: the archive's folder; `meaning` says what the command wants of it."""
    return click.option(
        "--reviews",
        default="reviews",
        type=click.Path(path_type=Path),
        metavar="DIR",
        show_default=True,
        help=meaning,
    )


def making_options(command: Command) -> Command:
    """How reviews are made and what is said of them, of one register or of many."""
    for option in reversed(_MAKING):
        command = option(command)
    return command


_MAKING = (
    click.option(
        "--samples",
        default=10_000,
        show_default=True,
        help="Number of simulations behind the firmness of the ranking.",
    ),
    click.option("--seed", default=0, show_default=True, help="Random seed of the simulations."),
    click.option(
        "--fail-on",
        multiple=True,
        type=click.Choice(ALARMS),
        help="Exit with 1 if there is any of these. Repeat the option for several.",
    ),
    click.option(
        "--cell-timeout",
        type=click.IntRange(min=1),
        default=600,
        show_default=True,
        metavar="SECONDS",
        help="Time limit for one cell of the notebook.",
    ),
    click.option("--quiet", is_flag=True, help="Report only failures and what --fail-on found."),
)
