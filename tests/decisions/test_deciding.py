"""A decision is pinned to the review that it was made on, takes four eyes, and is refused where it rests on nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from decisions.scored_reviews import DECIDED, REVIEWED, choice, example_copy, publish_scores, rows_in
from reviewing import append_rows, edit_file, publish, times, tree
from runs.forgery import reseal
from vendor_review.decisions.record import decide, draft
from vendor_review.decisions.staleness import moved_since
from vendor_review.errors import ArchiveError, RegisterUnreadable, UsageError
from vendor_review.figures import points
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.register.conversion import convert_register
from vendor_review.schema import check_register

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a review of the example, which tests only copy."""
    folder = tmp_path_factory.mktemp("published")
    publish_scores(example_copy(folder), folder / "reviews")
    return folder / "reviews"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return example_copy(tmp_path)


@pytest.fixture
def reviews(tmp_path: Path, published: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "reviews"))


def moved(register: Path) -> str:
    """What has changed since the last decision in a register, as a check of it says."""
    policy = load_policy(None, DECIDED)
    checked = check_register(load_register(register), policy.vocabulary, DECIDED)
    return str(checked.tables["decisions"]["moved"].iloc[-1])


# --- what is recorded --------------------------------------------------------------------------------------


def test_a_decision_pins_the_newest_review_with_the_score_and_tier_that_it_shows(
    register: Path, reviews: Path
) -> None:
    before = tree(register)
    recorded = decide(str(register), choice(), reviews)

    *others, last = rows_in(register / "decisions.csv")
    assert last == dict(recorded.row)
    (folder,) = [path for path in (reviews / "example").iterdir() if path.name[:4] == "2026"]
    (shown,) = [row for row in rows_in(folder / "scores.csv") if row["vendor_id"] == "deskharrow"]
    assert (last["decision_id"], last["vendor_id"]) == ("2026-10", "deskharrow")
    assert (last["decided_on"], last["expires_on"]) == ("2026-11-02", "2027-05-01")
    assert last["pinned_run"] == folder.name
    assert last["pinned_score"] == f"{points(float(shown['r_lo']))}..{points(float(shown['r_hi']))}"
    assert last["pinned_tier"] == shown["tier"]
    assert (last["prepared_by"], last["decided_by"]) == (
        "security analyst",
        "chief information security officer",
    )
    old = before.pop("decisions.csv")
    after = tree(register)
    new = after.pop("decisions.csv")
    assert after == before
    assert old is not None
    assert new is not None
    assert new.startswith(old)
    assert len(others) == len(rows_in_bytes(old))


def rows_in_bytes(content: bytes) -> list[bytes]:
    return content.splitlines()[1:]


def test_what_was_just_decided_holds_and_no_longer_once_its_vendor_changes(
    register: Path, reviews: Path
) -> None:
    decide(str(register), choice(), reviews)
    assert moved(register) == ""
    edit_file(
        register / "evidence.csv", "deskharrow-bridge-2026,deskharrow", "deskharrow-bridge-2026,deskharrow "
    )
    assert moved(register) == ""
    edit_file(register / "vendors.csv", "deskharrow,Deskharrow,", "deskharrow,Desk Harrow,")
    assert moved(register) == "vendors"


def test_the_same_review_serves_one_decision_after_another(register: Path, reviews: Path) -> None:
    first = decide(str(register), choice(), reviews)
    append_rows(register / "reviews_done.csv", [{"vendor_id": "deskharrow", "reviewed_on": "2026-11-02"}])
    second = decide(str(register), choice(vendor="Mailbracken", decision="remediate"), reviews)
    assert [first.row["decision_id"], second.row["decision_id"]] == ["2026-10", "2026-11"]
    assert second.row["vendor_id"] == "mailbracken"
    assert first.row["pinned_run"] == second.row["pinned_run"]
    assert moved(register) == ""


def test_ids_begin_anew_each_year_and_follow_the_highest(register: Path, reviews: Path) -> None:
    later = choice(decided_on=date(2027, 1, 4))
    ids = [decide(str(register), later, reviews).row["decision_id"] for _ in range(2)]
    assert ids == ["2027-001", "2027-002"]


def test_words_go_on_one_line_and_stay_as_they_are_otherwise(register: Path, reviews: Path) -> None:
    reason = 'keys,\n stay "with us"; =1+1'
    row = decide(str(register), choice(reason=reason), reviews).row
    assert row["reason"] == 'keys, stay "with us"; =1+1'
    assert rows_in(register / "decisions.csv")[-1] == dict(row)


def test_of_several_reviews_the_newest_up_to_the_day_counts_and_another_can_be_named(
    register: Path, reviews: Path
) -> None:
    earlier = publish_scores(register, reviews, date(2026, 10, 1))
    publish_scores(register, reviews, date(2026, 11, 20))
    assert draft(str(register), choice(), reviews).review.as_of == REVIEWED
    assert draft(str(register), choice(), reviews, earlier).row["pinned_run"] == earlier.name
    late = choice(decided_on=date(2026, 10, 15), expires_on=date(2026, 12, 1))
    assert draft(str(register), late, reviews).row["pinned_run"] == earlier.name
    latest = reviews / "example" / "latest"
    assert draft(
        str(register), choice(decided_on=date(2026, 11, 20)), reviews, latest
    ).review.name.startswith("2026-11-20-")


# --- four eyes and overrides -------------------------------------------------------------------------------


@pytest.mark.parametrize("preparer", ["Head of it", "head of IT", " head  OF\tit ", "ｈead of it"])
def test_nobody_both_prepares_and_decides(register: Path, reviews: Path, preparer: str) -> None:
    before = tree(register)
    with pytest.raises(UsageError, match="four eyes"):
        decide(str(register), choice(decided_by="head of it", prepared_by=preparer), reviews)
    assert tree(register) == before


@pytest.mark.parametrize(
    ("vendor", "decision", "says"),
    [
        (
            "consultrill",
            "accept",
            "outside the appetite, 41.25..76.52 in tier T1, and the decision is accept",
        ),
        ("consultrill", "accept_with_conditions", "the decision is accept with conditions"),
        ("consultrill", "remediate", ""),
        ("deskharrow", "accept", "the score says undetermined"),
        ("deskharrow", "accept_with_conditions", ""),
        ("deskharrow", "exit", ""),
        ("verrowdune", "accept", ""),
        ("verrowdune", "exit", "the score says within the appetite"),
    ],
)
def test_a_decision_against_the_score_shows_both(
    register: Path, reviews: Path, vendor: str, decision: str, says: str
) -> None:
    override = draft(str(register), choice(vendor=vendor, decision=decision), reviews).override
    assert says in override
    assert bool(override) == bool(says)


# --- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"vendor": "deskharow"}, "did you mean 'deskharrow'?"),
        ({"vendor": "askwren"}, "'askwren' is no vendor that example engages"),
        ({"decision": "acept"}, "'acept' is no decision; they are accept"),
        ({"reason": " "}, "the reason is blank"),
        ({"decided_by": ""}, r"who decided \(--by\) is blank"),
        ({"prepared_by": ""}, r"who prepared it \(--prepared-by\) is blank"),
        ({"expires_on": date(2026, 11, 1)}, "run out on 2026-11-01, before it is taken on 2026-11-02"),
        ({"decided_on": date(2026, 10, 30)}, "every review of example is of a later day than 2026-10-30"),
    ],
)
def test_what_is_not_whole_is_refused_and_nothing_is_written(
    register: Path, reviews: Path, given: dict[str, Any], told: str
) -> None:
    before = tree(register)
    with pytest.raises(UsageError, match=told):
        decide(str(register), choice(**given), reviews)
    assert tree(register) == before


def test_a_register_without_review_or_changed_since_wants_one_first(
    register: Path, reviews: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="holds no review of example; run a review first"):
        decide(str(register), choice(), tmp_path / "empty")
    edit_file(register / "vendors.csv", "deskharrow,Deskharrow,", "deskharrow,Desk Harrow,")
    (folder,) = (reviews / "example").glob("2026-*")
    for review in (None, folder):
        with pytest.raises(
            UsageError, match=rf"changed since .*{folder.name} \(vendors\.csv\); run a review first"
        ):
            decide(str(register), choice(), reviews, review)
    publish_scores(register, reviews)
    assert decide(str(register), choice(), reviews).review.folder != folder


def test_a_review_that_somebody_altered_is_no_ground(register: Path, reviews: Path) -> None:
    (folder,) = (reviews / "example").glob("2026-*")
    edit_file(folder / "scores.csv", "deskharrow,Deskharrow", "deskharrow,Desk Harrow")
    for review in (None, folder):
        with pytest.raises(ArchiveError, match=r"scores\.csv has changed"):
            decide(str(register), choice(), reviews, review)


def test_what_a_forged_review_says_of_the_cells_of_then_is_not_told(register: Path, reviews: Path) -> None:
    (folder,) = (reviews / "example").glob("2026-*")
    now, policy = load_register(register), load_policy(None, DECIDED)
    assert moved_since(folder, now, policy, "deskharrow") is not None
    (folder / "scores.csv").write_text("forged", encoding="utf-8")
    reseal(folder)
    assert moved_since(folder, now, policy, "deskharrow") is None


def test_a_review_that_was_forged_with_its_manifest_is_no_ground(register: Path, reviews: Path) -> None:
    (folder,) = (reviews / "example").glob("2026-*")
    with (folder / "scores.csv").open("a", encoding="utf-8") as file:
        file.write(" ")
    reseal(folder)
    for review in (None, folder):
        with pytest.raises(ArchiveError, match=r"not the one that index\.json vouches for"):
            decide(str(register), choice(), reviews, review)
    (reviews / "example" / "index.json").unlink()
    for review in (None, folder):
        with pytest.raises(ArchiveError, match=r"index\.json is missing"):
            decide(str(register), choice(), reviews, review)


def test_a_named_review_must_be_one_of_this_register_and_not_later(register: Path, tmp_path: Path) -> None:
    other = publish_scores(example_copy(tmp_path, "other"), tmp_path / "reviews")
    with pytest.raises(UsageError, match="is a review of other, not of example"):
        decide(str(register), choice(), tmp_path, other)
    with pytest.raises(UsageError, match="there is no such folder"):
        decide(str(register), choice(), tmp_path, tmp_path / "nowhere")
    own = publish_scores(register, tmp_path / "reviews", date(2026, 11, 20))
    with pytest.raises(UsageError, match="is of a later day than 2026-11-02"):
        decide(str(register), choice(), tmp_path, own)


def test_a_database_is_edited_where_it_is_and_its_row_is_drafted(register: Path, tmp_path: Path) -> None:
    path = tmp_path / "example.db"
    target = f"sqlite:///{path}"
    convert_register(str(register), target)
    before = path.read_bytes()
    publish_scores(target, tmp_path / "reviews")
    with pytest.raises(UsageError, match="a database is edited where it is kept"):
        decide(target, choice(), tmp_path / "reviews")
    row = draft(target, choice(), tmp_path / "reviews").row
    assert (row["decision_id"], row["pinned_tier"]) == ("2026-10", "T1")
    assert path.read_bytes() == before


def test_a_workbook_gets_the_row_that_would_be_drafted(register: Path, tmp_path: Path) -> None:
    target = tmp_path / "example.xlsx"
    convert_register(str(register), str(target))
    before = target.read_bytes()
    publish_scores(str(target), tmp_path / "reviews")
    drafted = draft(str(target), choice(), tmp_path / "reviews").row
    assert target.read_bytes() == before
    assert decide(str(target), choice(), tmp_path / "reviews").row == drafted
    last = load_register(target).tables["decisions"].iloc[-1]
    assert {name: text for name, text in last.items() if text} == {
        name: text for name, text in drafted.items() if text
    }
    assert (tmp_path / "example.xlsx.bak").read_bytes() == before


def test_a_file_without_the_columns_for_pins_is_refused(register: Path, reviews: Path) -> None:
    file = register / "decisions.csv"
    header = (
        file.read_text(encoding="utf-8")
        .splitlines()[0]
        .removesuffix(",prepared_by,pinned_tier,pinned_inputs")
    )
    file.write_text(header + "\n", encoding="utf-8")
    with pytest.raises(RegisterUnreadable, match="lacks the columns prepared_by, pinned_tier, pinned_inputs"):
        decide(str(register), choice(), reviews)
    assert file.read_text(encoding="utf-8") == header + "\n"


# --- on the command line -----------------------------------------------------------------------------------

WORDS = ["--reason", "fine", "--by", "Board", "--prepared-by", "Analyst", "--expires", "2027-05-01"]


def test_the_command_prints_the_row_and_says_on_what_it_was_decided(
    call: Call, register: Path, reviews: Path
) -> None:
    asked = [
        "decide",
        register,
        "consultrill",
        "accept",
        *WORDS,
        "--as-of",
        "2026-11-02",
        "--reviews",
        reviews,
    ]
    code, out, err = call(*asked, "--format", "json")
    assert code == 0
    row = json.loads(out)
    assert (row["decision_id"], row["decision"], row["decided_on"]) == ("2026-10", "accept", "2026-11-02")
    assert row["override"].startswith("override: the score says outside the appetite")
    assert row["override"] in err
    assert "based on the review of 2026-10-31" in err
    code, out, _ = call(*asked)
    assert code == 0
    assert out.splitlines()[0].split() == ["decision_id", "2026-11"]
    before = tree(register)
    code, out, err = call(*asked, "--draft", "--format", "csv")
    assert (code, out.splitlines()[1].split(",")[0]) == (0, "2026-12")
    assert "nothing was written" in err
    assert tree(register) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"--reason": None}, "Missing option '--reason'"),
        ({"--by": None}, "Missing option '--by'"),
        ({"--prepared-by": " bo ARD"}, "four eyes"),
        ({"--expires": "soon"}, "--expires: 'soon' is not a date such as '2027-05-20'"),
        ({"--expires": "2026-11-01"}, "would have run out"),
        ({"--reason": ""}, "'--reason': is empty"),
        ({"vendor": "deskharow"}, "did you mean 'deskharrow'?"),
        ({"decision": "maybe"}, "'maybe' is not one of 'accept'"),
        ({"--reviews": "nowhere"}, "run a review first"),
    ],
)
def test_what_cannot_be_recorded_is_told_with_code_2(
    call: Call, register: Path, reviews: Path, change: dict[str, str | None], told: str
) -> None:
    options: dict[str, Any] = dict(zip(WORDS[::2], WORDS[1::2], strict=True))
    options |= {"--as-of": "2026-11-02", "--reviews": reviews}
    options |= {name: value for name, value in change.items() if name.startswith("--")}
    stated = [word for name, value in options.items() if value is not None for word in (name, value)]
    before = tree(register)
    vendor, decision = change.get("vendor") or "deskharrow", change.get("decision") or "remediate"
    code, out, err = call("decide", register, vendor, decision, *stated)
    assert (code, out) == (2, "")
    assert told in err
    assert tree(register) == before


def test_explain_tells_each_cell_that_has_changed_since_a_decision(
    call: Call, register: Path, reviews: Path, tmp_path: Path
) -> None:
    decide(str(register), choice(), reviews)
    edit_file(register / "vendors.csv", "deskharrow,Deskharrow,", "deskharrow,Desk Harrow,")
    asked = ["explain", register, "deskharrow", "--as-of", "2026-11-02", "--reviews"]
    _, out, _ = call(*asked, reviews)
    told = out[out.index("Decision of 2026-11-02") :]
    assert "Needs renewal. The vendor's own row changed." in told
    assert told.splitlines()[-1] == "  vendors deskharrow name: Deskharrow, now Desk Harrow"
    shutil.rmtree(reviews)
    _, out, _ = call(*asked, reviews)
    assert out.endswith("Needs renewal. The vendor's own row changed.\n")


# --- and nobody else writes it -----------------------------------------------------------------------------


def test_no_other_command_touches_a_register(call: Call, register: Path, tmp_path: Path) -> None:
    before, when = tree(register), times(register)
    for command in (
        ["check"],
        ["score"],
        ["explain", "mailbracken"],
        ["questions"],
        ["public", "--out", "list"],
    ):
        name, *rest = command
        rest = [str(tmp_path / "list") if word == "list" else word for word in rest]
        assert call(name, register, *rest, "--as-of", "2026-10-31")[0] == 0
    assert (tree(register), times(register)) == (before, when)


@pytest.mark.slow
def test_no_run_touches_a_register(register: Path, tmp_path: Path) -> None:
    before, when = tree(register), times(register)
    made = publish(tmp_path / "reviews", register=register)
    assert (tree(register), times(register)) == (before, when)
    kept = tree(made.folder / "register")
    assert {name: kept[name] for name in before} == before
    # What a run has published can be decided on.
    row = decide(str(register), choice(decided_on=date(2026, 11, 2)), tmp_path / "reviews").row
    assert row["pinned_run"] == made.folder.name
