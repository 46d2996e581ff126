"""What auditors see of a citizen whose cards were merged: all cards of the citizen, the merged ones marked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from citizens.models import Case, Merge, Person
from citizens.selectors import merged_cards
from citizens.services import merge_persons, undo_merge
from history import clock
from oversight.selectors.readings import readings_of_person, stretch
from oversight.selectors.record import ActsWanted, acts_page, between, person_changes
from tests.citizens.cards import HOME, a_card, cases_of
from tests.oversight.test_audit_of_reading import read
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X02")]


@pytest.fixture
def pair(office: Office) -> tuple[Person, Person]:
    """Frolova's card, and her double with a case."""
    kept, doubled = a_card(office, address=HOME), a_card(office, phone="8 900 111-22-33")
    cases_of(office, doubled, 1)
    return kept, doubled


def merged(office: Office, kept: Person, doubled: Person) -> Merge:
    """The clerk merges the second card into the first, which takes over the phone where it has none."""
    fill = ["phone"] if doubled.phone and not kept.phone else []
    return merge_persons(actor=office.person("clerk"), kept=kept, doubled=doubled, reason="Один человек.", fill=fill)


def test_who_has_seen_a_citizen_includes_whoever_saw_the_merged_card(
    office: Office, pair: tuple[Person, Person]
) -> None:
    """Before the merge and after it, also what was seen of its cases; and says where it was the merged card."""
    kept, doubled = pair
    (case,) = Case.objects.all()
    other = a_card(office, "Ильина Ольга")
    own, of_double, of_case = read(office.clerk, kept), read(office.leader, doubled), read(office.executor, case)
    read(office.clerk, other)
    merged(office, kept, doubled)

    page = stretch(readings_of_person(kept), None, merged=merged_cards(kept))

    assert [row.reading.pk for row in page.rows] == [of_case, of_double, own]
    assert [row.merged for row in page.rows] == [[], [f"№ {doubled.pk} Фролова М. С."], []]


def test_an_undone_merge_takes_the_other_citizens_readings_out_again(
    office: Office, pair: tuple[Person, Person]
) -> None:
    """Each report tells of its own card, and of its own cases whoever they were taken for."""
    kept, doubled = pair
    (case,) = Case.objects.all()
    merge = merged(office, kept, doubled)
    own, of_double, of_case = read(office.clerk, kept), read(office.leader, doubled), read(office.executor, case)
    undo_merge(actor=office.person("clerk"), merge=merge)

    assert [one.pk for one in readings_of_person(kept)] == [own]
    assert [one.pk for one in readings_of_person(doubled)] == [of_case, of_double]


def test_chains_of_merges_are_followed_to_their_ends(office: Office, pair: tuple[Person, Person]) -> None:
    """A card merged into a card that was merged is the citizen's as well."""
    kept, doubled = pair
    first = a_card(office)
    merged(office, kept, doubled)
    merge_persons(actor=office.person("clerk"), kept=first, doubled=kept, reason="Один человек.")

    assert [card.pk for card in merged_cards(first)] == [kept.pk, doubled.pk]
    assert [one.pk for one in readings_of_person(first)] == []


def test_changes_of_a_citizen_tell_of_each_card_by_its_number(office: Office, pair: tuple[Person, Person]) -> None:
    """How the cards were entered, which was merged into which, and what was taken over; also between two moments."""
    kept, doubled = pair
    before = clock.now()
    merged(office, kept, doubled)

    changes = [(one.label.split()[1], one.kind, len(one.fields)) for one in person_changes(kept)]
    told = between(kept, before, before + timedelta(days=1))

    assert [change[:2] for change in changes] == [
        (str(kept.pk), "+"),
        (str(doubled.pk), "+"),
        (str(kept.pk), "~"),
        (str(doubled.pk), "~"),
    ]
    fields = {field.field: (field.before, field.after) for change in told for field in change.fields}
    assert list(fields.values()) == [("", "8 900 111-22-33"), ("", "Фролова М. С.")]


def test_the_record_of_acts_leads_from_a_merge_to_the_card_that_it_was_done_to(
    office: Office, pair: tuple[Person, Person]
) -> None:
    """Not to the case that moved with it, nor to the other card, whichever is older."""
    undo_merge(actor=office.person("clerk"), merge=merged(office, pair[1], _with_case(office, pair[0])))

    rows = acts_page(office.person("auditor"), ActsWanted()).rows[:2]

    assert [row.act.verb for row in rows] == ["citizens.merge_undone", "citizens.persons_merged"]
    assert [(row.case, row.document, row.applicant) for row in rows] == [(None, None, pair[1].pk)] * 2


def test_the_pages_of_both_cards_say_how_they_belong_together(office: Office, pair: tuple[Person, Person]) -> None:
    """The auditor can still open the merged one's."""
    kept, doubled = pair
    read(office.leader, doubled)
    merged(office, kept, doubled)
    client = Client()
    client.force_login(office.person("auditor"), backend="agencies.backends.EmployeeBackend")

    for name in ("oversight:person-readings", "oversight:person-changes"):
        pages = {card.pk: client.get(reverse(name, args=[card.pk])).content.decode() for card in pair}
        assert f"№ {doubled.pk} Фролова М. С." in pages[kept.pk]
        assert reverse("oversight:person-readings", args=[kept.pk]) in pages[doubled.pk]
    told = client.get(reverse("oversight:person-readings", args=[kept.pk])).content.decode()
    assert f"(объединённая карточка № {doubled.pk} Фролова М. С.)" in told


def _with_case(office: Office, person: Person) -> Person:
    cases_of(office, person, 2)
    return person
