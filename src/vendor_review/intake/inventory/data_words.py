"""The data categories that a cell of an inventory names: by the policy's labels and by everyday words for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vendor_review.intake.wording.tables import code_words, folded, turn
from vendor_review.register.close_words import is_one_slip

_SPLIT = re.compile(r"[;,/|+\n&()]|\s(?:and|und|et|y|or|oder|incl\.?|including|plus)\s|\s[-–]\s")
# Whose data it is says nothing of what it is; a patient's or an applicant's does.
_WHO = (
    r"(?:end[- ])?"
    r"(?:customers?|clients?|users?|employees?|staff|leads?|visitors?|members?|subscribers?|kunden?|mitarbeiter)"
)
_OF_WHOM = re.compile(
    rf"^(?:(?:our|the|all|some|sometimes|occasionally|maybe|possibly|limited|basic|mostly) )*(?:{_WHO}(?:'s?|s')? )?"
    rf"|(?: of (?:our |the |all )*{_WHO})$"
)
_NOTHING = (
    "says that no data reaches it, which makes a vendor look safe: confirm it; its access path is then none as well, "
    "unless another column says how near it comes"
)
_LONG = 8
"""Letters from which a word with one slip is still that word."""
_LONGEST_WORD, _FEW = 30, 2


def categories_in(text: str, labelled: Mapping[str, str], heading: str) -> tuple[list[str], float, str]:
    """Ids of the categories that a cell names, how sure that is from 0 to 1, and why.

    What neither labels nor words name is unclassified, which counts as anything. `labelled` is id to label of every
    category of the policy; `heading` says what a bare yes is about.
    """
    labels = {folded(label): name for name, label in labelled.items()}
    ids = {folded(name): name for name in labelled}
    found: list[str] = []
    unknown: list[str] = []
    sure = 0.95
    words = code_words("data")
    whole = folded(text).replace("(s)", "s")
    parts = [whole] if whole in words else [part.strip(" .") for part in _SPLIT.split(whole)]
    named = [part for part in parts if part and not turn("held_safely").fullmatch(part)]
    for part in named or parts:
        plain = _plain(part)
        known = labels.get(part) or ids.get(part) or labels.get(plain)
        near = (
            "" if known else next((one for one in (part, plain, *_slips(plain, words)) if one in words), "")
        )
        if known:
            found.append(known)
        elif near:
            code, one = words[near]
            flagged = words.get(folded(heading).removesuffix("?"), ("", 0))[0] if part in ("yes", "y") else ""
            found += [name.strip() for name in (flagged or code).split(";")]
            sure = min(sure, one if near in (part, plain) else round(one - 0.1, 2))
        else:
            # Unclassified counts as anything: no word becomes something safer than it says.
            found.append("unclassified")
            unknown.append(part)
            sure = min(sure, 0.75)
    # A policy of somebody's own may have fewer categories.
    found = [name if not labelled or name in labelled or name == "none" else "unclassified" for name in found]
    found = list(dict.fromkeys(found))
    if "none" in found and len(found) > 1:
        found.remove("none")
    if found == ["none"]:
        return found, 0.5, _NOTHING
    if unknown:
        said = ", ".join(repr(part[:_LONGEST_WORD]) for part in unknown[:_FEW])
        return found, sure, f"{said} may be anything: for a person to say"
    own = "a word of the company's own, which may be anything: for a person to say"
    return found, sure, own if "unclassified" in found else "names data"


def _plain(part: str) -> str:
    """What a part names, without what may be said around it: `may contain users' phone nos` is phone numbers."""
    bare = part
    if (before := turn("may_hold").match(part)) and before.end() < len(part):
        bare = part[before.end() :].strip()
    bare = turn("held_safely").sub("", bare).strip(" .") or bare
    bare = _OF_WHOM.sub("", bare).strip()
    first, _, last = bare.rpartition(" ")
    return f"{first} numbers" if first and turn("number_in_short").fullmatch(last) else bare


def _slips(word: str, words: Mapping[str, object]) -> Iterator[str]:
    """The known words that a word may be with one slip of the pen."""
    return (one for one in words if len(one) >= _LONG and is_one_slip(one, word))
