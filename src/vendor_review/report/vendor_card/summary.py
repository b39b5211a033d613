"""One paragraph per vendor: its data, who can reach it, what is shown, what is merely said, and what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.figures import share, whole
from vendor_review.policy import Policy
from vendor_review.report.pages.html import counted, within
from vendor_review.report.review import Review, Row, once, rows_of
from vendor_review.report.words.next_steps import steps_in
from vendor_review.report.words.wording import PATH_WORDS, asked_controls, sentence, series, some


def summary(review: Review, vendor_id: str, age_cost: float, *, next_step: bool = True) -> str:
    """The vendor's state in a few sentences, each of them a fact that the page shows below.

    `age_cost` is how many of the points at worst are there because evidence has aged; `next_step`, whether to say what
    would lower the score most.
    """
    vendor = review.vendor_rows[vendor_id]
    told = [
        _access(vendor),
        *_data(review, vendor_id, vendor),
        _controls(review, vendor_id),
        _outcome(vendor, age_cost, review.scores.policy),
        *(_settling(review, vendor_id) if next_step and vendor["appetite"] != "within" else ()),
    ]
    return " ".join(sentence(words) for words in told)


def _access(vendor: dict[str, Any]) -> str:
    levels = list(PATH_WORDS.values())
    least, most = levels[int(vendor["path_lo"])], levels[int(vendor["path_hi"])]
    if not vendor["path_known"]:
        return "how its staff and systems reach the data is not stated"
    return least if least == most else f"at least, {least}; at most, {most}"


def _data(review: Review, vendor_id: str, vendor: dict[str, Any]) -> list[str]:
    """What is stated to lie with the vendor and to be open to its people."""
    if not vendor["data_known"]:
        return ["which data that is, is not stated"]
    labels = review.scores.policy.categories["label"]
    rows, told = _shared(review).get(vendor_id, []), []
    sealed = any(row["custody"] == "ciphertext" and row["category"] != "none" for row in rows)
    # Of a vendor that keeps nothing, either statement is enough, as for its score.
    keeps = vendor["path_hi"] >= review.scores.policy.path_levels["stores"]
    for custody, having, lacking in (
        ("held", "it stores", "it stores none"),
        ("disclosed", "its staff can see", "its staff see none"),
        ("ciphertext", "it stores only encrypted, with keys out of its reach,", ""),
    ):
        stated = dict.fromkeys(row["category"] for row in rows if row["custody"] == custody)
        kinds = [within(labels.get(kind, kind)) for kind in stated if kind != "none"]
        if kinds:
            told.append(f"{having} {some(kinds, most=6)}")
        elif custody == "ciphertext" or (custody == "held" and sealed):
            continue
        elif stated:
            told.append(f"{lacking}, as stated")
        elif keeps:
            told.append(f"what {having} is not stated")
    return ["; ".join(told), *_at_odds(review, vendor_id)]


def _at_odds(review: Review, vendor_id: str) -> list[str]:
    """What of the data is contradicted or half stated, or weighs in full although it is encrypted."""
    found = _engagement_flags(review).get(vendor_id, set())
    return [words for flag, words in _AT_ODDS.items() if flag in found]


_AT_ODDS = {
    "none_beside_keeping": "the register says that it gets no data, and that it may keep data: until one of the two is "
    "corrected, any data may be there in the worst case",
    "data_beside_no_path": "the register names data, and says that nothing reaches it: until one of the two is "
    "corrected, it may host that data in the worst case",
    "half_stated": "it may keep data, and only one of two things is stated: what it stores, or what its staff can see. "
    "For the other, any data counts in the worst case",
    "in_full": "what it stores encrypted counts in full in the worst case, since no independent document in force "
    "shows that the keys are out of its reach",
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
    asked, shown = asked_controls(vendor), vendor["shown"]
    others = [
        (vendor["claimed"], "rests on its word", "rest on its word"),
        (vendor["unproven"], "has no evidence that counts", "have no evidence that counts"),
        (vendor["no"], "is answered no", "are answered no"),
        (vendor["declined"], "is declined, or not answered in time", "are declined, or not answered in time"),
        (vendor["awaited"], "is asked and not answered yet", "are asked and not answered yet"),
        (vendor["not_asked"], "is unknown", "are unknown"),
    ]
    for number, one, many in others:
        if number == asked:
            return f"{'the only control' if asked == 1 else f'all {asked} controls'} {one if asked == 1 else many}"
    first = (
        f"{shown or 'none'} of {counted(asked, 'control')} {'is' if shown < 2 else 'are'} shown by documents"
    )
    parts = [f"{number} {one if number == 1 else many}" for number, one, many in others if number]
    return f"{first}; {series(parts)}" if parts else first


def _outcome(vendor: dict[str, Any], age_cost: float, policy: Policy) -> str:
    exposure, score = _where(vendor, "i", policy), _where(vendor, "r", policy)
    if vendor["band"] == "unrated":
        return f"we know neither its data, its access nor its controls, so it is unrated: {score} points"
    return (
        f"it scores {exposure} points before controls, and {score} with them: {vendor['band']} in the worst case"
        + (f"; {_points(share(age_cost))} of it because evidence is old" if age_cost else "")
    )


def _points(number: str) -> str:
    return f"{number} point" if number.endswith("1") and not number.endswith("11") else f"{number} points"


def _settling(review: Review, vendor_id: str) -> list[str]:
    """The one document, on file or not, that could lower the score first, and whether to within the appetite."""
    documents = review.documents_by_vendor.get(vendor_id)
    if not documents:
        return []
    best = documents[0]
    least = whole(best["r_hi"], review.scores.policy.limits)
    reach = "within the appetite" if best["appetite"] == "within" else "still not within the appetite"
    return [
        f"most useful next step: {steps_in(review).noun(best)}",
        f"it could lower the worst case to {least}, {reach}",
    ]


def _where(vendor: dict[str, Any], quantity: str, policy: Policy) -> str:
    lo, hi = (whole(vendor[f"{quantity}_{end}"], policy.limits) for end in ("lo", "hi"))
    return lo if lo == hi else f"{lo} to {hi}"
