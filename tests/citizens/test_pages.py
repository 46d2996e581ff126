"""Pages of merging: the panel of doubles, the page of two cards, the message with its button, where a card leads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from citizens.models import Case, Merge, Person
from citizens.services import PersonData, add_person, merge_persons
from history.models import Act, Reading
from tests.citizens.cards import HOME, a_card, belonging, cases_of, contacts
from tests.people import Office

pytestmark = [pytest.mark.django_db]
WHY = "Тот же дом и телефон."
PHONE = "8 900 111-22-33"


@pytest.fixture
def signed_in(office: Office) -> Callable[[str], Client]:
    """A browser of this person."""

    def sign_in(role: str) -> Client:
        client = Client(headers={"accept-language": "ru"})
        client.force_login(office.person(role), backend="agencies.backends.EmployeeBackend")
        return client

    return sign_in


@pytest.fixture
def pair(office: Office) -> tuple[Person, Person]:
    """Frolova's card with a case, and her double with another and a phone."""
    kept, doubled = a_card(office, address=HOME), a_card(office, address="Соборная, 14-7", phone=PHONE)
    cases_of(office, kept, 1)
    cases_of(office, doubled, 2)
    return kept, doubled


def card(person: Person) -> str:
    """The address of a card."""
    return reverse("citizens:person", args=[person.pk])


def merging(pair: tuple[Person, Person]) -> str:
    """The address of the page of two cards."""
    return reverse("citizens:merge", args=[one.pk for one in pair])


def tree(answer: Any) -> Any:
    """The page of an answer."""
    return html.fromstring(answer.content.decode())


def words(page: Any) -> str:
    """What a page says."""
    return " ".join(page.text_content().split())


def test_the_card_shows_likely_doubles_to_those_who_may_merge(
    pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """With what equals and what differs, and the way to compare."""
    page = tree(signed_in("clerk").get(card(pair[0])))

    (row,) = page.xpath("//section[@aria-labelledby='doubles']//tbody/tr")
    said = words(row)
    assert "вероятно" in said
    assert "имя целиком, почтовый адрес" in said
    assert row.xpath(".//a[@href=$address]", address=merging(pair))
    for role in ("leader", "auditor"):
        assert not tree(signed_in(role).get(card(pair[0]))).xpath("//section[@aria-labelledby='doubles']")


def test_the_page_of_two_cards_shows_both_and_what_would_move(
    pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """Side by side, and whoever opened it has read both."""
    page = tree(signed_in("clerk").get(merging(pair)))

    shown = (HOME, "Соборная, 14-7", PHONE, "ОГ-Ф-1/26", "ОГ-Ф-2/26", "Обращение (дело): 1")
    assert [text for text in shown if text not in words(page)] == []
    assert [box.get("value") for box in page.xpath("//input[@name='fill']")] == ["phone"]
    mentioned = Reading.objects.latest("id").mentions.filter(object_type="citizens.person")
    assert set(mentioned.values_list("object_key", flat=True)) == {one.pk for one in pair}


@pytest.mark.parametrize("stays", [0, 1])
def test_merging_leads_to_the_kept_card_with_a_button_to_undo_it(
    pair: tuple[Person, Person], signed_in: Callable[[str], Client], stays: int
) -> None:
    """The button of the message gives everything back; a tick that makes no sense for the chosen card is let be."""
    clerk, before = signed_in("clerk"), belonging()
    kept, doubled = pair[stays], pair[1 - stays]

    answer = clerk.post(merging(pair), {"kept": kept.pk, "reason": WHY, "fill": ["phone"]}, follow=True)

    page = tree(answer)
    assert set(belonging().values()) == {kept.pk}
    assert contacts(kept)[2] == PHONE
    assert f"Карточка № {doubled.pk}" in words(page.xpath("//div[@role='status']//p")[0])
    (undo,) = page.xpath("//div[@role='status']//form/@action")
    assert "карточки заявителя объединены" in words(page)
    answer = clerk.post(undo, follow=True)
    assert "Объединение отменено" in words(tree(answer))
    assert belonging() == before
    assert Merge.objects.get().undone_by is not None


def test_the_card_tells_of_earlier_merges_and_undoes_them(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """Also long after; those who may not undo see who merged it and why."""
    merge = merge_persons(actor=office.person("clerk"), kept=pair[0], doubled=pair[1], reason=WHY)

    pages = {role: tree(signed_in(role).get(card(pair[0]))) for role in ("controller", "leader")}

    told = "//section[@aria-labelledby='merges']"
    assert all(WHY in words(page.xpath(told)[0]) for page in pages.values())
    address = reverse("citizens:undo-merge", args=[merge.pk])
    assert pages["controller"].xpath(f"{told}//form/@action") == [address]
    assert not pages["leader"].xpath(f"{told}//form")
    assert signed_in("leader").post(address).status_code == 404


def test_an_undoing_that_is_refused_says_why(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """On the card where the button was, or where that one leads by now."""
    merge = merge_persons(actor=office.person("clerk"), kept=pair[0], doubled=pair[1], reason=WHY)
    first = a_card(office)
    merge_persons(actor=office.person("clerk"), kept=first, doubled=pair[0], reason=WHY)

    answer = signed_in("clerk").post(reverse("citizens:undo-merge", args=[merge.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == card(first)
    assert "сама объединена с другой" in words(tree(answer).xpath("//p[contains(@class, 'message-error')]")[0])


def test_a_refused_merge_keeps_what_was_typed(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """A colleague was quicker: the page says so, and the reason, the choice and the ticks are still there."""
    clerk = signed_in("clerk")
    merge_persons(actor=office.person("controller"), kept=a_card(office), doubled=pair[0], reason=WHY)
    before = Act.objects.count()

    answer = clerk.post(merging(pair), {"kept": pair[1].pk, "reason": WHY, "fill": ["phone"]})

    page = tree(answer)
    assert (answer.status_code, Act.objects.count()) == (422, before)
    assert "уже объединена" in words(page.xpath("//*[@role='alert']")[0])
    assert page.xpath("//input[@name='reason']/@value") == [WHY]
    assert page.xpath("//input[@name='kept'][@checked]/@value") == [str(pair[1].pk)]
    assert page.xpath("//input[@name='fill'][@checked]/@value") == ["phone"]


def test_the_address_of_a_merged_card_leads_to_the_kept_one(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """Through every merge, also from a stale page of two cards; to those who do not see it, there is nothing."""
    first = a_card(office)
    for kept, doubled in (pair, (first, pair[0])):
        merge_persons(actor=office.person("clerk"), kept=kept, doubled=doubled, reason=WHY)

    clerk = signed_in("clerk")

    assert clerk.get(card(pair[1])).headers["Location"] == card(first)
    assert clerk.get(merging(pair), follow=True).redirect_chain[-1][0] == card(first)
    assert [signed_in(role).get(card(pair[1])).status_code for role in ("stranger", "other.clerk")] == [404, 404]


def test_lists_search_and_the_picker_offer_no_merged_card(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """Only the kept one, with all cases; cases are found by its name."""
    merge_persons(actor=office.person("clerk"), kept=pair[0], doubled=pair[1], reason=WHY)
    clerk = signed_in("clerk")

    found = tree(clerk.get("/applicants/", {"q": "Фролова"})).xpath("//tbody//a/@href")
    offered = tree(clerk.get("/applicants/options/", {"last_name": "Фролова"})).xpath("//input/@value")
    cases = tree(clerk.get("/cases/", {"q": "Фролова"})).xpath("//tbody//a[contains(@href, '/cases/')]/@href")

    assert found == [card(pair[0])]
    assert offered == [str(pair[0].pk), ""]
    assert set(cases) >= {reverse("workflows:case", args=[case.pk]) for case in Case.objects.all()}


def test_a_page_of_one_card_twice_or_of_another_agency_is_not_there(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """Whoever asks."""
    assert office.other is not None
    foreign = add_person(
        actor=office.person("other.clerk"), agency=office.other.agency, person=PersonData("Фролова", "f")
    )
    clerk = signed_in("clerk")

    answers = [clerk.get(merging(cards)) for cards in ((pair[0], pair[0]), (pair[0], foreign), (foreign, pair[0]))]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_page_of_two_cards_counts_no_case_that_its_reader_does_not_see(
    office: Office, pair: tuple[Person, Person], signed_in: Callable[[str], Client]
) -> None:
    """A marked one moves as well, untold."""
    hidden = Case.objects.filter(applicant=pair[1]).first()
    assert hidden is not None
    hidden.access = "official"
    hidden.save()

    answer = signed_in("clerk").get(merging(pair))

    assert [[number for _title, number in side["moves"]] for side in answer.context["sides"]] == [[1], []]
    assert hidden.number not in answer.text
