"""Refuses an argument or option that is there and empty, for every command: most often a variable that is not set.

Without this, an empty REGISTER would be the register that ships, and an empty `--reviews` the working directory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class Commands(click.Group):
    """A group whose commands take no empty text."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, and its arguments, none of them empty."""
        name, command, rest = super().resolve_command(context, arguments)
        if command is not None and not context.resilient_parsing:
            _refuse_blank(command, click.Context(command, parent=context, info_name=name), rest)
        return name, command, rest


def _refuse_blank(command: click.Command, context: click.Context, arguments: Sequence[str]) -> None:
    """Raises the `BadParameter` of the first parameter that is given as nothing, or as white space."""
    given, _, order = command.make_parser(context).parse_args(list(arguments))
    for parameter in order:
        values: Any = given.get(str(parameter.name))
        for value in values if isinstance(values, list | tuple) else [values]:
            if isinstance(value, str) and not value.strip():
                raise click.BadParameter("is empty (is a variable not set?)", context, parameter)
