"""Passing a case on: one page, three acts, each with its own consequences and refusals."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from citizens.models import Case
from documents.models import Document, LetterTemplate, State
from documents.services import LetterDraft
from exchange.models import Correspondent
from history import clock
from tests.codes import codes
from tests.workflows.passing import COMMITTEE, a_letter, address, codes_told, dispatched, key, page
from tests.world import World
from workflows import passing
from workflows.assigned import Assignment
from workflows.models import WorkItem, WorkKind
from workflows.services import cases
from workflows.services.passing import forward

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L03", "X05")]
Purpose = LetterTemplate.Purpose


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

    assert codes_told(shown.context["chosen"].objection) == [code]
    assert (shown.context["form"], sent.status_code) == (None, 422)
    assert not Assignment.objects.filter(case=case).exists()


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
