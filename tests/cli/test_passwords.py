"""A URL with a password in the place of any argument and option of any command: nothing that is printed shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.every_place import call_with, places
from reviewing import command

SECRETS = ("S3cret%40word", "S3cret@word", "Qu3ry")
URLS = (
    "postgresql+psycopg://user:S3cret%40word@127.0.0.1:1/nowhere?password=Qu3ry",
    "sqlite://user:S3cret%40word@/no/such.db?key=Qu3ry",
    "https://user:S3cret%40word@127.0.0.1:1/list.html?token=Qu3ry",
)


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
