"""Bad input to the forms of ``oversight``."""

from tests.pages.bad_input.trying import TOMORROW, YESTERDAY, Try, at

TRIES = {
    "a day of a month sheet of another month": Try(
        "unit_head",
        at("oversight:month-sheet"),
        {"action": "correct", "day": "1999-01-01", "code": "night", "reason": "Дежурство"},
        "day",
        ("code", "reason"),
    ),
    "acts until a day before the first": Try(
        "auditor",
        at("oversight:acts"),
        {"since": TOMORROW, "until": YESTERDAY, "number": "ОГ"},
        "until",
        ("since", "number"),
        is_asked=True,
    ),
}
