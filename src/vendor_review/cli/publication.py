"""`public`, `annex` and `recipients`: what customers, their contracts and the record of processing get."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.inspection import review_of, say_rejected
from vendor_review.cli.options import as_of_option, largest_table_option, policy_option, register_argument
from vendor_review.cli.streams import say
from vendor_review.errors import RunFailed, UsageError
from vendor_review.schema.public_page.labels import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from vendor_review.publication.annex.contents import Annex


@click.command()
@register_argument
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder to write to. It is made if it does not exist; files of the list in it are replaced.",
)
@click.option(
    "--cyclonedx",
    is_flag=True,
    help="Also write public-list.cdx.json: the vendors as services of a CycloneDX 1.6 bill of materials.",
)
@as_of_option
@policy_option
@largest_table_option
def public(register: str, out: Path, cyclonedx: bool, as_of: date, policy: str) -> None:
    """Write the public list of REGISTER as a page, JSON and CSV."""
    from vendor_review.files.durable_files import write_files
    from vendor_review.publication.public_list.cyclonedx import SERVICES, services_file
    from vendor_review.publication.result_files import public_list_files

    review = review_of(register, as_of, policy)
    if review.withheld:
        kept = f"the public list is withheld; nothing was written, and the files in {out} are unchanged:"
        raise RunFailed([kept, *review.withheld])
    files = public_list_files(review)
    if cyclonedx:
        files[SERVICES] = services_file(review.listing, as_of)
    for path in write_files(out, files.items(), replacing=True):
        click.echo(path)


@click.command()
@register_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["docx", "html"]),
    default="docx",
    show_default=True,
    help="A Word document, or a page.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="LIST",
    help="Mark what is new, changed or no longer used since this list: a review, or a public-list.json, .csv or .html.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Fill this Word document, with your own letterhead and clauses. docs/annex.md lists its fields.",
)
@click.option(
    "--language",
    type=click.Choice([ENGLISH, *LANGUAGES]),
    default=ENGLISH,
    show_default=True,
    help="Language of the annex. In any but English the register needs its page in it, such as page.de.toml.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write, replaced if it exists. If left out: annex-<as-of>.docx or .html here, which must not exist.",
)
@as_of_option
@policy_option
@largest_table_option
def annex(
    register: str,
    form: str,
    against: Path | None,
    template: Path | None,
    language: str,
    out: Path | None,
    as_of: date,
    policy: str,
) -> None:
    """Write the public list of REGISTER as an annex to a contract.

    It suits a data processing agreement, and Annex III of the EU standard contractual clauses. It says what the public
    list says, and also the address and the contact of each vendor. If the public list is withheld, there is no annex.
    """
    if template and form != "docx":
        raise UsageError(f"--template is a Word document, and --format is {form}; leave one of them out")
    if out and out.suffix.casefold() != f".{form}":
        raise UsageError(f"--out: {out} does not end in .{form}; name it so, or choose another --format")
    own = "" if language == ENGLISH else f"-{language}"
    target = out or Path(f"annex-{as_of}{own}.{form}")
    if target.exists() and not out:
        raise UsageError(
            f"{target} exists, and may have been sent; name a file with --out, which is replaced"
        )
    from vendor_review.changes.public_lists.published_list import read_published
    from vendor_review.files.durable_files import write_files
    from vendor_review.publication.annex.contents import annex_of
    from vendor_review.publication.annex.page import annex_page
    from vendor_review.publication.annex.template import filled_template
    from vendor_review.publication.annex.word_file import word_file
    from vendor_review.report.words.reconciliation import unclear_words

    earlier = read_published(against) if against else None
    review = review_of(register, as_of, policy)
    if review.withheld:
        raise RunFailed(["the public list is withheld; no annex was written:", *review.withheld])
    draft = annex_of(review.checked, as_of, earlier, language)
    for unclear in draft.unclear:
        say(unclear_words(unclear))
    _say_gaps(draft.annex)
    if template:
        filled = filled_template(template, draft.annex, as_of)
        content = filled.document
        if filled.unnamed:
            say(f"{template} does not show {', '.join(filled.unnamed)}; does it leave them out on purpose?")
    else:
        content = annex_page(draft.annex) if form == "html" else word_file(draft.annex, as_of)
    (path,) = write_files(target.parent, [(target.name, content)], replacing=out is not None)
    click.echo(path)


def _say_gaps(annex: Annex) -> None:
    """What the clauses ask for and the annex cannot say."""
    from vendor_review.publication.annex.contents import gaps, left_out
    from vendor_review.report.pages.html import counted
    from vendor_review.schema.public_page import public_words

    labels = {**public_words.FIELDS, "contact": "Contact"}
    total = counted(len(annex.subprocessors), "entry", "entries")
    for name, count in gaps(annex).items():
        say(f"{labels[name]} is not stated in {count} of {total}")
    hidden = [labels[name].lower() for name in left_out(annex)]
    if hidden:
        say(f"not in the annex, since page.toml leaves it out of the public list: {', '.join(hidden)}")


@click.command()
@register_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write, replaced if it exists; stdout if left out.",
)
@as_of_option
@policy_option
@largest_table_option
def recipients(register: str, out: Path | None, as_of: date, policy: str) -> None:
    """List recipients of data for the record of processing, as CSV.

    It has what Article 30 of the GDPR asks of recipients: who they are, what for, which data and whose, where, and on
    which safeguards data leaves the EEA. It is for the company alone: it also lists vendors that are not public.
    """
    import vendor_review as vr
    from vendor_review.files.durable_files import write_files
    from vendor_review.publication.recipients import recipients as rows
    from vendor_review.publication.result_files import without_formulas

    in_force = vr.load_policy(policy or None, as_of)
    checked = vr.check(register, as_of=as_of, policy=in_force)
    say_rejected(checked)
    text = without_formulas(rows(checked, in_force)).to_csv(index=False, lineterminator="\n")
    if out is None:
        click.echo(text, nl=False)
    else:
        (path,) = write_files(out.parent, [(out.name, text.encode())], replacing=True)
        click.echo(path)
