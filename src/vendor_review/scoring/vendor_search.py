"""A vendor by what people call it: its id, name, alias or contracting company, in another spelling or in part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.register.close_words import close_words, likeness
from vendor_review.schema.cells.names import name_keys
from vendor_review.schema.cells.values import items
from vendor_review.scoring.model.scores import Scores

#: Vendors that are listed where several are meant, or none is.
_LISTED = 8
# A shorter part of a name is in too many.
_SHORTEST = 3
_SPELT, _WORDS, _PART = range(3)


class _Match(NamedTuple):
    """How well a vendor is meant, from best: by another spelling, by whole words of a name, by a part of one."""

    how: int
    distance: float
    vendor_id: str


def named_vendor(scores: Scores, called: str) -> str:
    """The id of the one scored vendor that is called so.

    Its id and its name go first, then an alias, the contracting company or another spelling of one of them (case,
    spaces, punctuation, legal form), then a part of one. A slip of the pen is never taken for a vendor.

    Raises
    ------
    UsageError
        If several may be meant, nearest first, or none is, with those that come near.
    """
    names = scores.vendors["name"]
    if called in names.index:
        return called
    same = [str(vendor_id) for vendor_id in names.index[names == called]]
    if len(same) == 1:
        return same[0]
    matches = _matches(called, _called(scores))
    spelt = [match for match in matches if match.how == _SPELT]
    for found in (spelt, matches):
        if len(found) == 1:
            return found[0].vendor_id
    register = "the register" if scores.checked is None else scores.checked.name
    if matches:
        raise UsageError(
            f"{called!r} may be {_listed([match.vendor_id for match in matches], names)}; write the id of the one "
            "that is meant"
        )
    raise UsageError(f"{called!r} is no vendor that {register} engages{_near(called, scores)}")


def _called(scores: Scores) -> dict[str, list[str]]:
    """What each scored vendor is called: its id, its name, and what else the register knows it by."""
    found = {str(one): [str(one), str(name)] for one, name in scores.vendors["name"].items()}
    if scores.checked is not None:
        rows = scores.checked.tables["vendors"][["vendor_id", "legal_entity", "aliases"]]
        for vendor_id, entity, aliases in rows.itertuples(index=False, name=None):
            if vendor_id in found:
                found[vendor_id] += [text for text in (entity, *items(aliases)) if text]
    return found


def _matches(called: str, vendors: dict[str, list[str]]) -> list[_Match]:
    """The vendors that may be meant, nearest first."""
    (sought,) = name_keys([called])
    if not sought:
        return []
    words = _words(called)
    found = []
    for vendor_id, texts in vendors.items():
        hits = [hit for text in texts if (hit := _how(sought, words, text)) is not None]
        if hits:
            found.append(_Match(*min(hits), vendor_id))
    return sorted(found)


def _how(sought: str, words: Sequence[str], text: str) -> tuple[int, float] | None:
    (key,) = name_keys([text])
    distance = 1 - likeness(sought, key)
    if key == sought:
        return _SPELT, 0
    own = _words(text)
    if words and set(words) <= set(own):
        return _WORDS, distance
    starts = {"".join(own[at:]) for at in range(len(own))}
    joined = "".join(words)
    if len(joined) >= _SHORTEST and any(start.startswith(joined) for start in starts):
        return _PART, distance
    return None


def _words(text: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in text.casefold()).split()


def _near(called: str, scores: Scores) -> str:
    """What may have been mistyped, or else the vendors there are."""
    vendors = _called(scores)
    by_text = {text.casefold(): vendor_id for vendor_id, texts in vendors.items() for text in texts}
    close = dict.fromkeys(by_text[text] for text in close_words(called.casefold(), by_text, _LISTED))
    if close:
        first = next(iter(close))
        nearest = f" (did you mean {first!r}?)"
        others = [vendor_id for vendor_id in close if vendor_id != first]
        return nearest + (f"; near as well: {_listed(others, scores.vendors['name'])}" if others else "")
    return f"; its vendors are {_listed(vendors, scores.vendors['name'])}"


def _listed(vendor_ids: Iterable[str], names: pd.Series) -> str:
    ids = list(vendor_ids)
    shown = [f"{one} ({names[one]})" for one in ids[:_LISTED]]
    return ", ".join(shown) + (f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else "")
