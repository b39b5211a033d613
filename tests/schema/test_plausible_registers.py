"""Small registers of plausible rows, with blanks anywhere: no check fails on them, and no row is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.register.layout import TABLES, Column
from vendor_review.register.register import parse_register
from vendor_review.schema.check import check_register
from vendor_review.schema.vocabulary import Vocabulary
from vendor_review.snapshot import Snapshot

AS_OF = date(2026, 11, 1)
IDS = {
    "vendors": ("aws", "sendgrid", "gone"),
    "engagements": ("aws-hosting", "sendgrid-email"),
    "evidence": ("aws-page", "sendgrid-page"),
}
BY_KIND: Mapping[str, tuple[str, ...]] = {
    "date": ("2020-01-01", "2026-10-31", "2026-11-01", "2027-06-01", "2026-02-30"),
    "url": ("https://aws.amazon.com", "http://www.aws.amazon.com/", "n/a"),
    "link": ("https://aws.amazon.com/", "https://aws.amazon.com/dpa", "the cabinet", "-"),
    "place": ("US", "DE", "NA", "GB", "EU", "VARIES", "GLOBAL", "Germany"),
    "category": ("none", "unclassified", "EmailAddress", "HealthRecord"),
    "control": ("VR-A1", "VR-P1", "VR-O3"),
    "section": ("infrastructure", "support"),
    "sha256": ("0" * 64,),
    "path": ("none", "incidental", "stores", "receives..hosts", "hosts..none"),
    "list": ("Quick Books; QB", "Amazon"),
    "text": (
        "Amazon, Inc.",
        "amazon",
        "Amazom Web",
        "None.",
        "CRM",
        "Germany",
        "N/A",
        "7.50..41.25",
        "Numberzs",
    ),
}
PAGES = (
    "",
    'brand = "Numberz"',
    """brand = "Numberz"
updated_on = 2026-10-20
promises = ["location", "role", "identity"]
introduction = "SSL on Numbez"
[notice]
days = 30
objection_days = 40
day_type = "business"
[[sections]]
id = "infrastructure"
reaches_customer_data = true
[[sections]]
id = "support"
reaches_customer_data = false
""",
)


def _words(table: str, column: Column) -> st.SearchStrategy[str]:
    if column.kind == "id":
        return st.sampled_from(IDS.get(table, ("one", "two", "three")))
    if column.kind == "reference":
        known = st.sampled_from(IDS[column.refers])
        return known if column.required else st.one_of(st.just(""), known)
    allowed = column.values if column.values and column.kind != "path" else BY_KIND[column.kind]
    # Half of the cells are blank, and of one register often all of a column are.
    return st.one_of(*([] if column.required else [st.just("")]), st.sampled_from(allowed))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A register of a few rows in some tables; a column may be blank from top to bottom."""
    files = {}
    for table in TABLES.values():
        if not table.required and draw(st.integers(0, 4)) == 0:
            continue
        blank = draw(
            st.sets(st.sampled_from([column.name for column in table.columns if not column.required]))
        )
        cells = [
            st.just("") if column.name in blank else _words(table.name, column) for column in table.columns
        ]
        rows = draw(st.lists(st.tuples(*cells), max_size=4))
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows([table.names, *rows])
        files[table.file] = buffer.getvalue().encode()
    page = draw(st.sampled_from(PAGES))
    if page:
        files["page.toml"] = page.encode()
    return Snapshot("plausible", files)


def lines_of(**tables: str) -> Snapshot:
    files = {table.file: (",".join(table.names) + "\n").encode() for table in TABLES.values()}
    return Snapshot(
        "given",
        files | {f"{name}.csv": files[f"{name}.csv"] + text.encode() for name, text in tables.items()},
    )


NONE_DISCLOSED_AND_NOTHING_HELD = lines_of(
    vendors="aws,Amazon,,,,,,,\n",
    engagements="aws-hosting,aws,,,processor,active,,,,hosts,,,,,,,yes,\n",
    data_shared="aws-hosting,none,disclosed,,,\n",
)


@settings(max_examples=tries(150))
@given(snapshots())
@example(NONE_DISCLOSED_AND_NOTHING_HELD)
def test_a_plausible_register_is_checked_without_a_failure_and_every_row_is_accepted_or_rejected(
    vocabulary: Vocabulary, snapshot: Snapshot
) -> None:
    register = parse_register(snapshot)
    checked = check_register(register, vocabulary, AS_OF)

    for name, frame in register.tables.items():
        rejected = checked.rejected.loc[checked.rejected["table"] == name, "line"]
        assert sorted([*checked.tables[name].index, *rejected]) == sorted(frame.index)
    # A fact that is missing or a number would show as nan in the middle of a sentence.
    words = " ".join(checked.findings["message"])
    assert "nan" not in words.replace("unanswered", "").split()
    assert "NaT" not in words
    assert not checked.findings.isna().to_numpy().any()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_with_one_row_of_which_only_what_must_be_is_filled(vocabulary: Vocabulary, name: str) -> None:
    needed = {"vendor_id": "aws", "engagement_id": "aws-hosting", "name": "Amazon", "status": "active"}
    needed |= {"kind": "processing", "category": "none", "custody": "held", "control": "VR-A1"}
    needed |= {"evidence_id": "aws-page", "onward_name": "Other", "decision_id": "one", "decision": "accept"}
    needed |= {"decided_by": "Board", "decided_on": "2026-05-20", "reviewed_on": "2026-05-20"}
    rows = {
        name: ",".join(needed[column.name] if column.required else "" for column in TABLES[name].columns)
        + "\n"
        for name in {"vendors", "engagements", name}
    }
    checked = check_register(parse_register(lines_of(**rows)), vocabulary, AS_OF)

    assert checked.rejected.empty
    assert len(checked.tables[name]) == 1
