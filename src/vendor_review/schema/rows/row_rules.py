"""Rules about one row or about rows of one table: keys, the order of dates, what must go together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.layout import Table
from vendor_review.register.row_places import Places
from vendor_review.schema.across.context import Context
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.findings.facts import shown
from vendor_review.schema.rows.notice import after_notice
from vendor_review.schema.rows.row_rule import RowRule, days

# Pairs of columns of which the first may not lie before the second.
_ORDER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "engagements": (
        ("effective_on", "engaged_on"),
        ("ended_on", "effective_on"),
        ("ended_on", "engaged_on"),
    ),
    # A document cannot report on days after it was issued.
    "evidence": (("issued_on", "period_end"), ("valid_until", "issued_on"), ("valid_until", "period_end")),
    "decisions": (("expires_on", "decided_on"),),
}


def row_rules(table: Table, context: Context) -> list[RowRule]:
    """Rules for the rows of `table`."""
    found = [_unique(table, context.places)]
    found += [_in_order(later, earlier) for later, earlier in _ORDER.get(table.name, ())]
    if table.name == "evidence":
        found.append(_published_link())
    if table.name == "access_controls":
        found += [_applies(context), _own_evidence(context), _after_issue(context)]
    if table.name == "engagements" and context.page.notice_days is not None:
        found.append(after_notice(context, context.page.notice_days))
    return found


def _unique(table: Table, places: Places) -> RowRule:
    required = [name for name in table.key if table.column(name).required]

    def holds(frame: pd.DataFrame) -> Flags:
        repeated = pd.Series(encoding.row_keys(frame, table.key)).duplicated(keep=False).to_numpy()
        for name in required:
            repeated = repeated & encoding.spread(
                ~values.are_blank(encoding.distinct(frame[name])), frame[name]
            )
        return ~repeated

    def detail(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        keys = encoding.row_keys(frame, table.key)[rows]
        lines = pd.Series(frame.index[rows].to_numpy())
        firsts = lines.groupby(keys).transform("first")
        others = lines.where(lines != firsts, lines.groupby(keys).transform("last"))
        others = others.where(lines == firsts, firsts)
        rest = [encoding.texts(frame[name].iloc[rows]) for name in table.key[1:]]
        named = [
            ", ".join(f"{name} {shown(cell)}" for name, cell in zip(table.key[1:], row, strict=True))
            for row in zip(*rest, strict=True)
        ]
        with_rest = [f" with {words}" for words in named] if named else [""] * len(rows)
        theirs = [places.words(table.name, line) for line in others]
        # Rows of a database are named by their keys, which are the same.
        there = [
            f"is also in {other}" if other != own else "is there more than once"
            for own, other in zip(map(partial(places.words, table.name), lines), theirs, strict=True)
        ]
        return [f"{words} {twice}" for words, twice in zip(with_rest, there, strict=True)]

    expected = f"one row for each {', '.join(table.key)} is right"
    return RowRule("REG-007", table.key[0], holds, detail, expected)


def _in_order(later: str, earlier: str) -> RowRule:
    def holds(frame: pd.DataFrame) -> Flags:
        # NaT compares False: what is not stated or no date is never out of order.
        return ~(days(frame, later) < days(frame, earlier))

    def detail(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        return [f"{earlier}, {day}" for day in encoding.texts(frame[earlier].iloc[rows])]

    return RowRule("REG-018", later, holds, detail, f"{later} comes on or after {earlier}")


def _published_link() -> RowRule:
    def holds(frame: pd.DataFrame) -> Flags:
        published = encoding.spread(
            ~values.are_blank(encoding.distinct(frame["public_as"])), frame["public_as"]
        )
        # Only what is published is looked at: most of a large register's documents are not.
        distinct = encoding.distinct(frame["location"])
        shows = encoding.met(frame["location"], published)
        good = values.are_links(distinct[shows])
        # What would do harm is told of already, and a blank has nothing to link to.
        good[~good] = values.each(distinct[shows][~good], lambda v: v == "" or not values.is_harmless(v))
        linked = np.ones(len(distinct), dtype=np.bool_)
        linked[shows] = good
        return ~published | encoding.spread(linked, frame["location"])

    def detail(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        return [
            "public_as says that it is published, and " + values.why_no_link(v)
            for v in encoding.texts(frame["location"].iloc[rows])
        ]

    wanted = "an http:// or https:// address"
    return RowRule("REG-005", "location", holds, detail, wanted, suggest=values.link_suggestion)


def _applies(context: Context) -> RowRule:
    def roles_against(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        """For each row the roles under which its control cannot be set aside, "" where it can."""
        asked = pd.DataFrame(
            {name: encoding.texts(frame[name].iloc[rows]) for name in ("vendor_id", "control")}
        ).reset_index(names="place")
        joined = asked.merge(context.roles, on="vendor_id", how="left")
        joined["role"] = joined["role"].fillna("").replace("", "a role that is not stated")
        pairs = pd.MultiIndex.from_frame(joined[["role", "control"]])
        against = joined[~pairs.isin(list(context.vocabulary.not_applicable))]
        named = against.groupby("place")["role"].agg(lambda roles: ", ".join(sorted(set(roles))))
        return [str(word) for word in named.reindex(range(len(rows)), fill_value="")]

    def holds(frame: pd.DataFrame) -> Flags:
        right = np.ones(len(frame), dtype=np.bool_)
        asked = encoding.spread(
            np.asarray(encoding.distinct(frame["answer"]) == "not_applicable"), frame["answer"]
        )
        rows = np.flatnonzero(asked)
        right[rows] = [not against for against in roles_against(frame, rows)]
        return right

    return RowRule(
        "REG-017", "answer", holds, roles_against, "the policy lets no such vendor set this control aside"
    )


def _own_evidence(context: Context) -> RowRule:
    def places(frame: pd.DataFrame) -> npt.NDArray[np.intp]:
        return context.ids["evidence"].places(encoding.distinct(frame["evidence_id"]))

    def owners(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        cited = places(frame)[encoding.codes(frame["evidence_id"])[rows]]
        return list(encoding.texts(context.vendor_of_evidence.iloc[cited]))

    def vendors(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        return list(encoding.texts(frame["vendor_id"].iloc[rows]))

    def holds(frame: pd.DataFrame) -> Flags:
        owners = encoding.distinct(context.vendor_of_evidence)
        # -1: the document is unknown or nobody's; -2: it belongs to a vendor without a row in this table.
        place = encoding.distinct(frame["vendor_id"]).get_indexer(owners)
        place = np.where(np.asarray(owners == ""), -1, np.where(place < 0, -2, place))
        cited = encoding.distinct(frame["evidence_id"])
        owner = context.ids["evidence"].known(place[encoding.codes(context.vendor_of_evidence)], cited, -1)
        owner = owner[encoding.codes(frame["evidence_id"])]
        return np.asarray((owner == -1) | (owner == encoding.codes(frame["vendor_id"])), dtype=np.bool_)

    return RowRule("REG-020", "evidence_id", holds, owners, expect=vendors)


def _after_issue(context: Context) -> RowRule:
    """Nobody can have looked at a document before it was issued."""

    def issued(frame: pd.DataFrame) -> npt.NDArray[np.datetime64]:
        cited = encoding.distinct(frame["evidence_id"])
        per_document = context.ids["evidence"].known(context.issued_on, cited, np.datetime64("NaT", "us"))
        return per_document[encoding.codes(frame["evidence_id"])]

    def holds(frame: pd.DataFrame) -> Flags:
        return ~(days(frame, "assessed_on") < issued(frame))

    def documents(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        return [shown(document) for document in encoding.texts(frame["evidence_id"].iloc[rows])]

    def expect(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        return list(np.datetime_as_string(issued(frame.iloc[rows]), unit="D"))

    return RowRule("REG-078", "assessed_on", holds, documents, expect=expect)
