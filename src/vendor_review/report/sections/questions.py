"""Which questions to ask first: the documents that could lower each score most, and the controls most often open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.figures import whole
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.report.sections.decision_reasons import last_decisions
from vendor_review.report.words.explanation import denied_controls
from vendor_review.report.words.next_steps import steps_in
from vendor_review.report.words.question_words import shortest_words
from vendor_review.report.words.wording import APPETITE_WORDS, sentence
from vendor_review.scoring import shortest_list

#: Documents that the table names for a vendor; questions.csv has all of them, and each control.
_NAMED = 2
#: Vendors that the table names, worst first.
_LISTED = 50
#: The policy's request for what the data of a vendor is, in detail.
DATA_IN_DETAIL = "data_classification"


def documents_of(review: Review, vendor_id: str) -> list[dict[str, str]]:
    """The documents that could lower a vendor's score most, two at most; of each its id, title, and what it brings.

    One that brings the vendor within the appetite comes first; one that takes off less than a point is left out.
    """
    steps, limits = steps_in(review), review.scores.policy.limits
    now = whole(review.vendor_rows[vendor_id]["r_hi"], limits)
    found = [
        document
        for document in review.documents_by_vendor.get(vendor_id, [])
        if whole(document["r_hi"], limits) != now
    ]
    return [
        {
            "question": document["question"],
            "title": sentence(steps.noun(document)).rstrip("."),
            "r_hi": whole(document["r_hi"], limits),
            "appetite": APPETITE_WORDS[document["appetite"]],
        }
        for document in sorted(found, key=lambda document: document["appetite"] != "within")[:_NAMED]
    ]


@once
def _shortest(review: Review) -> pd.DataFrame:
    return shortest_list(review.scores, review.scores.on_file)


@once
def _shortest_of(review: Review) -> Mapping[str, list[Row]]:
    return grouped(_shortest(review), "vendor_id")


def together(review: Review, vendor_id: str) -> str:
    """The steps that only one after the other bring a vendor within the appetite, in words; "" where one is enough.

    "" also where all of them together do not.
    """
    one_is_enough = any(
        document["appetite"] == "within" for document in review.documents_by_vendor.get(vendor_id, [])
    )
    taken = _shortest_of(review).get(vendor_id, [])
    if one_is_enough or len(taken) < 2:
        return ""
    steps, limits = steps_in(review), review.scores.policy.limits
    words = ", then ".join(steps.noun(step) for step in taken)
    return f"Within the appetite only by {words}: down to {whole(taken[-1]['r_hi'], limits)}"


def whole_way(review: Review, vendor_id: str) -> str:
    """How a vendor that is outside the appetite even at best gets within it, or how near, in words; "" for others."""
    if review.vendor_rows[vendor_id]["appetite"] != "outside":
        return ""
    denied = denied_controls(review, vendor_id)
    if not denied:
        return ""
    named, limits = steps_in(review), review.scores.policy.limits
    _, *others = review.remediation_by_vendor[vendor_id]
    ways = [f"{counted(len(denied), 'control', 'controls')} put in place and independently tested"]
    ways += [named.noun({**step, "question": step["step"]}) for step in others]
    last = review.remediation_by_vendor[vendor_id][-1]
    words = sentence(", then ".join(ways)).rstrip(".")
    return f"{words}: down to {whole(last['r_hi'], limits)}, {APPETITE_WORDS[last['appetite']]}"


def steps_of(review: Review, vendor_id: str) -> tuple[list[dict[str, str]], str]:
    """What to ask of a vendor, or do: documents, each for itself, and what only together is enough, in words.

    One that is outside the appetite even at best has the whole way, and no document by itself.
    """
    way = whole_way(review, vendor_id)
    return ([], way) if way else (documents_of(review, vendor_id), together(review, vendor_id))


def documents_first(review: Review) -> list[dict[str, Any]]:
    """Vendors not within the appetite that a step could help, most points off first: what to ask or do, and whom.

    One that is outside even at best has the whole way in place of a first document. Those to be left are not there.
    """
    rows, limits = [], review.scores.policy.limits
    owners, identity = review.scores.next_looks["owner"].to_dict(), review.accepted("vendors", "vendor_id")
    for vendor_id, vendor in review.vendor_rows.items():
        documents, ways = steps_of(review, vendor_id)
        if vendor["appetite"] == "within" or not (documents or ways) or vendor_id in leaving(review):
            continue
        rows.append(
            {
                "id": vendor_id,
                "name": vendor["name"],
                "r_hi": whole(vendor["r_hi"], limits),
                "documents": documents,
                "together": ways,
                "off": int(whole(vendor["r_hi"], limits)) - _reached(review, vendor_id, documents),
                "owner": owners.get(vendor_id, ""),
                "contact": _in_parts(next((row["contact"] for row in identity.get(vendor_id, ())), "")),
            }
        )
    return sorted(rows, key=lambda row: -row["off"])


@once
def leaving(review: Review) -> Mapping[str, str]:
    """Vendors not within the appetite whose last decision is to leave them: id to name."""
    return {
        vendor_id: str(review.vendor_rows[vendor_id]["name"])
        for vendor_id, decided in last_decisions(review).items()
        if decided["decision"] == "exit" and review.vendor_rows[vendor_id]["appetite"] != "within"
    }


def _reached(review: Review, vendor_id: str, documents: Sequence[Mapping[str, str]]) -> int:
    """The worst case, in whole points, that the first document, or the whole way, would bring."""
    if documents:
        return int(documents[0]["r_hi"])
    return int(whole(review.remediation_by_vendor[vendor_id][-1]["r_hi"], review.scores.policy.limits))


def _in_parts(contact: str) -> list[str]:
    """An address in the parts between which a line may break, so that no word is broken."""
    return [part for part in re.split(r"(?<=[@/])|(?=\.)", contact) if part]


def settled_by_one(review: Review) -> dict[str, int]:
    """Vendors not within the appetite nor to be left, and how many of them one document could bring there."""
    asked = [
        name
        for name, vendor in review.vendor_rows.items()
        if vendor["appetite"] != "within" and name not in leaving(review)
    ]
    settled = [
        any(document["appetite"] == "within" for document in review.documents_by_vendor.get(name, []))
        for name in asked
    ]
    return {"vendors": len(asked), "settled": sum(settled)}


def beyond_documents(review: Review) -> list[dict[str, str]]:
    """Vendors that no document can bring within the appetite, worst first: id and name."""
    return [
        {"id": vendor_id, "name": str(row["name"])}
        for vendor_id, row in review.vendor_rows.items()
        if row["appetite"] == "outside"
    ]


def open_controls(review: Review) -> list[dict[str, Any]]:
    """Per control, those first that are unknown of most vendors: id, name, `unknown`, `unproven` and `asked`.

    `unproven` counts the vendors that answer yes or in part and have no document that counts; `asked`, all of which it
    is asked. Controls that are known and shown of every vendor are left out.
    """
    controls = review.scores.controls
    said = np.isin(controls.answer.astype(str), ["yes", "partial"])
    unknown, unproven = controls.answer == "unknown", said & (controls.strength == 0)
    names = review.scores.policy.controls["name"]
    rows = [
        {
            "control": control,
            "name": names[control],
            "unknown": int(unknown[:, place].sum()),
            "unproven": int(unproven[:, place].sum()),
            "asked": int((controls.answer[:, place] != "not_applicable").sum()),
        }
        for place, control in enumerate(controls.control_ids)
    ]
    rows = [row for row in rows if row["unknown"] or row["unproven"]]
    return sorted(rows, key=lambda row: (-row["unknown"], -row["unproven"]))


def questions_first(review: Review) -> Section:
    """Section 8 of the page: of each vendor its points at worst, and the documents that would bring them down most.

    Examples
    --------
    >>> report.questions_first(review)
    3 vendors of 3 settled by one document at best
    Amazon Web Services, 99: A SOC 2 Type II or STAR Level 2 report that covers our service: 10; ...
    """
    vendors, controls = documents_first(review), open_controls(review)
    settled = settled_by_one(review)
    html = render(
        "questions.html.j2",
        none_engaged=review.scores.vendors.empty,
        vendors=vendors[:_LISTED],
        further=len(vendors[_LISTED:]),
        controls=controls,
        settled=settled,
        beyond=beyond_documents(review),
        leaving=leaving(review),
        accepted={
            vendor_id
            for vendor_id, decided in last_decisions(review).items()
            if decided["in_force"] and decided["decision"].startswith("accept")
        },
        shortest=shortest_words(review.scores, _shortest(review), leaving(review)),
        appetite=f"{review.scores.policy.appetite:g}",
    )
    lines = [
        f"{counted(settled['settled'], 'vendor')} of {settled['vendors']} settled by one document at best"
    ]
    for row in vendors:
        asked = "; ".join(f"{document['title']}: {document['r_hi']}" for document in row["documents"])
        lines.append(f"{row['name']}, {row['r_hi']}: {asked}")
    lines += [
        f"{row['control']} {row['name']}: unknown of {row['unknown']} of {row['asked']}" for row in controls
    ]
    return Section([Fragment(html, "\n".join(lines), anchor="questions", title="What to ask first")])
