"""Writes a register as a folder of Parquet files: text columns, null for what is not stated."""

from __future__ import annotations

from pathlib import Path

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.durable_files import new_folder
from vendor_review.register.layout import PAGE_FILE
from vendor_review.register.page_keys import page_of_rows, toml_of_page
from vendor_review.register.parquet.reader import open_parquet
from vendor_review.register.source_kind import Check, Content


def write_parquet(content: Content, path: Path, check: Check) -> None:
    """Writes a file for each table, and page.toml; `check` gets what reads back, and raises if that differs.

    Raises
    ------
    RegisterUnreadable
        pyarrow is not installed, or Parquet cannot hold a text.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise RegisterUnreadable(
            f"{path}: Parquet needs the package pyarrow: pip install 'vendor-review[parquet]'."
        ) from None
    with new_folder(path) as draft:
        for name, rows in content.tables.items():
            names = content.names(name)
            columns = [*zip(*rows, strict=True)] or [()] * len(names)
            try:
                arrays = [pa.array([cell or None for cell in cells], pa.string()) for cells in columns]
            except (pa.ArrowException, UnicodeEncodeError) as error:
                raise RegisterUnreadable(f"{name}: Parquet cannot hold a text of it ({error}).") from None
            parquet.write_table(pa.table(arrays, names=[*names]), draft / f"{name}.parquet")
        if content.page is not None:
            (draft / PAGE_FILE).write_text(toml_of_page(page_of_rows(content.page)), encoding="utf-8")
        check(open_parquet(draft))
