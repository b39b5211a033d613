"""What `--fail-on` looks for in a review: how many there are of each, and the vendors concerned."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendor_review.files.json_text import parsed_json
from vendor_review.publication.archive.manifest import CHANGES

#: What `--fail-on` may name.
ALARMS = ("rejected", "overdue", "outside", "compliance", "notice", "incident")
#: Vendors that a line names; whoever wants more opens the review.
_NAMED = 10


@dataclass(frozen=True)
class Alarm:
    """How many were found, and the names of the vendors concerned, where a vendor can be told."""

    count: int
    vendors: tuple[str, ...]

    def __str__(self) -> str:
        """Such as `5 found (Acme, Other)`."""
        if not self.vendors:
            return f"{self.count} found"
        more = f" and {len(self.vendors) - _NAMED} more" if len(self.vendors) > _NAMED else ""
        return f"{self.count} found ({', '.join(self.vendors[:_NAMED])}{more})"


def alarms(names: Sequence[str], facts: Mapping[str, Any], folder: Path) -> dict[str, Alarm]:
    """Those of `ALARMS` that are asked for, with what a review has of each.

    Parameters
    ----------
    facts, folder
        The facts of the review's completion record, and the folder that holds its files.
    """
    counts = facts["counts"]
    # Of a vendor whose row was rejected nobody can say that it is none of these; its review is overdue anyway.
    lost = counts["lost"]
    found: dict[str, Alarm] = {}
    for name in names:
        match name:
            case "rejected":
                found[name] = _alarm(int(counts["rejected"]), _with_errors(folder))
            case "overdue":
                found[name] = _alarm(int(counts["overdue"]), (item["name"] for item in facts["overdue"]))
            case "outside":
                vendors = [*counts["appetite"]["outside"], *lost]
                found[name] = _alarm(len(vendors), vendors)
            case "compliance":
                vendors = [*counts["compliance_fails"], *lost]
                found[name] = _alarm(len(vendors), vendors)
            case "notice":
                late = int((counts["changes"] or {}).get("late", 0))
                number = int(counts["late_notice"]) + late + len(lost)
                found[name] = _alarm(number, [*_without_notice(folder), *lost] if number else ())
            case "incident":
                found[name] = _alarm(int(counts["incidents_open"]), counts["with_incident"])
    return found


def _alarm(count: int, vendors: Iterator[str] | Sequence[str]) -> Alarm:
    return Alarm(count, tuple(dict.fromkeys(vendors)) if count else ())


def _with_errors(folder: Path) -> Iterator[str]:
    """Vendors of which a row was rejected, by name where there still is one."""
    named = {row["vendor_id"]: row["name"] for row in _rows(folder / "scores.csv")}
    for row in _rows(folder / "findings.csv"):
        if row["severity"] == "error" and row["vendor_id"]:
            yield named.get(row["vendor_id"], row["vendor_id"])


def _without_notice(folder: Path) -> Iterator[str]:
    """Vendors of which the check of notice fails, or of which a change takes effect before its notice ends."""
    for row in _rows(folder / "scores.csv"):
        if row["notice"] == "fail":
            yield row["name"]
    for change in parsed_json((folder / CHANGES).read_bytes())["notices"]:
        if change["in_time"] is False:
            yield str(change["name"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
