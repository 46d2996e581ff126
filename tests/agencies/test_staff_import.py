"""The import of units, people and posts: a preview, errors by row, all or nothing, a second run changes nothing."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import services, sheets
from agencies.models import Employee, Post, Unit
from agencies.services.import_plan import Plan
from agencies.sheets import SheetRow
from agencies.staff_table import sample
from history import clock
from history.models import Act
from history.selectors import timeline
from tests.agencies.building import a_chain, a_person, a_unit, days_ago
from tests.codes import codes
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F36")]
TODAY = clock.today()
HEAD = (
    "индекс подразделения",
    "подразделение",
    "индекс вышестоящего",
    "логин",
    "фамилия",
    "имя",
    "пол",
    "должность",
    "роль",
)
PEOPLE = 500


def table(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> list[SheetRow]:
    """A table as a file of it would be read."""
    return sheets.read(sheets.csv_of([head, *rows]))


def staff(count: int, units: int = 20) -> list[tuple[str, ...]]:
    """So many new people in new units."""
    made = [(f"Н{n}", f"Новый отдел {n}", "-" if n % 5 == 0 else f"Н{n - n % 5}", *[""] * 6) for n in range(units)]
    made += [
        (f"Н{n % units}", "", "", f"new.{n}", f"Новиков{n}", "Пётр", "м", "консультант", "исполнитель")
        for n in range(count)
    ]
    return made


def preview(office: Office, rows: list[SheetRow], on: Any = TODAY) -> Plan:
    """What the import would do."""
    return services.preview_import(agency=office.agency, sheet=rows, on=on)


def imported(office: Office, rows: list[SheetRow], on: Any = TODAY) -> Plan:
    """Previewed and confirmed."""
    plan = preview(office, rows, on)
    assert plan.errors == []
    return services.import_staff(
        actor=office.administrator, agency=office.agency, sheet=rows, on=on, expected=plan.digest
    )


def errors(plan: Plan) -> list[tuple[int, str, str]]:
    """Row, column and code of each error."""
    return [(error.row, error.column, error.code) for error in plan.errors]


def test_five_hundred_people_come_in_one_act_with_a_bounded_number_of_queries(office: Office) -> None:
    rows, before = table(staff(PEOPLE)), Act.objects.count()
    started = time.monotonic()

    with CaptureQueriesContext(connection) as asked:
        plan = imported(office, rows)

    assert plan.counts == {"new": PEOPLE + 20, "changed": 0, "unchanged": 0, "wrong": 0}
    assert Employee.objects.filter(username__startswith="new.").count() == PEOPLE
    assert Post.objects.filter(employee__username__startswith="new.").count() == PEOPLE
    assert Unit.objects.get(agency=office.agency, code="Н7").depth == 2
    assert Act.objects.count() == before + 1
    assert len(asked) < 300
    assert time.monotonic() - started < 30


def test_ten_times_more_people_cost_only_a_few_queries_more(office: Office) -> None:
    imported(office, table(staff(0)))
    with CaptureQueriesContext(connection) as few:
        imported(office, table(staff(20)[20:]))
    with CaptureQueriesContext(connection) as many:
        imported(office, table(staff(220)[20:]))

    assert len(many) < len(few) + 20


def test_a_second_run_changes_nothing(office: Office) -> None:
    rows = table(staff(30))
    imported(office, rows)

    plan = preview(office, rows)

    assert (plan.steps, plan.errors, plan.counts["unchanged"]) == ([], [], 50)
    with pytest.raises(ValidationError) as refused:
        services.import_staff(
            actor=office.administrator, agency=office.agency, sheet=rows, on=TODAY, expected=plan.digest
        )
    assert codes(refused) == ["import-empty"]


def test_a_run_with_changes_updates_what_is_known(office: Office) -> None:
    head = (*HEAD, "телефон", "место в подразделении")
    rows = table(
        [
            ("05", "Управление ремонта", "08", *[""] * 8),
            (
                "05",
                "",
                "",
                "executor",
                "Новикова",
                "",
                "",
                "Консультант",
                "делопроизводитель",
                "55-01",
                "заместитель руководителя",
            ),
        ],
        head,
    )

    plan = imported(office, rows, days_ago(3))

    person, unit = office.person("executor"), Unit.objects.get(pk=office.units["05"].pk)
    assert plan.counts == {"new": 0, "changed": 2, "unchanged": 0, "wrong": 0}
    assert (person.last_name, person.phone) == ("Новикова", "55-01")
    assert (str(unit), unit.parent) == ("05 Управление ремонта", office.units["08"])
    assert str(unit.on(days_ago(4))) == "05 Отдел капитального ремонта"
    held = [(post.role, post.position, post.starts_on) for post in person.posts.order_by("starts_on")]
    assert held[0][0] == "executor"
    assert held[1] == ("clerk", "deputy", days_ago(3))
    assert preview(office, rows, days_ago(3)).steps == []


def test_two_units_change_places_in_one_run(office: Office) -> None:
    upper, lower = a_chain(office, 2)

    imported(office, table([(upper.code, "", lower.code), (lower.code, "", "-")], HEAD[:3]))

    upper.refresh_from_db()
    assert upper.path == f"/{lower.pk}/{upper.pk}/"


def test_a_person_of_several_rows_has_several_posts_and_one_main(office: Office) -> None:
    rows = table(
        [
            ("05", "", "", "new.one", "Новый", "Пётр", "м", "консультант", "исполнитель"),
            ("08", "", "", "new.one", "", "", "", "член комиссии", "исполнитель"),
        ]
    )

    imported(office, rows)

    posts = Post.objects.filter(employee__username="new.one").order_by("id")
    assert [(post.title, post.is_main) for post in posts] == [("консультант", True), ("член комиссии", False)]
    assert preview(office, rows).steps == []


def test_a_new_main_post_of_a_table_leaves_no_other(office: Office) -> None:
    rows = table([("08", "", "", "executor", "", "", "", "куратор", "исполнитель", "да")], (*HEAD, "основная"))

    imported(office, rows)

    assert office.executor.posts.get(is_main=True).title == "куратор"


def test_nobody_is_dismissed_for_not_being_in_the_table(office: Office) -> None:
    plan = imported(office, table(staff(1)))

    assert "Лапин О. И., консультант, 08 Правовой отдел" in plan.missing
    assert Post.objects.current().filter(employee=office.stranger).exists()


def test_one_wrong_row_and_nothing_is_imported(office: Office) -> None:
    rows = table([*staff(10), ("05", "", "", "wrong login", "Л", "И", "м", "консультант", "исполнитель")])
    plan, before = preview(office, rows), (Employee.objects.count(), Unit.objects.count(), Act.objects.count())

    with pytest.raises(ValidationError) as refused:
        services.import_staff(
            actor=office.administrator, agency=office.agency, sheet=rows, on=TODAY, expected=plan.digest
        )

    assert codes(refused) == ["import-has-errors"]
    assert errors(plan) == [(32, "username", "login-invalid")]
    assert (Employee.objects.count(), Unit.objects.count(), Act.objects.count()) == before


def test_a_failure_on_the_way_undoes_everything(office: Office) -> None:
    post = office.administrator.posts.select_related("unit").get()
    last = (post.unit.code, "", "", "administrator", "", "", "", post.title, "executor")
    rows, before = table([*staff(5), last]), (Employee.objects.count(), Unit.objects.count(), Act.objects.count())
    plan = preview(office, rows)

    with pytest.raises(ValidationError) as refused:
        services.import_staff(
            actor=office.administrator, agency=office.agency, sheet=rows, on=TODAY, expected=plan.digest
        )

    assert codes(refused) == ["last-administrator"]
    assert (Employee.objects.count(), Unit.objects.count(), Act.objects.count()) == before


def test_what_changed_since_the_preview_is_looked_at_again(office: Office) -> None:
    rows = table([("05", "Управление ремонта")], HEAD[:2])
    plan = preview(office, rows)
    services.rename_unit(actor=office.administrator, unit=office.units["05"], code="05", name="Департамент", on=TODAY)

    with pytest.raises(ValidationError) as refused:
        services.import_staff(
            actor=office.administrator, agency=office.agency, sheet=rows, on=TODAY, expected=plan.digest
        )

    assert codes(refused) == ["import-changed"]


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
        ("подразделение с", f"{TODAY + timedelta(days=1):%d.%m.%Y}", "date-in-future"),
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
        preview(office, table(staff(1)), TODAY + timedelta(days=1))

    assert codes(refused) == ["date-in-future"]


def test_english_headings_and_words_are_read_too(office: Office) -> None:
    rows = table(
        [("05", "new.one", "Newman", "Peter", "m", "consultant", "executor", "no")],
        ("unit index", "login", "surname", "first name", "sex", "post", "role", "main"),
    )

    imported(office, rows)

    assert Post.objects.get(employee__username="new.one").role == "executor"


@pytest.mark.feature("F42")
def test_only_the_agencys_own_administrator_imports(office: Office) -> None:
    assert office.other is not None
    rows = table(staff(1))
    theirs = services.preview_import(agency=office.other.agency, sheet=rows, on=TODAY)

    for actor, agency in ((office.administrator, office.other.agency), (office.clerk, office.agency)):
        with pytest.raises(PermissionDenied):
            services.import_staff(actor=actor, agency=agency, sheet=rows, on=TODAY, expected=theirs.digest)

    assert not Employee.objects.filter(username="new.0").exists()


def test_whoever_was_imported_has_it_on_their_timeline_and_cannot_sign_in_yet(office: Office) -> None:
    imported(office, table(staff(1)))

    person = Employee.objects.get(username="new.0")
    act = timeline(person).get()
    assert act.verb == "agencies.staff_imported"
    assert act.data["new"] == 21
    assert not person.has_usable_password()


def test_the_sample_is_itself_a_table_that_can_be_imported(office: Office) -> None:
    rows = sheets.read(sheets.xlsx_of(sample()))

    imported(office, rows)

    assert Employee.objects.get(username="ivanova").posts.count() == 2
    assert preview(office, rows).steps == []
