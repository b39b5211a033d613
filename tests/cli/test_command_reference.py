"""No command and no option is without words of its own, in its help and in docs/commands.md."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from vendor_review import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


@pytest.mark.parametrize("name", list(cli.commands.commands))
def test_a_command_and_its_options_are_described(name: str) -> None:
    command = cli.commands.commands[name]
    assert command.help
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert command.help.split("\n\n")[0].split()[0] in section
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            (option,) = parameter.opts
            assert parameter.help, f"{name} {option} has no help"
            assert f"`{option}" in section
            assert parameter.help in section
        else:
            # What an argument is, the command's own words say.
            assert parameter.make_metavar(click.Context(command)).strip("[]").upper() in section.upper()
