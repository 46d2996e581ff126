"""Requests for services (210-ФЗ): papers, decision, confirmation, result; terms by the regulation."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.calendars import calendar_for
from citizens.models import Case, CaseKind, Channel, Outcome, Stage
from documents.services import AppealCard
from documents.services import register_appeal as register
from history import clock
from tests.codes import codes
from tests.workflows import serving as prepared
from tests.workflows.designing import a_type, in_force
from tests.workflows.of_services import item_of, off_control
from tests.workflows.serving import NOTHING_HELD, UNREADABLE
from tests.world import World
from workflows.flows.service_request import ServiceRequestFlow
from workflows.invariant_selectors import broken
from workflows.models import CaseProcess, WorkItem, WorkKind
from workflows.services import cases, serving
from workflows.services.cancelling import cancel_case, restore_case
from workflows.services.reopening import reopen_case
from workflows.serving import ServiceDecision, Verdict
from workflows.trials.coverage import walked

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


def test_a_request_begins_with_the_check_of_its_papers_within_the_term_of_its_regulation(world: World) -> None:
    """Ten working days from registration, whatever the kind of term says."""
    case = prepared.registered(world)

    assert case.process.flow_class is ServiceRequestFlow
    assert case.stage == Stage.PAPERS
    assert case.due_on == calendar_for(case.agency).add_working_days(case.registered_on, 10)
    assert [item.kind for item in WorkItem.objects.filter(case=case)] == [WorkKind.CHECK_PAPERS]


def test_a_request_is_registered_only_as_one_of_the_services_of_the_agency(world: World) -> None:
    """Without a regulation there is neither a term nor a ground."""
    card = AppealCard(
        kind=CaseKind.SERVICE,
        channel=Channel.POST,
        summary="Выписка",
        text="Прошу выдать.",
        received_on=clock.today(),
    )

    with pytest.raises(ValidationError) as refused:
        register(actor=world.person("clerk"), agency=world.office.agency, appeal=card)

    assert codes(refused) == ["service-missing"]


def test_a_request_goes_from_its_papers_to_its_file(world: World) -> None:
    """The decision that was confirmed is the outcome of its questions; nothing is broken on the way."""
    case = off_control(world, prepared.confirmed(world))

    cases.file_case(
        actor=world.person("clerk"), item=item_of(case, WorkKind.FILE), file_index=world.file_of(case.agency)
    )

    case.refresh_from_db()
    assert case.stage == Stage.FILED
    assert {question.outcome.code for question in case.questions.all() if question.outcome} == {"service-granted"}
    assert not list(broken())
    assert {"papers", "execute", "confirm", "issue", "control", "file"} <= set(walked(case)["service"]["nodes"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ground": ""}, "ground-missing"),
        ({"ground": "Так решили"}, "ground-unknown"),
        ({"text": " "}, "text-missing"),
        ({"executor": None}, "executor-missing"),
    ],
)
def test_papers_are_refused_only_on_a_ground_of_the_regulation(world: World, given: dict[str, Any], code: str) -> None:
    """With what is wrong, and with somebody who tells the applicant."""
    case = prepared.registered(world)
    right: dict[str, Any] = {"ground": UNREADABLE, "text": "Нет второй страницы.", "executor": world.person("executor")}

    with pytest.raises(ValidationError) as refused:
        serving.refuse_papers(
            actor=world.person("clerk"), item=item_of(case, WorkKind.CHECK_PAPERS), **{**right, **given}
        )

    assert codes(refused) == [code]


def test_refused_papers_end_by_a_letter_to_the_applicant(world: World) -> None:
    """No decision is asked for any more: the case goes to the issue of the refusal."""
    case = prepared.registered(world)
    serving.refuse_papers(
        actor=world.person("clerk"),
        item=item_of(case, WorkKind.CHECK_PAPERS),
        executor=world.person("executor"),
        ground=UNREADABLE,
        text="Нет второй страницы.",
    )

    case = off_control(world, Case.objects.get(pk=case.pk))

    assert case.stage == Stage.OFF_CONTROL
    assert case.questions.get().outcome == Outcome.objects.get(code="service-papers-refused")


def test_a_refusal_of_the_service_needs_a_ground_of_its_regulation(world: World) -> None:
    """Another body's silence is none."""
    case = prepared.accepted(world)
    item, executor = item_of(case, WorkKind.EXECUTE), world.person("executor")

    with pytest.raises(ValidationError) as refused:
        serving.prepare_decision(
            actor=executor, item=item, verdict=Verdict.REFUSED, ground="Орган не ответил", text="Ответа нет."
        )

    assert codes(refused) == ["ground-unknown"]


def test_a_returned_decision_is_prepared_anew_and_both_stay_in_the_history(world: World) -> None:
    """The executor has it in work again, with the remark."""
    case = prepared.decided(world, Verdict.REFUSED)

    with pytest.raises(ValidationError) as refused:
        serving.return_decision(actor=world.person("leader"), item=item_of(case, WorkKind.CONFIRM), remark=" ")
    serving.return_decision(actor=world.person("leader"), item=item_of(case, WorkKind.CONFIRM), remark="Запись есть.")
    serving.prepare_decision(
        actor=world.person("executor"),
        item=item_of(case, WorkKind.EXECUTE),
        verdict=Verdict.GRANTED,
        ground=NOTHING_HELD,
        text="Запись 17.",
    )

    assert codes(refused) == ["remark-missing"]
    first, second = ServiceDecision.objects.filter(case=case)
    assert (first.remark, first.is_confirmed, second.ground) == ("Запись есть.", False, "")
    assert Case.objects.get(pk=case.pk).stage == Stage.DECIDED


def test_only_the_head_confirms_and_nobody_reports_before(world: World) -> None:
    """An executor neither confirms their own decision nor goes around it."""
    case = prepared.accepted(world)
    executor = world.person("executor")

    with pytest.raises(ValidationError) as early:
        cases.report(actor=executor, item=item_of(case, WorkKind.EXECUTE), text="Готово.")
    serving.prepare_decision(
        actor=executor, item=item_of(case, WorkKind.EXECUTE), verdict=Verdict.GRANTED, ground="", text="Запись 17."
    )
    with pytest.raises(PermissionDenied):
        serving.confirm_decision(actor=executor, item=item_of(case, WorkKind.CONFIRM))

    assert codes(early) == ["decision-not-confirmed"]


def test_nobody_reports_before_the_result_is_dispatched(world: World) -> None:
    """The applicant has it first."""
    case = prepared.confirmed(world)

    with pytest.raises(ValidationError) as refused:
        cases.report(actor=world.person("executor"), item=item_of(case, WorkKind.EXECUTE), text="Готово.")

    assert codes(refused) == ["answer-not-dispatched"]


def test_an_outcome_comes_by_the_decision_alone(world: World) -> None:
    """Neither is a question of a request decided by hand, nor does an appeal get an outcome of services."""
    case = prepared.accepted(world)

    with pytest.raises(ValidationError) as refused:
        cases.decide_question(
            actor=world.person("executor"),
            question=case.questions.get(),
            outcome=Outcome.objects.get(code="explained"),
            ground="Так",
        )

    assert codes(refused) == ["outcome-by-decision"]


def test_a_late_reply_does_not_extend_the_term(world: World) -> None:
    """The request waits for an inquiry, and is due when it was."""
    case = prepared.accepted(world)
    before = case.due_on
    world.inquired(case)

    cases.await_reply(actor=world.person("executor"), item=item_of(case, WorkKind.EXECUTE))
    with clock.at(clock.now() + timedelta(days=14)):
        cases.go_on(actor=world.person("executor"), item=item_of(case, WorkKind.AWAIT_REPLY))

    case.refresh_from_db()
    assert (case.due_on, case.stage) == (before, Stage.IN_WORK)


@pytest.mark.parametrize("is_anew", [False, True])
def test_a_request_taken_up_again_is_decided_anew(world: World, *, is_anew: bool) -> None:
    """By its executor, or from the check of its papers; the decision before stays in the history."""
    case = off_control(world, prepared.confirmed(world))

    reopen_case(
        actor=world.person("leader"),
        case=case,
        ground="circumstance",
        reason="Найдена запись.",
        ordinals=[1],
        days=5,
        is_resolved_anew=is_anew,
    )

    case.refresh_from_db()
    assert case.stage == (Stage.PAPERS if is_anew else Stage.IN_WORK)
    assert not ServiceDecision.objects.filter(case=case, ended_at__isnull=True).exists()
    assert not item_of(case, WorkKind.CHECK_PAPERS if is_anew else WorkKind.EXECUTE).done_at
    assert not list(broken())


def test_a_cancelled_registration_is_restored_at_the_check_of_the_papers(world: World) -> None:
    """The process that stopped begins again there."""
    case = prepared.decided(world)
    leader = world.person("leader")

    cancel_case(actor=leader, case=case, ground="mistake", reason="Ошибка.")
    restore_case(actor=leader, case=case, reason="Верно было.")

    case.refresh_from_db()
    assert case.stage == Stage.PAPERS
    assert not item_of(case, WorkKind.CHECK_PAPERS).done_at


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"days": 0}, "days", "days-out-of-range"),
        ({"refusal_grounds": []}, "refusal_grounds", "grounds-missing"),
        ({"paper_grounds": ["Нет", "Нет"]}, "paper_grounds", "grounds-alike"),
        ({"term": "appeal-answer"}, "term", "term-not-working-days"),
    ],
)
def test_a_service_is_published_with_its_regulation(world: World, more: dict[str, Any], field: str, code: str) -> None:
    """Its term in working days, and both lists of grounds."""
    with pytest.raises(ValidationError) as refused:
        in_force(world, prepared.a_service(**more))

    assert [error.code for error in refused.value.error_dict[field]] == [code]


def test_a_type_of_appeals_says_nothing_of_a_regulation(world: World) -> None:
    """Its term is that of the law."""
    with pytest.raises(ValidationError) as refused:
        in_force(world, a_type(days=3))

    assert codes(refused) == ["not-a-service"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pages_lead_along_the_road(world: World, client: Client, language: str) -> None:
    """A refusal stands beside its field; the card shows the decision and the picture its own process."""
    case = prepared.registered(world)
    item = item_of(case, WorkKind.CHECK_PAPERS)
    client.force_login(world.person("clerk"))
    client.cookies["django_language"] = language
    page = reverse("workflows:item", args=[item.pk])

    shown = client.get(page)
    wrong = client.post(page, {"action": "refuse", "ground": "", "text": "", "executor": ""})
    executor = world.person("executor")
    done = client.post(page, {"action": "accept", "executor": str(executor.pk)})
    picture = client.get(reverse("workflows:case-process", args=[case.pk]))

    assert (shown.status_code, wrong.status_code, done.status_code) == (200, 422, 302)
    assert UNREADABLE in shown.text
    assert picture.context["code"] == "service"
    assert CaseProcess.objects.get(case=case).task_set.filter(finished__isnull=True).count() == 1


def test_the_head_reads_the_decision_before_confirming_it(world: World, client: Client) -> None:
    """On the work and on the card."""
    case = prepared.decided(world, Verdict.REFUSED)
    client.force_login(world.person("leader"))

    work = client.get(reverse("workflows:item", args=[item_of(case, WorkKind.CONFIRM).pk]))
    card = client.get(reverse("workflows:case", args=[case.pk]))

    assert NOTHING_HELD in work.text
    assert NOTHING_HELD in card.text


def test_the_reply_to_an_inquiry_about_a_service_is_expected_within_five_working_days(
    world: World, client: Client
) -> None:
    """Fifteen days are for inquiries about appeals."""
    case = prepared.accepted(world)
    client.force_login(world.person("executor"))

    page = client.get(reverse("workflows:item", args=[item_of(case, WorkKind.EXECUTE).pk]))

    by = calendar_for(case.agency).add_working_days(clock.today(), 5)
    assert f'value="{by.isoformat()}"' in page.text
