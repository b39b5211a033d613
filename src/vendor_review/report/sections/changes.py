"""What has changed since an earlier review: vendors, what customers must be told, and what moved each score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.changes.registers.comparison import Comparison
from vendor_review.changes.registers.state import CAUSES
from vendor_review.figures import apportioned, points, shift, whole
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import NOT_STATED, counted, render, within
from vendor_review.report.review import Review
from vendor_review.report.vendor_card.dates import events_of
from vendor_review.report.words.change_words import change_lines
from vendor_review.report.words.due_words import ended_words
from vendor_review.report.words.wording import APPETITE_WORDS, sentence, series
from vendor_review.schema.public_page import public_words
from vendor_review.scoring.calendar.decision_validity import ENDING

#: What became of vendors, in the words of a sentence.
FATE_WORDS = {
    "added": "added",
    "removed": "removed",
    "merged": "merged into another",
    "renumbered": "under another id",
    "renamed": "renamed",
}
_WORDED = ("band", "appetite", "tier")


def change_counts(review: Review) -> dict[str, int] | None:
    """How many vendors came, went and changed, and how many changes need notice; None without a baseline.

    Each vendor counts once: `changed` are those that stayed as they are called, and of which something else is stated
    than wording. `late` are the additions that are in effect before their notice has ended.
    """
    changed = review.comparison
    if changed is None:
        return None
    stayed = set(changed.vendors.loc[changed.vendors["fate"].eq("kept"), "vendor_id"])
    return {
        **{fate: changed.fates[fate] for fate in FATE_WORDS},
        "changed": len(stayed & set(changed.rows.loc[~changed.rows["quiet"], "vendor_id"])),
        "notice": len(review.notices),
        "late": sum(notice.in_time is False for notice in review.notices),
    }


def changes_since(review: Review) -> Section:
    """Section 4 of the page: what has changed since the last review, or that there is none.

    Examples
    --------
    >>> report.changes_since(review)
    Changes since the last review: not compared
    """
    changed = review.comparison
    if changed is None:
        return Section(
            [_fragment("changes_alone.html.j2", "Changes since the last review: not compared", review=review)]
        )
    moves = move_rows(review, changed)
    counts = change_counts(review) or {}
    html = _fragment(
        "changes.html.j2",
        f"Changes since the last review\n{changes_sentence(counts)}",
        review=review,
        earlier=review.earlier,
        changed=changed,
        sentence=changes_sentence(counts),
        vendors=vendor_rows(review, changed),
        quiet=quiet_rows(review, changed),
        notices=[notice_row(notice) for notice in review.notices],
        late=counts.get("late", 0),
        moves=moves,
        unmoved=len(changed.moves) - len(moves),
        numbers=changed.numbers.to_dict("records"),
    )
    return Section([html])


def changes_sentence(counts: Mapping[str, int]) -> str:
    """What has changed, in one sentence."""
    parts = [
        f"{counted(counts[fate], 'vendor')} {words}" for fate, words in FATE_WORDS.items() if counts[fate]
    ]
    if counts["changed"]:
        parts.append(f"{counted(counts['changed'], 'vendor')} changed in more than wording")
    notice = f"{counted(counts['notice'], 'change needs', 'changes need')} notice to customers"
    told = notice if counts["notice"] else "nothing needs notice to customers"
    words = series(parts) or "No vendor came, went or changed in more than wording"
    return f"{words[:1].upper()}{words[1:]}; {told}."


def vendor_rows(review: Review, changed: Comparison) -> list[dict[str, Any]]:
    """Vendors that came, went, were renamed, or of which more than wording changed, with their changes in words."""
    lines = _lines(review, changed)
    names = {str(row.vendor_id): str(row.name_) for row in _named(changed)}
    rows = []
    for row in _named(changed):
        own = lines.get(row.vendor_id, []) if row.vendor_id else []
        if row.fate == "kept" and not own:
            continue
        rows.append(
            {
                "id": row.vendor_id if row.vendor_id in review.vendor_rows else "",
                "name": row.name_,
                "fate": "changed" if row.fate == "kept" else FATE_WORDS[row.fate],
                "former_name": row.former_name if row.former_name != row.name_ else "",
                "into": names.get(row.into, row.into) if row.into else "",
                "former_id": row.former_id if row.fate == "renumbered" else "",
                "lines": own,
                "notice": _notice_words(review, row, own),
            }
        )
    return rows


#: Subjects of changes that the public list may show.
_SHOWN = frozenset(
    {"role", "place", "data", "transfer", "legal entity", "name", "status", "engagement", "public list"}
)


def _notice_words(review: Review, row: Any, lines: Sequence[Mapping[str, Any]]) -> str:
    """Whether customers must have notice of what changed about a vendor, and until when they object; else why not."""
    days = [
        "" if notice.objection_until is None else f", object until {notice.objection_until.isoformat()}"
        for notice in review.notices
        if notice.change.name == row.name_
    ]
    if days:
        return f"yes{days[0]}" if len(set(days)) == 1 else "yes, see below"
    if row.fate == "merged":
        return "no: it is part of another vendor now, which is in this table"
    if row.fate == "removed":
        return "no: nobody objects to a vendor that is no longer used"
    listed = {entry["name"] for section in review.listing["sections"] for entry in section["vendors"]}
    if row.name_ not in listed:
        return "no: not on the public list"
    if not any(line["subject"] in _SHOWN for line in lines):
        return "no: the list does not show this change"
    if review.earlier is not None and review.earlier.withheld:
        return "not known: the last list was withheld, so there is none to compare with"
    told = [item for item in review.announced if item["told_on"] == review.as_of.isoformat()]
    if any(item["name"] == row.name_ for item in told):
        return "no: for information only, it changes neither role, place, data nor transfer basis"
    return "no: the list says the same as before"


def quiet_rows(review: Review, changed: Comparison) -> list[dict[str, Any]]:
    """Changes of wording, remarks and logs, in words, by vendor."""
    lines = _lines(review, changed, quiet=True)
    return [
        {"name": row.name_, "lines": lines[row.vendor_id]}
        for row in _named(changed)
        if row.vendor_id in lines
    ]


def _named(changed: Comparison) -> list[Any]:
    # A column called `name` would hide behind the tuple's own attribute.
    return [*changed.vendors.rename(columns={"name": "name_"}).itertuples(index=False)]


def _lines(review: Review, changed: Comparison, *, quiet: bool = False) -> dict[str, list[dict[str, Any]]]:
    """What changed of each vendor, in the words of the policy and by the names of vendors."""
    policy, vendors = review.scores.policy, changed.vendors
    words = {**policy.categories["label"].to_dict(), **policy.controls["name"].to_dict()}
    labels = {str(name): within(str(label)) for name, label in words.items()}
    former = vendors["former_name"].mask(vendors["former_name"].eq(""), vendors["name"])
    return change_lines(changed, labels, dict(zip(vendors["former_id"], former, strict=True)), quiet=quiet)


def notice_row(notice: Announcement) -> dict[str, Any]:
    """A change that needs notice, in words; `late` where it is in effect before its notice has ended."""
    change = notice.change
    section = change.section or public_words.OTHER_SECTION
    # Nothing but an addition comes without a field: a removal needs no notice.
    added = (
        f"new service or place of a listed vendor, {section}" if change.after else f"new vendor, {section}"
    )
    blank = NOT_STATED if change.field else "not listed"
    return {
        "name": change.name,
        "what": public_words.FIELDS[change.field] if change.field else added,
        "before": change.before or blank,
        "after": change.after or (NOT_STATED if change.field else "listed"),
        "announced_on": notice.announced_on.isoformat(),
        "effective_on": notice.effective_on,
        "notice_ends_on": notice.notice_ends_on,
        "objection_until": notice.objection_until,
        "late": notice.in_time is False,
    }


def move_rows(review: Review, changed: Comparison) -> list[dict[str, Any]]:
    """Scores that moved by a point, or changed band, appetite or tier, worst first; figures as text, and the cause."""
    rows, limits = [], review.scores.policy.limits
    lines = _lines(review, changed)
    for vendor_id, move in changed.moves.to_dict("index").items():
        words = [
            ", now ".join(_standing(word, move[f"{word}_{when}"]) for when in ("before", "after"))
            for word in _WORDED
            if move[f"{word}_before"] != move[f"{word}_after"]
        ]
        steps = {end: _steps(move, end, limits) for end in ("lo", "hi")}
        exact = [one for one in CAUSES if any(float(points(move[f"{one}_{end}"])) for end in steps)]
        # A cause beside a move of 0 would puzzle; of a limit that less than a point crossed, it is all there is.
        causes = [one for one in exact if any(steps[end][one] != "0" for end in steps)]
        if words or causes:
            causes = sorted(causes or exact, key=lambda one: -abs(move[f"{one}_hi"]))
            because = _because(review, str(vendor_id), causes, changed, lines.get(str(vendor_id), []))
            rows.append({"id": vendor_id, "name": move["name"], "words": words, "because": because, **steps})
    return rows


def _steps(move: Mapping[Any, Any], end: str, limits: Sequence[float]) -> dict[str, str]:
    """An end of a score before, what moved it by cause, and after, in whole points that add up."""
    before, after = (whole(move[f"r_{end}_{when}"], limits) for when in ("before", "after"))
    moved = apportioned([move[f"{cause}_{end}"] for cause in CAUSES], int(after) - int(before))
    return {"before": before, **dict(zip(CAUSES, map(shift, moved), strict=True)), "after": after}


#: So many things are named as the cause of a part of a move.
_MOST_CAUSES = 2


def _because(
    review: Review,
    vendor_id: str,
    causes: Sequence[str],
    changed: Comparison,
    lines: Sequence[Mapping[str, Any]],
) -> str:
    """What moved a score, in words, cause by cause: what ended, what the register says otherwise, the policy."""
    said: dict[str, list[str]] = {"policy": ["the policy changed"]}
    if "age" in causes:
        ended = [
            ended_words(event)
            for event in events_of(review, vendor_id)
            if event["kind"] in ENDING and changed.before < event["on"].date() <= changed.after
        ]
        said["age"] = ended[:_MOST_CAUSES] or ["evidence is older"]
    if "register" in causes:
        # What a vendor answers and shows moves its score more often than what else it may come to hold.
        scored = [
            line["words"]
            for line in sorted(lines, key=lambda line: line["subject"] == "data")
            if line["scored"]
        ]
        said["register"] = scored[:_MOST_CAUSES] or ["its rows in the register changed"]
    return sentence("; ".join(words for cause in causes for words in said[cause]))


def _standing(word: str, value: str) -> str:
    return APPETITE_WORDS[value] if word == "appetite" else f"{word} {value}"


def _fragment(template: str, text: str, **facts: Any) -> Fragment:
    return Fragment(render(template, **facts), text, anchor="changes", title="Changes since the last review")
