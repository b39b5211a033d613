"""Whoever writes what the policy calls a category or a control, and not its id, is told the id, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import write_register
from vendor_review.policy import load_policy
from vendor_review.register.register import load_register
from vendor_review.schema.cells.policy_names import PolicyNames
from vendor_review.schema.check import CheckedRegister, check_register
from vendor_review.schema.vocabulary import Vocabulary

Check = Callable[..., CheckedRegister]

AS_OF = date(2026, 11, 1)
SHIPPED = load_policy(None, AS_OF).vocabulary
VENDOR = {"vendor_id": "v", "name": "V"}
CATEGORIES = PolicyNames(SHIPPED.category_names, frozenset({"none"}))
ENGAGEMENT = {"engagement_id": "e", "vendor_id": "v", "status": "active"}


def suggested(folder: Path, table: str, row: dict[str, str], vocabulary: Vocabulary = SHIPPED) -> list[str]:
    tables = {"vendors": [VENDOR], "engagements": [ENGAGEMENT], table: [row]}
    found = check_register(load_register(write_register(folder, tables)), vocabulary, AS_OF).findings
    return list(found.loc[found["rule"].isin(["REG-013", "REG-014"]), "suggestion"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Phone", "TelephoneNumber"),
        ("phone numbers", "TelephoneNumber"),
        ("Telefone number", "TelephoneNumber"),
        ("Email", "EmailAddress"),
        ("E-Mail", "EmailAddress"),
        ("E-mail addresses", "EmailAddress"),
        ("EmailAdress", "EmailAddress"),
        ("Content of e-mail", "EmailContent"),
        ("Address", "PhysicalAddress"),
        ("postal adress", "PhysicalAddress"),
        ("IP", "IPAddress"),
        ("IP addresses", "IPAddress"),
        ("Date of birth", "BirthDate"),
        ("health data", "Health"),
        ("Pay", "Salary"),
        ("Voice mail", "VoiceMail"),
        ("NONE", "none"),
        ("Unclassified", "unclassified"),
        # Of these nobody can say what is meant, and a stated nothing least of all.
        ("non", ""),
        ("nine", ""),
        ("Nome", "Name"),
        ("unclasified", ""),
        ("nothing", ""),
        ("Account", ""),
        ("Card number", ""),
        ("Data", ""),
        ("Content", ""),
        ("Work address", ""),
        ("Device ID", ""),
        ("CV", ""),
        ("Invoices", ""),
        ("Tickets", ""),
        ("x" * 500, ""),
    ],
)
def test_a_category_in_plain_words(tmp_path: Path, written: str, meant: str) -> None:
    row = {"engagement_id": "e", "category": written, "custody": "held"}

    assert suggested(tmp_path / "r", "data_shared", row) == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Encryption in transit", "VR-P1"),
        ("encrytion in transit", "VR-P1"),
        ("Multi-factor sign-in for staff", "VR-I1"),
        ("Multi-factor sign-in", "VR-I1"),
        ("vr-a1", "VR-A1"),
        ("VRA1", "VR-A1"),
        ("Encryption", ""),
        ("VR-A9", ""),
        ("VR", ""),
    ],
)
def test_a_control_by_its_name(tmp_path: Path, written: str, meant: str) -> None:
    assert suggested(tmp_path / "r", "access_controls", {"vendor_id": "v", "control": written}) == [meant]


@pytest.mark.parametrize("names", [SHIPPED.category_names, SHIPPED.control_names])
def test_every_name_of_the_policy_means_its_own_id(names: dict[str, str]) -> None:
    called = PolicyNames({own: name for own, name in names.items() if own != "unclassified"})
    for own, name in names.items():
        if own != "unclassified":
            assert called.meant(name) == called.meant(own) == own, name


@given(st.text(max_size=30))
def test_whatever_is_written_means_an_id_or_nothing(written: str) -> None:
    assert CATEGORIES.meant(written) in {"", "none", *SHIPPED.category_names}


def test_few_controls_are_named_in_the_message_and_many_are_not(tmp_path: Path) -> None:
    row = {"vendor_id": "v", "control": "logging"}
    tables = {"vendors": [VENDOR], "access_controls": [row]}
    register = load_register(write_register(tmp_path / "r", tables))
    few = replace(SHIPPED, controls=frozenset({"VR-P1", "VR-X1"}))
    told = []
    for vocabulary in (few, SHIPPED):
        found = check_register(register, vocabulary, AS_OF).findings
        told += [str(message) for message in found.loc[found["rule"] == "REG-014", "message"]]

    assert told[0].endswith("of the policy; VR-P1 (Encryption in transit), VR-X1; * stands for all of them.")
    assert "VR-P1" not in told[1]
    assert "the sheet vocabulary" in told[1]
