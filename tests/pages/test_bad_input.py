"""Bad input to every form: a message beside its field, in the reader's words; what was typed stays, nothing changes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from agencies.models import Employee, OfficeHours, OwnDay, Term
from citizens.models import Outcome
from documents.models import Document, DocumentFile, JournalYear
from exchange.models import InboxMessage, OutboxMessage
from history.models import Act
from tests.pages.bad_input import TRIES, Try
from tests.stage import Stage
from tests.world import A_PDF
from workflows.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F46")]

REFUSED = 422


def everything() -> list[Any]:
    """What a refused form must leave as it was: acts, numbers, work, documents, messages."""
    return [
        Act.objects.exclude(verb="documents.file_read").count(),
        list(JournalYear.objects.order_by("pk").values_list("pk", "last")),
        list(WorkItem.objects.order_by("pk").values_list("pk", "state", "assignee", "done_at")),
        list(DocumentFile.objects.order_by("pk").values_list("pk", "is_current")),
        list(Document.objects.order_by("pk").values_list("pk", "state", "number", "subject", "body")),
        list(Term.objects.order_by("pk").values_list("pk", "due_on", "state")),
        [OwnDay.objects.count(), OfficeHours.objects.count()],
        list(InboxMessage.objects.order_by("pk").values_list("pk", "state")),
        list(OutboxMessage.objects.order_by("pk").values_list("pk", "state")),
    ]


def send(house: Stage, one: Try, language: str, address: str = "") -> tuple[int, Any]:
    """Status and page of the answer."""
    client = Client(headers={"accept-language": language})
    client.force_login(house.world.person(one.role), backend="agencies.backends.EmployeeBackend")
    uploads = {name: SimpleUploadedFile(*upload) for name, upload in one.files.items()}
    address = address or one.address(house)
    if one.is_asked:
        answer = client.get(address, one.sent)
    else:
        answer = client.post(address, hidden(client, address, one.sent.get("action")) | one.sent | uploads)
    text = answer.content.decode()
    return answer.status_code, html.fromstring(text) if text else None


def hidden(client: Client, address: str, action: str | None) -> dict[str, str]:
    """What the page sends along with an action by itself: hidden fields, and which paper of a list it is."""
    if action is None:
        return {}
    form = f"//form[.//*[@name='action'][@value='{action}']]"
    page: Any = html.fromstring(client.get(address).content.decode())
    own = page.xpath(f"{form}//input[@type='hidden'] | {form}//select[@name='line']")
    return {str(one.name): str(one.value or "") for one in own}


def flaws(one: Try, page: Any, language: str) -> Iterator[str]:
    """What the page of a refused form does wrong."""
    said = page.xpath("//*[contains(@class, 'alert-danger')]")
    if one.beside:
        controls = page.xpath(f"//form//*[@name='{one.beside}'][@aria-invalid='true']")
        if not controls:
            yield f"{one.beside} is not marked"
            return
        described = str(controls[0].get("aria-describedby", "")).split()
        said = [text for name in described if name.endswith("_error") for text in page.xpath(f"//*[@id='{name}']")]
    words = _without_data(" ".join(" ".join(text.text_content() for text in said).split()), one)
    if not words or bool(re.search("[А-Яа-я]", words)) != (language == "ru"):
        yield f"says {words!r}"
    for name in one.kept:
        values = [str(control.value).strip() for control in page.xpath(f"//form//*[@name='{name}']") if control.value]
        if one.sent[name] not in values:
            yield f"{name} is lost: {values}"
    for name, content in one.files.values():
        if content == A_PDF and name not in page.text_content():
            yield f"{name} has to be chosen again"


def _without_data(words: str, one: Try) -> str:
    """A message without what was typed and without names of people: these are in the language of the office."""
    for person in Employee.objects.all():
        words = words.replace(person.short_name, "")
    for word in {word for value in one.sent.values() for word in re.findall(r"\w{2,}", str(value))}:
        words = re.sub(rf"(?<!\w){word}(?!\w)", "", words)
    return words


@pytest.mark.parametrize("language", ["ru", "en"])
def test_bad_input_is_told_beside_its_field_and_changes_nothing(house: Stage, language: str) -> None:
    """Every form of the program, sent with something missing or wrong."""
    wrong = []
    for name, one in TRIES.items():
        address = one.address(house)  # which may bring what it is about to its step
        before = everything()
        status, page = send(house, one, language, address)
        if status != REFUSED:
            wrong.append(f"{name}: {status}")
            continue
        wrong += [f"{name}: {flaw}" for flaw in flaws(one, page, language)]
        if everything() != before:
            wrong.append(f"{name}: something was changed")

    assert wrong == [], "\n".join(wrong)


def test_outcomes_are_noted_all_or_none(house: Stage) -> None:
    """A question without a ground is told beside it, and the other question stays undecided."""
    case = house.world.appeal(questions=["Когда отремонтируют крышу?", "Кто отвечает за ремонт?"])
    item = house.world.resolved(case)
    first, second = case.questions.all()
    outcome = str(Outcome.objects.get(code="explained").pk)
    given = {f"outcome_{first.pk}": outcome, f"ground_{first.pk}": "ст. 10", f"outcome_{second.pk}": outcome}
    one = Try(
        "executor",
        lambda _house: reverse("workflows:item", args=[item.pk]),
        {"action": "outcomes", **given, f"ground_{second.pk}": ""},
        f"ground_{second.pk}",
        tuple(given),
    )
    before = everything()

    status, page = send(house, one, "ru")

    assert (status, list(flaws(one, page, "ru"))) == (REFUSED, [])
    assert everything() == before
    assert set(case.questions.values_list("outcome", flat=True)) == {None}
