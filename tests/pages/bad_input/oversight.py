"""Bad input to the forms of ``oversight``."""

from tests.pages.bad_input.trying import TOMORROW, YESTERDAY, Try, at

TRIES = {
    "acts until a day before the first": Try(
        "auditor",
        at("oversight:acts"),
        {"since": TOMORROW, "until": YESTERDAY, "number": "ОГ"},
        "until",
        ("since", "number"),
        is_asked=True,
    ),
}
