"""The page of passing a case on, and what is drafted on it."""

from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from citizens.models import Case
from documents.models import Document, LetterTemplate
from tests.world import World
from workflows.models import WorkKind
from workflows.passing import Option, Target, passing_of
from workflows.passing import options as offered
from workflows.services import letters
from workflows.services.passing import forward

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


def options(world: World, case: Case) -> list[Option]:
    """The three acts as they are offered to the executor for the committee."""
    found = passing_of(Case.objects.get(pk=case.pk), world.person("executor"))
    return offered(found, Target(COMMITTEE, "", body=world.committee))


def codes_told(refusal: ValidationError | None) -> list[str]:
    """Codes of a refusal that was told and not raised."""
    return [] if refusal is None else [str(error.code) for error in ValidationError([refusal]).error_list]
