"""Shapes of telephone numbers: which strings of digits can be one, and in which country.

Judged by length and leading digits, never by whether a number or range is assigned. National shapes are a small
table for the countries most ads come from; every other country goes by the length rules that `phonenumberslite`
ships.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber

NANP = re.compile(r"[2-9](?!11)[0-9]{2}[2-9][0-9]{6}")
"""North American Numbering Plan: area code and exchange start with 2-9, area code is not N11 (NANPA, 2026)."""

CALLING_CODES: dict[int, tuple[str, ...]] = phonenumbers.COUNTRY_CODE_TO_REGION_CODE

NATIONAL: dict[str, tuple[str, re.Pattern[str]]] = {
    country: (trunk, re.compile(shape))
    for country, trunk, shape in (
        ("AU", "0", r"[23478][0-9]{8}"),
        ("GB", "0", r"7[0-9]{9}|[12389][0-9]{8,9}"),
        ("NZ", "0", r"[34679][0-9]{7}|2[0-9]{7,9}"),
        ("IE", "0", r"[1-9][0-9]{6,8}"),
        ("FR", "0", r"[1-9][0-9]{8}"),
        ("DE", "0", r"1[5-7][0-9]{8,9}|[2-9][0-9]{6,10}"),
        ("NL", "0", r"[1-9][0-9]{8}"),
        ("BE", "0", r"[1-9][0-9]{7,8}"),
        ("CH", "0", r"[2-9][0-9]{8}"),
        ("AT", "0", r"[1-9][0-9]{6,12}"),
        ("SE", "0", r"[1-9][0-9]{6,8}"),
        ("TR", "0", r"[2-5][0-9]{9}"),
        ("TH", "0", r"[2-9][0-9]{7,8}"),
        ("ZA", "0", r"[1-8][0-9]{8}"),
        ("AE", "0", r"[2-9][0-9]{7,8}"),
        ("JP", "0", r"[1-9][0-9]{8,9}"),
        ("MY", "0", r"1[0-9]{8,9}|[3-9][0-9]{7,8}"),
        ("EC", "0", r"9[0-9]{8}|[2-7][0-9]{7}"),
        ("IN", "", r"[1-9][0-9]{9}"),
        ("ES", "", r"[6-9][0-9]{8}"),
        ("MX", "", r"[2-9][0-9]{9}"),
        ("SG", "", r"[3689][0-9]{7}"),
        ("HK", "", r"[2-9][0-9]{7}"),
    )
}
"""ISO country -> trunk prefix that must be written and the national number after it (ITU E.164 national plans, "
"2026)."""


def calling_code(country: str) -> int:
    """The country's calling code, 0 when unknown."""
    return int(phonenumbers.country_code_for_region(country))


@lru_cache(maxsize=8_192)
def international(digits: str) -> tuple[str, bool] | None:
    """Digits that begin with a calling code -> E.164 and whether the number also fits an assigned range. A trunk 0
    after the code is dropped. Null when no country has numbers of that length."""
    if digits.startswith("0"):
        return None
    for width in (1, 2, 3):
        code = int(digits[:width] or "0")
        if code not in CALLING_CODES:
            continue
        national = digits[width:]
        if national.startswith("0") and code != 39:
            national = national[1:]
        if code == 52 and len(national) == 11:
            national = national.removeprefix("1")  # the mark of mobiles, which Mexico dropped in August 2019
        if national.startswith("0") or not 5 <= len(national) <= 13:
            return None
        if code == 1:
            return (f"+1{national}", True) if NANP.fullmatch(national) else None
        known = NATIONAL.get(CALLING_CODES[code][0])
        if known is not None:
            return (f"+{code}{national}", True) if known[1].fullmatch(national) else None
        number = PhoneNumber(country_code=code, national_number=int(national))
        if not phonenumbers.is_possible_number(number):
            return None
        return f"+{code}{national}", phonenumbers.is_valid_number(number)
    return None


@lru_cache(maxsize=8_192)
def national(digits: str, country: str) -> str | None:
    """Digits as dialled inside `country` -> E.164, or null when the shape is not that country's."""
    code = calling_code(country)
    if code == 0:
        return None
    if code == 1:
        bare = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        return f"+1{bare}" if NANP.fullmatch(bare) else None
    known = NATIONAL.get(country)
    if known is not None:
        trunk, shape = known
        bare = digits[1:] if digits.startswith("0") else digits
        return f"+{code}{bare}" if digits.startswith(trunk) and shape.fullmatch(bare) else None
    bare = digits.removeprefix("0") if code != 39 else digits
    if not bare or not phonenumbers.is_possible_number(PhoneNumber(country_code=code, national_number=int(bare))):
        return None
    return f"+{code}{bare}"
