"""Arguments and options that several commands share, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from vendor_review.cli.streams import say
from vendor_review.errors import UsageError
from vendor_review.python_arguments import as_day
from vendor_review.register.identity import SAFE, is_safe
from vendor_review.register.source import found_above

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
        say(f"register {source}: not in this folder, found in the one above it, {place}")


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
    help="A line of JSON on stdout even if nothing comes of it: status, exit code and problems.",
)
as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    callback=_as_of,
    help="The day the review speaks for, as 2026-11-01; today if left out.",
)
policy_option = click.option(
    "--policy", default="", metavar="DIR", help="Another policy than the one that ships."
)
register_argument = click.argument("register", callback=_register)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format` with these, of which the first is used unless told otherwise."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the result is written to stdout.",
    )


name_option = click.option(
    "--name",
    default="",
    metavar="ID",
    callback=_name,
    help="The register's id, under which its reviews are kept and compared; its register_id or its folder's name if "
    "left out.",
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
