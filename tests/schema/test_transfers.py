"""Which transfers have a basis on the day of the review, by the shipped policy's adequacy decisions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registers import checked_as_of, write_register
from vendor_review.register.register import load_register
from vendor_review.schema.check import check_register
from vendor_review.schema.vocabulary import Vocabulary

RULES = ["REG-049", "REG-050", "REG-051", "REG-092", "REG-093", "REG-111"]


def register(folder: Path, mechanism: str, codes: tuple[str, ...], status: str = "active") -> Path:
    engagement = {"engagement_id": "e", "vendor_id": "v", "status": status, "transfer_mechanism": mechanism}
    engagement |= {"role": "processor"}
    places = [{"engagement_id": "e", "kind": "processing", "code": code} for code in codes]
    tables = {"vendors": [{"vendor_id": "v", "name": "V"}], "engagements": [engagement], "places": places}
    return write_register(folder / "register", tables)


def found(folder: Path, as_of: date = date(2026, 11, 1)) -> list[str]:
    checked, _ = checked_as_of(folder, as_of)
    return [rule for rule in checked.findings["rule"] if rule in RULES]


@pytest.mark.parametrize(
    ("mechanism", "codes", "rules"),
    [
        ("", ("DE", "EU"), []),
        ("", ("GB",), []),
        ("", ("NA",), ["REG-111"]),
        ("none", ("NA",), ["REG-049"]),
        ("unknown", ("IN", "DE"), ["REG-049"]),
        ("", ("US",), ["REG-111"]),
        ("", ("GLOBAL",), ["REG-111"]),
        ("", ("VARIES",), []),
        ("", ("TBD",), []),
        ("", (), []),
        ("", ("",), []),
        ("scc_m3", ("NA", "IN"), []),
        ("dpf_certified", ("US", "IE"), []),
        ("dpf_certified", ("US", "IN"), ["REG-050"]),
        ("dpf_certified; scc_m3", ("US", "IN"), []),
        ("dpf_certified", ("DE",), []),
        ("adequacy", ("GB",), []),
        ("adequacy", ("US",), ["REG-051"]),
        ("adequacy", ("IN",), ["REG-051"]),
        ("adequacy; dpf_certified", ("US", "GB"), []),
        ("eea", ("DE",), []),
        ("eea", ("GB",), ["REG-051"]),
        ("eea", ("DE", "US"), ["REG-051"]),
        ("eea; adequacy", ("DE", "GB"), []),
        ("eea; scc_m3", ("DE", "US"), []),
        ("art49", ("IN",), ["REG-092"]),
        ("art49; scc_m3", ("IN",), []),
        ("scc_m1", ("IN",), ["REG-092"]),
        ("scc_m1; scc_m3", ("IN",), []),
        ("scc_m1", ("DE", "JP"), []),
        ("dpf_certified; scc_m1", ("US",), []),
        ("dpf_certified; scc_m1", ("US", "IN"), ["REG-092"]),
        ("scc", ("US",), ["REG-093"]),
        ("scc_m2", ("US",), ["REG-093"]),
        ("scc", ("TBD",), []),
        ("uk_idta", ("IN",), ["REG-093"]),
    ],
)
def test_a_basis_is_held_against_the_places(
    tmp_path: Path, mechanism: str, codes: tuple[str, ...], rules: list[str]
) -> None:
    assert found(register(tmp_path, mechanism, codes)) == rules


def test_a_decision_counts_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    brazil = register(tmp_path / "brazil", "adequacy", ("BR",))
    assert found(brazil, date(2026, 1, 25)) == ["REG-051"]
    assert found(brazil, date(2026, 1, 26)) == []
    kingdom = register(tmp_path / "kingdom", "", ("GB",))
    assert found(kingdom, date(2031, 12, 27)) == []
    assert found(kingdom, date(2031, 12, 28)) == ["REG-111"]


def test_the_framework_reaches_nobody_once_it_has_fallen(tmp_path: Path) -> None:
    fallen = Vocabulary(frozenset(), frozenset(), frozenset(), eea=frozenset({"DE"}))
    register_of_us = load_register(register(tmp_path, "dpf_certified", ("US",)))
    (message,) = check_register(register_of_us, fallen, date(2026, 11, 1)).findings.query(
        "rule == 'REG-050'"
    )["message"]

    assert message.endswith("does not cover US: on the day of this review the framework covers no country.")


def test_what_is_past_sends_nothing(tmp_path: Path) -> None:
    assert found(register(tmp_path, "", ("IN",), status="past")) == []


def test_a_policy_without_the_eea_judges_no_transfer(tmp_path: Path) -> None:
    silent = Vocabulary(frozenset(), frozenset(), frozenset())
    checked = check_register(load_register(register(tmp_path, "", ("IN",))), silent, date(2026, 11, 1))

    assert not checked.findings["rule"].isin(RULES).any()
