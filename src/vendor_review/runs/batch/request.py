"""Which reviews a batch is asked for: registers by name or pattern, lists of them in files, rows of a database."""

from __future__ import annotations

import csv
import glob
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.register.close_words import close_words
from vendor_review.register.source import is_url, without_password
from vendor_review.runs.parameters import ReviewParameters, check_parameters

#: What a row of a list may state; whatever is blank is as the command has it.
COLUMNS = ("register", "as_of", "policy", "name")
_LISTS = (".csv", ".txt")
_WILD = "*?["


@dataclass(frozen=True)
class Common:
    """What every review of a batch has, unless its row states something else; as `ReviewParameters` has them."""

    as_of: str
    policy: str
    baseline: str
    sample_count: int
    random_seed: int


def requested(
    arguments: Sequence[str], common: Common, *, database: str = "", query: str = ""
) -> list[ReviewParameters]:
    """The reviews that are asked for.

    Parameters
    ----------
    arguments
        Registers; patterns such as `registers/*`; files of registers, `.txt` with one a line or `.csv` with the
        columns of `COLUMNS`. A relative path in a file starts at the file's folder.
    database, query
        A SQLAlchemy URL and a SELECT, whose rows have the columns of `COLUMNS`.

    Raises
    ------
    UsageError
        With all problems at once.
    """
    found: list[ReviewParameters] = []
    problems: list[str] = []
    for place, row in [*_rows_of(arguments, problems), *_rows_of_query(database, query, problems)]:
        stated = {name: value for name, value in row.items() if value}
        try:
            found.append(
                check_parameters(
                    register=_absolute(stated["register"]),
                    as_of=stated.get("as_of", common.as_of),
                    policy=_absolute(stated.get("policy", common.policy)),
                    baseline=common.baseline,
                    sample_count=common.sample_count,
                    random_seed=common.random_seed,
                    name=stated.get("name", ""),
                )
            )
        except UsageError as error:
            problems += [f"{place}{problem}" for problem in error.problems]
    if not found and not problems:
        problems.append("no register is named; give folders, workbooks, URLs, a pattern, or a list of them")
    if problems:
        raise UsageError(problems)
    return found


def _absolute(path: str) -> str:
    """Where a path leads from here, since a worker may be elsewhere; blank and URLs stay."""
    return path if not path or is_url(path) else str(Path(path).absolute())


def _rows_of(arguments: Iterable[str], problems: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for argument in arguments:
        path = Path(argument)
        if is_url(argument) or (path.exists() and path.suffix.lower() not in _LISTS):
            yield "", {"register": argument}
        elif path.is_file():
            yield from _rows_of_file(path, problems)
        elif any(mark in argument for mark in _WILD):
            matches = sorted(glob.glob(argument))  # noqa: PTH207 - Path.glob takes no absolute pattern
            if not matches:
                problems.append(f"{argument}: matches nothing")
            yield from (("", {"register": match}) for match in matches)
        else:
            problems.append(f"{argument}: is neither a register nor a list of registers")


def _rows_of_file(path: Path, problems: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as problem:
        problems.append(f"{path}: cannot be read as UTF-8 text: {problem}")
        return
    if path.suffix.lower() == ".csv":
        reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
        if not _are_known(reader.fieldnames or (), str(path), problems):
            return
        numbered = [(reader.line_num, row) for row in reader]
    else:
        lines = enumerate(text.splitlines(), start=1)
        numbered = [
            (number, {"register": line}) for number, line in lines if not line.lstrip().startswith("#")
        ]
    for number, row in numbered:
        place = f"{path} line {number}: "
        if None in row:
            problems.append(f"{place}has more cells than the first line")
            continue
        cells = {name: (cell or "").strip() for name, cell in row.items()}
        if not any(cells.values()):
            continue
        if not cells["register"]:
            problems.append(f"{place}names no register")
            continue
        for name in ("register", "policy"):
            if cells.get(name) and not is_url(cells[name]):
                cells[name] = str(path.parent / cells[name])
        yield place, cells


def _rows_of_query(database: str, query: str, problems: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    if not query:
        return
    import sqlalchemy as sa

    shown = without_password(database)
    try:
        engine = sa.create_engine(database)
        with engine.connect() as connection:
            result = connection.execute(sa.text(query))
            names, rows = list(result.keys()), result.all()
        engine.dispose()
    except (sa.exc.SQLAlchemyError, ImportError, ValueError) as problem:
        why = str(getattr(problem, "orig", None) or problem).splitlines()[0]
        problems.append(f"--query {shown}: the database refuses: {why}")
        return
    if not _are_known(names, f"--query {shown}", problems):
        return
    for number, row in enumerate(rows, start=1):
        cells = {
            name: "" if cell is None else str(cell).strip() for name, cell in zip(names, row, strict=True)
        }
        if cells["register"]:
            yield f"row {number} of --query: ", cells
        else:
            problems.append(f"row {number} of --query: names no register")


def _are_known(names: Iterable[str], place: str, problems: list[str]) -> bool:
    names = list(names)
    for name in names:
        if name not in COLUMNS:
            near = close_words(str(name), COLUMNS)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            problems.append(f"{place}, column {name!r}: is not one of {', '.join(COLUMNS)}{hint}")
    if "register" not in names:
        problems.append(f"{place}: has no column register")
    return "register" in names and all(name in COLUMNS for name in names)
