"""Small registers of plausible rows, with blanks anywhere: no check fails on them, and no row is lost."""

from __future__ import annotations

import csv
import io
import itertools
import statistics
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import TABLES, Column
from vendor_review.register.register import parse_register
from vendor_review.report.sections.problem_groups import problem_lines
from vendor_review.schema.check import check_register
from vendor_review.schema.vocabulary import Vocabulary

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
    "lei": ("529900EXAMPLE0BASA79", "5299 00ex ampl e0ba sa79", "529900EXAMPLE0BASA97", "LEI"),
    "days": ("0", "90", "1095", "90 days", "1096", "three months"),
    "path": ("none", "incidental", "stores", "receives..hosts", "hosts..none"),
    "list": ("Quick Books; QB", "Amazon"),
    "asked": ("questionnaire", "soc2_type2; VR-A1", "VR-Z9; *", "a visit"),
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


#: Lists as companies publish them: what each says of its vendors, and of its page. None has more than is usual.
LISTS = {
    "names and purposes": ("purpose",),
    "names, purposes and places": ("purpose", "place"),
    "names, data and places": ("purpose", "data_shared", "place"),
    "places alone": ("place",),
    "names, purposes, places and sites": ("purpose", "place", "website"),
}
PLACES = ("US", "US", "DE", "GB", "US", "IE", "IN", "US", "GLOBAL")


def line_of(table: str, **stated: str) -> str:
    """A line of a table that states only this."""
    return ",".join(stated.get(column.name, "") for column in TABLES[table].columns)


def published_list(says: tuple[str, ...], vendors: int, page: str) -> Snapshot:
    """A list of that many vendors that says only this of each."""
    rows: dict[str, list[str]] = {"vendors": [], "engagements": [], "places": []}
    for number in range(vendors):
        site = f"https://mill{number}.example" if "website" in says else ""
        purpose = "Delivery of messages" if "purpose" in says else ""
        data = "E-mail address" if "data_shared" in says else ""
        vendor_id, engagement_id = f"mill-{number}", f"e{number}"
        name = f"Mill {number} Works"
        rows["vendors"].append(line_of("vendors", vendor_id=vendor_id, name=name, website=site))
        stated = {
            "role": "processor",
            "status": "active",
            "purpose": purpose,
            "data_shared": data,
            "public": "yes",
        }
        rows["engagements"].append(
            line_of("engagements", engagement_id=engagement_id, vendor_id=vendor_id, **stated)
        )
        if "place" in says:
            code = PLACES[number % len(PLACES)]
            rows["places"].append(line_of("places", engagement_id=engagement_id, kind="unstated", code=code))
    given = lines_of(**{name: "\n".join([*lines, ""]) for name, lines in rows.items()})
    return Snapshot("list", {**given.files, "page.toml": page.encode()})


def test_lists_as_companies_publish_them_have_few_warnings(vocabulary: Vocabulary) -> None:
    pages = (
        'brand = "Mill"\nlegal_name = "Mill Inc."\n',
        'legal_name = "Mill Inc."\nupdated_on = 2026-10-20\n',
    )
    counts, rules = [], []
    sizes = itertools.cycle((2, 7, 44))
    for (page, says), vendors in zip(itertools.product(pages, LISTS.values()), sizes, strict=False):
        checked = check_register(parse_register(published_list(says, vendors, page)), vocabulary, AS_OF)
        warnings = checked.findings[checked.findings["severity"] == "warning"]
        assert not checked.findings["severity"].eq("error").any()
        counts.append(len(warnings))
        rules.append(set(warnings["rule"]))
        # Two screens of 48 lines at 100 columns.
        assert sum(1 + (len(line) - 1) // 100 for line in problem_lines(checked.findings)) <= 96
    assert statistics.median(counts) <= 4
    often = {rule: sum(rule in found for found in rules) / len(rules) for rule in set().union(*rules)}
    assert {rule for rule, share in often.items() if share > 0.6} == set()


def test_what_is_not_stated_is_told_in_one_line_and_stays_in_the_findings(vocabulary: Vocabulary) -> None:
    page = 'legal_name = "Mill Inc."\n'
    checked = check_register(parse_register(published_list(("place",), 44, page)), vocabulary, AS_OF)

    (line,) = [line for line in problem_lines(checked.findings) if "Not stated: " in line]
    assert "; contract of 44" in line
    assert "transfer mechanism of 29" in line
    assert checked.findings["rule"].eq("REG-082").sum() == 44
    assert len([line for line in problem_lines(checked.findings, None) if "no contract with" in line]) == 44


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_with_one_row_of_which_only_what_must_be_is_filled(vocabulary: Vocabulary, name: str) -> None:
    needed = {"vendor_id": "aws", "engagement_id": "aws-hosting", "name": "Amazon", "status": "active"}
    needed |= {"kind": "processing", "category": "none", "custody": "held", "control": "VR-A1"}
    needed |= {"evidence_id": "aws-page", "onward_name": "Other", "decision_id": "one", "decision": "accept"}
    needed |= {"decided_by": "Board", "decided_on": "2026-05-20", "reviewed_on": "2026-05-20"}
    needed |= {"known_on": "2026-05-20", "request_id": "one", "asked_on": "2026-05-20"}
    needed |= {"what": "questionnaire" if name == "requests" else "A token was public"}
    rows = {
        name: ",".join(needed[column.name] if column.required else "" for column in TABLES[name].columns)
        + "\n"
        for name in {"vendors", "engagements", name}
    }
    checked = check_register(parse_register(lines_of(**rows)), vocabulary, AS_OF)

    assert checked.rejected.empty
    assert len(checked.tables[name]) == 1
