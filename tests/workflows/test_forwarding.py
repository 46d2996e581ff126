"""Forwarding by competence: both letters, their term, and what is not lawful."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from citizens.models import Stage
from documents.models import Document, DocumentFile, LetterTemplate
from exchange.models import InboxMessage, OutboxMessage
from history import clock
from tests.codes import codes
from tests.workflows.passing import COMMITTEE, a_letter, address, codes_told, dispatched, forwarded, options, page
from tests.world import World
from workflows import passing, steps
from workflows import selectors as work
from workflows.models import WorkKind
from workflows.services import cases, letters

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L03", "X05")]
Purpose = LetterTemplate.Purpose


@pytest.mark.feature("L01", "F16")
def test_a_forwarded_appeal_leaves_as_a_signed_package_and_its_case_ends_with_the_notice(world: World) -> None:
    """The appeal goes with the letter, receipts come back, the applicant is told, control ends after both left."""
    case = world.appeal()
    world.resolved(case)
    sent, told = forwarded(world, case)
    for letter in (sent, told):
        letters.submit_letter(actor=world.person("executor"), document=letter)
        world.registered(world.signed(letter))
    dispatched(world, told)
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Направлено.")
    world.deliver()
    received = InboxMessage.objects.get(agency=world.office.other.agency)  # type: ignore[union-attr]
    theirs = world.register_at_committee(received)
    cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))

    names = [one.name for one in received.document.files.all()] if received.document else []
    assert "Обращение Фроловой.pdf" in names
    assert OutboxMessage.objects.get(document=sent).their_number == theirs.number
    case.refresh_from_db()
    assert case.stage == Stage.OFF_CONTROL
    assert [one.outcome.code for one in case.questions.select_related("outcome") if one.outcome] == ["forwarded"]


def test_control_does_not_end_before_the_notice_left(world: World) -> None:
    """A dispatched forwarding alone is not enough: the applicant is told (59-ФЗ art. 8 p. 3)."""
    case = world.appeal()
    world.resolved(case)
    sent, told = forwarded(world, case)
    letters.submit_letter(actor=world.person("executor"), document=sent)
    world.registered(world.signed(sent))
    letters.discard_draft(actor=world.person("executor"), document=told)
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Направлено.")

    with pytest.raises(ValidationError) as refused:
        cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))

    assert codes(refused) == ["forwarding-not-dispatched"]


def test_after_seven_days_nothing_is_forwarded_and_the_page_says_so_with_the_same_words(world: World) -> None:
    """The seventh day still counts; by the roll of the agency it may be earlier."""
    case = world.appeal()
    world.resolved(case)
    last = passing.last_day_of_forwarding(case)
    assert last is not None

    with clock.at(clock.now() + (last - clock.today()) + timedelta(days=1)):
        with pytest.raises(ValidationError) as refused:
            forwarded(world, case)
        shown = page(world).get(address(case, COMMITTEE, "forward"))
        sent = page(world).post(address(case, COMMITTEE, "forward"), a_letter(world))

    assert codes(refused) == ["forwarding-late"]
    assert str(refused.value.messages[0])[:20] in shown.content.decode()
    assert (shown.context["form"], sent.status_code) == (None, 422)
    assert not Document.objects.filter(case=case, purpose=Purpose.FORWARDING).exists()


def test_a_draft_that_grew_old_is_not_submitted(world: World) -> None:
    """Drafted in time, submitted too late: refused with the same code, and the draft can be discarded."""
    case = world.appeal()
    world.resolved(case)
    sent, _told = forwarded(world, case)

    last = passing.last_day_of_forwarding(case)
    assert last is not None
    too_late = clock.now() + (last - clock.today()) + timedelta(days=1)
    with clock.at(too_late), pytest.raises(ValidationError) as refused:
        letters.submit_letter(actor=world.person("executor"), document=sent)

    assert codes(refused) == ["forwarding-late"]


@pytest.mark.feature("L04")
@pytest.mark.parametrize("named", ["Комитет по охране объектов культурного наследия", "КОМИТЕТ ПО ОХРАНЕ"])
def test_an_appeal_never_goes_to_the_body_that_it_complains_of(world: World, named: str) -> None:
    """59-ФЗ art. 8 p. 6, in the service and on the page; an inquiry to it stays lawful."""
    case = world.appeal()
    world.resolved(case)
    case.refresh_from_db()
    case.complained_body = named
    case.save()

    with pytest.raises(ValidationError) as refused:
        forwarded(world, case)
    offered = {one.act.value: one for one in options(world, case)}

    assert codes(refused) == ["body-complained-of"]
    assert codes_told(offered["forward"].objection) == ["body-complained-of"]
    assert offered["inquire"].refusal == ""


def test_only_the_chosen_questions_are_forwarded(world: World) -> None:
    """The other one is answered here: the answer is the next step, and control waits for it."""
    case = world.appeal(questions=["Когда ремонт?", "Памятник ли дом?"])
    world.resolved(case)
    sent, told = forwarded(world, case, questions=[case.questions.last()])

    with pytest.raises(ValidationError) as nothing:
        forwarded(world, case, questions=[])

    assert [one.outcome.code if one.outcome else "" for one in case.questions.select_related("outcome")] == [
        "",
        "forwarded",
    ]
    assert codes(nothing) == ["questions-missing"]
    assert (sent.purpose, told.purpose) == ("forwarding", "notice")
    assert told.correspondent_name.startswith("Фролова")


def test_letters_of_a_forwarding_are_due_by_the_seventh_day(world: World) -> None:
    """Not by the term of the case: whoever approves and signs them sees how little time there is."""
    case = world.appeal()
    world.resolved(case)
    sent, _told = forwarded(world, case)

    letters.submit_letter(actor=world.person("executor"), document=sent)
    world.signed(sent)

    assert world.item(WorkKind.REGISTER_LETTER, document=sent).due_on == passing.last_day_of_forwarding(case)


def test_an_appeal_without_a_file_goes_as_a_paper_of_its_text(world: World) -> None:
    """What came through the portal has no scan."""
    case = world.appeal()
    world.resolved(case)
    for one in DocumentFile.objects.filter(document__case=case):
        one.is_current = False
        one.save()

    sent, _told = forwarded(world, case)

    assert [one.name for one in sent.files.filter(role="attachment")] == [
        f"Обращение {case.number.replace('/', '-')}.pdf"
    ]


def test_a_question_decided_as_forwarded_without_a_letter_asks_for_one(world: World) -> None:
    """The one next step is the forwarding, and it leads to the page of passing on."""
    case = world.appeal()
    world.resolved(case)
    world.decided(case, "forwarded")

    first = steps.steps_of(work.open_work(case=case), world.person("executor"))[0]

    assert first.address == f"{reverse('workflows:case-pass-on', args=[case.pk])}?act=forward"


def test_the_page_drafts_both_letters_from_their_templates(world: World) -> None:
    """Whom, the act, the letter and the notice: one page; then the drafts are to be submitted."""
    case = world.appeal()
    item = world.resolved(case)
    for purpose, body in (
        (Purpose.FORWARDING, "Об {applicant_initials_prepositional}"),
        (Purpose.NOTICE, "В {forwarded_to}"),
    ):
        LetterTemplate.objects.create(
            agency=world.office.agency, purpose=purpose, name="Ф", subject="О доме", body=body
        )
    client = page(world)

    shown = client.get(address(case, COMMITTEE, "forward")).context["form"]
    values = {
        **a_letter(world),
        "body": shown.initial["body"],
        "notice_subject": "О доме",
        "correspondent": world.committee.pk,
    }
    values |= {"notice_body": shown.initial["notice_body"], "questions": [one.pk for one in case.questions.all()]}
    done = client.post(address(case, COMMITTEE, "forward"), values)

    assert done.headers["location"] == reverse("workflows:item", args=[item.pk])
    assert "Фроловой" in Document.objects.get(case=case, purpose=Purpose.FORWARDING).body
    assert Document.objects.get(case=case, purpose=Purpose.NOTICE).body == f"В {world.committee.name}"


def test_the_page_keeps_what_was_typed_when_no_question_is_ticked(world: World) -> None:
    """Nothing is drafted."""
    case = world.appeal()
    world.resolved(case)
    values = {
        **a_letter(world),
        "notice_subject": "О доме",
        "notice_body": "Направлено.",
        "correspondent": world.committee.pk,
    }

    refused = page(world).post(address(case, COMMITTEE, "forward"), values)

    assert (refused.status_code, "Направлено." in refused.content.decode()) == (422, True)
    assert list(refused.context["form"].errors) == ["questions"]
    assert not Document.objects.filter(case=case, purpose__in=[Purpose.FORWARDING, Purpose.NOTICE]).exists()
