"""Work handed over: one item, all of a leaving clerk, a queue given out; what may not go stays and says why."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services as agencies
from agencies.models import Employee, Role
from citizens.models import Case, CaseRole
from documents.models import LetterTemplate
from history import clock
from history import selectors as record
from tests.agencies.building import a_person
from tests.codes import codes
from tests.world import World
from workflows import handing, selectors
from workflows.models import Visa, WorkItem, WorkKind, WorkState
from workflows.services import cases, desk, effort, letters
from workflows.services.handing import distribute, hand_over, hand_over_all

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F29")]
REASON = "Переходит в другой отдел"


def second_clerk(world: World, name: str = "second_clerk") -> Employee:
    """Another clerk of the records office."""
    return a_person(world.office.units["02"], name, role=Role.CLERK)


def to_file(world: World) -> WorkItem:
    """A case that the clerk has taken to file it."""
    case = world.appeal(questions=["О крыше"])
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))
    return desk.take(actor=world.person("clerk"), item=world.item(WorkKind.FILE, case))


def test_taken_work_of_a_queue_goes_to_a_colleague_with_a_reason(world: World) -> None:
    """Not begun, with its term, and with the reason; the record tells from whom to whom."""
    item, second = to_file(world), second_clerk(world)
    due_on = item.due_on

    hand_over(actor=world.person("clerk"), item=item, to=second, reason=REASON)

    given = WorkItem.objects.get(pk=item.pk)
    assert (given.assignee, given.state, given.due_on, given.note) == (second, WorkState.OPEN, due_on, REASON)
    assert not selectors.desk(world.person("clerk")).filter(pk=item.pk).exists()
    assert item.case is not None
    told = next(act for act in record.timeline(item.case) if act.verb == "workflows.handed_over")
    assert (told.data["after"], told.data["reason"]) == (second.short_name, REASON)


def test_a_case_goes_to_another_executor_with_its_drafts_and_returned_letters(world: World) -> None:
    """The head gives it; the one before works on it no more, and nobody's time runs on it."""
    case = world.appeal()
    item = world.resolved(case)
    executor, stranger = world.person("executor"), world.person("stranger")
    returned = world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER))
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=returned),
        verdict=Visa.Verdict.RETURNED,
        remark="Уточните.",
    )
    draft = letters.draft_letter(actor=executor, item=item, letter=world.draft(LetterTemplate.Purpose.INQUIRY))
    effort.touch(actor=executor, item=item)

    hand_over(actor=world.person("leader"), item=item, to=stranger, reason=REASON)

    case, item = Case.objects.get(pk=case.pk), WorkItem.objects.get(pk=item.pk)
    assert (case.executor, item.assignee, item.state) == (stranger, stranger, WorkState.OPEN)
    assert world.item(WorkKind.REVISE, case).assignee == stranger
    assert {one.author for one in case.documents.filter(pk__in=[returned.pk, draft.pk])} == {stranger}
    assert not item.efforts.filter(is_running=True).exists()
    parts = case.participations.in_force().filter(role=CaseRole.RESPONSIBLE)
    assert [one.employee for one in parts] == [stranger]
    taken = desk.take(actor=stranger, item=item)
    letters.submit_letter(actor=stranger, document=case.documents.get(pk=draft.pk))
    with pytest.raises(PermissionDenied):
        effort.touch(actor=executor, item=taken)


def test_a_visa_is_asked_of_another_approver(world: World) -> None:
    """Its letter names them; what the first one may not do any more the second does."""
    case = world.appeal()
    world.resolved(case)
    letter = world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER))
    item = world.item(WorkKind.APPROVE, document=letter)

    hand_over(actor=world.person("unit_head"), item=item, to=world.person("leader"), reason=REASON)
    letters.give_visa(actor=world.person("leader"), item=WorkItem.objects.get(pk=item.pk), verdict=Visa.Verdict.AGREED)

    letter.refresh_from_db()
    assert letter.approver == world.person("leader")
    assert letter.visas.get().approver == world.person("leader")


@pytest.mark.parametrize("name", ["executor", "unit_head"])
def test_only_who_resolves_gives_a_case_to_another_executor(world: World, name: str) -> None:
    """Neither the executor nor their head."""
    item = world.resolved(world.appeal())

    with pytest.raises(ValidationError) as refused:
        hand_over(actor=world.person(name), item=item, to=world.person("stranger"), reason=REASON)

    assert codes(refused) == ["issuer-only"]


@pytest.mark.parametrize("name", ["clerk", "stranger", "auditor", "administrator", "other.leader"])
def test_nobody_else_hands_work_over(world: World, name: str) -> None:
    """It lies where it lay."""
    item = world.resolved(world.appeal())

    with pytest.raises(PermissionDenied):
        hand_over(actor=world.person(name), item=item, to=world.person("stranger"), reason=REASON)

    assert WorkItem.objects.get(pk=item.pk).assignee == world.person("executor")


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [
        ("second_clerk", " ", "reason-missing"),
        ("clerk", REASON, "receiver-same"),
        ("executor", REASON, "receiver-without-right"),
        ("clerk_of_law", REASON, "receiver-not-of-queue"),
        ("away", REASON, "receiver-absent"),
    ],
)
def test_who_cannot_do_the_work_does_not_receive_it(world: World, to: str, reason: str, code: str) -> None:
    """Nothing changes."""
    item = to_file(world)
    people = {
        "second_clerk": second_clerk(world),
        "clerk_of_law": a_person(world.office.units["08"], "clerk_of_law", role=Role.CLERK),
        "away": second_clerk(world, "away"),
    }
    today = clock.today()
    agencies.enter_absence(
        actor=world.person("administrator"),
        employee=people["away"],
        kind="leave",
        starts_on=today,
        ends_on=today + timedelta(days=3),
        substitutes={},
    )

    with pytest.raises(ValidationError) as refused:
        hand_over(actor=world.person("clerk"), item=item, to=people.get(to) or world.person(to), reason=reason)

    assert codes(refused) == [code]
    assert WorkItem.objects.get(pk=item.pk).assignee == world.person("clerk")


def test_the_official_complained_of_receives_nothing_of_the_case(world: World) -> None:
    """59-ФЗ art. 8 p. 6."""
    case = world.appeal(complained_of=world.person("stranger"))
    item = world.resolved(case)

    with pytest.raises(ValidationError) as refused:
        hand_over(actor=world.person("leader"), item=item, to=world.person("stranger"), reason=REASON)

    assert codes(refused) == ["official-complained-of"]


def test_a_signature_is_not_handed_over(world: World) -> None:
    """An acting head signs in a post of their own."""
    case = world.appeal()
    world.resolved(case)
    letter = world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER))
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=letter),
        verdict=Visa.Verdict.AGREED,
    )

    with pytest.raises(ValidationError) as refused:
        hand_over(
            actor=world.person("leader"), item=world.item(WorkKind.SIGN, case), to=world.person("clerk"), reason=REASON
        )

    assert codes(refused) == ["bound-to-person"]


def test_all_work_of_a_leaving_person_moves_in_one_act_as_its_preview_says(world: World) -> None:
    """What is refused stays with its reason; done again for another receiver, it goes on."""
    executor, stranger, leader = (world.person(name) for name in ("executor", "stranger", "leader"))
    going = [world.resolved(world.appeal()).case for _number in range(3)]
    blocked = world.resolved(world.appeal(complained_of=stranger)).case
    preview = handing.moves(leader, executor, stranger)

    done = hand_over_all(actor=leader, person=executor, to=stranger, reason=REASON)

    assert [(one.item.pk, one.refusal) for one in done] == [(one.item.pk, one.refusal) for one in preview]
    assert {one.item.case for one in done if not one.refusal} == set(going)
    assert [one.item.case for one in done if one.refusal] == [blocked]
    assert [item.case for item in handing.held_by(executor)] == [blocked]
    told = [act for act in record.timeline(executor) if act.verb == "workflows.all_handed_over"]
    assert [(act.data["count"], act.data["refused"]) for act in told] == [(3, 1)]

    hand_over_all(actor=leader, person=executor, to=world.person("unit_head"), reason=REASON)
    assert handing.held_by(executor) == []


def test_when_nothing_can_go_nothing_is_changed(world: World) -> None:
    """A clerk executes no cases."""
    world.resolved(world.appeal())

    with pytest.raises(ValidationError) as refused:
        hand_over_all(
            actor=world.person("leader"), person=world.person("executor"), to=world.person("clerk"), reason=REASON
        )

    assert codes(refused) == ["nothing-goes"]
    assert len(handing.held_by(world.person("executor"))) == 1


@pytest.mark.parametrize("name", ["stranger", "clerk", "controller", "auditor", "administrator", "other.leader"])
def test_nobody_hands_over_the_work_of_people_whom_they_do_not_lead(world: World, name: str) -> None:
    """Neither in the act nor in the page."""
    world.resolved(world.appeal())
    client = Client()
    client.force_login(world.person(name), backend="agencies.backends.EmployeeBackend")

    with pytest.raises(PermissionDenied):
        hand_over_all(
            actor=world.person(name), person=world.person("executor"), to=world.person("stranger"), reason=REASON
        )

    assert client.get(reverse("workflows:hand-over-all", args=[world.person("executor").pk])).status_code == 404


@pytest.mark.feature("F23", "X07")
def test_a_queue_is_given_to_the_present_with_the_least_work(world: World) -> None:
    """Each gift counts at once; the absent are left out; done again, it gives what has come since."""
    office, controller = world.office, world.person("controller")
    case = world.appeal(questions=["О крыше"])
    leader, second, away = (
        world.person("leader"),
        a_person(office.units["01"], "second_leader", role=Role.LEADER),
        a_person(office.units["01"], "away_leader", role=Role.LEADER),
    )
    for _number in range(3):
        world.appeal()
    desk.take(actor=leader, item=world.item(WorkKind.RESOLVE, case))
    agencies.enter_absence(
        actor=world.person("administrator"),
        employee=away,
        kind="trip",
        starts_on=clock.today(),
        ends_on=clock.today(),
        substitutes={},
    )
    (queue,) = handing.queues(controller)
    items = handing.lying_in(controller, queue)

    choices = handing.suggested(items, handing.holders_of(queue))
    done = distribute(actor=controller, queue=queue, choices=choices)

    assert queue.count == len(items) == 3
    assert sorted(one.short_name for one in choices.values()) == sorted([second.short_name] * 2 + [leader.short_name])
    assert [one.refusal for one in done] == ["", "", ""]
    assert handing.queues(controller) == []
    assert {one.pk for one in items} <= {one.pk for person in (leader, second) for one in selectors.desk(person)}


def test_what_was_taken_meanwhile_is_told_with_who_has_it(world: World) -> None:
    """The rest is given."""
    controller, leader = world.person("controller"), world.person("leader")
    second = a_person(world.office.units["01"], "second_leader", role=Role.LEADER)
    first_case, _other = world.appeal(), world.appeal()
    (queue,) = handing.queues(controller)
    choices = {item.pk: second for item in handing.lying_in(controller, queue)}
    desk.take(actor=leader, item=world.item(WorkKind.RESOLVE, first_case))

    done = distribute(actor=controller, queue=queue, choices=choices)

    assert sorted(bool(one.refusal) for one in done) == [False, True]
    assert leader.short_name in next(one.refusal for one in done if one.refusal)


@pytest.mark.parametrize("name", ["clerk", "executor", "auditor", "unit_head", "other.leader"])
def test_nobody_gives_out_a_queue_that_they_do_not_watch(world: World, name: str) -> None:
    """It stays untaken."""
    world.appeal()
    (queue,) = handing.queues(world.person("controller"))
    items = handing.lying_in(world.person("controller"), queue)

    with pytest.raises(PermissionDenied):
        distribute(actor=world.person(name), queue=queue, choices={items[0].pk: world.person("leader")})

    assert handing.queues(world.person("controller")) == [queue]


def test_handing_over_is_done_in_pages(world: World) -> None:
    """One item by the head from the card of its case, all of them with the preview, a queue by its controller."""
    leader, controller = Client(), Client()
    leader.force_login(world.person("leader"), backend="agencies.backends.EmployeeBackend")
    controller.force_login(world.person("controller"), backend="agencies.backends.EmployeeBackend")
    executor, stranger = world.person("executor"), world.person("stranger")
    item = world.resolved(world.appeal())
    case_page = leader.get(reverse("workflows:case", args=[item.case_id]))
    one = reverse("workflows:hand-over", args=[item.pk])
    every = reverse("workflows:hand-over-all", args=[stranger.pk])

    assert one in case_page.text
    assert leader.post(one, {"to": stranger.pk, "reason": ""}).status_code == 422
    assert leader.post(one, {"to": stranger.pk, "reason": REASON}).status_code == 302
    preview = leader.post(every, {"action": "preview", "to": executor.pk, "reason": REASON})
    assert [(move.item.pk, move.refusal) for move in preview.context["moves"]] == [(item.pk, "")]
    assert WorkItem.objects.get(pk=item.pk).assignee == stranger
    sent = {"action": "hand_over", "to": executor.pk, "reason": REASON}
    assert leader.post(every, sent).status_code == 302
    assert WorkItem.objects.get(pk=item.pk).assignee == executor

    world.appeal()
    page = controller.get(reverse("workflows:distribution"))
    (row,) = page.context["form"].rows
    address = f"{reverse('workflows:distribution')}?queue={page.context['queue'].key}"
    controller.post(address, {row[1].name: world.person("leader").pk})
    assert WorkItem.objects.get(pk=row[0].pk).assignee == world.person("leader")
