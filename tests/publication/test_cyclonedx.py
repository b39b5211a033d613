"""The public list as services of a CycloneDX bill: valid by the official schema, public, and the same each time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from publication.public_registers import (
    WORST,
    a_full_register_with_canaries,
    canaries_in,
    canaries_told,
    engagement,
    register,
    vendor,
)
from registers import checked_as_of
from vendor_review.changes.public_lists.entry import entries_of
from vendor_review.files.package_files import starting_register
from vendor_review.publication.public_list.cyclonedx import SERVICES, services_file
from vendor_review.publication.public_list.projection import public_list
from vendor_review.schema.public_page.page import Page, Section

AS_OF = date(2026, 11, 1)
EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"


def bill(checked: Any, as_of: date = AS_OF) -> dict[str, Any]:
    """The bill of a register, once the official schema has nothing against it."""
    content = services_file(public_list(checked, as_of).as_dict(), as_of).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(content) is None
    made: dict[str, Any] = json.loads(content)
    return made


def test_an_entry_is_a_service_with_its_provider() -> None:
    checked = register(
        Page(legal_name="Acme Ltd", services="Bookings", address="https://acme.example/list"),
        vendors=[
            vendor(
                legal_entity="Nimbus GmbH", address="1 Cloud Street", website="https://nimbus.example",
                contact="privacy@nimbus.example",
            )
        ],
        engagements=[
            engagement(
                product="Vault", purpose="Backup", data_shared="All of it", role="processor",
                transfer_mechanism="scc_m3; dpf_certified", effective_on="2024-01-01",
            )
        ],
        places=[{"engagement_id": "e", "kind": "processing", "code": "DE", "as_written": "Berlin"}],
    )  # fmt: skip
    made = bill(checked)
    assert made["metadata"]["timestamp"] == "2026-11-01T00:00:00Z"
    assert made["metadata"]["supplier"] == {"name": "Acme Ltd", "url": ["https://acme.example/list"]}
    assert made["metadata"]["component"]["name"] == "Bookings"
    (service,) = made["services"]
    told = [(each["name"], each["value"]) for each in service.pop("properties")]
    assert service == {
        "bom-ref": "vendor-nimbus",
        "provider": {
            "name": "Nimbus GmbH",
            "address": {"streetAddress": "1 Cloud Street"},
            "url": ["https://nimbus.example"],
        },
        "name": "Nimbus: Vault",
        "description": "Backup",
        "x-trust-boundary": True,
        "data": [{"flow": "unknown", "classification": "All of it"}],
        "externalReferences": [{"url": "https://nimbus.example", "type": "website"}],
    }
    assert told == [
        ("vendor-review:section", "Other subprocessors"),
        ("vendor-review:role", "Processor"),
        ("vendor-review:location", "Berlin, Germany (processing)"),
        ("vendor-review:transfer_basis", "EU standard contractual clauses, module 3"),
        ("vendor-review:transfer_basis", "EU-US Data Privacy Framework"),
        ("vendor-review:optional", "no"),
        ("vendor-review:announced", "in use"),
        ("vendor-review:since", "2024-01-01"),
    ]


@pytest.mark.parametrize("checked", [register(), register(vendors=[vendor()], engagements=[engagement()])])
def test_what_is_not_stated_is_left_out(checked: Any) -> None:
    made = bill(checked)
    assert "supplier" not in made["metadata"]
    assert all("data" not in each and "description" not in each for each in made["services"])


def test_the_library_reads_every_entry_of_a_whole_list() -> None:
    checked = checked_as_of(EXAMPLE, AS_OF)[0]
    made = bill(checked)
    entries = entries_of(public_list(checked, AS_OF).as_dict())
    read = Bom.from_json(made)  # type: ignore[attr-defined]
    assert len(read.services) == len(made["services"]) == len(entries) > 20
    assert len({each["bom-ref"] for each in made["services"]}) == len(entries)


def test_the_serial_number_is_that_of_the_content() -> None:
    checked = register(vendors=[vendor()], engagements=[engagement()])
    other = register(vendors=[vendor(name="Other")], engagements=[engagement()])
    assert bill(checked) == bill(checked)
    serials = {
        bill(one, day)["serialNumber"] for one in (checked, other) for day in (AS_OF, date(2026, 11, 2))
    }
    assert len(serials) == 4


@pytest.mark.parametrize("word", [*WORST, "\x00\x0b control"])
def test_the_worst_words_are_valid_text(word: str) -> None:
    checked = register(
        Page(organisation=word, services=word, sections=(Section("s", word),)),
        vendors=[vendor(name=word, legal_entity=word, address=word, website=word)],
        engagements=[engagement(section="s", product=word, purpose=word, data_shared=word, footnote=word)],
    )
    (service,) = bill(checked)["services"]
    assert "externalReferences" not in service


def test_nothing_internal_reaches_it(tmp_path: Path) -> None:
    checked, private = a_full_register_with_canaries()
    text = json.dumps(bill(checked)).casefold()
    assert [word for word in private if word.casefold() in text] == []
    assert "canary" not in text

    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "r"))
    canaries_in(folder)
    assert canaries_told(json.dumps(bill(checked_as_of(folder, AS_OF)[0])).encode()) == []


def test_it_is_written_beside_the_list_where_it_is_asked_for(
    tmp_path: Path, call: Callable[..., tuple[int, str, str]]
) -> None:
    arguments = ("public", starting_register(), "--as-of", "2026-11-01", "--out")
    assert call(*arguments, tmp_path / "without")[0] == 0
    assert not (tmp_path / "without" / SERVICES).exists()
    assert call(*arguments, tmp_path / "with", "--cyclonedx")[0] == 0
    made = json.loads((tmp_path / "with" / SERVICES).read_text(encoding="utf-8"))
    assert [each["name"] for each in made["services"]] == [
        "Amazon Web Services",
        "Sendgrid",
        "Quick Books India",
    ]
