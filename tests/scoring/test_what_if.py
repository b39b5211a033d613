"""What if: the vendor scored again with something else supposed, and nothing else touched."""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import strategies as st

from assembled import example_review, numberz_review
from drawn import drawn, populations
from population import AS_OF, CONTROLS, KINDS, POLICY, Answer, Vendor, register_of, score
from restated import Stated, restated
from vendor_review.errors import UsageError
from vendor_review.figures import points
from vendor_review.schema.rejected_rows.concerned_vendors import COLUMNS
from vendor_review.scoring import Assessment, WhatIf, score_vendors

ID = "vendor-00"
LEVELS = tuple(POLICY.evidence_strength)
PATHS = tuple(POLICY.path_levels)
DOCUMENTS = tuple(POLICY.requests.index[POLICY.requests["settles"].eq("controls")])

answers = st.one_of(
    st.sampled_from(["yes", "partial", "no", "unknown"]),
    st.tuples(st.sampled_from(["yes", "partial"]), st.sampled_from(LEVELS)),
    st.tuples(
        st.sampled_from(["yes", "partial"]), st.sampled_from(LEVELS), st.dates(date(2022, 1, 1), AS_OF)
    ),
)
controls = st.dictionaries(st.sampled_from(CONTROLS), answers, max_size=4)
paths = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda ends: f"{PATHS[min(ends)]}..{PATHS[max(ends)]}"
)
kinds = st.lists(st.sampled_from(KINDS), max_size=3, unique=True) | st.just(["none"])
data = st.dictionaries(st.sampled_from(["disclosed", "held"]), kinds, max_size=2)


def same(left: WhatIf, right: WhatIf) -> bool:
    return (
        (left.before, left.after) == (right.before, right.after)
        and left.changes.equals(right.changes)
        and left.ledger.equals(right.ledger)
    )


def drop(scores: Assessment, vendor_id: str, question: str) -> float:
    rows = scores.questions
    return float(rows.loc[rows["vendor_id"].eq(vendor_id) & rows["question"].eq(question), "drop"].sum())


@drawn(populations)
def test_without_a_change_a_vendor_stands_where_it_stood(population: list[Vendor]) -> None:
    scores = score(population)
    for vendor_id, row in scores.vendors.iterrows():
        found = scores.what_if(str(vendor_id))
        assert found.before == found.after
        assert found.ledger.empty
        assert found.changes.empty
        # Alone, a vendor scores to the last bit as it does among the others.
        for name, value in zip(found.before.__dataclass_fields__, astuple(found.before), strict=True):
            assert value == row[name], name


@drawn(populations)
def test_supposing_what_is_stated_changes_nothing(population: list[Vendor]) -> None:
    scores, stated = score(population), population[0]
    custodies = {"disclosed": stated.kinds, "held": stated.kinds}
    path = f"{PATHS[stated.path[0]]}..{PATHS[stated.path[1]]}"
    found = scores.what_if(ID, path=path, data=custodies)
    assert found.before == found.after
    assert found.ledger.empty


@drawn(populations, st.sampled_from(CONTROLS))
def test_the_best_answer_to_a_control_brings_the_drop_that_its_question_promises(
    population: list[Vendor], control: str
) -> None:
    scores = score(population)
    for place, vendor in enumerate(population):
        vendor_id = f"vendor-{place:02d}"
        stated = vendor.answers.get(control, Answer("unknown")).answer
        found = scores.what_if(vendor_id, {control: ("yes" if stated == "unknown" else stated, "E5")})
        assert -found.moved[1] == pytest.approx(drop(scores, vendor_id, control), abs=1e-9)


@drawn(populations, st.sampled_from(DOCUMENTS))
def test_a_document_brings_the_drop_that_its_question_promises(
    population: list[Vendor], document: str
) -> None:
    scores = score(population)
    for vendor_id in scores.vendors.index:
        found = scores.what_if(vendor_id, documents=[document])
        assert -found.moved[1] == pytest.approx(drop(scores, vendor_id, document), abs=1e-9)
        assert found.moved[0] == 0


@drawn(populations, controls, controls, paths, data)
def test_a_chain_of_suppositions_is_one_with_all_of_them(
    population: list[Vendor],
    first: Mapping[str, str],
    second: Mapping[str, str],
    path: str,
    custodies: Mapping[str, list[str]],
) -> None:
    scores = score(population)
    chained = scores.what_if(ID, first).what_if(path=path).what_if(second, data=custodies)
    assert same(chained, scores.what_if(ID, {**first, **second}, path=path, data=custodies))
    back = chained.what_if(data={"disclosed": ["Health"], "held": ["Health"]}, path="hosts")
    assert same(back.what_if(path=path, data=custodies), chained) or len(custodies) < 2


@drawn(populations, controls, paths, data)
def test_what_moves_adds_up_to_the_move_at_both_ends(
    population: list[Vendor], said: Mapping[str, str], path: str, custodies: Mapping[str, list[str]]
) -> None:
    found = score(population).what_if(ID, said, path=path, data=custodies)
    for frame in (found.ledger, found.moves):
        for place, end in enumerate(("lo", "hi")):
            assert frame[f"moved_{end}"].sum() == pytest.approx(found.moved[place], abs=1e-9)
    moved = found.ledger
    for end in ("lo", "hi"):
        assert moved[f"points_{end}_after"].to_numpy() == pytest.approx(
            (moved[f"points_{end}_before"] + moved[f"moved_{end}"]).to_numpy(), abs=1e-9
        )


@drawn(populations, controls, paths, data)
def test_a_what_if_is_the_score_of_a_register_that_states_it(
    population: list[Vendor], said: Mapping[str, Any], path: str, custodies: Mapping[str, list[str]]
) -> None:
    scores = score(population)
    assert scores.checked is not None
    found = scores.what_if(ID, said, path=path, data=custodies, transfer="scc_m3")
    stated: dict[str, Stated] = {}
    for control, one in said.items():
        answer, level, day = (*((one,) if isinstance(one, str) else one), "", AS_OF)[:3]
        stated[control] = answer, level, day if isinstance(day, date) else AS_OF
    register = restated(scores.checked, ID, stated, path=path, data=custodies, transfer="scc_m3")
    whole = score_vendors(register, POLICY).vendors
    again = whole.loc[ID]
    assert [again[name] for name in found.after.__dataclass_fields__] == list(astuple(found.after))
    assert found.ranks == tuple(list(vendors.index).index(ID) + 1 for vendors in (scores.vendors, whole))


@drawn(populations, controls, paths, data)
def test_register_and_scores_stay_as_they_are(
    population: list[Vendor], said: Mapping[str, str], path: str, custodies: Mapping[str, list[str]]
) -> None:
    checked = register_of(population)
    before = {name: rows.copy(deep=True) for name, rows in checked.tables.items()}
    scores = score_vendors(checked, POLICY)
    vendors, ledger = scores.vendors.copy(deep=True), scores.ledger.copy(deep=True)
    scores.what_if(ID, said, documents=["audit_report"], path=path, data=custodies).what_if(transfer="none")
    assert all(rows.equals(before[name]) for name, rows in checked.tables.items())
    assert scores.vendors.equals(vendors)
    assert scores.ledger.equals(ledger)


# --- worked cases ------------------------------------------------------------------------------------------


def test_of_numberz_an_audit_report_takes_off_what_the_first_screen_says() -> None:
    scores = numberz_review().scores
    taken = [-scores.what_if(name, documents=["audit_report"]).moved[1] for name in scores.vendors.index]
    assert [points(drop, 1) for drop in taken] == ["89.3", "67.2", "67.2"]


def test_a_narrower_path_and_multi_factor_sign_in_worked_by_hand() -> None:
    found = numberz_review().scores.what_if(
        "sendgrid", controls={"VR-I1": ("yes", "E5", date(2026, 10, 1))}, path="receives"
    )
    # I = 100 x 1 x 0.5; C = 1/18 (1 + 0.075), where VR-P1 is claimed, E1, undated.
    assert found.after.r_hi == pytest.approx(50 * (1 - 0.9 * 1.075 / 18))
    assert (found.after.band, found.after.appetite, found.after.tier) == ("very high", "undetermined", "T1")
    assert found.supposed == [
        "VR-I1: unknown, then yes, E5 of 2026-10-01",
        "path of sendgrid-email: receives..stores, then receives",
    ]
    assert list(found.moves.index) == [
        "Access path",
        "VR-I1 Multi-factor sign-in for staff",
        "VR-P1 Encryption in transit",
    ]


def test_a_name_serves_as_well_as_an_id() -> None:
    scores = numberz_review().scores
    assert same(scores.what_if("Sendgrid", path="incidental"), scores.what_if("sendgrid", path="incidental"))
    assert scores.what_if("sendgrid", path="incidental").after.band == "high"


def test_a_vendor_of_which_nothing_is_stated_can_be_supposed_something_of() -> None:
    scores = example_review().scores
    found = scores.what_if("cobblefenn", path="receives", data={"disclosed": "EmailAddress", "held": "none"})
    assert found.before.band == "unrated"
    # DPC 1, EI 0.75..1, X 0.5, and every control unknown.
    assert [found.after.r_lo, found.after.r_hi] == pytest.approx([0.9375, 12.5])


def test_an_engagement_that_was_rejected_is_supposed_whole() -> None:
    one = register_of([Vendor(kinds=("Health",), path=(3, 3))])
    lost = pd.DataFrame([dict.fromkeys(COLUMNS, "") | {"table": "engagements", "vendor_id": ID}])
    scores = score_vendors(replace(one, incomplete=lost), POLICY)
    assert scores.vendors.loc[ID, "r_hi"] == 100
    assert scores.what_if(ID, path="receives").after.i_hi == 50
    # Of the rejected engagement, the data stays unknown as well until both kinds of it are supposed.
    whole = scores.what_if(ID, path="receives", data={"disclosed": ["Name"], "held": ["Name"]})
    assert whole.after.i_hi == 12.5


def test_one_engagement_alone_can_be_meant() -> None:
    scores = example_review().scores
    found = scores.what_if("basaltfell", path="none", engagement="basaltfell-us")
    assert list(found.changes["item"]) == ["basaltfell-us"]
    assert found.moved[1] == 0


def test_children_and_scale_stay_with_other_categories() -> None:
    found = example_review().scores.what_if("basaltfell", data={"disclosed": ["Name"], "held": ["Name"]})
    # Inherent exposure of 25 is tier T2; children and a huge scale raise it.
    assert (found.after.i_hi, found.after.tier) == (25, "T1")


def test_a_transfer_without_a_basis_raises_the_tier_and_no_score() -> None:
    stated = Vendor(kinds=("Name",), path=(3, 3))
    checked = register_of([stated])
    place = pd.DataFrame(
        [{"engagement_id": f"{ID}-e", "kind": "processing", "code": "IN", "as_written": "", "condition": ""}]
    )
    scores = score_vendors(replace(checked, tables={**checked.tables, "places": place}), POLICY)
    found = scores.what_if(ID, transfer="none")
    assert [found.before.transfer, found.after.transfer] == ["unknown", "fail"]
    # A basis that nothing states may be none: at worst the tier is raised already.
    assert [found.before.tier, found.after.tier] == ["T2", "T2"]
    assert scores.vendors["tier_lo"].tolist() == ["T3"]
    assert list(found.moved) == [0, 0]
    assert found.what_if(transfer="scc_m3").after.transfer == "pass"


def test_a_document_of_the_register_can_be_cited() -> None:
    scores = example_review().scores
    found = scores.what_if("basaltfell", {"VR-A2": ("yes", "basaltfell-soc2-2026")})
    assert found.supposed == ["VR-A2: partial, E5 of 2026-06-30, then yes, E5 of 2026-06-30"]


def test_an_undated_document_counts_for_its_floor() -> None:
    scores = score([Vendor(kinds=("Health",), path=(4, 4))])
    fresh, undated = (scores.what_if(ID, {"VR-A2": ("yes", "E5", day)}).moved[1] for day in (AS_OF, None))
    assert undated == pytest.approx(fresh / 4)


# --- what does not exist -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        ({"controls": {"VR-I": "yes"}}, "'VR-I' is no control of the policy; they are VR-A1"),
        ({"controls": {"VRI1": "yes"}}, "'VRI1' is no control of the policy (did you mean 'VR-I1'?)"),
        ({"controls": {"VR-I1": "yse"}}, "VR-I1: 'yse' is no answer (did you mean 'yes'?)"),
        ({"controls": {"VR-I1": 5}}, "VR-I1: 5 is no answer"),
        ({"controls": {"VR-I1": ()}}, "VR-I1: () is not an answer, a document and its date"),
        ({"controls": {"VR-I1": ("yes", "E6")}}, "the levels are E1, E2, E3, E4, E5"),
        (
            {"controls": {"VR-I1": ("yes", "E5", "1.10.2026")}},
            "'1.10.2026' is no date such as date(2026, 1, 31)",
        ),
        (
            {"controls": {"VR-I1": ("yes", "E5", date(2027, 1, 1))}},
            "2027-01-01 is after the day of the review",
        ),
        ({"controls": {"VR-A2": "not_applicable"}}, "does not let that be not_applicable"),
        ({"documents": ["audit_reprt"]}, "(did you mean 'audit_report'?)"),
        ({"documents": "access_path"}, "'access_path' settles path: state that"),
        ({"path": "recieves"}, "'recieves' is no access path (did you mean 'receives'?)"),
        ({"path": "hosts..none"}, "runs from the higher level to the lower"),
        (
            {"data": {"hold": ["Name"]}},
            "'hold' is no custody (did you mean 'held'?); they are disclosed, held",
        ),
        ({"data": {"held": ["EmailAdress"]}}, "(did you mean 'EmailAddress'?)"),
        ({"data": {"held": ["e-mail address"]}}, "(did you mean 'EmailAddress'?)"),
        ({"data": {"held": ["none", "Name"]}}, "'none' is beside Name"),
        ({"transfer": "scc_m5"}, "transfer: 'scc_m5' is no mechanism"),
        ({"transfer": "none; scc_m3"}, "transfer: 'none' is beside scc_m3"),
        ({"engagement": "sendgrid-mail", "path": "none"}, "(did you mean 'sendgrid-email'?)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_exist_is_refused_with_what_does(supposed: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError) as refused:
        numberz_review().scores.what_if("sendgrid", **supposed)  # type: ignore[arg-type]
    assert told in str(refused.value)


def test_an_unknown_vendor_gets_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'sendgrid'"):
        numberz_review().scores.what_if("sendgird")


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as refused:
        numberz_review().scores.what_if("sendgrid", {"VR-I11": "yes", "VR-A1": "yse", "VR-A2": ("no", "E9")})
    assert len(refused.value.problems) == 3


# --- what scores carry -------------------------------------------------------------------------------------


def test_a_pickle_of_scores_holds_no_register() -> None:
    scores = replace(example_review().scores)
    held = len(pickle.dumps(replace(scores, checked=None)))
    scores.ledger, scores.questions  # noqa: B018 - what is derived is not kept either
    text = pickle.dumps(scores)
    assert len(text) == pytest.approx(held, rel=0.01)
    back = pickle.loads(text)
    assert back.vendors.equals(scores.vendors)
    with pytest.raises(UsageError, match="score it again"):
        back.what_if("basaltfell")
    assert len(repr(scores)) < 5000


def test_of_three_hundred_vendors_one_is_supposed_in_less_than_a_tenth_of_a_second_of_computing() -> None:
    crowd = [Vendor(kinds=KINDS[:3], path=(2, 3), answers=dict.fromkeys(CONTROLS, Answer("yes", "E4", 3)))]
    scores = score(crowd * 300)
    taken = []
    for _ in range(10):
        start = time.process_time()
        scores.what_if(ID, {"VR-I1": ("yes", "E5")}, path="receives")
        taken.append(time.process_time() - start)
    assert min(taken) < 0.1
