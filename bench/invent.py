"""Writes a register of any size whose every answer is invented: the same size gives the same bytes."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.policy import load_policy
from vendor_review.register.layout import TABLES

#: Rows per vendor, besides one in vendors, engagements and places each.
DATA_ROWS, CONTROL_ROWS, DOCUMENTS = 8, 18, 4
#: One vendor in so many has a mistyped answer, so that rejecting and reporting are part of what is measured.
_MISTYPED_EVERY = 500
_LEVELS = ("E5", "E4", "E3", "E1")
_KINDS = ("soc2_type2", "iso27001", "dpa", "webpage")

_PAGE = """organisation = "Invented"
legal_name = "Invented Ltd."
brand = "Invented"
services = "a service"
address = "https://invented.example/subprocessors"
updated_on = 2026-10-01
version = "1"
introduction = ["Nothing here is real."]
contact = "privacy@invented.example"
promises = ["identity", "location", "role"]

[notice]
days = 30
objection_days = 14
day_type = "calendar"
channel = "page"

[[sections]]
id = "infrastructure"
title = "Infrastructure"
order = 1
reaches_customer_data = true
introduction = ["They store data."]
"""

Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]


def write_register(folder: Path, vendors: int, as_of: date) -> None:
    """Writes vendors.csv and its fellows into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(vendors)
    policy = load_policy(None, as_of)
    ids = _numbered("vendor-", vendors)
    documents = np.char.add(
        np.repeat(ids.astype(str), DOCUMENTS), np.tile(_suffixes(DOCUMENTS), vendors)
    ).astype(object)
    issued = _days(draw, "2023-01-01", 1300, len(documents))
    tables = {
        "vendors": _vendors(ids, draw),
        "engagements": _engagements(ids, draw),
        "places": {
            "engagement_id": ids,
            "kind": "processing",
            "code": _pick(draw, ("US", "DE", "IE", "IN", "NA"), vendors),
        },
        "data_shared": _data_shared(ids, tuple(policy.categories.index), draw),
        "access_controls": _access_controls(ids, documents, issued, tuple(policy.controls.index), draw),
        "evidence": _evidence(ids, documents, issued, draw),
    }
    for name, columns in tables.items():
        frame = pd.DataFrame(columns).reindex(columns=list(TABLES[name].names))
        frame.to_csv(folder / TABLES[name].file, index=False, lineterminator="\n")
    (folder / "page.toml").write_text(_PAGE, encoding="utf-8")


def _numbered(prefix: str, count: int) -> Texts:
    return np.array([f"{prefix}{number:06d}" for number in range(count)], dtype=object)


def _suffixes(count: int) -> npt.NDArray[np.str_]:
    return np.array([f"-{number}" for number in range(1, count + 1)])


def _pick(
    draw: np.random.Generator, words: tuple[str, ...], size: int, chances: tuple[float, ...] | None = None
) -> Texts:
    return np.array(words, dtype=object)[draw.choice(len(words), size, p=chances)]


def _days(draw: np.random.Generator, first: str, spread: int, size: int) -> Days:
    return np.datetime64(first, "D") + draw.integers(0, spread, size)


def _vendors(ids: Texts, draw: np.random.Generator) -> dict[str, object]:
    named = pd.Series(ids).str.replace("vendor-", "Vendor ")
    return {
        "vendor_id": ids,
        "name": named,
        "legal_entity": named + ", Inc.",
        "parent_group": _pick(draw, ("", "Group One", "Group Two"), len(ids), (0.8, 0.1, 0.1)),
        "entity_country": _pick(draw, ("US", "IE", "DE", "IN"), len(ids)),
        "website": "https://" + pd.Series(ids) + ".example",
    }


def _engagements(ids: Texts, draw: np.random.Generator) -> dict[str, object]:
    engaged = _days(draw, "2021-01-01", 1500, len(ids))
    return {
        "engagement_id": ids,
        "vendor_id": ids,
        "section": "infrastructure",
        "role": _pick(draw, ("processor", "independent_controller"), len(ids), (0.95, 0.05)),
        "status": _pick(draw, ("active", "past"), len(ids), (0.97, 0.03)),
        "purpose": "delivery of messages, and their storage",
        "data_shared": "names, addresses, messages",
        "access_path": _pick(
            draw, ("incidental", "receives", "receives..stores", "stores", "hosts"), len(ids)
        ),
        "transfer_mechanism": _pick(draw, ("scc_m3", "dpf_certified; scc_m3", "adequacy", ""), len(ids)),
        "engaged_on": engaged,
        "effective_on": engaged + 45,
        "public": "yes",
    }


def _data_shared(ids: Texts, categories: tuple[str, ...], draw: np.random.Generator) -> dict[str, object]:
    rows = len(ids) * DATA_ROWS
    # Steps of one place from a start of its own give each vendor different categories.
    places = draw.integers(0, len(categories), (len(ids), 1)) + np.arange(DATA_ROWS)
    return {
        "engagement_id": np.repeat(ids, DATA_ROWS),
        "category": np.array(categories, dtype=object)[(places % len(categories)).ravel()],
        "custody": _pick(draw, ("held", "disclosed"), rows, (0.7, 0.3)),
        "subjects": _pick(draw, ("customers", "customers; end_users", "employees"), rows),
        "scale": _pick(draw, ("small", "medium", "large", ""), rows),
    }


def _access_controls(
    ids: Texts, documents: Texts, issued: Days, controls: tuple[str, ...], draw: np.random.Generator
) -> dict[str, object]:
    rows = len(ids) * CONTROL_ROWS
    answer = _pick(draw, ("yes", "partial", "no", "unknown"), rows, (0.6, 0.15, 0.05, 0.2))
    place = np.repeat(np.arange(len(ids)) * DOCUMENTS, CONTROL_ROWS) + draw.integers(0, DOCUMENTS, rows)
    cited = np.where(np.isin(answer.astype(str), ["yes", "partial"]), documents[place], "")
    answer[:: CONTROL_ROWS * _MISTYPED_EVERY] = "yess"
    return {
        "vendor_id": np.repeat(ids, CONTROL_ROWS),
        "control": np.tile(np.array(controls, dtype=object), len(ids)),
        "answer": answer,
        "evidence_id": cited,
        # Nobody looks at a document before it is issued.
        "assessed_on": np.maximum(_days(draw, "2025-01-01", 600, rows), issued[place]),
        "note": np.where(draw.random(rows) < 0.1, "see the report, section 4.2", ""),
    }


def _evidence(ids: Texts, documents: Texts, issued: Days, draw: np.random.Generator) -> dict[str, object]:
    rows = len(documents)
    public = np.array(["security", "", "", "privacy"], dtype=object)
    return {
        "evidence_id": documents,
        "vendor_id": np.repeat(ids, DOCUMENTS),
        "kind": np.tile(np.array(_KINDS, dtype=object), len(ids)),
        "level": np.tile(np.array(_LEVELS, dtype=object), len(ids)),
        "title": "Report",
        "location": "https://documents.example/" + pd.Series(documents),
        "public_as": np.tile(public, len(ids)),
        "issued_on": issued,
        "period_end": issued - 30,
        "valid_until": np.datetime64("2028-01-01"),
        "in_scope": _pick(draw, ("yes", "no"), rows, (0.95, 0.05)),
    }


if __name__ == "__main__":
    folder, vendors, as_of = sys.argv[1:]
    write_register(Path(folder), int(vendors), date.fromisoformat(as_of))
