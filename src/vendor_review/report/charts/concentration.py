"""Pictures of what vendors have in common: which kinds of data reach whom, and which places they work in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from vendor_review.report import charts
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.pages.html import counted
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.report.words.places import place_text
from vendor_review.report.words.wording import series, some, within
from vendor_review.scoring.model.compliance import BASES, transfer_bases

#: More vendors or kinds of data than this are no picture any more; the table has them all.
VENDOR_LIMIT, CATEGORY_LIMIT = 40, 30
_CUSTODY_WORDS = {
    "disclosed": "disclosed",
    "held": "held",
    "both": "disclosed and held",
    "unknown": "not stated",
}
_NOT_STATED = "Not stated"


@once
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


@once
def category_rows(review: Review) -> Sequence[Row]:
    """Per kind of data: how many vendors it reaches, and who they are: `disclosed` to, `held` by, or `unknown`."""
    rows = []
    for kind, of_kind in grouped(data_by_vendor(review), "category").items():
        names: dict[str, list[str]] = {"disclosed": [], "held": [], "unknown": []}
        for row in of_kind:
            for custody in ("disclosed", "held") if row["custody"] == "both" else (row["custody"],):
                names[custody].append(review.unique_names[row["vendor_id"]])
        rows.append(
            {"kind": kind, "number": len(of_kind), **{name: series(told) for name, told in names.items()}}
        )
    return rows


#: More bars than this are no picture any more; the table has them all.
PLACE_LIMIT = 24
BASIS_WORDS = {
    "eea": "within the EEA",
    "adequacy": "adequacy decision",
    "mechanism": "mechanism stated",
    "none": "no basis stated",
}
_NO_CODE = "A place without a code"


@once
def vendors_by_place(review: Review) -> pd.DataFrame:
    """Each place of each vendor once: where data is processed and where the company sits, alike.

    Returns
    -------
    DataFrame
        Columns code, place (its name), vendor_id and basis, the worst of the vendor's engagements there; places by how
        many vendors they have, each with its vendors worst first.
    """
    scores = review.scores
    found = transfer_bases(review.checked, scores.engagements, scores.policy)
    found["rank"] = found["basis"].map({basis: rank for rank, basis in enumerate(BASES)})
    found = found.sort_values("rank", kind="stable").drop_duplicates(["code", "vendor_id"], keep="last")
    names = {code: place_text(code, "", "") or _NO_CODE for code in found["code"].unique()}
    found["place"] = found["code"].map(names).astype(object)
    found["reach"] = found.groupby("code")["vendor_id"].transform("size")
    found["worst"] = scores.vendors.index.get_indexer(pd.Index(found["vendor_id"]))
    order = ["reach", "place", "worst"]
    ranked = found.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return ranked[["code", "place", "vendor_id", "basis"]]


def _basis_words(counts: Mapping[str, int]) -> str:
    """One basis in words, or each with its number: `3 mechanism stated, 1 no basis stated`."""
    told = [(counts[basis], words) for basis, words in BASIS_WORDS.items() if counts.get(basis)]
    return told[0][1] if len(told) == 1 else series([f"{number} {words}" for number, words in told])


@once
def place_rows(review: Review) -> Sequence[Row]:
    """Per place: its name, how many vendors, what lets data go there, and which they are; most vendors first."""
    rows = []
    for of_place in grouped(vendors_by_place(review), "code").values():
        counts = Counter(row["basis"] for row in of_place)
        rows.append(
            {
                "place": of_place[0]["place"],
                "number": len(of_place),
                "basis": _basis_words(counts),
                "counts": dict(counts),
                "vendors": series([review.unique_names[row["vendor_id"]] for row in of_place]),
            }
        )
    return rows


def places_chart(review: Review) -> Chart:
    """A bar per place, as long as its vendors are many, in parts for what lets data go there."""
    rows = place_rows(review)
    records = [
        {"place": row["place"], "basis": BASIS_WORDS[basis], "vendors": row["counts"][basis], "order": order}
        for row in rows[:PLACE_LIMIT]
        for order, basis in enumerate(BASES)
        if basis in row["counts"]
    ]
    labels = [
        {"place": row["place"], "vendors": row["number"], "label": f"{row['number']}: {row['basis']}"}
        for row in rows[:PLACE_LIMIT]
    ]
    spec = charts.join("places", {"places": records, "labels": labels})
    return Chart(spec, "Vendors by place and by what lets data go there", _place_finding(review, rows))


def _place_finding(review: Review, rows: Sequence[Row]) -> str:
    data = vendors_by_place(review)
    total, vendors = len(review.vendor_rows), data["vendor_id"].nunique()
    top = rows[0]["number"]
    first = [row["place"] for row in rows if row["number"] == top]
    told = [
        f"{vendors} of {counted(total, 'vendor')} {'states' if vendors == 1 else 'state'} "
        f"{counted(len(rows), 'place')}, most often {some(first, most=3)} ({top}{' each' if len(first) > 1 else ''})."
    ]
    bare = data.loc[data["basis"].eq("none"), "vendor_id"].unique()
    if len(bare):
        names = some([review.unique_names[vendor_id] for vendor_id in bare], most=3)
        told.append(f"No basis that reaches the place is stated for {names} (outlined).")
    else:
        told.append("Each place has a basis on which data may go there.")
    if len(rows) > PLACE_LIMIT:
        told.append("Not all places fit the picture; all are in the table.")
    return " ".join(told)
