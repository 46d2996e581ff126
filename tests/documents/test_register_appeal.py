"""Registering an appeal: number, term, applicant, files, all or nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from citizens.models import Case, CaseKind, Channel, Person
from citizens.services import PersonData
from documents import numbers, services
from documents.models import Document, Journal
from documents.services import AppealCard
from history import clock
from tests.codes import codes
from tests.world import A_PDF, World

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


def card(**given: object) -> AppealCard:
    """An appeal as the clerk enters it."""
    values: dict[str, object] = {
        "kind": CaseKind.APPLICATION,
        "channel": Channel.POST,
        "summary": "Ремонт крыши",
        "text": "Прошу отремонтировать крышу.",
        "received_on": clock.today(),
        "new_applicant": PersonData("Гусев", "m", "Антон", "Иванович", "ул. Лесная, д. 3"),
    }
    return AppealCard(**(values | given))  # type: ignore[arg-type]


def journal(world: World) -> Journal:
    """The ministry's journal of appeals."""
    return Journal.objects.get(agency=world.office.agency, flow="appeal")


@pytest.mark.feature("F04")
def test_an_appeal_gets_the_next_number_of_the_journal_and_its_due_date(world: World) -> None:
    """By the first letter of the surname; thirty days, rolled back from a day off."""
    with clock.at(datetime(2026, 4, 1, 11, 0, tzinfo=MOSCOW)):
        case = services.register_appeal(
            actor=world.person("clerk"), agency=world.office.agency, appeal=card(received_on=clock.today())
        )

    assert case.number == "ОГ-Г-1/26"
    assert str(case.due_on) == "2026-04-30"
    assert "01.05.2026" in case.term_in_words


def test_a_collective_appeal_has_a_number_of_its_kind(world: World) -> None:
    """КОЛ in place of the letter."""
    case = services.register_appeal(
        actor=world.person("clerk"), agency=world.office.agency, appeal=card(co_applicants=13)
    )

    assert case.number.startswith("ОГ-КОЛ-1/")


def test_after_hours_an_appeal_is_registered_on_the_next_working_day(world: World) -> None:
    """Friday evening is Monday."""
    with clock.at(datetime(2026, 10, 9, 19, 30, tzinfo=MOSCOW)):
        case = services.register_appeal(
            actor=world.person("clerk"), agency=world.office.agency, appeal=card(received_on=clock.today())
        )

    assert str(case.registered_on) == "2026-10-12"


def test_a_refused_registration_leaves_no_gap_and_nothing_else(world: World) -> None:
    """A file of a refused kind refuses the whole registration."""
    clerk, agency = world.person("clerk"), world.office.agency
    services.register_appeal(actor=clerk, agency=agency, appeal=card())

    with pytest.raises(ValidationError) as refused:
        services.register_appeal(
            actor=clerk,
            agency=agency,
            appeal=card(new_applicant=PersonData("Новиков", "m")),
            uploads=[SimpleUploadedFile("run.exe", b"MZ\x90\x00\x03\x00")],
        )

    assert codes(refused) == ["file-type-refused"]
    assert numbers.last(journal(world), clock.today().year) == 1
    assert not Person.objects.filter(last_name="Новиков").exists()
    assert Case.objects.count() == 1


def test_a_closed_journal_gives_no_number(world: World) -> None:
    """With a stable code."""
    closed = journal(world)
    closed.is_closed = True
    closed.save()

    with pytest.raises(ValidationError) as refused:
        services.register_appeal(actor=world.person("clerk"), agency=world.office.agency, appeal=card())

    assert codes(refused) == ["journal-closed"]


@pytest.mark.feature("F38")
@pytest.mark.parametrize("name", ["executor", "leader", "auditor", "stranger", "administrator", "other.clerk"])
def test_only_the_records_office_of_the_agency_registers(world: World, name: str) -> None:
    """Nobody else, and no clerk of another agency."""
    with pytest.raises(PermissionDenied):
        services.register_appeal(actor=world.person(name), agency=world.office.agency, appeal=card())

    assert Document.objects.count() == 0


def test_an_applicant_of_another_agency_is_refused(world: World) -> None:
    """A forged id helps nobody."""
    theirs = services.register_appeal(
        actor=world.person("other.clerk"), agency=world.person("other.clerk").agency, appeal=card()
    )

    with pytest.raises(ValidationError) as refused:
        services.register_appeal(
            actor=world.person("clerk"),
            agency=world.office.agency,
            appeal=card(applicant=theirs.applicant, new_applicant=None),
        )

    assert codes(refused) == ["applicant-foreign"]


def test_a_day_of_receipt_in_the_future_is_refused(world: World) -> None:
    """Beside its field."""
    with pytest.raises(ValidationError) as refused:
        services.register_appeal(
            actor=world.person("clerk"),
            agency=world.office.agency,
            appeal=card(received_on=clock.today() + timedelta(days=2)),
        )

    assert codes(refused) == ["received-in-future"]


def test_the_same_file_is_stored_once(world: World) -> None:
    """Under its digest, whatever its name."""
    first, second = (
        services.register_appeal(
            actor=world.person("clerk"),
            agency=world.office.agency,
            appeal=card(),
            uploads=[SimpleUploadedFile(name, A_PDF, "application/pdf")],
        )
        for name in ("Скан 1.pdf", "Скан 2.pdf")
    )

    stored = [case.documents.get().files.get().stored_id for case in (first, second)]
    assert stored[0] == stored[1]
