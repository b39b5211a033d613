"""What a spreadsheet shows of the number in a cell: a day in ISO form, zeros in front, decimals, currencies."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from vendor_review.register.cell_text import plain_text
from vendor_review.register.workbook.display.formats import Display, FormatUnread, Token, sections_of

_PLAIN = ("General", "@", "")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_SHORT = 3


def display_number(number: float, code: str) -> Display:
    """A number that is no day.

    Raises
    ------
    FormatUnread
        The format is not read here.
    """
    plain = plain_text(number)
    if code in _PLAIN:
        return Display(plain)
    sections = sections_of(code)
    at = 0
    if len(sections) > 1 and number < 0:
        at = 1
    elif len(sections) > 2 and number == 0:
        at = 2
    tokens = sections[at]
    try:
        text = _figures(Decimal(plain).copy_abs(), tokens, plain).strip()
    except InvalidOperation:  # more figures than a spreadsheet has
        raise FormatUnread(code) from None
    if number < 0 and at == 0 and any(token.kind == "figure" for token in tokens):
        text = f"-{text}"
    if not text:
        raise FormatUnread(code)
    return Display(text, "" if text == plain else plain)


def _figures(number: Decimal, tokens: tuple[Token, ...], plain: str) -> str:
    """The digits of a number put into the places of a format, and what stands between them."""
    kinds = [token.kind for token in tokens]
    signs = [token.text for token in tokens if token.kind == "sign"]
    if "exponent" in kinds or "day" in kinds or "/" in signs:
        raise FormatUnread(plain)
    if "figure" not in kinds:
        return "".join(plain.lstrip("-") if t.kind == "general" or t.text == "@" else t.text for t in tokens)
    places = [at for at, kind in enumerate(kinds) if kind == "figure"]
    point = next((at for at, token in enumerate(tokens) if token == Token("sign", ".")), len(tokens))
    whole = [at for at in places if at < point]
    commas = [at for at, token in enumerate(tokens) if token == Token("sign", ",")]
    behind = sum(at > max(whole, default=-1) for at in commas)
    scaled = number.scaleb(2 * signs.count("%") - 3 * behind)
    decimals = [at for at in places if at > point]
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    put = dict(zip(decimals, _decimals(after, [tokens[at].text for at in decimals]), strict=True))
    put |= _whole(before.lstrip("0"), whole, tokens, grouped=len(commas) > behind)
    return "".join(
        put[at] if at in put else "" if token == Token("sign", ",") else token.text
        for at, token in enumerate(tokens)
    )


def _decimals(digits: str, places: list[str]) -> list[str]:
    """Behind the point: a place of # or ? shows no zero at the end."""
    shown = list(digits)
    for at in reversed(range(len(places))):
        if places[at] == "0" or shown[at] != "0":
            break
        shown[at] = "" if places[at] == "#" else " "
    return shown


def _whole(digits: str, places: list[int], tokens: tuple[Token, ...], *, grouped: bool) -> dict[int, str]:
    """Before the point, from the right; the first place takes all that are left."""
    put: dict[int, str] = {}
    blank = {"0": "0", "#": "", "?": " "}
    done = 0
    for at in reversed(places):
        taken = digits if at == places[0] else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        text = ""
        for digit in reversed(taken or blank[tokens[at].text]):
            text = digit + ("," if grouped and done and done % 3 == 0 else "") + text
            done += 1
        put[at] = text
    return put


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
