"""`changes.json`: what differs from the baseline, for other tools, and what the next review must know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from vendor_review.changes.comparison import Comparison
from vendor_review.changes.notice import Announcement
from vendor_review.report.review import Review

SCHEMA = "review-changes/1"


def changes_file(review: Review) -> str:
    """The text of the file: the comparison with the baseline, if there is one, and `carried`.

    It is as internal as the register: its rows name cells that are never published.
    """
    content = {**changes_record(review), "carried": review.carried}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def changes_record(review: Review) -> dict[str, Any]:
    """What differs from the baseline as plain data, days as ISO dates."""
    return {
        "schema": SCHEMA,
        "baseline": review.settings["baseline"],
        "as_of": review.as_of.isoformat(),
        "comparison": None if review.comparison is None else _comparison(review.comparison),
        "notices": [_notice(notice) for notice in review.notices],
    }


def _notice(notice: Announcement) -> dict[str, Any]:
    plain = asdict(notice)
    change = plain.pop("change")
    return {**change, **{name: _plain(value) for name, value in plain.items()}}


def _comparison(changed: Comparison) -> dict[str, Any]:
    return {
        "before": changed.before.isoformat(),
        "after": changed.after.isoformat(),
        "vendors": _records(changed.vendors[changed.vendors["fate"] != "kept"]),
        "rows": _records(changed.rows),
        "moves": _records(changed.moves.reset_index()),
        "policy_numbers": _records(changed.numbers),
        "policy_files": list(changed.policy_files),
    }


def _records(table: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Rows as plain data; figures to the nine decimals that the product takes as equal."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 9) + 0.0 if isinstance(value, float) else value
