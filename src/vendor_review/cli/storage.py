"""`new` and `convert`: where a register is kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from vendor_review.cli.options import as_of_option, policy_option
from vendor_review.cli.streams import say

if TYPE_CHECKING:
    from vendor_review.register.layout import Choices


@click.command()
@click.argument("source")
@click.argument("target")
@as_of_option
@policy_option
def convert(source: str, target: str, as_of: date, policy: str) -> None:
    """Move the register at SOURCE to TARGET without loss, between folder, workbook (.xlsx) and database (URL).

    TARGET must not exist. What is written is read back and compared. Comments of a page.toml are not moved. A workbook
    offers the controls and data categories of the policy on that day.
    """
    from vendor_review.register.conversion import convert_register
    from vendor_review.register.source import without_password

    written = convert_register(source, target, _choices_for(target, as_of, policy))
    rows = sum(len(table) for table in written.tables.values())
    say(f"moved {rows} rows of {len(written.tables)} tables")
    click.echo(without_password(target))


@click.command()
@click.argument("target")
@as_of_option
@policy_option
def new(target: str, as_of: date, policy: str) -> None:
    """Start an empty register at TARGET: a workbook to fill in if it ends in .xlsx, else a folder of CSV files.

    A workbook offers the controls and data categories of the policy on that day.
    """
    from vendor_review.register.source import kind_of, new_register, without_password

    names = new_register(target, _choices_for(target, as_of, policy))
    say(f"made an empty register, a {kind_of(target).made}: {', '.join(names)}")
    click.echo(without_password(target))


#: What it means to answer several controls in one row.
_SEVERAL = (
    "One answer for all of them that the document can speak of; yes and partial need a document. "
    "A row for one control goes before."
)


def _choices_for(target: str, as_of: date, policy: str) -> Choices:
    """What a workbook offers where the policy fixes the words; nothing else needs them."""
    from vendor_review.register.source import kind_of

    if not kind_of(target).offers_choices:
        return {}
    from vendor_review.policy import load_policy
    from vendor_review.register.layout import ALL, SHORTHANDS, Choice
    from vendor_review.report.words.wording import place_text
    from vendor_review.schema.cells.place_codes import place_codes

    in_force = load_policy(policy or None, as_of)
    controls = in_force.controls[["name", "wording", "gate"]]
    categories = in_force.categories[["label", "meaning"]].drop("unclassified", errors="ignore").sort_index()
    return {
        "control": [
            *(Choice(*row) for row in controls.itertuples(name=None)),
            *(
                Choice(word, "All controls" if word == ALL else f"All controls of {word}", _SEVERAL)
                for word in SHORTHANDS
            ),
        ],
        "category": [
            Choice("none", "No personal data", "It is stated that there is none; blank would be unknown."),
            Choice(
                "unclassified",
                "Not classified",
                "Free text or files in which anything may stand until somebody looks.",
            ),
            *(Choice(*row) for row in categories.itertuples(name=None)),
        ],
        "place": [Choice(code, place_text(code, "", "")) for code in sorted(place_codes(), key=_world_first)],
    }


def _world_first(code: str) -> tuple[bool, str]:
    """Codes for more than a country, which are longer or EU, come before the countries."""
    from vendor_review.schema.cells.values import WORLD_CODES

    return code not in WORLD_CODES, code
