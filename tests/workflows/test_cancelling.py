"""Registrations of cases that were a mistake: cancelled with all that lies open, and restored for a while."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Term
from citizens.models import Case, Channel, Stage
from documents.models import DocumentKind, State
from documents.services import CorrespondenceCard, register_correspondence
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.world import World
from workflows import assigned, elapsed, selectors, steps
from workflows.forgotten_selectors import forgotten
from workflows.invariant_selectors import broken
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.noticing import Notice
from workflows.services import assignments, cases, letters
from workflows.services.assignments import Point
from workflows.services.cancelling import cancel_case, restore_case
from workflows.services.reopening import reopen_case
from workflows.undoing import Cancellation

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F16", "F15")]
REASON = "Та же бумага пришла почтой и через портал"


def cancelled(world: World, case: Case, by: str = "controller", **other: Any) -> Cancellation:
    """Cancelled by the head of the records office."""
    values: dict[str, Any] = {"ground": "mistake", "reason": REASON}
    return cancel_case(actor=world.person(by), case=case, **(values | other))


def restored(world: World, case: Case, by: str = "controller", reason: str = "Не дубль") -> Cancellation:
    """And restored."""
    return restore_case(actor=world.person(by), case=case, reason=reason)


def at_work(world: World) -> Case:
    """A case with a letter on approval, a draft, an assignment and a delivered inquiry."""
    case = world.appeal()
    world.resolved(case)
    world.inquired(case)
    world.submitted(case, world.draft("answer"))
    letters.draft_letter(
        actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), letter=world.draft("answer")
    )
    case.refresh_from_db()
    point = Point(executor=world.person("stranger"), text="Справка.", due_on=case.due_on, controller=None)
    assignments.issue(actor=world.person("leader"), paper=case, points=[point])
    return Case.objects.get(pk=case.pk)


def test_everything_open_ends_with_the_registration_in_one_act(world: World) -> None:
    """Those who had it are told; the number stays with the reason; nothing is broken nor forgotten."""
    case = at_work(world)

    cancelled(world, case)

    case.refresh_from_db()
    assert (case.stage, case.is_on_control) == (Stage.CANCELLED, False)
    assert not WorkItem.objects.filter(case=case, done_at__isnull=True).exists()
    assert steps.steps_of(selectors.open_work(case=case), world.person("leader")) == []
    states = dict(case.documents.values_list("purpose", "state"))
    assert (states[""], states["inquiry"], states["answer"]) == (State.CANCELLED, State.DISPATCHED, State.DISCARDED)
    assert REASON in case.documents.get(number=case.number).cancel_reason
    assert set(case.assignments.values_list("state", flat=True)) == {assigned.AssignmentState.CANCELLED}
    assert not Term.objects.filter(paper_type="citizens.case", paper_key=case.pk).exclude(state="ended").exists()
    told = Notice.objects.filter(verb="workflows.case_cancelled").values_list("person__username", flat=True)
    assert {world.person(name).username for name in ("executor", "unit_head", "stranger")} <= set(told)
    assert not any(one.verb == "workflows.done_in_substitution" for one in record.timeline(case))
    assert not any(one.is_now for one in elapsed.time_of(case).stages)
    assert list(broken()) == []
    assert list(forgotten(world.office.agency)) == []


def test_the_reply_to_a_sent_inquiry_is_laid_on_the_card(world: World) -> None:
    """And wakes nothing."""
    case = world.appeal()
    item = world.resolved(case)
    inquiry = world.inquired(case)
    cases.await_reply(actor=world.person("executor"), item=item)

    cancelled(world, case)
    inquiry.refresh_from_db()
    reply = register_correspondence(
        actor=world.person("clerk"),
        agency=case.agency,
        letter=CorrespondenceCard(
            correspondent_name=inquiry.correspondent_name,
            their_number="17",
            their_date=clock.today(),
            summary="Ответ о доме",
            received_on=clock.today(),
            channel=Channel.POST,
            kind=DocumentKind.objects.get(name="Письмо"),
            answers_number=inquiry.number,
            answers_on=inquiry.registered_on,
        ),
    )

    case.refresh_from_db()
    assert case.stage == Stage.CANCELLED
    assert (reply.in_reply_to, reply.case) == (inquiry, case)
    assert not WorkItem.objects.filter(case=case, done_at__isnull=True).exists()
    assert list(broken()) == []


def test_it_is_restored_whole_within_three_working_days(world: World) -> None:
    """The number and the term are what they were; the head resolves it anew, and it goes to its end."""
    case = at_work(world)
    due_on = case.due_on
    cancelled(world, case)

    restored(world, case)

    case.refresh_from_db()
    assert (case.stage, case.due_on) == (Stage.REGISTERED, due_on)
    assert case.documents.get(number=case.number).state == State.REGISTERED
    assert WorkItem.objects.filter(case=case, done_at__isnull=True).get().kind == WorkKind.RESOLVE
    assert list(broken()) == []
    world.resolved(case)
    world.decided(case, "withdrawn")
    world.ended(case)
    case.refresh_from_db()
    assert case.stage == Stage.FILED
    assert list(broken()) == []


def test_a_restoring_has_its_time(world: World) -> None:
    """After it the paper is registered anew; what was not cancelled is not restored."""
    case, other = world.appeal(), world.appeal()
    cancelled(world, case)

    with pytest.raises(ValidationError) as not_cancelled:
        restored(world, other)
    with pytest.raises(ValidationError) as no_reason:
        restored(world, case, reason=" ")
    with clock.at(clock.now() + timedelta(days=14)), pytest.raises(ValidationError) as late:
        restored(world, case)

    found = [codes(not_cancelled), codes(no_reason), codes(late)]
    assert found == [["not-cancelled"], ["reason-missing"], ["restored-late"]]


def test_an_answered_or_ended_case_is_not_cancelled(world: World) -> None:
    """Nor is one whose number the sender was told by exchange, nor with an inquiry that is about to go."""
    case = world.appeal()
    world.resolved(case)
    world.registered(world.signed(world.submitted(case, world.draft("answer"))))
    with pytest.raises(ValidationError) as answered:
        cancelled(world, case)
    client = Client()
    client.force_login(world.person("controller"))
    card = client.get(reverse("workflows:case", args=[case.pk]))
    page = client.get(reverse("workflows:case-cancel", args=[case.pk]))
    ended = world.appeal()
    world.resolved(ended)
    world.decided(ended, "withdrawn")
    world.ended(ended)
    with pytest.raises(ValidationError) as filed:
        cancelled(world, ended)
    reopen_case(actor=world.person("leader"), case=ended, ground="order", reason="Ещё раз", ordinals=[1], days=5)
    with pytest.raises(ValidationError) as ended_before:
        cancelled(world, ended)
    asked = world.appeal()
    world.resolved(asked)
    by_post = world.draft("inquiry", correspondent_id_code="", correspondent_name="Архив")
    world.registered(world.signed(world.submitted(asked, by_post)))
    with pytest.raises(ValidationError) as numbered:
        cancelled(world, asked)

    assert codes(answered) == ["answer-sent"]
    assert (page.context["not_now"], page.wsgi_request.path in card.text) == (answered.value.messages[0], False)
    assert codes(filed) == codes(ended_before) == ["case-ended"]
    assert codes(numbered) == ["letter-numbered"]
    assert Case.objects.get(pk=case.pk).stage == Stage.IN_WORK


def test_a_double_names_the_case_that_stays(world: World) -> None:
    """Another one of the agency, in force, that the person sees."""
    case, stays = world.appeal(), world.appeal()
    found = []
    for other in (None, case):
        with pytest.raises(ValidationError) as refused:
            cancelled(world, case, ground="double", double_of=other)
        found += codes(refused)
    with pytest.raises(ValidationError) as unknown:
        cancelled(world, case, ground="because")

    row = cancelled(world, case, ground="double", double_of=stays)

    assert (found, codes(unknown), row.double_of) == (["double-missing", "double-unfit"], ["ground-unknown"], stays)


@pytest.mark.parametrize("name", ["executor", "clerk", "auditor"])
def test_nobody_else_cancels(world: World, name: str) -> None:
    """By the service as by the page; nor whom the appeal complains of."""
    case, client = world.appeal(complained_of=world.person("controller")), Client()
    client.force_login(world.person(name))

    for person in (name, "controller"):
        with pytest.raises(PermissionDenied):
            cancelled(world, case, person)

    assert client.get(reverse("workflows:case-cancel", args=[case.pk])).status_code in (403, 404)


def test_the_pages_cancel_and_restore(world: World) -> None:
    """The card tells both, the list finds cancelled cases by their stage, and nothing more is offered in one."""
    case, client = world.appeal(), Client()
    client.force_login(world.person("controller"))
    cancel, restore = (reverse(f"workflows:case-{name}", args=[case.pk]) for name in ("cancel", "restore"))
    values = {"ground": "double", "double": "ОГ-Я-999/26", "reason": REASON}

    unfit = client.post(cancel, values)
    done = client.post(cancel, values | {"ground": "not_appeal"}, follow=True).content.decode()
    listed = client.get(reverse("workflows:cases"), {"stage": "cancelled"}).content.decode()
    again = client.post(restore, {"reason": "Всё же обращение"}, follow=True).content.decode()

    assert unfit.context["form"].errors.as_data()["double"][0].code == "double-unfit"
    assert REASON in unfit.content.decode()
    assert (cancel in done, restore in done, REASON in done) == (False, True, True)
    assert case.number in listed
    assert (cancel in again, restore in again, "Всё же обращение" in again) == (True, False, True)


def test_work_that_was_begun_stops_its_clock(world: World) -> None:
    """And is closed as cancelled, not as done."""
    case = world.appeal()
    world.resolved(case)

    cancelled(world, case, "leader")

    states = WorkItem.objects.filter(case=case).order_by("pk").values_list("kind", "state")
    assert list(states) == [("resolve", WorkState.DONE), ("execute", WorkState.CANCELLED)]
