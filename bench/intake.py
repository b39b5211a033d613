"""Measures `import` on a folder of lists with labels: rows found, precision, places, other columns, inventions.

    python bench/intake.py FOLDER [--misses] [--only ID...]

FOLDER holds labels.json (a list of lists, each with `id`, `file` and `vendors`) and pages/. A third of the lists,
chosen by a seed, is kept out of tuning: its figures are told apart, and nobody looks at its pages.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vendor_review.errors import VendorReviewError
from vendor_review.intake.draft.draft import Draft
from vendor_review.intake.importing import read_content
from vendor_review.register.layout import TABLES

SEED = 14
SMALLEST_SPLIT = 50
Row = Mapping[str, str]

# Which codes the words of the labels stand for, apart from what the product knows.
_TRANSFERS = (
    ("scc", r"\bscc\b"),
    ("dpf_certified", r"(?<!not )\bdpf\b"),
    ("adequacy", r"\badequacy"),
    ("eea", r"\bno transfer|none needed|^eu$"),
)
_STATUSES = {
    "optional": "optional",
    "historical": "past",
    "past": "past",
    "planned": "planned",
    "placeholder": "planned",
}
_TEXTS = {
    "vendors": ("name", "legal_entity", "aliases", "parent_group", "address", "website", "contact"),
    "engagements": ("product", "condition", "purpose", "data_shared", "customer_region", "notes", "footnote"),
    "places": ("as_written", "condition"),
    "evidence": ("location",),
}


def plain(words: str) -> str:
    """Words without case and with single blanks: all that a match forgives."""
    return " ".join(words.split()).casefold()


def kept_out(ids: Sequence[str]) -> frozenset[str]:
    """The ids of the third of the lists that no tuning looks at; none of a few lists."""
    if len(ids) < SMALLEST_SPLIT:
        return frozenset()
    return frozenset(random.Random(SEED).sample(sorted(ids), len(ids) // 3))


class Drafted:
    """A draft as rows: each engagement with its vendor's name, as drafted and as written, and its places."""

    def __init__(self, draft: Draft) -> None:
        self.tables = {
            name: [dict(zip(TABLES[name].names, row, strict=True)) for row in rows]
            for name, rows in draft.content.tables.items()
        }
        self.page = draft.content.page or ()
        self.sources = draft.sources
        names = {row["vendor_id"]: row["name"] for row in self.tables["vendors"]}
        self.rows: list[dict[str, Any]] = []
        for row in self.tables["engagements"]:
            places = [
                place for place in self.tables["places"] if place["engagement_id"] == row["engagement_id"]
            ]
            self.rows.append({**row, "places": places, "names": {plain(names[row["vendor_id"]])}})
        for row_id, table, column, text, _ in draft.sources:
            if (table, column) == ("engagements", "vendor_id"):
                next(one for one in self.rows if one["engagement_id"] == row_id)["names"].add(plain(text))


def measure(lists: Sequence[Mapping[str, Any]], folder: Path, *, misses: bool) -> Counter[str]:
    """Counts over some lists; prints what differs where `misses`."""
    spelt = {
        one["location"]: one["location_codes"]
        for each in lists
        for one in each["vendors"]
        if one.get("location") and one.get("location_codes")
    }
    counts: Counter[str] = Counter()
    for one in lists:
        for kind, said in compare(one, folder / "pages" / one["file"], spelt):
            counts[kind] += 1
            if misses and said:
                print(f"{one['id']} {kind}: {said}")
    return counts


def compare(one: Mapping[str, Any], path: Path, spelt: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What is right and what is not in a list: pairs of a count's name and, for what is wrong, words."""
    wanted = list(one["vendors"])
    yield from (("labelled", "") for _ in wanted)
    try:
        drafted = Drafted(read_content(str(path), path.read_bytes()).draft)
    except VendorReviewError as error:
        if one.get("glued"):
            yield "refused as it should be", ""
        elif wanted:
            yield from (("missed", f"{row['name']} ({error.problems[0]})") for row in wanted)
        return
    source = squeezed(path.read_text(encoding="utf-8-sig"))
    yield from (("invented", said) for said in invented(drafted, source))
    left = list(drafted.rows)
    yield from (("drafted", "") for _ in left)
    pairs: list[tuple[Mapping[str, Any], dict[str, Any]]] = []
    for row in wanted:
        same = [other for other in left if plain(row["name"]) in other["names"]]
        # Of several by one name, the one whose places are the same.
        same.sort(key=lambda other: codes(row, other) != set(row.get("location_codes") or ()))
        if same:
            left.remove(same[0])
            pairs.append((row, same[0]))
            yield "found", ""
        else:
            yield "missed", row["name"]
    for other in left:
        yield "extra", f"{sorted(other['names'])} {other['status']}"
        if other["status"] != "past":
            yield ("decoy", "") if not wanted else ("extra in use", "")
    default = one.get("default_location")
    for row, other in pairs:
        yield from compare_row(row, other, spelt.get(default, []) if default else [])


def codes(row: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """Codes of the drafted places that the label's `location_codes` speak of."""
    apart = row.get("entity_location_codes") and row.get("location_codes")
    return {place["code"] for place in other["places"] if not (apart and place["kind"] == "entity")}


def compare_row(
    row: Mapping[str, Any], other: Mapping[str, Any], default: list[str]
) -> Iterator[tuple[str, str]]:
    """Field by field; a stated one counts as right, a blank one that was filled as wrong."""
    name = row["name"]
    wanted = set(row.get("location_codes") or default)
    yield verdict(
        "places",
        codes(row, other) == wanted,
        f"{name}: {sorted(codes(row, other))}, labelled {sorted(wanted)}",
    )
    if row.get("entity_location_codes"):
        found = {place["code"] for place in other["places"] if place["kind"] == "entity"}
        yield verdict("entity places", found == set(row["entity_location_codes"]), f"{name}: {sorted(found)}")
    for field, column in (("purpose_short", "purpose"), ("data", "data_shared")):
        if field in row:
            right = bool(row[field]) == bool(other[column])
            yield verdict(column, right, f"{name}: {other[column]!r}, labelled {row[field]!r}")
    said = plain(row.get("transfer") or "")
    mechanisms = {code for code, pattern in _TRANSFERS if re.search(pattern, said)}
    # Labels do not say which module of the clauses it is.
    drafted = {re.sub(r"_m\d", "", part.strip()) for part in other["transfer_mechanism"].split(";")} - {""}
    yield verdict(
        "transfer", drafted == mechanisms, f"{name}: {sorted(drafted)}, labelled {sorted(mechanisms)}"
    )
    status = _STATUSES.get(row.get("group") or "", "active")
    yield verdict("status", other["status"] == status, f"{name}: {other['status']}, labelled {status}")


def verdict(what: str, right: bool, said: str) -> tuple[str, str]:
    """A count of what is right or wrong."""
    return (f"{what} right", "") if right else (f"{what} wrong", said)


def squeezed(text: str) -> str:
    """Letters and digits of a text alone, without tags."""
    text = html.unescape(re.sub(r"<[^<>]*>", " ", text) + " " + text)
    return "".join(char for char in text.casefold() if char.isalnum())


def invented(drafted: Drafted, source: str) -> Iterator[str]:
    """Cells of which a part is not in the source."""
    for table, columns in _TEXTS.items():
        for row in drafted.tables[table]:
            for column in columns:
                yield from (f"{table}.{column}: {part!r}" for part in not_in(row[column], source))
    for _, table, column, text, _ in drafted.sources:
        yield from (f"source of {table}.{column}: {part!r}" for part in not_in(text, source))
    stated = {(row, table) for row, table, *_ in drafted.sources}
    for table, key in (
        ("vendors", "vendor_id"),
        ("engagements", "engagement_id"),
        ("evidence", "evidence_id"),
    ):
        for row in drafted.tables[table]:
            if (row[key], table) not in stated:
                yield f"{table}: {row[key]} has no source"


def not_in(value: str, source: str) -> Iterator[str]:
    """Parts of a cell that the source does not have; a cell may join several of its texts."""
    for part in re.split(r"; | \| |: |, |\n", value):
        bare = "".join(char for char in part.casefold() if char.isalnum())
        if bare and bare not in source:
            words = ["".join(char for char in word if char.isalnum()) for word in part.casefold().split()]
            if not all(word in source for word in words):
                yield part


def told(title: str, counts: Counter[str]) -> str:
    """The figures of some lists, as lines."""
    lines = [title]
    lines.append(f"  rows found      {share(counts['found'], counts['labelled'])}")
    lines.append(f"  precision       {share(counts['found'], counts['drafted'])}")
    for what in ("places", "entity places", "purpose", "data_shared", "transfer", "status"):
        right, wrong = counts[f"{what} right"], counts[f"{what} wrong"]
        lines.append(f"  {what:<15} {share(right, right + wrong)}")
    lines.append(f"  invented values {counts['invented']}")
    lines.append(f"  rows in use of lists that name nobody {counts['decoy']}")
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    """A part of a whole in percent and numbers."""
    return f"{100 * part / whole:6.1f} %  ({part} of {whole})" if whole else "     -"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--misses", action="store_true", help="list what differs, of the lists for tuning alone"
    )
    parser.add_argument("--only", nargs="*", default=[], help="ids of lists for tuning")
    chosen = parser.parse_args(arguments)
    lists = json.loads((chosen.folder / "labels.json").read_text(encoding="utf-8"))
    apart = kept_out([one["id"] for one in lists])
    tuned = [one for one in lists if one["id"] not in apart and (not chosen.only or one["id"] in chosen.only)]
    counts = measure(tuned, chosen.folder, misses=chosen.misses)
    print(told(f"for tuning, {len(tuned)} lists", counts))
    bad = counts["invented"] + counts["decoy"]
    if apart and not chosen.only:
        others = measure([one for one in lists if one["id"] in apart], chosen.folder, misses=False)
        print(told(f"kept out, {len(apart)} lists", others))
        bad += others["invented"] + others["decoy"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
