"""Pages of the file plan as the records office and the head use them, from the plan to the destruction act."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents import plan_selectors, services
from documents.models import Disposal, FilePlan, FileState, PlanState
from history import clock
from tests.documents import archive
from tests.documents.archive import card, closed_year, filed_letter, kind, plan
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10")]
YEAR = clock.today().year
PAST = YEAR - archive.YEARS_BACK


def client(world: World, role: str) -> Client:
    """A person's browser, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return browser


def words(answer: Any) -> str:
    """What a printed paper says."""
    pages = PdfReader(BytesIO(answer.getvalue())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_plan_is_drafted_deleted_from_brought_back_to_and_approved_in_pages(world: World) -> None:
    """By the head of the records office and the head of the agency."""
    keeper, head = client(world, "controller"), client(world, "leader")
    keeper.post(reverse("documents:file-plans"), {"year": YEAR + 1})
    drafted = FilePlan.objects.get(agency=world.office.agency, year=YEAR + 1)
    here = reverse("documents:file-plan", args=[drafted.pk])
    correspondence = kind(world.office.agency, "correspondence")
    row = {"unit": world.office.units["02"].pk, "index": "02-15", "title": "Переписка", "kind": correspondence.pk}
    keeper.post(reverse("documents:plan-file-add", args=[drafted.pk]), row)
    file = archive.file(YEAR + 1, "02-15")

    deleted = keeper.post(reverse("documents:plan-file-delete", args=[file.pk]))
    assert plan_selectors.rows(drafted) == []
    page = keeper.get(deleted.headers["Location"]).text
    assert "Bring the deleted row back" in page
    keeper.post(here, {"action": "restore", "key": deleted.headers["Location"].partition("deleted=")[2]})
    keeper.post(here, {"action": "next"})
    assert keeper.post(here, {"action": "approve"}).status_code == 403
    head.post(here, {"action": "approve"})

    drafted.refresh_from_db()
    assert (drafted.state, [one.title for one in plan_selectors.rows(drafted)]) == (PlanState.APPROVED, ["Переписка"])


def test_the_next_years_plan_says_on_its_page_what_was_left_out(world: World) -> None:
    """By index."""
    this = plan(world, YEAR, card(world))
    services.withdraw_plan_file(actor=world.person("controller"), file=archive.file(YEAR), reason="Вопросов не было")

    page = client(world, "controller").post(
        reverse("documents:file-plan", args=[this.pk]), {"action": "next"}, follow=True
    )

    assert "Left out: 02-09." in page.text


def test_a_letter_is_filed_from_its_card_which_says_where_it_lies(world: World) -> None:
    """And the file, its volume and the printed card say so too."""
    plan(world, YEAR, card(world))
    clerk, letter = client(world, "clerk"), archive.letter(world)
    file = archive.file(YEAR)

    clerk.post(reverse("documents:file-document", args=[letter.pk]), {"file_index": file.pk, "sheets": "3"})

    document = clerk.get(reverse("workflows:document", args=[letter.pk])).text
    assert reverse("documents:plan-file", args=[file.pk]) in document
    assert letter.number in clerk.get(reverse("documents:plan-file", args=[file.pk])).text
    assert letter.number in clerk.get(reverse("documents:volume", args=[file.volumes.get().pk])).text
    assert "№ 02-09, том 1" in words(clerk.get(reverse("documents:card-print", args=[letter.pk])))


def test_files_are_closed_at_the_page_of_the_years_end(world: World) -> None:
    """Chosen ones; none chosen is told."""
    this = plan(world, YEAR, card(world))
    filed_letter(world, archive.file(YEAR))
    keeper, here = client(world, "controller"), reverse("documents:year-end", args=[this.pk])

    nothing = keeper.post(here, {"action": "close"})
    keeper.post(here, {"action": "close", "chosen": [archive.file(YEAR).pk]})

    assert (nothing.status_code, "Choose the files." in nothing.text) == (422, True)
    assert archive.file(YEAR).state == FileState.CLOSED
    assert f"from 01.01.{YEAR + 6}" in keeper.get(
        reverse("documents:plan-file", args=[archive.file(YEAR).pk])
    ).text.replace("\n", " ")


def test_a_disposal_goes_from_the_offer_to_the_destruction_in_pages(world: World) -> None:
    """Two people, the number of the act written once more; then the file and its paper say what happened."""
    _plan, (letter,) = closed_year(world, PAST, card(world))
    keeper, head = client(world, "controller"), client(world, "leader")
    keeper.post(reverse("documents:disposals"), {"chosen": [archive.file(PAST).pk]})
    disposal = Disposal.objects.get()
    here = reverse("documents:disposal", args=[disposal.pk])
    said = {
        "number": "3",
        "minutes_on": f"{clock.today():%d.%m.%Y}",
        "members": [post.pk for post in archive.commission(world)],
    }
    refused = keeper.post(here, {"action": "appraise", **said})
    keeper.post(here, {"action": "appraise", **said, "verdict_1": "destroy", "reason_1": "Просмотрено"})
    keeper.post(here, {"action": "draw"})
    early = keeper.post(here, {"action": "destroy", "act_number": f"1/{YEAR}"})
    assert keeper.post(here, {"action": "approve"}).status_code == 404
    head.post(here, {"action": "approve"})
    wrong = keeper.post(here, {"action": "destroy", "act_number": "2"})
    keeper.post(here, {"action": "destroy", "act_number": f"1/{YEAR}"})

    disposal.refresh_from_db()
    assert [one.status_code for one in (refused, early, wrong)] == [422, 422, 422]
    assert disposal.state == "destroyed"
    act = words(keeper.get(reverse("documents:disposal-print", args=[disposal.pk])))
    assert f"АКТ № 1/{YEAR}" in act
    assert "Председатель комиссии ____________________ Кречетова Н. Ю., председатель комиссии" in act
    assert "Член комиссии ____________________ Мельник О. П., секретарь комиссии" in act
    assert "Уничтожено: документов 1" in act
    assert f"destroyed by act no. 1/{YEAR}" in keeper.get(reverse("workflows:document", args=[letter.pk])).text


def test_a_destroyed_file_says_by_which_act_instead_of_opening(world: World) -> None:
    """And opening it is no reading of its content."""
    from tests.documents.test_disposal import approved, offered, with_content

    _plan, (letter,) = closed_year(world, PAST, card(world))
    entry = with_content(letter, "письмо.txt", "Текст".encode())
    disposal = approved(world, offered(world, archive.file(PAST)))
    services.destroy(actor=world.person("controller"), disposal=disposal, act_number=disposal.act_number)

    answer = client(world, "clerk").get(reverse("documents:file", args=[entry.pk]))

    assert (answer.status_code, f"Destroyed by act no. 1/{YEAR}" in answer.text) == (410, True)


def test_the_printed_plan_has_its_columns_units_and_summary(world: World) -> None:
    """By the form of a file plan."""
    this = plan(world, YEAR, card(world))
    filed_letter(world, archive.file(YEAR))

    text = words(client(world, "auditor").get(reverse("documents:plan-print", args=[this.pk])))

    for part in (
        f"НОМЕНКЛАТУРА ДЕЛ на {YEAR} год",
        "Срок хранения и № статьи по перечню",
        "02 Отдел документационного обеспечения",
        "5 лет ЭПК, ст. 70",
        "Итоговая запись о категориях и количестве дел",
        "Временного (до 10 лет включительно) 1 0 1",
    ):
        assert part in text


def test_an_inventory_is_drawn_approved_and_printed(world: World) -> None:
    """At the year's end."""
    past, _letters = archive.year_with_orders(world, PAST)
    keeper = client(world, "controller")
    drawn = keeper.post(
        reverse("documents:year-end", args=[past.pk]), {"action": "inventory", "kind": "permanent"}, follow=True
    )
    here = drawn.redirect_chain[-1][0]
    assert keeper.post(here).status_code == 404
    client(world, "leader").post(here)

    assert "Approved" in keeper.get(here).text
    assert f"ОПИСЬ дел постоянного хранения за {PAST} год" in words(keeper.get(f"{here}inventory.pdf"))


def test_a_list_of_papers_goes_on_by_key(world: World) -> None:
    """The newest first, none of them twice."""
    plan(world, YEAR, card(world))
    into, clerk = archive.file(YEAR), world.person("clerk")
    for number in range(4):
        filed_letter(world, into, str(number))

    first = plan_selectors.papers(into, clerk, before=None, size=2)
    second = plan_selectors.papers(into, clerk, before=first[1].pk, size=2)

    assert len(first) == 3
    assert [one.pk for one in first[:2]] + [one.pk for one in second] == sorted(
        (one.pk for one in [*first[:2], *second]), reverse=True
    )


def test_a_kind_that_is_no_longer_offered_is_not_among_the_choices(world: World) -> None:
    """Of a new row."""
    found = kind(world.office.agency, "copies")
    found.is_withdrawn = True
    found.save()
    this = plan(world, YEAR, card(world))

    page = client(world, "controller").get(reverse("documents:plan-file-add", args=[this.pk])).text

    assert "Копии для сведения" not in page
