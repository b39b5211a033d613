"""The control catalogue, the data categories, where data may go, and what need not apply."""

from __future__ import annotations

import pandas as pd
import pytest

from vendor_review.policy import Policy
from vendor_review.schema.vocabulary import Vocabulary

CONTROLS = "VR-A1 VR-A2 VR-A3 VR-A4 VR-A5 VR-A6 VR-I1 VR-I2 VR-I3 VR-I4 VR-P1 VR-P2 VR-P3 VR-P4 VR-P5 VR-O1 VR-O2 VR-O3"
#: EI of each word of `identifies`, DPC of each word of `kind`, as the policy's README has them.
IDENTIFIES = {
    "alone": (0.75, 1),
    "linked": (0.5, 1),
    "combined": (0.25, 0.75),
    "coarse": (0.25, 0.5),
    "depends": (0.25, 1),
}
KINDS = {
    "simple": (1, 1),
    "behavioural": (2, 2),
    "financial": (3, 3),
    "sensitive": (4, 4),
    "credential": (1, 4),
}


def test_the_catalogue_has_the_eighteen_controls_in_order_with_three_gates(policy: Policy) -> None:
    assert list(policy.controls.index) == CONTROLS.split()
    assert list(policy.controls.index[policy.controls["gate"]]) == ["VR-A1", "VR-I1", "VR-P1"]
    assert policy.controls["gate"].dtype == bool
    assert list(policy.controls.columns) == [
        *("group", "gate", "name", "wording", "asked_as"),
        *("mvsp_3_0", "ccm_4_0", "iso_27001_2022", "soc_2", "nist_800_53r5"),
    ]


def test_each_control_is_two_short_sentences_at_most_and_leads_to_every_catalogue_that_has_it(
    policy: Policy,
) -> None:
    controls = policy.controls
    assert controls["wording"].is_unique
    assert controls["wording"].str.fullmatch(r"[A-Z][^.]*\.(?: [A-Z][^.]*\.)?").all()
    assert controls["name"].str.len().max() <= 60
    outside = controls.loc[:, ["mvsp_3_0", "ccm_4_0", "iso_27001_2022", "soc_2", "nist_800_53r5"]]
    blank = {(control, column) for column in outside for control in outside.index[outside[column] == ""]}
    assert blank == {("VR-A3", "mvsp_3_0"), ("VR-I2", "mvsp_3_0")}
    assert controls.loc["VR-A1", "ccm_4_0"] == "IAM-05;IAM-16"
    assert controls.loc["VR-O3", "iso_27001_2022"] == "5.19;5.20;5.21;5.22"


@pytest.mark.parametrize(
    ("category", "dpc", "ei"),
    [
        ("EmailAddress", (1, 1), (0.75, 1)),
        ("EmailContent", (1, 4), (0.75, 1)),
        ("Communication", (1, 4), (0.75, 1)),
        ("unclassified", (1, 4), (0.75, 1)),
        ("Contact", (1, 1), (0.25, 1)),
        ("Password", (1, 4), (0.25, 1)),
        ("IPAddress", (2, 2), (0.5, 1)),
        ("BankAccount", (3, 3), (0.75, 1)),
        ("PaymentCardNumber", (3, 3), (0.75, 1)),
        ("HealthRecord", (4, 4), (0.75, 1)),
        ("CriminalConviction", (4, 4), (0.25, 1)),
    ],
)
def test_a_category_stands_where_enisa_puts_its_kind(
    policy: Policy, category: str, dpc: tuple[float, float], ei: tuple[float, float]
) -> None:
    row = policy.categories.loc[category]
    assert (row["dpc_lo"], row["dpc_hi"]) == dpc
    assert (row["ei_lo"], row["ei_hi"]) == ei


def test_the_subset_is_large_enough_and_says_where_each_term_comes_from(policy: Policy) -> None:
    categories = policy.categories
    assert len(categories) >= 80
    assert list(categories.index[categories["source"] != "DPV-PD 2.3"]) == ["unclassified"]
    assert categories["label"].is_unique
    assert "none" not in categories.index


def test_kind_and_ease_of_identification_explain_each_interval(policy: Policy) -> None:
    categories = policy.categories
    for kind, dpc in KINDS.items():
        of_kind = categories.loc[categories["kind"] == kind, ["dpc_lo", "dpc_hi"]]
        assert not of_kind.empty
        assert set(map(tuple, of_kind.to_numpy())) == {dpc}
    for word, ei in IDENTIFIES.items():
        of_word = categories.loc[categories["identifies"] == word, ["ei_lo", "ei_hi"]]
        assert set(map(tuple, of_word.to_numpy())) == {ei}


def test_every_special_category_of_article_9_has_a_term(policy: Policy) -> None:
    special = set(policy.categories.index[policy.categories["art9"]])
    named = (
        "EthnicOrigin Race PoliticalOpinion ReligiousBelief PhilosophicalBelief TradeUnionMembership Genetic"
    )
    assert {*named.split(), "Biometric", "Health", "Sexual", "SexualPreference"} <= special
    criminal = policy.categories.index[policy.categories["art10"]]
    assert sorted(criminal) == ["Criminal", "CriminalCharge", "CriminalConviction", "CriminalOffence"]


def test_adequacy_reaches_the_united_states_only_for_listed_firms_and_india_not_at_all(
    policy: Policy,
) -> None:
    scopes = policy.adequacy.set_index("code")["scope"]
    assert scopes["US"] == "dpf"
    assert "IN" not in scopes.index
    assert "GB" in scopes.index
    assert not set(scopes.index) & policy.eea
    assert list(policy.adequacy.columns[:6]) == [
        *("code", "decision", "scope", "holds_from", "holds_until", "checked_on"),
    ]
    assert policy.adequacy["holds_from"].dtype.kind == "M"
    assert (policy.adequacy["checked_on"] == pd.Timestamp(2026, 11, 23)).all()


def test_the_eea_has_the_twenty_seven_and_three(policy: Policy) -> None:
    assert len(policy.eea) == 30
    assert {"DE", "IE", "GR", "IS", "LI", "NO"} <= policy.eea
    assert not policy.eea & {"GB", "CH", "EL", "UK"}


def test_no_gate_may_be_called_inapplicable_and_a_processor_may_call_nothing_so(policy: Policy) -> None:
    gates = set(policy.controls.index[policy.controls["gate"]])
    assert not {control for _, control in policy.not_applicable} & gates
    assert {role for role, _ in policy.not_applicable} == {"independent_controller", "affiliate"}


def test_the_vocabulary_for_registers_is_that_of_the_tables(policy: Policy) -> None:
    assert policy.vocabulary == Vocabulary(
        frozenset(policy.controls.index),
        frozenset(policy.categories.index),
        policy.not_applicable,
        shorthands={
            "*": frozenset(CONTROLS.split()),
            "access": frozenset(f"VR-A{number}" for number in range(1, 7)),
            "identity": frozenset(f"VR-I{number}" for number in range(1, 5)),
            "protection": frozenset(f"VR-P{number}" for number in range(1, 6)),
            "oversight": frozenset(f"VR-O{number}" for number in range(1, 4)),
        },
        eea=policy.eea,
        adequate=frozenset(policy.adequacy["code"]) - {"US"},
        listed=frozenset({"US"}),
        mechanisms=policy.mechanisms,
        documents=policy.documents,
        requests=frozenset(policy.requests.index),
        answer_days=policy.answer_days,
        control_names=dict(policy.controls["name"]),
        category_names=dict(policy.categories["label"]),
        digest=policy.grounds_digest,
    )


def test_what_kinds_of_documents_can_show_is_as_agreed(policy: Policy) -> None:
    levels = {
        **dict.fromkeys(("statement", "webpage", "tia"), "E1"),
        **dict.fromkeys(("questionnaire", "whitepaper", "bridge_letter"), "E2"),
        **dict.fromkeys(("dpa", "scc"), "E3"),
        **dict.fromkeys(("iso27001", "soc2_type1", "pentest"), "E4"),
        **dict.fromkeys(("star_level2", "soc2_type2", "other"), "E5"),
    }
    found = policy.documents
    assert {kind: one.level for kind, one in found.items()} == levels
    on_periods = {kind for kind, one in found.items() if one.reports_on_period}
    assert on_periods == {"soc2_type2", "star_level2", "bridge_letter"}
    terms = {kind: one.usual_months for kind, one in found.items() if one.usual_months}
    assert terms == {"iso27001": 36, "pentest": 12, "bridge_letter": 3, "tia": 24}
    speak_of_part = {kind for kind, one in found.items() if len(one.controls) < len(policy.controls)}
    assert speak_of_part == {"dpa", "scc", "pentest", "tia"}
    assert not found["tia"].controls
    assert "VR-I1" not in found["dpa"].controls


def test_vendors_are_asked_only_for_what_the_policy_says_they_are(policy: Policy) -> None:
    assert list(policy.requests.index[:2]) == ["audit_report", "certificate"]
    assert not {"webpage", "statement", "bridge_letter", "penetration_test", "transfer_assessment"} & set(
        policy.requests.index
    )
