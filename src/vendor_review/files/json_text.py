"""Reads JSON that others may have written, within limits: each key once, numbers that are finite, a depth that ends."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

#: The escape of one half of a character beyond the first 65,536.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
#: What a whole number of 64 bits has.
_LONGEST_NUMBER = 18
LONGEST_SHOWN = 60


def parsed_json(content: bytes | str) -> Any:
    """JSON that means one thing: UTF-8, no half of a character, no key twice, no number that is infinite or has more
    than 18 digits, not too deep.

    Raises
    ------
    ValueError
        It is no JSON, or none of that kind; the words follow the name of a file in a sentence.
    """
    text = content if isinstance(content, str) else content.decode("utf-8")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_each_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
        if _HALF.search(text):  # most escapes are pairs that make a character
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except UnicodeEncodeError:
        raise ValueError("it holds half of a character, written as an escape") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"it has the key {shortened(twice)} twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{shortened(digits)} is no finite number")
    return number


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > _LONGEST_NUMBER:
        raise ValueError(f"{shortened(digits)} is a number of more than {_LONGEST_NUMBER} digits")
    return int(digits)


def shortened(value: object) -> str:
    """A value as a problem names it, in quotes, however long it is."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]}...'"
