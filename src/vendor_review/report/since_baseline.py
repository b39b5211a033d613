"""What has changed since an earlier review: its place in the page, and what is said where there is none to compare."""

from __future__ import annotations

from collections.abc import Sequence

from vendor_review.report.blocks import Block, Fragment, Section
from vendor_review.report.html import render
from vendor_review.report.review import Review


def compared(review: Review) -> bool:
    """Whether an earlier review was named to compare with."""
    return review.settings["baseline"] not in ("", "none")


def changes_since(review: Review, found: Sequence[Block] = (), moves: Sequence[Block] = ()) -> Section:
    """Section 3 of the page.

    Parameters
    ----------
    found
        What a comparison of the two registers found: vendors added, removed and changed, in reading order; nothing
        where none was made.
    moves
        How the scores moved, and what moved them.

    Examples
    --------
    >>> report.changes_since(review)
    Changes since the baseline: not compared
    Score moves: not compared
    """
    facts = {"review": review, "compared": compared(review), "found": bool(found), "moves": bool(moves)}
    opening = Fragment(
        render("changes_opening.html.j2", **facts),
        "Changes since the baseline" + ("" if found else ": not compared"),
        anchor="changes",
        title="Changes since the baseline",
    )
    scores = Fragment(
        render("changes_moves.html.j2", **facts), "Score moves" + ("" if moves else ": not compared")
    )
    return Section([opening, *found, scores, *moves])
