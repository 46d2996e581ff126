"""Journals set up by the head of the records office; numbers restarted, reserved, cancelled, each accounted for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from citizens.models import Case
from documents import numbers, selectors, services
from documents.models import Document, Flow, Journal, JournalYear, ReservedNumber, State
from history import clock
from tests.codes import codes
from tests.documents.test_register_correspondence import letter, register
from tests.world import World

pytestmark = pytest.mark.django_db
UTC = ZoneInfo("UTC")


@pytest.fixture
def journal(world: World) -> Journal:
    """The ministry's journal of incoming papers."""
    return Journal.objects.get(agency=world.office.agency, flow=Flow.INCOMING)


def reserved(world: World, journal: Journal) -> ReservedNumber:
    """The next number, kept for the prosecutor's letter."""
    return services.reserve_number(actor=world.person("controller"), journal=journal, reason="Письмо прокуратуры")


def client(world: World, role: str) -> Client:
    """A person's browser, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return browser


def test_numbers_begin_anew_at_the_turn_of_the_year_where_the_office_is(world: World, journal: Journal) -> None:
    """Half past nine in the evening by UTC is the first of January in Moscow."""
    keeper = world.person("controller")
    given = []
    for moment in (
        datetime(2026, 12, 31, 20, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 21, 30, tzinfo=UTC),
        datetime(2027, 1, 5, 12, 0, tzinfo=UTC),
    ):
        with clock.at(moment):
            given.append(services.reserve_number(actor=keeper, journal=journal, reason="К сроку").number)

    assert given == ["1-вх/26", "1-вх/27", "2-вх/27"]
    assert [numbers.last(journal, year) for year in (2026, 2027)] == [1, 2]


def test_a_changed_pattern_holds_from_the_next_number_on(world: World, journal: Journal) -> None:
    """Numbers that were given stay, and the count goes on."""
    first = register(world)

    services.change_journal(
        actor=world.person("controller"), journal=journal, name="Входящие документы", pattern="М-12/а-{n}/{yy}"
    )

    second = register(world, their_number="2")
    assert (first.number, second.number) == (f"1-вх/{clock.today():%y}", f"М-12/а-2/{clock.today():%y}")


@pytest.mark.parametrize(
    ("flow", "pattern", "code"),
    [
        (Flow.INCOMING, "{n-вх/{yy}", "pattern-broken"),
        (Flow.INCOMING, "{n}/{yy}/{index}", "pattern-part-unknown"),
        (Flow.INCOMING, "{n.real}/{yy}", "pattern-part-unknown"),
        (Flow.INCOMING, "{n:>9999}/{yy}", "pattern-part-unknown"),
        (Flow.INCOMING, "{}/{yy}", "pattern-part-unknown"),
        (Flow.OUTGOING, "{index}/{yy}", "pattern-without-n"),
        (Flow.INCOMING, "{n}-вх", "pattern-without-year"),
    ],
)
def test_a_pattern_that_cannot_number_is_refused(flow: str, pattern: str, code: str) -> None:
    """By a code, before anything is changed."""
    with pytest.raises(ValidationError) as refused:
        numbers.require_lawful(flow, pattern)

    assert codes(refused) == [code]


def test_a_closed_journal_gives_way_to_a_new_one_and_may_not_come_back_beside_it(
    world: World, journal: Journal
) -> None:
    """Nor may a second one be opened beside an open one, or number by the same pattern."""
    keeper, agency = world.person("controller"), world.office.agency

    def opened(pattern: str) -> Journal:
        return services.open_journal(actor=keeper, agency=agency, flow=Flow.INCOMING, name="Новый", pattern=pattern)

    with pytest.raises(ValidationError) as second:
        opened("вх-{n}/{yy}")
    services.close_journal(actor=keeper, journal=journal)
    with pytest.raises(ValidationError) as same:
        opened(journal.pattern)
    new = opened("вх-{n}/{yy}")
    with pytest.raises(ValidationError) as back:
        services.reopen_journal(actor=keeper, journal=journal)

    assert (codes(second), codes(same), codes(back)) == (
        ["flow-has-journal"],
        ["pattern-taken"],
        ["flow-has-journal"],
    )
    assert register(world).journal == new


def test_a_reopened_journal_goes_on_with_the_next_number(world: World, journal: Journal) -> None:
    """Closed, it takes neither papers nor reservations, and is not closed twice."""
    keeper = world.person("controller")
    register(world)
    services.close_journal(actor=keeper, journal=journal)
    journal.refresh_from_db()
    refusals = []
    for refused_act in (
        lambda: reserved(world, journal),
        lambda: services.close_journal(actor=keeper, journal=journal),
    ):
        with pytest.raises(ValidationError) as refused:
            refused_act()
        refusals += codes(refused)

    services.reopen_journal(actor=keeper, journal=journal)

    assert refusals == ["journal-closed", "journal-closed"]
    assert register(world, their_number="2").ordinal == 2


def test_only_the_head_of_the_records_office_keeps_the_journals(world: World, journal: Journal) -> None:
    """A clerk registers and no more; the head of another agency's office keeps its own."""
    kept = reserved(world, journal)
    document = register(world, term_kind=None)
    agency = world.office.agency
    for actor in (world.person("clerk"), world.person("administrator"), world.person("other.controller")):
        for forbidden in (
            lambda: services.open_journal(actor=actor, agency=agency, flow="incoming", name="x", pattern="{n}"),  # noqa: B023
            lambda: services.change_journal(actor=actor, journal=journal, name="x", pattern="{n}/{yy}"),  # noqa: B023
            lambda: services.close_journal(actor=actor, journal=journal),  # noqa: B023
            lambda: services.reopen_journal(actor=actor, journal=journal),  # noqa: B023
            lambda: services.reserve_number(actor=actor, journal=journal, reason="x"),  # noqa: B023
            lambda: services.cancel_reserved(actor=actor, reserved=kept, reason="x"),  # noqa: B023
            lambda: services.cancel_number(actor=actor, document=document, reason="x"),  # noqa: B023
        ):
            with pytest.raises(PermissionDenied):
                forbidden()


def test_a_reserved_number_is_used_once(world: World, journal: Journal) -> None:
    """The letter stands in its place of the year; the count does not move."""
    kept = reserved(world, journal)
    clerk, agency = world.person("clerk"), world.office.agency

    document = services.register_correspondence(actor=clerk, agency=agency, letter=letter(), reserved=kept)

    with pytest.raises(ValidationError) as again:
        services.register_correspondence(actor=clerk, agency=agency, letter=letter(their_number="2"), reserved=kept)
    assert codes(again) == ["reserved-decided"]
    assert (document.number, document.ordinal, numbers.last(journal, kept.year)) == (kept.number, 1, 1)


def test_a_cancelled_reservation_keeps_its_reason_and_is_not_given_again(world: World, journal: Journal) -> None:
    """Nor cancelled twice, nor without a reason."""
    keeper, kept = world.person("controller"), reserved(world, journal)
    with pytest.raises(ValidationError) as unsaid:
        services.cancel_reserved(actor=keeper, reserved=kept, reason=" ")

    services.cancel_reserved(actor=keeper, reserved=kept, reason="Письмо не пришло")

    with pytest.raises(ValidationError) as again:
        services.cancel_reserved(actor=keeper, reserved=kept, reason="Ещё раз")
    assert (codes(unsaid), codes(again)) == (["reason-missing"], ["reserved-decided"])
    assert register(world).ordinal == 2
    assert not selectors.free_numbers(world.office.agency).exists()


def test_a_number_of_another_year_or_flow_is_refused(world: World, journal: Journal) -> None:
    """Appeals and letters have parts that nobody knows before."""
    with clock.at(datetime(2025, 6, 2, 9, tzinfo=UTC)):
        old = reserved(world, journal)

    with pytest.raises(ValidationError) as elsewhere:
        services.register_correspondence(
            actor=world.person("clerk"), agency=world.office.agency, letter=letter(), reserved=old
        )
    with pytest.raises(ValidationError) as appeals:
        reserved(world, Journal.objects.get(agency=world.office.agency, flow=Flow.APPEAL))

    assert (codes(elsewhere), codes(appeals)) == (["reserved-elsewhere"], ["flow-not-reserved"])


def test_a_paper_registered_in_error_keeps_its_number_with_the_reason(world: World) -> None:
    """The same letter may be registered rightly afterwards."""
    document = register(world, term_kind=None)

    services.cancel_number(actor=world.person("controller"), document=document, reason="Адресовано комитету")

    document.refresh_from_db()
    assert (document.state, document.cancel_reason) == (State.CANCELLED, "Адресовано комитету")
    assert register(world).ordinal == 2


def test_a_paper_whose_number_is_a_cases_is_not_cancelled(world: World) -> None:
    """Nor one that is cancelled already."""
    with_case, without = register(world), register(world, their_number="2", term_kind=None)
    keeper = world.person("controller")
    services.cancel_number(actor=keeper, document=without, reason="Ошибка")
    refusals = []
    for document in (with_case, without):
        with pytest.raises(ValidationError) as refused:
            services.cancel_number(actor=keeper, document=document, reason="Ошибка")
        refusals += codes(refused)

    assert refusals == ["has-case", "not-registered"]
    assert Case.objects.get().number == with_case.number


def test_every_number_of_the_year_is_accounted_for(world: World, journal: Journal) -> None:
    """A document, a reservation, or one of them cancelled with its reason; the page shows all."""
    keeper = world.person("controller")
    register(world)
    cancelled = register(world, their_number="2", term_kind=None)
    services.cancel_number(actor=keeper, document=cancelled, reason="Адресовано комитету")
    services.cancel_reserved(actor=keeper, reserved=reserved(world, journal), reason="Письмо не пришло")
    reserved(world, journal)

    page = client(world, "clerk").get(f"/journals/{journal.pk}/numbers/").content.decode()

    rows = selectors.numbers_of_year(journal, keeper, clock.today().year, before=None, size=100)
    assert [(row.ordinal, bool(row.document), bool(row.reserved)) for row in rows] == [
        (4, False, True),
        (3, False, True),
        (2, True, False),
        (1, True, False),
    ]
    for words in ("Адресовано комитету", "Письмо не пришло", "Письмо прокуратуры", "О ремонте водовода"):
        assert words in page


def test_numbers_from_before_the_journal_was_kept_here_are_one_row(world: World, journal: Journal) -> None:
    """However many there are, and on whatever page they begin."""
    keeper, year = world.person("controller"), clock.today().year
    JournalYear.objects.create(journal=journal, year=year, last=900)
    for number in ("1", "2"):
        register(world, their_number=number)

    whole = selectors.numbers_of_year(journal, keeper, year, before=None, size=100)
    further = selectors.numbers_of_year(journal, keeper, year, before=902, size=1)
    page = client(world, "clerk").get(f"/journals/{journal.pk}/numbers/").content.decode()

    assert [(row.lowest, row.ordinal) for row in whole] == [(902, 902), (901, 901), (1, 900)]
    assert [(row.lowest, row.ordinal) for row in further] == [(901, 901)]
    assert "1–900" in page


def test_the_pages_set_a_journal_up(world: World, journal: Journal) -> None:
    """The next number is shown before it is saved."""
    browser = client(world, "controller")
    sent = {"name": "Вся почта", "pattern": "ВП-{n}/{yy}"}
    path = f"/journals/{journal.pk}/change/"

    shown = browser.post(path, sent | {"preview": "1"})
    before = Journal.objects.get(pk=journal.pk).name
    browser.post(path, sent)
    browser.post(f"/journals/{journal.pk}/close/")
    opened = browser.post("/journals/new/", {"flow": "incoming", "name": "Новый", "pattern": "Н-{n}/{yy}"})
    told = browser.post(f"/journals/{journal.pk}/reopen/", follow=True).content.decode()

    assert f"ВП-1/{clock.today():%y}" in shown.content.decode()
    assert (before, opened.status_code) == ("Входящие", 302)
    assert "This flow has an open journal already" in told
    assert set(
        Journal.objects.filter(agency=world.office.agency, flow="incoming").values_list("name", "is_closed")
    ) == {
        ("Вся почта", True),
        ("Новый", False),
    }


def test_the_pages_reserve_use_and_cancel(world: World, journal: Journal) -> None:
    """From reservation to the letter's form, and to the reasons."""
    keeper = client(world, "controller")
    for _number in range(2):
        keeper.post(f"/journals/{journal.pk}/reserve/", {"reason": "Письмо прокуратуры"})
    first, second = ReservedNumber.objects.order_by("pk")
    form = client(world, "clerk").get("/register/letter/").content.decode()

    keeper.post(f"/reserved/{first.pk}/cancel/", {"reason": "Не пришло"})
    document = services.register_correspondence(
        actor=world.person("clerk"), agency=world.office.agency, letter=letter(term_kind=None), reserved=second
    )
    keeper.post(f"/documents/{document.pk}/cancel/", {"reason": "Ошибка"})

    assert first.number in form
    assert ReservedNumber.objects.get(pk=first.pk).cancel_reason == "Не пришло"
    assert Document.objects.get(pk=document.pk).state == State.CANCELLED


def test_a_journal_closed_since_it_was_opened_here_gives_no_number(world: World, journal: Journal) -> None:
    """Whoever looked at it before must look again, or papers would be entered after its closing."""
    services.close_journal(actor=world.person("controller"), journal=Journal.objects.get(pk=journal.pk))

    with pytest.raises(ValidationError) as refused:
        numbers.take(journal, clock.today())

    assert codes(refused) == ["journal-closed"]
    assert numbers.last(journal, clock.today().year) == 0
