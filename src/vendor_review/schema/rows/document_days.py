"""From which day a document's age counts, and how long it is valid: what its kind makes of what is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema.vocabulary import DocumentKind

Days = npt.NDArray[np.datetime64]

_LEVELS = TABLES["evidence"].column("level").values
#: Before any as-of date: the last day of what has ended, and does not say when.
LONG_AGO = np.datetime64("0001-01-01", "D")


def add_months(days: Days, months: npt.NDArray[np.int64] | int) -> Days:
    """The same day of the month, or its last where the month is shorter; NaT stays NaT."""
    month = days.astype("datetime64[M]")
    later = (month + months).astype("datetime64[D]")
    longest = (month + months + 1).astype("datetime64[D]") - later - 1
    same: Days = later + np.minimum(days - month.astype("datetime64[D]"), longest)
    return same


@dataclass(frozen=True)
class KindRules:
    """What the policy says of the kinds of some documents, document by document.

    Attributes
    ----------
    cap
        The highest level, as a place among the levels, E1 being 0.
    reports_on_period
        Whether age counts from the end of a period alone.
    usual_months
        Months after which it ends that does not say when; 0 for one that has no end of its own.
    """

    cap: npt.NDArray[np.int64]
    reports_on_period: npt.NDArray[np.bool_]
    usual_months: npt.NDArray[np.int64]

    @classmethod
    def of(cls, kinds: pd.Series, documents: Mapping[str, DocumentKind]) -> KindRules:
        """Of documents of these kinds; one whose kind is not stated counts, in each respect, as the weakest kind."""
        names = list(documents)
        cap = np.array([0, *(_LEVELS.index(documents[name].level) for name in names)])
        period = np.array([True, *(documents[name].reports_on_period for name in names)])
        months = np.array([0, *(documents[name].usual_months or 0 for name in names)])
        months[0] = months[months > 0].min(initial=months.max())
        at = pd.Index(names).get_indexer(pd.Index(kinds, dtype=object)) + 1
        return cls(cap[at], period[at], months[at])


def counting_days(evidence: pd.DataFrame, documents: Mapping[str, DocumentKind]) -> tuple[Days, Days]:
    """The day from which the age of each document counts, and the last day that it is valid; NaT for none.

    A report on a period ages from the end of that period, and is undated without one; every other document ages from
    the day on which it was issued, else from the last day that it covers. Of a kind that runs out, a document that does
    not say until when ends after the kind's usual term; one without any day has ended already, for nobody can tell that
    it has not.
    """
    rules = KindRules.of(evidence["kind"], documents)
    period_end, issued_on, stated = (
        evidence[name].to_numpy().astype("datetime64[D]")
        for name in ("period_end", "issued_on", "valid_until")
    )
    from_issue = ~rules.reports_on_period & ~np.isnat(issued_on)
    aged: Days = np.where(from_issue, issued_on, period_end)
    usual = np.where(np.isnat(aged), LONG_AGO, add_months(aged, rules.usual_months))
    ends: Days = np.where(np.isnat(stated) & (rules.usual_months > 0), usual, stated)
    return aged, ends
