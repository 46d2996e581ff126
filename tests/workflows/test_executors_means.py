"""The executor's means: longer terms in time, inputs collected, good answers reused, many questions in one letter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Employee, TermKind
from citizens.models import Case
from documents import letters as texts
from documents.models import Document, LetterTemplate
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.world import World
from workflows import asking, helping_selectors
from workflows.models import Effort, WorkItem, WorkKind
from workflows.services import assignments, effort, letters, terms
from workflows.services.assignments import Point
from workflows.services.helping import reuse_answer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L09")]
Purpose = LetterTemplate.Purpose
EARLIER = """Уважаемая Мария Степановна!

На обращение Фроловой М. С. (ул. Соборная, д. 14, кв. 7) сообщаем: ремонт крыши включён в план 2028 года.
Гражданке Фроловой ответ направлен. Телефон заявителя 8 900 111-22-33.
"""


def page(person: Employee) -> Client:
    """This person at a page."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def answered(world: World, body: str = EARLIER) -> Document:
    """A dispatched answer to an earlier appeal on the topic."""
    case = world.appeal()
    world.resolved(case)
    answer = world.registered(world.signed(world.submitted(case, world.draft(Purpose.ANSWER, body=body))))
    item = world.item(WorkKind.DISPATCH, document=answer)
    return letters.dispatch(actor=world.person("clerk"), item=item, channel="post")


def drafted(world: World, case: Case | None = None, purpose: str = Purpose.ANSWER) -> Document:
    """A draft of the executor in another case, of another applicant."""
    if case is None:
        case = world.appeal()
        world.resolved(case)
    item = world.item(WorkKind.EXECUTE, case)
    return letters.draft_letter(actor=world.person("executor"), item=item, letter=world.draft(purpose))


def of_another(case: Case) -> Case:
    """The case with another applicant."""
    case.refresh_from_db()
    other = case.applicant
    assert other is not None
    other.pk, other.last_name, other.first_name, other.address = None, "Гусев", "Пётр", "г. Лесогорье"
    other._state.adding = True
    other.save()
    case.applicant = other
    case.save()
    return case


def test_a_longer_term_is_asked_for_by_its_last_day(world: World) -> None:
    """Three working days before the end, by the kind of term; the issuer decides, later nobody is asked."""
    case = world.appeal()
    world.resolved(case)
    executor, due_on = world.person("executor"), case.due_on
    last = asking.last_day_to_ask(case.agency, due_on, case.registered_on)
    assert last is not None
    assert case.registered_on < last < due_on

    with clock.at(clock.now() + (last - clock.today()) + timedelta(days=1)), pytest.raises(ValidationError) as late:
        terms.ask_extension(actor=executor, case=case, days=5, reason="Ждём архив.")
    with clock.at(clock.now() + (last - clock.today())):
        asked = terms.ask_extension(actor=executor, case=case, days=5, reason="Ждём архив.")

    assert codes(late) == ["asked-late"]
    assert asked.kind == WorkKind.EXTEND


def test_the_last_day_of_asking_is_a_setting(world: World) -> None:
    """The administrator edits the kind of term; retired, it limits nothing; a short term is asked for on its day."""
    case = world.appeal()
    kind = TermKind.objects.get(code=asking.LONGER_REQUEST)
    kind.length, kind.unit = 10, "days"
    kind.save()
    assert asking.last_day_to_ask(case.agency, case.due_on, case.registered_on) == case.due_on - timedelta(days=10)
    assert asking.last_day_to_ask(case.agency, clock.today(), clock.today()) == clock.today()
    kind.is_retired = True
    kind.save()

    assert asking.last_day_to_ask(case.agency, case.due_on, case.registered_on) is None


def test_an_assignment_asked_about_too_late_keeps_its_term(world: World) -> None:
    """The same rule for assignments."""
    case = world.appeal()
    world.resolved(case)
    leader, executor = world.person("leader"), world.person("executor")
    due_on = clock.today() + timedelta(days=12)
    one = assignments.issue(actor=leader, paper=case, points=[Point("Справка.", executor, due_on=due_on)])[0]

    with clock.at(clock.now() + timedelta(days=11)), pytest.raises(ValidationError) as late:
        assignments.ask_longer(
            actor=executor, assignment=one, due_on=due_on + timedelta(days=2), reason="Ждём сведений."
        )

    assert codes(late) == ["asked-late"]


def test_chosen_inputs_and_questions_are_put_into_the_draft(world: World) -> None:
    """Each input with its author beside the box; what was typed stays, and nothing is saved yet."""
    case = world.appeal(questions=["Когда ремонт?", "Памятник ли дом?"])
    world.resolved(case)
    leader, stranger = world.person("leader"), world.person("stranger")
    one = assignments.issue(
        actor=leader, paper=case, points=[Point("Справка.", stranger, due_on=clock.today() + timedelta(days=9))]
    )[0]
    for act in (assignments.accept, assignments.begin):
        act(actor=stranger, item=WorkItem.objects.get(assignment=one, done_at__isnull=True))
    item = WorkItem.objects.get(assignment=one, done_at__isnull=True)
    assignments.report(actor=stranger, item=item, text="Дом – памятник.")
    draft = drafted(world, case)
    client, address = page(world.person("executor")), reverse("workflows:draft", args=[draft.pk])

    shown = client.get(address).content.decode()
    sent = {"action": "collect", "subject": "О доме", "body": "Начало.", "inputs": [one.pk]}
    put = client.post(address, {**sent, "questions": [case.questions.latest("ordinal").pk]})

    assert stranger.short_name in shown
    assert put.status_code == 200
    assert put.context["form"]["body"].value() == "Начало.\n\nПо вопросу «Памятник ли дом?»:\n\nДом – памятник."
    draft.refresh_from_db()
    assert draft.body == "Сообщаем следующее."


def test_a_good_answer_is_taken_over_without_its_applicant(world: World) -> None:
    """Found by topic and words, shown as it would be copied, put at the end of the draft, told by the record."""
    earlier, draft = answered(world), drafted(world)
    client, address = page(world.person("executor")), reverse("workflows:reuse-answer", args=[draft.pk])
    of_another(draft.case)  # type: ignore[arg-type]

    listed = client.get(address)
    form = client.get(f"{address}?answer={earlier.pk}").context["form"]
    done = client.post(f"{address}?answer={earlier.pk}", {"text": form.initial["text"]})

    assert listed.context["found"] == [earlier]
    assert "план 2028 года" in form.initial["text"]
    for told in ("Фролов", "Мария", "Соборная", "кв. 7", "900"):
        assert told not in form.initial["text"]
    assert done.headers["location"] == reverse("workflows:draft", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.body.startswith("Сообщаем следующее.\n\n")
    assert "план 2028 года" in draft.body
    assert "workflows.answer_reused" in [act.verb for act in record.timeline(draft)]


def test_a_text_that_still_names_the_earlier_applicant_is_refused(world: World) -> None:
    """By the service, so that no page copies it."""
    earlier, draft = answered(world), drafted(world)
    of_another(draft.case)  # type: ignore[arg-type]

    with pytest.raises(ValidationError) as named:
        reuse_answer(actor=world.person("executor"), document=draft, earlier=earlier, text="Как и Фроловой, отвечаем.")
    with pytest.raises(PermissionDenied):
        reuse_answer(actor=world.person("stranger"), document=draft, earlier=earlier, text="Отвечаем.")

    assert codes(named) == ["applicant-named"]


def test_only_what_one_may_see_is_offered(world: World) -> None:
    """A colleague of another unit finds no answers of this one; neither an undispatched one nor a forged number."""
    earlier, draft = answered(world), drafted(world)
    other = drafted(world)

    refused = page(world.person("executor")).get(
        f"{reverse('workflows:reuse-answer', args=[draft.pk])}?answer={other.pk}"
    )

    assert helping_selectors.earlier_answers(world.person("stranger"), draft) == []
    assert helping_selectors.earlier_answers(world.person("executor"), draft) == [earlier]
    assert helping_selectors.earlier_answers(world.person("executor"), draft, "несуществующее") == []
    assert (refused.status_code, refused.context["form"]) == (200, None)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Фролова Мария Степановна просит.", "… просит."),
        ("М. С. Фроловой отвечаем.", "… отвечаем."),
        ("Пишите на maria@example.org.", "Пишите на …"),
        ("Ремонт по ул. Садовой будет.", "Ремонт по ул. Садовой будет."),
    ],
)
def test_personal_data_become_gaps(world: World, text: str, left: str) -> None:
    """Names in every case, with initials on either side; other words stay."""
    found = texts.without_applicant(world.appeal(), text)

    assert found.rstrip(".") == left.rstrip(".")


@pytest.mark.feature("L07", "F06")
def test_reading_in_the_signing_folder_counts_touch_time(world: World) -> None:
    """A letter to sign is not taken, and yet its signer works on it; in other hands it counts nothing."""
    case = world.appeal()
    world.resolved(case)
    answer = world.submitted(case, world.draft(Purpose.ANSWER))
    letters.give_visa(
        actor=world.person("unit_head"), item=world.item(WorkKind.APPROVE, document=answer), verdict="agreed"
    )
    item, leader = world.item(WorkKind.SIGN, document=answer), world.person("leader")
    shown = page(leader).get(reverse("workflows:signing-folder")).content.decode()

    touched = page(leader).post(reverse("workflows:touch", args=[item.pk]))
    with clock.at(clock.now() + timedelta(minutes=1)):
        effort.touch(actor=leader, item=item)

    assert f'data-touch="{reverse("workflows:touch", args=[item.pk])}"' in shown
    assert touched.status_code == 200
    assert Effort.objects.get(item=item).employee == leader
    assert WorkItem.objects.get(pk=item.pk).state == "open"
