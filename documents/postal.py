"""Identifiers of postal items: of inland ones 14 digits, of international ones 13 signs (S10 of the Universal Postal
Union), each with a digit that checks the others.
"""

import re

INLAND = re.compile(r"\d{14}")
INTERNATIONAL = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class WrongIdentifier(ValueError):
    """It is none, or a digit of it is wrong; the text is a code: ``identifier-form`` or ``identifier-check``."""


def identifier(text: str) -> str:
    """The identifier as it is kept: without blanks and dashes, in capitals.

    Raises:
        WrongIdentifier: see there.
    """
    found = re.sub(r"[\s\-]", "", text).upper()
    if INLAND.fullmatch(found) and found.isascii():
        is_right = found[-1] == inland_check(found[:-1])
    elif parts := INTERNATIONAL.fullmatch(found):
        is_right = found.isascii() and parts[3] == international_check(parts[2])
    else:
        raise WrongIdentifier("identifier-form")
    if not is_right:
        raise WrongIdentifier("identifier-check")
    return found


def inland_check(digits: str) -> str:
    """The last digit: digits in odd places count three times, and all together make a multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def international_check(digits: str) -> str:
    """The ninth digit by the weights of S10: eleven less the remainder, with 0 for 10 and 5 for 11."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))
