"""What a person may write into a mapping as a target or a code, and what is wrong with what they wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cache

from vendor_review.intake.inventory.codes import Trade
from vendor_review.intake.inventory.documents_held import DOCUMENT
from vendor_review.intake.inventory.targets import OWN_TABLES, Target, offered, target_of, targets_by_fact
from vendor_review.intake.wording.gazetteer import as_code
from vendor_review.intake.wording.headings import facts_of
from vendor_review.register.headings import did_you_mean, own_name, shortened
from vendor_review.register.layout import OWN, TABLES

_REGIONS = ("EU", "EEA", "GLOBAL", "VARIES", "TBD")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS = TABLES["evidence"].column("kind").values
_ANSWERS = TABLES["access_controls"].column("answer").values
_FEW = 20
_CONTROL = re.compile(r"(?:access control )?(?:answer )?vr ([a-z]) ?(\d{1,2})")
#: What people write for a target, beside its own name and what is made of that.
_ALSO = {
    "data_shared.category (types)": (
        "data_shared.category",
        "engagements.data_shared",
        "data_shared",
        "category",
    ),
}
#: The column that a table is about, where the word in brackets tells its targets apart.
_MAIN = {"places": "code", "data_shared": "category", "evidence": "kind", "access_controls": "answer"}
#: What else to do with what import does not fill.
_INSTEAD = {"onward": ", or use vendor-review import --onward VENDOR LIST REGISTER"}
_FEW_TARGETS = 6
_ALIKE = 0.6
_SURE = 0.9


def wrong_code(target: Target, becomes: str, trade: Trade) -> Iterator[str]:
    """What is wrong with a code that a person wrote, and what would be right."""
    items = [item.strip() for item in becomes.split(";") if item.strip()]
    kind = target.kind
    allowed: Sequence[str] = ()
    if kind == "place":
        for item in items:
            if item not in _REGIONS and not (len(item) == 2 and as_code(item)):
                yield f"{item!r} is no code of a place; write two letters such as IE, or one of {', '.join(_REGIONS)}."
        return
    if target.table == "evidence" and target.column != "location":
        yield from _wrong_documents(target, items)
        return
    if kind == "answer":
        allowed = _ANSWERS
    elif kind in ("enum", "mechanism"):
        allowed = TABLES[target.table].column(target.column).values
    elif kind == "date":
        if becomes and not is_day(becomes):
            yield f"{shortened(becomes)} is no day; write it as 2027-03-31, or leave it blank where none is known."
        return
    elif kind == "path":
        levels = TABLES[target.table].column(target.column).values
        items, allowed = [end for item in items for end in item.split("..")], levels
    elif kind == "category":
        allowed = [*trade.categories, "none"] if trade.categories else ()
    for item in items:
        if allowed and item not in allowed:
            listed = f"; one of {', '.join(allowed)} is right" if len(allowed) < _FEW else ""
            hint = did_you_mean(item, allowed)
            yield f"becomes {shortened(item)}, which is none that this column may hold{hint}{listed}."


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as 2027-03-31."""
    try:
        return bool(_ISO_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _wrong_documents(target: Target, items: Sequence[str]) -> Iterator[str]:
    """What is wrong in a column about documents: each takes what import itself proposes in any of them."""
    for item in items:
        part = DOCUMENT.fullmatch(item)
        word, days = (part["kind"], _ISO_DAY.findall(part["days"])) if part else ("", [])
        is_date = target.kind == "date" and is_day(item)
        known = (*_KINDS, "no", *(["yes"] if target.of else []))
        if not is_date and not (word in known and all(map(is_day, days))):
            near = did_you_mean(word, known) if word and word not in known else ""
            yield (
                f"becomes {shortened(item)}, which says nothing of a document{near}; "
                f"write {_documents_in_words(target)}. KIND is one of {', '.join(_KINDS)}."
            )


def _documents_in_words(target: Target) -> str:
    """Which forms a column about documents takes."""
    of = target.of or _KINDS[0]
    own = f"yes, yes until 2027-03-31 or yes of 2026-09-01 for {target.of}, " if target.of else ""
    day = "a day such as 2027-03-31, " if target.kind == "date" else ""
    return (
        f"{day}{own}no, or KIND, KIND until DAY or KIND of DAY, such as {of} until 2027-03-31 "
        f"(its last day) or {of} of 2026-09-01 (the day that it has), several separated by ;"
    )


def right_codes(target: Target, trade: Trade) -> str:
    """Which codes a person may write for a cell of a column that becomes `target`, in words."""
    kind = target.kind
    if kind == "place":
        return f"two letters such as IE, or one of {', '.join(_REGIONS)}; several separated by ;"
    if kind == "answer" and target.table != "evidence":
        return f"one of {', '.join(_ANSWERS)}"
    if target.table == "evidence" and target.column != "location":
        own = "yes, no, yes until 2027-03-31, or another document, " if target.of else "documents "
        day = "a day such as 2027-03-31, " if kind == "date" else ""
        return f"{day}{own}such as soc2_type2 until 2027-03-31"
    if kind == "date":
        return "a day such as 2027-03-31"
    if kind == "days":
        return "a number of days such as 90"
    if kind == "category":
        few = ", ".join([*list(trade.categories)[:3], "none"])
        return f"categories of the policy such as {few}, separated by ;"
    if kind in ("enum", "mechanism", "path"):
        return f"one of {', '.join(TABLES[target.table].column(target.column).values)}"
    return "what is meant"


def target_meant(text: str, controls: Mapping[str, str] | None = None) -> Target | None:
    """The target that a person means who writes `text`; None where there is none, or it could be several.

    Case, blanks and plurals do not matter, nor does a table that only one column can be of: `Owner` is
    engagements.owner. `controls` is id to name of those of the policy: `VR-I1`, its name and `MFA` all name the first.
    """
    plain = text.strip()
    if exact := target_of(plain):
        return exact
    table, _, column = plain.rpartition(".")
    if own := own_name(column):
        of = next((one for one in OWN_TABLES if _key(one) == _key(table)), "" if table else OWN_TABLES[0])
        return target_of(f"{of}.{re.sub(r'[^a-z0-9]+', '_', own).strip('_')}")
    key = _key(plain)
    found = _meant(plain)
    if found or _unfilled(plain):
        return found[0] if len(found) == 1 else None
    if control := _CONTROL.fullmatch(key):
        return Target("access_controls", "answer", f"VR-{control[1].upper()}{control[2]}")
    words = re.split(r"[.()]", plain)
    said = next((word.strip() for word in reversed(words) if word.strip()), "")
    of_name = [one for one, name in (controls or {}).items() if _key(name) == _key(said)]
    if of_name:
        return Target("access_controls", "answer", of_name[0])
    facts = [fact for fact, sure in facts_of(said.replace("_", " "), inventory=True).items() if sure >= _SURE]
    meant = targets_by_fact().get(facts[0]) if len(facts) == 1 else None
    return meant if meant and (len(words) == 1 or _key(words[0]) == _key(meant.table)) else None


def wrong_target(text: str, controls: Mapping[str, str]) -> str:
    """Why `text` names no target, and which there are: those that it may mean or of its table, the nearest first.

    `controls` is id to name of those of the policy, and shows which answer is about what.
    """
    near = _forms_near(text, controls)
    more = f" and {len(near) - _FEW_TARGETS} more" if len(near) > _FEW_TARGETS else ""
    shown = f"there are {', '.join(near[:_FEW_TARGETS])}{more}; " if near else ""
    all_of_them = f"{shown}vendor-review import --targets shows all"
    if unfilled := _unfilled(text):
        table, column = unfilled
        own = f"keep it as {OWN_TABLES[0]}.{OWN}{column}"
        return f"import does not fill {table}.{column}; {own}{_INSTEAD.get(table, '')}; {all_of_them}"
    why = "which could be several" if _meant(text)[1:] else "which is nothing that import fills"
    return f"{why}; {all_of_them}; a column of your own is engagements.x_name or vendors.x_name"


def _forms_near(text: str, controls: Mapping[str, str]) -> list[str]:
    """What `text` may mean, else the targets of the table that it names, else those of a like name; nearest first."""
    known = {str(one): "" for one in offered()}
    known |= {f"access_controls.answer ({one})": name for one, name in controls.items()}
    table, _, rest = text.strip().rpartition(".")
    named = next((one for one in TABLES if _key(one) == _key(table or text)), "")
    meant = list(map(str, _meant(text)))
    forms = meant or [one for one in known if not named or one.partition(".")[0] == named]

    def alike(form: str) -> float:
        said = _key(rest or text)
        told = (_key(form.partition(".")[2]), _key(f"{form.partition('.')[2]} {known[form]}"))
        begins = bool(said) and told[0].startswith(said)
        return 1 if begins else max(SequenceMatcher(None, said, one).ratio() for one in told)

    least = 0 if meant or named else _ALIKE
    found = sorted((one for one in forms if alike(one) >= least), key=alike, reverse=True)
    return [f"{one} {known[one]}".strip() for one in found]


def _key(text: str) -> str:
    """The words of a name without case, marks, blanks and plural."""
    words = re.findall(r"[a-z0-9*]+", text.casefold())
    return " ".join(f"{one[:-3]}y" if one.endswith("ies") else one.removesuffix("s") for one in words)


@cache
def _spellings() -> tuple[Mapping[str, tuple[Target, ...]], ...]:
    """What each way of writing names, the fullest way first."""
    levels: tuple[dict[str, dict[Target, None]], ...] = ({}, {}, {})

    def note(level: int, target: Target, *ways: str) -> None:
        for way in ways:
            levels[level].setdefault(_key(way), {})[target] = None

    for name in offered():
        target = target_of(name)
        assert target is not None, name
        table, column, of = target.table, target.column, target.of
        note(0, target, name, *_ALSO.get(name, ()))
        note(1, target, f"{table} {column}", *([f"{column} {of}"] if of else []))
        is_main = column == _MAIN.get(table)
        if is_main and of:
            note(1, target, f"{table} {of}")
        if not of or not is_main:
            note(2, target, column)
        if is_main and of and of != "other":
            note(2, target, of)
    return tuple({key: tuple(found) for key, found in level.items()} for level in levels)


def _meant(text: str) -> tuple[Target, ...]:
    """The targets of the fullest way of writing that `text` is one of."""
    key = _key(text)
    return next((level[key] for level in _spellings() if key in level), ())


def _unfilled(text: str) -> tuple[str, str] | None:
    """The column of the register that `text` names, if import fills it from no column."""
    filled = {(one.table, one.column) for one in filter(None, map(target_of, offered()))}
    key = _key(text)
    ways = ((table, name) for table in TABLES for name in TABLES[table].names)
    left = [pair for pair in ways if pair not in filled]
    whole = [pair for pair in left if _key(" ".join(pair)) == key]
    bare = [pair for pair in left if _key(pair[1]) == key]
    return next(iter([*whole, *bare]), None)
