"""Runs the situations of cases.toml and cases_of_statements.toml as a review does: read, checked and scored."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registers import checked_as_of, write_register
from vendor_review.policy import load_policy
from vendor_review.report.words.wording import TIERS, tier_text
from vendor_review.scoring import Assessment, score_vendors
from vendor_review.scoring.model.tiers import ESCALATORS

AS_OF = date(2026, 11, 1)
CASES: list[dict[str, Any]] = [
    case
    for file in ("cases.toml", "cases_of_statements.toml")
    for case in tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))["case"]
]
CONTROL_IDS = tuple(load_policy(None, AS_OF).controls.index)


def in_pairs(words: list[str]) -> list[tuple[str, str]]:
    """Words in pairs."""
    return list(zip(words[::2], words[1::2], strict=True))


def tables_of(case: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The rows that a case stands for."""
    tables: dict[str, list[dict[str, str]]] = {
        name: [] for name in ("engagements", "data_shared", "places", "access_controls", "evidence")
    }
    for place, engagement in enumerate(case["engagements"]):
        key = {"engagement_id": f"engagement-{place}"}
        tables["engagements"].append(
            {
                **key,
                "vendor_id": "vendor",
                "role": engagement.get("role", "processor"),
                "status": engagement.get("status", "active"),
                "access_path": engagement["path"],
                "ended_on": engagement.get("ended_on", ""),
                "transfer_mechanism": engagement.get("transfer", ""),
            }
        )
        also = {name: engagement.get(name, "") for name in ("subjects", "scale")}
        tables["data_shared"] += [
            {**key, "category": category, "custody": custody, **also}
            for custody in ("disclosed", "held", "ciphertext")
            for category in engagement.get(custody, ())
        ]
        tables["places"] += [
            {**key, "kind": "processing", "code": code} for code in engagement.get("places", ())
        ]
    stated = dict(case.get("controls", {}))
    for_all = stated.pop("all", None)
    answers = {**(dict.fromkeys(CONTROL_IDS, for_all) if for_all else {}), **stated}
    for control, words in answers.items():
        answer, *more = words.split()
        document = more[:2] if len(more) % 2 == 0 and more[:1] != ["asked"] else []
        about = dict(in_pairs(more[len(document) :]))
        row = {
            "vendor_id": "vendor",
            "control": control,
            "answer": answer,
            "asked_on": about.get("asked", ""),
        }
        if document:
            level, issued_on = document
            row["evidence_id"] = f"document-{control}"
            tables["evidence"].append(
                {
                    "evidence_id": row["evidence_id"],
                    "vendor_id": "vendor",
                    "kind": about.get("as", "other").strip("-"),
                    "level": level,
                    "issued_on": issued_on.strip("-"),
                    "period_end": about.get("period", ""),
                    "valid_until": about.get("until", ""),
                    "in_scope": "yes",
                }
            )
        tables["access_controls"].append(row)
    return {"vendors": [{"vendor_id": "vendor", "name": "Vendor"}], **tables}


def scored(case: dict[str, Any], folder: Path) -> Assessment:
    checked, policy = checked_as_of(write_register(folder, tables_of(case)), AS_OF)
    return score_vendors(checked, policy)


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    scores = scored(case, tmp_path)
    [vendor] = scores.vendors.to_dict("records")
    vendor["tier"] = tier_text(*(vendor[name] for name in TIERS))
    expected = dict(case["expect"])
    if "r" in expected:
        assert [vendor["r_lo"], vendor["r_hi"]] == pytest.approx(expected.pop("r"), abs=1e-9)
    if "raised_by" in expected:
        raised = scores.escalators.loc["vendor"]
        assert list(raised.index[raised.to_numpy(dtype=bool)]) == expected.pop("raised_by")
    assert {name: vendor[name] for name in expected} == expected


def test_every_band_standing_tier_and_escalator_has_a_case() -> None:
    def expected(name: str) -> set[str]:
        found = [case["expect"].get(name, ()) for case in CASES]
        return {word for words in found for word in ([words] if isinstance(words, str) else words)}

    policy = load_policy(None, AS_OF)
    assert expected("band") == {"unrated", *(name for name, _ in policy.bands)}
    assert expected("appetite") == {"within", "outside", "undetermined"}
    assert {tier for tier in expected("tier") if "," not in tier} == {"T1", "T2", "T3"}
    raising = {name for case in CASES for name in case["expect"].get("raised_by", ())}
    assert raising == {*ESCALATORS}
    assert expected("transfer") == {"pass", "fail", "unknown"}
