"""`sign`: somebody stands by a review."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vendor_review.cli.options import as_of_option, say


@click.command()
@click.argument("review", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--by", required=True, metavar="NAME", help="Who signs.")
@click.option(
    "--role", required=True, metavar="ROLE", help="As what: preparer, reviewer, approver, or your own word."
)
@click.option("--comment", default="", metavar="TEXT", help="What there is to say with it.")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="KEYFILE",
    help="An SSH key to sign with: a private one, or a public one whose private part ssh-agent has.",
)
@as_of_option
def sign(review: Path, by: str, role: str, comment: str, key: Path | None, as_of: date) -> None:
    """Sign REVIEW off: add a record of who stands by it, beside its folder; nothing in it is touched.

    The record pins the hash of the review's manifest, hence every file. --as-of is the day on which it is signed.
    `verify` lists sign-offs, and with --allowed-signers says whose keys signed.
    """
    from vendor_review.publication.signing import add_sign_off

    place = add_sign_off(review, by=by, role=role, comment=comment, signed_on=as_of, key=key)
    say(f"signed {'with ' + str(key) if key else 'without a key'}")
    click.echo(place)
