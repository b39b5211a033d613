"""Adds rows at the end of tables' files and touches nothing else of them, also where several people do so at once.

Two tables together get their rows both or neither. A row that says nothing yet may be filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.durable_files import flush
from vendor_review.register.folder.csv_rows import read_cells
from vendor_review.register.folder.table_file import TableFile, open_table
from vendor_review.register.layout import Table
from vendor_review.register.source_kind import Edit, Edits, EditsFor


def edit_tables(folder: Path, tables: Sequence[Table], edits_for: EditsFor) -> Edits:
    """Adds rows to the files of `tables` in a register's folder, all of them or none, and gives what was done.

    The files are locked, in this order, read, and only ever added to: what stands there stays byte for byte, with its
    line ends. Rows that cannot be written whole are taken back, in every table. A file that is not there is made with
    its header. Where rows are filled in or cells replaced, the file is written anew and put in place whole, all else as
    it was; a file whose cells are replaced stays beside it as `vendors.csv.bak`. Once this returns, all is on the disk.
    A crash of the machine between two tables leaves those that come first.

    Parameters
    ----------
    edits_for
        Makes the edits, by table, from the rows that are there when all locks are held; what it raises leaves the files
        as they were.

    Raises
    ------
    RegisterUnreadable
        A file lacks a column that a row fills, or ends amid a row, so that what is added would not stand by itself.
    RunFailed
        Somebody else holds a lock for too long.
    OSError
        A file cannot be written.
    """
    while True:
        with ExitStack() as held:
            files = [open_table(held, folder, table) for table in tables]
            opened = [file for file in files if file is not None]
            if len(opened) == len(tables):
                edits = edits_for({file.table.name: _whole(file) for file in opened})
                _write_all(opened, edits)
                return edits


def _whole(file: TableFile) -> pd.DataFrame:
    """The rows of a file with every column of the table: those that it lacks are blank."""
    return file.rows.reindex(columns=list(file.table.names), fill_value="")


def _write_all(files: Sequence[TableFile], edits: Edits) -> None:
    """Writes what can be undone first, and puts a file in place of another last."""
    planned = [(file, edits.get(file.table.name, Edit())) for file in files]
    for file, edit in planned:
        _refuse_what_would_not_stand(file, edit)
    backups: list[tuple[Path, Path]] = []
    drafts: list[tuple[TableFile, Path]] = []
    written: list[TableFile] = []
    put: list[TableFile] = []
    made: list[Path] = []
    try:
        for file, edit in planned:
            if edit.filled or edit.replaced:
                drafts.append((file, file.draft(edit)))
            if edit.replaced:
                backups.append((file.backup, file.draft_of_backup()))
        for file, edit in planned:
            if edit.added and not (edit.filled or edit.replaced):
                file.add(edit.added)
                written.append(file)
        for backup, draft in backups:
            if not backup.exists():
                made.append(backup)
            draft.replace(backup)
        for file, draft in drafts:
            draft.replace(file.path.resolve())
            put.append(file)
    except BaseException:
        for file in written:
            file.take_back()
        for file in put:
            file.put_back()
        # What could not be put back is still there as it was.
        for path in (*(() if put else made), *(draft for _, draft in (*backups, *drafts))):
            path.unlink(missing_ok=True)
        raise
    for file, _ in drafts:
        flush(file.path.resolve().parent)


def _refuse_what_would_not_stand(file: TableFile, edit: Edit) -> None:
    rows = [*edit.added, *edit.filled.values(), *edit.replaced.values()]
    lacking = [
        name
        for name in file.table.names
        if name not in file.rows.columns and any(row.get(name) for row in rows)
    ]
    if lacking:
        raise RegisterUnreadable(
            f"{file.path.name} line 1: lacks the columns {', '.join(lacking)}, which would be filled. Nothing was "
            "written. 'vendor-review convert' writes a copy of the register that has them."
        )
    if not rows:
        return
    uneven = [
        f"{file.path.name} line {line}" for line in (*edit.filled, *edit.replaced) if line in file.uneven
    ]
    if uneven:
        raise RegisterUnreadable(
            f"{', '.join(uneven)}: has more or fewer cells than the header, so that it cannot be filled in. Nothing "
            "was written. 'vendor-review check' names what is wrong."
        )
    is_anew = edit.filled or edit.replaced
    whole = file.whole(edit) if is_anew else file.content + file.addition(edit.added)
    if read_cells(whole, file.table.names).frame.to_numpy(dtype=object).tolist() != file.expected(edit):
        raise RegisterUnreadable(
            f"{file.path.name}: ends amid a row (is a quote missing?), so that a row cannot be added. Nothing was "
            "written. 'vendor-review check' names what is wrong."
        )
