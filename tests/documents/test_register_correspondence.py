"""Registering a plain letter: number, case or none, the letter it answers, duplicates, the card, the page."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from agencies.models import TermKind
from citizens.models import Case, Channel, Stage
from documents import numbers, services
from documents.forms.fields import ShortDateField
from documents.models import Document, DocumentKind, Journal
from documents.pdf.cards import card_pdf
from documents.services import CorrespondenceCard
from history import clock
from tests.codes import codes
from tests.world import A_PDF, World
from workflows.models import CaseProcess, WorkItem, WorkKind
from workflows.services import cases

pytestmark = pytest.mark.django_db
ADDRESS = "/register/letter/"


def letter(**given: object) -> CorrespondenceCard:
    """A letter of the water works, to be worked on within a month."""
    values: dict[str, object] = {
        "correspondent_name": "МУП «Водоканал»",
        "their_number": "17-04/88",
        "their_date": clock.today() - timedelta(days=2),
        "summary": "О ремонте водовода",
        "received_on": clock.today(),
        "channel": Channel.POST,
        "kind": DocumentKind.objects.get(name="Письмо"),
        "term_kind": TermKind.objects.get(code="assignment-undated"),
    }
    return CorrespondenceCard(**(values | given))  # type: ignore[arg-type]


def register(world: World, **given: object) -> Document:
    """The clerk registers it."""
    return services.register_correspondence(
        actor=world.person("clerk"), agency=world.office.agency, letter=letter(**given)
    )


def last(world: World) -> int:
    """The last number of the journal of incoming papers."""
    return numbers.last(Journal.objects.get(agency=world.office.agency, flow="incoming"), clock.today().year)


def form(**given: Any) -> dict[str, Any]:
    """What the page sends."""
    yesterday = clock.today() - timedelta(days=1)
    return {
        "correspondent_name": "МУП «Водоканал»",
        "their_number": "17-04/88",
        "their_date": f"{yesterday:%d.%m}",
        "summary": "О ремонте водовода",
        "kind": "Письмо",
        "channel": "post",
        "received_on": f"{clock.today():%d.%m.%Y}",
        "term_kind": str(TermKind.objects.get(code="assignment-undated").pk),
    } | given


@pytest.fixture
def client(world: World) -> Client:
    """The clerk's browser, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    return client


def test_a_letter_to_be_worked_on_gets_a_number_a_case_and_a_resolution_to_come(world: World) -> None:
    """The case bears the letter's number and lies with the head."""
    document = register(world)

    case = document.case
    assert case is not None
    assert (document.number, case.number) == (f"1-вх/{clock.today():%y}",) * 2
    assert case.sender_name == "МУП «Водоканал»"
    assert WorkItem.objects.lying_with(world.person("leader")).filter(kind=WorkKind.RESOLVE, case=case).count() == 1


def test_a_letter_for_information_has_no_case_and_its_addressee_sees_it(world: World) -> None:
    """A colleague of another unit does not."""
    document = register(world, term_kind=None, addressee=world.person("executor"))

    assert document.case is None
    assert not CaseProcess.objects.exists()
    assert Document.objects.visible_to(world.person("executor")).contains(document)
    assert Document.objects.visible_to(world.person("unit_head")).contains(document)
    assert not Document.objects.visible_to(world.person("stranger")).contains(document)


def test_a_reply_to_our_letter_joins_its_case_which_goes_on(world: World) -> None:
    """Found by our number and date, as the letter names them."""
    case = world.appeal()
    item = world.resolved(case)
    inquiry = world.inquired(case)
    cases.await_reply(actor=world.person("executor"), item=item)

    reply = register(world, answers_number=inquiry.number, answers_on=inquiry.registered_on)

    case.refresh_from_db()
    assert (reply.in_reply_to, reply.case, case.stage) == (inquiry, case, Stage.IN_WORK)
    assert reply.in_reply_to_text == f"№ {inquiry.number} от {inquiry.registered_on:%d.%m.%Y}"
    assert Case.objects.filter(agency=world.office.agency).count() == 1


def test_a_reply_to_a_letter_that_nobody_finds_keeps_what_it_says(world: World) -> None:
    """And opens a case of its own."""
    reply = register(world, answers_number="99-99/1", answers_on=date(2020, 1, 9))

    assert (reply.in_reply_to, reply.in_reply_to_text) == (None, "№ 99-99/1 от 09.01.2020")
    assert reply.case is not None


def test_the_same_letter_is_refused_without_a_gap_and_told_by_its_code(world: World) -> None:
    """However its sender is spelled."""
    register(world)

    with pytest.raises(ValidationError) as refused:
        register(world, correspondent_name="муп  «водоканал»")

    assert codes(refused) == ["already-registered"]
    assert last(world) == 1


def test_another_copy_is_registered_with_its_reason(world: World) -> None:
    """It names the earlier card."""
    first = register(world)

    second = register(world, copy_reason="Подлинник по почте")

    assert (second.copy_of, second.copy_reason) == (first, "Подлинник по почте")
    assert last(world) == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"received_on": timedelta(days=1)}, "received-in-future"),
        ({"their_date": timedelta(days=0), "received_on": timedelta(days=-1)}, "dated-after-receipt"),
        ({"kind": "Приглашение"}, "kind-not-registered"),
        ({"addressee": "other.executor"}, "addressee-not-in-agency"),
    ],
)
def test_what_is_wrong_is_refused_by_its_code(world: World, wrong: dict[str, Any], code: str) -> None:
    """And takes no number."""
    given = {
        name: clock.today() + value
        if isinstance(value, timedelta)
        else DocumentKind.objects.get(name=value)
        if name == "kind"
        else world.person(value)
        for name, value in wrong.items()
    }

    with pytest.raises(ValidationError) as refused:
        register(world, **given)

    assert codes(refused) == [code]
    assert last(world) == 0


def test_a_closed_journal_takes_no_letter(world: World) -> None:
    """Nor does an agency without one."""
    journal = Journal.objects.get(agency=world.office.agency, flow="incoming")
    journal.is_closed = True
    journal.save()

    with pytest.raises(ValidationError) as refused:
        register(world)

    assert codes(refused) == ["journal-closed"]


def test_an_agency_without_a_journal_of_incoming_papers_is_told_so(world: World) -> None:
    """By a code."""
    Journal.objects.get(agency=world.office.agency, flow="incoming").delete()

    with pytest.raises(ValidationError) as refused:
        register(world)

    assert codes(refused) == ["journal-missing"]


def test_only_who_keeps_the_journal_registers(world: World) -> None:
    """Not the clerk of another agency."""
    with pytest.raises(PermissionDenied):
        services.register_correspondence(actor=world.person("other.clerk"), agency=world.office.agency, letter=letter())


def test_the_card_prints_every_requisite(world: World) -> None:
    """As the list of requisites of a registration card has them."""
    copied = register(world)
    document = register(
        world,
        copy_reason="Подлинник по почте",
        correspondent_address="г. Лесогорье, ул. Водная, д. 1",
        their_signer="И. И. Ключев",
        pages=3,
        attachments=2,
        addressee=world.person("leader"),
        answers_number="99-99/1",
    )

    printed = PdfReader(card_pdf(document)).pages
    words = " ".join(" ".join(page.extract_text() for page in printed).split())

    wanted = [
        *(document.number, "МУП «Водоканал»", "ул. Водная", "17-04/88 от", "И. И. Ключев", "Листов 3", "Приложений 2"),
        *("Письмо", "Сомова", f"Дата поступления {clock.today():%d.%m.%Y}", "99-99/1", "О ремонте водовода"),
        *(f"{copied.number} от", "Подлинник по почте", "На контроле", "Мельник"),
    ]
    assert [one for one in wanted if one not in words] == []


def test_the_page_registers_and_leads_to_the_card(world: World, client: Client) -> None:
    """With several files, each stored with the letter."""
    uploads = [SimpleUploadedFile(f"Лист {n}.pdf", A_PDF + bytes([n]), "application/pdf") for n in (1, 2)]

    answer = client.post(ADDRESS, form(scans=uploads), follow=True)

    document = Document.objects.get(flow="incoming")
    assert answer.redirect_chain == [(reverse("workflows:document", args=[document.pk]), 302)]
    assert list(document.files.values_list("name", flat=True)) == ["Лист 1.pdf", "Лист 2.pdf"]
    assert f"Registered as {document.number}, due on" in answer.content.decode()


def test_the_page_offers_the_earlier_card_and_takes_another_copy(world: World, client: Client) -> None:
    """A file chosen before the refusal goes with the second try; a tick without a reason is refused."""
    client.post(ADDRESS, form())
    earlier = Document.objects.get(flow="incoming")

    refused = client.post(ADDRESS, form(scans=SimpleUploadedFile("Письмо.pdf", A_PDF, "application/pdf")))
    token = refused.context["form"].data["kept_files"]
    unsaid = client.post(ADDRESS, form(kept_files=token, is_copy="on"))
    done = client.post(ADDRESS, form(kept_files=token, is_copy="on", copy_reason="Подлинник"))

    assert reverse("workflows:document", args=[earlier.pk]) in refused.content.decode()
    assert (refused.status_code, unsaid.status_code, done.status_code) == (422, 422, 302)
    assert list(Document.objects.latest("pk").files.values_list("name", flat=True)) == ["Письмо.pdf"]


def test_the_page_says_when_the_answered_letter_is_not_found(client: Client) -> None:
    """The letter is registered all the same."""
    answer = client.post(ADDRESS, form(answers_number="99-99/1", term_kind=""), follow=True)

    assert "No letter of ours" in answer.content.decode()
    assert "the head decides what is done" in answer.content.decode()


def test_files_of_a_forged_token_are_not_taken(client: Client) -> None:
    """What this installation did not sign names no file."""
    client.post(ADDRESS, form(kept_files="forged"))

    assert not Document.objects.get(flow="incoming").files.exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1511", date(2026, 11, 15)),
        ("15.11", date(2026, 11, 15)),
        ("2611", date(2025, 11, 26)),
        ("15112020", date(2020, 11, 15)),
        ("5.1.24", date(2024, 1, 5)),
        ("2902", date(2024, 2, 29)),
    ],
)
def test_a_day_is_typed_in_four_strokes(typed: str, meant: date) -> None:
    """Without a year it is the last such day up to today."""
    with clock.at(datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Moscow"))):
        assert ShortDateField().clean(typed) == meant


@pytest.mark.parametrize("typed", ["вчера", "3102", "15.13", "1", "31.02.2026"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    """By a code."""
    with pytest.raises(ValidationError) as refused:
        ShortDateField().clean(typed)

    assert codes(refused) == ["date-wrong"]
