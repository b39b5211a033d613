"""The example register: whole, invented, rich in all that a register can hold, and as its README says."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from example.example_pins import STATE_OF, decision_rows_of, with_pins
from example.example_tables import (
    AFTER,
    BEFORE,
    STATES,
    changes_table,
    findings_table,
    printed_tables,
    readme_table,
    scores_table,
    state,
)
from vendor_review.cli import main
from vendor_review.publication.public_list.projection import public_list
from vendor_review.publication.public_list.withholding import withheld_reasons
from vendor_review.register.layout import PAGE_FILE, TABLES, translated_page
from vendor_review.report.words.wording import span
from vendor_review.runs.parameters import check_parameters
from vendor_review.runs.review_run import RunSettings, run_review
from vendor_review.schema.cells.values import WORLD_CODES, items
from vendor_review.schema.findings.catalogue import SEVERITIES
from vendor_review.scoring.model.evidence import weigh_evidence
from vendor_review.scoring.model.tiers import ESCALATORS

#: Everyone who owns, reviews or decides anything in the example: roles, and no names.
ROLES = {
    "chief information security officer",
    "finance",
    "head of data protection",
    "head of platform",
    "head of product",
    "head of sales",
    "head of support",
    "head of trust and safety",
    "internal audit",
    "privacy team",
    "procurement",
    "product design",
    "security analyst",
}
CHANGE_KINDS = {
    "addition, notice running",
    "removal",
    "role",
    "place",
    "data",
    "transfer",
    "legal entity",
    "wording only",
    "rename with alias",
    "merger of two vendors",
    "evidence renewed",
    "answer",
}
LARGEST_PAGE = 350_000


@cache
def rows(table: str) -> pd.DataFrame:
    """Rows of both states as written."""
    return pd.concat([state(day).register.tables[table] for day in STATES])


def words(table: str, column: str) -> set[str]:
    """Words of a column in both states, items of lists one by one."""
    return {word for cell in rows(table)[column] for word in items(cell)}


@pytest.mark.parametrize("day", STATES)
def test_each_state_is_a_whole_register_of_24_vendors(day: str) -> None:
    files = {path.name for path in state(day).folder.iterdir()}
    assert files == {PAGE_FILE, translated_page("de"), *(table.file for table in TABLES.values())}
    assert not state(day).register.absent
    assert len(state(day).register.tables["vendors"]) == 24


def test_everybody_is_a_role_and_every_address_leads_nowhere() -> None:
    for table, column in (
        ("engagements", "owner"),
        ("decisions", "decided_by"),
        ("reviews_done", "reviewer"),
    ):
        assert set(rows(table)[column]) <= ROLES
    assert set(rows("decisions")["prepared_by"]) - {""} <= ROLES
    text = "\n".join(
        path.read_text(encoding="utf-8") for day in STATES for path in sorted(state(day).folder.iterdir())
    )
    hosts = {urlsplit(link).hostname for link in re.findall(r"https?://[^\s,\"]+", text)}
    hosts |= set(re.findall(r"@([\w.-]+)", text))
    assert hosts
    assert {host for host in hosts if not str(host).endswith(".example")} == set()


@pytest.mark.parametrize(
    ("table", "column"),
    [(table.name, column.name) for table in TABLES.values() for column in table.columns if column.values],
)
def test_every_word_that_a_column_knows_is_used(table: str, column: str) -> None:
    used = {end for word in words(table, column) for end in word.split("..")}
    if TABLES[table].column(column).kind == "control":
        used -= set(state(AFTER).policy.controls.index)
    assert used == set(TABLES[table].column(column).values)


def test_every_column_is_filled_somewhere() -> None:
    never_filled = [
        (t.name, c.name) for t in TABLES.values() for c in t.columns if rows(t.name)[c.name].eq("").all()
    ]
    assert never_filled == []


def test_every_way_to_write_an_access_path_and_a_place_is_used() -> None:
    paths = set(rows("engagements")["access_path"])
    assert "" in paths
    assert any(".." in path for path in paths)
    assert set(WORLD_CODES) | {"", "NA"} <= set(rows("places")["code"])
    assert rows("places")["condition"].ne("").any()
    assert rows("engagements")["customer_region"].nunique() > 2
    assert rows("engagements").groupby("vendor_id")["product"].size().max() > 2


def test_data_of_every_grave_kind_is_held() -> None:
    categories = state(AFTER).policy.categories
    flags = categories.reindex(sorted(words("data_shared", "category") & set(categories.index)))
    assert flags["art9"].any()
    assert flags["art10"].any()
    assert {"none", "unclassified"} <= words("data_shared", "category")
    answers = rows("access_controls").merge(rows("engagements")[["vendor_id", "role"]].drop_duplicates())
    set_aside = answers[answers["answer"] == "not_applicable"]
    assert set(set_aside["role"]) >= {"independent_controller", "affiliate"}


@pytest.mark.parametrize("day", STATES)
def test_every_band_tier_appetite_outcome_and_review_state_is_shown(day: str) -> None:
    vendors, policy = state(day).scores.vendors, state(day).policy
    assert set(vendors["band"]) == {"unrated", *(name for name, _ in policy.bands)}
    assert set(vendors["appetite"]) == {"within", "outside", "undetermined"}
    assert set(vendors["tier"]) == {name for name, _ in policy.tiers}
    assert set(state(day).scores.next_looks["state"]) == {"overdue", "due soon", "later"}


@pytest.mark.parametrize("escalator", ESCALATORS)
def test_every_escalator_lifts_a_vendor(escalator: str) -> None:
    assert state(AFTER).scores.escalators[escalator].any()


@pytest.mark.parametrize("gate", ["contract", "transfer", "notice"])
def test_every_legal_gate_passes_fails_and_is_unknown(gate: str) -> None:
    assert set(state(AFTER).scores.vendors[gate]) == {"pass", "fail", "unknown"}


def test_evidence_is_fresh_aged_old_undated_expired_out_of_scope_and_missing() -> None:
    current = state(AFTER)
    weighed, policy = current.scores.evidence, current.policy
    assert weighed["age_factor"].eq(1).any()
    assert weighed["age_factor"].between(policy.evidence_floor, 1, inclusive="neither").any()
    assert weighed["age_months"].gt(policy.evidence_floor_months).any()
    assert weighed["age_months"].isna().any()
    assert weighed["expired"].any()
    assert weighed["in_scope"].eq("no").any()
    assert "" in set(weighed["level"])
    answers = current.checked.tables["access_controls"]
    assert (answers["answer"].isin(["yes", "partial"]) & answers["evidence_id"].eq("")).any()
    cited = weighed.reindex(answers["evidence_id"]).dropna(subset="level")["level"]
    assert set(cited) >= {"E1", "E2", "E3", "E4", "E5"}


def test_evidence_that_runs_out_between_the_states_moves_a_score() -> None:
    evidence = state(BEFORE).checked.tables["evidence"]
    worth = [
        weigh_evidence(evidence, state(day).policy)["strength"]["pennickmere-iso-2023"] for day in STATES
    ]
    assert worth[0] > worth[1] == 0
    scores = [state(day).scores.vendors.loc["pennickmere"] for day in STATES]
    assert [row["band"] for row in scores] == ["medium", "very high"]


def test_several_vendors_rest_on_one_host_and_on_one_group() -> None:
    onward = state(AFTER).register.tables["onward"]
    hosted = onward[onward["onward_name"].str.startswith("Basaltfell")]
    assert hosted["vendor_id"].nunique() == 10
    assert hosted["onward_name"].nunique() == 3
    assert rows("vendors").drop_duplicates("vendor_id")["parent_group"].value_counts()["Corvane Group"] == 2


def test_decisions_are_only_added_and_some_have_expired() -> None:
    old, new = (state(day).register.tables["decisions"] for day in STATES)
    assert new.iloc[: len(old)].equals(old)
    assert len(new) > len(old)
    ends = state(AFTER).checked.tables["decisions"]["expires_on"]
    assert ends.lt(pd.Timestamp(AFTER)).any()
    assert ends.ge(pd.Timestamp(AFTER)).any()


@pytest.mark.parametrize("day", STATES)
def test_decisions_pin_what_a_review_of_their_day_shows(day: str) -> None:
    rows = decision_rows_of(day)
    assert rows == [with_pins(row) for row in rows]
    pinned = state(day).checked.tables["decisions"]
    assert set(pinned.loc[pinned["pinned_inputs"] != "", "decision_id"]) <= set(STATE_OF)


def test_decisions_of_each_state_hold_and_in_the_later_one_some_do_not() -> None:
    before, after = (state(day).checked.tables["decisions"].set_index("decision_id") for day in STATES)
    assert before["moved"].eq("").all()
    assert after.loc[["2026-02", "2026-08", "2026-09"], "moved"].eq("").all()
    assert after.loc["2026-06", "moved"] == "engagements, places, onward"
    assert after.loc["2026-05", "moved"] == "access_controls"
    current = state(AFTER).checked.findings
    told = current.loc[current["rule"] == "REG-083", "vendor_id"]
    assert sorted(told) == ["mailbracken", "oraquelle", "rosterfenn", "verrowdune"]


def test_decisions_on_the_first_review_pin_the_score_that_it_has() -> None:
    decisions, scores = state(AFTER).register.tables["decisions"], state(BEFORE).scores.vendors
    pinned = decisions[decisions["pinned_run"].str.startswith(BEFORE)]
    assert len(pinned) == 4
    of_that_day = scores.reindex(pinned["vendor_id"])
    assert pinned["pinned_score"].tolist() == [
        span(lo, hi) for lo, hi in zip(of_that_day["r_lo"], of_that_day["r_hi"], strict=True)
    ]


def test_the_first_state_has_every_severity_and_withholds_its_list() -> None:
    checked = state(BEFORE).checked
    assert set(checked.findings["severity"]) == set(SEVERITIES)
    assert 1 <= len(checked.rejected) <= 2
    assert withheld_reasons(checked)


def test_the_second_state_has_warnings_and_notes_and_its_list_goes_out() -> None:
    checked = state(AFTER).checked
    assert set(checked.findings["severity"]) == {"warning", "note"}
    assert checked.rejected.empty
    assert not withheld_reasons(checked)
    listed = [
        entry for section in public_list(checked, state(AFTER).as_of).sections for entry in section.vendors
    ]
    assert {entry.name for entry in listed if entry.announced} == {"Basaltfell Cloud", "Inkharrow Documents"}
    assert "Ledgerholm Audit" not in {entry.name for entry in listed}


@pytest.mark.parametrize(
    "title",
    [
        *(f"Scores as of {day}" for day in STATES),
        *(f"Findings as of {day}" for day in STATES),
        "Evidence that time has changed",
    ],
)
def test_the_readme_prints_what_the_tools_give(title: str) -> None:
    assert readme_table(title) == printed_tables()[title]


@pytest.mark.parametrize("day", STATES)
def test_the_command_line_prints_the_scores_of_the_readme(
    day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *body = readme_table(f"Scores as of {day}")
    assert main(["score", str(state(day).folder), "--as-of", day]) == 0
    assert capsys.readouterr().out.rstrip() == pd.DataFrame(body, columns=header).to_string(index=False)


@pytest.mark.parametrize("day", STATES)
def test_the_command_line_finds_what_the_readme_says(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["check", str(state(day).folder), "--as-of", day]
    assert main([*command, "--format", "csv"]) == 0
    found = pd.read_csv(StringIO(capsys.readouterr().out), dtype=str, keep_default_na=False)
    stated = [(row[1], row[0], row[4]) for row in readme_table(f"Findings as of {day}")[1:]]
    messages = [message.partition(": ")[2] for message in found["message"]]
    assert sorted(zip(found["severity"], found["rule"], messages, strict=True)) == sorted(stated)
    # On a terminal every place is spelt out if asked, the worst first.
    assert main([*command, "--all"]) == 0
    printed = capsys.readouterr().out
    assert all(f"    {message}\n" in printed for message in found["message"])
    severities = re.findall(r"^(error|warning|note) ", printed, flags=re.MULTILINE)
    assert severities == sorted(severities, key=("error", "warning", "note").index)


def test_the_readme_names_every_difference_between_the_states_by_its_kind() -> None:
    header, *body = readme_table("Changes")
    assert header[:2] == ["kind", "notice"]
    assert sorted(row[2:] for row in body) == changes_table()[1:]
    assert {row[0] for row in body} >= CHANGE_KINDS
    assert {row[1] for row in body} == {"yes", "no"}
    told = {row[0] for row in body if row[1] == "yes"}
    assert {"addition, notice running", "role", "place", "data", "transfer"} <= told
    assert not told & {"removal", "wording only", "rename with alias", "evidence renewed", "answer"}


def test_the_tables_of_the_two_states_differ() -> None:
    assert scores_table(BEFORE) != scores_table(AFTER)
    assert findings_table(BEFORE) != findings_table(AFTER)


@pytest.mark.slow
@pytest.mark.parametrize(("day", "list_goes_out"), [(BEFORE, False), (AFTER, True)])
def test_a_review_of_each_state_is_one_small_page(day: str, list_goes_out: bool, tmp_path: Path) -> None:
    parameters = check_parameters(
        register=str(state(day).folder),
        as_of=date.fromisoformat(day).isoformat(),
        policy="",
        baseline="none",
        sample_count=100,
        random_seed=0,
    )
    outcome = run_review(parameters, RunSettings(tmp_path))
    assert outcome.status == "published"
    assert outcome.page.stat().st_size < LARGEST_PAGE
    assert (outcome.folder / "public-list.html").exists() is list_goes_out
    assert outcome.facts["counts"]["withheld"] is not list_goes_out
