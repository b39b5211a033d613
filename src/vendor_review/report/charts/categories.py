"""Which kinds of data reach which vendors, as a picture and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from vendor_review.report import charts
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.pages.html import counted, within
from vendor_review.report.review import Review, Row, by, once, rows_of
from vendor_review.report.words.wording import some

#: More vendors or kinds of data than this are no picture any more; the table has them all.
VENDOR_LIMIT, CATEGORY_LIMIT = 40, 12
#: Fewer points than this are told in a sentence.
FEWEST_DRAWN = 5
#: What is kept as ciphertext is held.
_CUSTODIES = {"disclosed": "disclosed", "held": "held", "ciphertext": "held"}
_CUSTODY_WORDS = {
    "disclosed": "disclosed",
    "held": "held",
    "both": "disclosed and held",
    "unknown": "not stated",
}
_NOT_STATED = "Not stated"


@once
def data_by_vendor(review: Review) -> Sequence[Row]:
    """Each kind of data that a vendor's current engagements reach, once per vendor.

    Rows have vendor_id, category (a label) and custody (disclosed, held or both); categories by how many vendors they
    reach, each with its vendors worst first. Ahead of them category "Not stated", custody unknown: vendors of which
    some or all of the data is not stated, or its row was rejected.
    """
    engagements, labels = review.scores.engagements, review.scores.policy.categories["label"]
    known = engagements[engagements["known"]]
    vendor_of = dict(zip(known["engagement_id"], known["vendor_id"], strict=True))
    found: dict[tuple[str, str], str] = {}
    for row in rows_of(review.checked.tables["data_shared"]):
        if row["engagement_id"] in vendor_of and row["category"] != "none":
            key, custody = (
                (vendor_of[row["engagement_id"]], labels[row["category"]]),
                _CUSTODIES[row["custody"]],
            )
            found[key] = custody if found.get(key, custody) == custody else "both"
    partial = engagements.loc[~engagements["data_whole"].to_numpy(dtype=bool), "vendor_id"].unique()
    found |= {(vendor_id, _NOT_STATED): "unknown" for vendor_id in partial}
    reach, risk = Counter(category for _, category in found), review.places
    rows = [
        {"vendor_id": vendor_id, "category": category, "custody": custody}
        for (vendor_id, category), custody in found.items()
    ]
    return sorted(
        rows,
        key=lambda row: (
            row["custody"] != "unknown",
            -reach[row["category"]],
            row["category"],
            risk[row["vendor_id"]],
        ),
    )


def categories_chart(review: Review) -> Chart:
    """A matrix of the worst vendors and the most sensitive kinds of data; the shape tells the custody."""
    shown = list(review.vendor_rows)[:VENDOR_LIMIT]
    kinds = {row["kind"]: row["kind"] + _mark_of(row) for row in category_rows(review)[:CATEGORY_LIMIT]}
    spec = charts.join(
        "categories",
        {
            "vendors": [{"vendor": review.unique_names[vendor_id]} for vendor_id in shown],
            "kinds": [{"kind": label} for label in kinds.values()],
            "data": [
                {
                    "vendor": review.unique_names[row["vendor_id"]],
                    "kind": kinds[row["category"]],
                    "custody": _CUSTODY_WORDS[row["custody"]],
                }
                for row in data_by_vendor(review)
                if row["vendor_id"] in shown and row["category"] in kinds
            ],
        },
    )
    return Chart(
        spec, "The most sensitive kinds of data by vendor, worst vendors first", category_finding(review)
    )


def _mark_of(row: Row) -> str:
    return f" ({row['special']})" if row["special"] else ""


def category_finding(review: Review) -> str:
    """How many kinds of data reach vendors, which reaches most, and of whom the data is not stated."""
    rows, total = category_rows(review), len(review.vendor_rows)
    stated = [row for row in rows if not row["unknown"]]
    unknown = [row["vendor_id"] for row in data_by_vendor(review) if row["custody"] == "unknown"]
    told = []
    if stated:
        most = max(stated, key=lambda row: row["number"])
        told.append(
            f"{counted(len(stated), 'kind')} of data {'reaches' if len(stated) == 1 else 'reach'} a vendor; none "
            f"reaches more vendors than {within(most['kind'])}, {most['number']} of {total}."
        )
    if unknown:
        names = some([review.unique_names[vendor_id] for vendor_id in unknown], most=3)
        told.append(f"For {names}, the data is not stated, or not all of it (a cross).")
    told.append(
        "A circle is data that the vendor's people may see, a square data that it holds, a diamond both. "
        "Special categories of data (GDPR Art 9) come first, then data on offences (Art 10), then the most sensitive."
    )
    if total > VENDOR_LIMIT or len(rows) > CATEGORY_LIMIT:
        told.append("Not all fit the picture; all are in the table.")
    return " ".join(told)


def named(review: Review, vendor_ids: Iterable[str]) -> str:
    """The vendors in a cell of a table; of a large register the first of them, and how many more."""
    names = [review.unique_names[vendor_id] for vendor_id in vendor_ids]
    return some(names, most=len(names) if len(review.vendor_rows) <= _ALL_NAMED else _MOST_NAMED)


#: A register of more vendors has cells that name so many of them.
_ALL_NAMED, _MOST_NAMED = 100, 10


@once
def category_rows(review: Review) -> Sequence[Row]:
    """Per kind of data: how many vendors it reaches, and who they are: `disclosed` to, `held` by, or `unknown`.

    What is not stated comes first, then special categories (`special` says which article), then the most sensitive.
    """
    categories, rows = review.scores.policy.categories.set_index("label"), []
    articles = {"Art 9": categories["art9"], "Art 10": categories["art10"]}
    weight = categories["dpc_hi"] * categories["ei_hi"]
    for kind, of_kind in by(data_by_vendor(review), "category").items():
        names: dict[str, list[str]] = {"disclosed": [], "held": [], "unknown": []}
        for row in of_kind:
            for custody in ("disclosed", "held") if row["custody"] == "both" else (row["custody"],):
                names[custody].append(row["vendor_id"])
        rows.append(
            {
                "kind": kind,
                "number": len(of_kind),
                "special": next((name for name, held in articles.items() if held.get(kind, False)), ""),
                **{name: named(review, ids) for name, ids in names.items()},
            }
        )
    order = ("Art 9", "Art 10", "")
    return sorted(
        rows,
        key=lambda row: (
            not row["unknown"],
            order.index(row["special"]),
            -weight.get(row["kind"], 0),
            -row["number"],
        ),
    )
