"""`new` and `convert`: where a register is kept."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.options import as_of_option, largest_table_option, policy_option
from vendor_review.cli.streams import say

if TYPE_CHECKING:
    from vendor_review.register.layout import Choices

_MOST_DAYS = 3650


@click.command()
@click.argument("source")
@click.argument("target")
@as_of_option
@policy_option
@largest_table_option
def convert(source: str, target: str, as_of: date, policy: str) -> None:
    """Copy a register between folder, workbook and database.

    SOURCE and TARGET are a folder, a workbook (.xlsx) or the URL of a database. TARGET must not exist. The copy is read
    back and compared: nothing is lost, except comments in page.toml. The page in other languages stays behind where
    the copy is no folder. A workbook offers the controls and data categories of the policy on that day.
    """
    from vendor_review.register.conversion import convert_register
    from vendor_review.register.source import without_password

    written = convert_register(source, target, _choices_for(target, as_of, policy))
    rows = sum(len(table) for table in written.tables.values())
    say(f"copied {rows} rows of {len(written.tables)} tables")
    if written.left_out:
        say(
            f"not in the copy: {', '.join(written.left_out)}; only a folder can hold the page in another language"
        )
    click.echo(without_password(target))


def _address(value: str) -> str:
    """An address as a browser shows it, with its scheme."""
    if value and not value.startswith(("https://", "http://")):
        raise click.BadParameter(
            f"{value!r} is not a web address such as https://www.example.com/subprocessors"
        )
    return value


def _days(value: str) -> str:
    """A number of days that a contract may name."""
    if value and not (value.isdecimal() and value.isascii() and int(value) <= _MOST_DAYS):
        raise click.BadParameter(f"{value!r} is not a number of days, such as 30")
    return value


def _checked(check: Callable[[str], str]) -> Callable[[click.Context, click.Parameter, str], str]:
    return lambda context, parameter, value: check(value)


@click.command()
@click.argument("target")
@click.option("--organisation", default="", metavar="NAME", help="Name of your organisation.")
@click.option(
    "--address",
    default="",
    metavar="URL",
    callback=_checked(_address),
    help="Web address of your public list of subprocessors.",
)
@click.option(
    "--notice-days",
    default="",
    metavar="DAYS",
    callback=_checked(_days),
    help="Days of notice before a change takes effect, as your contracts promise.",
)
@as_of_option
@policy_option
def new(target: str, organisation: str, address: str, notice_days: str, as_of: date, policy: str) -> None:
    """Start an empty register: a workbook or a folder of CSV files.

    TARGET is made as a workbook if it ends in .xlsx, else as a folder. A workbook offers the controls and data
    categories of the policy on that day.

    On a terminal, the command asks whether you have a list of your vendors, since `vendor-review import` can start from
    it. It then asks for what no option states. Press Enter to leave a question open.
    """
    from vendor_review.register.source import kind_of, new_register, refuse_target, without_password

    refuse_target(target)
    if sys.stdin.isatty() and sys.stderr.isatty():
        source = _ask(
            "Do you have a list or a spreadsheet of your vendors? Type its path, or press Enter if not", str
        )
        if source:
            say(f"Nothing was made yet. Start from your list: {_import_command(source, target)}")
            return
        organisation = organisation or _ask("Name of your organisation", str)
        address = address or _ask("Web address of your public list of subprocessors", _address)
        notice_days = notice_days or _ask("Days of notice before a change takes effect", _days)
    page = {"organisation": organisation, "address": address, "notice.days": notice_days}
    stated = [(key, value.strip()) for key, value in page.items() if value.strip()]
    names = new_register(target, _choices_for(target, as_of, policy), stated)
    shown = without_password(target)
    say(f"made an empty register, a {kind_of(target).made}: {', '.join(names)}")
    say(f"Fill in vendors and engagements first. Then run: vendor-review check {shlex.quote(shown)}")
    if not sys.stdin.isatty():
        say(f"If you have a list or a spreadsheet of your vendors, run: {_import_command('FILE', 'DRAFT')}")
    click.echo(shown)


def _ask(question: str, check: Callable[[str], str]) -> str:
    answer: str = click.prompt(question, default="", show_default=False, err=True, value_proc=check)
    return answer.strip()


def _import_command(source: str, target: str) -> str:
    """The command that drafts a register; a draft is a folder, whatever was to be made."""
    folder = target if not Path(target).suffix and "://" not in target else f"{Path(target).stem}-draft"
    return f"vendor-review import {shlex.quote(source)} {shlex.quote(folder)}"


#: What it means to answer several controls in one row.
_SEVERAL = (
    "One answer for all controls that the document can cover; yes and partial need a document. "
    "A row for a single control counts first."
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
            Choice(
                "none", "No personal data", "The vendor gets no personal data. A blank cell means: not known."
            ),
            Choice(
                "unclassified",
                "Not classified",
                "Free text or files that may contain anything, until somebody has looked.",
            ),
            *(Choice(*row) for row in categories.itertuples(name=None)),
        ],
        "place": [Choice(code, place_text(code, "", "")) for code in sorted(place_codes(), key=_world_first)],
    }


def _world_first(code: str) -> tuple[bool, str]:
    """Codes for more than a country, which are longer or EU, come before the countries."""
    from vendor_review.schema.cells.values import WORLD_CODES

    return code not in WORLD_CODES, code
