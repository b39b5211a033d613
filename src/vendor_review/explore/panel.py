"""What a cell shows where something may be moved by hand: the widgets, where they can work, and the result so far."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Generic, TypeVar

from vendor_review.errors import UsageError
from vendor_review.report.pages.blocks import framed
from vendor_review.report.pages.html import render

Result = TypeVar("Result")

#: Jupyter Server gives it to the kernel of a notebook that somebody has open; papermill and nbconvert do not.
_OPEN_NOTEBOOK = "JPY_SESSION_NAME"
_NOT_INSTALLED = "Nothing can be moved here, since ipywidgets is not installed (pip install ipywidgets)."
_NOBODY_THERE = "Open this notebook in JupyterLab to move sliders or drop-downs."


@dataclass(eq=False, repr=False)
class Panel(Generic[Result]):
    """Sliders or drop-downs, and the result that they give as they now stand.

    Attributes
    ----------
    result
        Of `explore.weights` a `Reweighted`, of `explore.vendor` a `WhatIf`; scores are points of 0 to 100. It follows
        what is moved, so that the next cell can go on with it.
    hint
        Why there is nothing to move, else "".
    widget
        What is moved, with the result below it; None where there is nothing.

    Examples
    --------
    >>> panel = explore.weights(example, {"access": 3})
    >>> panel.result.told
    'The rank changes for 4 of 23 vendors, the band for 0, the result against the appetite for 0.'
    """

    result: Result
    form: Callable[[Result], str]
    hint: str = ""
    widget: Any = None

    def __repr__(self) -> str:
        return f"{self.result!r}\n\n{self.hint}".rstrip()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        moved = {} if self.widget is None else self.widget._repr_mimebundle_()
        # What knows no widgets, such as a page made from the saved notebook, has the result all the same.
        html = framed(self.form(self.result) + render("hint.html.j2", hint=self.hint))
        return {**moved, "text/html": html, "text/plain": repr(self)}

    def follow(
        self,
        inputs: Mapping[str, Any],
        shown: Sequence[Any],
        ask: Callable[[dict[str, Any]], Result],
        home: Mapping[str, Any],
        way_home: str,
    ) -> None:
        """Takes these widgets, and asks again whenever one of them is moved.

        Parameters
        ----------
        inputs
            Name to the widget that has a value.
        shown
            The same as they stand on the screen, from top to bottom; the result follows below.
        ask
            Values by name to the result; a `UsageError` is shown in its place.
        home, way_home
            Name to the value that a button brings back, and what the button says.
        """
        import ipywidgets as widgets

        # The class lets JupyterLab give its tables their look.
        answer = widgets.HTML(framed(self.form(self.result))).add_class("jp-RenderedHTMLCommon")
        back = widgets.Button(description=way_home, layout=widgets.Layout(width="max-content"))
        goes_home = False

        def again(_: object) -> None:
            if goes_home:
                return
            try:
                self.result = ask({name: each.value for name, each in inputs.items()})
                answer.value = framed(self.form(self.result))
            except UsageError as refused:
                answer.value = render("refused.html.j2", problems=refused.problems)

        def bring_back(_: object) -> None:
            nonlocal goes_home
            goes_home = True
            for name, value in home.items():
                inputs[name].value = value
            goes_home = False
            again(None)

        for each in inputs.values():
            each.observe(again, "value")
        back.on_click(bring_back)
        self.widget = widgets.VBox([*shown, back, answer])


def why_still(live: bool | None) -> str:
    """Why there is nothing to move; "" where there is.

    Parameters
    ----------
    live
        Whether widgets are wanted; None: where somebody has the notebook open in Jupyter. Every widget bears a random
        name, and what a batch leaves in a notebook must not depend on chance.
    """
    if find_spec("ipywidgets") is None:
        return _NOT_INSTALLED
    wanted = _OPEN_NOTEBOOK in os.environ if live is None else live
    return "" if wanted else _NOBODY_THERE
