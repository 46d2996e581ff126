"""Timers of steps: what the flows declare is what fires, each once for an occasion, and none is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from citizens.models import Stage
from history import clock
from history.models import Act
from tests.workflows.test_process_tests import BEGUN, went
from tests.world import World
from workflows import timer_selectors
from workflows.incidents import Incident
from workflows.invariant_selectors import Breach, broken
from workflows.models import TermReminder, WorkItem, WorkKind, WorkState
from workflows.noticing import Notice
from workflows.pictures.names import FLOWS, timers_of
from workflows.services import cases, escalation, reminders, retrying, timers
from workflows.tasks import look_for_forgotten
from workflows.timers import DueBy, TimerFiring

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


def days_later(days: int) -> Any:
    """So many days from now."""
    return clock.at(clock.now() + timedelta(days=days))


def a_waiting_case(world: World) -> WorkItem:
    """A case that waits for the reply to an inquiry, due in five days."""
    case = world.appeal()
    world.resolved(case)
    due_on = clock.today() + timedelta(days=5)
    world.registered(world.signed(world.submitted(case, world.draft("inquiry", reply_due_on=due_on))))
    cases.await_reply(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case))
    return world.item(WorkKind.AWAIT_REPLY, case)


def fired() -> set[tuple[str, str]]:
    """Which timers fired, at which steps."""
    rows = TimerFiring.objects.filter(task__isnull=False).select_related("task")
    return {(row.task.flow_task.name, row.timer) for row in rows}


def test_a_timer_that_leads_on_leads_to_a_step_of_its_process() -> None:
    """And whatever a flow declares is watched: each kind of day is declared somewhere."""
    declared = {(code, timer) for code in FLOWS for _node, timer in timers_of(code)}

    assert {timer.due_by for _code, timer in declared} == set(DueBy)
    for code, timer in declared:
        if timer.is_interrupting:
            assert FLOWS[code].instance.node(timer.leads_to)


def test_what_came_due_while_no_worker_ran_fires_once_when_it_is_back(world: World) -> None:
    """The term of a case and a visa, forty days later: at the steps where they stand, the latest reminder alone."""
    case = world.appeal()
    world.resolved(case)
    world.submitted(case, world.draft("answer"))
    with days_later(40):
        first, second = timers.fire_due(), timers.fire_due()

    assert (first > 0, second) == (True, 0)
    assert {("execute", "passed"), ("visa", "overdue")} <= fired()
    assert ("execute", "near") not in fired()
    told = TermReminder.objects.filter(case=case).values_list("term", "person")
    assert len(told) == len(set(told)) > 0


def test_an_interrupted_run_takes_back_that_timer_alone_and_the_next_one_fires_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visa whose timer fails is an incident with a retry; terms fire meanwhile."""
    case = world.appeal()
    world.resolved(case)
    world.submitted(case, world.draft("answer"))
    with monkeypatch.context() as broken_now, days_later(40):
        broken_now.setattr(escalation, "heads_of", lambda _item: 1 // 0)
        timers.fire_due()
        assert ("visa", "overdue") not in fired()
        assert ("execute", "passed") in fired()
        incident = Incident.objects.get(kind="term", subject__startswith="workflows.workitem:")
        assert incident.case == case
        assert Breach.TIMER_UNFIRED not in [one.breach for one in broken()]
    with days_later(40):
        assert retrying.begin_retry(actor=world.person("administrator"), incident=incident)
        timers.fire_due()

    incident.refresh_from_db()
    assert incident.state == "settled"
    assert ("visa", "overdue") in fired()


def test_an_incident_of_a_timer_that_is_due_no_more_is_settled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The visa was given meanwhile: there is nothing to try again."""
    case = world.appeal()
    world.resolved(case)
    document = world.submitted(case, world.draft("answer"))
    with days_later(40):
        with monkeypatch.context() as broken_now:
            broken_now.setattr(escalation, "heads_of", lambda _item: 1 // 0)
            timers.fire_due()
        world.signed(document)
        timers.fire_due()

    assert Incident.objects.get(kind="term").state == "settled"


def test_a_late_reply_ends_the_wait_once_and_tells_the_executor(world: World) -> None:
    """The day after it was due; who then chooses to wait on is not woken again by the same inquiry."""
    item = a_waiting_case(world)
    case = item.case
    assert case is not None
    with days_later(5):
        timers.fire_due()
        case.refresh_from_db()
        assert case.stage == Stage.WAITING
    with days_later(6):
        timers.fire_due()
        case.refresh_from_db()
        item.refresh_from_db()
        back = world.item(WorkKind.EXECUTE, case)

        assert (case.stage, item.state, back.state) == (Stage.IN_WORK, WorkState.DONE, WorkState.TAKEN)
        assert Act.objects.filter(verb="workflows.reply_late", subject_key=case.pk).count() == 1
        assert Notice.objects.filter(person=world.person("executor"), verb="workflows.reply_late").count() == 1
        assert ("go_on", "late") in fired()
        cases.await_reply(actor=world.person("executor"), item=back)
        timers.fire_due()
        case.refresh_from_db()
        assert case.stage == Stage.WAITING
        assert [one.breach for one in broken()] == []


def test_a_reply_that_comes_first_leaves_the_timer_nothing_to_do(world: World) -> None:
    """And somebody who goes on without it, too: the same step ends once."""
    item = a_waiting_case(world)
    occasion = None
    with days_later(6):
        occasion = next(one for one in timer_selectors.due() if one.timer.due_by == DueBy.REPLY_LATE)
        cases.go_on(actor=world.person("executor"), item=item)
        assert [one for one in timer_selectors.due() if one.timer.due_by == DueBy.REPLY_LATE] == []
        assert not timers.fire(actor=reminders.REMINDERS, occasion=occasion)

    assert not TimerFiring.objects.filter(key=occasion.key).exists()


def test_a_timer_that_did_not_fire_is_found_and_the_nightly_look_fires_it(world: World) -> None:
    """The command that asks for breaches tells of a worker that has been dead; the look lets it fire first."""
    case = world.appeal()
    world.resolved(case)
    with days_later(40):
        assert Breach.TIMER_UNFIRED in [one.breach for one in broken()]
        with pytest.raises(CommandError):
            call_command("broken_invariants")
        look_for_forgotten()

        assert Breach.TIMER_UNFIRED not in [one.breach for one in broken()]
        assert not Incident.objects.filter(fault=Breach.TIMER_UNFIRED).exists()


@pytest.mark.feature("X10")
def test_a_test_of_a_process_tells_which_timers_fired(world: World) -> None:
    """As days pass, as they do for a case."""
    report = went(world, BEGUN + "Прошло: 35 рабочих дней\n")

    assert ["execute", "passed"] in report.walked["case"]["timers"]
    assert not TimerFiring.objects.exists()


@pytest.mark.feature("X08")
@pytest.mark.parametrize(("language", "word"), [("ru", "сработал"), ("en", "fired")])
def test_the_page_of_a_process_tells_its_timers(world: World, language: str, word: str) -> None:
    """Of the steps that it has entered, with those that fired marked on the picture."""
    case = world.appeal()
    world.resolved(case)
    with days_later(40):
        timers.fire_due()
        client = Client(headers={"accept-language": language})
        client.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")
        page = client.get(reverse("workflows:case-process", args=[case.pk]))
    found = {one.element: one.state for one in page.context["watches"]}

    assert found["timer_execute__passed"] == "passed"
    assert found["timer_execute__near"] == "ahead"
    assert "timer_go_on__late" not in found
    assert f"<td>{word}</td>" in page.text
