"""No command and no option is without words of its own, in its help and in docs/commands.md."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from vendor_review import cli

#: The columns of a terminal as most have it.
_COLUMNS = 80
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


def test_help_has_every_command_in_one_whole_line() -> None:
    context = click.Context(cli.commands, info_name="vendor-review", terminal_width=_COLUMNS)
    lines = cli.commands.get_help(context).splitlines()
    assert max(map(len, lines)) <= _COLUMNS
    for name, command in cli.commands.commands.items():
        (line,) = [line for line in lines if line.split()[:1] == [name]]
        assert line.endswith(f"  {cli.first_sentence(command)}")


def test_help_has_the_commands_by_who_uses_them_in_the_order_of_the_page() -> None:
    text = cli.commands.get_help(click.Context(cli.commands))
    heads = [line for line in text.splitlines() if line.endswith(":") and not line.startswith((" ", "Usage"))]
    assert heads[0] == "Options:"
    assert len(heads) == 6
    page = PAGE.read_text(encoding="utf-8")
    assert [page.index(f"\n## {name}\n") for name in cli.commands.commands] == sorted(
        page.index(f"\n## {name}\n") for name in cli.commands.commands
    )
