"""How much properties try: a little at the desk (`dev`), more on each change (`ci`), a lot at leisure (`long`).

Which of them is chosen by `--hypothesis-profile`; it is `ci` if none is. Time by the clock decides nothing: a machine
that is busy with something else is no failure.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_EXAMPLES = {"dev": 10, "ci": 100, "long": 1000}


def register_profiles() -> None:
    """Makes the profiles known, and `ci` the one in force."""
    for name, examples in _EXAMPLES.items():
        settings.register_profile(
            name,
            settings.get_profile("default"),
            max_examples=examples,
            deadline=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile("ci")


def tries(count: int) -> int:
    """How many examples to try where `ci` tries `count`, under the profile in force; two at least."""
    return max(2, count * settings().max_examples // _EXAMPLES["ci"])
