"""Complaints about services that another body decides on: forwarded as appeals are, by a law of their own."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.calendars import calendar_for
from citizens.models import Case, Stage
from documents.models import Document, LetterTemplate
from history import clock
from tests.codes import codes
from tests.workflows import complaining as prepared
from tests.workflows.of_services import item_of
from tests.workflows.passing import (
    COMMITTEE,
    a_letter,
    address,
    codes_told,
    dispatched,
    forwarded,
    options,
    page,
)
from tests.world import World
from workflows import passing, steps
from workflows.actions import actions_of
from workflows.invariant_selectors import broken
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, letters
from workflows.serving import ServiceDecision
from workflows.trials.coverage import walked

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15", "L03")]
Purpose = LetterTemplate.Purpose


def in_work(world: World) -> Case:
    """A complaint with its executor."""
    return prepared.resolved(world, prepared.registered(world), world.person("executor"))


def test_a_forwarded_complaint_needs_no_decision_and_ends_when_both_letters_left(world: World) -> None:
    """It goes to the other body as a package; nobody here confirms anything."""
    case, executor = in_work(world), world.person("executor")
    sent, told = forwarded(world, case, questions=[])
    offered = [one.name for one in actions_of(item_of(case, WorkKind.EXECUTE))]
    with pytest.raises(ValidationError) as decided:
        prepared.prepared(world, case)
    with pytest.raises(ValidationError) as early:
        cases.report(actor=executor, item=item_of(case, WorkKind.EXECUTE), text="Направлено.")
    for letter in (sent, told):
        letters.submit_letter(actor=executor, document=letter)
        world.registered(world.signed(letter))
    dispatched(world, told)
    world.deliver()
    cases.report(actor=executor, item=item_of(case, WorkKind.EXECUTE), text="Направлено.")
    cases.take_off_control(actor=world.person("controller"), item=item_of(case, WorkKind.CONTROL))

    case.refresh_from_db()
    assert (codes(decided), codes(early)) == (["already-forwarded"], ["letter-unfinished"])
    assert offered == ["report", "prosecutor"]
    assert (case.stage, ServiceDecision.objects.filter(case=case).exists()) == (Stage.OFF_CONTROL, False)
    assert {one.outcome.code for one in case.questions.select_related("outcome") if one.outcome} == {"forwarded"}
    assert all("№ 840, п. 10" in one.ground for one in case.questions.all())
    assert ["is_forwarded", "control"] in walked(case)["complaint"]["ways"]
    assert not list(broken())


def test_a_complaint_is_forwarded_within_three_working_days_and_its_letters_are_due_then(world: World) -> None:
    """The third day still counts."""
    case = in_work(world)
    last = calendar_for(case.agency).add_working_days(case.registered_on, 3)
    sent, _told = forwarded(world, case)
    letters.submit_letter(actor=world.person("executor"), document=sent)

    with clock.at(clock.now() + (last - clock.today()) + timedelta(days=1)):
        with pytest.raises(ValidationError) as refused:
            forwarded(world, case)
        shown = page(world).get(address(case, COMMITTEE, "forward"))

    assert passing.last_day_of_forwarding(case) == last
    assert world.registered(world.signed(sent)).state
    assert {one.due_on for one in WorkItem.objects.filter(document=sent)} == {last}
    assert codes(refused) == ["forwarding-late"]
    assert "3 рабочих дней" in shown.text


def test_the_body_complained_of_is_the_one_that_considers_a_complaint(world: World) -> None:
    """What the law of appeals forbids (59-ФЗ art. 8 p. 6), the rules of such complaints demand."""
    case = in_work(world)
    case.complained_body = world.committee.name
    case.save()

    assert [codes_told(one.objection) for one in options(world, case) if one.act == passing.PassAct.FORWARD] == [[]]


def test_a_complaint_that_is_decided_is_not_forwarded(world: World) -> None:
    """Nor is a request for a service ever."""
    case = prepared.confirmed(world)

    with pytest.raises(ValidationError) as refused:
        forwarded(world, case)

    assert codes(refused) == ["already-decided"]


def test_a_complaint_is_decided_here_after_all_once_its_forwarding_was_put_aside(world: World) -> None:
    """Until then the card says that a letter is owed."""
    case, executor = in_work(world), world.person("executor")
    for letter in forwarded(world, case):
        letters.discard_draft(actor=executor, document=letter)
    item = item_of(case, WorkKind.EXECUTE)
    [owed] = steps.steps_of([item], executor)

    prepared.prepared(world, case)

    assert (owed.due_on, "№ 840" in owed.rule) == (passing.last_day_of_forwarding(case), True)
    assert item_of(case, WorkKind.CONFIRM).is_open
    assert not case.questions.filter(outcome__isnull=False).exists()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_begins_both_letters_in_the_words_of_their_law(world: World, language: str) -> None:
    """It asks for no questions: a complaint goes as a whole."""
    case = in_work(world)
    client = page(world, language=language)

    shown = client.get(address(case, COMMITTEE, "forward"))
    form = shown.context["form"]
    values = a_letter(world, correspondent=str(world.committee.pk), body=form.initial["body"])
    values |= {name: form.initial[name] for name in ("notice_subject", "notice_body")}
    done = client.post(address(case, COMMITTEE, "forward"), values)

    assert "questions" not in form.fields
    assert {"ru": "3 рабочих дней", "en": "3 working days"}[language] in shown.text
    assert done.status_code == 302
    texts = [one.body for one in Document.objects.filter(case=case, purpose__in=[Purpose.FORWARDING, Purpose.NOTICE])]
    assert len(texts) == 2
    assert all("№ 840" in text and case.number in text and "59-ФЗ" not in text for text in texts)
