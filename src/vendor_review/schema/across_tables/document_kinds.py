"""What a document's kind makes of it: the level it can have, what it can speak of, since when it ages, when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule
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


def kind_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on evidence that counts for less, or not for as long, as its row says."""
    return [
        _without_kind(accepted),
        _too_high(accepted),
        _without_period(accepted),
        *_usual_term(accepted),
        _cannot_speak(accepted),
    ]


def _without_kind(accepted: Accepted) -> RowRule:
    def breaks(rows: pd.DataFrame) -> pd.Series:
        return (rows["kind"] == "") & accepted.is_cited

    return row_rule("REG-090", "evidence", "kind", breaks, value=cells_of("evidence_id"))


def _too_high(accepted: Accepted) -> RowRule:
    """Rows whose level is above the highest that the policy allows for their kind."""
    caps = {name: kind.level for name, kind in accepted.context.vocabulary.documents.items()}

    def highest(rows: pd.DataFrame) -> pd.Series:
        return rows["kind"].map(caps)

    def breaks(rows: pd.DataFrame) -> pd.Series:
        bound = rows["kind"].isin(caps)
        too_high = rows.loc[bound, "level"].astype(str) > highest(rows[bound]).astype(str)
        return too_high.reindex(rows.index, fill_value=False)

    return row_rule("REG-074", "evidence", "level", breaks, expected=highest, detail=cells_of("kind"))


def _without_period(accepted: Accepted) -> RowRule:
    documents = accepted.context.vocabulary.documents
    on_period = [name for name, kind in documents.items() if kind.reports_on_period]

    def breaks(rows: pd.DataFrame) -> pd.Series:
        # One without any day breaks REG-035 instead.
        return rows["kind"].isin(on_period) & rows["period_end"].isna() & rows["issued_on"].notna()

    return row_rule(
        "REG-086", "evidence", "period_end", breaks, value=cells_of("evidence_id"), detail=cells_of("kind")
    )


def _usual_term(accepted: Accepted) -> list[RowRule]:
    """Documents of kinds that run out, and that do not say when: those that have, and those that have not yet."""
    documents = accepted.context.vocabulary.documents
    terms = {name: kind.usual_months for name, kind in documents.items() if kind.usual_months}

    def ends(rows: pd.DataFrame) -> Days:
        return counting_days(rows, documents)[1]

    def assumed(rows: pd.DataFrame) -> pd.Series:
        return rows["kind"].isin(terms) & rows["valid_until"].isna() & (rows["in_scope"] != "no")

    def ended(rows: pd.DataFrame) -> pd.Series:
        return pd.Series(ends(rows) < accepted.today, index=rows.index)

    def last_day(rows: pd.DataFrame) -> list[str]:
        return ["a day that nobody knows" if day == LONG_AGO else str(day) for day in ends(rows)]

    def term(rows: pd.DataFrame) -> list[str]:
        return [f"{terms[kind]} months" for kind in rows["kind"]]

    told = {"value": cells_of("evidence_id"), "expected": last_day, "detail": term}
    return [
        row_rule("REG-087", "evidence", "valid_until", lambda rows: assumed(rows) & ~ended(rows), **told),
        row_rule("REG-088", "evidence", "valid_until", lambda rows: assumed(rows) & ended(rows), **told),
    ]


def _cannot_speak(accepted: Accepted) -> RowRule:
    documents = accepted.context.vocabulary.documents
    controls = accepted.context.vocabulary.controls
    of_part = {name: kind.controls for name, kind in documents.items() if len(kind.controls) < len(controls)}
    beyond = {
        (name, control) for name, spoken in of_part.items() for control in controls if control not in spoken
    }

    def kinds(rows: pd.DataFrame) -> pd.Series:
        kind = accepted.tables["evidence"].set_index("evidence_id")["kind"]
        return kind.reindex(rows["evidence_id"]).fillna("").set_axis(rows.index)

    def breaks(rows: pd.DataFrame) -> pd.Series:
        wrong = accepted.holding("access_controls", "answer", ["yes", "partial"])
        wrong &= ~accepted.holding("access_controls", "evidence_id", [""])
        if not wrong.any():
            return wrong
        cited = rows[wrong]
        pairs = zip(kinds(cited).tolist(), cited["control"].tolist(), strict=True)
        found = pd.Series([pair in beyond for pair in pairs], index=cited.index, dtype=bool)
        return found.reindex(rows.index, fill_value=False)

    return row_rule(
        "REG-089", "access_controls", "evidence_id", breaks, detail=kinds, expected=cells_of("control")
    )
