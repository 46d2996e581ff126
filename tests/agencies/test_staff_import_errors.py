"""Tables that cannot be imported: each error names its row, its column and its reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.models import Post
from history import clock
from tests.agencies.building import a_person, a_unit, days_ago
from tests.agencies.staff_tables import HEAD, errors, imported, preview, staff, table
from tests.codes import codes
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F36")]
NEW = ("new.one", "Новый", "Пётр", "м", "консультант", "исполнитель")
KNOWN = ("executor", "", "", "", "консультант", "")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("", "", "", *NEW)], [(2, "unit_code", "post-without-unit")]),
        ([("", "Отдел", "", *[""] * 6)], [(2, "unit_code", "unit-code-missing")]),
        ([("99", "", "", *NEW)], [(2, "unit_code", "unit-unknown")]),
        ([("99", "Отдел", "98", *[""] * 6)], [(2, "parent_code", "parent-unknown")]),
        (
            [("97", "А", "98", *[""] * 6), ("98", "Б", "97", *[""] * 6)],
            [(2, "parent_code", "unit-cycle"), (3, "parent_code", "unit-cycle")],
        ),
        ([("97", "А", "", *[""] * 6), ("97", "Б", "", *[""] * 6)], [(3, "unit_name", "unit-contradiction")]),
        ([("05", "", "", "", "Новый", "Пётр", "м", "консультант", "исполнитель")], [(2, "username", "login-missing")]),
        ([("05", "", "", "b_clerk", *NEW[1:])], [(2, "username", "login-taken")]),
        (
            [("05", "", "", "new.one", "", "Пётр", "м", "консультант", "исполнитель")],
            [(2, "last_name", "person-incomplete")],
        ),
        (
            [
                ("05", "", "", *KNOWN),
                ("08", "", "", "executor", "Другая", "", "", "куратор", "исполнитель"),
                ("02", "", "", "executor", "Третья", "", "", "куратор", "исполнитель"),
            ],
            [(4, "last_name", "person-contradiction")],
        ),
        ([("05", "", "", *KNOWN[:4], "", "")], [(2, "title", "title-missing")]),
        ([("05", "", "", *NEW[:5], "")], [(2, "role", "role-missing")]),
        ([("05", "", "", *NEW[:5], "король")], [(2, "role", "word-unknown")]),
        ([("05", "", "", *NEW), ("05", "", "", *NEW)], [(3, "title", "row-repeated")]),
        ([("05" * 10, "", "", *NEW)], [(2, "unit_code", "max_length"), (2, "unit_code", "post-without-unit")]),
    ],
)
def test_an_error_names_its_row_its_column_and_its_reason(
    office: Office, rows: list[tuple[str, ...]], expected: list[tuple[int, str, str]]
) -> None:
    plan = preview(office, table(rows))

    assert errors(plan) == expected
    assert all(error.message and error.column_title for error in plan.errors)


@pytest.mark.parametrize(
    ("extra", "said", "expected"),
    [
        ("по", f"{days_ago(1):%d.%m.%Y}", "post-ended"),
        ("по", "31.12.1999", "post-ends-before-start"),
        ("по", "31.02.2026", "invalid"),
        ("с", "01.01.1800", "date-too-early"),
        ("эл. почта", "no", "invalid"),
        ("место в подразделении", "руководитель", "unit-has-head"),
        ("табельный номер", "117", "personnel-number-taken"),
        ("подразделение с", f"{clock.today() + timedelta(days=1):%d.%m.%Y}", "date-in-future"),
        ("вид подразделения", "комиссия", "unit-kind-fixed"),
    ],
)
def test_other_columns_are_checked_too(office: Office, extra: str, said: str, expected: str) -> None:
    head = a_person(office.units["05"], "head", position="head")
    head.personnel_number = "117"
    head.save()
    code = "77" if extra == "подразделение с" else "05"
    starts_on = said if extra == "с" else f"{days_ago(5):%d.%m.%Y}"
    columns = [*HEAD, "с"] if extra == "с" else [*HEAD, "с", extra]
    row = [code, "Отдел 77" if code == "77" else "", "", *NEW, starts_on, *([] if extra == "с" else [said])]

    found = [code for _row, _column, code in errors(preview(office, table([row], columns)))]

    assert expected in found


def test_a_post_does_not_begin_before_its_unit_nor_a_change_before_the_last(office: Office) -> None:
    a_unit(office, "20", "Новый отдел", starts_on=days_ago(2))

    early = preview(office, table([("20", "", "", *NEW, f"{days_ago(3):%d.%m.%Y}")], (*HEAD, "с")))
    renamed = preview(office, table([("20", "Другой отдел")], HEAD[:2]), days_ago(3))

    assert errors(early) == [(2, "starts_on", "unit-not-begun")]
    assert errors(renamed) == [(2, "unit_name", "unit-change-too-early")]


def test_two_main_posts_and_two_numbers_contradict_each_other(office: Office) -> None:
    main = preview(
        office,
        table([("05", "", "", *NEW, "да"), ("08", "", "", *NEW[:4], "куратор", NEW[5], "да")], (*HEAD, "основная")),
    )
    office.clerk.personnel_number = "117"
    office.clerk.save()
    number = preview(office, table([("05", "", "", *KNOWN, "117")], (*HEAD, "табельный номер")))

    assert errors(main) == [(3, "is_main", "main-post-twice")]
    assert errors(number) == [(2, "personnel_number", "person-contradiction")]


def test_units_of_a_table_lie_at_most_so_deep(office: Office) -> None:
    rows = [(f"Г{n}", f"Уровень {n}", f"Г{n - 1}" if n else "-") for n in range(21)]

    assert errors(preview(office, table(rows, HEAD[:3]))) == [(22, "parent_code", "unit-too-deep")]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (("индекс подразделения", "зарплата"), "column-unknown"),
        (("индекс подразделения", "unit index"), "column-repeated"),
        (("подразделение", "логин"), "column-missing"),
    ],
)
def test_headings_are_checked_first(office: Office, head: tuple[str, ...], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        preview(office, table([("05", "x")], head))

    assert codes(refused) == [code]


def test_a_table_without_rows_and_a_row_without_a_heading_are_refused(office: Office) -> None:
    with pytest.raises(ValidationError) as empty:
        preview(office, table([]))

    long = preview(office, table([("05", "Отдел", "лишнее")], HEAD[:2]))

    assert codes(empty) == ["table-empty"]
    assert [error.code for error in long.errors] == ["cell-without-heading"]


def test_an_import_is_not_dated_ahead(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        preview(office, table(staff(1)), days_ago(-1))

    assert codes(refused) == ["date-in-future"]


def test_english_headings_and_words_are_read_too(office: Office) -> None:
    rows = table(
        [("05", "new.one", "Newman", "Peter", "m", "consultant", "executor", "no")],
        ("unit index", "login", "surname", "first name", "sex", "post", "role", "main"),
    )

    imported(office, rows)

    assert Post.objects.get(employee__username="new.one").role == "executor"
