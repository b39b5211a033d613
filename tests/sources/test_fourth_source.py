"""A kind of source that the package does not know: a register in one JSON file, read, written, and named by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from vendor_review.errors import UsageError
from vendor_review.files.package_files import default_policy, starting_register
from vendor_review.files.snapshot import Snapshot
from vendor_review.policy import load_policy
from vendor_review.register import convert_register, load_register, source
from vendor_review.register.layout import TABLES, Choices
from vendor_review.register.page_keys import rows_of_page
from vendor_review.register.source import editor_of, new_register, open_register
from vendor_review.register.source_kind import Check, Content, Origin, SourceKind
from vendor_review.register.transcript import PageText, TableText, Transcript
from vendor_review.schema import check_register


@dataclass(frozen=True)
class JsonPlaces:
    """`vendors[2]`."""

    def file(self, table: str) -> str:
        return table

    def words(self, table: str, line: int, column: str = "") -> str:
        return f"{table}[{line - 2}] {column}".strip()


class JsonFile(SourceKind):
    """A file with an object of tables, each a list of rows."""

    name, suffix, part = "JSON file", ".json", "list"

    def read(self, where: str) -> Snapshot:
        return self._read(Path(where).read_text(), Path(where).stem)

    def _read(self, text: str, name: str) -> Snapshot:
        content = json.loads(text)
        page = [(key, value) for key, value in content.pop("page", [])]
        tables = {table: TableText([tuple(row) for row in rows]) for table, rows in content.items()}
        return Transcript(name, self.name, tables, PageText(page)).files()

    def write(self, content: Content, target: str, choices: Choices, check: Check) -> None:
        written = json.dumps({**content.tables, "page": content.page or []})
        check(self._read(written, Path(target).stem))
        Path(target).write_text(written)

    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        return Origin(JsonPlaces())


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line that adds it."""
    monkeypatch.setattr(source, "KINDS", (*source.KINDS, JsonFile()))


@pytest.mark.parametrize("between", ["x.json", "x.xlsx", "sqlite:///{folder}/x.db", "x"])
def test_a_register_goes_there_and_back_without_loss(between: str, tmp_path: Path) -> None:
    first, back = tmp_path / "first.json", tmp_path / "back.json"
    way = between.format(folder=tmp_path) if "://" in between else str(tmp_path / between)
    convert_register(str(starting_register()), str(first))
    convert_register(str(first), way)
    convert_register(way, str(back))
    assert back.read_bytes() == first.read_bytes()
    own, moved = load_register(starting_register()), load_register(back)
    for name in TABLES:
        assert moved.tables[name].to_numpy().tolist() == own.tables[name].to_numpy().tolist()
    assert rows_of_page(moved.page) == rows_of_page(own.page)


def test_findings_name_its_places(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    convert_register(str(starting_register()), str(path))
    content = json.loads(path.read_text())
    content["vendors"][1][TABLES["vendors"].names.index("entity_country")] = "Narnia"
    path.write_text(json.dumps(content))
    policy = load_policy(default_policy(), pd.Timestamp("2026-11-29").date())
    findings = check_register(load_register(path), policy.vocabulary, policy.as_of).findings
    assert any("vendors[1] entity_country" in str(row) for row in findings.to_numpy().tolist())


def test_an_empty_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    assert new_register(str(path)) == [*TABLES, "page"]
    assert not any(len(table) for table in load_register(path).tables.values())
    with pytest.raises(UsageError, match="is there already"):
        new_register(str(path))


def test_messages_list_it(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    convert_register(str(starting_register()), str(path))
    with pytest.raises(UsageError, match=r"a JSON file is edited where it is kept.* its list"):
        editor_of(path, "see its {part}")
    with pytest.raises(UsageError, match=r"a JSON file \(x\.json\)"):
        new_register(str(tmp_path / "x.csv"))
    (tmp_path / "y.txt").touch()
    with pytest.raises(Exception, match=r"a JSON file \(\.json\)"):
        open_register(tmp_path / "y.txt")
