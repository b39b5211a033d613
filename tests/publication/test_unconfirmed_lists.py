"""A list that would say that no subprocessor is engaged, only since nobody has said who is public, does not go out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registers import checked_as_of, write_register
from reviewing import command
from vendor_review.publication.public_list.withholding import withheld_reasons

PAGE = 'organisation = "House"\naddress = "https://house.example/list"\n[notice]\ndays = 30\nobjection_days = 14\n'


def written(folder: Path, *said: tuple[str, str]) -> Path:
    """A register with an engagement for each pair of status and public."""
    vendors = [{"vendor_id": f"v{n}", "name": f"Vendor {n}"} for n, _ in enumerate(said)]
    engagements = [
        {
            "engagement_id": f"v{n}-1",
            "vendor_id": f"v{n}",
            "product": "Mail",
            "status": status,
            "role": "processor",
        }
        | {"public": public, "ended_on": "2026-01-31" if status == "past" else ""}
        for n, (status, public) in enumerate(said)
    ]
    return write_register(folder, {"vendors": vendors, "engagements": engagements}, page=PAGE)


@pytest.mark.parametrize(
    ("said", "unsaid"),
    [
        ([("active", ""), ("active", "")], 2),
        ([("active", ""), ("optional", ""), ("planned", "")], 3),
        ([("active", "no"), ("active", "")], 1),
        ([("active", "no"), ("optional", "no")], 0),
        ([("active", "yes"), ("active", "")], 0),
        ([("past", "")], 0),
    ],
)
def test_a_list_is_withheld_where_nobody_has_said_who_is_on_it(
    tmp_path: Path, said: list[tuple[str, str]], unsaid: int
) -> None:
    reasons = withheld_reasons(checked_as_of(written(tmp_path / "house", *said), date(2026, 11, 1))[0])
    assert bool(reasons) is bool(unsaid)
    assert not unsaid or f"nobody has said of {unsaid} whether" in reasons[0]


def test_the_command_writes_no_such_list(tmp_path: Path) -> None:
    done = command("public", written(tmp_path / "house", ("active", "")), "--out", tmp_path / "list")
    assert done.returncode != 0
    assert "the list would say that no subprocessor is engaged" in done.stderr
    assert not (tmp_path / "list" / "public-list.html").exists()
