"""The import of units, people and posts: a preview, all or nothing, a second run changes nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import services, sheets
from agencies.models import Employee, Post, Unit
from agencies.staff_table import sample
from history import clock
from history.models import Act
from history.selectors import timeline
from tests.agencies.building import a_chain, days_ago
from tests.agencies.staff_tables import HEAD, errors, imported, preview, staff, table
from tests.codes import codes
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F36")]
PEOPLE = 500


def test_five_hundred_people_come_in_one_act_with_a_bounded_number_of_queries(office: Office) -> None:
    rows, before = table(staff(PEOPLE)), Act.objects.count()

    with CaptureQueriesContext(connection) as asked:
        plan = imported(office, rows)

    assert plan.counts == {"new": PEOPLE + 20, "changed": 0, "unchanged": 0, "wrong": 0}
    assert Employee.objects.filter(username__startswith="new.").count() == PEOPLE
    assert Post.objects.filter(employee__username__startswith="new.").count() == PEOPLE
    assert Unit.objects.get(agency=office.agency, code="Н7").depth == 2
    assert Act.objects.count() == before + 1
    assert len(asked) < 300


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
            actor=office.administrator, agency=office.agency, sheet=rows, on=clock.today(), expected=plan.digest
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
            actor=office.administrator, agency=office.agency, sheet=rows, on=clock.today(), expected=plan.digest
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
            actor=office.administrator, agency=office.agency, sheet=rows, on=clock.today(), expected=plan.digest
        )

    assert codes(refused) == ["last-administrator"]
    assert (Employee.objects.count(), Unit.objects.count(), Act.objects.count()) == before


def test_what_changed_since_the_preview_is_looked_at_again(office: Office) -> None:
    rows = table([("05", "Управление ремонта")], HEAD[:2])
    plan = preview(office, rows)
    services.rename_unit(
        actor=office.administrator, unit=office.units["05"], code="05", name="Департамент", on=clock.today()
    )

    with pytest.raises(ValidationError) as refused:
        services.import_staff(
            actor=office.administrator, agency=office.agency, sheet=rows, on=clock.today(), expected=plan.digest
        )

    assert codes(refused) == ["import-changed"]


@pytest.mark.feature("F42")
def test_only_the_agencys_own_administrator_imports(office: Office) -> None:
    assert office.other is not None
    rows = table(staff(1))
    theirs = services.preview_import(agency=office.other.agency, sheet=rows, on=clock.today())

    for actor, agency in ((office.administrator, office.other.agency), (office.clerk, office.agency)):
        with pytest.raises(PermissionDenied):
            services.import_staff(actor=actor, agency=agency, sheet=rows, on=clock.today(), expected=theirs.digest)

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
