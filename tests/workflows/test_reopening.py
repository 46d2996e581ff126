"""Ended cases that are taken up again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services as agencies
from agencies.calendars import calendar_for
from agencies.models import Term, TermEvent
from citizens.models import Case, Stage
from documents.models import Document
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.people import LOADER
from tests.workflows.designing import a_step, a_type, an_appeal, in_force
from tests.world import World
from workflows import elapsed, selectors, steps
from workflows.invariant_selectors import broken
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.noticing import Notice
from workflows.pictures.standing import passages
from workflows.services import cases, letters, own_steps
from workflows.services.reopening import reopen_case
from workflows.undoing import Reopening

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F16", "F15")]
REASON = "Не отвечено о сроке ремонта"


def filed(world: World, outcome: str = "withdrawn") -> Case:
    """A case of two questions that has gone the whole road."""
    case = world.appeal(questions=["О крыше", "О сроке"])
    world.resolved(case)
    world.decided(case, outcome)
    return Case.objects.get(pk=world.ended(case).pk)


def reopened(world: World, case: Case, by: str = "controller", **other: Any) -> Reopening:
    """Taken up again for its second question, within five working days."""
    values: dict[str, Any] = {"ground": "incomplete", "reason": REASON, "ordinals": [2], "days": 5}
    return reopen_case(actor=world.person(by), case=case, **(values | other))


def test_a_filed_case_lies_with_its_executor_again(world: World) -> None:
    """With a working term; the lawful one stays told, one process has one step, and the card one next action."""
    case = filed(world)
    due_before = case.due_on

    row = reopened(world, case)

    case.refresh_from_db()
    by_calendar = calendar_for(case.agency).add_working_days(clock.today(), 5)
    assert (case.stage, case.is_on_control, case.filed_under, case.closed_on) == (Stage.IN_WORK, True, "", None)
    assert (row.due_on, case.due_on, row.due_before, row.ended_on) == (
        *(by_calendar, by_calendar, due_before),
        clock.today(),
    )
    term = Term.objects.get(subject_type="citizens.case", subject_key=case.pk)
    told = [(one.event, one.after_on) for one in term.changes.all()]
    assert told[-2:] == [(TermEvent.ENDED, due_before), (TermEvent.CHANGED, by_calendar)]
    assert [one.outcome_id is None for one in case.questions.all()] == [False, True]
    again = world.item(WorkKind.EXECUTE, case)
    assert (again.assignee, again.due_on) == (world.person("executor"), by_calendar)
    assert [one.what for one in steps.steps_of(selectors.open_work(case=case), world.person("executor"))] != []
    assert WorkItem.objects.filter(case=case, done_at__isnull=True).count() == 1
    assert Notice.objects.filter(person=world.person("executor"), verb="workflows.case_reopened").count() == 1
    entry = next(one for one in record.timeline(case) if one.verb == "workflows.case_reopened")
    assert REASON in entry.data["reason"]
    assert list(broken()) == []


def test_it_goes_the_whole_road_again_with_a_new_answer(world: World) -> None:
    """The answer of the first time does not do; the time between is nobody's."""
    case = world.appeal(questions=["О крыше"])
    world.resolved(case)
    answer = world.registered(world.signed(world.submitted(case, world.draft("answer"))))
    letters.dispatch(
        actor=world.person("clerk"), item=world.item(WorkKind.DISPATCH, document=answer), channel="post", note=""
    )
    world.decided(case)
    world.ended(case)
    with clock.at(clock.now() + timedelta(days=3)):
        reopened(world, case, ordinals=[1])
        with pytest.raises(ValidationError) as open_question:
            cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Готово.")
        world.decided(case)
        cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Готово.")
        control = world.item(WorkKind.CONTROL, case)
        with pytest.raises(ValidationError) as unanswered:
            cases.take_off_control(actor=world.person("controller"), item=control)
        answer = Document.objects.get(pk=answer.pk)
        answer.dispatched_at = clock.now()
        answer.save()
        cases.take_off_control(actor=world.person("controller"), item=control)
        cases.file_case(
            actor=world.person("clerk"), item=world.item(WorkKind.FILE, case), file_index=world.file_of(case.agency)
        )

        case.refresh_from_db()
        assert (codes(open_question), codes(unanswered)) == (["question-without-outcome"], ["answer-not-dispatched"])
        assert (case.stage, case.process.finished is not None) == (Stage.FILED, True)
        assert case.filings.filter(undone_at__isnull=True).count() == 1
        passed = elapsed.time_of(case)
        assert passed.whole.whole < timedelta(hours=8)
        steps_taken = {one.node: one.times for one in passages("case", case.process, case.agency)}
        assert (steps_taken["resolution"], steps_taken["execute"], steps_taken["file"]) == (1, 2, 2)
        assert list(broken()) == []


def test_the_head_resolves_it_anew_with_another_executor(world: World) -> None:
    """Then the one before takes no part; a case that awaits its filing is taken up as well, before the clerk has it."""
    case = world.appeal()
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))
    case.refresh_from_db()

    reopened(world, case, "leader", ordinals=[1], ground="order", is_resolved_anew=True)

    assert not WorkItem.objects.filter(case=case, kind=WorkKind.FILE, done_at__isnull=True).exists()
    case.refresh_from_db()
    cases.issue_resolution(
        actor=world.person("leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=world.person("stranger"),
        text="Рассмотреть заново.",
        due_on=case.due_on,
    )
    parts = case.participations.in_force().filter(role="responsible").values_list("employee__username", flat=True)
    assert list(parts) == [world.person("stranger").username]
    assert list(broken()) == []


@pytest.mark.feature("F52")
def test_own_steps_pass_anew(world: World) -> None:
    """Those after the report; those before the resolution where it is resolved anew."""
    in_force(world, a_type(a_step(who="head")))
    case = an_appeal(world)
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    own_steps.finish_own_step(actor=world.person("unit_head"), item=world.item(WorkKind.STEP_REPORTED, case), values={})
    cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))

    reopened(world, case, ordinals=[1])
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Ещё раз.")

    found = WorkItem.objects.filter(case=case, kind=WorkKind.STEP_REPORTED).order_by("pk")
    assert [one.state for one in found] == [WorkState.DONE, WorkState.OPEN]
    assert list(broken()) == []


def test_what_cannot_be_taken_up_says_why(world: World) -> None:
    """Nothing changes by a refusal."""
    case, running = filed(world), world.appeal()
    wrong: list[dict[str, Any]] = [
        {"reason": " "},
        {"ground": "because"},
        {"days": 0},
        {"days": 31},
        {"ordinals": [7]},
    ]
    found = []
    for values in wrong:
        with pytest.raises(ValidationError) as refused:
            reopened(world, case, **values)
        found += codes(refused)
    with pytest.raises(ValidationError) as not_ended:
        reopened(world, running, ordinals=[1])
    agencies.dismiss(actor=LOADER, employee=world.person("executor"), ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(ValidationError) as unfit:
        reopened(world, case)
    volume = case.filings.get().volume
    volume.ended_on = clock.today()
    volume.save()
    with pytest.raises(ValidationError) as bound:
        reopened(world, case, is_resolved_anew=True)

    assert found == ["reason-missing", "ground-unknown", "days-out-of-range", "days-out-of-range", "questions-missing"]
    assert (codes(not_ended), codes(unfit), codes(bound)) == (["case-not-ended"], ["executor-unfit"], ["volume-closed"])
    assert Case.objects.get(pk=case.pk).stage == Stage.FILED
    assert not Reopening.objects.exists()


def test_only_heads_and_controllers_take_up_and_none_complained_of(world: World) -> None:
    """By the service as by the page."""
    case = filed(world)
    for name in ("executor", "clerk", "auditor"):
        person, client = world.person(name), Client()
        client.force_login(person)
        with pytest.raises(PermissionDenied):
            reopened(world, case, name)
        assert client.get(reverse("workflows:case-reopen", args=[case.pk])).status_code in (403, 404)
    case.complained_of = world.person("controller")
    case.save()

    with pytest.raises(PermissionDenied):
        reopened(world, case)


def test_the_card_offers_it_and_tells_of_it(world: World) -> None:
    """What was typed stays with what is wrong beside its field."""
    case, client = filed(world), Client()
    client.force_login(world.person("controller"))
    page = reverse("workflows:case-reopen", args=[case.pk])
    values = {"ground": "incomplete", "reason": REASON, "questions": ["2"], "to": "executor", "days": "5"}

    assert page in client.get(reverse("workflows:case", args=[case.pk])).content.decode()
    refused = client.post(page, values | {"days": "99"})
    done = client.post(page, values, follow=True).content.decode()

    assert (refused.status_code, refused.context["form"].errors.as_data()["days"][0].code) == (422, "days-out-of-range")
    assert REASON in refused.content.decode()
    assert page not in done
    assert REASON in done


def test_co_executors_get_the_first_half_of_the_working_term(world: World) -> None:
    """Not of the days since the case was registered."""
    case, client = filed(world), Client()
    client.force_login(world.person("controller"))
    reopened(world, case)

    half = client.get(reverse("workflows:case", args=[case.pk])).context["section"].half

    assert clock.today() < half.due_on <= case.reopenings.get().due_on


def test_a_case_under_way_shows_no_form_to_take_it_up(world: World) -> None:
    """It says why there is none."""
    case, client = world.appeal(), Client()
    client.force_login(world.person("controller"))

    page = client.get(reverse("workflows:case-reopen", args=[case.pk])).content.decode()

    assert "Дело не завершено: возобновлять нечего." in page
    assert 'name="ground"' not in page
