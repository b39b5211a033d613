"""Pictures of what vendors have in common: which kinds of data reach whom, and which places they work in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from vendor_review.report import charts
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.pages.html import counted, within
from vendor_review.report.review import Review, Row, by, once, rows_of
from vendor_review.report.words.wording import place_text, series, some
from vendor_review.schema.across_tables.transfers import BASES
from vendor_review.scoring.model.compliance import transfer_bases

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


#: More bars in a group than this are no picture any more; the table has them all.
PLACE_LIMIT = 8
BASIS_WORDS = {
    "eea": "within the EEA",
    "adequacy": "adequacy decision",
    "mechanism": "under a mechanism",
    "unknown": "basis not known",
    "none": "without a basis",
}
_NO_CODE = "A place without a code"


@once
def vendors_by_place(review: Review) -> Sequence[Row]:
    """Each place of each vendor once: where data is processed and where the company sits, alike.

    Rows have code, place (its name), vendor_id and basis, the worst of the vendor's engagements there; places by how
    many vendors they have, each with its vendors worst first.
    """
    scores, worst = review.scores, dict[tuple[str, str], str]()
    for row in rows_of(transfer_bases(review.checked, scores.engagements, scores.policy.vocabulary)):
        key = (row["code"], row["vendor_id"])
        worst[key] = max(row["basis"], worst.get(key, BASES[0]), key=BASES.index)
    reach, risk = Counter(code for code, _ in worst), review.places
    names = {code: place_text(code, "", "") or _NO_CODE for code in reach}
    rows = [
        {"code": code, "place": names[code], "vendor_id": vendor_id, "basis": basis}
        for (code, vendor_id), basis in worst.items()
    ]
    return sorted(rows, key=lambda row: (-reach[row["code"]], row["place"], risk[row["vendor_id"]]))


def unserved_places(review: Review, vendor_id: str) -> str:
    """The places of a vendor that do not pass: `without a basis: India; basis not known: Peru`; "" for none."""
    places = _by_vendor(review).get(vendor_id, ())
    told = []
    for basis in ("none", "unknown"):
        names = [row["place"] for row in places if row["basis"] == basis]
        told += [f"{BASIS_WORDS[basis]}: {some(names)}"] if names else []
    return "; ".join(told)


@once
def _by_vendor(review: Review) -> Mapping[str, Sequence[Row]]:
    return by(vendors_by_place(review), "vendor_id")


def _basis_words(counts: Mapping[str, int]) -> str:
    """One basis in words, or each with its number: `3 under a mechanism and 1 without a basis`."""
    told = [(counts[basis], words) for basis, words in BASIS_WORDS.items() if counts.get(basis)]
    return told[0][1] if len(told) == 1 else series([f"{number} {words}" for number, words in told])


@once
def place_rows(review: Review) -> Sequence[Row]:
    """Per place: its name, how many vendors, what lets data go there, and which they are; most vendors first."""
    rows = []
    for of_place in by(vendors_by_place(review), "code").values():
        counts = Counter(row["basis"] for row in of_place)
        rows.append(
            {
                "place": of_place[0]["place"],
                "number": len(of_place),
                "basis": _basis_words(counts),
                "counts": dict(counts),
                "vendors": named(review, [row["vendor_id"] for row in of_place]),
            }
        )
    return rows


#: Groups of places, in the order of the picture: their names, and the bases that a place of each may have.
_GROUPS = (("EEA", {"eea"}), ("Adequacy decision", {"eea", "adequacy"}))
_OTHERS = "Other places"


def _grouped_places(review: Review) -> Mapping[str, Sequence[Row]]:
    """Group of places to its rows of `place_rows`."""
    groups: dict[str, list[Row]] = {name: [] for name in (*dict(_GROUPS), _OTHERS)}
    for row in place_rows(review):
        groups[next((name for name, bases in _GROUPS if row["counts"].keys() <= bases), _OTHERS)].append(row)
    return groups


def _without_basis(row: Row) -> int:
    return int(row["counts"].get("none", 0) + row["counts"].get("unknown", 0))


def _left_out(rows: Sequence[Row], drawn: Sequence[Row]) -> str:
    """How many places of a group are not drawn, and why."""
    more = len(rows) - len(drawn)
    told = "in the table" if len(drawn) == PLACE_LIMIT else "one vendor each"
    return f"{more}{' more' if drawn else ''}, {told}" if more else ""


def places_chart(review: Review) -> Chart:
    """Places in three groups, a bar each, as long as its vendors are many, in parts for what lets data go there."""
    lines, groups, bars, labels = list[Row](), list[Row](), list[Row](), list[Row]()
    for name, rows in _grouped_places(review).items():
        drawn = [row for row in rows if row["number"] > 1 or _without_basis(row)][:PLACE_LIMIT]
        if rows:
            label, rest = f"{name}: {counted(len(rows), 'place')}", _left_out(rows, drawn)
            groups.append({"place": f"group {name}", "label": label, "rest": rest})
            lines += [{"place": groups[-1]["place"]}, *({"place": row["place"]} for row in drawn)]
        for row in drawn:
            bare = _without_basis(row)
            words = f", {'' if bare == row['number'] else f'{bare} with '}no known basis" if bare else ""
            labels.append({"place": row["place"], "label": f"{counted(row['number'], 'vendor')}{words}"})
            bars += [
                {
                    "place": row["place"],
                    "basis": BASIS_WORDS[basis],
                    "vendors": row["counts"][basis],
                    "order": order,
                }
                for order, basis in enumerate(BASES)
                if basis in row["counts"]
            ]
    spec = charts.join("places", {"rows": lines, "groups": groups, "places": bars, "labels": labels})
    return Chart(spec, "Vendors by place and by what lets data go there", place_finding(review))


def place_finding(review: Review) -> str:
    """How many places there are, which has most vendors, and who has none that serves."""
    data, rows = vendors_by_place(review), place_rows(review)
    total, vendors = len(review.vendor_rows), len({row["vendor_id"] for row in data})
    top = rows[0]["number"]
    first = [row["place"] for row in rows if row["number"] == top]
    told = [
        f"{vendors} of {counted(total, 'vendor')} {'states' if vendors == 1 else 'state'} "
        f"{counted(len(rows), 'place')}, most often {some(first, most=3)} ({top}{' each' if len(first) > 1 else ''})."
    ]
    bare = dict.fromkeys(row["vendor_id"] for row in data if row["basis"] in ("none", "unknown"))
    if bare:
        names = some([review.unique_names[vendor_id] for vendor_id in bare], most=3)
        told.append(f"No basis that serves the place is stated for {names}.")
    else:
        told.append("Each place has a basis on which data may go there.")
    return " ".join(told)
