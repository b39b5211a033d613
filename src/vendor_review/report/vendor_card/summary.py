"""One paragraph per vendor: its data, who can reach it, what is shown, what is merely said, and what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from vendor_review.figures import points
from vendor_review.report.pages.html import counted, within
from vendor_review.report.review import Review, Row, once, rows_of
from vendor_review.report.words.wording import PATH_WORDS, sentence, series, some

#: Levels of evidence that rest on someone's word alone.
_WORD_OF_MOUTH = ("E1", "E2")


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
    for custody, having, lacking in (
        ("held", "it holds", "it holds none"),
        ("disclosed", "its people may see", "its people see none"),
    ):
        stated = dict.fromkeys(row["category"] for row in rows if row["custody"] == custody)
        kinds = [within(labels.get(kind, kind)) for kind in stated if kind != "none"]
        if kinds:
            told.append(f"{having} {some(kinds, most=6)}")
        elif stated:
            told.append(f"{lacking}, as stated")
        else:
            told.append(f"what {having} is not stated")
    return ["; ".join(told)]


@once
def _shared(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to the rows of `data_shared` of its engagements that are not past, in the order of the register."""
    tables, found = review.checked.tables, dict[str, list[Row]]()
    engagements = tables["engagements"][tables["engagements"]["status"].ne("past")]
    vendor_of = dict(zip(engagements["engagement_id"], engagements["vendor_id"], strict=True))
    for row in rows_of(tables["data_shared"]):
        if row["engagement_id"] in vendor_of:
            found.setdefault(vendor_of[row["engagement_id"]], []).append(row)
    return found


def _controls(review: Review, vendor_id: str) -> str:
    """How many controls are shown, merely claimed, said without proof, denied and unknown."""
    controls, place = review.scores.controls, review.places[vendor_id]
    counts = Counter(
        _shown(answer, review.evidence_rows.get(cited))
        for answer, cited in zip(controls.answer[place], controls.evidence_id[place], strict=True)
    )
    asked = counts.total() - counts["not_applicable"]
    parts = [
        (counts["shown"], "shown by a contract or an independent document"),
        (counts["claimed"], "merely claimed by the vendor or a page"),
        (counts["unproven"], "answered without evidence that counts"),
        (counts["no"], "answered no"),
        (counts["unknown"], "unknown"),
    ]
    for number, words in parts:
        if number == asked:
            return f"all of the {counted(asked, 'control')} asked of it are {words}"
    told = [
        f"{number or 'none'} {'is' if number < 2 else 'are'} {words}"
        for place, (number, words) in enumerate(parts)
        if number or place == 0
    ]
    return f"of the {counted(asked, 'control')} asked of it, {series(told)}"


def _shown(answer: str, document: Row | None) -> str:
    """How far an answer is shown by the document that it cites: `shown`, `claimed` or `unproven`; else the answer."""
    if answer not in ("yes", "partial"):
        return answer
    if document is None or not document["strength"] > 0:
        return "unproven"
    return "claimed" if document["level"] in _WORD_OF_MOUTH else "shown"


def _outcome(vendor: dict[str, Any], age_cost: float) -> str:
    if vendor["band"] == "unrated":
        return f"neither data, access nor controls are stated, so it is unrated and may lie {_where(vendor, 'r')}"
    return (
        f"its exposure lies {_where(vendor, 'i')} points, and after controls {_where(vendor, 'r')}: "
        f"{vendor['band']} at worst"
        + (f", {points(age_cost)} of it for the age of evidence" if age_cost else "")
    )


def _settling(review: Review, vendor_id: str) -> list[str]:
    """The one document that could lower the score most, if there is any, and whether to within the appetite."""
    documents = review.documents_by_vendor.get(vendor_id)
    if not documents:
        return []
    best = documents[0]
    title = review.scores.policy.requests["title"][best["question"]]
    reach = f"at best it brings the upper end down to {points(best['r_hi'])}"
    stands = "within the appetite" if best["appetite"] == "within" else "still not within the appetite"
    return [f"most would be settled by {title}: {reach}, {stands}"]


def _where(vendor: dict[str, Any], quantity: str) -> str:
    lo, hi = points(vendor[f"{quantity}_lo"]), points(vendor[f"{quantity}_hi"])
    return f"at {lo}" if lo == hi else f"between {lo} and {hi}"
