"""What several vendors have in common: places, groups, vendors of their own, and the kinds of data that reach them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vendor_review.report.charts.categories import (
    FEWEST_DRAWN,
    categories_chart,
    category_finding,
    category_rows,
    data_by_vendor,
    named,
)
from vendor_review.report.charts.places import place_finding, place_rows, places_chart
from vendor_review.report.pages.blocks import Block, Fragment, Section, told
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.words.wording import score_text, series
from vendor_review.schema.cells import values
from vendor_review.schema.cells.names import initials, may_be_initials, name_keys

#: Whether there is a plan for leaving a vendor, in words.
EXIT_PLANS = {"yes": "there is a plan for leaving it", "no": "there is no plan for leaving it"}
#: What is told of AI, and the words before the vendors of which it is so.
AI_WORDS = {
    "only": "Engaged for AI services only",
    "partly": "AI in a part of what they do for us",
    "trains": "Train models on the data that we give them",
    "open": "Not known whether they train models on it",
}
_NEEDED, _NAMED = ("high", "critical"), 12


def without_plan(review: Review) -> list[str]:
    """Vendors that we cannot do without and that we have no plan for leaving, as stated, worst first, each in words."""
    rows = review.accepted("vendors", "vendor_id")
    found = []
    for vendor_id, name in review.unique_names.items():
        [row] = rows.get(vendor_id, [{}])
        if row.get("criticality") not in _NEEDED or row["exit_plan"] == "yes":
            continue
        said = ["no plan" if row["exit_plan"] else "not stated"]
        said += (
            [f"could be replaced by {series(others)}"] if (others := values.items(row["substitutes"])) else []
        )
        said += ["there is no other"] if row["criticality"] == "critical" and not others else []
        found.append(f"{name} ({'; '.join(said)})")
    return found


def ai_services(review: Review) -> dict[str, list[str]]:
    """Vendors by what is stated of AI, in words, worst first: only, partly, trains, open (nobody knows of training).

    `only` are engaged for AI services alone: every engagement that counts names an AI model. Nothing is in it where no
    engagement names one, and none trains models on the data.
    """
    counting = {*review.scores.engagements["engagement_id"]}
    by_vendor = review.accepted("engagements", "vendor_id")
    found: dict[str, list[str]] = {"only": [], "partly": [], "trains": [], "open": []}
    for vendor_id, name in review.unique_names.items():
        rows = [row for row in by_vendor.get(vendor_id, []) if row["engagement_id"] in counting]
        with_ai = [row for row in rows if row["ai_models"] not in ("", "none")]
        training = {row["trains_on_data"] for row in rows}
        if with_ai:
            models = series(list(dict.fromkeys(row["ai_models"] for row in with_ai)))
            found["only" if len(with_ai) == len(rows) else "partly"].append(f"{name} ({models})")
        if training & {"yes", "opt_out"}:
            found["trains"].append(name if "yes" in training else f"{name} (unless we object)")
        elif any(row["trains_on_data"] in ("", "unknown") for row in with_ai):
            found["open"].append(name)
    return found if any(found.values()) else {}


def _silent_on_ai(review: Review) -> int:
    """Of how many vendors no engagement says anything of AI models or training."""
    by_vendor = review.accepted("engagements", "vendor_id")
    said = ("ai_models", "trains_on_data")
    return sum(
        not any(row[name] for row in by_vendor.get(vendor_id, []) for name in said)
        for vendor_id in review.unique_names
    )


def shared_groups(review: Review) -> list[dict[str, Any]]:
    """Groups that own more than one vendor of the review, those with most vendors first."""
    identity = review.checked.tables["vendors"].set_index("vendor_id")["parent_group"]
    group = identity.reindex(review.scores.vendors.index).fillna("")
    keys = pd.Series(name_keys(group), index=group.index)
    rows = []
    for _, ids in keys[keys.ne("")].groupby(keys, sort=False):
        if len(ids) > 1:
            members = review.scores.vendors.loc[ids.index]
            rows.append(
                {
                    "group": group[ids.index[0]],
                    "number": len(ids),
                    "vendors": named(review, ids.index),
                    "worst": score_text(
                        members["r_lo"].max(), members["r_hi"].max(), review.scores.policy.limits
                    ),
                }
            )
    return sorted(rows, key=lambda row: -row["number"])


def shared_onward(review: Review) -> list[dict[str, Any]]:
    """Companies that several vendors engage, or one vendor and we: company, written, engaged (by us), number, vendors.

    Companies are the same if their names differ only in case, spaces or legal form, if one of our vendors bears both
    names, or if one is the initials of the other and of no third. Companies of one group, as our vendors state it, have
    a row of the group besides, where several vendors engage more than one of them.
    """
    tables, names = review.checked.tables, review.unique_names
    onward = tables["onward"][tables["onward"]["vendor_id"].isin(list(names))]
    vendors = tables["vendors"][tables["vendors"]["vendor_id"].isin(list(names))].set_index("vendor_id")
    aliases = vendors["aliases"].map(values.items).explode()
    called = pd.concat([*(vendors[column] for column in ("name", "legal_entity")), aliases]).fillna("")
    ours = pd.Series(called.index, index=name_keys(called))
    ours = ours[ours.index != ""].groupby(level=0).first()
    keys = pd.Series(name_keys(onward["onward_name"]), index=onward.index)
    company = keys.map(ours).fillna(keys)
    company = company.replace(_by_initials(called, onward["onward_name"].groupby(company).unique()))
    groups = vendors["parent_group"].fillna("")
    group_keys = pd.Series(name_keys(groups), index=groups.index)
    titles = {key: title for key, title in zip(group_keys[::-1], groups[::-1], strict=True) if key}
    group = company.map(group_keys).fillna(company.where(company.isin(list(titles)), ""))
    rows = []
    for key, of_company in onward.groupby(company, sort=False):
        engaged = names.get(str(key), "") if key in vendors.index else ""
        rows.append(_shared(review, engaged, of_company, engaged=bool(engaged)))
    rows = [row for row in rows if row["number"] > 1 or row["engaged"]]
    for key, of_group in onward[group.ne("")].groupby(group[group.ne("")], sort=False):
        row = _shared(review, f"{titles[str(key)]}, as a group", of_group, engaged=True)
        if row["number"] > 1 and len(set(company[of_group.index])) > 1:
            rows.append(row)
    return sorted(rows, key=lambda row: -row["number"])


def _shared(review: Review, title: str, rows: pd.DataFrame, *, engaged: bool) -> dict[str, Any]:
    """A row of `shared_onward`; without a title it is called as it was first written."""
    by, written = (list(dict.fromkeys(rows[column])) for column in ("vendor_id", "onward_name"))
    company = title or written[0]
    return {
        "company": company,
        "written": series([name for name in written if name != company]),
        "engaged": engaged,
        "number": len(by),
        "vendors": named(review, by),
    }


def _by_initials(called: pd.Series, written: pd.Series) -> dict[str, str]:
    """Company to the one of which its name is the initials; `called` are names of our vendors, `written` of others."""
    whole: dict[str, set[str]] = {}
    for company, name in [*called.items(), *written.explode().items()]:
        if short := initials(str(name)):
            whole.setdefault(short, set()).add(str(company))
    found = {}
    for company, spelt in written.items():
        (key, *_) = [*{str(name).casefold() for name in spelt if may_be_initials(str(name))}, ""]
        meant = whole.get(key, set()) - {str(company)}
        if key and len(meant) == 1:
            found[str(company)] = meant.pop()
    return found


def concentration(review: Review) -> Section:
    """Section 10 of the page: what would hit several vendors at once, as counts of vendors by place, data and group.

    Examples
    --------
    >>> report.concentration(review)
    Concentration: 0 places stated
    ...
    """
    vendors, tables = review.scores.vendors, review.checked.tables
    total = len(vendors)
    groups = tables["vendors"].set_index("vendor_id")["parent_group"].reindex(vendors.index).fillna("")
    engaged = review.scores.engagements["engagement_id"]
    placed = review.scores.engagements.loc[engaged.isin(tables["places"]["engagement_id"]), "vendor_id"]
    facts: dict[str, Any] = {
        "total": total,
        "places": place_rows(review),
        "kinds": category_rows(review),
        "groups": shared_groups(review),
        "onward": shared_onward(review),
        "planless": without_plan(review),
        "ai": (ai := ai_services(review)),
        "silent_on_ai": _silent_on_ai(review) if ai else 0,
        "most_planless": _NAMED,
        "ai_words": AI_WORDS,
        "placeless": total - placed.nunique(),
        "ungrouped": int(groups.eq("").sum()),
        "silent": int((~vendors.index.isin(tables["onward"]["vendor_id"])).sum()),
    }
    blocks: list[Block] = [
        Fragment(
            render("concentration_opening.html.j2", **facts),
            f"Concentration: {counted(len(facts['places']), 'place')} stated",
            anchor="concentration",
            title="Concentration",
        )
    ]
    if not total:
        return Section(blocks)
    if len(facts["places"]) >= FEWEST_DRAWN:
        blocks.append(places_chart(review))
    elif facts["places"]:
        blocks.append(told(place_finding(review)))
    blocks.append(
        Fragment(
            render("concentration_shared.html.j2", **facts),
            "\n".join(
                [f"Group {row['group']}: {row['vendors']}" for row in facts["groups"]]
                + [f"{row['company']} serves {row['vendors']}" for row in facts["onward"]]
                + [f"No plan for leaving: {one}" for one in facts["planless"]]
                + [f"{AI_WORDS[what]}: {'; '.join(names)}" for what, names in ai.items() if names]
            ),
        )
    )
    if facts["kinds"]:
        table = Fragment(
            render("concentration_data.html.j2", **facts),
            "\n".join(f"{row['kind']}: {counted(row['number'], 'vendor')}" for row in facts["kinds"]),
        )
        few = len(data_by_vendor(review)) < FEWEST_DRAWN
        blocks += [told(category_finding(review)) if few else categories_chart(review), table]
    return Section(blocks)
