"""A URL with a password in the place of any argument and option of any command: nothing that is printed shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from reviewing import command
from vendor_review.cli import commands
from vendor_review.package_files import starting_register

SECRETS = ("S3cret%40word", "S3cret@word", "Qu3ry")
URLS = (
    "postgresql+psycopg://user:S3cret%40word@127.0.0.1:1/nowhere?password=Qu3ry",
    "sqlite://user:S3cret%40word@/no/such.db?key=Qu3ry",
    "https://user:S3cret%40word@127.0.0.1:1/list.html?token=Qu3ry",
)
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


def call_with(url: str, name: str, place: str) -> list[str]:
    """A call of the command with the URL in one place, and something plausible wherever else it is needed."""
    words = [name]
    for parameter in commands.commands[name].params:
        is_argument = isinstance(parameter, click.Argument)
        if parameter.name == place:
            value = url
        elif is_argument or parameter.required:
            choices = getattr(parameter.type, "choices", None)
            value = str(choices[0]) if choices else GIVEN.get(str(parameter.name), "word")
            # What would take a kernel is left out: a register that is not there is refused before.
            value = "nowhere" if name == "run" else value
        else:
            continue
        words += [value] if is_argument else [max(parameter.opts, key=len), value]
    return words


@pytest.mark.parametrize(("name", "place"), list(places()))
def test_no_command_shows_a_password_in_any_place(
    name: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for url in URLS:
        arguments = call_with(url, name, place)
        joined = [f"--{place.replace('_', '-')}={url}" if word == url else word for word in arguments]
        for words in (arguments, joined):
            done = command(*words)
            for secret in SECRETS:
                assert secret not in done.stdout + done.stderr, words
            assert "Traceback" not in done.stderr, words


def test_what_is_no_secret_is_printed_as_it_is(tmp_path: Path) -> None:
    done = command("check", "postgresql+psycopg://user:S3cret%40word@127.0.0.1:1/nowhere?password=Qu3ry")
    assert "postgresql+psycopg://user:***@127.0.0.1:1/nowhere" in done.stderr
    assert str(tmp_path) in command("check", str(tmp_path / "a: b")).stderr
