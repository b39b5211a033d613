"""Checks a whole register: accepted rows, rejected rows, findings, and whose data is no longer known whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd

from vendor_review.register.layout import PAGE_FILE, TABLES, Table
from vendor_review.register.register import Register
from vendor_review.register.row_places import PAGE
from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.across_tables.publication import empty_sections
from vendor_review.schema.across_tables.references import with_parent
from vendor_review.schema.across_tables.translations import untranslated
from vendor_review.schema.cells import encoding
from vendor_review.schema.context import Context, Ids
from vendor_review.schema.findings.catalogue import REJECTING
from vendor_review.schema.findings.facts import facts, no_replacements, replacements, word_findings
from vendor_review.schema.findings.source_remarks import sheets
from vendor_review.schema.pins import with_moved
from vendor_review.schema.public_page.page import Page
from vendor_review.schema.public_page.reading import read_page, unwritable_words
from vendor_review.schema.public_page.wording import read_wordings
from vendor_review.schema.rejected_rows.concerned_vendors import concerned, no_rows, no_vendors
from vendor_review.schema.rejected_rows.table import gather_rejected, readable_rows
from vendor_review.schema.tables import accepted_rules, check_rows, check_table, typed_rows
from vendor_review.schema.vocabulary import Vocabulary

"""Names an engagement that the public list lacks."""


@dataclass(frozen=True, repr=False)
class CheckedRegister:
    """A register, checked; every row read is either in `tables` or in `rejected`.

    Attributes
    ----------
    name
        The register's name.
    tables
        Accepted rows of all tables, typed as `tables.typed_rows` says, without white space around cells; the
        index, called `line`, is the row's line in its file. Behind them come the columns of somebody's own, `x_...`,
        which no rule judges. Decisions have one more column, `moved`: which inputs have changed since each was made.
    rejected
        Rows with an error: table, file, line, vendor_id ("" if the row names none), rules (ids, `;`-separated),
        row (the cells as typed, as CSV), place (in words). `file` is the sheet or table of a workbook or database,
        and `line` the row there.
    findings
        rule, severity, table, file, line (0: the whole file), column, place (in words), value, expected, suggestion,
        vendor_id, cause (the place of what is to be mended first, if that is another one), message, remedy; sorted
        by file, line, column and rule.
    page
        What `page.toml` says, without the values that are wrong.
    incomplete
        What the rejected rows leave open, a row per rejected row and what it is or may be about: table, line, place
        (in words: of what is to be fixed first), vendor_id, engagement_id and control ("" each: any), why (`named`: the
        row names it; `possible`: its id could mean it; `anybody`: it names nobody who is known). Less is known there
        than the accepted rows say.
    lost
        vendor_id, name: vendors that the register has and no accepted row of `vendors` is about.
    readable
        By table, what rejected rows still say where it is clear what they are about, typed as `tables`; a cell in
        error holds what it is taken to mean, or is blank, and a rejected engagement has an id of its own.
    replacements
        The cells of tables of which it is certain what they mean: table, line, column, replacement (the whole cell,
        which may be blank), rule, vendor_id.

    Examples
    --------
    >>> review.checked
    CheckedRegister numberz: 19 rows accepted, 0 rejected; 0 errors, 13 warnings, 19 notes
    >>> review.checked.findings["severity"].value_counts().to_dict()
    {'note': 19, 'warning': 13}
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    rejected: pd.DataFrame
    findings: pd.DataFrame
    page: Page
    incomplete: pd.DataFrame = field(default_factory=no_rows)
    lost: pd.DataFrame = field(default_factory=no_vendors)
    readable: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    replacements: pd.DataFrame = field(default_factory=no_replacements)

    def __repr__(self) -> str:
        """How many rows were accepted and rejected, and what was found, by severity."""
        accepted = sum(map(len, self.tables.values()))
        found = self.findings["severity"].value_counts()
        counts = ", ".join(f"{found.get(name, 0)} {name}s" for name in ("error", "warning", "note"))
        rows = f"{accepted} rows accepted, {len(self.rejected)} rejected"
        return f"CheckedRegister {self.name}: {rows}; {counts}"


def check_register(register: Register, vocabulary: Vocabulary, as_of: date) -> CheckedRegister:
    """Checks `register` against all rules, as of a day. Never raises for what its cells hold.

    Returns
    -------
    CheckedRegister
        `tables` with the rows accepted, `rejected`, and `findings`: one row per problem, with rule, severity, place,
        value, message and remedy.

    Examples
    --------
    >>> from datetime import date
    >>> from vendor_review.policy import load_policy
    >>> from vendor_review.register import load_register
    >>> from vendor_review.schema import check_register
    >>> day = date(2026, 11, 1)
    >>> checked = check_register(load_register("data/numberz"), load_policy(None, day).vocabulary, day)
    >>> checked.findings[["rule", "severity", "place"]].head(1)
          rule severity                                 place
    0  REG-025  warning  data_shared.csv line 2, column category
    """
    plain = register.writable()
    page, gathered = read_page(plain.page, as_of)
    gathered += unwritable_words(register.page)
    wordings, of_wordings = read_wordings(plain.translations, page)
    page, gathered = replace(page, wordings=wordings), [*gathered, *of_wordings]
    for language, told in register.translations.items():
        gathered += unwritable_words(told, table=f"{PAGE}.{language}")
    gathered += [
        _absent(file) for file in register.absent if file.removesuffix(".csv") not in register.unused
    ]
    both = {name: encoding.code_table(frame) for name, frame in register.tables.items()}
    # What is checked is what was written, so that a finding can name it; what is accepted is what can be shown.
    written = {name: frame for name, (_, frame) in both.items()}
    both |= {
        name: encoding.code_table(frame)
        for name, frame in plain.tables.items()
        if frame is not register.tables[name]
    }
    context = _first_context(register, written, page, vocabulary, as_of)
    of_sheets = sheets(register, context.vendor_of_engagement)
    tables: dict[str, pd.DataFrame] = {}
    kept: dict[str, pd.DataFrame] = {}
    rejected_rows: dict[str, pd.DataFrame] = {}
    for name in _parents_first():
        table, frame = TABLES[name], written[name]
        found = _check(table, frame, register.ragged, context)
        found += of_sheets.get(name, [])
        gathered += found
        lines = _error_lines(found) if found else []
        rejected_rows[name] = frame.loc[lines]
        stay = ~frame.index.isin(lines)
        text, kept[name] = (rows[stay] if lines else rows for rows in both[name])
        tables[name] = typed_rows(table, text, kept[name])
        if name in context.ids:
            context = with_parent(context, table, kept[name], rejected_rows[name], found)
    gathered += of_sheets.get(PAGE, [])
    tables["decisions"] = with_moved(tables["decisions"], register.tables, tables, vocabulary)
    accepted = Accepted(tables, kept, rejected_rows, context)
    gathered += check_rows(accepted_rules(accepted), tables, context)
    gathered += empty_sections(accepted)
    gathered += untranslated(accepted)
    gathered += _unconfirmed(plain.tables["engagements"])
    findings = word_findings(gathered, register.places)
    rejected = gather_rejected(plain, findings)
    left_open = concerned(rejected, findings, plain, context)
    return CheckedRegister(
        name=register.name,
        tables={name: tables[name] for name in TABLES},
        rejected=rejected,
        findings=findings,
        page=page,
        incomplete=left_open.rows,
        lost=left_open.lost,
        readable=readable_rows(left_open.rows, findings, plain),
        replacements=replacements(gathered),
    )


def _unconfirmed(engagements: pd.DataFrame) -> list[pd.DataFrame]:
    """One fact with the count of engagements that do not say whether they are public."""
    blank = engagements["public"].str.strip() == ""
    count = int((blank & (engagements["status"].str.strip() != "past")).sum())
    return [facts("REG-113", "engagements", "public", expected=str(count))] if count else []


def _absent(file: str) -> pd.DataFrame:
    by_file = {table.file: table for table in TABLES.values()}
    if file in by_file:
        meaning = by_file[file].meaning.rstrip(".")
        return facts("REG-029", by_file[file].name, detail=f"this: {meaning[0].lower()}{meaning[1:]}")
    return facts("REG-029", "page", detail="the public page and its notice")


def _first_context(
    register: Register, written: Mapping[str, pd.DataFrame], page: Page, vocabulary: Vocabulary, as_of: date
) -> Context:
    """What is known before any table is checked: the page, ids, and who they belong to, as written."""
    engagements, evidence = written["engagements"], written["evidence"]
    ids = {
        name: Ids(encoding.distinct(written[name].iloc[:, 0]))
        for name in ("vendors", "engagements", "evidence")
    }
    has_page = PAGE_FILE not in register.absent
    return Context(
        vocabulary=vocabulary,
        as_of=as_of,
        page=page,
        sections=frozenset(section.id for section in page.sections) if has_page else None,
        places=register.places,
        ids=ids,
        roles=pd.DataFrame({name: encoding.texts(engagements[name]) for name in ("vendor_id", "role")}),
        vendor_of_evidence=_owners(evidence, ids["evidence"]),
        vendor_of_engagement=pd.Series(
            encoding.texts(_owners(engagements, ids["engagements"])),
            index=ids["engagements"].values,
            dtype=object,
        ),
    )


def _owners(frame: pd.DataFrame, ids: Ids) -> pd.Series:
    """The vendor of each of the `ids` that stand in the first column, coded."""
    own = frame.iloc[:, 0]
    places = ids.places(encoding.distinct(own))[encoding.codes(own)]
    # A row that lacks its id owns none of those that name none. Of several rows the last stays.
    stated = np.flatnonzero(places >= 0)
    last = np.zeros(len(ids.values), dtype=np.intp)
    last[places[stated]] = stated
    return frame["vendor_id"].iloc[last]


def _parents_first() -> tuple[str, ...]:
    """Names of all tables, each after those that it refers to."""
    refers = {name: sorted({c.refers for c in table.columns if c.refers}) for name, table in TABLES.items()}
    return tuple(TopologicalSorter(refers).static_order())


def _check(table: Table, frame: pd.DataFrame, ragged: pd.DataFrame, context: Context) -> list[pd.DataFrame]:
    uneven = ragged[ragged["table"] == table.name]
    if uneven.empty:
        return check_table(table, frame, context)
    # The cells of an uneven row may have shifted: only its shape is judged.
    even = frame[~frame.index.isin(uneven["line"])]
    shape = facts(
        "REG-001",
        table.name,
        line=uneven["line"].tolist(),
        value=uneven["cells"].astype(str).tolist(),
        detail=uneven["cells"].astype(str).tolist(),
        expected=uneven["expected"].astype(str).tolist(),
        vendor_id=context.vendors_of(frame.loc[uneven["line"]]),
    )
    return [shape, *check_table(table, even, context)]


def _error_lines(found: Sequence[pd.DataFrame]) -> list[int]:
    lines = [frame.loc[frame["rule"].isin(REJECTING), "line"].to_numpy() for frame in found]
    return [int(line) for line in np.unique(np.concatenate(lines))]
