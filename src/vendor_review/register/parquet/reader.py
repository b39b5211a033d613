"""Reads a register from a folder of Parquet files, some thousand rows at a time, into canonical CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import Snapshot, read_folder
from vendor_review.files.toml_text import TomlRefused, parse_toml
from vendor_review.register.cell_text import day_of, text_of_value
from vendor_review.register.headings import column_names, did_you_mean, heading_problems, own_names
from vendor_review.register.identity import place_name
from vendor_review.register.layout import LARGEST_PAGE, PAGE_FILE, TABLES, Table
from vendor_review.register.parquet.row_places import ParquetPlaces, ParquetTable
from vendor_review.register.table_limit import largest_table, most_lines, refusal
from vendor_review.register.transcript import Transcript, csv_line

if TYPE_CHECKING:
    import pyarrow as pa

_SUFFIX = ".parquet"
_FILES = {f"{name}{_SUFFIX}": table for name, table in TABLES.items()}
_ROWS_AT_ONCE = 10_000


def open_parquet(folder: Path) -> Snapshot:
    """The register in `folder` as canonical files; `SourceKind.read` says what is raised."""
    try:
        import pyarrow  # noqa: F401 - the extra is asked for before anything is read
    except ImportError:
        raise RegisterUnreadable(
            f"{folder}: Parquet needs the package pyarrow: pip install 'vendor-review[parquet]'."
        ) from None
    problems = [*_file_problems(folder)]
    if problems:
        raise RegisterUnreadable(problems)
    read = read_folder(folder, (*_FILES, PAGE_FILE), largest_table())
    problems += _page_problems(read.files.get(PAGE_FILE, b""))
    for file, table in _FILES.items():
        if table.required and file not in read.files:
            problems.append(
                f"{file}: is missing from {read.name}, and no register can do without it; its columns are "
                f"{', '.join(table.names)}."
            )
    tables = {
        table.name: _table(table, file, read.files[file], problems)
        for file, table in _FILES.items()
        if file in read.files
    }
    if problems:
        raise RegisterUnreadable(problems)
    snapshot = Transcript(place_name(folder).removesuffix(_SUFFIX), "Parquet folder", tables, None).files()
    page = {PAGE_FILE: read.files[PAGE_FILE]} if PAGE_FILE in read.files else {}
    return replace(snapshot, files=dict(sorted({**snapshot.files, **page}.items())))


def _file_problems(folder: Path) -> Iterator[str]:
    """Sentences on files that are not read as they seem to be meant."""
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    for name in names:
        path = folder / name
        if name in (*_FILES, PAGE_FILE):
            if path.is_symlink() or not path.is_file():
                yield f"{name}: is not a file; put the file itself there."
            elif name != PAGE_FILE and path.stat().st_size > largest_table():
                yield refusal(name, path.stat().st_size)
        elif name.casefold().endswith(_SUFFIX):
            hint = did_you_mean(name, _FILES)
            yield f"{name}: is not a table of a register{hint}; the tables are {', '.join(_FILES)}."
        elif name in {table.file for table in TABLES.values()}:
            yield f"{name}: lies beside Parquet files; keep the tables as one or the other, and the rest elsewhere."


def _page_problems(content: bytes) -> list[str]:
    if len(content) > LARGEST_PAGE:
        return [f"{PAGE_FILE}: has {len(content):,} bytes, and the limit is {LARGEST_PAGE:,}."]
    try:
        parse_toml(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [f"{PAGE_FILE}: is not UTF-8; save it as UTF-8."]
    except TomlRefused as refused:
        return [f"{PAGE_FILE}{f', {key}' if key else ''}: {what}." for key, what in refused.problems]
    return []


def _table(table: Table, file: str, content: bytes, problems: list[str]) -> ParquetTable:
    """A table as canonical CSV; what is wrong with it is added to `problems`."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        opened = parquet.ParquetFile(pa.BufferReader(content))
        written = [str(name) for name in opened.schema_arrow.names]
        wrong = heading_problems(table, written, file)
        if opened.metadata.num_rows > most_lines():
            wrong.append(f"{file}: has {opened.metadata.num_rows:,} rows, and no table has as many.")
        if not wrong:
            return _read(table, file, opened, column_names(table.names, written), problems)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        line = " ".join(str(error).split())[:200]
        wrong = [f"{file}: cannot be read as Parquet ({line})."]
    problems += wrong
    return ParquetTable()


def _read(table: Table, file: str, opened: Any, called: Sequence[str], problems: list[str]) -> ParquetTable:
    own = own_names(called)
    names = [*(name for name in table.names if name in called), *own]
    days = {column.name for column in table.columns if column.kind == "date"}
    parts, runs, size, number = [csv_line(names) + "\n"], list[list[int]](), 0, 0
    for batch in opened.iter_batches(batch_size=_ROWS_AT_ONCE):
        texts = [
            _texts(
                batch.column(called.index(name)), name in days, name in own, (file, number, name), problems
            )
            for name in names
        ]
        for cells in zip(*texts, strict=True):
            number += 1
            if not any(map(str.strip, cells)):
                continue
            if runs and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
            parts.append(csv_line(cells) + "\n")
            size += len(parts[-1])
        if size > largest_table():
            problems.append(refusal(file, largest_table(), is_more=True))
            break
    return ParquetTable(csv="".join(parts).encode(), runs=runs, own=own)


def _texts(
    column: pa.Array, is_day: bool, is_own: bool, place: tuple[str, int, str], problems: list[str]
) -> list[str]:
    """A column of any type as texts; null is "" (not stated)."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    values = column.to_pylist()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        found = ["" if value is None else value for value in values]
        return [day_of(text) for text in found] if is_day else found
    file, before, name = place
    texts = []
    for number, value in enumerate(values, start=before + 1):
        try:
            text = "" if value != value else text_of_value(value)  # NaN is not stated either
        except TypeError as refused:
            text = str(value) if is_own else ""
            if not is_own:
                problems.append(
                    f"{ParquetPlaces().words(file.removesuffix(_SUFFIX), number, name)}: {refused}."
                )
        texts.append(day_of(text) if is_day else text)
    return texts
