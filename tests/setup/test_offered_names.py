"""No package offers a name that a module of it bears: the module would come in its place once something imports it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import vendor_review


def test_no_name_that_a_package_offers_is_that_of_one_of_its_modules() -> None:
    modules = pkgutil.walk_packages(vendor_review.__path__, "vendor_review.")
    packages = [vendor_review, *(import_module(module.name) for module in modules if module.ispkg)]
    assert len(packages) > 10
    for package in packages:
        within = {module.name for module in pkgutil.iter_modules(package.__path__)}
        # A name that is the module itself, such as a part of the package, is meant.
        offered = {name for name in getattr(package, "__all__", ()) if name in within}
        assert not [
            name
            for name in offered
            if getattr(package, name) is not import_module(f"{package.__name__}.{name}")
        ]
