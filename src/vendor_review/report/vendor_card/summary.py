"""One paragraph per vendor: its data, who can reach it, what is shown, what is merely said, and what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.figures import points
from vendor_review.report.pages.html import counted, within
from vendor_review.report.review import Review, Row, once, rows_of
from vendor_review.report.words.next_steps import Steps
from vendor_review.report.words.wording import PATH_WORDS, sentence, series, some
from vendor_review.scoring.scenarios.requests import ON_FILE


def summary(review: Review, vendor_id: str, age_cost: float) -> str:
    """The vendor's state in a few sentences, each of them a fact that the page shows below.

    `age_cost` is how many of the points at worst are there because evidence has aged.
    """
    vendor = review.vendor_rows[vendor_id]
    told = [
        _access(vendor),
        *_data(review, vendor_id, vendor),
        _controls(review, vendor_id),
        _outcome(vendor, age_cost),
        *(_settling(review, vendor_id) if vendor["appetite"] != "within" else ()),
    ]
    return " ".join(sentence(words) for words in told)


def _access(vendor: dict[str, Any]) -> str:
    levels = list(PATH_WORDS.values())
    least, most = levels[int(vendor["path_lo"])], levels[int(vendor["path_hi"])]
    if not vendor["path_known"]:
        return "how its people and systems reach the data is not stated"
    return least if least == most else f"at the least {least}, and at the most {most}"


def _data(review: Review, vendor_id: str, vendor: dict[str, Any]) -> list[str]:
    """What is stated to lie with the vendor and to be open to its people."""
    if not vendor["data_known"]:
        return ["which data that is, is not stated"]
    labels = review.scores.policy.categories["label"]
    rows, told = _shared(review).get(vendor_id, []), []
    sealed = any(row["custody"] == "ciphertext" and row["category"] != "none" for row in rows)
    for custody, having, lacking in (
        ("held", "it holds", "it holds none"),
        ("disclosed", "its people may see", "its people see none"),
        ("ciphertext", "it holds only encrypted, with keys out of its reach,", ""),
    ):
        stated = dict.fromkeys(row["category"] for row in rows if row["custody"] == custody)
        kinds = [within(labels.get(kind, kind)) for kind in stated if kind != "none"]
        if kinds:
            told.append(f"{having} {some(kinds, most=6)}")
        elif custody == "ciphertext" or (custody == "held" and sealed):
            continue
        elif stated:
            told.append(f"{lacking}, as stated")
        else:
            told.append(f"what {having} is not stated")
    return ["; ".join(told), *_at_odds(review, vendor_id)]


def _at_odds(review: Review, vendor_id: str) -> list[str]:
    """What of the data is contradicted or half stated, or weighs in full although it is encrypted."""
    found = _engagement_flags(review).get(vendor_id, set())
    return [words for flag, words in _AT_ODDS.items() if flag in found]


_AT_ODDS = {
    "none_beside_keeping": "it is said to get no data, and to have access that may keep data: until one of the two is "
    "corrected, any data may be there at worst",
    "data_beside_no_path": "data is stated beside an access path of none: until one of the two is corrected, it may "
    "host that data at worst",
    "half_stated": "it may keep data, and only what it holds or what its people see is stated: for the other, any data "
    "counts at worst",
    "in_full": "what it holds encrypted weighs in full at worst, for no independent document in force shows that the "
    "keys are out of its reach",
}


@once
def _engagement_flags(review: Review) -> Mapping[str, set[str]]:
    """Vendor id to what holds for one of its engagements at least, of the keys of `_AT_ODDS`."""
    rows, found = review.scores.engagements, dict[str, set[str]]()
    flags = rows.assign(in_full=rows["d_hi"] > rows["d_hi_sealed"])
    for name in _AT_ODDS:
        for vendor_id in flags.loc[flags[name].to_numpy(dtype=bool), "vendor_id"]:
            found.setdefault(vendor_id, set()).add(name)
    return found


@once
def _shared(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to the rows of `data_shared` of its current engagements, in the order of the register."""
    tables, found = review.checked.tables, dict[str, list[Row]]()
    engagements = review.scores.engagements
    vendor_of = dict(zip(engagements["engagement_id"], engagements["vendor_id"], strict=True))
    for row in rows_of(tables["data_shared"]):
        if row["engagement_id"] in vendor_of:
            found.setdefault(vendor_of[row["engagement_id"]], []).append(row)
    return found


def _controls(review: Review, vendor_id: str) -> str:
    """How many controls are shown, merely claimed, said without proof, denied, declined and unknown."""
    vendor = review.vendor_rows[vendor_id]
    parts = [
        (vendor["shown"], "shown by a contract or an independent document"),
        (vendor["claimed"], "merely claimed by the vendor or a page"),
        (vendor["unproven"], "answered without evidence that counts"),
        (vendor["no"], "answered no"),
        (vendor["declined"], "declined, or not answered in time"),
        (vendor["awaited"], "asked and not answered yet"),
        (vendor["not_asked"], "unknown"),
    ]
    asked = sum(number for number, _ in parts)
    for number, words in parts:
        if number == asked:
            return f"all of the {counted(asked, 'control')} asked of it are {words}"
    told = [
        f"{number or 'none'} {'is' if number < 2 else 'are'} {words}"
        for place, (number, words) in enumerate(parts)
        if number or place == 0
    ]
    return f"of the {counted(asked, 'control')} asked of it, {series(told)}"


def _outcome(vendor: dict[str, Any], age_cost: float) -> str:
    if vendor["band"] == "unrated":
        return f"neither data, access nor controls are stated, so it is unrated and may lie {_where(vendor, 'r')}"
    return (
        f"its exposure lies {_where(vendor, 'i')} points, and after controls {_where(vendor, 'r')}: "
        f"{vendor['band']} at worst"
        + (f", {points(age_cost)} of it for the age of evidence" if age_cost else "")
    )


def _settling(review: Review, vendor_id: str) -> list[str]:
    """The one document, on file or not, that could lower the score first, and whether to within the appetite."""
    documents = review.documents_by_vendor.get(vendor_id)
    if not documents:
        return []
    best = documents[0]
    words = Steps(review.scores).noun(best)
    reach = f"at best it brings the upper end down to {points(best['r_hi'])}"
    stands = "within the appetite" if best["appetite"] == "within" else "still not within the appetite"
    if best["kind"] == ON_FILE:
        return [f"{words}: {reach}, {stands}"]
    return [f"most would be settled by {words}: {reach}, {stands}"]


def _where(vendor: dict[str, Any], quantity: str) -> str:
    lo, hi = points(vendor[f"{quantity}_lo"]), points(vendor[f"{quantity}_hi"])
    return f"at {lo}" if lo == hi else f"between {lo} and {hi}"
