"""Load: hours of open work by the norms against the capacity ahead; whoever assigns sees who is least loaded."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Absence, AbsenceKind, Employee, Post
from agencies.services import set_share
from history import clock
from history.models import Act
from tests.codes import codes
from tests.oversight.papers import a_case, an_item
from tests.people import Office
from tests.world import World
from workflows.load_selectors import Load, least_loaded, loads_of
from workflows.models import WorkKind, WorkState
from workflows.norms import WorkNorm
from workflows.services.norms import set_norms

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X07")]
MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=MOSCOW)


@pytest.fixture
def monday() -> Iterator[None]:
    """Monday, 16 November 2026: ten working days of eight hours lie ahead."""
    with clock.at(MONDAY):
        yield


def set_to(office: Office, **hours: float | None) -> int:
    """Norms set by the administrator."""
    norms = {kind: None if count is None else timedelta(hours=count) for kind, count in hours.items()}
    return set_norms(actor=office.person("administrator"), agency=office.agency, norms=norms)


def load_of(office: Office, name: str = "executor") -> Load:
    """The load of a person."""
    return loads_of(office.agency, [office.people[name].pk])[office.people[name].pk]


def away(office: Office, name: str, first: date, last: date) -> None:
    """An absence of a person."""
    Absence.objects.create(employee=office.people[name], kind=AbsenceKind.LEAVE, starts_on=first, ends_on=last)


def gave(office: Office, name: str, count: int, kind: str = WorkKind.EXECUTE, state: str = WorkState.TAKEN) -> None:
    """Open work of a person."""
    person = office.person(name)
    for number in range(count):
        case = a_case(office, f"ОГ-{name}-{kind}-{state}-{number}", person, person.current_posts[0].unit)
        an_item(case, person, None, state, kind=kind)


def test_open_work_is_estimated_by_norms_and_the_rest_is_told_by_pieces(office: Office, monday: None) -> None:
    """What waits for another and what is done takes no hours; a kind without a norm has none."""
    set_to(office, execute=6.5, sign=0.25)
    gave(office, "executor", 2)
    gave(office, "executor", 1, WorkKind.REVISE)
    gave(office, "executor", 3, WorkKind.AWAIT_REPLY, WorkState.WAITING)
    gave(office, "executor", 4, state=WorkState.DONE)

    load = load_of(office)

    assert (load.hours, load.open, load.without_norm) == (timedelta(hours=13), 3, 1)
    assert (load.capacity, load.is_present) == (timedelta(hours=80), True)


def test_capacity_is_without_absences_by_the_share_of_the_post(office: Office, monday: None) -> None:
    """Three of ten days away, half a post from the second week on."""
    away(office, "executor", date(2026, 11, 14), date(2026, 11, 18))
    post = office.person("executor").current_posts[0]
    set_share(actor=office.person("administrator"), post=post, share=50, on=date(2026, 11, 23))

    load = load_of(office)

    assert load.capacity == timedelta(hours=2 * 8 + 5 * 4)
    assert not load.is_present


def test_a_wrong_share_is_refused(office: Office, monday: None) -> None:
    """Of nothing, of more than a post, the same again, by who does not administer."""
    administrator, post = office.person("administrator"), office.person("executor").current_posts[0]
    for share, code in ((0, "share-out-of-range"), (101, "share-out-of-range"), (100, "nothing-changed")):
        with pytest.raises(ValidationError) as refused:
            set_share(actor=administrator, post=post, share=share, on=clock.today())
        assert codes(refused) == [code]
    with pytest.raises(PermissionDenied):
        set_share(actor=office.person("leader"), post=post, share=50, on=clock.today())


def test_the_least_loaded_who_is_present_is_suggested(office: Office, monday: None) -> None:
    """By hours against capacity, then by pieces; nobody who is away, nobody without capacity."""
    set_to(office, execute=4)
    gave(office, "executor", 3)
    gave(office, "stranger", 1)
    keys = {office.people[name].pk: name for name in ("executor", "stranger")}

    assert keys[least_loaded(loads_of(office.agency, keys)) or 0] == "stranger"
    assert least_loaded(loads_of(office.agency, keys), without=office.stranger.pk) == office.executor.pk

    away(office, "stranger", MONDAY.date(), MONDAY.date())

    assert least_loaded(loads_of(office.agency, keys)) == office.executor.pk
    away(office, "executor", MONDAY.date(), MONDAY.date())
    assert least_loaded(loads_of(office.agency, keys)) is None


def test_without_norms_pieces_of_work_decide(office: Office, monday: None) -> None:
    """As on a new installation."""
    gave(office, "executor", 2)
    gave(office, "stranger", 3)

    assert least_loaded(loads_of(office.agency, [office.executor.pk, office.stranger.pk])) == office.executor.pk


def test_norms_are_set_changed_and_taken_back_and_each_change_is_told(office: Office) -> None:
    """By the administrator alone."""
    assert set_to(office, execute=8, sign=None) == 1
    assert set_to(office, execute=6, sign=0.5) == 2
    assert set_to(office, execute=None, sign=0.5) == 1

    told = [act.data["changes"] for act in Act.objects.filter(verb="workflows.norms_set").order_by("id")]
    assert told[1] == [
        {"kind": "execute", "before": 480, "after": 360},
        {"kind": "sign", "before": None, "after": 30},
    ]
    assert list(WorkNorm.objects.values_list("kind", "minutes")) == [("sign", 30)]
    with pytest.raises(PermissionDenied):
        set_norms(actor=office.person("leader"), agency=office.agency, norms={})


@pytest.mark.parametrize(
    ("norms", "code"),
    [
        ({"execute": 0.0}, "norm-out-of-range"),
        ({"execute": 1001.0}, "norm-out-of-range"),
        ({"mentioned": 1.0}, "kind-unknown"),
        ({"sleep": 1.0}, "kind-unknown"),
        ({"execute": None}, "nothing-changed"),
    ],
)
def test_a_wrong_norm_is_refused(office: Office, norms: dict[str, float | None], code: str) -> None:
    """And nothing is kept."""
    with pytest.raises(ValidationError) as refused:
        set_to(office, **norms)

    assert codes(refused) == [code]
    assert not WorkNorm.objects.exists()


def test_whoever_resolves_or_assigns_sees_loads_and_the_suggestion(world: World) -> None:
    """In the choice of the executor; the official complained of is never suggested."""
    office = world.office
    set_to(office, execute=4)
    case = world.appeal()
    world.resolved(case)
    again = world.appeal(complained_of=office.person("stranger"))
    client = Client()
    client.force_login(world.person("leader"), backend="agencies.backends.EmployeeBackend")

    assigned = client.get(reverse("workflows:case-assign", args=[case.pk])).content.decode()
    resolved = client.get(reverse("workflows:item", args=[world.item(WorkKind.RESOLVE, again).pk])).content.decode()

    assert "Ахметзянова Д. Р., консультант (4:00 из" in assigned
    assert "Предлагается: " in assigned
    suggestion = resolved.partition("Предлагается: ")[2].partition(",")[0]
    assert suggestion
    assert suggestion != office.stranger.short_name


def test_the_administrator_sets_norms_by_the_page(office: Office) -> None:
    """What was refused keeps what was typed."""
    client = Client()
    client.force_login(office.person("administrator"), backend="agencies.backends.EmployeeBackend")

    assert client.post(reverse("workflows:norms"), {"execute": "6.5"}).status_code == 302
    page = client.get(reverse("workflows:norms")).content.decode()
    refused = client.post(reverse("workflows:norms"), {"execute": "много", "sign": "0.5"})

    assert WorkNorm.objects.get().minutes == 390
    assert "— → 6:30" in page
    assert refused.status_code == 422
    assert 'value="0.5"' in refused.content.decode()


def test_the_queries_do_not_grow_with_the_people(office: Office, monday: None) -> None:
    """Ten more, as many queries."""
    people = [office.executor.pk]
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            loads_of(office.agency, people)
        counts.append(len(queries))
        for number in range(10 * (1 - turn)):
            person = Employee.objects.create(username=f"p{number}", last_name="Иванов", first_name="Иван", sex="m")
            Post.objects.create(
                employee=person,
                unit=office.units["05"],
                title="консультант",
                role="executor",
                starts_on=date(2020, 1, 1),
            )
            people.append(person.pk)

    assert counts[0] == counts[1] <= 6
