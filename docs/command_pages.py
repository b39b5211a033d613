"""The page commands.md: every command with its arguments and options, as click knows them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

import click

from vendor_review import cli

_MADE = "<!-- Written by `make docs` from the commands themselves. -->"
_EXIT_CODES = (
    ("0", "done"),
    (
        "1",
        "done, and `--fail-on` found something; for `verify`: nothing is wrong, but something could not be checked",
    ),
    ("2", "wrong usage, or a register or policy that cannot be read; nothing is written"),
    ("3", "the run failed; the archive is unchanged. For `verify`: something has changed or is missing"),
    ("4", "cancelled; the archive is unchanged"),
)


def commands_page() -> str:
    """Text of commands.md."""
    commands = cli.commands.commands
    parts = [
        _MADE,
        "# The commands",
        "`.venv/bin/vendor-review COMMAND --help` shows the same on a terminal. Results go to stdout, progress and "
        "messages to stderr.",
        *_paragraphs(cli.commands.help),
        _table(
            ["command", "what it does"],
            [[f"[{name}](#{name})", _paragraphs(command.help)[0]] for name, command in commands.items()],
        ),
        "## Exit codes",
        _table(["code", "it means"], _EXIT_CODES),
    ]
    for name, command in commands.items():
        parts += _section(name, command)
    return "\n\n".join(parts) + "\n"


def _section(name: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=f"vendor-review {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    rows = [[_spelled(option), _default(option), option.help or ""] for option in options]
    return [
        f"## {name}",
        f"```\n{usage}\n```",
        *_paragraphs(command.help),
        _table(["option", "if left out", "what it says"], rows),
    ]


def _spelled(option: click.Option) -> str:
    name = ", ".join(option.opts)
    if option.is_flag:
        return f"`{name}`"
    if isinstance(option.type, click.Choice):
        return f"`{name} {'|'.join(map(str, option.type.choices))}`"
    return f"`{name} {option.metavar or option.type.name.upper()}`" + (
        ", repeatable" if option.multiple else ""
    )


def _default(option: click.Option) -> str:
    if option.required:
        return "**must be given**"
    return f"`{option.default}`" if option.show_default else ""


def _paragraphs(text: str | None) -> list[str]:
    """Each on one line, as Markdown has it."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text or "").split("\n\n")]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
