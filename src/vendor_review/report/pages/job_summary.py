"""A review in short as Markdown, for the page that a scheduler shows of a job."""

from __future__ import annotations

import functools
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from vendor_review.report.pages.html import environment

#: All ASCII punctuation but the comma, which means nothing in Markdown.
_MEANINGFUL = {ord(mark): f"&#{ord(mark)};" for mark in string.punctuation if mark != ","}


def inert(value: object) -> Markup:
    """Text in one line, with every sign that Markdown or HTML could read as its own as a character reference.

    Neither takes a reference for markup, in the middle of a table or at the start of a line. A name is shown as typed.
    """
    line = " ".join(str(value).split())
    return Markup(line.translate(_MEANINGFUL))  # noqa: S704 - nothing is left of it that could be markup


@functools.cache
def _markdown() -> jinja2.Environment:
    """The environment of the pages, in which every value is made inert; what lies in a template is ours."""
    return environment().overlay(finalize=inert)


def job_summary(
    facts: Mapping[str, Any], *, status: str, run_id: str, page: Path, found: Mapping[str, int]
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
    )
    return f"{text}\n"
