"""How results look as a notebook cell's value: the tables of the report, beside their plain text form."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from vendor_review.report.pages.blocks import framed

if TYPE_CHECKING:
    from vendor_review.register import Register
    from vendor_review.schema import CheckedRegister
    from vendor_review.scoring import Assessment, Reweighted, WhatIf

HTML = "text/html"
#: Rows of a table of vendors in their new order; who comes after them is counted.
CUT_OFF = 300


def scores_html(scores: Assessment) -> str:
    """All vendors, worst first, as the report shows them."""
    from vendor_review.report.pages.html import render
    from vendor_review.report.sections.vendors import table_rows

    return render(
        "vendors_table.html.j2", as_of=scores.policy.as_of.isoformat(), rows=table_rows(scores), linked=False
    )


def checked_html(checked: CheckedRegister) -> str:
    """Every finding by rule, and the rejected rows, as the report shows them."""
    from vendor_review.report.sections.problems import problems_html

    return problems_html(checked)


def register_html(register: Register) -> str:
    """The tables, their rows, and how many of their columns anything is stated in."""
    from vendor_review.report.pages.html import render

    rows = [
        {
            "table": name,
            "rows": len(table),
            "columns": len(table.columns),
            "stated": sum(bool(table[column].str.strip().ne("").any()) for column in table.columns),
        }
        for name, table in register.tables.items()
        if name not in register.unused
    ]
    absent = [file for file in register.absent if file.removesuffix(".csv") not in register.unused]
    return render("register_table.html.j2", name=register.name, rows=rows, absent=absent)


def what_if_html(found: WhatIf) -> str:
    """What is supposed, where the vendor stands before and after, and what moves its score."""
    from vendor_review.report.pages.html import render
    from vendor_review.scoring.scenarios.standing import signed

    moves = [[words, signed(lo), signed(hi)] for words, lo, hi in found.moves.itertuples()]
    return render(
        "what_if.html.j2",
        name=found.name,
        as_of=found.as_of.isoformat(),
        supposed=found.supposed,
        compared=list(found.compared.itertuples()),
        moves=moves,
        together=[signed(moved) for moved in found.moved],
    )


def reweighted_html(found: Reweighted[Assessment]) -> str:
    """What is supposed, and all vendors in their new order, each with its interval as it was and as it would be."""
    from vendor_review.report.pages.html import render

    return render(
        "reweighted.html.j2",
        as_of=found.after.policy.as_of.isoformat(),
        supposed=found.supposed,
        told=found.told,
        appetite=found.after.policy.appetite,
        rows=reweighted_rows(found),
        left_out=max(len(found.vendors) - CUT_OFF, 0),
    )


def reweighted_rows(found: Reweighted[Assessment]) -> list[dict[str, Any]]:
    """The foremost vendors in their new order, as their table has them."""
    from vendor_review.report.words.wording import APPETITE_WORDS, score_text

    rows, limits = [], found.after.policy.limits
    for row in found.vendors.head(CUT_OFF).to_dict("records"):
        lo, hi, lo_before, hi_before = (
            round(row[name], 4) for name in ("r_lo", "r_hi", "r_lo_before", "r_hi_before")
        )
        rows.append(
            {
                "rank": row["rank"],
                "climbed": _climbed(row["climbed"]),
                "name": row["name"],
                "lo": lo,
                "width": round(hi - lo, 4),
                "lo_before": lo_before,
                "width_before": round(hi_before - lo_before, 4),
                "score": score_text(lo, hi, limits),
                "score_before": score_text(lo_before, hi_before, limits),
                "band": row["band"],
                "band_moves": row["band"] != row["band_before"],
                "appetite": APPETITE_WORDS[row["appetite"]],
                "appetite_moves": row["appetite"] != row["appetite_before"],
            }
        )
    return rows


def _climbed(places: int) -> str:
    """`▲ 2` for two places nearer to the worst, `▼ 1` for one further from it, "" for none."""
    return f"{'▲' if places > 0 else '▼'} {abs(places)}" if places else ""


def _framed(form: Callable[[Any], str], value: Any) -> str:
    return framed(form(value))


#: Class, by the module that defines it, to its form.
_FORMS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("vendor_review.scoring.model.scores", "Scores"): scores_html,
    ("vendor_review.scoring.scenarios.what_if", "WhatIf"): what_if_html,
    ("vendor_review.scoring.scenarios.reweighting", "Reweighted"): reweighted_html,
    ("vendor_review.schema.check", "CheckedRegister"): checked_html,
    ("vendor_review.register.register", "Register"): register_html,
}


def show_in_notebooks() -> None:
    """Makes results render as tables in the notebook that runs this, if one does: scores with a row per vendor, say.

    Importing `report` does it as well. IPython is told by name, so that no class of an earlier part needs to know the
    report, and nothing is loaded before it is shown.

    Examples
    --------
    >>> from vendor_review.register import load_register
    >>> report.show_in_notebooks()
    >>> load_register("data/numberz")  # a table with a row per table of the register; as text, without a notebook:
    Register numberz: 3 vendors, 3 engagements, ...
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or shell.display_formatter is None:
        return
    formatter = shell.display_formatter.formatters[HTML]
    for (module, name), form in _FORMS.items():
        formatter.for_type_by_name(module, name, partial(_framed, form))
