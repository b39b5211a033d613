"""What vendors share, counted against the register's own rows and against the gate of transfers."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from assembled import example_review, numberz_review, review_of, rows_of
from crowd import crowded_register
from registers import write_register
from vendor_review.report import concentration
from vendor_review.report.charts.categories import categories_chart, category_rows, data_by_vendor
from vendor_review.report.charts.places import place_rows, places_chart, vendors_by_place
from vendor_review.report.pages.blocks import Chart, Fragment
from vendor_review.report.review import Review
from vendor_review.report.sections.concentration import ai_services, shared_groups, shared_onward


def current() -> dict[str, str]:
    """Engagement to vendor in the example, without what has ended."""
    return {
        row["engagement_id"]: row["vendor_id"] for row in rows_of("engagements") if row["status"] != "past"
    }


def html_of(review: Review) -> BeautifulSoup:
    blocks = concentration(review).blocks
    return BeautifulSoup("".join(block.html for block in blocks if isinstance(block, Fragment)), "html5lib")


def test_places_count_each_vendor_once_wherever_the_register_puts_it() -> None:
    expected = defaultdict(set)
    for row in rows_of("places"):
        if row["engagement_id"] in current():
            expected[row["code"]].add(current()[row["engagement_id"]])
    found = pd.DataFrame(vendors_by_place(example_review())).groupby("code")["vendor_id"].agg(list)
    assert {code: sorted(ids) for code, ids in found.items()} == {
        code: sorted(ids) for code, ids in expected.items()
    }


@pytest.fixture(params=["example", "crowd"])
def review(request: pytest.FixtureRequest, tmp_path: Path) -> Review:
    return (
        example_review()
        if request.param == "example"
        else review_of(crowded_register(tmp_path / "crowd"), "2026-11-01")
    )


def test_a_place_lacks_a_basis_only_where_the_transfer_gate_does_not_pass(review: Review) -> None:
    gate = review.scores.vendors["transfer"]
    data = pd.DataFrame(vendors_by_place(review))
    bare, unclear = (set(data.loc[data["basis"].eq(basis), "vendor_id"]) for basis in ("none", "unknown"))
    assert bare
    assert bare == set(gate.index[gate.eq("fail")])
    assert unclear
    assert not unclear & set(gate.index[gate.eq("pass")])
    open_without_bare = gate.index[gate.eq("unknown") & ~gate.index.isin(unclear)]
    placed = review.checked.tables["places"]["engagement_id"]
    for vendor_id in open_without_bare:
        engaged = review.scores.engagements
        assert (~engaged.loc[engaged["vendor_id"].eq(vendor_id), "engagement_id"].isin(placed)).any()


def test_the_examples_places_are_split_by_what_lets_data_go_there() -> None:
    rows = {row["place"]: row for row in place_rows(example_review())}
    assert rows["United States"]["number"] == 8
    assert rows["United States"]["basis"] == "6 under a mechanism, 1 basis not known and 1 without a basis"
    assert rows["Germany"]["basis"] == "within the EEA"
    assert rows["United Kingdom"]["basis"] == "adequacy decision"
    assert rows["Namibia"]["basis"] == "under a mechanism"
    assert rows["A place without a code"]["basis"] == "basis not known"


def test_the_bars_add_up_to_the_numbers_beside_them() -> None:
    data = places_chart(example_review()).spec["datasets"]
    parts: dict[str, int] = defaultdict(int)
    for record in data["places"]:
        parts[record["place"]] += record["vendors"]
    assert {place: f"{number} vendor" for place, number in parts.items()} == {
        label["place"]: label["label"].partition(",")[0].removesuffix("s") for label in data["labels"]
    }


def test_the_picture_has_three_groups_of_places_and_bars_for_several_vendors_or_no_basis() -> None:
    data = places_chart(example_review()).spec["datasets"]
    rows = place_rows(example_review())
    assert [group["label"].partition(":")[0] for group in data["groups"]] == [
        "EEA",
        "Adequacy decision",
        "Other places",
    ]
    assert sum(int(group["label"].split(": ")[1].split()[0]) for group in data["groups"]) == len(rows)
    expected = {
        row["place"] for row in rows if row["number"] > 1 or {"none", "unknown"} & row["counts"].keys()
    }
    assert {label["place"] for label in data["labels"]} == expected


def test_kinds_of_data_are_ordered_by_how_sensitive_they_are() -> None:
    rows, categories = category_rows(example_review()), example_review().scores.policy.categories
    weight = (categories["dpc_hi"] * categories["ei_hi"]).set_axis(categories["label"])
    assert rows[0]["kind"] == "Not stated"
    found = [(row["special"], -weight[row["kind"]]) for row in rows[1:]]
    order = ["Art 9", "Art 10", ""]
    assert found == sorted(found, key=lambda row: (order.index(row[0]), row[1]))
    assert {row["special"] for row in rows} == set(order)
    drawn = [row["kind"] for row in categories_chart(example_review()).spec["datasets"]["kinds"]]
    assert drawn[1].endswith(" (Art 9)")


def test_kinds_of_data_are_those_of_the_table_in_the_register() -> None:
    labels = example_review().scores.policy.categories["label"]
    expected = defaultdict(set)
    for row in rows_of("data_shared"):
        if row["engagement_id"] in current() and row["category"] != "none":
            # What is kept as ciphertext is held: nobody is said to see it.
            custody = "held" if row["custody"] == "ciphertext" else row["custody"]
            expected[current()[row["engagement_id"]], labels[row["category"]]].add(custody)
    data = pd.DataFrame(data_by_vendor(example_review()))
    stated = data[data["custody"].ne("unknown")]
    found = {
        (row.vendor_id, row.category): {"disclosed", "held"} if row.custody == "both" else {row.custody}
        for row in stated.itertuples()
    }
    assert found == expected


def test_data_that_is_not_stated_whole_is_marked_as_such() -> None:
    data = pd.DataFrame(data_by_vendor(numberz_review()))
    unknown = data.loc[data["custody"].eq("unknown"), "vendor_id"]
    # Of Sendgrid and Quick Books India the page says what is disclosed, and not what they hold.
    assert set(unknown) == {"sendgrid", "quickbooks-india"}
    assert data["category"].iloc[0] == "Not stated"


def test_a_rejected_row_of_data_leaves_the_vendor_marked_unknown(tmp_path: Path) -> None:
    vendors = [{"vendor_id": "v1", "name": "One"}]
    engagements = [{"engagement_id": "e1", "vendor_id": "v1", "status": "active", "access_path": "receives"}]
    rows = [{"engagement_id": "e1", "category": "Name", "custody": "disclosed"}]
    tables = {"vendors": vendors, "engagements": engagements, "data_shared": rows}
    whole = review_of(write_register(tmp_path / "whole", tables), "2026-11-01")
    assert [row["custody"] for row in data_by_vendor(whole)] == ["disclosed"]
    broken = {
        **tables,
        "data_shared": [*rows, {"engagement_id": "e1", "category": "Nmae", "custody": "disclosed"}],
    }
    lacking = review_of(write_register(tmp_path / "broken", broken), "2026-11-01")
    assert [row["custody"] for row in data_by_vendor(lacking)] == ["unknown", "disclosed"]


def test_the_matrix_has_every_vendor_worst_first_and_every_custody_in_a_shape_of_its_own() -> None:
    review = example_review()
    spec = categories_chart(review).spec
    assert [row["vendor"] for row in spec["datasets"]["vendors"]] == [
        row["name"] for row in review.vendor_rows.values()
    ]
    shapes = spec["layer"][-1]["encoding"]["shape"]["scale"]
    assert {record["custody"] for record in spec["datasets"]["data"]} <= set(shapes["domain"])
    assert len(set(shapes["range"])) == len(shapes["domain"]) == 4


def test_the_table_of_kinds_names_every_vendor_of_the_matrix() -> None:
    review = example_review()
    marks = categories_chart(review).spec["datasets"]["data"]
    rows = {row["kind"]: row for row in category_rows(review)}
    for mark in marks:
        row = rows[mark["kind"].removesuffix(" (Art 9)").removesuffix(" (Art 10)")]
        for custody, column in (("disclosed", "disclosed"), ("held", "held"), ("not stated", "unknown")):
            assert (mark["vendor"] in row[column]) == (custody in mark["custody"])


def test_vendors_of_one_group_are_found_whatever_the_case_of_its_name(tmp_path: Path) -> None:
    vendors = [
        {"vendor_id": f"v{place}", "name": f"Vendor {place}", "parent_group": group}
        for place, group in enumerate(["Holm Group", "HOLM group", "Other", ""])
    ]
    engagements = [{"engagement_id": f"e{n}", "vendor_id": f"v{n}", "status": "active"} for n in range(4)]
    review = review_of(
        write_register(tmp_path / "groups", {"vendors": vendors, "engagements": engagements}), "2026-11-01"
    )
    (row,) = shared_groups(review)
    assert (row["number"], row["vendors"]) == (2, "Vendor 0 and Vendor 1")
    assert "For 1 of 4 vendors no group is stated" in html_of(review).get_text()


def test_the_examples_shared_companies_are_counted_from_the_register() -> None:
    rows = {row["company"]: row for row in shared_onward(example_review())}
    named = defaultdict(set)
    for row in rows_of("onward"):
        if row["vendor_id"] != "askwren":
            named[row["onward_name"]].add(row["vendor_id"])
    # One company under two of its names, which the register gives to one vendor of ours.
    ours = named["Basaltfell Cloud"] | named["Basaltfell Cloud Europe GmbH"]
    assert (rows["Basaltfell Cloud"]["number"], rows["Basaltfell Cloud"]["engaged"]) == (len(ours), True)
    assert (rows["Granitfoss Datacentres"]["number"], rows["Granitfoss Datacentres"]["engaged"]) == (3, False)
    assert "carriers of 140 countries" not in rows
    assert [row["number"] for row in rows.values()] == sorted(
        (row["number"] for row in rows.values()), reverse=True
    )


@pytest.mark.parametrize(
    ("first", "second", "more", "company"),
    [
        ("AWS", "Amazon Web Services, Inc.", {}, "AWS"),
        ("amazon web services", "Amazon Web Services EMEA", {"aliases": "Amazon Web Services EMEA"}, "Third"),
        ("AWS", "Amazon Web Services", {"name": "Amazon Web Services"}, "Amazon Web Services"),
        ("Sengo", "Third", {"parent_group": "Sengo"}, "Sengo, as a group"),
    ],
)
def test_a_company_of_two_vendors_lists_is_one_by_name_initials_alias_and_group(
    tmp_path: Path, first: str, second: str, more: dict[str, str], company: str
) -> None:
    aliases = {"aliases": f"amazon web services; {more['aliases']}"} if "aliases" in more else {}
    vendors = [{"vendor_id": name, "name": name.title()} for name in ("first", "second", "third")]
    vendors[2] |= more | aliases
    engagements = [
        {"engagement_id": one["vendor_id"], "vendor_id": one["vendor_id"], "status": "active"}
        for one in vendors
    ]
    onward = [{"vendor_id": "first", "onward_name": first}, {"vendor_id": "second", "onward_name": second}]
    written = write_register(
        tmp_path / "r", {"vendors": vendors, "engagements": engagements, "onward": onward}
    )
    rows = {row["company"]: row for row in shared_onward(review_of(written, "2026-11-01"))}
    assert (rows[company]["number"], rows[company]["vendors"]) == (2, "First and Second")


def test_initials_of_two_companies_are_those_of_neither(tmp_path: Path) -> None:
    vendors = [{"vendor_id": name, "name": name.title()} for name in ("one", "two", "three")]
    engagements = [
        {"engagement_id": one["vendor_id"], "vendor_id": one["vendor_id"], "status": "active"}
        for one in vendors
    ]
    named = ("AWS", "Amazon Web Services", "Alpine Wool Sellers")
    onward = [
        {"vendor_id": one["vendor_id"], "onward_name": name} for one, name in zip(vendors, named, strict=True)
    ]
    written = write_register(
        tmp_path / "r", {"vendors": vendors, "engagements": engagements, "onward": onward}
    )
    assert shared_onward(review_of(written, "2026-11-01")) == []


def test_what_is_not_stated_is_said_and_nothing_is_drawn_of_it() -> None:
    blocks = concentration(numberz_review()).blocks
    drawn = [block.title for block in blocks if isinstance(block, Chart)]
    assert drawn == ["The most sensitive kinds of data by vendor, worst vendors first"]
    told = html_of(numberz_review()).get_text()
    for sentence in (
        "No place is stated for any of the 3 vendors, so how much depends on one country is not known.",
        "No group is stated for any of the 3 vendors, so whether some of them belong together is not known.",
        "The vendors of our vendors are not stated, so what they share is not known.",
    ):
        assert sentence in told


AI = {"ai_models": "a large model"}


@pytest.mark.parametrize(
    ("engagements", "told"),
    [
        ([{}], {}),
        ([{"ai_models": "none", "trains_on_data": "no"}], {}),
        ([AI], {"only": ["Vendor (a large model)"], "open": ["Vendor"]}),
        ([{**AI, "trains_on_data": "no"}], {"only": ["Vendor (a large model)"]}),
        ([{**AI, "trains_on_data": "no"}, {}], {"partly": ["Vendor (a large model)"]}),
        (
            [{**AI, "trains_on_data": "no"}, {"status": "past", "ended_on": "2026-01-31"}],
            {"only": ["Vendor (a large model)"]},
        ),
        ([AI, {"trains_on_data": "no"}], {"partly": ["Vendor (a large model)"], "open": ["Vendor"]}),
        ([{"trains_on_data": "yes"}], {"trains": ["Vendor"]}),
        ([{"trains_on_data": "opt_out"}], {"trains": ["Vendor (unless we object)"]}),
        ([{"trains_on_data": "opt_out"}, {"trains_on_data": "yes"}], {"trains": ["Vendor"]}),
    ],
)
def test_vendors_of_ai_services_alone_stand_apart_and_training_is_told(
    tmp_path: Path, engagements: list[dict[str, str]], told: dict[str, list[str]]
) -> None:
    rows = [
        {"engagement_id": f"e{number}", "vendor_id": "v", "status": "active", **cells}
        for number, cells in enumerate(engagements)
    ]
    others = [{"vendor_id": "o", "name": "Other"}]
    register = write_register(
        tmp_path / "one",
        {
            "vendors": [{"vendor_id": "v", "name": "Vendor"}, *others],
            "engagements": [*rows, {"engagement_id": "o", "vendor_id": "o", "status": "active"}],
        },
    )
    made = review_of(register, "2026-11-01")
    assert {what: names for what, names in ai_services(made).items() if names} == told
    page = html_of(made).get_text()
    assert ("Models and training as stated; for 1 of 2 vendors neither is." in page) == bool(told)
    assert ("Engaged for AI services only, 1: Vendor (a large model)." in page) == ("only" in told)
    assert ("\nTrain models on the data that we give them, 1: Vendor" in page) == ("trains" in told)


def test_the_example_names_its_ai_services() -> None:
    found = ai_services(example_review())
    assert len(found["only"]) + len(found["partly"]) == 2
