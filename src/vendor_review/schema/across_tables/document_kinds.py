"""What a document's kind makes of it: the level that it can have, what it can speak of, its age, and its end."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across_tables.accepted import Accepted
from vendor_review.schema.rows.document_days import LONG_AGO, Days, counting_days
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule


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
        return (rows["kind"] == "") & accepted.named("evidence", "access_controls")

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
    controls = sorted(accepted.context.vocabulary.controls)
    of_part = {name: kind.controls for name, kind in documents.items() if len(kind.controls) < len(controls)}
    beyond = pd.MultiIndex.from_tuples(
        [
            (name, control)
            for name, spoken in of_part.items()
            for control in controls
            if control not in spoken
        ],
        names=["kind", "control"],
    )

    def kinds(rows: pd.DataFrame) -> pd.Series:
        kind = accepted.tables["evidence"].set_index("evidence_id")["kind"]
        return kind.reindex(rows["evidence_id"]).fillna("").set_axis(rows.index)

    def breaks(rows: pd.DataFrame) -> pd.Series:
        wrong = accepted.holding("access_controls", "answer", ["yes", "partial"])
        cited = rows[wrong & ~accepted.holding("access_controls", "evidence_id", [""])]
        pairs = pd.MultiIndex.from_arrays([kinds(cited), cited["control"]])
        return pd.Series(pairs.isin(beyond), index=cited.index).reindex(rows.index, fill_value=False)

    return row_rule(
        "REG-089", "access_controls", "evidence_id", breaks, detail=kinds, expected=cells_of("control")
    )
