"""Notices in tests: what a person was told, who wants mail, who is away."""

from datetime import timedelta
from typing import Any

from django.test import Client

from agencies import services as agencies
from agencies.models import Employee, Work
from citizens.models import Case
from history import clock
from tests.world import World
from workflows.noticing import Notice, NoticeKind, NoticeWay
from workflows.services import notices


def told(person: Employee) -> list[tuple[str, str]]:
    """Kinds and verbs of what a person was told, the earliest first."""
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", "verb"))


def by_mail(person: Employee, **chosen: Any) -> Employee:
    """The person wants every kind by mail, at any hour and day."""
    person.email = f"{person.username}@agency.example"
    person.save()
    usual = {"ways": dict.fromkeys(NoticeKind.values, NoticeWay.MAIL.value), "is_working_days_only": False}
    notices.set_notices(actor=person, chosen=usual | chosen)
    return person


def browser(employee: Employee) -> Client:
    """Somebody at their pages, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee, backend="agencies.backends.EmployeeBackend")
    return client


def case_of(world: World) -> Case:
    """A case that the executor has taken into work."""
    case = world.appeal()
    world.resolved(case)
    return case


def away(world: World, substitute: Employee) -> Any:
    """The executor is away from today, and this person stands in."""
    return agencies.enter_absence(
        actor=world.person("administrator"),
        employee=world.person("executor"),
        kind="leave",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=5),
        substitutes={Work.EXECUTION: substitute},
    )
