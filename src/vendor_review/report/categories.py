"""Which kinds of data reach which vendor: seen by its people, held on its systems, both, or not stated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vendor_review.report import charts
from vendor_review.report.blocks import Chart
from vendor_review.report.html import counted
from vendor_review.report.review import Review
from vendor_review.report.wording import series, some, within

#: More vendors or kinds of data than this are no picture any more; the table has them all.
VENDOR_LIMIT, CATEGORY_LIMIT = 40, 30
_CUSTODY_WORDS = {
    "disclosed": "disclosed",
    "held": "held",
    "both": "disclosed and held",
    "unknown": "not stated",
}
_NOT_STATED = "Not stated"


def data_by_vendor(review: Review) -> pd.DataFrame:
    """Each kind of data that a vendor's current engagements reach, once per vendor.

    Returns
    -------
    DataFrame
        Columns vendor_id, category (a label) and custody (disclosed, held or both); categories by how many vendors
        they reach, each with its vendors worst first. Ahead of them category "Not stated", custody unknown: vendors of
        which some or all of the data is not stated, or its row was rejected.
    """
    scores, checked = review.scores, review.checked
    engagements, rows = scores.engagements, checked.tables["data_shared"]
    vendor_of = engagements.loc[engagements["known"]].set_index("engagement_id")["vendor_id"]
    rows = rows[rows["engagement_id"].isin(vendor_of.index) & rows["category"].ne("none")]
    found = pd.DataFrame(
        {
            "vendor_id": vendor_of.reindex(rows["engagement_id"]).to_numpy(dtype=object),
            "category": scores.policy.categories["label"].reindex(rows["category"]).to_numpy(dtype=object),
            "disclosed": rows["custody"].eq("disclosed").to_numpy(),
            "held": rows["custody"].eq("held").to_numpy(),
        }
    )
    stated = found.groupby(["vendor_id", "category"]).any()
    stated["custody"] = np.select(
        [stated["disclosed"] & stated["held"], stated["disclosed"]], ["both", "disclosed"], "held"
    )
    vendors = scores.vendors
    partial = engagements.loc[~engagements["data_whole"].to_numpy(dtype=bool), "vendor_id"].unique()
    blank = pd.DataFrame({"vendor_id": partial, "category": _NOT_STATED, "custody": "unknown"})
    told = pd.concat([stated["custody"].reset_index(), blank], ignore_index=True)
    told = told.assign(
        place=vendors.index.get_indexer(pd.Index(told["vendor_id"])),
        reach=told.groupby("category")["vendor_id"].transform("size"),
        stated=told["custody"].ne("unknown"),
    )
    order = ["stated", "reach", "category", "place"]
    ranked = told.sort_values(order, ascending=[True, False, True, True], ignore_index=True)
    return ranked[["vendor_id", "category", "custody"]]


def categories_chart(review: Review) -> Chart:
    """A matrix of the worst vendors and the kinds of data that reach most vendors; the shape tells the custody."""
    data, rows = data_by_vendor(review), review.vendor_rows
    shown = list(rows)[:VENDOR_LIMIT]
    kinds = list(data["category"].unique()[:CATEGORY_LIMIT])
    drawn = data[data["vendor_id"].isin(shown) & data["category"].isin(kinds)]
    spec = charts.join(
        "categories",
        {
            "vendors": [{"vendor": review.unique_names[vendor_id]} for vendor_id in shown],
            "kinds": [{"kind": kind} for kind in kinds],
            "data": [
                {
                    "vendor": review.unique_names[str(row.vendor_id)],
                    "kind": row.category,
                    "custody": _CUSTODY_WORDS[str(row.custody)],
                }
                for row in drawn.itertuples()
            ],
        },
    )
    return Chart(spec, "Kinds of data by vendor, worst vendors first", _category_finding(review, data))


def _category_finding(review: Review, data: pd.DataFrame) -> str:
    stated = data[data["custody"].ne("unknown")]
    unknown = data.loc[data["custody"].eq("unknown"), "vendor_id"]
    total = len(review.vendor_rows)
    told = []
    if not stated.empty:
        widest, kinds = str(stated["category"].iloc[0]), stated["category"].nunique()
        reach = int(stated["category"].eq(widest).sum())
        told.append(
            f"{counted(kinds, 'kind')} of data {'reaches' if kinds == 1 else 'reach'} a vendor; none reaches more "
            f"vendors than {within(widest)}, {reach} of {total}."
        )
    if len(unknown):
        names = some([review.unique_names[vendor_id] for vendor_id in unknown], most=3)
        told.append(f"For {names}, the data is not stated, or not all of it (a cross).")
    told.append(
        "A circle is data that the vendor's people may see, a square data that it holds, a diamond both."
    )
    if total > VENDOR_LIMIT or data["category"].nunique() > CATEGORY_LIMIT:
        told.append("Not all fit the picture; all are in the table.")
    return " ".join(told)


def category_rows(review: Review) -> list[dict[str, Any]]:
    """Per kind of data: how many vendors it reaches, and who they are: `disclosed` to, `held` by, or `unknown`."""
    rows = []
    for kind, of_kind in data_by_vendor(review).groupby("category", sort=False):
        names = of_kind["vendor_id"].map(review.unique_names)
        custody = of_kind["custody"]
        row = {name: series(list(names[custody.isin([name, "both"])])) for name in ("disclosed", "held")}
        unknown = series(list(names[custody.eq("unknown")]))
        rows.append({"kind": kind, "number": len(of_kind), "unknown": unknown, **row})
    return rows
