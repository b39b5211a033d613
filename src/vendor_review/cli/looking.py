"""`check`, `score`, `explain` and `public`: one step of a review each, without a notebook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendor_review.cli.options import as_of_option, format_option, policy_option, register_argument, say
from vendor_review.errors import RunFailed, UsageError
from vendor_review.runs.parameters import check_parameters

if TYPE_CHECKING:
    import pandas as pd

    from vendor_review.report.review import Review
    from vendor_review.schema import CheckedRegister


def review_of(register: str, as_of: date, policy: str) -> Review:
    """The results that a notebook's first cells compute, without a notebook."""
    from vendor_review.policy import load_policy
    from vendor_review.register.load import load_register
    from vendor_review.runs.assemble import assemble_review
    from vendor_review.schema import check_register
    from vendor_review.scoring import score_vendors

    parameters = check_parameters(
        register=register,
        as_of=as_of.isoformat(),
        policy=policy,
        baseline="none",
        sample_count=1,
        random_seed=0,
    )
    in_force = load_policy(policy or None, as_of)
    loaded = load_register(register)
    checked = check_register(loaded, in_force.vocabulary, as_of)
    return assemble_review(parameters, loaded, in_force, checked, score_vendors(checked, in_force))


def say_rejected(review: Review) -> None:
    """A reader of scores alone must know what is not in them."""
    from vendor_review.report.problems import problems_sentence, severity_counts

    rejected = len(review.checked.rejected)
    if rejected:
        say(problems_sentence(severity_counts(review.checked.findings), rejected))


def print_table(table: pd.DataFrame, form: str) -> None:
    """A table in one of the formats `table`, `csv`, `json`, to stdout."""
    if form == "csv":
        click.echo(table.to_csv(index=False), nl=False)
    elif form == "json":
        click.echo(table.to_json(orient="records", date_format="iso", force_ascii=False, indent=1))
    else:
        click.echo(table.to_string(index=False) if len(table) else "none")


def _is_empty(checked: CheckedRegister) -> bool:
    """Whether there is nothing to judge yet: no vendor and no engagement, rejected ones included."""
    return checked.rejected.empty and all(checked.tables[name].empty for name in ("vendors", "engagements"))


@click.command()
@register_argument
@as_of_option
@policy_option
@format_option("table", "json", "csv")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning"]), help="Exit with 1 if there is one, or worse."
)
def check(register: str, as_of: date, policy: str, form: str, fail_on: str | None) -> int:
    """List what is wrong with REGISTER: place, value, and what would be right."""
    from vendor_review.report.problems import problems_sentence, severity_counts, worst_first

    checked = review_of(register, as_of, policy).checked
    findings = checked.findings
    if form == "table":
        for row in worst_first(findings).itertuples():
            click.echo(f"{row.severity:7}  {row.rule:8}  {row.message}\n{'':19}{row.remedy}")
    else:
        print_table(findings, form)
    counts = severity_counts(findings)
    if _is_empty(checked):
        say(
            "The register is empty. Start with vendors, a row for each company; then engagements, a row for each thing "
            "that one is engaged for."
        )
    if len(findings) or not _is_empty(checked):
        say(problems_sentence(counts, len(checked.rejected)))
    failing = {None: 0, "error": counts["error"], "warning": counts["error"] + counts["warning"]}
    return 1 if failing[fail_on] else 0


@click.command()
@register_argument
@as_of_option
@policy_option
@click.option("--ledger", is_flag=True, help="The contributions instead of the scores.")
@format_option("table", "csv", "json")
def score(register: str, as_of: date, policy: str, ledger: bool, form: str) -> None:
    """Score the vendors of REGISTER, worst first."""
    from vendor_review.publication.results import score_frame
    from vendor_review.report.vendors import score_table

    review = review_of(register, as_of, policy)
    say_rejected(review)
    scores = review.scores
    if ledger:
        print_table(scores.ledger, form)
    else:
        print_table(score_table(scores) if form == "table" else score_frame(scores), form)


@click.command()
@register_argument
@click.argument("vendor")
@as_of_option
@policy_option
def explain(register: str, vendor: str, as_of: date, policy: str) -> None:
    """Tell one vendor of REGISTER in words and numbers; VENDOR is its id or its name."""
    from vendor_review.report.vendor import vendor_facts, vendor_text
    from vendor_review.schema.suggestions import nearest_words

    review = review_of(register, as_of, policy)
    names = review.scores.vendors["name"]
    if vendor in names.index:
        found = vendor
    elif (names == vendor).sum() == 1:
        found = str(names.index[names == vendor][0])
    else:
        ids = list(names.index)
        guess = nearest_words([vendor], ids)[vendor] or nearest_words([vendor], list(names))[vendor]
        hint = f" (did you mean {guess!r}?)" if guess else ""
        raise UsageError(
            f"{vendor!r} is no vendor that {review.checked.name} engages{hint}; its ids are {', '.join(ids)}"
        )
    say_rejected(review)
    click.echo(vendor_text(vendor_facts(review, found)))


@click.command()
@register_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR")
@as_of_option
@policy_option
def public(register: str, out: Path, as_of: date, policy: str) -> None:
    """Write the public list of REGISTER alone, as a page, JSON and CSV."""
    from vendor_review.publication.results import public_list_files

    review = review_of(register, as_of, policy)
    if review.withheld:
        kept = f"the public list is withheld; nothing was written, and what lies in {out} is left as it was:"
        raise RunFailed([kept, *review.withheld])
    out.mkdir(parents=True, exist_ok=True)
    for name, content in public_list_files(review).items():
        (out / name).write_bytes(content)
        click.echo(out / name)
