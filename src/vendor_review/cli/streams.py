"""The two streams: a result to stdout, words to stderr, neither with a secret nor with what steers a terminal.

Passwords and queries of URLs among its arguments come back in many messages: of ours, of the operating system, of
libraries, in tracebacks. So do names that strangers chose, of vendors, files and sheets, with whatever is in them. All
of it passes through the two streams.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

import click

from vendor_review.characters import displayed
from vendor_review.register.source import secret_parts

#: What a terminal is sent as it is.
_LINE = "\n\t"


class _Guarded:
    """A text stream that writes other words in the place of secret ones, and shows what would steer a terminal."""

    def __init__(self, stream: TextIO, shown: Mapping[str, str]) -> None:
        self._stream, self._shown = stream, shown

    def write(self, text: str) -> int:
        for secret, instead in self._shown.items():
            text = text.replace(secret, instead)
        # The bar of a run goes back to where its line begins, and ends none.
        bar = "\r" if text.startswith("\r") and not text.endswith("\n") else ""
        told = bar + displayed(text[len(bar) :], but=_LINE)
        encoding = (
            self._stream.encoding or "utf-8"
        )  # one that knows only ASCII gets the numbers of other letters
        return self._stream.write(told.encode(encoding, "backslashreplace").decode(encoding))

    def writelines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # the way around
            raise AttributeError(name)
        return getattr(self._stream, name)


@contextmanager
def guarded_streams(arguments: Sequence[str]) -> Iterator[None]:
    """Whatever is printed meanwhile is guarded: it shows none of the passwords and queries of URLs in `arguments`."""
    found: dict[str, str] = {}
    for argument in arguments:
        for source in {argument, argument.partition("=")[2]}:
            # A path is spelt with single slashes, and a message may quote it.
            spellings = {source, str(Path(source))} if "\0" not in source else {source}
            for spelling in spellings | {repr(each)[1:-1] for each in spellings}:
                found |= secret_parts(spelling)
    longest_first = {secret: found[secret] for secret in sorted(found, key=len, reverse=True)}
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("TextIO", _Guarded(stream, longest_first)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def say(line: str) -> None:
    """A line for the person at the terminal."""
    click.echo(line, err=True, color=True)  # click would take escapes out that are to be shown


def json_line(content: Mapping[str, Any]) -> str:
    """A result as one line of JSON, its keys in order."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)
