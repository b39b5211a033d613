"""An empty text in the place of any argument or option of any command: refused in words, before anything is read.

So comes a variable of a shell that is not set; a schedule must not go on with another register than was meant.
"""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from cli.every_place import call_with, places
from reviewing import command
from vendor_review.cli import commands

PLACES = list(places())


def test_every_command_is_tried() -> None:
    assert {name for name, _ in PLACES} == set(commands.commands)


@pytest.mark.parametrize(("name", "place"), PLACES)
@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_text_is_refused_wherever_it_comes(
    blank: str, name: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (parameter,) = (each for each in commands.commands[name].params if each.name == place)
    shown = parameter.get_error_hint(click.Context(commands.commands[name]))
    done = command(*call_with(blank, name, place))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{shown}: is empty; is a variable not set?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_program_is_told_too() -> None:
    done = command("run", "", "--json")
    assert done.returncode == 2
    assert '"problems": ["Invalid value for' in done.stdout
