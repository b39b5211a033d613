"""Takes a returned questionnaire over into a register: shown first, then as a person says, and never twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.policy import Policy, load_policy
from vendor_review.questionnaires.acceptance.evidence_rows import EVIDENCE, Reviewing
from vendor_review.questionnaires.acceptance.incident_rows import INCIDENTS
from vendor_review.questionnaires.acceptance.plan import CONTROLS, Plan, plan_answers
from vendor_review.questionnaires.acceptance.plan_effect import Weighed, weigh
from vendor_review.questionnaires.acceptance.service_terms import ENGAGEMENTS, differences
from vendor_review.questionnaires.additions import plain
from vendor_review.questionnaires.foreign.foreign_file import is_page, read_foreign
from vendor_review.questionnaires.returned.answer_sheets import Returned
from vendor_review.questionnaires.returned.file import open_book, returned_from
from vendor_review.questionnaires.returned.settlement import compared, doubt_who_answers, to_settle
from vendor_review.register import Register, load_register
from vendor_review.register.headings import shortened
from vendor_review.register.layout import TABLES
from vendor_review.register.source import editor_of
from vendor_review.register.source_kind import Edit
from vendor_review.register.transcript import csv_bytes
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.schema.cells.suggestions import hint


@dataclass(frozen=True)
class Taking:
    """A questionnaire, what it does to a register, and what that brings; `vendor` is the vendor's name.

    `published` are the columns that the public list would show with what is filled in.
    While something is `unsettled`, or there are `doubts` who answers, it is not taken over.
    """

    returned: Returned
    register: Register
    vendor: str
    plan: Plan
    weighed: Weighed
    unsettled: tuple[str, ...]
    doubts: tuple[str, ...]
    published: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong with it."""
        return (*self.returned.problems, *self.plan.problems, *self.weighed.errors)


class Terms(TypedDict, total=False):
    """What the person says who reviews a questionnaire.

    Attributes
    ----------
    vendor
        Id of the vendor that it is expected from; "" takes what the file says. One that is none of ours says nothing:
        there it may be the vendor's name, too.
    questions_map
        What says which question of another make speaks of which control: a CSV file, or the name of a known make; ""
        tells a known make by its ids.
    levels
        Level (E1..E5) of a document by its id in the file (`D1`; `questionnaire` is the file itself), where it is to be
        another than the most that its kind can have.
    by
        Who reviews it.
    settled
        Whether that person has dealt with all that the vendor added or changed where nothing was asked, and with what
        it says otherwise of its terms than the register does.
    """

    vendor: str
    levels: Mapping[str, str]
    by: str
    settled: bool
    questions_map: str


def preview(file: Path, register: str, as_of: date, policy: str = "", **terms: Unpack[Terms]) -> Taking:
    """What the questionnaire in `file` would do to `register`, a folder, a workbook or a database; writes nothing.

    Raises
    ------
    UsageError
        It is no questionnaire, or another register's or vendor's.
    RegisterUnreadable, PolicyUnreadable
        Something cannot be read.
    """
    book = None if is_page(file) else open_book(file)
    loaded, in_force = load_register(register), load_policy(policy or None, as_of)
    checked = check_register(loaded, in_force.vocabulary, as_of)
    if book is not None and book.is_ours:
        returned = returned_from(book)
        _refuse_others(returned, loaded, checked, in_force, terms.get("vendor", ""))
        returned = compared(returned, checked, in_force)
    else:
        returned = read_foreign(
            book or file, checked, in_force, terms.get("vendor", ""), terms.get("questions_map", "")
        )
    reviewing = _reviewing(in_force, as_of, terms, returned)
    taking = _taking(returned, loaded, checked, reviewing, settled=terms.get("settled", False))
    return replace(taking, doubts=() if terms.get("vendor", "") else doubt_who_answers(returned, checked))


def accept(file: Path, register: str, as_of: date, policy: str = "", **terms: Unpack[Terms]) -> Taking:
    """Adds the rows of a reviewed questionnaire to a register, a folder or a workbook, and says what was done.

    All tables get theirs, or none does; a cell that says nothing yet is filled in, as is the day on which a request was
    answered, and every other stays as it is. The same file a second time adds nothing.

    Raises
    ------
    UsageError
        As `preview`; for every problem of the file; and for a database, see `write_drafts`.
    RegisterUnreadable, RunFailed, OSError
        The tables cannot be written; nothing is.
    """
    edit_tables = editor_of(register, "with --draft DIR you get the rows to paste")
    if not plain(terms.get("by", "")):
        raise UsageError("--by is blank; answers are taken over by somebody who has reviewed them")
    first = preview(file, register, as_of, policy, **terms)
    _refuse(first)
    if first.plan.adds_nothing:
        return first
    in_force = load_policy(policy or None, as_of)
    reviewing = _reviewing(in_force, as_of, terms, first.returned)
    taken: list[Taking] = []

    def edits(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, Edit]:
        # Again, and now under the locks: somebody may have written meanwhile.
        loaded = replace(first.register, tables={**first.register.tables, **_in_layout(tables)})
        checked = check_register(loaded, in_force.vocabulary, as_of)
        settled = terms.get("settled", False)
        taken.append(_taking(first.returned, loaded, checked, reviewing, settled=settled))
        _refuse(taken[-1])
        return taken[-1].plan.edits

    edit_tables(first.plan.tables, edits)
    return taken[-1]


def write_drafts(taking: Taking, folder: Path) -> list[Path]:
    """Writes the rows to add as `evidence.csv`, `access_controls.csv` and, if any, `incidents.csv` into a new folder.

    Raises
    ------
    UsageError
        One of the files is there already; nothing is written.
    """
    _refuse(taking)
    rows = {EVIDENCE: taking.plan.evidence, CONTROLS: taking.plan.answers}
    if taking.plan.incidents.added:
        rows[INCIDENTS] = taking.plan.incidents.added
    paths = [folder / table.file for table in rows]
    there = [
        f"{path}: is there already, and nothing is written over; name another folder"
        for path in paths
        if path.exists()
    ]
    if there:
        raise UsageError(there)
    return write_files(
        folder,
        [
            (
                table.file,
                csv_bytes(table.names, [[row.get(name, "") for name in table.names] for row in added]),
            )
            for table, added in rows.items()
        ],
    )


def _refuse(taking: Taking) -> None:
    open_ = [*taking.problems, *taking.doubts, *taking.unsettled]
    if taking.unsettled:
        open_.append("what is listed waits for you: settle it, and say so with --settled")
    if open_:
        raise UsageError(open_)


def _reviewing(policy: Policy, as_of: date, terms: Terms, returned: Returned) -> Reviewing:
    settled = len(returned.additions) if terms.get("settled", False) else 0
    return Reviewing(policy, as_of, plain(terms.get("by", "")), terms.get("levels", {}), settled)


def _taking(
    returned: Returned,
    register: Register,
    checked: CheckedRegister,
    reviewing: Reviewing,
    *,
    settled: bool,
) -> Taking:
    plan = plan_answers(returned, register.tables, reviewing)
    vendors = checked.tables["vendors"]
    rows = {
        one.line: register.places.words(ENGAGEMENTS.name, one.line, one.column)
        for one in plan.terms.differing
    }
    name = vendors.loc[vendors["vendor_id"].eq(returned.vendor_id), "name"].iloc[0]
    return Taking(
        returned,
        register,
        str(name),
        plan,
        weigh(register, checked, plan, returned, reviewing.policy),
        unsettled=() if settled else (*to_settle(returned), *differences(plan.terms, rows)),
        doubts=(),
        published=_published(plan, checked),
    )


def _published(plan: Plan, checked: CheckedRegister) -> tuple[str, ...]:
    """The columns of engagements that are filled in and that the public list shows."""
    engagements = checked.tables["engagements"]
    public = engagements.index[engagements["public"].astype(bool)]
    chosen = [one.column for one in plan.terms.filled if one.line in public]
    return tuple(name for name in dict.fromkeys(chosen) if name in checked.page.columns)


def _in_layout(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tables as their files have them, with the columns of the layout, in its order."""
    return {
        name: frame.reindex(columns=list(TABLES[name].names), fill_value="") for name, frame in tables.items()
    }


def _refuse_others(
    returned: Returned, register: Register, checked: CheckedRegister, policy: Policy, vendor: str
) -> None:
    """Refuses the file of another register or vendor, and one that was written for a later day."""
    known = list(checked.tables["vendors"]["vendor_id"])
    problems = []
    if returned.is_seal_broken:
        problems.append(
            f"{returned.file}: its sheet form, which says whose it is and what was asked, was changed after it "
            "was sent; have the workbook that you sent filled in, or send a new one"
        )
    if returned.register != register.name:
        problems.append(
            f"{returned.file}: was sent from the register {returned.register!r}, and this is {register.name!r}"
        )
    strange = [one for one in returned.asked if one not in policy.controls.index]
    if strange:
        problems.append(
            f"{returned.file}: its sheet form lists {shortened(', '.join(strange))}, which is no control of the policy"
        )
    if returned.vendor_id not in known:
        near = hint(returned.vendor_id, known)
        problems.append(
            f"{returned.file}: was sent to {returned.vendor_id!r}, which is no accepted vendor here{near}"
        )
    if vendor and vendor != returned.vendor_id:
        problems.append(f"{returned.file}: was sent to {returned.vendor_id!r}, and --vendor names {vendor!r}")
    if returned.as_of > policy.as_of:
        problems.append(
            f"{returned.file}: was written for {returned.as_of}, a later day than {policy.as_of}; name a later one "
            "with --as-of"
        )
    if problems:
        raise UsageError(problems)
