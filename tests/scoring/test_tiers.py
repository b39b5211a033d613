"""Tiers as ranges: what a blank, a word more or a word less may do to them, whatever else is stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from population import GATES, KINDS, POLICY, Vendor, frame_of, register_of
from vendor_review.register.layout import TABLES
from vendor_review.report.words.wording import tier_text
from vendor_review.scoring import Assessment, score_vendors
from vendor_review.scoring.model.tiers import ESCALATORS

#: The lightest first.
RANK = {name: place for place, (name, _) in enumerate(POLICY.tiers)}
SUBJECTS = ("", "customers", "children", "customers; patients", "vulnerable_people", "public")
SCALES = ("", *TABLES["data_shared"].column("scale").values)

rows = st.fixed_dictionaries(
    {
        "category": st.sampled_from([*KINDS, "HealthRecord", "CriminalConviction", "none"]),
        "custody": st.sampled_from(["disclosed", "held"]),
        "subjects": st.sampled_from(SUBJECTS),
        "scale": st.sampled_from(SCALES),
    }
)
drawn_vendors = st.fixed_dictionaries(
    {
        "path": st.sampled_from([(0, 0), (0, 1), (1, 1), (1, 3), (2, 2), (4, 4)]),
        "data": st.lists(rows, max_size=3),
        "gates": st.dictionaries(
            st.sampled_from(GATES), st.sampled_from(["yes", "partial", "no", "unknown"])
        ),
        "place": st.sampled_from(["", "DE", "US", "IN", "TBD"]),
        "transfer": st.sampled_from(["", "none", "scc", "scc_m1", "scc_m3", "dpf_certified"]),
    }
)


def scores_of(stated: Mapping[str, Any]) -> Assessment:
    key = {"engagement_id": "e"}
    checked = register_of([Vendor()])
    engagement = {
        **key,
        "vendor_id": "vendor-00",
        "status": "active",
        "role": "processor",
        "transfer_mechanism": stated["transfer"],
        "path_lo": stated["path"][0],
        "path_hi": stated["path"][1],
    }
    answers = [
        {"vendor_id": "vendor-00", "control": control, "answer": answer}
        for control, answer in stated["gates"].items()
    ]
    tables = {
        **checked.tables,
        "engagements": frame_of("engagements", [engagement], ("path_lo", "path_hi")),
        "data_shared": frame_of("data_shared", [{**key, **row} for row in stated["data"]]),
        "access_controls": frame_of("access_controls", answers),
        "places": frame_of("places", [{**key, "code": stated["place"]}]),
    }
    return score_vendors(replace(checked, tables=tables), POLICY)


def tiers_of(stated: Mapping[str, Any]) -> tuple[int, int]:
    """Ranks of the lightest and the heaviest tier that a vendor may be in."""
    row = scores_of(stated).vendors.iloc[0]
    return RANK[row["tier_lo"]], RANK[row["tier"]]


def blanked(stated: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The same with one cell or row less, each in turn."""
    less: list[Mapping[str, Any]] = [{**stated, "place": ""}]
    if stated["transfer"] != "none":
        less.append({**stated, "transfer": ""})
    for place, row in enumerate(stated["data"]):
        others = [*stated["data"][:place], *stated["data"][place + 1 :]]
        less += [{**stated, "data": [*others, {**row, cell: ""}]} for cell in ("subjects", "scale")]
    for control in stated["gates"]:
        gates = {name: answer for name, answer in stated["gates"].items() if name != control}
        less.append({**stated, "gates": gates})
    return less


@settings(max_examples=tries(60))
@given(drawn_vendors)
def test_blanking_a_cell_never_makes_the_heavier_end_lighter(stated: dict[str, Any]) -> None:
    _, heaviest = tiers_of(stated)
    for less in blanked(stated):
        assert tiers_of(less)[1] >= heaviest


@settings(max_examples=tries(60))
@given(drawn_vendors)
def test_a_tier_is_one_or_two_neighbours_and_says_what_it_hangs_on(stated: dict[str, Any]) -> None:
    scores = scores_of(stated)
    (row,) = scores.vendors.to_dict("records")
    lightest, heaviest = RANK[row["tier_lo"]], RANK[row["tier"]]
    assert heaviest - lightest in (0, 1)
    assert bool(row["tier_if"]) == (heaviest > lightest)
    held, might = (set(table.columns[table.iloc[0]]) for table in (scores.escalators, scores.open_escalators))
    assert not held & might
    if heaviest > lightest:
        assert not held
        assert row["tier_if"].split("; ") == [name for name in ESCALATORS if name in might]


@settings(max_examples=tries(60))
@given(drawn_vendors, st.sampled_from([scale for scale in SCALES if scale]), st.sampled_from(SUBJECTS[1:]))
def test_what_is_stated_later_lies_within_the_range_that_was_told(
    stated: dict[str, Any], scale: str, subjects: str
) -> None:
    data = [
        {**row, "scale": row["scale"] or scale, "subjects": row["subjects"] or subjects}
        for row in stated["data"]
    ]
    lightest, heaviest = tiers_of(stated)
    then = tiers_of({**stated, "data": data, "gates": {**dict.fromkeys(GATES, "yes"), **stated["gates"]}})
    assert lightest <= then[0] <= then[1] <= heaviest


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (("T2", "T2", ""), "T2"),
        (("T3", "T2", "large_scale"), "T3, T2 if large scale"),
        (("T2", "T1", "large_scale; gate_answered_no"), "T2, T1 if large scale or a gate answered no"),
        (("T4", "T3", "; ".join(ESCALATORS)), "T4, T3 at worst"),
    ],
)
def test_a_range_is_told_in_few_words(ends: tuple[str, str, str], told: str) -> None:
    assert tier_text(*ends) == told
