"""`pdf`: a review on paper."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("review", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Replaced if it exists. Without it: <register>-<as-of>.pdf in this folder, which must not exist.",
)
@click.option(
    "--chromium",
    default="",
    envvar="VENDOR_REVIEW_CHROMIUM",
    show_envvar=True,
    metavar="PROGRAM",
    help="Chromium or Chrome, 131 or later; the one on PATH if left out.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="How long printing may take.",
)
def pdf(review: Path, out: Path | None, chromium: str, timeout: float) -> None:
    """Print REVIEW as a PDF: a review's folder, its review.html or its public-list.html.

    A4, tagged, with an outline, page numbers and everything unfolded. Chromium prints it, without the network.
    """
    from vendor_review.publication.paper import paper_job, print_paper

    click.echo(print_paper(paper_job(review), out, chromium, timeout))
