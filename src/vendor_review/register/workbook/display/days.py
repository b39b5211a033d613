"""What a spreadsheet shows of a day or a time: a whole day in ISO form, and what shows less of it as it shows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from vendor_review.register.cell_text import plain_text
from vendor_review.register.workbook.display.formats import Display, FormatUnread, Token, sections_of

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_SHORT = 3


def display_day(moment: datetime | date | time | timedelta, code: str) -> Display:
    """A day or a time: a whole day in ISO form, however it is shown; what shows less of it as it shows."""
    tokens = sections_of(code)[0]
    letters = {token.text[0].lower() for token in tokens if token.kind == "day"}
    if isinstance(moment, timedelta):
        return Display(_elapsed(moment))
    if isinstance(moment, time):
        if letters & set("yd"):
            raise FormatUnread(code)
        return Display(plain_text(moment))
    if set("ymd") <= letters:
        return Display(plain_text(moment if letters & set("hs") else _midnight(moment)))
    return Display(_as_shown(moment, tokens).strip(), plain_text(moment))


def _elapsed(span: timedelta) -> str:
    seconds = round(abs(span).total_seconds())
    sign = "-" if span < timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as a workbook has it


def _as_shown(day: date, tokens: tuple[Token, ...]) -> str:
    at = day if isinstance(day, datetime) else _midnight(day)
    timed = [token.text[0].lower() for token in tokens if token.kind == "day"]
    halves = any(token.kind == "half" for token in tokens)
    text = ""
    passed = 0
    for kind, word in tokens:
        if kind == "day":
            # Behind hours and in front of seconds the letter of months is that of minutes.
            between = timed[max(passed - 1, 0) : passed] == ["h"] or timed[passed + 1 : passed + 2] == ["s"]
            minutes = timed[passed] == "m" and len(word) < _SHORT and between
            text += f"{at.minute:0{len(word)}}" if minutes else _piece(at, word.lower(), halves=halves)
            passed += 1
        elif kind == "half":
            text += "AM" if at.hour < 12 else "PM"
        else:
            text += word
    return text


def _piece(at: datetime, word: str, *, halves: bool) -> str:
    letter, length = word[0], len(word)
    if letter == "y":
        return f"{at:%Y}" if length >= _SHORT else f"{at:%y}"
    if letter in "md" and length >= _SHORT:
        name = _MONTHS[at.month - 1] if letter == "m" else _WEEKDAYS[at.weekday()]
        return {3: name[:3], 5: name[:1] if letter == "m" else name}.get(length, name)
    hour = (at.hour % 12 or 12) if halves else at.hour
    number = {"d": at.day, "m": at.month, "h": hour, "s": at.second}[letter]
    return f"{number:0{min(length, 2)}}"
