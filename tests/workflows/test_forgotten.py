"""Nothing is forgotten: the nightly look finds every kind of trouble, and none after any history of lawful acts."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies import services as agencies
from agencies.models import Employee, Post, Role, Work
from documents.models import LetterTemplate
from history import clock
from tests.agencies.building import a_person
from tests.people import LOADER
from tests.world import World
from workflows import handing
from workflows.forgotten_selectors import Trouble, forgotten
from workflows.invariant_selectors import broken
from workflows.list_selectors import overdue_under
from workflows.models import Visa, WorkItem, WorkKind
from workflows.services import cases, desk, letters
from workflows.services.handing import hand_over, hand_over_all
from workflows.tasks import look_for_forgotten

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


def troubles(world: World) -> list[Trouble]:
    """What is wrong with the work of the ministry."""
    return [one.trouble for one in forgotten(world.office.agency)]


def late(item: WorkItem) -> WorkItem:
    """The item became due yesterday."""
    item.due_on = clock.today() - timedelta(days=1)
    item.save()
    return item


def away(world: World, name: str, substitutes: dict[str, Employee | None], days: int = 5) -> None:
    """A person is away from today."""
    agencies.enter_absence(
        actor=world.person("administrator"),
        employee=world.person(name),
        kind="leave",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=days),
        substitutes=substitutes,
    )


def ended(world: World, *names: str) -> None:
    """These people hold their posts no more."""
    for post in Post.objects.filter(employee__in=[world.person(name) for name in names]):
        post.ends_on = date(2026, 1, 1)
        post.save()


def test_an_office_at_work_forgets_nothing(world: World) -> None:
    """With work on desks and in queues; the command says so."""
    world.resolved(world.appeal())
    world.appeal()

    assert troubles(world) == []
    assert look_for_forgotten() == 0
    call_command("forgotten_work")


def test_work_of_who_left_is_found(world: World) -> None:
    """Until it is handed over; the command ends with what is wrong."""
    world.resolved(world.appeal())
    executor = world.person("executor")
    agencies.dismiss(actor=LOADER, employee=executor, ends_on=clock.today() - timedelta(days=1))

    with pytest.raises(CommandError, match="1"):
        call_command("forgotten_work")
    found = troubles(world)
    hand_over_all(actor=world.person("leader"), person=executor, to=world.person("stranger"), reason="Уволилась")

    assert found == [Trouble.NO_OWNER]
    assert troubles(world) == []


def test_a_queue_without_people_is_found(world: World) -> None:
    """The only head of the agency left."""
    world.appeal()
    ended(world, "leader")

    assert troubles(world) == [Trouble.NO_OWNER]


def test_work_without_a_term_is_found(world: World) -> None:
    """Whatever laid it."""
    item = world.resolved(world.appeal())
    item.due_on = None
    item.save()

    assert troubles(world) == [Trouble.NO_TERM]


def test_work_that_comes_due_while_nobody_stands_in_is_found(world: World) -> None:
    """With a substitute it shows at theirs, and all is well; what is due later can wait."""
    first, second = world.resolved(world.appeal()), world.resolved(world.appeal())
    first.due_on = clock.today() + timedelta(days=2)
    first.save()
    away(world, "executor", {})

    assert [(one.item, one.trouble) for one in forgotten(world.office.agency)] == [(first, Trouble.NO_STAND_IN)]
    absence = world.person("executor").absences.get()
    agencies.name_substitutes(
        actor=world.person("administrator"),
        absence=absence,
        substitutes={Work.EXECUTION: world.person("stranger")},
    )
    assert troubles(world) == []
    assert {first, second} <= set(WorkItem.objects.lying_with(world.person("stranger")))


def test_work_that_the_substitute_may_not_see_is_found(world: World) -> None:
    """The appeal complains of who stands in."""
    world.resolved(world.appeal(complained_of=world.person("stranger")))

    away(world, "executor", {Work.EXECUTION: world.person("stranger")})

    assert troubles(world) == [Trouble.UNSEEN_BY_STAND_IN]


def test_overdue_work_comes_up_to_the_nearest_head(world: World) -> None:
    """To the head of the unit; where nobody heads it, or the head themselves is late, to the head of the agency."""
    first = late(world.resolved(world.appeal()))
    second = world.resolved(world.appeal())
    hand_over(actor=world.person("leader"), item=second, to=world.person("stranger"), reason="Право")
    second = late(WorkItem.objects.get(pk=second.pk))
    third = world.resolved(world.appeal())
    hand_over(actor=world.person("leader"), item=third, to=world.person("unit_head"), reason="Лично")
    third = late(WorkItem.objects.get(pk=third.pk))

    assert set(overdue_under(world.person("unit_head"))) == {first}
    assert set(overdue_under(world.person("leader"))) == {second, third}
    assert list(overdue_under(world.person("controller"))) == []
    assert troubles(world) == []


def test_overdue_work_that_no_head_sees_is_found(world: World) -> None:
    """The unit has no head, and the agency neither."""
    late(world.resolved(world.appeal()))
    ended(world, "leader", "unit_head")

    assert Trouble.NOT_ESCALATED in troubles(world)


# So many are tried in each history; some are refused.
ACTS = 40


def _owner(item: WorkItem) -> Employee:
    """With whom an item lies, read anew."""
    assert item.assignee is not None
    return Employee.objects.get(pk=item.assignee.pk)


class Office:
    """An office whose people do whatever they may, in a random order."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.hired = world, random.Random(seed), 0
        self.executors = ["executor", "stranger", "unit_head"]
        self.done = 0

    def step(self) -> None:
        """One act that somebody tries; what is refused changes nothing."""
        acts: list[Callable[[], object]] = [
            self.register,
            self.resolve,
            self.resolve,
            self.take,
            self.lay_down,
            self.run_late,
            self.write,
            self.decide_letter,
            self.give,
            self.leave,
            self.be_away,
        ]
        try:
            self.chance.choice(acts)()
            self.done += 1
        except (ValidationError, PermissionDenied, IndexError):
            return

    def _any(self, **of: object) -> WorkItem:
        return self.chance.choice(list(WorkItem.objects.filter(done_at__isnull=True, **of).order_by("pk")))

    def _person(self) -> Employee:
        return self.world.person(self.chance.choice(self.executors))

    def register(self) -> None:
        """An appeal comes."""
        self.world.appeal()

    def resolve(self) -> None:
        """The head names an executor, who may be away."""
        item = self._any(kind=WorkKind.RESOLVE)
        assert item.case is not None
        cases.issue_resolution(
            actor=self.world.person("leader"),
            item=item,
            executor=self._person(),
            text="Рассмотреть.",
            due_on=item.case.due_on,
        )

    def take(self) -> None:
        """Somebody takes what lies with them."""
        item = self._any(kind=WorkKind.EXECUTE, state="open")
        desk.take(actor=_owner(item), item=item)

    def lay_down(self) -> None:
        """Somebody lays work down."""
        item = self._any(kind=WorkKind.EXECUTE, state="taken")
        desk.release(actor=_owner(item), item=item)

    def run_late(self) -> None:
        """The term of an execution passes."""
        late(self._any(kind=WorkKind.EXECUTE))

    def write(self) -> None:
        """An executor drafts an answer and submits it."""
        item = self._any(kind=WorkKind.EXECUTE, state="taken")
        author = _owner(item)
        draft = letters.draft_letter(actor=author, item=item, letter=self.world.draft(LetterTemplate.Purpose.ANSWER))
        letters.submit_letter(actor=author, document=draft)

    def decide_letter(self) -> None:
        """The approver agrees, or returns the letter."""
        item = self._any(kind=WorkKind.APPROVE)
        verdict = self.chance.choice([Visa.Verdict.AGREED, Visa.Verdict.RETURNED])
        letters.give_visa(actor=self.world.person("unit_head"), item=item, verdict=verdict, remark="Уточните.")

    def give(self) -> None:
        """The head gives work to another person."""
        hand_over(actor=self.world.person("leader"), item=self._any(), to=self._person(), reason="Нагрузка")

    def leave(self) -> None:
        """A new executor comes, takes everything of another one who leaves, if all of it could be given."""
        self.hired += 1
        name = f"hired_{self.hired}"
        person = a_person(self.world.office.units["08"], name)
        self.world.office.people[name] = person
        self.executors.append(name)
        leaving = self._person()
        hand_over_all(actor=self.world.person("leader"), person=leaving, to=person, reason="Увольнение")
        stands_in = leaving.substitutions.exists()
        if leaving.username.startswith("hired") and not stands_in and not handing.held_by(leaving):
            self.executors.remove(leaving.username)
            agencies.dismiss(actor=LOADER, employee=leaving, ends_on=clock.today() - timedelta(days=1))

    def be_away(self) -> None:
        """Somebody is away today, with a substitute."""
        person, substitute = self._person(), self._person()
        agencies.enter_absence(
            actor=self.world.person("administrator"),
            employee=person,
            kind="illness",
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=1),
            substitutes={Work.EXECUTION: substitute},
        )


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_forgotten_after_any_history(world: World, seed: int) -> None:
    """Looked at after each act: people come, leave and fall ill while work goes its ways."""
    office = Office(world, seed)

    for _number in range(ACTS):
        office.step()
        assert troubles(world) == []
    assert list(broken()) == []

    assert office.done > ACTS // 4
    assert Post.objects.filter(role=Role.EXECUTOR).exists()
