"""A blank, a typo, a row twice, a row of the wrong width or a document that is gone never makes any vendor look better.

`--hypothesis-profile=long` tries some 200,000 changes, in registers of 800 worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from population import POLICY
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.scoring import score_vendors
from worlds import AS_OF, KINDS, WHOM, Change, World, register_of

#: With the profile `long` a test takes minutes.
pytestmark = pytest.mark.timeout(3600)
#: Worlds of one register, where `ci` tries them; and where there is leisure.
FEW, MANY = 25, 800
CLOSE = 1e-9
SEEDS = st.integers(0, 2**32 - 1)
#: From best to worst.
STATES = ("pass", "unknown", "fail")
TIERS = tuple(name for name, _ in POLICY.tiers)
#: What a check rests on: where that is wrong itself, nobody can tell any more that it failed.
RESTS_ON = {
    "contract": {"kind", "valid_until", "in_scope", "issued_on", "period_end", "level"},
    "transfer": {"transfer_mechanism", "customer_region", "role", "code", "status", "ended_on"},
    "notice": {"engaged_on", "effective_on", "status", "ended_on"},
}


def scored(
    worlds: Sequence[World], changes: Mapping[int, Change] | None = None
) -> tuple[CheckedRegister, pd.DataFrame]:
    checked = check_register(register_of(worlds, changes), POLICY.vocabulary, AS_OF)
    return checked, score_vendors(checked, POLICY).vendors


def drawn_worlds(random: Random, count: int) -> list[World]:
    return [World(random, number) for number in range(count)]


def new_ids(worlds: Sequence[World], changes: Mapping[int, Change], after: pd.DataFrame) -> Mapping[str, str]:
    """Vendors whose id was changed, and the id that each has now: what is written, or one that names its row."""
    found = {}
    for number, change in changes.items():
        if (change.table, change.column) == ("vendors", "vendor_id"):
            row = worlds[number].tables["vendors"][change.row]
            unnamed = after.index[after["name"].eq(row["name"]) & after.index.str.startswith("unnamed")]
            found[row["vendor_id"]] = change.cell or next(iter(unnamed), "")
    return found


def faults(
    worlds: Sequence[World], changes: Mapping[int, Change], before: pd.DataFrame, after: pd.DataFrame
) -> Iterator[str]:
    """What looks better after the changes, a message each."""
    world_of = {vendor: number for number, world in enumerate(worlds) for vendor in world.vendors}

    def told(vendor: str, what: str) -> str:
        number = world_of[vendor]
        return f"{vendor}: {what} by {changes.get(number)}\n{worlds[number].said()}"

    renamed = new_ids(worlds, changes, after)
    now = {
        vendor: vendor if vendor in after.index else renamed.get(vendor, vendor) for vendor in before.index
    }
    for vendor, name in now.items():
        if name not in after.index:
            yield told(vendor, "has left the scores")
    stays = [vendor for vendor, name in now.items() if name in after.index]
    then, later = before.loc[stays], after.loc[[now[vendor] for vendor in stays]]
    later = later.set_axis(then.index)
    for vendor in then.index[later["r_hi"] < then["r_hi"] - CLOSE]:
        yield told(
            vendor, f"scores {later.loc[vendor, 'r_hi']} instead of {then.loc[vendor, 'r_hi']} at worst"
        )
    ranks = [table["tier"].map(TIERS.index) for table in (then, later)]
    for vendor in then.index[ranks[1] < ranks[0]]:
        yield told(vendor, f"is {later.loc[vendor, 'tier']} instead of {then.loc[vendor, 'tier']}")
    for check, columns in RESTS_ON.items():
        was, states = then[check], later[check]
        passes = states.eq("pass") & was.ne("pass")
        excused = np.array([_is_excused(changes.get(world_of[vendor]), columns) for vendor in then.index])
        for vendor in then.index[passes | (was.eq("fail") & states.ne("fail") & ~excused)]:
            yield told(vendor, f"the {check} check is {states[vendor]} instead of {was[vendor]}")


def _is_excused(change: Change | None, columns: set[str]) -> bool:
    """Whether a change takes away what a check may have failed by, or whom it was about."""
    if change is None:
        return False
    return change.kind in ("wider", "document") or change.column in {*columns, *WHOM}


@settings(max_examples=tries(5))
@given(SEEDS)
def test_no_mistake_makes_any_vendor_look_better(seed: int) -> None:
    random = Random(seed)
    worlds = drawn_worlds(random, FEW if tries(5) < 50 else MANY)
    checked, before = scored(worlds)
    assert checked.rejected.empty, checked.findings[checked.findings["severity"].eq("error")][
        "message"
    ].tolist()
    for kind in KINDS:
        drawn = {number: world.a_change(random, kind) for number, world in enumerate(worlds)}
        # What may be about anybody would raise all others, and hide what they do.
        changes = {
            number: change
            for number, change in drawn.items()
            if change and not (kind in ("blank", "garbage") and change.column in WHOM)
        }
        _, after = scored(worlds, changes)
        assert not (found := [*faults(worlds, changes, before, after)]), "\n\n".join(found[:3])


@settings(max_examples=tries(15))
@given(SEEDS, st.sampled_from(["blank", "garbage"]))
def test_a_row_that_names_nobody_makes_no_vendor_look_better(seed: int, kind: str) -> None:
    random = Random(seed)
    worlds = drawn_worlds(random, 2)
    change = None
    while change is None or change.column not in WHOM:
        change = worlds[0].a_change(random, kind)
    (_, before), (_, after) = scored(worlds), scored(worlds, {0: change})
    assert not (found := [*faults(worlds, {0: change}, before, after)]), "\n\n".join(found[:3])
