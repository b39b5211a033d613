"""Transfers: the situations of transfers.toml, run as a review runs them, and what holds for all of them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from population import POLICY, Vendor, frame_of, register_of
from registers import checked_as_of, write_register
from vendor_review.register.layout import TABLES
from vendor_review.schema.across_tables.transfers import FAIL, PASS, UNKNOWN, mechanism_state
from vendor_review.schema.vocabulary import ROLES, STATES
from vendor_review.scoring import score_vendors
from vendor_review.scoring.model.compliance import transfer_gate
from vendor_review.scoring.model.exposure import current_engagements

AS_OF = date(2026, 11, 1)
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("transfers.toml").read_text(encoding="utf-8")
)["case"]
MECHANISMS = TABLES["engagements"].column("transfer_mechanism").values
VOCABULARY = POLICY.vocabulary
#: A country of each kind, and what is no country.
CODES = ("DE", "GB", "US", "IN", "EU", "TBD", "GLOBAL", "")
REGIONS = ("", "EU customers", "UK customers", "US customers", "EU and UK customers", "all", "whoever")

words = st.lists(st.sampled_from([word for word in MECHANISMS if word != "none"]), max_size=4, unique=True)
mechanisms = words.map("; ".join) | st.just("none")
roles = st.sampled_from(["", *ROLES])
regions = st.sampled_from(REGIONS)
kinds = st.sampled_from(["dpf", ""])


def transfer_check(engagements: Sequence[dict[str, Any]], folder: Path) -> str:
    tables: dict[str, list[dict[str, str]]] = {
        "vendors": [{"vendor_id": "vendor", "name": "Vendor"}],
        "engagements": [],
        "places": [],
    }
    for place, engagement in enumerate(engagements):
        key = {"engagement_id": f"engagement-{place}"}
        tables["engagements"].append(
            {
                **key,
                "vendor_id": "vendor",
                "role": engagement.get("role", "processor"),
                "status": "active",
                "customer_region": engagement.get("region", ""),
                "transfer_mechanism": engagement.get("transfer", ""),
            }
        )
        tables["places"] += [
            {**key, "kind": "processing", "code": code} for code in engagement.get("places", ())
        ]
    checked, policy = checked_as_of(write_register(folder, tables), AS_OF)
    assert checked.rejected.empty, checked.rejected["rules"].tolist()
    return str(score_vendors(checked, policy).vendors["transfer"].item())


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    assert transfer_check(case["engagements"], tmp_path) == case["expect"]


def test_every_mechanism_has_a_case_that_passes_or_is_none_by_itself() -> None:
    passing = {
        word.strip()
        for case in CASES
        for engagement in case["engagements"]
        for word in engagement.get("transfer", "").split(";")
        if case["expect"] == "pass"
    }
    assert {*MECHANISMS} - passing == {"eea", "adequacy", "scc", "scc_m4", "unknown"}


def test_none_beside_a_mechanism_is_rejected(tmp_path: Path) -> None:
    engagement = {"engagement_id": "e", "vendor_id": "v", "status": "active", "role": "processor"}
    tables = {
        "vendors": [{"vendor_id": "v", "name": "V"}],
        "engagements": [{**engagement, "transfer_mechanism": "none; scc_m3"}],
        "places": [{"engagement_id": "e", "kind": "processing", "code": "IN"}],
    }
    checked, policy = checked_as_of(write_register(tmp_path, tables), AS_OF)
    assert "REG-091" in set(checked.findings["rule"])
    assert score_vendors(checked, policy).vendors["transfer"].item() == "unknown"


def judged(role: str, region: str, stated: str, kind: str) -> int:
    return mechanism_state(role, region, stated, kind, VOCABULARY)


@settings(max_examples=tries(200))
@given(roles, regions, mechanisms, kinds)
def test_what_is_blank_passes_only_where_anything_that_it_could_say_passes(
    role: str, region: str, stated: str, kind: str
) -> None:
    assert judged(role, region, "", kind) == UNKNOWN
    for blank_role, blank_region in (("", region), (role, ""), ("", "")):
        # Unknown may turn out to be a failure: at worst it is as bad.
        if judged(role, region, stated, kind) != PASS:
            assert judged(blank_role, blank_region, stated, kind) != PASS


@settings(max_examples=tries(200))
@given(roles, regions, words, kinds)
def test_one_mechanism_more_never_makes_it_worse_and_one_less_never_better(
    role: str, region: str, stated: list[str], kind: str
) -> None:
    for fewer in ([*stated[:place], *stated[place + 1 :]] for place in range(len(stated))):
        if fewer:
            assert judged(role, region, "; ".join(fewer), kind) >= judged(
                role, region, "; ".join(stated), kind
            )


@settings(max_examples=tries(200))
@given(roles, regions, words, kinds)
def test_a_module_that_is_not_told_passes_nothing(
    role: str, region: str, stated: list[str], kind: str
) -> None:
    modules = {"scc_m1", "scc_m2", "scc_m3", "scc_m4"}
    untold = list(dict.fromkeys("scc" if word in modules else word for word in stated))
    if judged(role, region, "; ".join(stated), kind) != PASS:
        assert judged(role, region, "; ".join(untold), kind) != PASS


engagements = st.fixed_dictionaries(
    {
        "role": roles,
        "region": regions,
        "transfer": mechanisms,
        "places": st.lists(st.sampled_from(CODES), max_size=3, unique=True),
    }
)


def gate(drawn: Sequence[dict[str, Any]]) -> int:
    """What the check says of one vendor with these engagements, without files."""
    keys = [{"engagement_id": f"e{place}"} for place in range(len(drawn))]
    rows = [
        {
            **key,
            "vendor_id": "vendor-00",
            "status": "active",
            "role": one["role"],
            "customer_region": one["region"],
            "transfer_mechanism": one["transfer"],
            "path_hi": 4,
            "path_lo": 0,
        }
        for key, one in zip(keys, drawn, strict=True)
    ]
    places = [{**key, "code": code} for key, one in zip(keys, drawn, strict=True) for code in one["places"]]
    checked = register_of([Vendor()])
    tables = {
        **checked.tables,
        "engagements": frame_of("engagements", rows, ("path_lo", "path_hi")),
        "places": frame_of("places", places),
    }
    checked = replace(checked, tables=tables)
    current = current_engagements(checked, POLICY)
    return STATES.index(transfer_gate(checked, current, np.zeros(len(current), dtype=np.intp), 1, POLICY)[0])


@settings(max_examples=tries(100))
@given(st.lists(engagements, min_size=1, max_size=3))
def test_the_worst_place_of_the_worst_engagement_decides_and_no_blank_makes_it_pass(
    drawn: list[dict[str, Any]],
) -> None:
    whole = gate(drawn)
    places = [{**one, "places": [code]} for one in drawn for code in one["places"] or [""]]
    assert whole == max(gate([one]) for one in places)
    if whole == PASS:
        return
    for place, one in enumerate(drawn):
        blanks: list[dict[str, Any]] = [{"transfer": ""}, {"places": []}, {"role": ""}]
        for blank in (*blanks, {"places": ["" for _ in one["places"]]}):
            assert gate([*drawn[:place], {**one, **blank}, *drawn[place + 1 :]]) != PASS


def test_a_framework_that_has_fallen_serves_nobody() -> None:
    fallen = replace(VOCABULARY, listed=frozenset(), mechanisms=VOCABULARY.mechanisms)
    assert mechanism_state("processor", "", "dpf_certified", "", fallen) == FAIL
