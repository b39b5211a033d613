"""`new` and `convert`: where a register is kept."""

from __future__ import annotations

import click

from vendor_review.cli.options import say


@click.command()
@click.argument("source")
@click.argument("target")
def convert(source: str, target: str) -> None:
    """Move the register at SOURCE to TARGET without loss, between folder, workbook (.xlsx) and database (URL).

    TARGET must not exist. What is written is read back and compared. Comments of a page.toml are not moved.
    """
    from vendor_review.register.convert import convert_register
    from vendor_review.register.source import without_password

    written = convert_register(source, target)
    rows = sum(len(table) for table in written.tables.values())
    say(f"moved {rows} rows of {len(written.tables)} tables")
    click.echo(without_password(target))


@click.command()
@click.argument("target")
def new(target: str) -> None:
    """Start an empty register at TARGET: a folder of CSV files, or a workbook to fill in if it ends in .xlsx."""
    from vendor_review.register.blank import new_register
    from vendor_review.register.source import without_password

    names = new_register(target)
    say(f"made an empty register: {', '.join(names)}")
    click.echo(without_password(target))
