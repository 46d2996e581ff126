"""People and posts by date: hiring, several posts, transfers, heads and deputies, dismissal, accounts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from agencies import services
from agencies.models import Employee, Position, Post, Role
from agencies.rules import Power, holds
from agencies.services import EmployeeCard, NewPlace, NewPost
from history import clock
from tests.agencies.building import a_person, a_unit, days_ago, tomorrow
from tests.codes import codes
from tests.people import SINCE, Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F33")]


def a_post(office: Office, **given: object) -> NewPost:
    """A post in the legal unit."""
    values: dict[str, object] = {
        "unit": office.units["08"],
        "title": "член комиссии",
        "role": Role.EXECUTOR,
        "starts_on": clock.today(),
        "is_main": False,
    }
    return NewPost(**(values | given))  # type: ignore[arg-type]


def the_post(person: Employee) -> Post:
    """The only post of a person."""
    return person.posts.select_related("unit__agency").get()


def test_a_person_holds_several_posts_and_their_rights_are_the_union(office: Office) -> None:
    clerk = office.person("clerk")
    commission = a_unit(office, "К1", "Жилищная комиссия", kind="commission")

    services.appoint(
        actor=office.administrator, employee=clerk, post=a_post(office, unit=commission, role=Role.UNIT_HEAD)
    )

    clerk = office.person("clerk")
    assert holds(clerk, Power.REGISTER, office.agency)
    assert holds(clerk, Power.APPROVE, office.agency)
    assert clerk.main_post is not None
    assert clerk.main_post.unit == office.units["02"]


def test_a_post_counts_from_its_first_to_its_last_day(office: Office) -> None:
    services.appoint(
        actor=office.administrator,
        employee=office.stranger,
        post=a_post(office, role=Role.CLERK, starts_on=tomorrow(), ends_on=tomorrow() + timedelta(days=1)),
    )

    counts = [
        Post.objects.current(clock.today() + timedelta(days=n)).filter(employee=office.stranger).count()
        for n in range(4)
    ]

    assert counts == [1, 2, 2, 1]
    assert not holds(office.person("stranger"), Power.REGISTER)


def test_a_new_main_post_leaves_no_other_one(office: Office) -> None:
    services.appoint(actor=office.administrator, employee=office.stranger, post=a_post(office, is_main=True))

    assert [post.title for post in office.stranger.posts.filter(is_main=True)] == ["член комиссии"]


def test_a_post_without_a_unit_is_refused(office: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        services.appoint(actor=office.administrator, employee=office.stranger, post=a_post(office, unit=None))

    assert codes(refused) == ["post-without-unit"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"is_acting": True}, "acting-without-order"),
        ({"ends_on": days_ago(1)}, "post-ends-before-start"),
        ({"starts_on": days_ago(60_000)}, "date-too-early"),
    ],
)
def test_a_post_that_cannot_be_is_refused(office: Office, given: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.appoint(actor=office.administrator, employee=office.stranger, post=a_post(office, **given))

    assert codes(refused) == [code]


def test_nobody_is_appointed_to_a_closed_unit_or_before_it_begins(office: Office) -> None:
    closed, new = a_unit(office, "20", "Бывший отдел"), a_unit(office, "21", "Новый отдел", starts_on=days_ago(2))
    services.close_unit(actor=office.administrator, unit=closed, ends_on=days_ago(1))

    with pytest.raises(ValidationError) as late:
        services.appoint(actor=office.administrator, employee=office.stranger, post=a_post(office, unit=closed))
    with pytest.raises(ValidationError) as early:
        services.appoint(
            actor=office.administrator,
            employee=office.stranger,
            post=a_post(office, unit=new, starts_on=days_ago(3)),
        )

    assert (codes(late), codes(early)) == (["unit-closed"], ["unit-not-begun"])


def test_a_transfer_ends_the_post_the_day_before_and_keeps_the_past(office: Office) -> None:
    post = the_post(office.stranger)
    to = NewPlace(office.units["05"], "главный специалист", Role.EXECUTOR)

    moved = services.transfer(actor=office.administrator, post=post, to=to, on=days_ago(3))

    assert (post.ends_on, moved.starts_on, moved.unit) == (days_ago(4), days_ago(3), office.units["05"])
    assert [str(one) for one in Post.objects.current(days_ago(4)).filter(employee=office.stranger)] == [str(post)]
    assert [str(one) for one in Post.objects.current().filter(employee=office.stranger)] == [str(moved)]


def test_a_transfer_needs_a_change_a_held_post_and_ones_own_agency(office: Office) -> None:
    assert office.other is not None
    post, actor = the_post(office.stranger), office.administrator
    same = NewPlace(post.unit, post.title, post.role)

    with pytest.raises(ValidationError) as nothing:
        services.transfer(actor=actor, post=post, to=same, on=clock.today())
    with pytest.raises(ValidationError) as foreign:
        services.transfer(
            actor=actor, post=post, to=NewPlace(office.other.units["03"], "x", post.role), on=clock.today()
        )
    services.end_post(actor=actor, post=post, ends_on=days_ago(10))
    with pytest.raises(ValidationError) as ended:
        services.transfer(actor=actor, post=post, to=NewPlace(office.units["05"], "x", post.role), on=clock.today())

    assert (codes(nothing), codes(foreign)) == (["nothing-changed"], ["unit-of-other-agency"])
    assert codes(ended) == ["post-not-held"]


def test_a_unit_has_one_head_at_a_time_and_deputies_beside(office: Office) -> None:
    actor, unit = office.administrator, office.units["08"]
    first, second = a_person(unit, "first"), a_person(unit, "second")
    services.set_position(actor=actor, post=the_post(first), position=Position.HEAD, on=days_ago(5))

    with pytest.raises(ValidationError) as refused:
        services.set_position(actor=actor, post=the_post(second), position=Position.HEAD, on=clock.today())
    services.set_position(actor=actor, post=the_post(second), position=Position.DEPUTY, on=clock.today())

    assert codes(refused) == ["unit-has-head"]
    assert [post.position for post in first.posts.order_by("starts_on")] == [Position.MEMBER, Position.HEAD]
    assert second.posts.current().get().position == Position.DEPUTY


def test_whoever_acts_for_an_absent_head_is_named_beside_them(office: Office) -> None:
    unit = office.units["08"]
    a_person(unit, "first", position=Position.HEAD)

    services.appoint(
        actor=office.administrator,
        employee=office.stranger,
        post=a_post(office, position=Position.HEAD, is_acting=True, acting_order="приказ № 5"),
    )

    assert unit.posts.current().filter(position=Position.HEAD).count() == 2


def test_a_dismissed_person_holds_nothing_after_the_last_day(office: Office) -> None:
    actor, person = office.administrator, office.stranger
    services.appoint(actor=actor, employee=person, post=a_post(office, starts_on=tomorrow()))

    services.dismiss(actor=actor, employee=person, ends_on=days_ago(1))

    assert not person.is_active
    assert [(post.title, post.ends_on) for post in person.posts.all()] == [("консультант", days_ago(1))]
    with pytest.raises(ValidationError) as again:
        services.dismiss(actor=actor, employee=person, ends_on=clock.today())
    assert codes(again) == ["employee-without-post"]


def test_a_dismissal_to_come_leaves_the_account_open_until_then(office: Office) -> None:
    services.dismiss(actor=office.administrator, employee=office.executor, ends_on=tomorrow())

    assert holds(office.person("executor"), Power.EXECUTE)
    assert not Post.objects.current(tomorrow() + timedelta(days=1)).filter(employee=office.executor).exists()


def test_the_last_administrator_stays(office: Office) -> None:
    actor = office.administrator
    post = the_post(actor)

    for forbidden in (
        lambda: services.dismiss(actor=actor, employee=actor, ends_on=clock.today()),
        lambda: services.end_post(actor=actor, post=the_post(actor), ends_on=clock.today()),
        lambda: services.transfer(
            actor=actor, post=the_post(actor), to=NewPlace(post.unit, "x", Role.EXECUTOR), on=clock.today()
        ),
    ):
        with pytest.raises(ValidationError) as refused:
            forbidden()
        assert codes(refused) == ["last-administrator"]

    assert holds(office.person("administrator"), Power.ADMINISTER)


def test_an_account_is_closed_and_opened(office: Office) -> None:
    actor, person = office.administrator, office.person("executor")

    services.close_account(actor=actor, employee=person)
    closed = holds(office.person("executor"), Power.EXECUTE)
    with pytest.raises(ValidationError) as twice:
        services.close_account(actor=actor, employee=person)
    services.open_account(actor=actor, employee=person)

    with pytest.raises(ValidationError) as is_open:
        services.open_account(actor=actor, employee=person)
    with pytest.raises(ValidationError) as own:
        services.close_account(actor=actor, employee=actor)
    assert not closed
    assert holds(office.person("executor"), Power.EXECUTE)
    assert (codes(twice), codes(is_open), codes(own)) == (["account-closed"], ["account-open"], ["own-account"])


def test_a_new_password_ends_open_sessions(office: Office) -> None:
    client, person = Client(), office.person("executor")
    client.force_login(person, backend="agencies.backends.EmployeeBackend")

    services.set_password(actor=office.administrator, employee=person, password="a long new one 1")

    assert office.person("executor").check_password("a long new one 1")
    assert client.get("/structure/").status_code == 302
    with pytest.raises(ValidationError) as weak:
        services.set_password(actor=office.administrator, employee=person, password="short")
    assert "password_too_short" in codes(weak)


def test_the_particulars_of_a_person_are_kept(office: Office) -> None:
    person = office.person("executor")
    card = EmployeeCard("Новикова", person.first_name, person.patronymic, "f", "55-01", "n@example.org", "117")

    services.change_employee(actor=office.administrator, employee=person, card=card)

    with pytest.raises(ValidationError) as again:
        services.change_employee(actor=office.administrator, employee=person, card=card)
    with pytest.raises(ValidationError) as taken:
        services.change_employee(actor=office.administrator, employee=office.person("clerk"), card=card)
    assert office.person("executor").full_name == "Новикова Дина Ринатовна"
    assert (codes(again), codes(taken)) == (["nothing-changed"], ["personnel-number-taken"])


@pytest.mark.feature("F42")
def test_people_of_agencies_on_one_installation_are_strictly_apart(office: Office) -> None:
    assert office.other is not None
    actor, theirs = office.administrator, office.other.executor
    post = the_post(theirs)

    with pytest.raises(ValidationError) as lent:
        services.appoint(actor=actor, employee=theirs, post=a_post(office))
    for forbidden in (
        lambda: services.appoint(actor=actor, employee=theirs, post=a_post(office, unit=post.unit)),
        lambda: services.hire(
            actor=actor,
            employee=Employee(username="spy", last_name="Ш", first_name="П", sex="m"),
            password=None,
            post=a_post(office, unit=post.unit),
        ),
        lambda: services.transfer(
            actor=actor, post=post, to=NewPlace(office.units["05"], "x", Role.EXECUTOR), on=clock.today()
        ),
        lambda: services.end_post(actor=actor, post=post, ends_on=clock.today()),
        lambda: services.set_position(actor=actor, post=post, position=Position.HEAD, on=clock.today()),
        lambda: services.dismiss(actor=actor, employee=theirs, ends_on=clock.today()),
        lambda: services.change_employee(actor=actor, employee=theirs, card=EmployeeCard("А", "Б", "", "m")),
        lambda: services.close_account(actor=actor, employee=theirs),
        lambda: services.open_account(actor=actor, employee=theirs),
        lambda: services.set_password(actor=actor, employee=theirs, password="a long new one 1"),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()

    assert codes(lent) == ["employee-of-other-agency"]
    assert not Employee.objects.visible_to(actor).filter(pk=theirs.pk).exists()
    assert not Post.objects.visible_to(actor).filter(pk=post.pk).exists()


def test_only_an_administrator_keeps_the_staff(office: Office) -> None:
    for name in ("leader", "clerk", "controller", "auditor", "executor"):
        with pytest.raises(PermissionDenied):
            services.appoint(actor=office.person(name), employee=office.stranger, post=a_post(office))

    assert office.stranger.posts.get().starts_on == SINCE
