"""Every argument and option of every command that takes words, and a call of the command with given words there."""

from __future__ import annotations

from collections.abc import Iterator

import click

from vendor_review.cli import commands
from vendor_review.files.package_files import starting_register

#: What is given for the other parameters of a command; those that are missing here take a day, a number or a word.
GIVEN = {
    "as_of": "2026-11-01",
    "expires": "2027-01-01",
    "old_as_of": "2026-10-01",
    "answer_by": "2026-12-01",
    "register": str(starting_register()),
    "old": str(starting_register()),
    "new": str(starting_register()),
    "source": str(starting_register()),
    "vendor": "aws",
}


def places() -> Iterator[tuple[str, str]]:
    """Every command with each of its parameters that takes words."""
    for name, each in commands.commands.items():
        for parameter in each.params:
            takes_words = isinstance(parameter, click.Argument) or not getattr(parameter, "is_flag", False)
            if parameter.name and takes_words:
                yield name, parameter.name


def call_with(words_there: str, name: str, place: str) -> list[str]:
    """A call of the command with these words in one place, and something plausible wherever else it is needed."""
    words = [name]
    for parameter in commands.commands[name].params:
        is_argument = isinstance(parameter, click.Argument)
        if parameter.name == place:
            value = words_there
        elif is_argument or parameter.required:
            choices = getattr(parameter.type, "choices", None)
            value = str(choices[0]) if choices else GIVEN.get(str(parameter.name), "word")
            # What would take a kernel is left out: a register that is not there is refused before.
            value = "nowhere" if name == "run" else value
        else:
            continue
        words += [value] if is_argument else [max(parameter.opts, key=len), value]
    return words
