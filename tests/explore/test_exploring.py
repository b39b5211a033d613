"""Sliders and drop-downs: they give what the call gives, touch nothing, and are missed by nobody who has none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

import vendor_review as vr
from assembled import EXAMPLE, example_review
from reviewing import AS_OF, HOSTILE_NAME, Published, tree
from vendor_review import explore
from vendor_review.errors import UsageError
from vendor_review.explore import Panel
from vendor_review.scoring import Assessment

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def scores() -> Assessment:
    return example_review().scores


def within(widget: Any) -> Iterator[Any]:
    """A widget and all that it holds."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from within(child)


def of_kind(panel: Panel[Any], kind: str) -> list[Any]:
    return [each for each in within(panel.widget) if type(each).__name__ == kind]


def slider(panel: Panel[Any], words: str) -> Any:
    (found,) = (each for each in of_kind(panel, "FloatSlider") if each.description.startswith(words))
    return found


def shown(panel: Panel[Any]) -> str:
    """The HTML below what can be moved."""
    (answer,) = of_kind(panel, "HTML")
    return str(answer.value)


# --- weights -----------------------------------------------------------------------------------------------


def test_there_is_a_slider_per_group_control_and_number_and_each_starts_as_asked(scores: Assessment) -> None:
    panel = explore.weights(scores, {"access": 3, "VR-P1": 6}, kappa=0.8, live=True)
    starts = {
        each.description.split(":")[0].split(" ")[0]: each.value for each in of_kind(panel, "FloatSlider")
    }
    controls = scores.policy.controls
    assert set(starts) == {*controls["group"], *controls.index, "most", "left"}
    assert {name: start for name, start in starts.items() if start != 1} == {
        "access": 3,
        "VR-P1": 6,
        "most": 0.8,
        "left": scores.policy.gate_floor,
    }


def test_moving_a_slider_ranks_as_the_call_does(scores: Assessment) -> None:
    panel = explore.weights(scores, live=True)
    before = shown(panel)
    slider(panel, "access").value = 3
    slider(panel, "VR-P1").value = 0
    slider(panel, "most that controls").value = 0.8
    called = scores.reweighted({"access": 3, "VR-P1": 0}, kappa=0.8)
    assert panel.result.vendors.equals(called.vendors)
    assert panel.result.supposed == called.supposed
    assert called.told in shown(panel)
    assert shown(panel) != before


def test_the_button_brings_back_what_the_policy_says(scores: Assessment) -> None:
    panel = explore.weights(scores, {"access": 3}, gate_floor=0.1, live=True)
    (button,) = of_kind(panel, "Button")
    button.click()
    assert slider(panel, "access").value == 1
    assert panel.result.supposed == []
    assert panel.result.after.vendors.equals(scores.vendors)
    assert "All 23 vendors keep their rank." in shown(panel)


def test_a_position_that_cannot_be_is_told_and_the_last_result_stays(scores: Assessment) -> None:
    panel = explore.weights(scores, live=True)
    for group in scores.policy.controls["group"].unique():
        slider(panel, group).value = 0
    assert "no weight is left for any control of" in shown(panel)
    assert panel.result.supposed
    slider(panel, "access").value = 1
    assert "The rank changes for" in shown(panel)


def test_a_start_that_cannot_be_is_refused(scores: Assessment) -> None:
    with pytest.raises(UsageError, match="did you mean 'access'"):
        explore.weights(scores, {"acces": 2}, live=True)


# --- one vendor --------------------------------------------------------------------------------------------


def drop_downs(panel: Panel[Any], scores: Assessment, control: str) -> tuple[Any, Any]:
    """Answer and document of a control."""
    found = of_kind(panel, "Dropdown")
    place = 2 * list(scores.policy.controls.index).index(control)
    return found[place], found[place + 1]


def test_drop_downs_start_as_the_register_states(scores: Assessment) -> None:
    panel = explore.vendor(scores, "watchfen", live=True)
    answer, document = drop_downs(panel, scores, "VR-A2")
    assert answer.value == "yes"
    assert document.label == "watchfen-soc2-2026: E5, 8 mo., counts 0.00"
    assert panel.result.changes.empty
    (path,) = of_kind(panel, "SelectionRangeSlider")
    assert path.value == ("incidental", "stores")


def test_moving_drop_downs_and_path_scores_as_the_call_does(scores: Assessment) -> None:
    panel = explore.vendor(scores, "Watchfen Monitoring", {"VR-I1": ("yes", "E5", None)}, live=True)
    answer, document = drop_downs(panel, scores, "VR-A3")
    answer.value = "yes"
    document.label = "E4, fresh"
    drop_downs(panel, scores, "VR-A1")[0].value = "no"
    (path,) = of_kind(panel, "SelectionRangeSlider")
    path.value = ("receives", "receives")
    supposed = {"VR-I1": ("yes", "E5", None), "VR-A3": ("yes", "E4"), "VR-A1": "no"}
    called = scores.what_if("watchfen", supposed, path="receives")
    assert (panel.result.after, panel.result.supposed) == (called.after, called.supposed)
    assert f"<strong>{called.ranks[1]}</strong>" in shown(panel)


def test_the_button_brings_back_what_the_register_states(scores: Assessment) -> None:
    panel = explore.vendor(scores, "watchfen", {"VR-A2": ("yes", "E5")}, path="none", live=True)
    (button,) = of_kind(panel, "Button")
    button.click()
    assert panel.result.changes.empty
    assert panel.result.after == panel.result.before
    assert drop_downs(panel, scores, "VR-A2")[1].value == ("watchfen-soc2-2026",)


def test_not_applicable_is_offered_only_where_the_policy_allows_it(scores: Assessment) -> None:
    allowed = {
        vendor_id: [
            control
            for control in scores.policy.controls.index
            if "not_applicable" in dict(drop_downs(panel, scores, control)[0].options).values()
        ]
        for vendor_id in scores.vendors.index
        for panel in [explore.vendor(scores, vendor_id, live=True)]
    }
    stated = scores.controls.answer == "not_applicable"
    for row, vendor_id in enumerate(scores.vendors.index):
        assert set(scores.controls.control_ids[stated[row]]) <= set(allowed[vendor_id])
    roles = scores.engagements.groupby("vendor_id")["role"].agg(set)
    assert {tuple(roles[name]) for name, found in allowed.items() if found} == {
        ("affiliate",),
        ("independent_controller",),
    }


def test_register_and_scores_stay_as_they_are(scores: Assessment) -> None:
    assert scores.checked is not None
    files = tree(EXAMPLE)
    tables = {name: rows.copy(deep=True) for name, rows in scores.checked.tables.items()}
    vendors = scores.vendors.copy(deep=True)
    panel = explore.vendor(scores, "watchfen", live=True)
    for each in of_kind(panel, "Dropdown")[::2]:
        each.value = "no"
    slider(explore.weights(scores, live=True), "identity").value = 4
    assert tree(EXAMPLE) == files
    assert all(rows.equals(tables[name]) for name, rows in scores.checked.tables.items())
    assert scores.vendors.equals(vendors)


# --- with and without widgets ------------------------------------------------------------------------------


@pytest.fixture(params=["weights", "vendor"])
def make(request: pytest.FixtureRequest, scores: Assessment) -> Any:
    """A panel of each kind, given whether it is live."""

    def made(live: bool | None = None) -> Panel[Any]:
        if request.param == "weights":
            return explore.weights(scores, {"access": 3}, live=live)
        return explore.vendor(scores, "watchfen", {"VR-A2": ("yes", "E5")}, live=live)

    return made


def test_without_ipywidgets_there_is_the_result_and_how_to_have_more(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = make(live=True)
    for name in [name for name in sys.modules if name.split(".")[0] == "ipywidgets"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    for live in (None, True):
        panel = make(live=live)
        bundle = panel._repr_mimebundle_()
        assert panel.widget is None
        assert set(bundle) == {"text/html", "text/plain"}
        assert repr(panel.result) == repr(with_it.result)
        for form in bundle.values():
            assert "pip install ipywidgets" in form
        assert bundle["text/plain"].startswith(repr(panel.result))


def test_only_a_notebook_that_somebody_has_open_gets_widgets(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    batch = make()
    assert batch.widget is None
    assert VIEW not in batch._repr_mimebundle_()
    assert make()._repr_mimebundle_() == batch._repr_mimebundle_()
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/2_scores.ipynb")
    bundle = make()._repr_mimebundle_()
    assert VIEW in bundle
    assert "In JupyterLab" not in bundle["text/plain"] + bundle["text/html"]


def test_a_saved_notebook_has_the_result_beside_the_widget(make: Any) -> None:
    panel = make(live=True)
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == repr(panel.result)
    assert bundle["text/html"].strip() == shown(panel).strip()


def test_words_of_a_register_that_look_like_markup_are_shown_as_words(hostile: Published) -> None:
    scores = vr.review(hostile.folder / "register", as_of=AS_OF).scores
    assert HOSTILE_NAME in set(scores.vendors["name"])
    for panel in (explore.weights(scores, live=True), explore.vendor(scores, "aws", live=True)):
        assert "<script" not in shown(panel)
        assert "<img" not in shown(panel)
        assert "&lt;" in shown(panel)
