"""Opens a questionnaire that has come back: a stranger's file, which may be of any kind and size."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.questionnaires.answer_sheets import Returned, SheetReader, plain
from vendor_review.questionnaires.form import FORM, FORMAT, SHEETS
from vendor_review.register.headings import shortened
from vendor_review.register.workbook import SUFFIX
from vendor_review.register.workbook.reader import damage_in_words, read_sheet
from vendor_review.register.workbook.row_places import SheetTable
from vendor_review.register.workbook.sheet_cells import check_archive, open_sheets
from vendor_review.schema.cells import values
from vendor_review.snapshot import read_file, sha256

LARGEST_FILE = 8 * 2**20
"""Bytes of a questionnaire that comes back; one that we write has about 20,000."""
LARGEST_UNPACKED = 32 * 2**20
_MACROS = "vbaProject.bin"
_LONGEST_NAME = 80


def read_returned(path: Path) -> Returned:
    """Reads the workbook at `path`.

    Raises
    ------
    UsageError
        It is no questionnaire that we sent, or cannot be read: another kind of file, sheets or headings that are not
        ours any more.
    RegisterUnreadable
        It is damaged, or larger than a questionnaire can be.
    """
    if path.suffix.casefold() != SUFFIX:
        raise UsageError(f"{path}: is no Excel workbook ({SUFFIX}); have it saved as one, without macros")
    try:
        content = read_file(path, LARGEST_FILE)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    sheets = _read_sheets(content, path.name)
    facts = {key.strip(): value.strip() for key, value in sheets[FORM.name].rows}
    return SheetReader(sheets).read(
        plain(path.name)[:_LONGEST_NAME], sha256(content), _checked_facts(facts, path.name)
    )


def _read_sheets(content: bytes, file: str) -> dict[str, SheetTable]:
    problems: list[str] = []
    found: dict[str, SheetTable] = {}
    with damage_in_words(file):
        check_archive(content, file, LARGEST_UNPACKED)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if any(name.endswith(_MACROS) for name in archive.namelist()):
                raise UsageError(
                    f"{file}: holds macros, which no questionnaire needs; have it sent without them"
                )
        by_name = {sheet.title.strip().casefold(): sheet for sheet in open_sheets(content)}
        missing = [table.name for table in SHEETS if table.name not in by_name]
        if missing:
            raise UsageError(
                f"{file}: is no questionnaire of vendor-review, or not whole: it lacks the sheets {', '.join(missing)}"
            )
        for table in SHEETS:
            found[table.name], of_sheet = read_sheet(table, by_name[table.name])
            problems += of_sheet
    if problems:
        raise UsageError(problems)
    return found


def _checked_facts(facts: Mapping[str, str], file: str) -> Mapping[str, str]:
    """What the hidden sheet says the file belongs to; refuses another format."""
    if facts.get("format") != FORMAT:
        raise UsageError(
            f"{file}: is a questionnaire of the format {shortened(facts.get('format', ''))}, and this version reads "
            f"{FORMAT!r}; send a new one"
        )
    lacking = [name for name in ("register", "vendor_id") if not facts.get(name)]
    if lacking or values.dates([facts.get("as_of", "")]).hasnans:
        raise UsageError(f"{file}: no longer says what it belongs to (sheet {FORM.name}); send a new one")
    return facts
