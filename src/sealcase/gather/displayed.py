"""The text that a spreadsheet shows for a value (ECMA-376, part 1, section 18.8.31, number formats).

What a format says about digits, grouping, percent, dates and literal text is followed; colours, conditions,
fractions and the widths of columns are not. A number without a format keeps all of its digits: an order
number of 28 digits is not shown as 2.03E+27, whatever the program that wrote the file would show.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])+')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]\-]*)[^\]]*\]|\[(?P<elapsed>[hms])+\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<part>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<digits>[0#?](?:[0#?,.]*[0#?])?,*\.?)"
    r"|(?P<exponent>[eE][+\-]0+)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_LOCALE_DATES = frozenset({"mm-dd-yy", "m/d/yy h:mm", "m/d/yy"})
"""How formats 14 and 22 are written, which every program shows in the reader's own way."""
_SIGNIFICANT_DIGITS = 15
"""Digits of a binary number that are its own (IEEE 754 double)."""
_GENERAL = "general"


def displayed(value: object, number_format: str) -> str:
    """Return what stands in a cell that holds `value` under `number_format`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date, time, timedelta)):
        return _date_text(value, number_format)
    if isinstance(value, (int, float)):
        return _number_text(value, number_format)
    return str(value)


# ----------------------------------------------------------------------------------------- numbers
def _number_text(value: float, number_format: str) -> str:
    number = _exact(value)
    if number is None:
        return str(value)
    sections = _SECTION.findall(number_format)
    own = sections[1] if number < 0 and len(sections) > 1 else sections[0] if sections else _GENERAL
    if number == 0 and len(sections) > 2:
        own = sections[2]
    tokens = list(_TOKEN.finditer(own))
    digits = [token for token in tokens if token["digits"]]
    if not digits and any(token["quoted"] for token in tokens):
        return "".join(map(_literal, tokens))
    if _GENERAL in own.lower() or len(digits) != 1 or any(token["exponent"] for token in tokens) or "/" in own:
        return format(number, "f")
    signed = "-" if number < 0 and own is sections[0] else ""
    scaled = abs(number) * (100 if any(token["plain"] == "%" for token in tokens) else 1)
    return signed + "".join(
        _digits_text(scaled, token["digits"]) if token is digits[0] else _literal(token) for token in tokens
    )


def _exact(value: float) -> Decimal | None:
    """Return the number with the digits that are its own, None for what is none."""
    try:
        number = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_SIGNIFICANT_DIGITS}g"))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**15 else number


def _digits_text(number: Decimal, pattern: str) -> str:
    """Return a number under a pattern of `0`, `#`, `?`, commas and a point."""
    whole, _, fraction = pattern.partition(".")
    bare = whole.rstrip(",")
    with localcontext() as context:
        context.prec = 400
        number = number / 1000 ** (len(whole) - len(bare))
        number = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    text = format(number, ",f" if "," in bare else "f")
    written, _, decimals = text.partition(".")
    least = sum(character == "0" for character in bare)
    written = written.rjust(least, "0") if least else ("" if written == "0" and decimals else written)
    kept = decimals.rstrip("0").ljust(sum(character == "0" for character in fraction), "0")
    return f"{written}.{kept}" if kept else written


def _literal(token: re.Match[str]) -> str:
    return str(token["quoted"] or token["escaped"] or token["currency"] or token["plain"] or token["part"] or "")


# ------------------------------------------------------------------------------------------- dates
def _date_text(value: date | time | timedelta, number_format: str) -> str:
    if isinstance(value, timedelta):
        return _elapsed(value)
    own = (_SECTION.findall(number_format) or [_GENERAL])[0]
    tokens = list(_TOKEN.finditer(own))
    if number_format.lower() in _LOCALE_DATES or not any(token["part"] for token in tokens):
        return _plain_date(value)
    twelve = any(token["half"] for token in tokens)
    return "".join(
        _part_text(value, token, _is_minute(tokens, index), twelve=twelve) if token["part"] else _other(value, token)
        for index, token in enumerate(tokens)
    ).strip()


def _plain_date(value: date | time) -> str:
    """Return a date as ISO 8601 has it, its time only where it has one."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    return value.isoformat()


def _elapsed(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


def _is_minute(tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether an `m` means minutes: behind hours or before seconds."""
    parts = [(at, token["part"][0].lower()) for at, token in enumerate(tokens) if token["part"]]
    place = next((at for at, (number, _) in enumerate(parts) if number == index), 0)
    before = parts[place - 1][1] if place else ""
    after = parts[place + 1][1] if place + 1 < len(parts) else ""
    return parts[place][1] == "m" and (before == "h" or after == "s")


def _part_text(value: date | time, token: re.Match[str], minute: bool, *, twelve: bool) -> str:  # noqa: FBT001
    part = token["part"].lower()
    letter, width = part[0], len(part)
    clock = value.time() if isinstance(value, datetime) else value if isinstance(value, time) else time()
    day = value if isinstance(value, date) else date(1899, 12, 31)
    if letter == "y":
        return f"{day.year:04}" if width > 2 else f"{day.year % 100:02}"
    if letter == "h":
        return f"{(clock.hour - 1) % 12 + 1 if twelve else clock.hour:0{min(width, 2)}}"
    if letter == "s":
        return f"{clock.second:0{min(part.count('s'), 2)}}"
    if letter == "d":
        return day.strftime("%A" if width > 3 else "%a") if width > 2 else f"{day.day:0{width}}"
    if minute:
        return f"{clock.minute:0{min(width, 2)}}"
    return day.strftime("%B" if width > 3 else "%b") if width > 2 else f"{day.month:0{width}}"


def _other(value: date | time, token: re.Match[str]) -> str:
    if not token["half"]:
        return _literal(token)
    afternoon = isinstance(value, (datetime, time)) and value.hour >= 12
    return token["half"].split("/")[afternoon]
