"""What is compared of a file: its bytes, but for what may differ between two versions that show the same.

Set aside is this, and nothing else:

- of a notebook: the source of its code cells, and the version of Python in `language_info`;
- of a page, and of what a notebook's cells show: the list of package versions in the section Provenance;
- of a manifest: `versions`, and hashes of files that differ only in what is set aside here;
- of a workbook: how its parts are packed. Compared are values, formulas, links, validations, looks and page set-up of
  cells and sheets; its times of creation and change are not;
- of what a command prints: where the folder lies that it runs in, and the folder above;
- of a SQLite database: how its pages are laid out. Compared is the SQL that makes it anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from workbook_text import workbook_text

_VERSIONS = re.compile(r'(<ul class="?versions"?>\n?).*?(</ul>)', re.DOTALL)
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_MANIFESTS = ("manifest.json", "index.json")


def normal_forms(folder: Path, steps: Collection[str]) -> dict[str, bytes]:
    """Path below `folder`, which holds one per step, to what is compared of that file, of all files of the steps."""
    files = {str(path.relative_to(folder)): path for step in steps for path in _files(folder / step)}
    forms = {name: _normal(path) for name, path in files.items()}
    for name, path in files.items():
        if path.name in ("stdout", "stderr"):
            forms[name] = _elsewhere(forms[name], folder.parent)
    # A manifest has hashes of other files, manifests among them, and these change as their own are set aside.
    while True:
        moved = {
            _hash(path.read_bytes()): f"of what is compared: {_hash(forms[name])}"
            for name, path in files.items()
            if path.suffix in (".html", ".ipynb", ".json") and forms[name] != path.read_bytes()
        }
        manifests = {
            name: _with_hashes(_normal(path), moved)
            for name, path in files.items()
            if path.name in _MANIFESTS
        }
        if manifests.items() <= forms.items():
            return forms
        forms |= manifests


def _with_hashes(content: bytes, moved: Mapping[str, str]) -> bytes:
    return _SHA256.sub(lambda found: moved.get(found[0], found[0]), content.decode("utf-8")).encode("utf-8")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _elsewhere(printed: bytes, ran_in: Path) -> bytes:
    inputs_beside = (ran_in / "inputs").resolve().parent
    for name, place in (("(here)", ran_in), ("(here)", inputs_beside), ("(above)", ran_in.parent)):
        printed = printed.replace(str(place).encode(), name.encode())
    return printed


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _normal(path: Path) -> bytes:
    if path.suffix == ".xlsx":
        return workbook_text(path).encode("utf-8")
    if path.suffix == ".db":
        with sqlite3.connect(path) as database:
            return "\n".join(database.iterdump()).encode("utf-8")
    content = path.read_bytes()
    if path.suffix == ".html":
        return _VERSIONS.sub(r"\1(versions)\n\2", content.decode("utf-8")).encode("utf-8")
    if path.suffix == ".ipynb":
        return _as_text(_without_code(json.loads(content)))
    if path.name == "manifest.json":
        manifest = json.loads(content)
        if _as_text(manifest) != content:
            return content  # its form is compared too
        return _as_text(manifest | {"versions": "(versions)"})
    return content


def _without_code(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "(code)"
    notebook["metadata"].get("language_info", {}).pop("version", None)
    notebook["cells"] = _without_versions(notebook["cells"])
    return notebook


def _without_versions(value: Any) -> Any:
    """The same, with lists of lines joined so that one pattern finds what stands on several."""
    if isinstance(value, dict):
        return {key: _without_versions(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(inner, str) for inner in value):
            return _VERSIONS.sub(r"\1(versions)\n\2", "".join(value)).splitlines(keepends=True)
        return [_without_versions(inner) for inner in value]
    return _VERSIONS.sub(r"\1(versions)\n\2", value) if isinstance(value, str) else value


def _as_text(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
