"""Measures `reconcile` on a folder of lists: each is imported, then altered, and held against what it was.

    python bench/altered_lists.py FOLDER [--most N] [--misses] [--seed N]

FOLDER holds labels.json and pages/, as for bench/intake.py. Of each list three vendors are taken out, two invented ones
are put in, one is renamed and the place of one is changed, in the text of the list itself: a line of a table or of
bullets, a row or point of a page, a record of a data file. A list whose entries state no place of their own has all but
that done to it. One with fewer than five vendors that can be told apart in its text is left out and counted. All must
be found, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import vendor_review as vr
from vendor_review.changes.public_lists.other_lists import read_any, registered_entries
from vendor_review.changes.public_lists.party import name_key
from vendor_review.changes.public_lists.reconciliation import Difference, reconcile
from vendor_review.changes.public_lists.terms import Terms
from vendor_review.errors import VendorReviewError
from vendor_review.intake.draft.draft import write_draft
from vendor_review.intake.importing import read_list

SEED = 14
AS_OF = date(2026, 11, 30)
REMOVED, ADDED = 3, 2
#: Names that no list has, and places to change to.
INVENTED = ("Thornquist Relay", "Ember Vale Analytics", "Zephyrine Ledgerworks")
ELSEWHERE = ("New Zealand", "Uruguay", "Iceland")
#: What may hold one entry of a list, in its text.
UNITS = (
    re.compile(r"(?m)^[ \t>]*\|[^\n]*\n?"),
    re.compile(r"(?m)^[^\n]*[,;\t][^\n]*\n?"),
    re.compile(r"(?m)^[ \t]*(?:[-*+•]|\d+[.)])[ \t][^\n]*(?:\n(?![ \t]*(?:[-*+•]|\d+[.)]|#|\n)).+)*\n?"),
    re.compile(r"(?s)<tr\b(?:(?!<tr\b).)*?</tr>\s*"),
    re.compile(r"(?s)<li\b(?:(?!<li\b).)*?</li>\s*"),
    re.compile(r"(?s)<div\b(?:(?!<div\b).)*?</div>\s*"),
    re.compile(r"(?s)\{[^{}]*\},?\s*"),
    re.compile(r"(?m)^(?P<indent>[ \t]*)- [^\n]*\n(?:(?P=indent)[ \t]+[^\n]*\n|[ \t]*\n)*"),
    re.compile(r"(?m)^(?P<level>#{2,5}) [^\n]*\n(?:(?!#{1,5} ).*\n)*"),
)


@dataclass(frozen=True)
class Alteration:
    """A list's text, altered, and the names of what was done to it."""

    text: str
    removed: frozenset[str]
    added: frozenset[str]
    renamed: tuple[str, str]
    moved: str = ""


#: A cell that several rows share: one of them cannot be taken away by itself.
_SHARED_CELL = re.compile(r"\browspan=[\"']?(?:[2-9]|\d\d)", re.IGNORECASE)


def entries_in_text(text: str, names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where the entry of each name stands in a text, by the kind of unit that tells the most of them apart."""
    found: list[dict[str, tuple[int, int]]] = []
    for unit in UNITS:
        spans: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
        for match in unit.finditer(text):
            held = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", match[0])]
            # A name within another is no name of its own: AWS in AWS Europe.
            own = [name for name in held if not any(name != other and name in other for other in held)]
            if len(own) == 1:
                spans[own[0]].append(match.span())
        found.append({name: where[0] for name, where in spans.items() if len(where) == 1})
    return max(found, key=len)


def alter(
    text: str, names: Sequence[str], places: dict[str, str], chance: random.Random
) -> Alteration | None:
    """Alters a list; `places` is the place of each vendor that has just one, in the list's words."""
    if _SHARED_CELL.search(text):
        return None
    spans = entries_in_text(text, names)
    movable = [
        name for name in spans if name in places and text[slice(*spans[name])].count(places[name]) == 1
    ]
    if len(spans) < REMOVED + 1 + bool(movable):
        return None
    moved = chance.choice(movable) if movable else ""
    removed = chance.sample(sorted(set(spans) - {moved}), REMOVED)
    rest = sorted(set(spans) - {moved, *removed})
    pattern = chance.choice(rest)
    renamed = chance.choice(rest)
    new_name = rename(renamed, chance)
    elsewhere = next(place for place in ELSEWHERE if place not in text)
    unit = text[slice(*spans[pattern])]
    invented = [name for name in INVENTED if name not in text][:ADDED]
    changed = {
        renamed: whole_word(renamed).sub(new_name, text[slice(*spans[renamed])]),
        **dict.fromkeys(removed, ""),
    }
    if moved:
        changed[moved] = text[slice(*spans[moved])].replace(places[moved], elsewhere)
    # What is added follows the entry that it is made from, which may be the renamed one.
    changed[pattern] = changed.get(pattern, unit) + "".join(
        without_links(whole_word(pattern).sub(name, unit)) for name in invented
    )
    for name in sorted(changed, key=lambda name: -spans[name][0]):
        start, end = spans[name]
        text = text[:start] + changed[name] + text[end:]
    return Alteration(text, frozenset(removed), frozenset(invented), (renamed, new_name), moved)


def whole_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def without_links(unit: str) -> str:
    """An entry whose links lead elsewhere: a vendor of another name has another site."""
    return re.sub(r"(https?://)[^\s/)\"'>]+", r"\1invented-elsewhere.example", unit)


def rename(name: str, chance: random.Random) -> str:
    """Another name as lists come to have one: a letter less, or a word more."""
    long = [word for word in name.split() if len(word) >= 6]
    if long and chance.random() < 1 / 2:
        word = chance.choice(long)
        at = chance.randrange(2, len(word) - 1)
        return name.replace(word, word[:at] + word[at + 1 :])
    return f"{name} {chance.choice(['Group', 'Software', 'Europe'])}"


def wrong(found: Sequence[Difference], done: Alteration) -> Iterator[str]:
    """What was not found, and what was found that nobody has done."""
    listed = Counter(one.listed for one in found if one.kind == "only_listed")
    gone = Counter(one.name for one in found if one.kind == "only_registered")
    yield from (f"not found, added {name}" for name in done.added if listed.pop(name, 0) != 1)
    yield from (f"not found, removed {name}" for name in done.removed if gone.pop(name, 0) != 1)
    yield from (f"only here {name}" for name in listed)
    yield from (f"only there {name}" for name in gone)
    before, after = done.renamed
    moved = named = 0
    for one in found:
        if (
            one.kind == "unclear"
            and one.listed == after
            and before in {name for _, name, _ in one.candidates}
        ) or (one.kind == "differs" and (one.field, one.name, one.listed) == ("name", before, after)):
            named += 1
        elif one.kind == "differs" and (one.field, one.name) == ("location", done.moved):
            moved += 1
        elif one.kind in ("differs", "unclear"):
            yield f"{one.kind} {one.field} {one.listed!r} {one.registered!r} {one.name or one.candidates}"
    if named != 1:
        yield f"not found, renamed {before} to {after}"
    if moved != bool(done.moved):
        yield f"not found, moved {done.moved}"


def held_against(before: Path, folder: Path, chance: random.Random) -> tuple[list[str], bool] | None:
    """What `reconcile` says wrongly of an altered list, and whether a place was changed; None where it cannot be."""
    draft = read_list(before).draft
    write_draft(draft, folder / "register")
    register = vr.load_register(folder / "register")
    vendors, engagements, places = (register.tables[name] for name in ("vendors", "engagements", "places"))
    used = engagements.loc[engagements["status"] != "past", "vendor_id"].value_counts()
    named = vendors.set_index("vendor_id")["name"]
    keys = Counter(name_key(name) for name in named)
    names = [name for vendor_id, name in named.items() if used.get(vendor_id) == 1 == keys[name_key(name)]]
    of_vendor = dict(zip(engagements["engagement_id"], engagements["vendor_id"], strict=True))
    stated: dict[str, list[str]] = {}
    for engagement_id, words in zip(places["engagement_id"], places["as_written"], strict=True):
        stated.setdefault(named[of_vendor[engagement_id]], []).append(words)
    single = {name: words[0] for name, words in stated.items() if len(words) == 1 and words[0]}
    done = alter(before.read_text(encoding="utf-8-sig"), names, single, chance)
    if done is None:
        return None
    after = folder / before.name
    after.write_text(done.text, encoding="utf-8")
    return [*wrong(differences(register, after), done)], bool(done.moved)


def differences(register: vr.Register, path: Path) -> list[Difference]:
    """What `vendor-review reconcile` compares, without its words."""
    listed = read_any(path).entries
    checked = vr.check(register, as_of=AS_OF)
    current = registered_entries(checked, register, AS_OF)
    return reconcile(checked, current, listed, Terms.of(listed, current))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=1_000, metavar="N", help="so many lists")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--misses", action="store_true", help="say what was wrong")
    chosen = parser.parse_args(arguments)
    lists = json.loads((chosen.folder / "labels.json").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for one in lists:
        if counts["altered"] == chosen.most:
            break
        with tempfile.TemporaryDirectory() as work:
            try:
                found = held_against(
                    chosen.folder / "pages" / one["file"],
                    Path(work),
                    random.Random(f"{chosen.seed} {one['id']}"),
                )
            except VendorReviewError as error:
                counts["refused"] += 1
                if chosen.misses:
                    print(f"{one['id']}: {error.problems[0]}")
                continue
        counts["left out" if found is None else "altered"] += 1
        if found is not None:
            said, is_moved = found
            counts["exact"] += not said
            counts["moved"] += is_moved
            if said and chosen.misses:
                print("\n".join(f"{one['id']}: {line}" for line in said))
    print(
        f"{counts['altered']} lists altered, {counts['moved']} with a place changed; {counts['exact']} found exactly; "
        f"{counts['left out']} cannot be altered, {counts['refused']} refused"
    )
    return int(counts["exact"] != counts["altered"])


if __name__ == "__main__":
    sys.exit(main())
