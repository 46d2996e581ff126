"""Complaints about services (210-ФЗ ch. 2.1): decision, answer, prosecutor, withdrawal, taking up again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.calendars import calendar_for
from citizens.models import Case, Stage
from documents.models import LetterTemplate
from history import clock
from tests.codes import codes
from tests.workflows import complaining as prepared
from tests.workflows import serving as requests
from tests.workflows.of_services import item_of, off_control
from tests.world import World
from workflows.invariant_selectors import broken
from workflows.models import WorkKind
from workflows.services import cases, complaining, serving
from workflows.services.cancelling import cancel_case
from workflows.services.reopening import reopen_case
from workflows.serving import COMPLAINT_GROUNDS, OffenceReport, ServiceDecision, Verdict, answer_due
from workflows.trials.coverage import walked

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


def test_a_complaint_goes_from_its_registration_to_its_file(world: World) -> None:
    """The decision that was confirmed is the outcome of its questions; nothing is broken on the way."""
    case = off_control(world, prepared.confirmed(world))

    cases.file_case(
        actor=world.person("clerk"), item=item_of(case, WorkKind.FILE), file_index=world.file_of(case.agency)
    )

    case.refresh_from_db()
    assert case.stage == Stage.FILED
    outcomes = {question.outcome.code for question in case.questions.all() if question.outcome}
    assert outcomes == {"service-complaint-satisfied"}
    assert not list(broken())
    assert {"resolution", "execute", "confirm", "issue", "control", "file"} <= set(walked(case)["complaint"]["nodes"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"verdict": Verdict.GRANTED}, "verdict-unknown"),
        ({"text": " "}, "text-missing"),
        ({"measures": " "}, "measures-missing"),
        ({"measures_by": None}, "measures-undated"),
        ({"measures_by": date(2020, 1, 1)}, "measures-in-past"),
        ({"verdict": Verdict.NOT_SATISFIED}, "ground-missing"),
        ({"verdict": Verdict.NOT_SATISFIED, "ground": "Так решили"}, "ground-unknown"),
    ],
)
def test_a_decision_names_measures_until_a_day_or_a_ground(world: World, given: dict[str, Any], code: str) -> None:
    """And its reasons."""
    case = prepared.resolved(world, prepared.registered(world), world.person("executor"))

    with pytest.raises(ValidationError) as refused:
        prepared.prepared(world, case, **given)

    assert codes(refused) == [code]


def test_only_the_head_confirms_and_nobody_reports_before_the_answer_left(world: World) -> None:
    """An executor neither confirms their own decision nor goes around it."""
    case = prepared.resolved(world, prepared.registered(world), world.person("executor"))
    executor = world.person("executor")

    with pytest.raises(ValidationError) as early:
        cases.report(actor=executor, item=item_of(case, WorkKind.EXECUTE), text="Готово.")
    prepared.prepared(world, case)
    with pytest.raises(PermissionDenied):
        serving.confirm_decision(actor=executor, item=item_of(case, WorkKind.CONFIRM))
    serving.confirm_decision(actor=world.person("leader"), item=item_of(case, WorkKind.CONFIRM))
    with pytest.raises(ValidationError) as unanswered:
        cases.report(actor=executor, item=item_of(case, WorkKind.EXECUTE), text="Готово.")

    assert codes(early) == ["decision-not-confirmed"]
    assert codes(unanswered) == ["answer-not-dispatched"]


def test_a_returned_decision_is_prepared_anew(world: World) -> None:
    """Both stay in the history."""
    case = prepared.resolved(world, prepared.registered(world), world.person("executor"))
    prepared.prepared(world, case)
    serving.return_decision(actor=world.person("leader"), item=item_of(case, WorkKind.CONFIRM), remark="Срок велик.")

    prepared.prepared(world, case, verdict=Verdict.NOT_SATISFIED, ground=COMPLAINT_GROUNDS[0])

    first, second = ServiceDecision.objects.filter(case=case)
    assert (first.verdict, first.remark, first.is_confirmed) == (Verdict.SATISFIED, "Срок велик.", False)
    assert (second.verdict, second.measures, second.measures_by) == (Verdict.NOT_SATISFIED, "", None)


def test_the_answer_is_due_by_the_day_after_the_decision(world: World) -> None:
    """Whatever is left of the term; on a day off, by the next working day."""
    case = prepared.confirmed(world)

    answer = answer_due(case)

    assert answer is not None
    assert answer.due_on == calendar_for(case.agency).next_working(clock.today() + timedelta(days=1))
    assert item_of(case, WorkKind.EXECUTE).due_on == answer.due_on < case.due_on
    letter = world.submitted(case, world.draft("answer"))
    assert world.item(WorkKind.APPROVE, document=letter).due_on == answer.due_on


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ("Приносим извинения", "Выписка выдаётся", "Срок: ")),
        (
            {"verdict": Verdict.NOT_SATISFIED, "ground": COMPLAINT_GROUNDS[0]},
            ("Причины: Запись в реестре есть.", COMPLAINT_GROUNDS[0], "обжаловать в суд"),
        ),
    ],
)
def test_the_answer_begins_with_what_the_law_wants_in_it(
    world: World, client: Client, given: dict[str, Any], said: tuple[str, ...]
) -> None:
    """Apologies and what is done; or reasons and the order of appeal."""
    case = prepared.confirmed(world, **given)
    client.force_login(world.person("executor"))

    page = client.get(reverse("workflows:item", args=[item_of(case, WorkKind.EXECUTE).pk]))

    assert all(one in page.text for one in said)
    assert LetterTemplate.Purpose.ANSWER in page.text


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"signs": " "}, "signs-missing"),
        ({"sent_to": ""}, "prosecutor-missing"),
        ({"sent_on": date(2100, 1, 1)}, "sent-in-future"),
        ({"found_on": date(2100, 1, 1)}, "sent-before-found"),
    ],
)
def test_materials_for_the_prosecutor_are_noted_whole(world: World, given: dict[str, Any], code: str) -> None:
    """Signs, the prosecutor's office, and a day that has come."""
    case = prepared.resolved(world, prepared.registered(world), world.person("executor"))
    right: dict[str, Any] = {
        "signs": "Требовали плату.",
        "found_on": clock.today(),
        "sent_to": "Прокуратура города",
        "sent_on": clock.today(),
    }

    item = item_of(case, WorkKind.EXECUTE)
    with pytest.raises(ValidationError) as refused:
        complaining.tell_prosecutor(actor=world.person("executor"), item=item, **(right | given))
    with pytest.raises(PermissionDenied):
        complaining.tell_prosecutor(actor=world.person("stranger"), item=item, **right)
    complaining.tell_prosecutor(actor=world.person("executor"), item=item, **right)

    assert codes(refused) == [code]
    assert OffenceReport.objects.get(case=case).sent_to == "Прокуратура города"
    assert not item_of(case, WorkKind.EXECUTE).done_at


def test_only_materials_of_a_complaint_go_to_the_prosecutor(world: World) -> None:
    """A request for a service has none."""
    case = requests.accepted(world)

    with pytest.raises(ValidationError) as refused:
        complaining.tell_prosecutor(
            actor=world.person("executor"),
            item=item_of(case, WorkKind.EXECUTE),
            signs="Требовали плату.",
            found_on=clock.today(),
            sent_to="Прокуратура города",
            sent_on=clock.today(),
        )

    assert codes(refused) == ["not-a-complaint"]


def test_a_complaint_that_is_withdrawn_is_cancelled_with_its_reason(world: World) -> None:
    """An appeal ends by an outcome instead."""
    case, appeal = prepared.registered(world), world.appeal()
    leader = world.person("leader")

    with pytest.raises(ValidationError) as refused:
        cancel_case(actor=leader, case=appeal, ground="withdrawn", reason="Заявление от 3 марта.")
    cancel_case(actor=leader, case=case, ground="withdrawn", reason="Заявление от 3 марта.")

    assert codes(refused) == ["ground-unknown"]
    assert Case.objects.get(pk=case.pk).stage == Stage.CANCELLED


@pytest.mark.parametrize("is_anew", [False, True])
def test_a_complaint_taken_up_again_is_decided_anew(world: World, *, is_anew: bool) -> None:
    """By who considered it, or by whom the head names."""
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
    assert case.stage == (Stage.REGISTERED if is_anew else Stage.IN_WORK)
    assert answer_due(case) is None
    assert not list(broken())


def test_the_pages_lead_along_the_road(world: World, client: Client) -> None:
    """A refusal stands beside its field; materials for the prosecutor stand on the card."""
    case = prepared.resolved(world, prepared.registered(world), world.person("executor"))
    item = item_of(case, WorkKind.EXECUTE)
    client.force_login(world.person("executor"))
    page = reverse("workflows:item", args=[item.pk])
    today = clock.today().isoformat()

    noted = client.post(
        page,
        {
            "action": "prosecutor",
            "signs": "Требовали плату.",
            "found_on": today,
            "sent_to": "Прокуратура города",
            "sent_on": today,
        },
    )
    wrong = client.post(page, {"action": "decide", "verdict": "satisfied", "text": "Так."})
    done = client.post(
        page,
        {
            "action": "decide",
            "verdict": "satisfied",
            "text": "Запись есть.",
            "measures": "Выдать выписку",
            "measures_by": today,
        },
    )
    card = client.get(reverse("workflows:case", args=[case.pk]))

    assert (noted.status_code, wrong.status_code, done.status_code) == (302, 422, 302)
    assert "Прокуратура города" in card.text
    assert "решение по жалобе подготовлено" in card.text
    assert "Выдать выписку" in card.text
