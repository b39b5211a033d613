"""Whatever a register says, nothing that goes out names a vendor that no list of it has shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from registers import checked_as_of, write_register
from vendor_review.publication.notices.notice_pack import notice_pack
from vendor_review.publication.public_list.projection import projection
from vendor_review.schema import CheckedRegister

FIRST = date(2026, 7, 1)
PAGE = 'organisation = "House"\naddress = "https://house.example/list"\n[notice]\ndays = 30\nobjection_days = 14\n'
VENDORS = ("nimbus", "stratus", "cirrus")
#: What a state of a register may say of a vendor: public, status, role, effective_on, ended_on.
COLUMNS = ("public", "status", "role", "effective_on", "ended_on")
SAID = (
    *product(
        ("yes", "no", ""), ("active", "optional"), ("processor", "affiliate"), ("", "2026-09-15"), ("",)
    ),
    *product(("yes", "no", ""), ("planned",), ("processor",), ("", "2026-09-15", "2027-03-01"), ("",)),
    *product(("yes", "no", ""), ("past",), ("processor",), ("",), ("2026-06-01", "2026-12-31")),
)
#: For each vendor that it has, what a state says of it, by place in `SAID`; and whether its list is withheld.
states = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(VENDORS), st.integers(0, len(SAID) - 1), min_size=1), st.booleans()
    ),
    min_size=2,
    max_size=5,
)


def name_of(vendor: str) -> str:
    return f"Canary{vendor.title()}"


@cache
def everything() -> CheckedRegister:
    """A register that says all of it of all vendors at once: checked once, a state is a choice of its rows."""
    vendors = [
        {"vendor_id": each, "name": name_of(each), "legal_entity": f"{name_of(each)} AG"} for each in VENDORS
    ]
    engagements = [
        {"engagement_id": f"{each}-{number}", "vendor_id": each, "product": f"{name_of(each)} Mail"}
        | dict(zip(COLUMNS, said, strict=True))
        for each in VENDORS
        for number, said in enumerate(SAID)
    ]
    with TemporaryDirectory() as folder:
        register = write_register(Path(folder), {"vendors": vendors, "engagements": engagements}, PAGE)
        return checked_as_of(register, FIRST)[0]


def state_of(chosen: Mapping[str, int]) -> CheckedRegister:
    checked = everything()
    rows = checked.tables["engagements"]
    rows = rows[rows["engagement_id"].isin([f"{each}-{number}" for each, number in chosen.items()])]
    rows = rows.assign(engagement_id=rows["vendor_id"])
    return replace(checked, tables={**checked.tables, "engagements": rows})


@settings(max_examples=20)
@given(states)
def test_nothing_that_goes_out_names_a_vendor_that_no_list_has_shown(
    states: Sequence[tuple[Mapping[str, int], bool]],
) -> None:
    carried: dict[str, Any] | None = None
    shown: set[str] = set()
    for number, (chosen, withheld) in enumerate(states):
        as_of = FIRST + timedelta(days=45 * number)
        projected = projection(state_of(chosen), as_of)
        page = projected.page.as_dict()
        pack = notice_pack(page, None, projected.entries, as_of=as_of, earlier=carried, withheld=withheld)
        carried, files = pack.state, dict(pack.files)
        if not (withheld or pack.too_early):
            shown |= {entry["name"] for entry in projected.entries.values()}
        unlisted = {name_of(vendor) for vendor in VENDORS} - shown
        for file, content in files.items():
            text = content.decode().replace("\r\n ", "")
            assert not [name for name in unlisted if name in text], file
        days = files.get("changes.ics", b"").decode().replace("\r\n ", "")
        listed = {entry["name"] for entry in (pack.state["listed"] or {}).values()}
        for event in days.split("BEGIN:VEVENT")[1:]:
            gone = {name_of(vendor) for vendor in VENDORS} - listed
            assert "STATUS:CANCELLED" in event or not [name for name in gone if name in event], event


def test_the_states_show_some_vendors_and_hide_others() -> None:
    names = {len(projection(state_of({"nimbus": number}), FIRST).entries) for number in range(len(SAID))}
    assert names == {0, 1}
