"""What if one vendor had answered otherwise: drop-downs for its controls and their evidence, a range for its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.explore.panel import Panel, why_still
from vendor_review.figures import points
from vendor_review.report.pages.notebook_displays import what_if_html
from vendor_review.report.words.wording import ANSWER_WORDS, months
from vendor_review.scoring import Assessment, WhatIf
from vendor_review.scoring.model.controls import DECLINED
from vendor_review.scoring.scenarios.control_answers import Answer

#: Answers that no document stands behind.
_BARE = ("no", DECLINED, "unknown", "not_applicable")
#: An answer, what stands behind it, and its date, as far as each is said.
_Said = tuple[Any, ...]


def vendor(
    scores: Assessment,
    called: str,
    controls: Mapping[str, Answer] | None = None,
    *,
    path: str | None = None,
    live: bool | None = None,
) -> Panel[WhatIf]:
    """One vendor, scored anew as answers, their evidence and its access path are moved; the register stays as it is.

    In JupyterLab, with ipywidgets, there are two drop-downs per control and a range for the path. Elsewhere there is
    the result of `Scores.what_if`, and a line that says why nothing moves.

    Parameters
    ----------
    called
        Id of the vendor, or its name.
    controls, path
        What is supposed at first; see `Scores.what_if`.
    live
        Whether to show drop-downs; None: where somebody has the notebook open in Jupyter.

    Returns
    -------
    Panel
        Its `result` is the what-if as the drop-downs stand: `result.before` and `result.after` have the score at both
        ends (index points, 0..100), band, tier and where it lies against the appetite.

    Examples
    --------
    >>> panel = explore.vendor(scores, "sendgrid", {"VR-I1": ("yes", "E5")}, path="receives")
    >>> round(panel.result.before.r_hi, 2), round(panel.result.after.r_hi, 2)
    (74.72, 47.31)
    """
    as_stated = scores.what_if(called)
    panel = Panel(as_stated.what_if(controls, path=path), what_if_html, why_still(live))
    if not panel.hint:
        _add_choices(panel, as_stated, scores, controls or {}, path)
    return panel


def _add_choices(
    panel: Panel[WhatIf],
    as_stated: WhatIf,
    scores: Assessment,
    controls: Mapping[str, Answer],
    path: str | None,
) -> None:
    import ipywidgets as widgets

    stated, levels = _stated(scores, as_stated.vendor_id), list(scores.policy.path_levels)
    lowest, highest = (scores.vendors[end][as_stated.vendor_id] for end in ("path_lo", "path_hi"))
    ends = levels[int(lowest)], levels[int(highest)]
    range_of_paths = widgets.SelectionRangeSlider(
        options=levels,
        value=_ends(path) if path else ends,
        description="Access path, from and to",
        layout=widgets.Layout(width="42rem", max_width="100%"),
        style={"description_width": "12rem"},
    )

    def drop_down(options: list[tuple[str, Any]], value: Any) -> Any:
        return widgets.Dropdown(options=options, value=value, layout=widgets.Layout(width="auto"))

    inputs, home = {"path": range_of_paths}, {"path": ends}
    # A tab for each group of controls: so few drop-downs that the score below them stays in sight.
    cells: dict[str, list[Any]] = {}
    for control, (_, row) in zip(stated, scores.policy.controls.iterrows(), strict=True):
        now = _said(controls[control]) if control in controls else stated[control]
        answer, document = f"{control} answer", f"{control} document"
        inputs[answer] = drop_down(_answers(scores, as_stated.vendor_id, control), now[0])
        inputs[document] = drop_down(_documents(scores, stated[control], now), now[1:])
        home |= {answer: stated[control][0], document: stated[control][1:]}
        label = widgets.Label(f"{row['name']} ({control}{', key control' if row['gate'] else ''})")
        cells.setdefault(row["group"], []).extend([label, inputs[answer], inputs[document]])

    def ask(values: dict[str, Any]) -> WhatIf:
        supposed = {}
        for control, said in stated.items():
            answer, document = (values[f"{control} {what}"] for what in ("answer", "document"))
            if (answer, *document) != said:
                supposed[control] = (answer,) if answer in _BARE else (answer, *document)
        moved = None if values["path"] == ends else "..".join(dict.fromkeys(values["path"]))
        return as_stated.what_if(supposed, path=moved)

    columns = widgets.Layout(grid_template_columns="24rem 8rem minmax(10rem, 27rem)")
    tabs = widgets.Tab([widgets.GridBox(group, layout=columns) for group in cells.values()])
    tabs.titles = [group.capitalize() for group in cells]
    panel.follow(inputs, [range_of_paths, tabs], ask, home, "As the register states")


def _stated(scores: Assessment, vendor_id: str) -> dict[str, _Said]:
    """Control to its answer as it counts, and the document cited."""
    controls, at = scores.controls, scores.vendors.index.get_loc(vendor_id)
    cited = zip(controls.control_ids, controls.answer[at], controls.evidence_id[at], strict=True)
    known = scores.evidence.index
    return {
        str(control): (str(answer), *([str(document)] if document in known else []))
        for control, answer, document in cited
    }


def _said(answer: Answer) -> _Said:
    return (answer,) if isinstance(answer, str) else tuple(answer)


def _ends(path: str) -> tuple[str, str]:
    low, _, high = (part.strip() for part in path.partition(".."))
    return low, high or low


def _answers(scores: Assessment, vendor_id: str, control: str) -> list[tuple[str, str]]:
    """What may be answered, in words; that a control is not applicable, only in a role that allows it."""
    roles = scores.engagements.loc[scores.engagements["vendor_id"].eq(vendor_id), "role"]
    free = all((role, control) in scores.policy.not_applicable for role in roles)
    words = [*scores.policy.answers, DECLINED, "unknown", *(["not_applicable"] if free else [])]
    return [(ANSWER_WORDS.get(word, word), word) for word in words]


def _documents(scores: Assessment, stated: _Said, now: _Said) -> list[tuple[str, _Said]]:
    """What may stand behind an answer: the document of the register, none, or a fresh one of any level."""
    offered = dict.fromkeys(
        [stated[1:], (), *((level,) for level in scores.policy.evidence_strength), now[1:]]
    )
    return [(_called(scores, document), document) for document in offered]


def _called(scores: Assessment, document: _Said) -> str:
    if not document:
        return "no document"
    name, *day = document
    if name not in scores.evidence.index:
        return f"{name} of {day[0] or 'no date'}" if day else f"{name}, fresh"
    level, age, strength = (scores.evidence[column][name] for column in ("level", "age_months", "strength"))
    return f"{name}: {level or 'no level'}, {months(age)}, counts {points(strength)}"
