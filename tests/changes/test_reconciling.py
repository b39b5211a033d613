"""A register against a published list: every planted gap is found, whichever side it is on, and nothing else is."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from changes.list_draws import entry, write_list
from drawn import drawn
from registers import checked_as_of, write_register
from vendor_review.changes.public_lists.entry import FIELDS, Entry, entries_of
from vendor_review.changes.public_lists.published_list import read_published
from vendor_review.changes.public_lists.reconciliation import KINDS, Difference, reconcile
from vendor_review.files.package_files import starting_register
from vendor_review.publication.public_list.projection import public_list
from vendor_review.report.words.reconciliation import COLUMNS, difference_frame, differences_sentence
from vendor_review.schema import CheckedRegister

AS_OF = date(2026, 11, 1)
EXAMPLE = starting_register().parent / "example" / "2026-10-31"
PAGE = '[[sections]]\nid = "hosting"\ntitle = "Hosting"\norder = 1\n'

Row = Mapping[str, str]


def vendor(vendor_id: str, name: str, **cells: str) -> Row:
    return {"vendor_id": vendor_id, "name": name, **cells}


def engagement(vendor_id: str, number: int = 1, **cells: str) -> Row:
    usual = {"section": "hosting", "status": "active", "public": "yes", "purpose": f"purpose {number}"}
    return {"engagement_id": f"{vendor_id}-{number}", "vendor_id": vendor_id, **usual, **cells}


def register(
    folder: Path, vendors: Sequence[Row], engagements: Sequence[Row], **tables: Sequence[Row]
) -> CheckedRegister:
    written = write_register(folder, {"vendors": vendors, "engagements": engagements, **tables}, PAGE)
    return checked_as_of(written, AS_OF)[0]


def current(checked: CheckedRegister) -> list[Entry]:
    return entries_of(public_list(checked, AS_OF).as_dict())


def found(checked: CheckedRegister, published: Sequence[Entry]) -> list[Difference]:
    return reconcile(checked, current(checked), published)


def told(differences: Sequence[Difference]) -> list[tuple[str, ...]]:
    """Kind, and what tells the difference best."""
    best = {"differs": ("field",), "only_registered": ("reason", "vendor_id"), "not_public": ("vendor_id",)}
    return [
        (one.kind, *(str(getattr(one, name)) for name in best.get(one.kind, ("reason", "listed"))))
        for one in differences
    ]


@pytest.fixture
def three(tmp_path: Path) -> CheckedRegister:
    """Three vendors: one renamed, one with two engagements, one that belongs to another company."""
    return register(
        tmp_path / "three",
        [
            vendor("brevo", "Brevo", aliases="Sendinblue", website="https://www.brevo.example"),
            vendor("aws", "Amazon Web Services", legal_entity="Amazon Web Services EMEA SARL", aliases="AWS"),
            vendor("qb", "QuickBooks", parent_group="Intuit"),
        ],
        [engagement("brevo"), engagement("aws"), engagement("aws", 2), engagement("qb")],
    )


# --- nothing where nothing differs -------------------------------------------------------------------------


@pytest.mark.parametrize("source", [starting_register(), EXAMPLE], ids=["numberz", "example"])
def test_a_register_and_its_own_list_differ_in_nothing_whatever_the_form(
    tmp_path: Path, source: Path
) -> None:
    checked, _ = checked_as_of(source, AS_OF)
    for path in write_list(public_list(checked, AS_OF), tmp_path / "published").values():
        differences = found(checked, read_published(path).entries)
        assert {one.kind for one in differences} <= {"not_public"}, path


NAMES = [
    "Google",
    "Google Cloud",
    "Google (Gmail)",
    "google, inc.",
    "Gmail",
    "A d/b/a B",
    "A",
    "B",
    "AWS",
    "A. W. S.",
]
names = st.sampled_from(NAMES)
companies = st.fixed_dictionaries(
    {
        "name": names,
        "aliases": st.lists(names, max_size=2).map("; ".join),
        "legal_entity": st.sampled_from(["", "Google LLC", "A"]),
        "parent_group": st.sampled_from(["", "Google"]),
        "website": st.sampled_from(["", "https://g.example"]),
    }
)
uses = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["active", "optional", "planned", "past"]),
            "public": st.sampled_from(["yes", "no", ""]),
            "section": st.sampled_from(["hosting", ""]),
            "purpose": st.sampled_from(["", "mail", "texts"]),
        }
    ),
    max_size=3,
)


@drawn(st.lists(st.tuples(companies, uses), max_size=6))
def test_however_vendors_are_called_their_own_list_is_no_difference(
    drawn_vendors: list[tuple[dict[str, str], list[dict[str, str]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked = register(
            Path(folder),
            [vendor(f"v{at}", **cells) for at, (cells, _) in enumerate(drawn_vendors)],
            [
                engagement(f"v{at}", number, **cells)
                for at, (_, used) in enumerate(drawn_vendors)
                for number, cells in enumerate(used)
            ],
        )
    differences = found(checked, current(checked))
    assert [one for one in differences if one.kind != "not_public" and one.reason != "rejected"] == []


# --- planted gaps ------------------------------------------------------------------------------------------


def test_gaps_planted_in_a_list_are_found_on_both_sides() -> None:
    checked, _ = checked_as_of(EXAMPLE, AS_OF)
    published = current(checked)
    assert len({one["name"] for one in published}) == 21
    gone = [one for one in published if one["name"] in ("Mailbracken", "Flagstile")]
    added = [
        entry("Nimbus", section="Platform"),
        entry("Mailbox Works"),
        entry("Kestrowgate Edge", purpose="more"),
    ]
    differences = found(checked, [*added, *(one for one in published if one not in gone)])
    assert [line for line in told(differences) if line[0] != "not_public"] == [
        ("only_listed", "further", "Kestrowgate Edge"),
        ("only_listed", "unknown", "Nimbus"),
        ("only_listed", "unknown", "Mailbox Works"),
        ("only_registered", "missing", "mailbracken"),
        ("only_registered", "missing", "flagstile"),
    ]


@drawn(st.lists(st.booleans(), min_size=4, max_size=4), st.integers(0, 3))
def test_each_entry_that_is_taken_out_or_added_is_found(three_kept: list[bool], added: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = ("Nimbus", "Datenkrug", "Harrowgate", "Lexomarra")
        checked = register(
            Path(folder),
            [vendor(name.lower(), name) for name in names],
            [engagement(name.lower()) for name in names],
        )
    kept = [one for one, keep in zip(current(checked), three_kept, strict=True) if keep]
    differences = found(checked, [*kept, *(entry(f"Stranger {chr(65 + at)}") for at in range(added))])
    assert [one.kind for one in differences] == ["only_listed"] * added + [
        "only_registered"
    ] * three_kept.count(False)


@pytest.mark.parametrize(
    "written",
    ["Quick Books", "quickbooks, inc.", "QuickBooks LLC", "Intuit (QuickBooks)", "QuickBooks (Intuit)"],
)
def test_a_vendor_by_another_spelling_is_the_vendor_and_the_spelling_is_told(
    three: CheckedRegister, written: str
) -> None:
    published = [{**one, "name": written} if one["name"] == "QuickBooks" else one for one in current(three)]
    (difference,) = found(three, published)
    assert (difference.vendor_id, difference.field) == ("qb", "name")
    assert (difference.listed, difference.registered) == (written, "QuickBooks")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Brevo", "Sendinblue"),
        ("Brevo", "Brevo (formerly Sendinblue)"),
        ("Amazon Web Services", "AWS"),
        ("Amazon Web Services", "Amazon Web Services EMEA SARL"),
        ("Amazon Web Services", "Amazon Web Services (AWS)"),
    ],
)
def test_a_vendor_by_an_alias_or_its_legal_entity_is_the_vendor(
    three: CheckedRegister, name: str, written: str
) -> None:
    published = [{**one, "name": written} if one["name"] == name else one for one in current(three)]
    assert {(one.kind, one.field) for one in found(three, published)} == {("differs", "name")}


def test_a_legal_entity_of_two_vendors_is_the_name_of_neither(tmp_path: Path) -> None:
    checked = register(
        tmp_path / "two",
        [
            vendor("cloud", "Google Cloud", legal_entity="Google LLC"),
            vendor("mail", "Gmail", legal_entity="Google LLC"),
        ],
        [engagement("cloud"), engagement("mail")],
    )
    (difference,) = found(checked, [entry("Google LLC")])
    assert (difference.kind, difference.reason) == ("unclear", "alike")
    assert difference.candidates == (("cloud", "Google Cloud", "company"), ("mail", "Gmail", "company"))


def test_a_first_word_in_common_merges_nothing(tmp_path: Path) -> None:
    checked = register(tmp_path / "one", [vendor("g", "Google Cloud")], [engagement("g")])
    assert told(found(checked, [entry("Google")])) == [
        ("only_listed", "unknown", "Google"),
        ("only_registered", "missing", "g"),
    ]


# --- what differs ------------------------------------------------------------------------------------------

OTHERWISE: dict[str, Any] = {
    "section": None,
    "legal_entity": "Mailbracken BV",
    "address": "Elsewhere 1",
    "product": "Other mail",
    "customer_region": "other customers",
    "optional": True,
    "condition": "only on Sundays",
    "footnote": "not on Mondays",
    "role": "independent_controller",
    "location": [
        {"kind": "processing", "code": "IN", "as_written": None, "condition": None, "text": "India"}
    ],
    "purpose": "Delivery of everything",
    "data_shared": None,
    "url": "https://www.mailbracken.example/en",
    "security": [],
    "privacy": ["https://www.mailbracken.example/other"],
    "transfer_basis": ["art49"],
    "since": "2020-02-29",
    "announced": True,
}


@pytest.mark.parametrize("field", OTHERWISE)
def test_each_field_that_says_otherwise_is_told_by_itself(field: str) -> None:
    checked, _ = checked_as_of(EXAMPLE, AS_OF)
    published = [
        {**one, field: OTHERWISE[field]} if one["name"] == "Mailbracken" else one for one in current(checked)
    ]
    (difference,) = [one for one in found(checked, published) if one.kind != "not_public"]
    assert (difference.kind, difference.vendor_id, difference.field) == ("differs", "mailbracken", field)
    assert difference.listed != difference.registered
    (message, remedy) = difference_frame([difference], "list.json")[["message", "remedy"]].iloc[0]
    assert message.startswith("list.json")
    assert f"{field} is '" in message or f"{field} is (blank)" in message
    assert "but in the register" in message
    assert remedy.startswith("Publish the list again if the register is right; else correct ")


def test_every_field_of_a_list_can_differ() -> None:
    assert {"name", *OTHERWISE} == set(FIELDS)


def test_order_and_white_space_are_no_difference() -> None:
    checked, _ = checked_as_of(EXAMPLE, AS_OF)
    published = [
        {**one, "purpose": f" {one['purpose']}\n".replace(" ", "  "), "location": one["location"][::-1]}
        for one in current(checked)
    ]
    assert {one.kind for one in found(checked, published)} == {"not_public"}


def test_of_several_entries_the_one_that_differs_is_told_by_its_purpose(three: CheckedRegister) -> None:
    published = [
        {**one, "data_shared": "names"} if one["purpose"] == "purpose 2" else one for one in current(three)
    ]
    (difference,) = found(three, published)
    assert (difference.field, difference.purpose) == ("data_shared", "purpose 2")
    (message,) = difference_frame([difference], "list.json")["message"]
    assert "vendor aws ('Amazon Web Services') for 'purpose 2', data_shared is 'names'" in message


# --- what the register knows and does not publish ----------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "reason", "words"),
    [
        ({"public": "no", "role": "independent_controller"}, "private", "no engagement of it is public"),
        ({"status": "planned"}, "not_announced", "its engagement is planned and has no date"),
        ({"status": "past", "ended_on": "2026-01-01"}, "past", "all that it was engaged for is past"),
        ({"status": "activ"}, "rejected", "rows of it in the register were rejected"),
        (None, "no_engagement", "it is engaged for nothing"),
    ],
)
def test_a_listed_vendor_that_the_register_would_not_list_is_told_with_the_reason(
    tmp_path: Path, cells: Row | None, reason: str, words: str
) -> None:
    engagements = [] if cells is None else [{**engagement("n"), **cells}]
    checked = register(tmp_path / "one", [vendor("n", "Nimbus")], engagements)
    (difference,) = found(checked, [entry("nimbus", section="Hosting")])
    assert (difference.kind, difference.reason, difference.vendor_id) == ("only_listed", reason, "n")
    (message,) = difference_frame([difference], "list.csv")["message"]
    assert message == f"list.csv, section 'Hosting': lists 'nimbus', vendor n, but {words}."


def test_a_vendor_whose_row_was_rejected_is_known_by_its_names(tmp_path: Path) -> None:
    checked = register(
        tmp_path / "one",
        [
            vendor("n", "Nimbus", aliases="Cumulus", website="javascript:alert(1)"),
            vendor("m", "", aliases="Mist"),
        ],
        [engagement("n"), engagement("m")],
    )
    assert len(checked.tables["vendors"]) == 0
    assert told(found(checked, [entry("Cumulus"), entry("Mist")])) == [
        ("only_listed", "rejected", "Cumulus"),
        ("only_listed", "rejected", "Mist"),
    ]


def test_a_vendor_whose_row_was_rejected_and_that_is_not_listed_is_unclear(tmp_path: Path) -> None:
    checked = register(
        tmp_path / "one",
        [vendor("n", "Nimbus")],
        [engagement("n", status="activ"), engagement("n", 2, status="activ")],
    )
    differences = found(checked, [])
    assert [(one.kind, one.reason, one.vendor_id) for one in differences] == [("unclear", "rejected", "n")]
    (message,) = difference_frame(differences, "list.csv")["message"]
    assert "nobody can say whether it should" in message


def test_a_vendor_in_use_that_reaches_customers_data_and_is_not_public_is_a_note(tmp_path: Path) -> None:
    checked = register(
        tmp_path / "one",
        [vendor("n", "Nimbus"), vendor("p", "Payroll"), vendor("c", "Clear")],
        [
            engagement("n", public="no", role="processor", access_path="stores"),
            engagement("p", public="no", role="processor", access_path="none"),
            engagement("c", public="no", role="independent_controller", access_path="stores"),
        ],
    )
    differences = found(checked, [])
    assert told(differences) == [("not_public", "n")]
    (message,) = difference_frame(differences, "list.csv")["message"]
    assert message.startswith("engagements.csv line 2, column public: vendor n ('Nimbus') is in use")
    assert (
        differences_sentence(differences, "list.csv")
        == "No difference between the register and list.csv, and 1 note."
    )
    assert told(found(checked, [entry("Nimbus")])) == [("only_listed", "private", "Nimbus")]


# --- in words ----------------------------------------------------------------------------------------------


def test_differences_come_by_kind_each_with_what_would_be_right(three: CheckedRegister) -> None:
    listed = [
        {**current(three)[0], "role": "affiliate"},
        entry("Intuit (Mint)"),
        entry("Quickbook"),
        entry("Nimbus", section="Hosting"),
    ]
    differences = found(three, listed)
    kinds = [one.kind for one in differences]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert set(kinds) == {"only_listed", "only_registered", "unclear", "differs"}
    frame = difference_frame(differences, "list.csv")
    assert tuple(frame.columns) == COLUMNS
    assert all(message.startswith("list.csv") and message.endswith(".") for message in frame["message"])
    assert all(remedy.endswith(".") for remedy in frame["remedy"])
    (unclear,) = frame.loc[frame["kind"] == "unclear", "message"]
    assert (
        unclear
        == "list.csv: 'Quickbook' may be vendor qb ('QuickBooks'; one letter differs); it was compared with none."
    )
    assert differences_sentence(differences, "list.csv") == "6 differences between the register and list.csv."


def test_what_a_hostile_list_holds_is_shown_so_that_it_does_nothing(three: CheckedRegister) -> None:
    differences = found(three, [*current(three), entry("\x1b[31mNimbus\x07", purpose="\u202e")])
    (message,) = difference_frame(differences, "list.csv")["message"]
    assert "lists '\\x1b[31mNimbus\\x07'" in message
    assert message.isprintable()
