"""What the columns of a company's own spreadsheet become: a drop-down for each, and the raw text beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from vendor_review.errors import UsageError
from vendor_review.explore.panel import Panel, why_still
from vendor_review.intake.drafting import trade_of
from vendor_review.intake.importing import Import, Wishes, read_list
from vendor_review.intake.inventory.mapping import CHANGED, Column, SourceMapping
from vendor_review.intake.inventory.mapping_file import mapping_text
from vendor_review.intake.inventory.targets import offered
from vendor_review.policy import Policy, load_policy
from vendor_review.register.source import found_above
from vendor_review.report.pages.html import render


def mapping(
    source: str | Path,
    *,
    as_of: date | str,
    accept_above: float | None = None,
    policy: Policy | None = None,
    live: bool | None = None,
) -> Panel[Import]:
    """What each column of an inventory becomes in a draft register; nothing is written.

    In JupyterLab, with ipywidgets, there is a drop-down per column, with its raw text beside it. Elsewhere there is the
    proposal, and a line that says why nothing moves.

    Parameters
    ----------
    source
        A workbook (.xlsx) or CSV.
    accept_above
        Confirms proposals that are at least so sure, from 0 to 1.
    live
        Whether to show drop-downs; None: where somebody has the notebook open in Jupyter.

    Returns
    -------
    Panel
        Its `result` is the draft as the drop-downs stand; `intake.write_import(panel.result, folder)` writes it.

    Examples
    --------
    >>> panel = explore.mapping("data/example/tarnbrook-vendors.xlsx", as_of="2026-11-30", accept_above=0.9)
    >>> len(panel.result.draft.content.tables["vendors"])  # rows
    25
    """
    trade = trade_of(policy or load_policy(None, as_of))
    path = found_above(str(source)) or Path(source)
    found = read_list(path, Wishes(accept_above=accept_above, trade=trade))
    if found.mapping is None:
        raise UsageError(
            f"{source}: is a list and no inventory; vendor-review import drafts it without a mapping."
        )
    panel = Panel(found, _as_table, why_still(live))
    if not panel.hint:
        _add_choices(panel, path, found.mapping, Wishes(accept_above=accept_above, trade=trade))
    return panel


def _as_table(found: Import) -> str:
    assert found.mapping is not None
    return render(
        "mapping.html.j2",
        source=found.mapping.source,
        vendors=len(found.draft.content.tables["vendors"]),
        columns=found.mapping.columns,
        undecided=found.undecided,
    )


def _add_choices(panel: Panel[Import], source: Path, proposed: SourceMapping, wishes: Wishes) -> None:
    import ipywidgets as widgets

    inputs: dict[str, Any] = {}
    cells: list[Any] = []
    for place, column in enumerate(proposed.columns):
        options = list(dict.fromkeys([column.becomes, *offered()]))
        inputs[str(place)] = widgets.Dropdown(
            options=options, value=column.becomes, layout=widgets.Layout(width="auto")
        )
        raw = "; ".join(column.examples)
        cells += [widgets.Label(f"{column.letter} {column.heading}"), inputs[str(place)], widgets.Label(raw)]

    def ask(values: dict[str, Any]) -> Import:
        columns = tuple(_changed(column, values[str(place)]) for place, column in enumerate(proposed.columns))
        text = mapping_text(replace(proposed, columns=columns), {})
        return read_list(source, replace(wishes, mapping=text))

    grid = widgets.GridBox(
        cells, layout=widgets.Layout(grid_template_columns="20rem 22rem minmax(10rem, 30rem)")
    )
    home = {str(place): column.becomes for place, column in enumerate(proposed.columns)}
    panel.follow(inputs, [grid], ask, home, "As it was proposed")


def _changed(column: Column, becomes: str) -> Column:
    return column if becomes == column.becomes else replace(column, becomes=becomes, state=CHANGED)
