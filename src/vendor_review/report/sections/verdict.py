"""The verdict: what a reader who stops after the first screen must know."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from vendor_review.figures import points, whole
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render, stated
from vendor_review.report.review import Review, once
from vendor_review.report.sections.changes import change_counts, move_rows
from vendor_review.report.sections.decision_reasons import Reason, open_reasons
from vendor_review.report.sections.decisions import decision_rows, settled_rows
from vendor_review.report.sections.due import due_counts, overdue_records
from vendor_review.report.sections.problems import list_findings, severity_counts
from vendor_review.report.sections.vendors import intervals_chart
from vendor_review.report.vendor_card.dates import incident_counts, incidents_without_card
from vendor_review.report.words.explanation import denied_words
from vendor_review.report.words.next_steps import steps_in
from vendor_review.report.words.rejected_rows import raised_names, raised_words
from vendor_review.report.words.wording import sentence, series, some
from vendor_review.schema.public_page import public_words
from vendor_review.scoring.scenarios.requests import ON_FILE

#: What to do about a reason why a vendor needs a decision, by the reason's kind.
_ACTIONS: Mapping[str, str] = tomllib.loads(files(__package__).joinpath("actions.toml").read_text("utf-8"))


@once
def verdict_facts(review: Review) -> dict[str, Any]:
    """Counts behind the verdict: by band (worst first), appetite, due items and finding severity."""
    vendors, findings = review.scores.vendors, review.checked.findings
    fails, within = vendors["compliance"].eq("fail"), vendors["appetite"].eq("within")
    bands = [name for name, _ in reversed(review.scores.policy.bands)]
    return {
        "vendors": len(vendors),
        "bands": {band: int(vendors["band"].eq(band).sum()) for band in ("unrated", *bands)},
        "appetite": {
            state: [str(name) for name in vendors.loc[vendors["appetite"].eq(state), "name"]]
            for state in ("outside", "undetermined", "within")
        },
        "compliance_fails": [str(name) for name in vendors.loc[fails, "name"]],
        "within_but_failing": [str(name) for name in vendors.loc[fails & within, "name"]],
        **due_counts(review),
        "never_reviewed": int(vendors["last_reviewed_on"].isna().sum()),
        "lost": [str(name) for name in vendors.loc[vendors["lost"].to_numpy(dtype=bool), "name"]],
        "raised": raised_names(review),
        "late_notice": int(vendors["notice"].eq("fail").sum()),
        "findings": severity_counts(findings),
        "rejected": len(review.checked.rejected),
        # As the page prints them, so that a trend shows the figures that its reviews show.
        "worst_r_hi": float(points(vendors["r_hi"].max())) if len(vendors) else None,
        "sum_r_hi": float(points(vendors["r_hi"].sum())) if len(vendors) else None,
        "decisions": len(decision_rows(review)),
        **incident_counts(review),
        "withheld": bool(review.withheld),
        "changes": change_counts(review),
        "on_the_list": len(list_findings(findings)),
    }


def verdict_sentence(facts: Mapping[str, Any], appetite: float) -> str:
    """The outcome in one sentence that needs no other."""
    outside, undetermined, within = (
        facts["appetite"][state] for state in ("outside", "undetermined", "within")
    )
    failing = facts["within_but_failing"]
    total, bound = facts["vendors"], f"the appetite of {appetite:g} points"
    if not total and facts["rejected"]:
        return f"No vendor could be scored: {counted(facts['rejected'], 'row')} of the register had to be rejected."
    if not total:
        return "The register names no vendor that is engaged, so there is nothing to score."
    if len(undetermined) == total:
        who = undetermined[0] if total == 1 else f"any of the {total} vendors ({some(undetermined)})"
        return f"Too little is known to say whether {who} is within {bound}."
    passing = len(within) - len(failing)
    within_it, check = "it" if outside else bound, "a compliance check"
    if passing == total:
        return f"{'The only vendor is' if total == 1 else f'All {total} vendors are'} within {bound}."
    parts = [
        f"{len(names)} {one if len(names) == 1 else many}{_named(names)}"
        for names, one, many in (
            (outside, f"is outside {bound}", f"are outside {bound}"),
            (undetermined, "is undetermined", "are undetermined"),
            (failing, f"is within {within_it} but fails {check}", f"are within {within_it} but fail {check}"),
        )
        if names
    ]
    if passing:
        where = "" if outside or failing else f" {bound}"
        parts.append(f"{passing} {'is' if passing == 1 else 'are'} within{where}")
    return f"Of {counted(total, 'vendor')}, {series(parts)}."


def _named(names: Sequence[str]) -> str:
    """The names in brackets, if they are few enough for a sentence."""
    return f" ({series(names)})" if len(names) <= _MOST_NAMED else ""


#: More names than this make no sentence.
_MOST_NAMED = 3
#: So many vendors are named as those to see to now.
_MOST_NOW = 5
#: Vendors that the first chart has room for.
_MOST_DRAWN = 8
#: Points by which a score has moved far, and so many such vendors, and owners, are named.
_FAR, _MOST_MOVED, _MOST_OWNERS = 5, 2, 4
_LONGEST_CAUSE = 45
#: Incidents of vendors that are engaged no longer, so many of which are named.
_MOST_INCIDENTS = 3


def do_now(review: Review) -> list[dict[str, str]]:
    """What to do now, most urgent first, five vendors at most: id, name, action, why, owner, since (a day or "")."""
    rows: list[dict[str, str]] = []
    for row in decision_rows(review):
        if row["by_when"] != "now" or len(rows) == _MOST_NOW:
            continue
        reason = next(one for one in open_reasons(review)[row["id"]] if not one.settled)
        since = reason.since
        rows.append(
            {
                "id": row["id"],
                "name": review.unique_names[row["id"]],
                "action": _action(review, reason),
                # Of several things that ended a decision, the first is enough here.
                "why": sentence(reason.why.split("; ")[0]).rstrip("."),
                "owner": row["owner"],
                "since": stated(since) if since is not None and since < review.as_of else "",
            }
        )
    return rows


def _action(review: Review, reason: Reason) -> str:
    """What to do about a reason, as a sentence without its full stop."""
    kind, named = reason.kind, ""
    if kind == "undetermined":
        documents = review.documents_by_vendor.get(reason.vendor_id)
        if not documents:
            kind = "undetermined_without"
        else:
            named = steps_in(review).noun(documents[0])
            kind = "undetermined_on_file" if documents[0]["kind"] == ON_FILE else kind
    words = _ACTIONS[kind].format(document=named)
    return f"{words[:1].upper()}{words[1:]}"


def _status(review: Review, facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The three lines that a reader who stops here must know: tag, tone (bad, open, good), and words."""
    appetite = facts["appetite"]
    risk = (
        ("bad", counted(len(appetite["outside"]), "vendor outside", "vendors outside"))
        if appetite["outside"]
        else ("open", f"{len(appetite['undetermined'])} undetermined")
        if appetite["undetermined"]
        else ("good", "within the appetite")
    )
    if facts["within_but_failing"] and risk[0] == "good":
        risk = ("bad", counted(len(facts["within_but_failing"]), "check fails", "checks fail"))
    overdue, soon = facts["overdue"], facts["due_within"]["30"]
    elsewhere = len(incidents_without_card(review))
    due = ("open" if soon else "good", f"{soon} in 30 days")
    if elsewhere:
        due = ("bad", counted(elsewhere, "open incident"))
    if overdue:
        due = ("bad", f"{overdue} overdue")
    return [
        {"what": "Risk", "tone": risk[0], "tag": risk[1]},
        {"what": "Due", "tone": due[0], "tag": due[1]},
        {
            "what": "Public list",
            "tone": "bad" if facts["withheld"] else "open" if facts["on_the_list"] else "good",
            "tag": "withheld" if facts["withheld"] else "can go out",
        },
    ]


def _worst(review: Review) -> dict[str, str]:
    """The vendor that is outside the appetite by most in its best case: id, name, points and why; {} where none is."""
    outside = [(one["r_lo"], key) for key, one in review.vendor_rows.items() if one["appetite"] == "outside"]
    if not outside:
        return {}
    best, vendor_id = max(outside, key=lambda one: one[0])
    return {
        "id": vendor_id,
        "name": review.unique_names[vendor_id],
        "points": whole(best, review.scores.policy.limits),
        "why": denied_words(review, vendor_id),
    }


def _moved_most(review: Review) -> list[dict[str, str]]:
    """The vendors whose worst case moved most since the last review, by five points at least.

    Of each its name, the points before and after, and the main cause; "" for one that takes more than a line.
    """
    rows = move_rows(review, review.comparison) if review.comparison is not None else []
    far = {row["id"]: abs(int(row["hi"]["after"]) - int(row["hi"]["before"])) for row in rows}
    most = sorted((row for row in rows if far[row["id"]] >= _FAR), key=lambda row: -far[row["id"]])
    return [
        {
            "name": row["name"],
            "why": cause if len(cause := row["because"].rstrip(".").split("; ")[0]) <= _LONGEST_CAUSE else "",
            **{end: row["hi"][end] for end in ("before", "after")},
        }
        for row in most[:_MOST_MOVED]
    ]


def _owners(review: Review) -> str:
    """How many of the overdue items each owner has, those with most first; "" where nobody or one owns them all."""
    counts = Counter(record["owner"] for record in overdue_records(review))
    named = [(owner, number) for owner, number in counts.most_common() if owner]
    if len(counts) < 2 or not named:
        return ""
    others = sum(counts.values()) - sum(number for _, number in named[:_MOST_OWNERS])
    parts = [f"{owner} {number}" for owner, number in named[:_MOST_OWNERS]]
    return series([*parts, *([f"others {others}"] if others else [])])


def _announced(review: Review) -> dict[str, Any]:
    """What customers can still object to: names with the day from which each holds, and until when; none if nothing."""
    as_of = review.as_of.isoformat()
    open_still = [one for one in review.listing["announced"] if (one["objection_until"] or "") >= as_of]
    if review.withheld or not open_still:
        return {}
    first = min(one["objection_until"] for one in open_still)
    named = [{"name": one["name"], "day": one["effective_on"]} for one in open_still]
    return {"until": first, "named": named[:_MOST_NAMED], "more": len(named[_MOST_NAMED:])}


def _those_that_matter(review: Review) -> list[str]:
    """Ids of the vendors for the first chart: outside, undetermined or failing a check; if none, the worst."""
    rows = review.vendor_rows
    found = [
        vendor_id
        for vendor_id, row in rows.items()
        if row["appetite"] != "within" or row["compliance"] == "fail"
    ]
    return (found or list(rows))[:_MOST_DRAWN]


#: Transfer bases that are none, as customers would read them.
_NO_BASIS = ("none", "unknown")


def _without_basis(review: Review) -> list[tuple[str, str]]:
    """The words of the list for a transfer basis that is none, and of which vendors it says so."""
    found = []
    for basis in _NO_BASIS:
        entries = [entry for section in review.listing["sections"] for entry in section["vendors"]]
        names = dict.fromkeys(str(entry["name"]) for entry in entries if basis in entry["transfer_basis"])
        if names:
            found.append((public_words.BASES[basis], some([*names], most=2)))
    return found


def verdict(review: Review) -> Section:
    """Section 1 of the page, with its only h1: risk, what is due and the public list in a line each, what to do now.

    Examples
    --------
    >>> report.verdict(review)
    Numberz: vendor review as of 2026-11-01
    Too little is known to say whether any of the 3 vendors (Amazon Web Services, Sendgrid and Quick Books India) ...
    Do now:
    Amazon Web Services: Review it. It was never reviewed
    ...
    """
    facts = verdict_facts(review)
    outcome = verdict_sentence(facts, review.scores.policy.appetite)
    waiting, now, raised = decision_rows(review), do_now(review), raised_words(review)
    at_once = sum(row["by_when"] == "now" for row in waiting)
    drawn = {"decision": intervals_chart(review, _those_that_matter(review))} if facts["vendors"] else {}
    elsewhere = incidents_without_card(review)
    html = render(
        "verdict.html.j2",
        review=review,
        facts=facts,
        status=_status(review, facts),
        sentence=outcome,
        raised=raised,
        waiting=len(waiting),
        no_basis=_without_basis(review),
        now=now,
        at_once=at_once,
        decided=settled_rows(review),
        drawn=drawn,
        worst=_worst(review),
        moved=_moved_most(review),
        owners=_owners(review),
        announced=_announced(review),
        elsewhere=elsewhere[:_MOST_INCIDENTS],
        more_elsewhere=len(elsewhere[_MOST_INCIDENTS:]),
    )
    lines = [review.title, outcome, *([raised] if raised else [])]
    lines += ["Do now:", *(f"{row['name']}: {row['action']}. {row['why']}" for row in now)] if now else []
    lines += [f"Open incident, of no vendor that is engaged: {one}" for one in elsewhere]
    return Section([Fragment(html, "\n".join(lines), anchor="verdict", title="Do now", charts=drawn)])
