"""What the example's decisions pin: score, tier and inputs of their vendors, as a review of that day has them.

`PYTHONPATH=src:tests python tests/example/example_pins.py` writes them anew after a number of the policy or a row of a
decided vendor has changed. Decisions of 2025 were taken before there was a policy to score by, and pin no inputs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from example.example_tables import AFTER, BEFORE, EXAMPLE, STATES, state
from vendor_review.policy import load_policy
from vendor_review.register import Register
from vendor_review.register.layout import TABLES
from vendor_review.register.transcript import csv_bytes
from vendor_review.report.words.wording import span
from vendor_review.schema import check_register
from vendor_review.schema.pins import input_digests, pin_text
from vendor_review.scoring import score_vendors

#: Decision to the state whose rows it was taken on.
STATE_OF = {
    "2026-01": BEFORE,
    "2026-02": BEFORE,
    "2026-03": BEFORE,
    "2026-04": BEFORE,
    "2026-05": BEFORE,
    "2026-06": BEFORE,
    "2026-07": BEFORE,
    "2026-08": AFTER,
    "2026-09": AFTER,
}
PINS = ("pinned_score", "pinned_tier", "pinned_inputs")
#: Rows of these tables were not there before the day that they bear.
_DAY_OF_ROW = {
    "evidence": "issued_on",
    "access_controls": "assessed_on",
    "onward": "as_of",
    "incidents": "known_on",
    "requests": "asked_on",
}


def known_on(register: Register, day: str) -> Register:
    """The register without documents, answers and onward vendors that came after `day`."""
    known = {name: register.tables[name] for name in _DAY_OF_ROW}
    known = {name: rows[~(rows[_DAY_OF_ROW[name]] > day)] for name, rows in known.items()}
    return replace(register, tables={**register.tables, **known})


@cache
def pins_of(decision_id: str, vendor_id: str, day: str) -> Mapping[str, str]:
    """The pins of a decision that was taken on a review of `day`."""
    as_of = date.fromisoformat(day)
    policy, register = load_policy(None, as_of), known_on(state(STATE_OF[decision_id]).register, day)
    checked = check_register(register, policy.vocabulary, as_of)
    vendor: Any = score_vendors(checked, policy).vendors.loc[vendor_id]
    digests = input_digests(register.tables, checked.tables, policy.vocabulary, [vendor_id])
    return {
        "pinned_score": span(vendor["r_lo"], vendor["r_hi"]),
        "pinned_tier": vendor["tier"],
        "pinned_inputs": pin_text(digests[vendor_id]),
    }


def decision_rows_of(day: str) -> list[dict[str, str]]:
    """Rows of a state's decisions, as its file has them."""
    text = (EXAMPLE / day / "decisions.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def with_pins(row: Mapping[str, str]) -> dict[str, str]:
    """The row of a decision with the pins that it should have."""
    blank = {"prepared_by": "", "pinned_tier": "", "pinned_inputs": "", **row}
    if row["decision_id"] not in STATE_OF:
        return blank
    return {**blank, **pins_of(row["decision_id"], row["vendor_id"], row["pinned_run"][:10])}


if __name__ == "__main__":
    for day in STATES:
        names = TABLES["decisions"].names
        rows = [[row[name] for name in names] for row in map(with_pins, decision_rows_of(day))]
        (EXAMPLE / day / "decisions.csv").write_bytes(csv_bytes(names, rows))
