"""Registers of the post: what stands in them, how they are printed and saved, identifiers, handing in."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from agencies import sheets
from agencies.sheets import SheetRow
from citizens.models import Channel
from documents import post_selectors, postal, services
from documents.models import Document, LetterTemplate, PostalRegister
from documents.pdf.post import register_pdf
from documents.services import PostalCard
from history import clock
from tests.codes import codes
from tests.documents.post import ABROAD, INLAND, by_post, handed_in, items, register
from tests.world import World
from workflows.models import WorkKind
from workflows.services import letters

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L06")]


def rows(*found: Sequence[str]) -> list[SheetRow]:
    """A table as it was read."""
    return [SheetRow(number, tuple(cells)) for number, cells in enumerate(found, 1)]


def printed(world: World, made: PostalRegister) -> str:
    """The words of the printed register."""
    listed = post_selectors.contents(made, world.person("clerk"))
    pages = PdfReader(register_pdf(made, listed)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_printed_register_equals_the_outgoing_letters_of_the_day(world: World) -> None:
    """Those of that day that left by post, and no other: neither of another day, nor by another way, nor of others."""
    todays = [by_post(world, f"02-07/{number}") for number in range(1, 6)]
    by_post(world, "02-07/90", days_ago=1)
    by_post(world, "03-04/91", side="other.")
    Document.objects.create(
        **{
            **{
                name: getattr(todays[0], name)
                for name in ("agency", "flow", "state", "unit", "registered_on", "dispatched_at", "subject")
            },
            "number": "02-07/92",
            "channel": Channel.IN_PERSON,
        }
    )

    clerk = world.person("clerk")
    made = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today(), office="Верхнеозёрск, 1")

    words = printed(world, made)
    assert [one.document for one in items(made)] == todays
    assert all(one.number in words and one.correspondent_name in words for one in todays)
    assert not any(number in words for number in ("02-07/90", "03-04/91", "02-07/92"))
    assert "Всего 5 (пять) отправлений." in words
    assert "СПИСОК № 1/" in words


def test_an_answer_to_a_citizen_goes_from_the_desk_into_the_register_with_the_full_name(world: World) -> None:
    """The whole way: signed, registered, dispatched by post, listed."""
    case = world.appeal()
    world.resolved(case)
    letter = world.registered(world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER))))
    clerk = world.person("clerk")
    letters.dispatch(actor=clerk, item=world.item(WorkKind.DISPATCH, document=letter), channel=Channel.POST)

    made = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())

    item = items(made)[0]
    assert (item.document, item.addressee) == (letter, case.applicant.full_name if case.applicant else "")
    assert item.address


def test_the_totals_stand_in_figures_and_in_words(world: World) -> None:
    """Masses, values and fees are summed up."""
    made, clerk = register(world), world.person("clerk")
    for item, value in zip(items(made), ("100.50", "2.00"), strict=True):
        card = PostalCard(kind="value", mass=20, value=Decimal(value), fee=Decimal("50.55"))
        services.change_item(actor=clerk, item=item, card=card)

    words = printed(world, made)

    assert "Сумма объявленной ценности: Сто два рубля 50 копеек." in words
    assert "Плата за пересылку: Сто один рубль 10 копеек." in words


def test_a_letter_stands_in_one_open_register_only(world: World) -> None:
    """It is neither collected nor entered by number again."""
    made, clerk = register(world), world.person("clerk")

    with pytest.raises(ValidationError) as nothing_left:
        services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    with pytest.raises(ValidationError) as listed:
        services.list_letter(actor=clerk, register=made, number="02-07/1")

    assert (codes(nothing_left), codes(listed)) == (["no-letters"], ["letter-listed"])


def test_a_letter_is_taken_out_of_an_open_register_and_comes_back(world: World) -> None:
    """The others move up; adding the letters of the day brings it back at the end."""
    made, clerk = register(world, 3), world.person("clerk")

    services.take_out_letter(actor=clerk, item=items(made)[0])
    without = [(one.ordinal, one.document.number) for one in items(made)]
    added = services.collect_letters(actor=clerk, register=made)

    assert without == [(1, "02-07/2"), (2, "02-07/3")]
    assert added == 1
    assert items(made)[-1].document.number == "02-07/1"


def test_a_register_that_was_handed_in_changes_no_more_and_is_corrected_by_a_new_one(world: World) -> None:
    """Its letter may stand in an open one again, with another address."""
    made, clerk = handed_in(world), world.person("clerk")
    first = items(made)[0]
    by_post(world, "02-07/9")
    newer = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())

    refusals = []
    for act in (
        lambda: services.change_item(actor=clerk, item=first, card=PostalCard(kind="letter")),
        lambda: services.take_out_letter(actor=clerk, item=first),
        lambda: services.collect_letters(actor=clerk, register=made),
        lambda: services.give_up_register(actor=clerk, register=made, reason="Ошибка."),
        lambda: services.send_register(actor=clerk, register=made, on=clock.today()),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        refusals += codes(refused)
    again = services.list_letter(actor=clerk, register=newer, number=first.document.number)

    assert set(refusals) == {"register-sent"}
    assert (made.ordinal, newer.ordinal, again.register) == (1, 2, newer)


def test_a_register_is_given_up_with_a_reason_and_its_letters_await_another(world: World) -> None:
    """It keeps its number."""
    made, clerk = register(world), world.person("clerk")

    services.give_up_register(actor=clerk, register=made, reason="Не тот день.")
    newer = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())

    assert (newer.ordinal, len(items(newer))) == (2, 2)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (INLAND[0], INLAND[0]),
        (f" {INLAND[1][:6]} {INLAND[1][6:]} ", INLAND[1]),
        ("rb 123 456 785 ru", ABROAD),
        ("RR473124829FI", "RR473124829FI"),
    ],
)
def test_identifiers_are_kept_without_blanks_when_their_check_digit_fits(text: str, kept: str) -> None:
    """Of inland items and by S10."""
    assert postal.identifier(text) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (INLAND[0][:-1] + "0", "identifier-check"),
        ("RB123456786RU", "identifier-check"),
        ("12345", "identifier-form"),
        ("RB12345678RU", "identifier-form"),
        ("١٢٣٤٥٦٧٨٩٠١٢٣٤", "identifier-form"),
        ("РВ123456785РУ", "identifier-form"),
    ],
)
def test_wrong_identifiers_are_told_apart(text: str, code: str) -> None:
    """A slip of the pen is another thing than no identifier at all."""
    with pytest.raises(postal.WrongIdentifier) as wrong:
        postal.identifier(text)

    assert str(wrong.value) == code


def test_identifiers_come_from_a_table_all_or_none_with_errors_by_row(world: World) -> None:
    """A wrong digit, a letter that is not there, one that stands twice: nothing is entered."""
    made, clerk = register(world, 3), world.person("clerk")
    wrong = rows(
        ("02-07/1", INLAND[0]),
        ("02-07/2", INLAND[1][:-1] + "0"),
        ("02-07/77", INLAND[2]),
        ("02-07/1", INLAND[2]),
        ("02-07/3", INLAND[0]),
    )

    with override("en"), pytest.raises(ValidationError) as refused:
        services.enter_identifiers(actor=clerk, register=made, sheet=wrong)

    assert [message.split(":")[0] for message in refused.value.messages] == ["Row 2", "Row 3", "Row 4", "Row 5"]
    assert [one.identifier for one in items(made)] == ["", "", ""]


def test_a_saved_table_of_the_register_is_taken_back_with_its_identifiers(world: World) -> None:
    """Its headings say where they stand; the same table once more changes nothing."""
    made, clerk = register(world), world.person("clerk")
    saved = post_selectors.table(items(made))
    for row, identifier in zip(saved[1:], INLAND, strict=False):
        row[2] = identifier

    for _time in range(2):
        services.enter_identifiers(actor=clerk, register=made, sheet=sheets.read(sheets.xlsx_of(saved)))

    assert [one.identifier for one in items(made)] == list(INLAND[:2])


def test_an_identifier_belongs_to_one_letter_and_stands_once_it_was_handed_in(world: World) -> None:
    """A missing one may be entered later, when the receipt of the post tells it."""
    made, clerk = register(world), world.person("clerk")
    services.enter_identifiers(actor=clerk, register=made, sheet=rows(("02-07/1", INLAND[0])))
    services.send_register(actor=clerk, register=made, on=clock.today())

    with pytest.raises(ValidationError) as changed:
        services.enter_identifiers(actor=clerk, register=made, sheet=rows(("02-07/1", INLAND[1])))
    with pytest.raises(ValidationError) as taken:
        services.enter_identifiers(actor=clerk, register=made, sheet=rows(("02-07/2", INLAND[0])))
    services.enter_identifiers(actor=clerk, register=made, sheet=rows(("02-07/2", INLAND[2])))

    assert (codes(changed), codes(taken)) == (["row-wrong"], ["row-wrong"])
    assert [one.identifier for one in items(made)] == [INLAND[0], INLAND[2]]


def test_tables_that_are_saved_compute_nothing(world: World) -> None:
    """An addressee who writes a formula for a name is a text in both formats."""
    letter = by_post(world, "02-07/1")
    letter.correspondent_name = '=HYPERLINK("http://evil.example")'
    letter.correspondent_address = "@SUM(1)\t-2"
    letter.save()
    clerk = world.person("clerk")
    made = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())

    told = sheets.harmless(post_selectors.table(items(made)))

    sheet = load_workbook(BytesIO(sheets.xlsx_of(told))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    saved = list(csv.reader(StringIO(sheets.csv_of(told).decode("utf-8-sig")), delimiter=";"))
    assert [cell[:1] for cell in saved[1][3:5]] == ["'", "'"]


def test_a_paper_for_official_use_goes_registered_and_is_named_to_those_who_see_it(world: World) -> None:
    """Who does not see it learns that there is one more, and neither prints nor hands the register in."""
    by_post(world, "02-07/1")
    marked = by_post(world, "02-07/2дсп", access="official")
    clerk = world.person("clerk")
    made = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today())
    secret = items(made)[1]

    with pytest.raises(ValidationError) as refused:
        services.change_item(actor=clerk, item=secret, card=PostalCard(kind="letter"))
    listed = post_selectors.contents(made, world.person("controller"))
    with pytest.raises(PermissionDenied):
        services.send_register(actor=world.person("controller"), register=made, on=clock.today())

    assert codes(refused) == ["kind-open"]
    assert ([one.document.number for one in listed.items], listed.hidden) == (["02-07/1"], 1)
    assert secret.document == marked


def test_who_does_not_register_in_the_agency_keeps_no_registers_of_it(world: World) -> None:
    """Neither the executor nor the clerk of another agency."""
    made = register(world)
    for name in ("executor", "leader", "auditor", "other.clerk"):
        person = world.person(name)
        for act in (
            lambda person=person: services.make_register(actor=person, agency=made.agency, on=clock.today()),
            lambda person=person: services.collect_letters(actor=person, register=made),
            lambda person=person: services.take_out_letter(actor=person, item=items(made)[0]),
            lambda person=person: services.enter_identifiers(actor=person, register=made, sheet=[]),
        ):
            with pytest.raises(PermissionDenied):
                act()
