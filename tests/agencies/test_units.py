"""Reorganisation by date: units entered, renamed, moved, merged, closed, each with its past and its refusals."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services
from agencies.models import Unit, UnitKind, UnitState
from agencies.models.units import DEEPEST
from agencies.selectors import branch_of, structure_on, walk
from agencies.services import AgencyCard
from history import clock
from history.models import Act
from history.selectors import timeline
from tests.agencies.building import a_chain, a_person, a_unit, days_ago
from tests.codes import codes
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F33")]


def drawn(office: Office, day: object = None) -> list[tuple[int, str]]:
    """Level, index and name of every unit of a day."""
    branches = structure_on(office.agency, day or clock.today())  # type: ignore[arg-type]
    return [(one.level, str(one.was)) for one in walk(branches)]


def test_a_renamed_unit_keeps_its_earlier_name_for_earlier_days(office: Office) -> None:
    unit = office.units["05"]

    services.rename_unit(actor=office.administrator, unit=unit, code="15", name="Управление ремонта", on=days_ago(10))

    assert str(unit.on(days_ago(11))) == "05 Отдел капитального ремонта"
    assert str(unit.on(days_ago(10))) == str(unit.on(clock.today())) == "15 Управление ремонта"
    assert (1, "05 Отдел капитального ремонта") in drawn(office, days_ago(11))
    assert (1, "15 Управление ремонта") in drawn(office)


def test_a_second_change_on_the_same_day_corrects_the_first(office: Office) -> None:
    unit = office.units["05"]
    services.rename_unit(actor=office.administrator, unit=unit, code="05", name="Управлене", on=days_ago(3))

    services.rename_unit(actor=office.administrator, unit=unit, code="05", name="Управление", on=days_ago(3))

    assert [state.name for state in unit.states.all()] == ["Отдел капитального ремонта"]
    assert unit.on(days_ago(3)).name == "Управление"


def test_a_moved_unit_takes_everything_below_it_along(office: Office) -> None:
    first, second, third = a_chain(office, 3)

    services.move_unit(actor=office.administrator, unit=second, parent=office.units["08"], on=days_ago(5))

    third.refresh_from_db()
    assert third.path == f"/{office.units['08'].pk}/{second.pk}/{third.pk}/"
    assert first.path == f"/{first.pk}/"
    before, after = branch_of(third, days_ago(6)), branch_of(third, clock.today())
    assert before is not None
    assert after is not None
    assert [one.unit for one in before.trail] == [first, second]
    assert [one.unit for one in after.trail] == [office.units["08"], second]


def test_a_unit_moves_to_the_top(office: Office) -> None:
    first, second = a_chain(office, 2)

    services.move_unit(actor=office.administrator, unit=second, parent=None, on=clock.today())

    assert (second.path, second.parent) == (f"/{second.pk}/", None)
    assert first.path == f"/{first.pk}/"


@pytest.mark.parametrize("target", [0, 2])
def test_a_unit_never_lies_below_itself(office: Office, target: int) -> None:
    chain = a_chain(office, 3)

    with pytest.raises(ValidationError) as refused:
        services.move_unit(actor=office.administrator, unit=chain[0], parent=chain[target], on=clock.today())

    assert codes(refused) == ["unit-cycle"]
    assert UnitState.objects.count() == 0


def test_units_lie_at_most_so_deep(office: Office) -> None:
    chain, other = a_chain(office, DEEPEST), a_chain(office, 2, "Д")

    with pytest.raises(ValidationError) as below:
        a_unit(office, "Ниже", "Ниже всех", chain[-1])
    with pytest.raises(ValidationError) as moved:
        services.move_unit(actor=office.administrator, unit=other[0], parent=chain[-2], on=clock.today())

    assert codes(below) == codes(moved) == ["unit-too-deep"]


def test_a_merged_unit_moves_its_people_and_units_in_the_same_act(office: Office) -> None:
    first, second = a_chain(office, 2)
    person, into = a_person(first, "moving"), office.units["08"]

    services.merge_units(actor=office.administrator, unit=first, into=into, on=days_ago(2), with_contents=True)

    second.refresh_from_db()
    assert (first.ends_on, first.merged_into, second.parent) == (days_ago(3), into, into)
    assert [(post.unit, post.starts_on) for post in person.posts.current()] == [(into, days_ago(2))]
    assert [post.unit for post in person.posts.current(days_ago(3))] == [first]
    assert "Г1 Подразделение 1-го уровня" in [name for _level, name in drawn(office, days_ago(3))]
    assert "Г1 Подразделение 1-го уровня" not in [name for _level, name in drawn(office, days_ago(2))]


def test_whoever_sees_the_successor_sees_the_papers_of_the_merged_unit(office: Office) -> None:
    unit, into = office.units["05"], office.units["08"]

    services.merge_units(actor=office.administrator, unit=unit, into=into, on=clock.today(), with_contents=True)

    assert unit.path.startswith(into.path)


def test_a_unit_merges_into_the_one_above_it(office: Office) -> None:
    first, second = a_chain(office, 2)

    services.merge_units(actor=office.administrator, unit=second, into=first, on=clock.today())

    assert (second.ends_on, second.merged_into) == (days_ago(1), first)


def test_a_unit_is_not_merged_while_people_or_units_are_in_it(office: Office) -> None:
    first, _second = a_chain(office, 2)

    with pytest.raises(ValidationError) as posts:
        services.merge_units(actor=office.administrator, unit=office.units["05"], into=first, on=clock.today())
    with pytest.raises(ValidationError) as units:
        services.merge_units(actor=office.administrator, unit=first, into=office.units["05"], on=clock.today())

    assert (codes(posts), codes(units)) == (["unit-has-posts"], ["unit-has-units"])
    assert "Ахметзянова Д. Р. (консультант)" in posts.value.messages[0]
    assert "Г2 Подразделение 2-го уровня" in units.value.messages[0]


def test_an_empty_unit_is_closed_with_its_last_day_and_comes_back(office: Office) -> None:
    unit = a_unit(office, "20", "Временный отдел")

    services.close_unit(actor=office.administrator, unit=unit, ends_on=days_ago(1))
    gone = [name for _level, name in drawn(office)]
    services.reopen_unit(actor=office.administrator, unit=unit)

    assert "20 Временный отдел" not in gone
    assert "20 Временный отдел" in [name for _level, name in drawn(office)]


def test_a_unit_with_people_is_not_closed(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        services.close_unit(actor=office.administrator, unit=office.units["08"], ends_on=clock.today())

    assert codes(refused) == ["unit-has-posts"]


def test_the_index_of_a_closed_unit_is_free_again(office: Office) -> None:
    unit = a_unit(office, "20", "Временный отдел")
    services.close_unit(actor=office.administrator, unit=unit, ends_on=clock.today())

    successor = a_unit(office, "20", "Постоянный отдел")

    with pytest.raises(ValidationError) as refused:
        services.reopen_unit(actor=office.administrator, unit=unit)
    assert successor.code == "20"
    assert codes(refused) == ["unit-code-taken"]


def test_the_last_change_is_taken_back_as_if_it_had_never_been(office: Office) -> None:
    _first, second, third = a_chain(office, 3)
    services.move_unit(actor=office.administrator, unit=second, parent=None, on=clock.today())

    services.take_back_change(actor=office.administrator, unit=second)

    third.refresh_from_db()
    assert third.depth == 3
    assert UnitState.objects.count() == 0
    with pytest.raises(ValidationError) as refused:
        services.take_back_change(actor=office.administrator, unit=second)
    assert codes(refused) == ["nothing-to-take-back"]


def test_commissions_and_project_groups_stand_beside_the_staff_tree(office: Office) -> None:
    a_unit(office, "01К", "Жилищная комиссия", kind=UnitKind.COMMISSION)
    a_unit(office, "00П", "Проектная группа", kind=UnitKind.PROJECT)

    names = [name for _level, name in drawn(office)]

    assert names[-2:] == ["01К Жилищная комиссия", "00П Проектная группа"]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (1, "date-in-future"),
        (-30, "unit-change-too-early"),
        (-60_000, "date-too-early"),
    ],
)
def test_a_change_is_dated_between_the_last_one_and_today(office: Office, days: int, code: str) -> None:
    unit = office.units["05"]
    services.rename_unit(actor=office.administrator, unit=unit, code="05", name="Управление", on=days_ago(20))

    with pytest.raises(ValidationError) as refused:
        services.rename_unit(
            actor=office.administrator,
            unit=unit,
            code="05",
            name="Департамент",
            on=days_ago(-days),
        )

    assert codes(refused) == [code]


def test_a_change_of_nothing_is_refused(office: Office) -> None:
    unit = office.units["05"]

    with pytest.raises(ValidationError) as renamed:
        services.rename_unit(actor=office.administrator, unit=unit, code=unit.code, name=unit.name, on=clock.today())
    with pytest.raises(ValidationError) as moved:
        services.move_unit(actor=office.administrator, unit=unit, parent=None, on=clock.today())

    assert codes(renamed) == codes(moved) == ["nothing-changed"]


def test_a_closed_unit_is_changed_no_more(office: Office) -> None:
    unit = a_unit(office, "20", "Временный отдел")
    services.close_unit(actor=office.administrator, unit=unit, ends_on=days_ago(1))

    with pytest.raises(ValidationError) as renamed:
        services.rename_unit(actor=office.administrator, unit=unit, code="20", name="Другой", on=clock.today())
    with pytest.raises(ValidationError) as below:
        a_unit(office, "21", "Сектор", unit)

    assert codes(renamed) == codes(below) == ["unit-closed"]


def test_nothing_lies_in_a_unit_before_its_first_day(office: Office) -> None:
    unit = a_unit(office, "20", "Новый отдел", starts_on=days_ago(5))

    with pytest.raises(ValidationError) as refused:
        a_unit(office, "21", "Сектор", unit, starts_on=days_ago(6))
    with pytest.raises(ValidationError) as merged:
        services.merge_units(actor=office.administrator, unit=unit, into=office.units["08"], on=days_ago(5))

    assert codes(refused) == ["unit-not-begun"]
    assert codes(merged) == ["unit-ends-before-start"]


def test_what_was_merged_or_is_open_is_not_reopened(office: Office) -> None:
    first, second = a_chain(office, 2)
    services.merge_units(actor=office.administrator, unit=second, into=first, on=clock.today())

    with pytest.raises(ValidationError) as merged:
        services.reopen_unit(actor=office.administrator, unit=second)
    with pytest.raises(ValidationError) as is_open:
        services.reopen_unit(actor=office.administrator, unit=first)

    assert (codes(merged), codes(is_open)) == (["unit-merged"], ["unit-not-closed"])


def test_two_units_of_an_agency_never_share_an_index(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        a_unit(office, "05", "Второй пятый отдел")

    assert codes(refused) == ["unit-code-taken"]


@pytest.mark.feature("F42")
def test_a_unit_of_another_agency_is_no_place(office: Office) -> None:
    assert office.other is not None
    theirs = office.other.units["03"]

    with pytest.raises(ValidationError) as created:
        a_unit(office, "20", "Отдел", theirs)
    with pytest.raises(ValidationError) as moved:
        services.move_unit(actor=office.administrator, unit=office.units["05"], parent=theirs, on=clock.today())
    with pytest.raises(ValidationError) as merged:
        services.merge_units(actor=office.administrator, unit=office.units["05"], into=theirs, on=clock.today())

    assert codes(created) == codes(moved) == codes(merged) == ["parent-of-other-agency"]


@pytest.mark.feature("F42")
def test_nobody_but_the_agencys_own_administrator_changes_its_structure(office: Office) -> None:
    assert office.other is not None
    theirs, ours = office.other.units["03"], office.units["05"]
    before = Act.objects.count()

    for actor, unit in ((office.administrator, theirs), (office.leader, ours), (office.clerk, ours)):
        for forbidden in (
            lambda a, u: services.rename_unit(actor=a, unit=u, code="99", name="Чужой", on=clock.today()),
            lambda a, u: services.move_unit(actor=a, unit=u, parent=None, on=clock.today()),
            lambda a, u: services.merge_units(actor=a, unit=u, into=u, on=clock.today()),
            lambda a, u: services.close_unit(actor=a, unit=u, ends_on=clock.today()),
            lambda a, u: services.reopen_unit(actor=a, unit=u),
            lambda a, u: services.take_back_change(actor=a, unit=u),
            lambda a, u: services.create_unit(actor=a, agency=u.agency, code="99", name="Чужой"),
            lambda a, u: services.change_agency(actor=a, agency=u.agency, card=AgencyCard("Чужое", "Чужое")),
        ):
            with pytest.raises(PermissionDenied):
                forbidden(actor, unit)

    assert Act.objects.count() == before


def test_the_particulars_of_the_agency_are_kept(office: Office) -> None:
    agency = office.agency
    card = AgencyCard(agency.name, agency.short_name, agency.place, "ул. Новая, д. 1", agency.phone, agency.email)

    services.change_agency(actor=office.administrator, agency=agency, card=card)

    with pytest.raises(ValidationError) as again:
        services.change_agency(actor=office.administrator, agency=agency, card=card)
    agency.refresh_from_db()
    assert agency.address == "ул. Новая, д. 1"
    assert codes(again) == ["nothing-changed"]


def test_each_act_stands_once_on_the_timeline_of_the_unit_with_what_changed(office: Office) -> None:
    unit = office.units["05"]
    services.rename_unit(actor=office.administrator, unit=unit, code="05", name="Управление", on=days_ago(4))
    services.move_unit(actor=office.administrator, unit=unit, parent=office.units["08"], on=days_ago(3))

    acts = list(timeline(unit).filter(verb__startswith="agencies.unit_"))

    assert [act.verb for act in acts] == ["agencies.unit_created", "agencies.unit_renamed", "agencies.unit_moved"]
    assert acts[1].data["note"] == "05 Отдел капитального ремонта → 05 Управление"
    assert acts[2].data == {"note": "— → 08 Правовой отдел", "day": f"{days_ago(3):%d.%m.%Y}"}


def test_a_unit_whose_parent_was_not_there_yet_stands_at_the_top_of_that_day(office: Office) -> None:
    parent = a_unit(office, "20", "Новое управление", starts_on=days_ago(5))
    child = a_unit(office, "21", "Старый отдел")
    Unit.objects.get(pk=child.pk)
    services.move_unit(actor=office.administrator, unit=child, parent=parent, on=days_ago(5))

    assert (1, "21 Старый отдел") in drawn(office, days_ago(6))
    assert (2, "21 Старый отдел") in drawn(office)
