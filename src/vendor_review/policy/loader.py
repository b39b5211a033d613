"""Puts a policy together from its files; refuses it, all problems at once, if any is missing or at odds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd

from vendor_review.policy.catalogue import read_controls, read_not_applicable, read_requests
from vendor_review.policy.categories import CATEGORIES, read_categories
from vendor_review.policy.numbers import FILE, Number, read_numbers
from vendor_review.policy.policy import Policy, RankingRules
from vendor_review.policy.refusals import Refusals
from vendor_review.policy.source import open_policy
from vendor_review.policy.tables import read_text
from vendor_review.policy.transfers import read_adequacy, read_eea, read_mechanisms
from vendor_review.python_arguments import as_day, as_location

_MONTHS_AND_LEVELS = ("data.path_levels", "tiers.review_months", "tiers.interim_months")


def load_policy(path: str | Path | None, as_of: date | str) -> Policy:
    """The policy as it holds on a day.

    Parameters
    ----------
    path
        The policy's folder, see `open_policy`; None is the policy that ships with the package.
    as_of
        The day of the review, as a date or as ISO text. A number that has changed since is taken as it was.

    Raises
    ------
    PolicyUnreadable
        With every problem found: where, what, and what would be right.

    Examples
    --------
    >>> import vendor_review as vr
    >>> vr.load_policy(None, "2026-11-01").appetite  # points, 0..100
    20.0
    """
    day = as_day(as_of)
    snapshot = open_policy(path if path is None else as_location(path, "policy", "data/policy"))
    refusals = Refusals()
    controls = read_controls(snapshot, refusals)
    not_applicable = read_not_applicable(snapshot, controls, refusals)
    categories = read_categories(snapshot, day, refusals)
    requests, documents = read_requests(snapshot, controls, day, refusals)
    adequacy = read_adequacy(snapshot, day, refusals)
    eea = read_eea(snapshot, day, refusals)
    mechanisms = read_mechanisms(snapshot, day, refusals)
    text = read_text(snapshot, FILE, refusals)
    ids = None if controls is None else list(controls.index)
    name, numbers = ("", {}) if text is None else read_numbers(text, ids, day, refusals)
    _check_together(numbers, categories, refusals)
    _check_proof(numbers, ids, refusals)
    refusals.stop_if_any()
    if controls is None or categories is None:  # pragma: no cover - both were refused above
        raise AssertionError("a table that cannot be read is always refused")
    whole = {
        key: {part: int(number) for part, number in numbers[key].floats.items()} for key in _MONTHS_AND_LEVELS
    }
    return Policy(
        as_of=day,
        name=name,
        kappa=float(numbers["controls.kappa"]),
        gate_floor=float(numbers["controls.gate_floor"]),
        weights=pd.Series(numbers["controls.weights"].floats, name="weight").rename_axis("control"),
        answers=numbers["controls.answers"].floats,
        answer_days=int(float(numbers["controls.answer_days"])),
        ciphertext_factor=float(numbers["data.ciphertext_factor"]),
        ciphertext_proof=numbers["data.ciphertext_proof"].value.words,
        evidence_strength=numbers["evidence.strength"].floats,
        evidence_full_months=float(numbers["evidence.full_months"]),
        evidence_floor_months=float(numbers["evidence.floor_months"]),
        evidence_floor=float(numbers["evidence.floor"]),
        path_levels=whole["data.path_levels"],
        unknown_dpc=numbers["data.unknown_dpc"].ends,
        unknown_ei=numbers["data.unknown_ei"].ends,
        bands=tuple(numbers["score.bands"].floats.items()),
        appetite=float(numbers["score.appetite"]),
        ranking=RankingRules(
            firm=float(numbers["ranking.firm"]),
            kappa=numbers["ranking.kappa"].ends,
            gate_floor=numbers["ranking.gate_floor"].ends,
            strength_low=numbers["ranking.strength_low"].floats,
            strength_high=numbers["ranking.strength_high"].floats,
            weight=numbers["ranking.weight"].ends,
        ),
        tiers=tuple(numbers["tiers.bounds"].floats.items()),
        review_months=whole["tiers.review_months"],
        interim_months=whole["tiers.interim_months"],
        lapsing_days=int(float(numbers["cadence.lapsing_days"])),
        event_days=int(float(numbers["cadence.event_days"])),
        reminder_days=int(float(numbers["cadence.reminder_days"])),
        large_scales=frozenset(numbers["tiers.large_scales"].value.words),
        vulnerable_subjects=frozenset(numbers["tiers.vulnerable_subjects"].value.words),
        enisa_circumstances=float(numbers["enisa.circumstances"]),
        enisa_bands=tuple(numbers["enisa.bands"].floats.items()),
        ebios_dependency=numbers["ebios.dependency"].ends,
        ebios_dependency_of=numbers["ebios.dependency_of"].floats,
        controls=controls,
        categories=categories,
        adequacy=adequacy,
        eea=eea,
        mechanisms=mechanisms,
        not_applicable=not_applicable,
        requests=requests,
        documents=documents,
        numbers=_numbers_frame(numbers.values()),
        hashes=snapshot.hashes,
    )


def _check_together(
    numbers: Mapping[str, Number], categories: pd.DataFrame | None, refusals: Refusals
) -> None:
    """Notes numbers that are each right but at odds with one another."""
    full, floor = numbers.get("evidence.full_months"), numbers.get("evidence.floor_months")
    if full is not None and floor is not None and float(floor) <= float(full):
        what = f"{float(floor):g} months do not come after evidence.full_months, {float(full):g}"
        refusals.add(f"{FILE}, evidence.floor_months", what, "write more months")
    for name in ("kappa", "gate_floor"):
        number, span = numbers.get(f"controls.{name}"), numbers.get(f"ranking.{name}")
        if number is not None and span is not None and not span["low"] <= float(number) <= span["high"]:
            what = f"{span['low']:g} to {span['high']:g} leaves out controls.{name}, {float(number):g}"
            refusals.add(f"{FILE}, ranking.{name}", what, "write a range that holds it")
    _check_strengths(numbers, refusals)
    for scale in ("dpc", "ei"):
        unknown = numbers.get(f"data.unknown_{scale}")
        if unknown is None or categories is None or categories.empty:
            continue
        worst = str(categories[f"{scale}_hi"].idxmax())
        if unknown["high"] < categories[f"{scale}_hi"].max():
            what = f"{unknown['high']:g} is less than that of {worst} in {CATEGORIES}"
            refusals.add(
                f"{FILE}, data.unknown_{scale}, high", what, "unknown never looks safer: write as much"
            )


def _check_proof(numbers: Mapping[str, Number], controls: Sequence[str] | None, refusals: Refusals) -> None:
    """Notes what shows keys to be out of reach if that is no control and a level."""
    proof, strengths = numbers.get("data.ciphertext_proof"), numbers.get("evidence.strength")
    if proof is None or strengths is None or controls is None:
        return
    levels, words = list(strengths.floats), proof.value.words
    if len(words) != 2 or words[0] not in controls or words[1] not in levels:
        what = f"value {list(words)!r} is not a control of controls.csv and a level"
        refusals.add(f"{FILE}, data.ciphertext_proof", what, f'write it as ["{controls[0]}", "{levels[-1]}"]')


def _check_strengths(numbers: Mapping[str, Number], refusals: Refusals) -> None:
    """Notes levels of evidence whose strength does not lie within its range."""
    names = ("ranking.strength_low", "evidence.strength", "ranking.strength_high")
    if any(name not in numbers for name in names):
        return
    low, strength, high = (numbers[name].floats for name in names)
    for level, value in strength.items():
        if not low[level] <= value <= high[level]:
            what = f"{low[level]:g} to {high[level]:g} leaves out evidence.strength, {value:g}"
            refusals.add(
                f"{FILE}, ranking.strength_low and _high, {level}", what, "write a range that holds it"
            )


def _numbers_frame(numbers: Iterable[Number]) -> pd.DataFrame:
    columns = ["name", "meaning", "value", "unit", "holds_from", "source"]
    rows = []
    for number in numbers:
        texts = {part: _as_text(value) for part, value in number.value.parts.items()}
        for part, text in (texts or {"": ", ".join(number.value.words)}).items():
            name = f"{number.name} {part}".rstrip()
            holds_from = number.value.span.start.isoformat()
            rows.append((name, number.meaning, text, number.unit, holds_from, number.value.source))
    return pd.DataFrame(rows, columns=columns)


def _as_text(number: Fraction) -> str:
    """As a decimal where that is exact and short, else as a fraction: 0.65, 12, 1/18."""
    decimal = f"{float(number):.10g}"
    return decimal if Fraction(decimal) == number else str(number)
