"""Invariants: every breach is found, and no history of lawful acts makes one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from viewflow.workflow.models import Task

from agencies.models import Term
from citizens.complaining import kept_out
from citizens.models import DONE, Case, Stage
from documents.models import Document
from history import clock
from history.models import Act
from tests.workflows import complaining as complaints
from tests.workflows.serving import registered
from tests.workflows.test_forgotten import Office, troubles
from tests.world import World
from workflows import timer_selectors
from workflows.invariant_selectors import Breach, broken
from workflows.models import Effort, WorkItem, WorkKind
from workflows.services import cases, effort, serving, timers
from workflows.services.cancelling import cancel_case, restore_case
from workflows.services.reopening import ENDED, reopen_case

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


def breaches() -> list[str]:
    """What is broken."""
    return [one.breach.value for one in broken()]


class Histories(RuleBasedStateMachine):
    """An office whose people do what they may, one act after another; what is refused changes nothing."""

    world: World  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.office = Office(self.world, 0)
        self.moments = self._moments()

    def _moments(self) -> Iterator[timedelta]:
        minutes = 0
        while True:
            minutes += 1
            yield timedelta(minutes=minutes)

    @rule(name=strategies.sampled_from(["register", "resolve", "take", "lay_down", "write", "decide_letter", "give"]))
    def work(self, name: str) -> None:
        """Work goes its way."""
        self._try(getattr(self.office, name))

    @rule(name=strategies.sampled_from(["leave", "be_away", "run_late"]))
    def trouble(self, name: str) -> None:
        """People leave and fall ill, terms pass."""
        self._try(getattr(self.office, name))

    @rule()
    def spend_time(self) -> None:
        """Somebody works at what they have taken."""
        item = WorkItem.objects.filter(kind=WorkKind.EXECUTE, state="taken").first()
        if item is not None and item.assignee is not None:
            for _time in range(2):
                with clock.at(clock.now() + next(self.moments)):
                    effort.touch(actor=self.office.world.person(self._name(item)), item=item)

    @rule()
    def report(self) -> None:
        """An executor reports, and the controller takes the case off control or returns it."""

        def end() -> None:
            item = WorkItem.objects.filter(kind=WorkKind.EXECUTE, state="taken").first()
            control = WorkItem.objects.filter(kind=WorkKind.CONTROL, done_at__isnull=True).first()
            if control is not None:
                cases.take_off_control(actor=self.office.world.person("controller"), item=control)
            elif item is not None:
                assert item.case is not None
                self.office.world.decided(item.case)
                cases.report(actor=self.office.world.person(self._name(item)), item=item, text="Исполнено.")

        self._try(end)

    @rule()
    def end_and_take_up_again(self) -> None:
        """A case that is in work ends by withdrawal and is filed or not; somebody takes an ended one up again."""

        def again() -> None:
            ended = Case.objects.filter(stage__in=ENDED).first()
            if ended is None:
                item = WorkItem.objects.filter(kind=WorkKind.EXECUTE, state="taken").first()
                if item is None or item.case is None:
                    return
                self.office.world.decided(item.case, "withdrawn")
                cases.report(actor=self.office.world.person(self._name(item)), item=item, text="Отозвано.")
                control = self.office.world.item(WorkKind.CONTROL, item.case)
                cases.take_off_control(actor=self.office.world.person("controller"), item=control)
                return
            reopen_case(
                actor=self.office.world.person("leader"),
                case=ended,
                ground="order",
                reason="Поручение руководителя",
                ordinals=[1],
                days=3,
                is_resolved_anew=ended.pk % 2 == 0,
            )

        self._try(again)

    @rule()
    def cancel_or_restore(self) -> None:
        """A registration is cancelled with all that lies open; somebody restores one."""

        def turn() -> None:
            keeper = self.office.world.person("controller")
            gone = Case.objects.filter(stage=Stage.CANCELLED).first()
            if gone is not None:
                restore_case(actor=keeper, case=gone, reason="Не дубль")
                return
            case = Case.objects.exclude(stage__in=DONE).order_by("-pk").first()
            if case is not None:
                cancel_case(actor=keeper, case=case, ground="mistake", reason="Ошибка регистрации")

        self._try(turn)

    @rule(days=strategies.integers(1, 45))
    def the_worker_comes_back(self, days: int) -> None:
        """After days without it: timers that are due fire, none is lost, none fires twice. Then time is as it was."""
        with transaction.atomic(), clock.at(clock.now() + timedelta(days=days)):
            timers.fire_due()
            assert list(timer_selectors.lost()) == []
            assert timers.fire_due() == 0
            assert breaches() == []
            transaction.set_rollback(True)

    @rule()
    def serve(self) -> None:
        """A request for a service is registered, or goes a step: papers, decision, its return or its confirmation."""

        def step() -> None:
            world = self.office.world
            papers = WorkItem.objects.filter(kind=WorkKind.CHECK_PAPERS, done_at__isnull=True).first()
            confirm = self._open(WorkKind.CONFIRM, "service")
            mine = self._open(WorkKind.EXECUTE, "service")
            if confirm is not None and confirm.pk % 2:
                serving.return_decision(actor=world.person("leader"), item=confirm, remark="Назовите запись.")
            elif confirm is not None:
                serving.confirm_decision(actor=world.person("leader"), item=confirm)
            elif papers is not None:
                serving.accept_papers(actor=world.person("clerk"), item=papers, executor=world.person("executor"))
            elif mine is not None:
                actor = world.person(self._name(mine))
                serving.prepare_decision(actor=actor, item=mine, verdict="granted", ground="", text="Запись 17.")
            else:
                registered(world)

        self._try(step)

    @rule(is_forwarded=strategies.booleans())
    def complain(self, *, is_forwarded: bool) -> None:
        """A complaint about a service is registered, or goes a step: resolution, materials for the prosecutor and a
        decision, its return or its confirmation; or another body decides on it.
        """

        def step() -> None:
            world, kind = self.office.world, "service_complaint"
            leader = world.person("leader")
            new, confirm, mine = (
                self._open(one, kind) for one in (WorkKind.RESOLVE, WorkKind.CONFIRM, WorkKind.EXECUTE)
            )
            if confirm is not None and is_forwarded:
                serving.return_decision(actor=leader, item=confirm, remark="Назовите меры.")
            elif confirm is not None:
                serving.confirm_decision(actor=leader, item=confirm)
            elif new is not None and new.case is not None:
                out = kept_out(new.case)
                able = (world.person(one) for one in ("executor", "stranger"))
                executor = next(one for one in able if one.pk not in out)
                day = new.case.due_on
                cases.issue_resolution(actor=leader, item=new, executor=executor, text="Рассмотреть.", due_on=day)
            elif mine is not None and mine.case is not None:
                mine.case.refresh_from_db()
                if is_forwarded:
                    complaints.forwarded(world, mine)
                else:
                    complaints.noted(mine)
                    complaints.prepared(world, mine.case)
            else:
                complaints.registered(world, about=Case.objects.filter(kind="service").first())

        self._try(step)

    @invariant()
    def nothing_is_forgotten_nor_broken(self) -> None:
        """After every act."""
        assert troubles(self.office.world) == []
        assert breaches() == []

    def teardown(self) -> None:
        """Leave nothing behind."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _try(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except (ValidationError, PermissionDenied, IndexError):
            return

    def _open(self, kind: str, of: str) -> WorkItem | None:
        found = WorkItem.objects.filter(kind=kind, case__kind=of, done_at__isnull=True).select_related("case")
        if kind == WorkKind.EXECUTE:  # neither decided nor forwarded
            found = found.exclude(case__questions__outcome__isnull=False)
        return found.first()

    def _name(self, item: WorkItem) -> str:
        people = self.office.world.office.people
        return next(name for name, one in people.items() if one.pk == item.assignee_id)


def test_no_history_of_lawful_acts_breaks_an_invariant(world: World) -> None:
    """A few short histories here; they are looked at after each act."""
    Histories.world = world
    run_state_machine_as_test(
        Histories,
        settings=settings(max_examples=4, stateful_step_count=12, deadline=None, derandomize=True, database=None),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_no_history_of_complaints_about_services_breaks_an_invariant(world: World, seed: int) -> None:
    """Complaints and the requests that they are about, among cancelling, waits for the worker and reports: drawn by
    weight, so that they go far; all that a complaint has is met.
    """
    Histories.world, drawn, verbs = world, Random(seed), set[str]()
    history = Histories()
    steps: dict[Callable[[], object], int] = {
        lambda: history.complain(is_forwarded=False): 8,
        lambda: history.complain(is_forwarded=True): 4,
        history.serve: 3,
        history.report: 1,
        history.cancel_or_restore: 1,
        history.end_and_take_up_again: 1,
        lambda: history.the_worker_comes_back(days=drawn.randint(1, 20)): 1,
        lambda: history.work("take"): 1,
    }
    try:
        for step in drawn.choices([*steps], [*steps.values()], k=30):
            step()
            history.nothing_is_forgotten_nor_broken()
        verbs.update(Act.objects.values_list("verb", flat=True))
    finally:
        history.teardown()

    decided = {f"workflows.complaint_decision_{one}" for one in ("prepared", "returned", "confirmed")}
    assert {*decided, "workflows.prosecutor_told", "workflows.forwarding_prepared"} - verbs == set()


def test_every_breach_is_found(world: World) -> None:
    """One after another, made past the services; the command ends with what it finds."""
    item = world.resolved(world.appeal())
    case = item.case
    assert case is not None
    call_command("broken_invariants")
    assert breaches() == []

    Task.objects.filter(pk=item.task_id).update(status="DONE")
    assert breaches() == [Breach.PROCESS_LOST, Breach.WORK_WITHOUT_STEP]
    with pytest.raises(CommandError, match="2"):
        call_command("broken_invariants")
    Task.objects.filter(pk=item.task_id).update(status="NEW")
    twin = Task.objects.get(pk=item.task_id)
    twin.pk = None
    twin.save()
    assert breaches() == [Breach.PROCESS_DOUBLED, Breach.STEP_WITHOUT_WORK]
    twin.delete()
    for term in Term.objects.filter(paper_key=case.pk):
        term.state = "ended"
        term.save()
    assert Breach.TIMER_LOST in breaches()


def test_numbers_and_time_that_contradict_themselves_are_found(world: World) -> None:
    """A number given twice, time of another case, stretches that overlap."""
    item, other = world.resolved(world.appeal()), world.resolved(world.appeal())
    now = clock.now()
    for case in (item.case, other.case):
        Effort.objects.create(
            employee=world.person("executor"), item=item, case=case, starts_at=now - timedelta(hours=1), ends_at=now
        )

    assert breaches() == [Breach.TIME_ASTRAY, Breach.TIME_OVERLAPS]
    assert not Document.objects.filter(number="").exists()
