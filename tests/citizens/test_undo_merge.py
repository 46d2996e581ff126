"""Undoing a merge: exactly what it moved goes back, or nothing does."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizens.models import Case, Merge, Person
from citizens.services import merge_persons, undo_merge
from history.models import Act
from history.selectors import timeline
from history.services.erasing import erase
from tests.citizens.cards import HOME, a_card, belonging, cases_of, contacts
from tests.codes import codes
from tests.people import Office
from tests.rows import rewrite

pytestmark = pytest.mark.django_db

PHONE = "8 900 111-22-33"
KEYS = st.integers(0, 3)
# Cards merged in turn, by place in a list of four: which stays, which goes, whether its phone is taken over.
MERGES = st.lists(st.tuples(KEYS, KEYS, st.booleans()), min_size=1, max_size=4)


@pytest.fixture
def pair(office: Office) -> tuple[Person, Person]:
    """Frolova's card with one case, and her double with two and a phone."""
    kept, doubled = a_card(office, address=HOME), a_card(office, phone=PHONE)
    cases_of(office, kept, 1)
    cases_of(office, doubled, 2, 3)
    return kept, doubled


def merged(office: Office, kept: Person, doubled: Person, **given: Any) -> Merge:
    """The clerk merges the second card into the first."""
    return merge_persons(actor=office.person("clerk"), kept=kept, doubled=doubled, reason="Один человек.", **given)


def undone(office: Office, merge: Merge) -> Merge:
    """The clerk undoes a merge."""
    return undo_merge(actor=office.person("clerk"), merge=merge)


def refusal(office: Office, merge: Merge) -> list[str]:
    """The codes with which undoing is refused, after which everything is as it was."""
    before = (belonging(), list(Person.objects.order_by("pk").values()), Act.objects.count())
    with pytest.raises(ValidationError) as refused:
        undone(office, merge)
    assert (belonging(), list(Person.objects.order_by("pk").values()), Act.objects.count()) == before
    return codes(refused)


def test_an_undone_merge_gives_back_what_it_moved_and_nothing_else(office: Office, pair: tuple[Person, Person]) -> None:
    """A case that came to the kept card meanwhile stays with it."""
    kept, doubled = pair
    merge = merged(office, kept, doubled, fill=["phone"])
    cases_of(office, kept, 9)

    merge = undone(office, merge)

    owners = {number: belonging()[f"ОГ-Ф-{number}/26"] for number in (1, 2, 3, 9)}
    assert owners == {1: kept.pk, 2: doubled.pk, 3: doubled.pk, 9: kept.pk}
    doubled.refresh_from_db()
    assert doubled.merged_into_id is None
    assert (contacts(kept), contacts(doubled)) == ((HOME, "", ""), ("", "", PHONE))
    assert merge.undone_by == office.clerk
    assert merge.undone_at is not None


def test_versions_and_timelines_tell_the_merge_and_its_undoing(office: Office, pair: tuple[Person, Person]) -> None:
    """In order, on both cards and on what moved."""
    undone(office, merged(office, *pair))

    case = Case.objects.get(number="ОГ-Ф-2/26")
    told = [version.applicant_id for version in case.history.order_by("history_id")]
    assert told == [pair[1].pk, pair[0].pk, pair[1].pk]
    for one in (*pair, case):
        verbs = [act.verb for act in timeline(one) if act.verb.startswith("citizens.merge") or "merged" in act.verb]
        assert verbs == ["citizens.persons_merged", "citizens.merge_undone"]


def test_a_contact_that_was_corrected_since_stays(office: Office, pair: tuple[Person, Person]) -> None:
    """It is the kept card's own by then."""
    merge = merged(office, *pair, fill=["phone"])
    rewrite(Person.objects.filter(pk=pair[0].pk), phone="8 900 999-99-99")

    undone(office, merge)

    assert contacts(pair[0]) == (HOME, "", "8 900 999-99-99")


def test_a_merge_is_undone_once(office: Office, pair: tuple[Person, Person]) -> None:
    """A second click finds it done."""
    merge = merged(office, *pair)
    undone(office, merge)

    assert refusal(office, merge) == ["merge-undone"]


def test_cards_can_be_merged_again_after_an_undoing(office: Office, pair: tuple[Person, Person]) -> None:
    """Also the other way round."""
    undone(office, merged(office, *pair))

    merged(office, pair[1], pair[0])

    assert set(belonging().values()) == {pair[1].pk}


def test_what_came_to_somebody_else_since_cannot_be_given_back(office: Office, pair: tuple[Person, Person]) -> None:
    """All stays or all goes."""
    merge = merged(office, *pair)
    rewrite(Case.objects.filter(number="ОГ-Ф-3/26"), applicant=a_card(office, "Ильина Ольга"))

    assert refusal(office, merge) == ["moved-changed"]


def test_of_a_chain_the_last_merge_is_undone_first(office: Office, pair: tuple[Person, Person]) -> None:
    """Then the one before."""
    first = a_card(office)
    before = belonging()
    earlier = merged(office, *pair)
    later = merged(office, first, pair[0])

    assert refusal(office, earlier) == ["kept-merged"]
    undone(office, later)
    undone(office, earlier)

    assert belonging() == before


@pytest.mark.parametrize("erased", [0, 1])
def test_an_erased_card_cannot_be_told_from_the_other_any_more(
    office: Office, pair: tuple[Person, Person], erased: int
) -> None:
    """Whichever of the two it is."""
    merge = merged(office, *pair)
    erase(actor=office.person("clerk"), rows=[pair[erased]], reason="Срок хранения истёк.")

    assert refusal(office, merge) == ["depersonalised"]


@pytest.mark.parametrize("role", ["leader", "executor", "auditor", "administrator", "other.clerk"])
def test_only_those_who_register_in_the_agency_undo(office: Office, pair: tuple[Person, Person], role: str) -> None:
    """Everybody else leaves no act."""
    merge = merged(office, *pair)

    with pytest.raises(PermissionDenied):
        undo_merge(actor=office.person(role), merge=merge)

    assert not Act.objects.filter(verb="citizens.merge_undone").exists()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(merges=MERGES)
def test_undoing_merges_from_the_last_to_the_first_restores_everything(
    office: Office, merges: list[tuple[int, int, bool]]
) -> None:
    """Whatever was merged into what; each moved row has a version more for each way that it went."""
    with transaction.atomic():
        cards = [a_card(office, phone=PHONE if number % 2 else "") for number in range(4)]
        for number, card in enumerate(cards):
            cases_of(office, card, number * 10, number * 10 + 1)
        before = (belonging(), [contacts(card) for card in cards])

        done = [merge for one in merges if (merge := _try(office, cards, *one)) is not None]
        moves = sum(len(merge.moved["citizens.case.applicant"]) for merge in done)
        for merge in reversed(done):
            undone(office, merge)

        assert (belonging(), [contacts(card) for card in cards]) == before
        assert not Person.objects.exclude(merged_into=None).exists()
        assert sum(case.history.count() for case in Case.objects.all()) == 8 + 2 * moves
        transaction.set_rollback(True)


def _try(office: Office, cards: list[Person], kept: int, doubled: int, is_filled: bool) -> Merge | None:
    """The merge, unless a rule forbids it."""
    fill = ["phone"] if is_filled and not contacts(cards[kept])[2] and contacts(cards[doubled])[2] else []
    try:
        return merged(office, cards[kept], cards[doubled], fill=fill)
    except ValidationError:
        return None
