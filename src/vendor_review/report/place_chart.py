"""Where vendors handle data and sit, and what lets data go there: bars per place, no map."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vendor_review.report import charts
from vendor_review.report.blocks import Chart
from vendor_review.report.html import counted
from vendor_review.report.places import place_text
from vendor_review.report.review import Review
from vendor_review.report.wording import series, some
from vendor_review.scoring.model.transfer_bases import BASES, transfer_bases

#: More bars than this are no picture any more; the table has them all.
PLACE_LIMIT = 24
BASIS_WORDS = {
    "eea": "within the EEA",
    "adequacy": "adequacy decision",
    "mechanism": "mechanism stated",
    "none": "no basis stated",
}
_NO_CODE = "A place without a code"


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


def _basis_words(counts: dict[str, int]) -> str:
    """One basis in words, or each with its number: `3 mechanism stated, 1 no basis stated`."""
    told = [(counts[basis], words) for basis, words in BASIS_WORDS.items() if counts.get(basis)]
    return told[0][1] if len(told) == 1 else series([f"{number} {words}" for number, words in told])


def place_rows(review: Review) -> list[dict[str, Any]]:
    """Per place: its name, how many vendors, what lets data go there, and which they are; most vendors first."""
    rows = []
    for _, of_place in vendors_by_place(review).groupby("code", sort=False):
        counts = {str(basis): int(number) for basis, number in of_place["basis"].value_counts().items()}
        names = [review.unique_names[vendor_id] for vendor_id in of_place["vendor_id"]]
        rows.append(
            {
                "place": of_place["place"].iloc[0],
                "number": len(of_place),
                "basis": _basis_words(counts),
                "counts": counts,
                "vendors": series(names),
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


def _place_finding(review: Review, rows: list[dict[str, Any]]) -> str:
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
