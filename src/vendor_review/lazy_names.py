"""Names that a package offers but looks up only when asked: pandas takes a third of a second, and not all need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def deferred(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], Sequence[str]]]:
    """A `__getattr__` and a `__dir__` for `package`; the latter is what a notebook offers under Tab.

    Parameters
    ----------
    homes
        Name to the module of the package that defines it; a module that is offered itself has its own name.
    """

    def look_up(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{homes[name]}")
        return module if homes[name] == name else getattr(module, name)

    return look_up, lambda: list(homes)
