from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bad_registers.broken import broken_files
from vendor_review.register.layout import ALL, SHORTHANDS
from vendor_review.register.register import Register, load_register
from vendor_review.schema.check import CheckedRegister, check_register
from vendor_review.schema.vocabulary import ANY, DocumentKind, Service, Vocabulary

AS_OF = date(2026, 11, 1)
GROUPS = {"A": 6, "I": 4, "P": 5, "O": 3}

Check = Callable[..., CheckedRegister]
Edited = Callable[..., Path]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    controls = [f"VR-{group}{number}" for group, count in GROUPS.items() for number in range(1, count + 1)]
    return Vocabulary(
        controls=frozenset(controls),
        categories=frozenset(["Contact", "EmailAddress", "EmailContent", "HealthRecord"]),
        not_applicable=frozenset(
            [("independent_controller", "VR-O3"), ("affiliate", "VR-O3"), ("affiliate", "VR-O2")]
        ),
        shorthands={
            word: frozenset(one for one in controls if word == ALL or one[3] == word[0].upper())
            for word in SHORTHANDS
        },
        eea=frozenset(["DE", "FR", "IE", "NO"]),
        adequate=frozenset(["GB", "JP"]),
        listed=frozenset(["US"]),
        mechanisms=(
            Service("scc_m3", "processor", ANY, ANY, "pass"),
            Service("scc", ANY, ANY, ANY, "unknown"),
        ),
        documents={
            "webpage": DocumentKind("E1", frozenset(controls)),
            "questionnaire": DocumentKind("E2", frozenset(controls)),
            "dpa": DocumentKind("E3", frozenset(["VR-P1", "VR-O2"])),
            "iso27001": DocumentKind("E4", frozenset(controls), usual_months=36),
            "soc2_type2": DocumentKind("E5", frozenset(controls), reports_on_period=True),
        },
        answer_days=45,
    )


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Makes a copy of the Numberz register with edits as in bad_registers/cases.toml, and gives its folder."""

    def make(*edits: dict[str, Any]) -> Path:
        folder = tmp_path / f"edited-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, text in broken_files(edits).items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        return folder

    return make


@pytest.fixture(scope="session")
def check(vocabulary: Vocabulary) -> Check:
    """Checks a register, in a folder of the same name and the same bytes only once; what it finds is only read."""
    known: dict[Hashable, CheckedRegister] = {}

    def checked(source: str | Path | Register, as_of: date = AS_OF) -> CheckedRegister:
        register = source if isinstance(source, Register) else load_register(source)
        if isinstance(source, Register) or not Path(source).is_dir():
            return check_register(register, vocabulary, as_of)
        key = (register.name, frozenset(register.hashes.items()), as_of)
        if key not in known:
            known[key] = check_register(register, vocabulary, as_of)
        return known[key]

    return checked
