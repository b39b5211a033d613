"""What has changed, as text for a terminal: the facts of section 4 of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from vendor_review.changes.public_lists.list_changes import ListChange
from vendor_review.report.pages.html import counted, stated
from vendor_review.report.review import Review
from vendor_review.report.sections.changes import (
    change_counts,
    changes_sentence,
    move_rows,
    notice_row,
    quiet_rows,
    vendor_rows,
)
from vendor_review.schema.public_page import public_words


def changes_text(review: Review) -> str:
    """What differs between a review and its baseline: vendors, notices, score moves, policy, and wording at the end."""
    changed = review.comparison
    if changed is None:
        return "Nothing was compared."
    lines = [f"{changed.before} to {changed.after}: {changes_sentence(change_counts(review) or {})}"]
    for row in vendor_rows(review, changed):
        formerly = f", formerly {row['former_name']}" if row["former_name"] else ""
        into = f": {row['into']}" if row["into"] else ""
        lines += ["", f"{row['name']}: {row['fate']}{formerly}{into}", *_lines(row["lines"])]
        lines.append(f"    customer notice: {row['notice']}")
    lines += ["", *_notices(review)]
    moves = move_rows(review, changed)
    lines += [
        "",
        f"Score moves, at worst (time, register, policy): {counted(len(moves), 'vendor')}",
    ]
    for move in moves:
        steps = move["hi"]
        crossed = f"; {'; '.join(move['words'])}" if move["words"] else ""
        lines.append(
            f"  {move['name']}: {steps['before']} {steps['age']} {steps['register']} {steps['policy']} "
            f"= {steps['after']}{crossed}. {move['because']}"
        )
    for number in changed.numbers.to_dict("records"):
        lines.append(f"  policy {number['name']}: {stated(number['before'])}, now {stated(number['after'])}")
    quiet = quiet_rows(review, changed)
    if quiet:
        lines += ["", "Wording, remarks and what people recorded:"]
        lines += [f"  {row['name']}: {'; '.join(line['words'] for line in row['lines'])}" for row in quiet]
    return "\n".join(lines)


def _lines(lines: list[dict[str, Any]]) -> list[str]:
    return [f"  {'! ' if line['material'] else '  '}{line['words']}" for line in lines]


def _notices(review: Review) -> Iterator[str]:
    if review.earlier is not None and review.earlier.withheld:
        yield "The list of the earlier state was withheld: notices count from the one published before it, if any."
    if not review.notices:
        yield "Nothing needs notice to customers."
        return
    yield "Changes that need customer notice:"
    for notice in review.notices:
        row = notice_row(notice)
        change = f": {row['before']}, now {row['after']}" if notice.change.field else ""
        if notice.change.after and not notice.change.field:
            change = f": {notice.change.after}"
        days = (
            f"announced on {row['announced_on']}, in effect {stated(row['effective_on'])}, notice ends "
            f"{stated(row['notice_ends_on'])}, object until {stated(row['objection_until'])}"
        )
        late = "; TOO EARLY" if row["late"] else ""
        yield f"  {row['name']}: {row['what']}{change} ({days}{late})"


def list_lines(changes: Sequence[ListChange]) -> Iterator[str]:
    """The differences of two published lists, a line each; `!` marks those that need notice."""
    if not changes:
        yield "The two lists say the same."
    for change in changes:
        mark = "! " if change.needs_notice else "  "
        if change.field is None:
            yield f"{mark}{change.name}: {change.kind}"
        else:
            what = public_words.FIELDS[change.field].lower()
            yield f"{mark}{change.name}: {what}: {stated(change.before)}, now {stated(change.after)}"
