"""What the columns of a company's own spreadsheet become: a drop-down for each, and what else is a person's to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

from vendor_review.errors import UsageError
from vendor_review.explore.panel import Panel, why_still
from vendor_review.intake.drafting import trade_of
from vendor_review.intake.importing import Import, Wishes, read_list
from vendor_review.intake.inventory.codes import ASK, DAY_FIRST, MONTH_FIRST
from vendor_review.intake.inventory.mapping import CHANGED, Column, Ending, SourceMapping
from vendor_review.intake.inventory.mapping_file import ALL, mapping_text
from vendor_review.intake.inventory.targets import offered
from vendor_review.policy import Policy, load_policy
from vendor_review.register.layout import TABLES
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

    In JupyterLab, with ipywidgets, there is a drop-down per column, its raw text beside it, and a box that confirms it
    with all that is proposed for its cells. Above is what holds for the whole sheet; below, a field for the last day of
    each engagement that is past. Elsewhere there is the proposal, and a line that says why nothing moves.

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
    choices = _Choices(proposed, _endings(source, wishes))

    def ask(values: dict[str, Any]) -> Import:
        found = read_list(source, replace(wishes, mapping=mapping_text(choices.said(values), {})))
        confirmed = {place for place in choices.boxes if values[f"right {place}"]}
        if found.mapping is None or not confirmed:
            return found
        # A second reading: what is confirmed is what is proposed for the column that it has become.
        columns = tuple(
            replace(column, state=ALL) if place in confirmed else column
            for place, column in enumerate(found.mapping.columns)
        )
        text = mapping_text(replace(found.mapping, columns=columns), {})
        return read_list(source, replace(wishes, mapping=text))

    home = {name: each.value for name, each in choices.inputs.items()}
    panel.follow(choices.inputs, choices.shown, ask, home, "As it was proposed")


def _endings(source: Path, wishes: Wishes) -> tuple[Ending, ...]:
    """The past engagements of which no column says when they ended, also where their status is not confirmed yet."""
    found = read_list(source, replace(wishes, accept_above=0.0)).mapping
    return () if found is None else found.endings


class _Choices:
    """The widgets by what they decide, as they stand on the screen, and the mapping that they say."""

    def __init__(self, proposed: SourceMapping, endings: Sequence[Ending]) -> None:
        import ipywidgets as widgets

        self._proposed = proposed
        self._endings = endings
        self._wide = widgets.Layout(width="auto")
        self._styled = {"description_width": "initial"}
        self.boxes = [place for place, column in enumerate(proposed.columns) if _is_open(column)]
        self.inputs: dict[str, Any] = {}
        self.shown = [*self._of_the_sheet(), self._of_columns(), *self._of_endings()]

    def _of_the_sheet(self) -> list[Any]:
        """What holds where a column says nothing: only what any column asks."""
        columns = self._proposed.columns
        made = []
        if any(column.days == ASK for column in columns):
            self._choice(
                "days", "Days such as 03/04/2026", (ASK, DAY_FIRST, MONTH_FIRST), self._proposed.days
            )
            made.append("days")
        if any(column.asks_scope for column in columns):
            told = "Documents cover the service that we use"
            self._choice("in_scope", told, ("", "yes", "no"), self._proposed.in_scope)
            made.append("in_scope")
        if not any(column.says_access for column in columns):
            told = "How near vendors come to the data"
            self._choice("access_path", told, ("", *_paths()), self._proposed.access_path)
            made.append("access_path")
        return [self.inputs[name] for name in made]

    def _choice(self, name: str, told: str, options: Sequence[str], value: str) -> None:
        import ipywidgets as widgets

        self.inputs[name] = widgets.Dropdown(
            options=[(option or "not stated", option) for option in options],
            value=value,
            description=told,
            style=self._styled,
            layout=widgets.Layout(width="max-content"),
        )

    def _of_columns(self) -> Any:
        import ipywidgets as widgets

        cells: list[Any] = []
        several = len({column.sheet for column in self._proposed.columns}) > 1
        for place, column in enumerate(self._proposed.columns):
            options = list(dict.fromkeys([column.becomes, *offered()]))
            becomes = widgets.Dropdown(options=options, value=column.becomes, layout=self._wide)
            self.inputs[f"becomes {place}"] = becomes
            right: Any = widgets.Label("" if column.target.is_own else "confirmed")
            if place in self.boxes:
                right = widgets.Checkbox(description="right", indent=False, layout=self._wide)
                self.inputs[f"right {place}"] = right
            sheet = f"{column.sheet}!" if several else ""
            heading = widgets.Label(f"{sheet}{column.letter} {column.heading}")
            cells += [heading, becomes, right, widgets.Label("; ".join(column.examples))]
        columns = "20rem 22rem 6rem minmax(10rem, 30rem)"
        return widgets.GridBox(cells, layout=widgets.Layout(grid_template_columns=columns))

    def _of_endings(self) -> list[Any]:
        import ipywidgets as widgets

        for place, ending in enumerate(self._endings):
            self.inputs[f"ended {place}"] = widgets.Text(
                description=f"{ending.vendor}: the last day",
                placeholder="2026-03-24",
                value="",
                continuous_update=False,
                style=self._styled,
                layout=widgets.Layout(width="max-content"),
            )
        return [self.inputs[f"ended {place}"] for place in range(len(self._endings))]

    def said(self, values: Mapping[str, Any]) -> SourceMapping:
        """The mapping as the widgets stand, but for what is confirmed."""
        columns = tuple(
            _changed(column, values[f"becomes {place}"])
            for place, column in enumerate(self._proposed.columns)
        )
        endings = tuple(
            replace(ending, becomes=day, state=CHANGED)
            for place, ending in enumerate(self._endings)
            if (day := values[f"ended {place}"].strip())
        )
        sheet = {name: values[name] for name in ("days", "in_scope", "access_path") if name in values}
        return replace(self._proposed, columns=columns, endings=endings, **sheet)


def _is_open(column: Column) -> bool:
    """Whether a person has something to confirm in it."""
    return not column.target.is_own and (not column.is_settled or any(map(column.waits, column.values)))


def _paths() -> list[str]:
    """Every level, and every range of levels, from the lowest."""
    levels = TABLES["engagements"].column("access_path").values
    pairs = combinations_with_replacement(levels, 2)
    return [low if low == high else f"{low}..{high}" for low, high in pairs]


def _changed(column: Column, becomes: str) -> Column:
    return column if becomes == column.becomes else replace(column, becomes=becomes, state=CHANGED)
