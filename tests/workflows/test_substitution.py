"""A substitute sees and does an absent colleague's work, marked as theirs; whoever assigns learns of the absence."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services as agencies
from agencies.models import AbsenceKind, Employee, Work
from citizens.models import Case, Outcome
from documents.models import Document, LetterTemplate
from history import clock
from history import selectors as record
from tests.agencies.building import a_person, days_ago
from tests.codes import codes
from tests.world import World
from workflows import selectors
from workflows.models import Effort, WorkItem, WorkKind, WorkState
from workflows.services import cases, desk, effort, letters

pytestmark = pytest.mark.django_db
Purpose = LetterTemplate.Purpose


@pytest.fixture
def colleague(world: World) -> Employee:
    """Another executor of the executor's unit."""
    return a_person(world.office.units["05"], "colleague")


def away(world: World, who: str = "executor", **given: Any) -> None:
    """The person is away today and for two weeks."""
    facts: dict[str, Any] = {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=13)}
    agencies.enter_absence(
        actor=world.person("administrator"),
        employee=world.person(who),
        kind=AbsenceKind.ILLNESS,
        **(facts | {"substitutes": {}} | given),
    )


def seen(person: Employee) -> tuple[set[int], set[int]]:
    """The items on a desk, and the cases that its person sees, with posts and substitutions of this moment."""
    person = Employee.objects.get(pk=person.pk)
    items = selectors.desk(person)
    assert sum(selectors.counters(person).values()) == items.count()
    return set(items.values_list("pk", flat=True)), set(Case.objects.visible_to(person).values_list("pk", flat=True))


def test_the_substitute_has_the_work_on_their_desk_while_the_colleague_is_away(
    world: World, colleague: Employee
) -> None:
    """From the first day to the last, and with it the case and its papers."""
    case = world.appeal()
    item = world.resolved(case)
    assert seen(colleague) == (set(), set())

    away(world, substitutes={Work.EXECUTION: colleague})

    assert seen(colleague) == ({item.pk}, {case.pk})
    documents = Document.objects.visible_to(Employee.objects.get(pk=colleague.pk))
    assert set(documents.filter(case=case)) == set(case.documents.all())
    with clock.at(clock.now() + timedelta(days=14)):
        assert seen(colleague) == (set(), set())


def test_the_substitute_does_the_work_under_their_own_name_marked_as_for_the_colleague(
    world: World, colleague: Employee
) -> None:
    """Taking, drafting, outcomes, report: the item stays the colleague's, what was done is the substitute's."""
    case = world.appeal()
    world.resolved(case)
    away(world, substitutes={Work.EXECUTION: colleague})
    colleague = Employee.objects.get(pk=colleague.pk)
    item = world.item(WorkKind.EXECUTE, case)
    effort.touch(actor=colleague, item=item)

    letter = letters.draft_letter(actor=colleague, item=item, letter=world.draft(Purpose.ANSWER))
    letters.submit_letter(actor=colleague, document=letter)
    registered = world.registered(world.signed(letter))
    letters.dispatch(
        actor=world.person("clerk"), item=world.item(WorkKind.DISPATCH, document=registered), channel="post"
    )
    for question in case.questions.all():
        cases.decide_question(
            actor=colleague, question=question, outcome=Outcome.objects.get(code="explained"), ground="ст. 10"
        )
    cases.report(actor=colleague, item=world.item(WorkKind.EXECUTE, case), text="Ответ направлен.")

    done = WorkItem.objects.filter(case=case, kind=WorkKind.EXECUTE).latest("done_at")
    assert (done.assignee, done.done_by) == (world.person("executor"), colleague)
    assert Effort.objects.filter(item=item, employee=colleague).exists()
    mark = next(act for act in record.timeline(case) if act.verb == "workflows.done_in_substitution")
    assert (mark.actor_key, mark.data) == (colleague.pk, {"for": "Ахметзянова Д. Р."})
    letter.refresh_from_db()
    assert letter.author == colleague


def test_work_taken_for_a_colleague_stays_theirs(world: World, colleague: Employee) -> None:
    """And lies with them again when they are back."""
    case = world.appeal()
    cases.issue_resolution(
        actor=world.person("leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=world.person("executor"),
        text="Прошу рассмотреть.",
        due_on=case.due_on,
    )
    away(world, substitutes={Work.EXECUTION: colleague})

    item = desk.take(actor=Employee.objects.get(pk=colleague.pk), item=world.item(WorkKind.EXECUTE, case))

    assert (item.state, item.assignee) == (WorkState.TAKEN, world.person("executor"))
    act = record.timeline(item).last()
    assert act is not None
    assert act.data == {"for": "Ахметзянова Д. Р."}


def test_a_substitute_in_one_work_does_no_other(world: World, colleague: Employee) -> None:
    """Nor anything after the last day, nor for anybody else."""
    case = world.appeal()
    item = world.resolved(case)
    away(world, substitutes={Work.APPROVAL: world.person("unit_head")})

    for person in (world.person("unit_head"), colleague):
        with pytest.raises(PermissionDenied):
            cases.report(actor=person, item=item, text="Сделано.")


def test_the_official_complained_of_does_not_stand_in(world: World) -> None:
    """59-ФЗ art. 8 p. 6: neither sees the work on the desk nor does it."""
    suspect = a_person(world.office.units["05"], "suspect")
    case = world.appeal(complained_of=suspect)
    item = world.resolved(case)
    away(world, substitutes={Work.EXECUTION: suspect})
    suspect = Employee.objects.get(pk=suspect.pk)

    assert seen(suspect) == (set(), set())
    with pytest.raises(PermissionDenied):
        cases.report(actor=suspect, item=item, text="Сделано.")
    with pytest.raises(PermissionDenied):
        cases.decide_question(
            actor=suspect,
            question=case.questions.get(),
            outcome=Outcome.objects.get(code="explained"),
            ground="ст. 10",
        )


def test_assigning_to_an_absent_person_warns_and_names_who_stands_in(world: World, colleague: Employee) -> None:
    """Confirmed, it goes through."""
    case = world.appeal()
    away(world, substitutes={Work.EXECUTION: colleague})
    given: dict[str, Any] = {
        "actor": world.person("leader"),
        "item": world.item(WorkKind.RESOLVE, case),
        "executor": world.person("executor"),
        "text": "Прошу рассмотреть.",
        "due_on": case.due_on,
    }

    with pytest.raises(ValidationError) as refused:
        cases.issue_resolution(**given)

    assert codes(refused) == ["executor-absent"]
    assert colleague.short_name in str(refused.value)
    assert cases.issue_resolution(**given, is_absence_known=True).executor == world.person("executor")


@pytest.mark.parametrize(("language", "words"), [("ru", "замещает Сотрудников colleague И."), ("en", "stands in")])
def test_the_form_of_a_resolution_tells_who_is_away(
    world: World, colleague: Employee, client: Client, language: str, words: str
) -> None:
    """Beside their name, and asks to confirm; without absences it asks nothing."""
    item = world.item(WorkKind.RESOLVE, world.appeal())
    client.force_login(world.person("leader"), backend="agencies.backends.EmployeeBackend")
    page = reverse("workflows:item", args=[item.pk])
    assert "is_absence_known" not in client.get(page).content.decode()
    away(world, substitutes={Work.EXECUTION: colleague})

    shown = client.get(page, headers={"accept-language": language}).content.decode()

    assert "is_absence_known" in shown
    assert words in shown


def test_the_issuer_is_told_when_an_executor_goes_away(world: World, colleague: Employee, client: Client) -> None:
    """One item on their desk, with the days and who stands in; read, it is gone."""
    world.resolved(world.appeal())
    away(world, substitutes={Work.EXECUTION: colleague})
    item = world.item(WorkKind.EXECUTOR_AWAY)
    assert item.assignee == world.person("leader")
    assert colleague.short_name in item.title
    client.force_login(world.person("leader"), backend="agencies.backends.EmployeeBackend")
    page = reverse("workflows:item", args=[item.pk])
    assert client.get(page).status_code == 200

    client.post(page, {"action": "note"})

    assert not selectors.desk(world.person("leader"), WorkKind.EXECUTOR_AWAY).exists()


def test_nobody_is_told_of_an_absence_that_touches_no_work(world: World) -> None:
    """Neither without assignments nor after they were reported."""
    away(world, starts_on=days_ago(-100), ends_on=days_ago(-110))

    assert not WorkItem.objects.filter(kind=WorkKind.EXECUTOR_AWAY).exists()
