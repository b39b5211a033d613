"""What is not known: a row per vendor and a mark for each thing that a score or a check of the law rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review, Row, by, once, rows_of
from vendor_review.report.sections.questions import DATA_IN_DETAIL, documents_of
from vendor_review.report.words.wording import asked_controls, score_text, series
from vendor_review.scoring.model.compliance import CHECKS

#: Vendors that the table names, worst first; the register's problems name what is blank of the others.
_LISTED = 60
#: So many are named as those with the most points open.
_MOST_WIDE = 3
#: Codes of places that say that nothing is decided.
_UNDECIDED = ("", "TBD", "VARIES")
KNOWN, PARTLY, UNKNOWN, FAILS = "known", "partly", "unknown", "fails"
_WORDS = {KNOWN: "stated", PARTLY: "in part", UNKNOWN: "not stated"}
_CHECK_STATES = {"pass": (KNOWN, "passes"), "fail": (FAILS, "fails"), "unknown": (UNKNOWN, "not known")}
#: What is looked at, as heads of columns.
THINGS = ("Data", "Access", "Controls answered", "Location", "Contract", "Transfer", "Notice")

Mark = tuple[str, str]


@once
def unknown_rows(review: Review) -> Sequence[Row]:
    """The vendors of which something is not known, worst first: id, name, and `marks`, a (state, words) per thing."""
    engagements = by(rows_of(review.scores.engagements), "vendor_id")
    places = review.accepted("places", "engagement_id")
    broad, rows = _broadly_stated(review), []
    for vendor_id, vendor in review.vendor_rows.items():
        own = engagements.get(vendor_id, [])
        marks = (
            _data(own, is_broad=vendor_id in broad),
            _access(vendor),
            _controls(vendor),
            _location([places.get(one["engagement_id"], []) for one in own]),
            *(_CHECK_STATES[vendor[check]] for check in CHECKS),
        )
        if any(state in (PARTLY, UNKNOWN) for state, _ in marks):
            rows.append({"id": vendor_id, "name": review.unique_names[vendor_id], "marks": marks})
    return rows


def _marked(states: Iterable[bool]) -> Mark:
    """All known, some of it, or nothing."""
    found = [*states]
    state = KNOWN if found and all(found) else PARTLY if any(found) else UNKNOWN
    return state, _WORDS[state]


def _broadly_stated(review: Review) -> set[str]:
    """The vendors to be asked for their data in detail, since the words for it are so broad."""
    return {
        vendor_id
        for vendor_id, vendor in review.vendor_rows.items()
        if vendor["appetite"] != "within"
        and any(one["question"] == DATA_IN_DETAIL for one in documents_of(review, vendor_id))
    }


def _data(engagements: Sequence[Row], *, is_broad: bool) -> Mark:
    if any(one["data_known"] for one in engagements) and not all(one["data_whole"] for one in engagements):
        return PARTLY, _WORDS[PARTLY]
    found = _marked(one["data_whole"] for one in engagements)
    return (PARTLY, "broadly") if is_broad and found[0] == KNOWN else found


def _access(vendor: Row) -> Mark:
    if not vendor["path_known"]:
        return UNKNOWN, _WORDS[UNKNOWN]
    return (KNOWN, _WORDS[KNOWN]) if vendor["path_lo"] == vendor["path_hi"] else (PARTLY, "a range")


def _controls(vendor: Row) -> Mark:
    asked = asked_controls(vendor)
    answered = asked - vendor["awaited"] - vendor["not_asked"]
    state = KNOWN if answered == asked else PARTLY if answered else UNKNOWN
    return state, f"{answered} of {asked}"


def _location(places: Sequence[Sequence[Mapping[str, object]]]) -> Mark:
    """Whether each engagement has a place, and each of its places a code that says where it is.

    Not stated is what has no place at all, as in the section on concentration; a place that is open is stated as such.
    """
    if not any(places):
        return UNKNOWN, _WORDS[UNKNOWN]
    decided = [one["code"] not in _UNDECIDED for of_one in places for one in of_one]
    if not any(decided):
        return PARTLY, "not decided"
    return (KNOWN, _WORDS[KNOWN]) if all(places) and all(decided) else (PARTLY, _WORDS[PARTLY])


def _widest(review: Review, rows: Sequence[Row]) -> str:
    """The vendors whose scores have the widest ranges, in words: where an answer can tell most."""
    found = sorted((review.vendor_rows[row["id"]] for row in rows), key=lambda one: one["r_lo"] - one["r_hi"])
    limits = review.scores.policy.limits
    return series(
        [f"{one['name']} ({score_text(one['r_lo'], one['r_hi'], limits)})" for one in found[:_MOST_WIDE]]
    )


def what_is_not_known(review: Review) -> Section:
    """Section 6 of the page: which vendors' data, access, controls, location and checks are not known.

    Examples
    --------
    >>> report.what_is_not_known(review)
    What is not known: something of 3 of 3 vendors
    Amazon Web Services: data broadly, controls answered 2 of 18, location not stated, contract not known, ...
    ...
    """
    rows, total = unknown_rows(review), len(review.vendor_rows)
    often = Counter(
        thing
        for row in rows
        for thing, (state, _) in zip(THINGS, row["marks"], strict=True)
        if state in (PARTLY, UNKNOWN)
    )
    counts = series([f"{thing.lower()} ({number})" for thing, number in often.most_common(3)])
    html = render(
        "unknowns.html.j2",
        rows=rows[:_LISTED],
        further=len(rows[_LISTED:]),
        things=THINGS,
        number=len(rows),
        total=total,
        counts=counts,
        widest=_widest(review, rows),
    )
    lines = [f"What is not known: something of {len(rows)} of {counted(total, 'vendor')}"]
    lines += [
        f"{row['name']}: "
        + ", ".join(
            f"{thing.lower()} {words}"
            for thing, (state, words) in zip(THINGS, row["marks"], strict=True)
            if state in (PARTLY, UNKNOWN)
        )
        for row in rows
    ]
    return Section([Fragment(html, "\n".join(lines), anchor="unknowns", title="What is not known")])
