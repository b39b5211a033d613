"""Rules about answers to controls: whose evidence, since when, who may set one aside, one row for several."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.layout import SHORTHANDS
from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.context import Context
from vendor_review.schema.findings.facts import shown
from vendor_review.schema.rows.row_rule import RowRule, cells_of, days, row_rule

_TABLE = "access_controls"
#: Answers by which a score falls: somebody must be able to look where they are from.
_CREDITED = ("yes", "partial")
_SILENT = ("", "unknown")


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
        joined["role"] = joined["role"].fillna("").replace("", "not stated")
        pairs = pd.MultiIndex.from_frame(joined[["role", "control"]])
        against = joined[~pairs.isin(list(context.vocabulary.not_applicable))]
        named = against.groupby("place")["role"].agg(lambda roles: ", ".join(sorted(set(roles))))
        return [str(word) for word in named.reindex(range(len(rows)), fill_value="")]

    def breaks(rows: pd.DataFrame) -> Flags:
        wrong = encoding.spread(
            np.asarray(encoding.distinct(rows["answer"]) == "not_applicable"), rows["answer"]
        ).copy()
        if not wrong.any():
            return wrong
        wrong[wrong] = [bool(against) for against in roles_against(rows[wrong])]
        return wrong

    expected = "under the policy this control applies to the vendor"
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


def without_document() -> RowRule:
    """A rule for rows as they are written: what is in place for several controls rests on a document."""

    def breaks(rows: pd.DataFrame) -> Flags:
        told = {
            name: encoding.spread(np.asarray(encoding.distinct(rows[name]).isin(words)), rows[name])
            for name, words in (("control", SHORTHANDS), ("answer", _CREDITED), ("evidence_id", ("",)))
        }
        found: Flags = np.logical_and.reduce([*told.values()])
        return found

    return row_rule(
        "REG-101",
        _TABLE,
        "evidence_id",
        breaks,
        value=cells_of("control"),
        detail=lambda rows: [*map(shown, encoding.texts(rows["answer"]))],
    )


def shorthand_rules(accepted: Accepted) -> list[RowRule]:
    """Rules for accepted rows that answer several controls."""
    return [_answers_nothing(accepted), _disagree(accepted)]


def _spoken(accepted: Accepted, rows: pd.DataFrame) -> list[frozenset[str]]:
    """The controls that each of some rows answers: of its shorthand those of which its document can speak."""
    vocabulary = accepted.context.vocabulary
    kinds = accepted.tables["evidence"].set_index("evidence_id")["kind"]
    of = rows["evidence_id"].map(kinds).astype(object).fillna("")
    found = []
    for word, cited, kind in zip(rows["control"], rows["evidence_id"], of, strict=True):
        document = vocabulary.documents.get(kind)
        controls = vocabulary.shorthands.get(word, vocabulary.controls)
        found.append(controls & (document.controls if document else frozenset()) if cited else controls)
    return found


def _answers_nothing(accepted: Accepted) -> RowRule:
    def breaks(rows: pd.DataFrame) -> Flags:
        found = accepted.holding(_TABLE, "control", SHORTHANDS).to_numpy(dtype=np.bool_, copy=True)
        if not found.any():
            return found
        found[found] = np.array([not controls for controls in _spoken(accepted, rows[found])], dtype=np.bool_)
        return found

    return row_rule("REG-102", _TABLE, "control", breaks, detail=cells_of("evidence_id"))


def _disagree(accepted: Accepted) -> RowRule:
    """Each row that contradicts one before it, with that one."""

    @cache
    def others() -> dict[int, int]:
        rows = accepted.tables[_TABLE]
        several = accepted.holding(_TABLE, "control", SHORTHANDS)
        if not several.any():
            return {}
        says = rows[several & ~accepted.holding(_TABLE, "answer", _SILENT)]
        says = says[says.groupby("vendor_id")["answer"].transform("nunique") > 1]
        alone = rows[rows["vendor_id"].isin(says["vendor_id"]) & ~several]
        own = alone.groupby("vendor_id")["control"].agg(frozenset)
        by_vendor = defaultdict[str, list[tuple[int, str, frozenset[str]]]](list)
        for line, vendor, answer, controls in zip(
            says.index.tolist(), says["vendor_id"], says["answer"], _spoken(accepted, says), strict=True
        ):
            by_vendor[vendor].append((line, answer, controls - own.get(vendor, frozenset())))
        return {
            line: other
            for found in by_vendor.values()
            for line, answer, controls in found
            for other, its_answer, its_controls in found
            if other < line and answer != its_answer and controls & its_controls
        }

    def answers(rows: pd.DataFrame) -> list[str]:
        said = accepted.tables[_TABLE]["answer"]
        return [shown(said[others()[line]]) for line in rows.index]

    def places(rows: pd.DataFrame) -> list[str]:
        return [accepted.context.places.words(_TABLE, others()[line]) for line in rows.index]

    return row_rule(
        "REG-103",
        _TABLE,
        "answer",
        lambda rows: rows.index.isin(list(others())),
        expected=answers,
        detail=places,
    )
