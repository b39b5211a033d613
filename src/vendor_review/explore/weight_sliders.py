"""What if controls weighed otherwise: a slider per group and per control, and one for each number of the formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.explore.panel import Panel, why_still
from vendor_review.report.pages.notebook_displays import reweighted_html
from vendor_review.scoring import Assessment, Reweighted
from vendor_review.scoring.scenarios.reweighting import SHARES

_MOST_TIMES, _STEP_TIMES, _STEP_SHARE = 4.0, 0.25, 0.05


def weights(
    scores: Assessment,
    times: Mapping[str, float] | None = None,
    *,
    kappa: float | None = None,
    gate_floor: float | None = None,
    live: bool | None = None,
) -> Panel[Reweighted[Assessment]]:
    """All vendors, ranked anew as weights are moved; scores and policy stay as they are.

    In JupyterLab, with ipywidgets, there are sliders for groups of controls, single controls, kappa and the gate floor.
    Elsewhere there is the result of `Scores.reweighted`, and a line that says why nothing moves.

    Parameters
    ----------
    times, kappa, gate_floor
        What is supposed at first; see `Scores.reweighted`.
    live
        Whether to show sliders; None: where somebody has the notebook open in Jupyter.

    Returns
    -------
    Panel
        Its `result` is the ranking as the sliders stand: `result.vendors` has one row per vendor, with rank, score
        (index points, 0..100) and band, before and after.

    Examples
    --------
    >>> panel = explore.weights(example, {"access": 3})
    >>> panel.result.vendors.query("climbed > 0")[["rank_before", "rank"]]
                 rank_before  rank
    vendor_id
    tallowgraph           13    12
    chimebarrow           18    17
    """
    panel = Panel(
        scores.reweighted(times, kappa=kappa, gate_floor=gate_floor), reweighted_html, why_still(live)
    )
    if not panel.hint:
        _add_sliders(panel, scores)
    return panel


def _add_sliders(panel: Panel[Reweighted[Assessment]], scores: Assessment) -> None:
    import ipywidgets as widgets

    controls, times, now = scores.policy.controls, panel.result.times, panel.result.after.policy

    def slider(words: str, value: float, most: float, step: float) -> Any:
        return widgets.FloatSlider(
            value,
            min=0,
            max=max(most, value),
            step=step,
            description=words,
            layout=widgets.Layout(width="42rem", max_width="100%"),
            style={"description_width": "22rem"},
        )

    def weighing(names: Mapping[str, str]) -> dict[str, Any]:
        return {
            name: slider(words, times.get(name, 1.0), _MOST_TIMES, _STEP_TIMES)
            for name, words in names.items()
        }

    sizes = controls["group"].value_counts(sort=False)
    groups = weighing({str(name): f"{name}: all {size} controls, times" for name, size in sizes.items()})
    single = weighing({str(name): f"{name} {words}, times" for name, words in controls["name"].items()})
    shares = {name: slider(words, getattr(now, name), 1.0, _STEP_SHARE) for name, words in SHARES.items()}
    home = dict.fromkeys([*groups, *single], 1.0) | {name: getattr(scores.policy, name) for name in SHARES}

    def ask(values: dict[str, float]) -> Reweighted[Assessment]:
        numbers = {name: round(values.pop(name), 9) for name in SHARES}
        return scores.reweighted({name: many for name, many in values.items() if many != 1}, **numbers)

    # A tab for each group of controls: so few sliders that the ranking below them stays in sight.
    tabs = {"All": [*groups.values(), *shares.values()]}
    for name, group in controls["group"].items():
        tabs.setdefault(str(group).capitalize(), []).append(single[str(name)])
    panel.follow(
        {**groups, **shares, **single},
        [widgets.Tab([widgets.VBox(each) for each in tabs.values()], titles=[*tabs])],
        ask,
        home,
        "As the policy weighs",
    )
