"""The score of one vendor, computed one number at a time from the text of the method; no function of the product.

Formula 1.1. Rows are mappings of text and dates as the tables of a register have them; a blank is "" or None. The
policy's numbers are read from its files, not through the product.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
_LEVELS = ("E1", "E2", "E3", "E4", "E5")
_PATHS = ("none", "incidental", "receives", "stores", "hosts")
_GATES = ("VR-A1", "VR-I1", "VR-P1")


@dataclass(frozen=True)
class Kind:
    """What a kind of document can show."""

    cap: int
    controls: frozenset[str]
    on_period: bool
    months: int | None


class Method:
    """The method's numbers, from the files of a policy that has one value of each."""

    def __init__(self, folder: Path) -> None:
        numbers = tomllib.loads((folder / "policy.toml").read_text(encoding="utf-8"))

        def value(section: str, name: str) -> Any:
            (only,) = numbers[section][name]["values"]
            return only["value"]

        def rows(name: str) -> list[dict[str, str]]:
            with (folder / name).open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))

        self.kappa = float(value("controls", "kappa"))
        self.floor_of_gates = float(value("controls", "gate_floor"))
        self.answer_days = value("controls", "answer_days")
        self.strength = [value("evidence", "strength")[level] for level in _LEVELS]
        self.full, self.old = value("evidence", "full_months"), value("evidence", "floor_months")
        self.floor = value("evidence", "floor")
        self.ciphertext = value("data", "ciphertext_factor")
        self.controls = [row["control"] for row in rows("controls.csv")]
        self.scales = {
            row["category"]: tuple(float(row[name]) for name in ("dpc_lo", "dpc_hi", "ei_lo", "ei_hi"))
            for row in rows("data_categories.csv")
        }
        self.not_applicable = {(row["role"], row["control"]) for row in rows("not_applicable.csv")}
        self.kinds: dict[str, Kind] = {}
        for row in rows("requests.csv"):
            spoken = self.controls if row["controls"] == "all" else row["controls"].split(";")
            months = int(row["usual_months"]) if row["usual_months"] else None
            for kind in filter(None, row["kinds"].split(";")):
                cap = _LEVELS.index(row["level"])
                self.kinds[kind] = Kind(cap, frozenset(spoken), row["period"] == "yes", months)
        # Of a document whose kind is not stated the worst is taken in each respect.
        shortest = min(kind.months for kind in self.kinds.values() if kind.months)
        self.kinds[""] = Kind(0, frozenset(), True, shortest)

    # --- data and access path

    def exposure(self, path: str, data: Sequence[Row], keys_shown: bool) -> tuple[float, float]:
        """I of one engagement, at both ends."""
        ends = path.split("..") if path else ["none", "hosts"]
        low, high = _PATHS.index(ends[0].strip()), _PATHS.index(ends[-1].strip())
        may_keep = high >= _PATHS.index("stores")
        named = [row for row in data if row["category"] != "none"]
        open_to = {row["custody"] for row in data}
        kept_stated = "held" in open_to or any(row["custody"] == "ciphertext" for row in named)
        half = may_keep and not ("disclosed" in open_to and kept_stated)
        none_as = {row["custody"] for row in data if row["category"] == "none"}
        nothing = not named and "disclosed" in none_as and ("held" in none_as or not may_keep)
        if nothing:
            severity = (0.0, 1.0) if may_keep else (0.0, 0.0)
        else:
            anything = half or not named
            all_of_it = self._severity([row["category"] for row in named], anything)
            readable = [row["category"] for row in named if row["custody"] != "ciphertext"]
            light = self._severity(readable, anything)
            lower = max(light[0], self.ciphertext * all_of_it[0])
            upper = max(light[1], self.ciphertext * all_of_it[1]) if keys_shown else all_of_it[1]
            severity = (lower, upper)
        if high == 0 and named:
            high = 4
        return 100 * severity[0] * low / 4, 100 * severity[1] * high / 4

    def _severity(self, categories: Sequence[str], anything: bool) -> tuple[float, float]:
        scales = [self.scales[name] for name in categories]
        if anything:
            scales.append((1.0, 4.0, 0.25, 1.0))
        if not scales:
            return 0.0, 0.0
        dpc_lo, dpc_hi, ei_lo, ei_hi = (max(column) for column in zip(*scales, strict=True))
        return dpc_lo * ei_lo / 4, dpc_hi * ei_hi / 4

    # --- documents and controls

    def level_and_age(self, document: Row, control: str, as_of: date) -> tuple[int | None, float]:
        """The level that a document counts as for a control, None for none, and f, 0 where it proves nothing."""
        kind = self.kinds[document["kind"]]
        stated = _LEVELS.index(document["level"]) if document["level"] else None
        level = None if stated is None else min(stated, kind.cap) if control in kind.controls else 0
        issued, period = document["issued_on"], document["period_end"]
        day = period if kind.on_period else issued or period
        until = document["valid_until"]
        if until is None and kind.months is not None:
            until = date.min if day is None else _later(day, kind.months)
        late = issued is not None and issued > as_of
        if document["in_scope"] != "yes" or late or (until is not None and until < as_of):
            return level, 0.0
        if day is None:
            return level, self.floor
        months = _months(day, as_of)
        if months < 0:
            return level, 0.0
        span = self.old - self.full
        return level, min(1.0, max(self.floor, 1 - (1 - self.floor) * (months - self.full) / span))

    def score(
        self,
        engagements: Sequence[tuple[Row, Sequence[Row]]],
        answers: Sequence[Row],
        documents: Mapping[str, Row],
        as_of: date,
    ) -> tuple[float, float]:
        """R_lo and R_hi of a vendor: its engagements with their data, its answers, the documents that they cite."""
        by_control = {row["control"]: row for row in answers}
        current = [
            (row, data)
            for row, data in engagements
            if row["status"] != "past" or row["ended_on"] is None or row["ended_on"] >= as_of
        ]
        roles = [row["role"] for row, _ in current]
        lower, upper, applies, keys_shown = [], [], [], False
        for control in self.controls:
            row = by_control.get(control, {"answer": "", "evidence_id": "", "asked_on": None})
            answer = row["answer"] or "unknown"
            asked = row["asked_on"]
            if answer == "unknown" and asked is not None and (as_of - asked).days > self.answer_days:
                answer = "declined"
            allowed = bool(roles) and all((role, control) in self.not_applicable for role in roles)
            applies.append(not (answer == "not_applicable" and allowed))
            worth = {"yes": 1.0, "partial": 0.5, "no": 0.0, "declined": 0.0}.get(answer)
            level, age = None, 0.0
            if row["evidence_id"]:
                level, age = self.level_and_age(documents[row["evidence_id"]], control, as_of)
            shown = 0.0 if level is None else self.strength[level] * age
            lower.append(0.0 if worth is None else worth * shown)
            upper.append(1.0 if worth is None else worth)
            if control == "VR-P3" and answer == "yes":
                keys_shown = level is not None and level >= 3 and age > self.floor
        strengths = [self._strength(credit, applies) for credit in (upper, lower)]
        exposures = [self.exposure(row["access_path"], data, keys_shown) for row, data in current]
        best, worst = (max(ends) for ends in zip(*exposures, strict=True))
        return best * (1 - self.kappa * strengths[0]), worst * (1 - self.kappa * strengths[1])

    def _strength(self, credit: Sequence[float], applies: Sequence[bool]) -> float:
        weight = Fraction(1, sum(applies))
        total = sum(float(weight) * one for one, counts in zip(credit, applies, strict=True) if counts)
        weakest = min(
            one
            for name, one, counts in zip(self.controls, credit, applies, strict=True)
            if name in _GATES and counts
        )
        return min(total, self.floor_of_gates + (1 - self.floor_of_gates) * weakest)


def _later(day: date, months: int) -> date:
    """The same day of the month so many months later, or its last where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _months(day: date, until: date) -> float:
    whole = (until.year - day.year) * 12 + until.month - day.month
    return whole + (until.day - day.day) / (365.25 / 12)
