"""The tables of `data/example/README.md`: as the tools give them, and as the README has them.

`python tests/example/example_tables.py` (PYTHONPATH=src:tests) writes scores and findings anew after a rule or a number
of the policy has changed. What the changes table says of each change is written by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from registers import checked_as_of
from vendor_review.policy import Policy
from vendor_review.register import Register, load_register
from vendor_review.report.sections.vendors import score_table
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.place_codes import code_of
from vendor_review.scoring import Assessment, score_vendors
from vendor_review.scoring.scenarios.finding_costs import with_costs

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
README = EXAMPLE / "README.md"
STATES = ("2026-07-31", "2026-10-31")
BEFORE, AFTER = STATES

Table = list[list[str]]


@dataclass(frozen=True)
class State:
    """One dated state of the example, checked and scored as of its date."""

    folder: Path
    as_of: date
    register: Register
    checked: CheckedRegister
    policy: Policy
    scores: Assessment


@cache
def state(day: str) -> State:
    """The state of `day`, an ISO date."""
    folder, as_of = EXAMPLE / day, date.fromisoformat(day)
    checked, policy = checked_as_of(folder, as_of)
    return State(folder, as_of, load_register(folder), checked, policy, score_vendors(checked, policy))


def scores_table(day: str) -> Table:
    """Header and rows of what `vendor-review score` prints."""
    table = score_table(state(day).scores)
    return [list(table.columns), *table.astype(str).to_numpy().tolist()]


def findings_table(day: str) -> Table:
    """Header and rows of what `vendor-review check` finds."""
    rows: Table = []
    told = with_costs(state(day).checked, state(day).scores)
    for row in told.findings.itertuples():
        place = [row.file, *([str(row.line)] if row.line else []), *([row.column] if row.column else [])]
        words = str(row.message).partition(": ")[2] or str(row.message)
        rows.append([str(row.rule), str(row.severity), " ".join(map(str, place)), str(row.vendor_id), words])
    return [["rule", "severity", "place", "vendor", "what is found"], *rows]


#: What tells rows of a table apart, and what names a row that comes or goes.
_KEYS = {
    "vendors": ("vendor_id",),
    "engagements": ("engagement_id",),
    "places": ("engagement_id", "kind", "code"),
    "data_shared": ("engagement_id", "category", "custody"),
    "access_controls": ("vendor_id", "control"),
    "evidence": ("evidence_id",),
    "onward": ("vendor_id", "onward_name"),
    "decisions": ("decision_id",),
    "reviews_done": ("vendor_id", "reviewed_on"),
    "incidents": ("vendor_id", "known_on"),
    "requests": ("request_id",),
}


def changes_table() -> Table:
    """Header and rows of every difference between the two states, cells changed alike in one row.

    `vendor` is the vendor that the later state names; `rows` counts the rows of the register.
    """
    old, new = (state(day).register.tables for day in STATES)
    owners = {**_owners(old), **_owners(new)}
    counted: dict[tuple[str, str, str, str, str], int] = {}
    named: dict[tuple[str, str, str], list[str]] = {}
    for table, key in _KEYS.items():
        before, after = _by_key(old[table], key), _by_key(new[table], key)
        for where in [*before, *(where for where in after if where not in before)]:
            cells, others = before.get(where), after.get(where)
            known = others or cells or {}
            vendor = known.get("vendor_id") or owners[known["engagement_id"]]
            if cells is None or others is None:
                what = "row added" if cells is None else "row removed"
                named.setdefault((vendor, table, what), []).append(" ".join(where[-2:]))
                continue
            for column in (column for column in cells if cells[column] != others[column]):
                change = (vendor, table, column, cells[column], others[column])
                counted[change] = counted.get(change, 0) + 1
    rows = [[*change, str(count)] for change, count in counted.items()]
    for (vendor, table, what), names in named.items():
        added = what == "row added"
        words = ", ".join(name.removeprefix(f"{vendor} ") for name in names)
        rows.append([vendor, table, what, "" if added else words, words if added else "", str(len(names))])
    return [["vendor", "table", "column", "before", "after", "rows"], *sorted(rows)]


def aged_table() -> Table:
    """Header and rows of the documents that are the same in both states and are worth less in the later one."""
    old, new = (state(day).scores.evidence for day in STATES)
    rows: Table = []
    for name in old.index.intersection(new.index):
        before, after = old.loc[name], new.loc[name]
        if before["strength"] == after["strength"]:
            continue
        why = "expired" if after["expired"] else f"{after['age_months']:.1f} months old"
        rows.append([name, before["level"], f"{before['strength']:.3f}", f"{after['strength']:.3f}", why])
    return [["evidence", "level", "strength before", "strength after", "why"], *rows]


def _by_key(frame: pd.DataFrame, key: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    records = frame.to_dict("records")
    return {
        tuple(_named(name, str(row[name])) for name in key): {str(k): str(v) for k, v in row.items()}
        for row in records
    }


def _named(column: str, cell: str) -> str:
    """What a cell tells rows apart by: two codes of one place are the same."""
    return (code_of(cell) or cell) if column == "code" else cell


def _owners(tables: object) -> dict[str, str]:
    frame = tables["engagements"]  # type: ignore[index]
    return dict(zip(frame["engagement_id"], frame["vendor_id"], strict=True))


def as_markdown(table: Table) -> str:
    """A pipe table; bars and line breaks in cells are kept readable."""
    lines = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in table]
    header, *rows = [f"| {' | '.join(row)} |" for row in lines]
    return "\n".join([header, "|" + "---|" * len(table[0]), *rows])


def readme_table(title: str) -> Table:
    """Header and rows of the first table below the heading `title`."""
    section = README.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    assert len(lines) > 2, f"README.md has no table under {title!r}"
    cells = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines
    ]
    return [cells[0], *cells[2:]]


def printed_tables() -> dict[str, Table]:
    """The tables that follow from register and policy alone, by their heading in the README."""
    scores = {f"Scores as of {day}": scores_table(day) for day in STATES}
    findings = {f"Findings as of {day}": findings_table(day) for day in STATES}
    return {**scores, **findings, "Evidence that time has changed": aged_table()}


def write_readme() -> None:
    """Puts the tools' tables into the README."""
    text = README.read_text(encoding="utf-8")
    for title, table in printed_tables().items():
        head, heading, rest = text.partition(f"\n## {title}\n")
        section, following, tail = rest.partition("\n## ")
        prose = "\n".join(line for line in section.splitlines() if not line.startswith("|")).strip()
        body = "\n\n".join(part for part in (prose, as_markdown(table)) if part)
        text = f"{head}{heading}\n{body}\n{following}{tail}"
    README.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_readme()
