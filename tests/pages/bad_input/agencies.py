"""Bad input to the forms of ``agencies``."""

from agencies.models import GrammarCase, TermKind
from tests.pages.bad_input.trying import A_PROGRAM, TOMORROW, YESTERDAY, Try, at
from tests.stage import Stage


def unit(house: Stage) -> int:
    """The unit where the case of the stage is executed."""
    return house.unit.pk


def colleague(house: Stage) -> int:
    """Its executor."""
    return house.colleague.pk


def post(house: Stage) -> int:
    """The executor's post."""
    return house.colleague.posts.get().pk


CALENDAR = at("agencies:calendar-year", lambda _house: 2026)
KIND = at("agencies:term-kind", lambda _house: TermKind.objects.get(code="press-inquiry").pk)
PLACE = {"title": "куратор", "role": "executor", "position": "member"}
NEW_KIND = at("agencies:term-kind-new")
KIND_CARD = {
    "code": "ombudsman",
    "used_for": "paper",
    "name": "Запрос уполномоченного",
    "starts_from": "receipt",
    "length": "15",
    "unit": "days",
    "roll": "previous",
    "extensions_at_most": "0",
    "extension_days": "0",
    "source": "1-ФКЗ, ст. 34",
}
TRIES = {
    "a share of more than a post": Try(
        "administrator",
        at("agencies:share", lambda house: house.colleague.posts.get().pk),
        {"share": "120", "on": YESTERDAY},
        "share",
        ("on",),
    ),
    "a kind of term with the code of another": Try(
        "administrator", NEW_KIND, KIND_CARD | {"code": "appeal-answer"}, "code", ("code", "name", "source")
    ),
    "a kind of term without a source": Try("administrator", NEW_KIND, KIND_CARD | {"source": " "}, "source", ("name",)),
    "a kind of term retired without a reason": Try(
        "administrator", KIND, {"action": "retire", "reason": " "}, "reason"
    ),
    "an agency without a name": Try(
        "administrator", at("agencies:agency"), {"name": "", "short_name": "Минжилкомхоз"}, "name", ("short_name",)
    ),
    "a unit with an index that is taken": Try(
        "administrator",
        at("agencies:unit-new"),
        {"kind": "staff", "code": "05", "name": "Отдел", "starts_on": YESTERDAY},
        "",
        ("code", "name"),
    ),
    "a unit renamed tomorrow": Try(
        "administrator",
        at("agencies:unit-rename", unit),
        {"code": "05", "name": "Отдел", "on": TOMORROW},
        "on",
        ("name", "on"),
    ),
    "a unit moved below one that is not there": Try(
        "administrator",
        at("agencies:unit-move", unit),
        {"parent": "0", "on": YESTERDAY},
        "parent",
    ),
    "a unit merged into none": Try(
        "administrator",
        at("agencies:unit-merge", lambda house: house.world.office.units["08"].pk),
        {"into": "", "on": YESTERDAY},
        "into",
        ("on",),
    ),
    "a unit closed tomorrow": Try(
        "administrator", at("agencies:unit-close", unit), {"ends_on": TOMORROW}, "ends_on", ("ends_on",)
    ),
    "an employee without a unit": Try(
        "administrator",
        at("agencies:hire"),
        PLACE | {"last_name": "Новый", "first_name": "Пётр", "sex": "m", "username": "new", "starts_on": YESTERDAY},
        "unit",
        ("last_name", "username", "title"),
    ),
    "an employee with a login in Cyrillic": Try(
        "administrator", at("agencies:hire"), PLACE | {"username": "новый"}, "username", ("title",)
    ),
    "particulars without a surname": Try(
        "administrator",
        at("agencies:employee-change", colleague),
        {"last_name": "", "phone": "1"},
        "last_name",
        ("phone",),
    ),
    "a post in a unit that is not there": Try(
        "administrator",
        at("agencies:appoint", colleague),
        PLACE | {"unit": "0", "starts_on": YESTERDAY, "is_acting": "on"},
        "unit",
        ("title",),
    ),
    "a dismissal on no day": Try("administrator", at("agencies:dismiss", colleague), {"ends_on": "no"}, "ends_on"),
    "a password that is too short": Try(
        "administrator", at("agencies:password", colleague), {"password": "short"}, "password"
    ),
    "a transfer to nowhere": Try(
        "administrator", at("agencies:transfer", post), PLACE | {"unit": "", "on": YESTERDAY}, "unit", ("title", "on")
    ),
    "a place in the unit that was held before": Try(
        "administrator", at("agencies:position", post), {"position": "member", "on": YESTERDAY}, "", ("on",)
    ),
    "a post that ends before it begins": Try(
        "administrator", at("agencies:post-end", post), {"ends_on": "1999-12-31"}, "", ("ends_on",)
    ),
    "a program instead of a table": Try(
        "administrator",
        at("agencies:import"),
        {"on": YESTERDAY},
        "file",
        ("on",),
        {"file": A_PROGRAM},
    ),
    "a structure of the thirty-first of February": Try(
        "executor", at("agencies:structure"), {"on": "2026-02-31"}, "on", is_asked=True
    ),
    "a name without a sex": Try(
        "controller",
        at("agencies:word-new"),
        {"kind": "surname", **dict.fromkeys((case.value for case in GrammarCase), "Гусев")},
        "sex",
        ("nominative", "dative"),
    ),
    "a day of the agency that is no day": Try(
        "administrator",
        CALENDAR,
        {"action": "day", "day": "31.02", "kind": "off", "reason": "День области"},
        "day",
        ("reason",),
    ),
    "a day of the agency without a reason": Try(
        "administrator",
        CALENDAR,
        {"action": "day", "day": "2026-04-02", "kind": "off", "reason": ""},
        "reason",
        ("day",),
    ),
    "hours that end before they begin": Try(
        "administrator",
        CALENDAR,
        {
            "action": "hours",
            **{f"{name}_{day}": "09:00" for day in range(5) for name in ("opens_at", "break_from", "break_until")},
            **{f"closes_at_{day}": "08:00" for day in range(5)},
        },
        "",
        ("closes_at_0",),
    ),
    "a kind of term without a length": Try(
        "administrator", KIND, {"action": "edit", "length": "", "note": "Проба"}, "length", ("note",)
    ),
    "an absence that ends before it starts": Try(
        "executor",
        at("agencies:absence-new"),
        {"employee": "", "kind": "trip", "starts_on": TOMORROW, "ends_on": YESTERDAY, "ground": "приказ № 5"},
        "employee",
        ("starts_on", "ends_on", "ground"),
    ),
    "an absence without a last day": Try(
        "executor", at("agencies:absence-end", lambda house: house.absence.pk), {"ends_on": ""}, "ends_on"
    ),
    "a substitute who was not offered": Try(
        "executor",
        at("agencies:absence-substitutes", lambda house: house.absence.pk),
        {"execution": "999999"},
        "execution",
    ),
}
