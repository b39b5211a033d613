"""What to ask, in words: questions and the shortest list as tables that people read, and how far the list goes."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from vendor_review.figures import share, whole
from vendor_review.report.pages.html import counted
from vendor_review.report.words.next_steps import Steps
from vendor_review.report.words.wording import APPETITE_WORDS
from vendor_review.scoring import Assessment
from vendor_review.scoring.scenarios.requests import ON_FILE


def question_table(scores: Assessment, asked: pd.DataFrame) -> pd.DataFrame:
    """Questions in words: vendor, what to do, worst case now and at best (whole points), against the appetite, tier.

    Parameters
    ----------
    asked
        Rows of `scores.questions`.

    Examples
    --------
    >>> asked = scores.questions.query("kind == 'document'").head(1)
    >>> report.question_table(scores, asked)[["vendor", "now", "at best"]]
                    vendor now at best
    0  Amazon Web Services  99      10
    """
    names, now, limits = scores.vendors["name"], scores.vendors["r_hi"], scores.policy.limits
    return pd.DataFrame(
        {
            "vendor": asked["vendor_id"].map(names),
            "what to do": _to_do(scores, asked),
            "now": asked["vendor_id"].map(now).map(lambda points: whole(points, limits)),
            "at best": asked["r_hi"].map(lambda points: whole(points, limits)),
            "then": asked["appetite"].map(APPETITE_WORDS),
            "tier": asked["tier"],
        }
    )


def shortest_table(scores: Assessment, found: pd.DataFrame) -> pd.DataFrame:
    """The shortest list as a reader wants it, a row per document in the order of asking.

    Columns vendor, what to do, points off and left (index points at worst), settled (vendors up to there).

    Examples
    --------
    >>> from vendor_review.scoring import shortest_list
    >>> report.shortest_table(scores, shortest_list(scores))[["vendor", "points off", "left", "settled"]]
                    vendor points off left  settled
    0  Amazon Web Services         89   10        1
    1             Sendgrid         67    8        2
    2    Quick Books India         67    8        3
    """
    return pd.DataFrame(
        {
            "vendor": found["vendor_id"].map(scores.vendors["name"]),
            "what to do": _to_do(scores, found),
            "points off": found["drop"].map(share),
            "left": found["r_hi"].map(lambda points: whole(points, scores.policy.limits)),
            "settled": found["settled"],
        }
    )


def shortest_words(scores: Assessment, found: pd.DataFrame, leaving: Collection[str] = ()) -> str:
    """How far the shortest list goes, in a sentence; vendors to be left (`leaving`, ids) count for nothing in it."""
    found = found[~found["vendor_id"].isin(leaving)]
    open_still = int(scores.vendors["appetite"].ne("within").sum()) - len(leaving)
    # A vendor that no document settles has no row.
    settled = found["vendor_id"].nunique()
    appetite = f"the appetite of {scores.policy.appetite:g} points"
    if not open_still:
        return f"Every vendor is within {appetite} already."
    on_file = found["kind"].eq(ON_FILE)
    to_ask = counted(int((~on_file).sum()), "document")
    documents = to_ask
    if on_file.any():
        documents = f"what is on file and {to_ask} to ask for" if not on_file.all() else "what is on file"
    of = f"{'the other ' if leaving else ''}{counted(open_still, 'vendor')}"
    return f"At best, {documents} would bring {settled} of {of} within {appetite}."


def _to_do(scores: Assessment, rows: pd.DataFrame) -> list[str]:
    steps = Steps(scores)
    return [steps.told(row) for row in rows.to_dict("records")]
