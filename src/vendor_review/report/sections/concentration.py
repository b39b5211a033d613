"""What several vendors have in common: places, groups, vendors of their own, and the kinds of data that reach them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vendor_review.report.charts.concentration import (
    categories_chart,
    category_rows,
    place_rows,
    places_chart,
)
from vendor_review.report.pages.blocks import Block, Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.words.wording import interval, series
from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import name_keys


def shared_groups(review: Review) -> list[dict[str, Any]]:
    """Groups that own more than one vendor of the review, those with most vendors first."""
    identity = review.checked.tables["vendors"].set_index("vendor_id")["parent_group"]
    group = identity.reindex(review.scores.vendors.index).fillna("")
    keys = pd.Series(name_keys(group), index=group.index)
    rows = []
    for _, ids in keys[keys.ne("")].groupby(keys, sort=False):
        if len(ids) > 1:
            members = review.scores.vendors.loc[ids.index]
            rows.append(
                {
                    "group": group[ids.index[0]],
                    "number": len(ids),
                    "vendors": series([review.unique_names[vendor_id] for vendor_id in ids.index]),
                    "worst": interval(members["r_lo"].max(), members["r_hi"].max()),
                }
            )
    return sorted(rows, key=lambda row: -row["number"])


def shared_onward(review: Review) -> list[dict[str, Any]]:
    """Companies that several vendors engage, or one vendor and we: name, `engaged` (by us, a vendor's name), vendors.

    Companies are the same if their names differ only in case, spaces or legal form, or if one of our vendors bears
    both names.
    """
    tables, names = review.checked.tables, review.unique_names
    onward = tables["onward"][tables["onward"]["vendor_id"].isin(list(names))]
    vendors = tables["vendors"][tables["vendors"]["vendor_id"].isin(list(names))]
    aliases = vendors.set_index("vendor_id")["aliases"].map(values.items).explode()
    called = pd.concat(
        [vendors.set_index("vendor_id")[column] for column in ("name", "legal_entity")] + [aliases]
    )
    ours = pd.Series(called.index, index=name_keys(called.fillna("")))
    ours = ours[ours.index != ""].groupby(level=0).first()
    keys = pd.Series(name_keys(onward["onward_name"]), index=onward.index)
    company = keys.map(ours).fillna(keys)
    rows = []
    for key, of_company in onward.groupby(company, sort=False):
        by = list(dict.fromkeys(of_company["vendor_id"]))
        engaged = names.get(str(key), "") if str(key) in set(ours) else ""
        if len(by) > 1 or engaged:
            written = list(dict.fromkeys(of_company["onward_name"]))
            rows.append(
                {
                    "company": engaged or written[0],
                    "written": series([name for name in written if name != (engaged or written[0])]),
                    "engaged": bool(engaged),
                    "number": len(by),
                    "vendors": series([names[vendor_id] for vendor_id in by]),
                }
            )
    return sorted(rows, key=lambda row: -row["number"])


def concentration(review: Review) -> Section:
    """Section 9 of the page: what would hit several vendors at once, as counts of vendors by place, data and group.

    Examples
    --------
    >>> report.concentration(review)
    Concentration: 0 places stated
    ...
    """
    vendors, tables = review.scores.vendors, review.checked.tables
    total = len(vendors)
    groups = tables["vendors"].set_index("vendor_id")["parent_group"].reindex(vendors.index).fillna("")
    engaged = review.scores.engagements["engagement_id"]
    placed = review.scores.engagements.loc[engaged.isin(tables["places"]["engagement_id"]), "vendor_id"]
    facts: dict[str, Any] = {
        "total": total,
        "places": place_rows(review),
        "kinds": category_rows(review),
        "groups": shared_groups(review),
        "onward": shared_onward(review),
        "placeless": total - placed.nunique(),
        "ungrouped": int(groups.eq("").sum()),
        "silent": int((~vendors.index.isin(tables["onward"]["vendor_id"])).sum()),
    }
    blocks: list[Block] = [
        Fragment(
            render("concentration_opening.html.j2", **facts),
            f"Concentration: {counted(len(facts['places']), 'place')} stated",
            anchor="concentration",
            title="Concentration",
        )
    ]
    if not total:
        return Section(blocks)
    if facts["places"]:
        blocks.append(places_chart(review))
    blocks.append(
        Fragment(
            render("concentration_shared.html.j2", **facts),
            "\n".join(
                [f"Group {row['group']}: {row['vendors']}" for row in facts["groups"]]
                + [f"{row['company']} serves {row['vendors']}" for row in facts["onward"]]
            ),
        )
    )
    if facts["kinds"]:
        table = Fragment(
            render("concentration_data.html.j2", **facts),
            "\n".join(f"{row['kind']}: {counted(row['number'], 'vendor')}" for row in facts["kinds"]),
        )
        blocks += [categories_chart(review), table]
    return Section(blocks)
