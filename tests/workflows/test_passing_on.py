"""Passing a case on: one page, three acts, each with its own consequences and refusals."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from citizens.models import Case, Stage
from documents.models import Document, DocumentFile, LetterTemplate, State
from documents.services import LetterDraft
from exchange.models import Correspondent, InboxMessage, OutboxMessage
from history import clock
from tests.codes import codes
from tests.world import World
from workflows import passing, steps
from workflows import selectors as work
from workflows.assigned import Assignment
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, letters
from workflows.services.passing import forward

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L03", "X05")]
Purpose = LetterTemplate.Purpose
COMMITTEE = "cRU-VO-KOOKN"


def forwarded(world: World, case: Case, **given: object) -> tuple[Document, Document]:
    """The forwarding to the committee and its notice, drafted by the executor."""
    questions = given.pop("questions", list(case.questions.all()))
    return forward(
        actor=world.person("executor"),
        item=world.item(WorkKind.EXECUTE, case),
        to=world.committee,
        cover=world.draft(Purpose.FORWARDING, body="Направляется обращение Фроловой М. С."),
        notice=world.draft(Purpose.NOTICE, body="Ваше обращение направлено в Комитет."),
        questions=questions,  # type: ignore[arg-type]
    )


def page(world: World, role: str = "executor", language: str = "ru") -> Client:
    """This person at the page."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


def address(case: Case, whom: str = "", act: str = "") -> str:
    """The page of passing a case on, with what was picked."""
    return f"{reverse('workflows:case-pass-on', args=[case.pk])}?whom={whom}&act={act}"


def key(world: World, role: str) -> str:
    """A person in the picker."""
    return f"p{world.person(role).pk}"


def a_letter(world: World, **values: str) -> dict[str, str]:
    """What a form of a letter is sent with."""
    people = {"approver": str(world.person("unit_head").pk), "signer": str(world.person("leader").pk)}
    return {"subject": "О доме 14", "body": "Сообщаем следующее.", "template": "", **people, **values}


def dispatched(world: World, notice: Document) -> None:
    """The notice leaves on paper."""
    item = world.item(WorkKind.DISPATCH, document=notice)
    letters.dispatch(actor=world.person("clerk"), item=item, channel="post")


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

    with clock.at(clock.now() + timedelta(days=9)), pytest.raises(ValidationError) as refused:
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
    options = {one.act.value: one for one in _options(world, case)}

    assert codes(refused) == ["body-complained-of"]
    assert codes_of(options["forward"].objection) == ["body-complained-of"]
    assert options["inquire"].refusal == ""


def _options(world: World, case: Case) -> list[passing.Option]:
    reader = world.person("executor")
    found = passing.passing_of(Case.objects.get(pk=case.pk), reader)
    return passing.options(found, passing.Target(COMMITTEE, "", body=world.committee))


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


def test_an_inquiry_from_the_page_names_the_applicant_only_ticked_and_with_a_reason(world: World) -> None:
    """A reason without the tick lets no name out; a tick asks for its reason."""
    case = world.appeal()
    world.resolved(case)
    client = page(world)
    values = a_letter(world, body="О жалобе Фроловой М. С.", correspondent=str(world.committee.pk))

    unticked = client.post(address(case, COMMITTEE, "inquire"), {**values, "named_because": "Нужно."})
    unreasoned = client.post(address(case, COMMITTEE, "inquire"), {**values, "is_named": "on"})
    done = client.post(address(case, COMMITTEE, "inquire"), {**values, "is_named": "on", "named_because": "Нужно."})

    assert [list(one.context["form"].errors) for one in (unticked, unreasoned)] == [["body"], ["named_because"]]
    assert done.status_code == 302
    assert Document.objects.get(case=case, purpose=Purpose.INQUIRY).correspondent_id_code == "RU-VO-KOOKN"


@pytest.mark.feature("F09")
def test_a_colleague_or_a_unit_gets_an_assignment_and_the_term_of_the_case_stays(world: World) -> None:
    """A unit is its head; the colleague finds it on the desk."""
    case = world.appeal()
    world.resolved(case)
    unit = world.office.units["05"].pk
    values = {"text": "Подготовить справку.", "due_on": clock.today() + timedelta(days=3)}
    head = world.person("unit_head").pk

    done = page(world, "leader").post(address(case, f"u{unit}", "assign"), {**values, "executor": head})

    assert done.headers["location"] == reverse("workflows:case", args=[case.pk])
    assert Assignment.objects.get(case=case).executor_id == head
    assert WorkItem.objects.lying_with(world.person("unit_head")).filter(kind=WorkKind.ACCEPT).exists()
    assert Case.objects.get(pk=case.pk).due_on == case.due_on


def test_the_head_moves_a_case_to_another_unit_within_its_term(world: World) -> None:
    """Forwarding inside: the case goes as a whole, nobody outside is told."""
    case = world.appeal()
    world.resolved(case)
    client = page(world, "leader")
    target = key(world, "stranger")

    unreasoned = client.post(address(case, target, "forward"), {"reason": ""})
    done = client.post(address(case, target, "forward"), {"reason": "Вопрос правового отдела."})

    assert (unreasoned.status_code, done.status_code) == (422, 302)
    assert Case.objects.get(pk=case.pk).executor == world.person("stranger")


@pytest.mark.parametrize(
    ("role", "whom", "act", "code"),
    [
        ("executor", COMMITTEE, "assign", "assignment-outside"),
        ("leader", COMMITTEE, "inquire", "not-executor"),
        ("executor", "stranger", "inquire", "inquiry-inside"),
        ("executor", "stranger", "forward", "issuer-only"),
        ("executor", "unit_head", "assign", "executor-not-offered"),
        ("leader", "executor", "forward", "receiver-same"),
    ],
)
def test_what_is_not_lawful_is_told_and_its_post_changes_nothing(
    world: World, role: str, whom: str, act: str, code: str
) -> None:
    """The page says why; whoever sends the form all the same is refused."""
    case = world.appeal()
    world.resolved(case)
    target = whom if whom == COMMITTEE else key(world, whom)
    client = page(world, role)

    shown = client.get(address(case, target, act))
    sent = client.post(address(case, target, act), {"text": "Сделать.", "reason": "Так.", **a_letter(world)})

    assert codes_of(shown.context["chosen"].objection) == [code]
    assert (shown.context["form"], sent.status_code) == (None, 422)
    assert not Assignment.objects.filter(case=case).exists()


def codes_of(error: ValidationError | None) -> list[str]:
    """Codes of a refusal that was not raised."""
    assert error is not None
    with pytest.raises(ValidationError) as refused:
        raise error
    return codes(refused)


def test_the_official_complained_of_is_not_in_the_picker(world: World) -> None:
    """Nor is a forged key taken."""
    case = world.appeal(complained_of=world.person("unit_head"))
    world.resolved(case)
    target = key(world, "unit_head")

    shown = page(world, "leader").get(address(case, target, "assign"))
    sent = page(world, "leader").post(address(case, target, "assign"), {"text": "Сделать."})

    assert (shown.context["target"], sent.status_code) == (None, 422)


def test_nobody_forwards_a_case_of_others(world: World) -> None:
    """Neither a colleague nor to a body of another register."""
    case = world.appeal()
    item = world.resolved(case)
    foreign = Correspondent.objects.exclude(agency=world.office.agency).get()
    letter: LetterDraft = world.draft(Purpose.FORWARDING)
    given = {"item": item, "cover": letter, "notice": letter, "questions": list(case.questions.all())}

    with pytest.raises(PermissionDenied):
        forward(actor=world.person("stranger"), to=world.committee, **given)  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as refused:
        forward(actor=world.person("executor"), to=foreign, **given)  # type: ignore[arg-type]

    assert codes(refused) == ["body-foreign"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_consequences_are_told_before_anything_is_done(world: World, language: str) -> None:
    """Each act with the date of the term that runs on."""
    case = world.appeal()
    world.resolved(case)

    shown = page(world, language=language).get(address(case, COMMITTEE)).content.decode()

    assert f"{case.due_on:%d.%m.%Y}" in shown
    assert f"{passing.last_day_of_forwarding(case):%d.%m.%Y}" in shown


@pytest.mark.feature("L09")
def test_an_interim_reply_goes_to_the_applicant_and_ends_nothing(world: World) -> None:
    """It is no answer: control still waits for one."""
    case = world.appeal()
    world.resolved(case)
    interim = world.registered(world.signed(world.submitted(case, world.draft(Purpose.INTERIM))))
    dispatched(world, interim)
    world.decided(case)
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Готово.")

    with pytest.raises(ValidationError) as refused:
        cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))

    assert codes(refused) == ["answer-not-dispatched"]
    assert (interim.correspondent_name, Document.objects.get(pk=interim.pk).state) == (
        "Фролова М. С.",
        State.DISPATCHED,
    )
