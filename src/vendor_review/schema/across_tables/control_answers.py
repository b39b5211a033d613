"""Rules about answers to controls that hang on other tables: whose evidence, since when, and who may set one aside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.context import Context
from vendor_review.schema.findings.facts import shown
from vendor_review.schema.rows.row_rule import RowRule, cells_of, days, row_rule

_TABLE = "access_controls"


def answer_rules(context: Context) -> list[RowRule]:
    """Rules for the rows of the table, all of whose parents were checked."""
    return [_applies(context), _own_evidence(context), _after_issue(context)]


def _applies(context: Context) -> RowRule:
    def roles_against(rows: pd.DataFrame) -> list[str]:
        """For each row the roles under which its control cannot be set aside, "" where it can."""
        asked = pd.DataFrame(
            {name: encoding.texts(rows[name]) for name in ("vendor_id", "control")}
        ).reset_index(names="place")
        joined = asked.merge(context.roles, on="vendor_id", how="left")
        joined["role"] = joined["role"].fillna("").replace("", "a role that is not stated")
        pairs = pd.MultiIndex.from_frame(joined[["role", "control"]])
        against = joined[~pairs.isin(list(context.vocabulary.not_applicable))]
        named = against.groupby("place")["role"].agg(lambda roles: ", ".join(sorted(set(roles))))
        return [str(word) for word in named.reindex(range(len(rows)), fill_value="")]

    def breaks(rows: pd.DataFrame) -> Flags:
        wrong = encoding.spread(
            np.asarray(encoding.distinct(rows["answer"]) == "not_applicable"), rows["answer"]
        ).copy()
        wrong[wrong] = [bool(against) for against in roles_against(rows[wrong])]
        return wrong

    expected = "the policy lets no such vendor set this control aside"
    return row_rule("REG-017", _TABLE, "answer", breaks, expected=expected, detail=roles_against)


def _own_evidence(context: Context) -> RowRule:
    ids = context.ids["evidence"]

    def owners(rows: pd.DataFrame) -> list[str]:
        cited = ids.places(encoding.distinct(rows["evidence_id"]))[encoding.codes(rows["evidence_id"])]
        return list(encoding.texts(context.vendor_of_evidence.iloc[cited]))

    def breaks(rows: pd.DataFrame) -> Flags:
        owners = encoding.distinct(context.vendor_of_evidence)
        # -1: the document is unknown or nobody's; -2: it belongs to a vendor without a row in this table.
        place = encoding.distinct(rows["vendor_id"]).get_indexer(owners)
        place = np.where(np.asarray(owners == ""), -1, np.where(place < 0, -2, place))
        cited = encoding.distinct(rows["evidence_id"])
        owner = ids.known(place[encoding.codes(context.vendor_of_evidence)], cited, -1)
        owner = owner[encoding.codes(rows["evidence_id"])]
        return np.asarray((owner != -1) & (owner != encoding.codes(rows["vendor_id"])), dtype=np.bool_)

    return row_rule("REG-020", _TABLE, "evidence_id", breaks, detail=owners, expected=cells_of("vendor_id"))


def _after_issue(context: Context) -> RowRule:
    """Nobody can have looked at a document before it was issued."""

    def issued(rows: pd.DataFrame) -> npt.NDArray[np.datetime64]:
        cited = encoding.distinct(rows["evidence_id"])
        per_document = context.ids["evidence"].known(context.issued_on, cited, np.datetime64("NaT", "us"))
        return per_document[encoding.codes(rows["evidence_id"])]

    return row_rule(
        "REG-078",
        _TABLE,
        "assessed_on",
        lambda rows: days(rows, "assessed_on") < issued(rows),
        detail=lambda rows: [*map(shown, encoding.texts(rows["evidence_id"]))],
        expected=lambda rows: np.datetime_as_string(issued(rows), unit="D").tolist(),
    )
