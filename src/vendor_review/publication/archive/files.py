"""Files of an archive, which anybody may have written to: counted without following a link, read within limits."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vendor_review.files.json_text import LONGEST_SHOWN, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

#: The most bytes that a manifest, an index or a sign-off may have: an index of 10,000 reviews has 9 MB.
LARGEST_RECORD = 64 * 2**20


@dataclass(frozen=True)
class KeptTree:
    """What lies below a folder, by path with forward slashes.

    Attributes
    ----------
    files
        Everything that is no folder: files, links, pipes.
    folders
        Folders with something in them or nothing; links are not among them.
    closed
        Folders that could not be looked into, and why.
    """

    files: frozenset[str]
    folders: frozenset[str]
    closed: tuple[str, ...]

    def beside(self, known: Iterable[str]) -> list[str]:
        """Files that are not among `known`, and folders in which no known file lies (with a slash), by name."""
        kept = set(known)
        needed = {parent.as_posix() for path in kept for parent in Path(path).parents}
        strange = self.folders - needed
        outer = {name for name in strange if Path(name).parent.as_posix() not in strange}
        inside = {
            path for path in self.files if any(parent.as_posix() in strange for parent in Path(path).parents)
        }
        return sorted([*(self.files - kept - inside), *(f"{name}/" for name in outer)])


def tree_below(folder: Path) -> KeptTree:
    """Everything below a folder; no link is followed."""
    files: set[str] = set()
    folders: set[str] = set()
    closed: list[str] = []

    def refused(problem: OSError) -> None:
        closed.append(f"{Path(problem.filename).name} cannot be looked into: {problem.strerror}")

    for parent, inner, outer in os.walk(folder, onerror=refused):
        below = Path(parent).relative_to(folder)
        links = {name for name in inner if (Path(parent) / name).is_symlink()}
        files |= {(below / name).as_posix() for name in (*outer, *links)}
        folders |= {(below / name).as_posix() for name in inner if name not in links}
    return KeptTree(frozenset(files), frozenset(folders), tuple(closed))


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def _refuse_other_kinds(path: Path, mode: int) -> None:
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            raise OSError(errno.EINVAL, f"it is {kind}, not a file", str(path))


def open_kept(path: Path) -> BufferedReader:
    """Opens a file and nothing else; a pipe is not waited for, a link not followed.

    Raises
    ------
    OSError
        There is none, it is of another kind, or it may not be read.
    """
    _refuse_other_kinds(path, path.lstat().st_mode)
    # Somebody may have put another thing in its place since.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _refuse_other_kinds(path, os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        with suppress(OSError):
            os.close(descriptor)
        raise


def hash_kept(path: Path) -> str:
    """SHA-256 of a file as 64 lower-case hex digits, however large it is; OSError as `open_kept`."""
    with open_kept(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_kept(path: Path, largest: int = LARGEST_RECORD) -> bytes:
    """The bytes of a record.

    Raises
    ------
    OSError
        As `open_kept`.
    ValueError
        It has more than `largest` bytes.
    """
    with open_kept(path) as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"it has more than {largest // 2**20} MiB")
    return content


#: What JSON calls a kind of value, and what we do.
_WORDS = {
    "object": "a table of keys",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def check_record(value: Any, schema: str) -> None:
    """Holds what a record says against its description, a JSON Schema beside this module.

    Parameters
    ----------
    schema
        Name of the file without `.schema.json`.

    Raises
    ------
    ValueError
        A key is missing, unknown or not of its kind; the first one is named.
    """
    import fastjsonschema

    try:
        _checker(schema)(value)
    except fastjsonschema.JsonSchemaValueException as problem:
        raise ValueError(_in_words(problem)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


@cache
def _checker(schema: str) -> Callable[[Any], Any]:
    import fastjsonschema

    text = Path(__file__).with_name(f"{schema}.schema.json").read_text(encoding="utf-8")
    return cast("Callable[[Any], Any]", fastjsonschema.compile(json.loads(text), use_default=False))


def _in_words(problem: Any) -> str:
    where = problem.name.removeprefix("data").lstrip(".") or "it"
    where = where if len(where) <= LONGEST_SHOWN else f"{where[:LONGEST_SHOWN]}..."
    value, rule = problem.value, problem.rule
    if rule == "required":
        lacking = [name for name in problem.rule_definition if name not in value]
        return f"{where} lacks {', '.join(lacking)}"
    if rule == "additionalProperties" and problem.rule_definition is False:
        odd = sorted(value.keys() - problem.definition["properties"].keys())
        return f"{where} has {', '.join(map(shortened, odd[:3]))}, which nothing of ours writes"
    if rule == "type":
        kinds = problem.rule_definition
        right = " or ".join(_WORDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
        return f"{where} is {shortened(value)}, not {right}"
    right = problem.definition.get("description", problem.message)
    return f"{where} is {shortened(value)}, not {right}"
