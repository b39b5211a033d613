"""Rules about one cell, drawn from what `columns.toml` says of its column: the check, and what is meant instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache

import pandera.pandas as pa

from vendor_review.register.layout import Column
from vendor_review.schema.cells import checks, place_codes, values
from vendor_review.schema.cells.checks import named
from vendor_review.schema.cells.days import FORMULA, is_certain_day, meant_day, why_no_day
from vendor_review.schema.cells.markup import markup, without_markup
from vendor_review.schema.cells.suggestions import LONGEST, is_certain, nearest_words

#: Words that say themselves that nothing is known yet; others may say that there is nothing, or that it does not apply.
_NOT_KNOWN = frozenset((
    "n/k", "not known", "not specified", "not stated", "tba", "tbc", "tbd", "to be announced", "to be confirmed",
    "to be defined", "to be determined", "unknown", "unspecified",
))  # fmt: skip
_YES_NO = frozenset({"yes", "no"})
_MARKS = ("-", "--", "---", "–", "—", "?", "??", "???", ".", "..", "...", "…", "/")
_WORDS = (
    "n/a", "n.a.", "n.a", "n/k", "nan", "nil", "null", "not available", "not known", "not provided", "not specified",
    "not stated", "tba", "tbc", "tbd", "to be announced", "to be confirmed", "to be defined", "to be determined",
    "unknown", "unspecified",
)  # fmt: skip
# NA may mean Namibia or North America here, and does so as likely as "not available".
_OF_PLACES = frozenset({"as_written", "customer_region", "address"})


def words_for_blank(column: Column) -> frozenset[str]:
    """The words, in their usual cases, that would be blank if they were typed into `column`; none of a coded column.

    A stated nothing, `none`, is not among them.
    """
    if column.kind not in ("text", "link") and (column.kind != "list" or column.values):
        return frozenset()
    return _cased(column.name not in _OF_PLACES)


@cache
def _cased(with_na: bool) -> frozenset[str]:
    words = [*_WORDS, "na"] if with_na else _WORDS
    return frozenset(
        [*_MARKS, *(case for word in words for case in (word, word.upper(), word.capitalize(), word.title()))]
    )


# What people write where `;` is meant, and where `..` is.
_BETWEEN_WORDS = re.compile(r"[;,/|+&\n]|\band\b")
_BETWEEN_LEVELS = re.compile(r"\.{2,}|…|[-–—/,;\n]|\b(?:to|or|and)\b")
_LINK = "an http:// or https:// address"

Words = Callable[[str], str]
Certain = Callable[[str, str], str | None]


def _no_words(cell: str) -> str:
    return ""


def _uncertain(cell: str, suggested: str) -> str | None:
    return None


def _or_blank(certain: Certain) -> Certain:
    """The same; blank, where the cell says that nothing is known yet."""
    return lambda cell, suggested: "" if cell.casefold() in _NOT_KNOWN else certain(cell, suggested)


def _as_suggested(cell: str, suggested: str) -> str | None:
    return suggested or None


@dataclass(frozen=True)
class CellRule:
    """A rule about a column's cells; the name of its check is the rule's id.

    For cells that break it, `culprit` gives the part that is wrong, `known` the words among which a near one is
    sought, `suggest` a better value (it goes first), `detail` a fact for the message, and `cause` the place of what is
    to be mended first. `certain` gives, for a cell and what is suggested, the whole cell that can only be meant; None
    where that is open.
    """

    check: pa.Check
    expected: str = ""
    known: Collection[str] = ()
    suggest: Words = _no_words
    detail: Words = _no_words
    cause: Words = _no_words
    culprit: Words = str
    certain: Certain = _uncertain


def cell_rules(column: Column) -> Iterable[CellRule]:
    """Rules for the cells of a column that need nothing but the cells."""
    if column.required:
        yield CellRule(named("REG-002", checks.is_stated))
    takes_blank = not column.required and column.kind in (
        "enum",
        "list",
        "path",
        "date",
        "url",
        "days",
        "lei",
    )
    for rule in _by_kind(column):
        yield replace(rule, certain=_or_blank(rule.certain)) if takes_blank else rule
    yield CellRule(
        named("REG-022", checks.is_visible),
        detail=values.invisible,
        certain=lambda cell, _: values.without_width(cell),
    )
    yield CellRule(named("REG-104", checks.is_writable), suggest=values.visible, detail=values.breaking)
    if column.kind == "text" or (column.kind == "list" and not column.values):
        yield CellRule(named("REG-107", checks.has_no_markup), suggest=without_markup, detail=markup)
    stand_ins = words_for_blank(column)
    if stand_ins:
        yield CellRule(
            named("REG-048", checks.is_none_of, words=sorted(stand_ins)),
            certain=lambda cell, _: "" if cell.casefold() in _NOT_KNOWN and not column.required else None,
        )


def _by_kind(column: Column) -> list[CellRule]:
    words = ", ".join(column.values)
    match column.kind:
        case "id":
            wanted = "an id has only letters, digits, hyphens, underscores and dots"
            check = named("REG-006", checks.is_id)
            return [CellRule(check, wanted, suggest=_id_suggestion, detail=formula)]
        case "enum":
            return [one_of("REG-003", column.values, words, safer=column.safer)]
        case "list" if words:
            none_alone = [CellRule(named("REG-091", checks.is_none_alone))] if "none" in column.values else []
            return [items_of("REG-015", column, words), *none_alone]
        case "date":
            check = named("REG-004", checks.is_day)
            return [
                CellRule(
                    check,
                    "a date as YYYY-MM-DD",
                    suggest=meant_day,
                    detail=why_no_day,
                    certain=lambda cell, meant: meant if meant and is_certain_day(cell) else None,
                )
            ]
        case "url":
            check = named("REG-005", checks.is_link_or_host)
            bare = CellRule(
                named("REG-106", checks.is_no_bare_host),
                suggest=values.link_suggestion,
                certain=_as_suggested,
            )
            return [CellRule(check, _LINK, detail=values.why_no_link), bare]
        case "link":
            check = named("REG-005", checks.is_harmless)
            return [CellRule(check, _LINK, suggest=values.link_suggestion, detail=values.why_no_link)]
        case "path":
            return _path_rules(column, words)
        case "place":
            wanted = "an ISO 3166-1 alpha-2 code, EU, EEA, GLOBAL, VARIES or TBD"
            codes = is_one_of("REG-012", place_codes.place_codes())
            return [
                CellRule(
                    codes,
                    wanted,
                    suggest=place_codes.meant_code,
                    certain=lambda cell, code: code if place_codes.is_certain_place(cell) else None,
                )
            ]
        case "lei":
            check = named("REG-117", checks.is_lei)
            return [
                CellRule(check, suggest=values.meant_lei, detail=values.why_no_lei, certain=_as_suggested)
            ]
        case "list" if column.name == "identifiers":
            return [CellRule(named("REG-118", checks.has_schemes), culprit=values.without_scheme)]
        case "days":
            check = named("REG-115", "str_matches", pattern=rf"(?:{values.DAYS})?\Z")
            return [
                CellRule(
                    check,
                    "a whole number of days, 0 to 1095",
                    suggest=values.days_alone,
                    certain=_as_suggested,
                )
            ]
        case "sha256":
            check = named("REG-016", "str_matches", pattern=rf"(?:{values.SHA256})?\Z")
            return [CellRule(check, "64 hexadecimal digits")]
        case _:
            return []


def is_one_of(rule: str, words: Collection[str]) -> pa.Check:
    """A check that a cell is one of the words, or blank."""
    return named(rule, "isin", allowed_values=["", *sorted(words)])


def one_of(rule: str, words: Collection[str], expected: str, *, safer: Collection[str] = ()) -> CellRule:
    """One of the words; a slip of the pen never makes one of `safer` certain."""
    short = {word[0]: word for word in _YES_NO} if {*words} >= _YES_NO else {}

    def certain(cell: str, word: str) -> str | None:
        is_meant = cell.casefold() in short or (word and is_certain(cell, word, safer))
        return word if is_meant else None

    return CellRule(
        is_one_of(rule, words),
        expected,
        known=frozenset(words),
        suggest=lambda cell: short.get(cell.casefold(), ""),
        certain=certain,
    )


def items_of(rule: str, column: Column, expected: str) -> CellRule:
    """Any of the column's words, with semicolons between."""

    def wrong(cell: str) -> str:
        return "; ".join(item for item in values.items(cell) if item not in column.values)

    def meant(cell: str) -> str:
        return "; ".join(dict.fromkeys(_near_parts(_BETWEEN_WORDS, wrong(cell), column.values)))

    def whole(cell: str, _: str) -> str | None:
        found: list[str] = []
        for item in values.items(cell):
            parts = (
                [item]
                if item in column.values
                else _near_parts(_BETWEEN_WORDS, item, column.values, column.safer)
            )
            if not parts:
                return None
            found += parts
        return None if "none" in found and len({*found}) > 1 else "; ".join(dict.fromkeys(found))

    check = named(rule, checks.has_items_of, words=[*column.values])
    return CellRule(check, expected, suggest=meant, culprit=wrong, certain=whole)


def _near_parts(
    between: re.Pattern[str], written: str, known: Collection[str], safer: Collection[str] | None = None
) -> list[str]:
    """The known words that the parts of `written` can only mean; none if that is open of one of them.

    Where `safer` is given, they are certain as well, as `is_certain` says.
    """
    if len(written) > LONGEST:
        return []
    parts = [part.strip() for part in between.split(written)]
    near = nearest_words(parts, known)
    if not all(near.values()):
        return []
    is_open = safer is not None and not all(is_certain(part, near[part], safer) for part in parts)
    return [] if is_open else [near[part] for part in parts]


def _path_rules(column: Column, levels: str) -> list[CellRule]:
    """A level of the column, or a range of levels, the lower first."""

    def turned(cell: str) -> str:
        return "..".join(reversed([end.strip() for end in cell.split("..")]))

    def mended(cell: str, safer: Collection[str] | None = None) -> str:
        ends = {*_near_parts(_BETWEEN_LEVELS, cell, column.values, safer)}
        return "..".join(sorted(ends, key=column.values.index)) if len(ends) <= 2 else ""

    level = rf"\s*(?:{'|'.join(column.values)})\s*"
    is_path = named("REG-010", "str_matches", pattern=rf"(?:{level}(?:\.\.{level})?)?\Z")
    forward = named("REG-011", checks.runs_forward, levels=[*column.values])
    return [
        CellRule(is_path, levels, suggest=mended, certain=lambda cell, _: mended(cell, column.safer) or None),
        CellRule(forward, "the lower level first", suggest=turned, certain=_as_suggested),
    ]


def formula(cell: str) -> str:
    """What to say of a formula typed as text, "" of all else."""
    return FORMULA if cell.startswith("=") else ""


def _id_suggestion(cell: str) -> str:
    joined = "-".join(values.visible(cell).split())
    return joined if len(joined) <= LONGEST and values.is_id(joined) else ""
