"""A report that its executor takes back before a controller has begun with it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from citizens.models import Case, Stage
from history import selectors as record
from tests.codes import codes
from tests.workflows.designing import a_step, a_type, an_appeal, in_force
from tests.world import World
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import cases, desk
from workflows.services.taking_back import take_back_report

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F16")]
REASON = "Забыл приложить выписку"


@pytest.fixture
def reported(world: World) -> Case:
    """A case whose report lies with the controllers."""
    case = world.appeal(questions=["О крыше"])
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    return Case.objects.get(pk=case.pk)


def test_a_report_taken_back_lies_in_work_with_its_executor_again(world: World, reported: Case) -> None:
    """The controllers have nothing of it any more, the record tells why, and it is reported and accepted as ever."""
    take_back_report(actor=world.person("executor"), case=reported, reason=REASON)

    reported.refresh_from_db()
    assert (reported.stage, reported.is_on_control) == (Stage.IN_WORK, True)
    assert WorkItem.objects.get(case=reported, kind=WorkKind.CONTROL).state == WorkState.CANCELLED
    again = world.item(WorkKind.EXECUTE, reported)
    assert (again.state, again.assignee) == (WorkState.TAKEN, world.person("executor"))
    told = next(one for one in record.timeline(reported) if one.verb == "workflows.report_taken_back")
    assert told.data == {"reason": REASON}
    world.ended(reported)
    reported.refresh_from_db()
    assert reported.stage == Stage.FILED


def test_a_report_that_a_controller_has_begun_with_stays_where_it_is(world: World, reported: Case) -> None:
    """Nor is there anything to take back of a case that is in work."""
    desk.take(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, reported))

    with pytest.raises(ValidationError) as taken:
        take_back_report(actor=world.person("executor"), case=reported, reason=REASON)
    in_work = world.appeal()
    world.resolved(in_work)
    in_work.refresh_from_db()
    with pytest.raises(ValidationError) as nothing:
        take_back_report(actor=world.person("executor"), case=in_work, reason=REASON)

    assert (codes(taken), codes(nothing)) == (["report-taken"], ["nothing-to-take-back"])
    assert Case.objects.get(pk=reported.pk).stage == Stage.REPORTED


@pytest.mark.feature("F52")
def test_a_report_comes_back_from_a_step_that_the_agency_added(world: World) -> None:
    """And is agreed to anew once it is reported again."""
    in_force(world, a_type(a_step(who="head")))
    case = an_appeal(world)
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")

    take_back_report(actor=world.person("executor"), case=case, reason=REASON)
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="С выпиской.")

    steps = WorkItem.objects.filter(case=case, kind=WorkKind.STEP_REPORTED).order_by("pk")
    assert [one.state for one in steps] == [WorkState.CANCELLED, WorkState.OPEN]


@pytest.mark.parametrize("name", ["controller", "clerk", "leader"])
def test_nobody_but_the_executor_takes_a_report_back(world: World, reported: Case, name: str) -> None:
    """By the service as by the page."""
    person = world.person(name)
    client = Client()
    client.force_login(person)

    with pytest.raises(PermissionDenied):
        take_back_report(actor=person, case=reported, reason=REASON)

    assert client.get(reverse("workflows:take-back-report", args=[reported.pk])).status_code == 404


def test_the_card_offers_it_and_a_missing_reason_is_told(world: World, reported: Case) -> None:
    """What was typed stays; with a reason the case is in work."""
    client = Client()
    client.force_login(world.person("executor"))
    page = reverse("workflows:take-back-report", args=[reported.pk])

    assert page in client.get(reverse("workflows:case", args=[reported.pk])).content.decode()
    refused = client.post(page, {"reason": " "})
    done = client.post(page, {"reason": REASON}, follow=True)

    assert (refused.status_code, refused.context["form"].errors.as_data()["reason"][0].code) == (422, "reason-missing")
    assert page not in done.content.decode()
    assert Case.objects.get(pk=reported.pk).stage == Stage.IN_WORK
