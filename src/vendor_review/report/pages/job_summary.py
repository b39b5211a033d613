"""A review in short as Markdown, for the page that a scheduler shows of a job."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from vendor_review.report.pages.html import environment

#: What Markdown, HTML or a reader that makes links of addresses would read as its own, wherever it stands, and what is
#: only read so at the start of a line.
_MEANINGFUL = re.compile(
    r"[<>&\\`*~\[\]|$#@]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # between letters it is one of them
    r"|:(?=//)|:(?=[a-z][\w+-]*:)"
    r"|(?<=www)\.|(?<=WWW)\."
    r"|\A[-+=]|\A\d{1,9}[.)]"
)
_NAMED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def inert(value: object) -> Markup:
    """Text in one line, with what Markdown or HTML could read as their own as character references.

    Neither takes a reference for markup, in the middle of a table or at the start of a line. All else is as typed, so
    that the text can be read where nobody renders it.
    """
    line = " ".join(str(value).split())
    return Markup(_MEANINGFUL.sub(_reference, line))  # noqa: S704 - nothing is left of it that could be markup


def _reference(found: re.Match[str]) -> str:
    before, mark = found[0][:-1], found[0][-1]
    return before + _NAMED.get(mark, f"&#{ord(mark)};")


@functools.cache
def _markdown() -> jinja2.Environment:
    """The environment of the pages, in which every value is made inert; what lies in a template is ours."""
    return environment().overlay(finalize=inert)


def job_summary(
    facts: Mapping[str, Any],
    *,
    status: str,
    run_id: str,
    page: Path,
    found: Mapping[str, int],
    concerned: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Title, verdict, counts, what `--fail-on` found, and where the review lies.

    Parameters
    ----------
    facts
        Title, verdict and counts, as the completion record has them.
    status, run_id, page
        What came of the run: `published` or `verified`, the review's run id, and the path of its page.
    found
        What `--fail-on` named, and how many of it there are.
    concerned
        The names of the vendors concerned by each of it, where they can be told.

    Returns
    -------
    str
        Markdown to append to a file: it begins with an empty line and ends with a line feed.
    """
    template = _markdown().get_template("job_summary.md.j2")
    text = template.render(
        title=facts["title"],
        verdict=facts["verdict"],
        counts=facts["counts"],
        status=status,
        run_id=run_id,
        page=page,
        found=found,
        concerned=concerned or {},
    )
    return f"{text}\n"
