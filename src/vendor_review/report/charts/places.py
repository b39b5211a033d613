"""Which places vendors work in, and on what basis data goes there, as a picture and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from vendor_review.report import charts
from vendor_review.report.charts.categories import named
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.pages.html import counted
from vendor_review.report.review import Review, Row, by, once, rows_of
from vendor_review.report.words.wording import place_text, series, some
from vendor_review.schema.across_tables.transfers import BASES
from vendor_review.scoring.model.compliance import transfer_bases

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
