"""Charts as data: a Vega-Lite specification per file, joined here with records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

Records = Sequence[Mapping[Any, object]]


@cache
def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


#: The ground of a chart in JupyterLab, whose dark theme would swallow dark letters; a page has its own.
GROUND = "#ffffff"


def join(name: str, datasets: Mapping[str, Records]) -> dict[str, Any]:
    """The specification `name` with the theme and its data in it.

    Parameters
    ----------
    name
        File name without `.vl.json`.
    datasets
        Name to records, as the specification refers to them.
    """
    spec: dict[str, Any] = json.loads(_text(f"{name}.vl.json"))
    spec["config"] = json.loads(_text("theme.json"))["config"]
    spec["datasets"] = {key: [dict(record) for record in records] for key, records in datasets.items()}
    return spec
