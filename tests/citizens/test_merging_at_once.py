"""Two clerks at the same moment: merges wait for each other, and so does registration."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from citizens.models import Case, CaseKind, Channel, Merge, Person
from citizens.services import merge_persons, undo_merge
from documents.services import AppealCard, register_appeal
from history import clock
from history.services.verifying import verify_history
from tests.citizens.cards import a_card, belonging, cases_of
from tests.people import Office, office
from tests.world import World, world

__all__ = ["office", "world"]
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of acts that begin at the same moment, each on a connection of its own: done, or a code."""
    start, came = threading.Barrier(len(acts)), ["hung"] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(20)
            act()
            came[number] = "done"
        except ValidationError as refused:
            came[number] = str(refused.error_list[0].code if hasattr(refused, "error_list") else refused)
        except Exception as failure:  # whatever it is, the test must tell it
            came[number] = repr(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return sorted(came)


def merging(office: Office, kept: Person, doubled: Person) -> Callable[[], Merge]:
    """A clerk about to merge, with the cards as their page showed them."""
    clerk = office.person("clerk")
    return lambda: merge_persons(actor=clerk, kept=kept, doubled=doubled, reason="Один человек.")


def cards(office: Office, count: int) -> list[Person]:
    """So many cards of Frolova, each with a case."""
    people = [a_card(office) for _number in range(count)]
    for number, person in enumerate(people):
        cases_of(office, person, 100 + number)
    return people


def test_of_two_merges_of_one_double_one_is_done(office: Office) -> None:
    """The other is told that it came too late, and nothing moved twice."""
    first, second, double = cards(office, 3)

    came = at_once(merging(office, first, double), merging(office, second, double))

    assert came == ["already-merged", "done"]
    assert belonging()["ОГ-Ф-102/26"] == Merge.objects.get().kept_id
    assert list(verify_history()) == []


def test_two_cards_are_not_merged_into_each_other(office: Office) -> None:
    """Whoever is second finds the kept card merged, or the double."""
    first, second = cards(office, 2)

    came = at_once(merging(office, first, second), merging(office, second, first))

    assert came in (["already-merged", "done"], ["done", "kept-merged"])
    assert Person.objects.unmerged().count() == 1
    assert set(belonging().values()) == {Person.objects.unmerged().get().pk}


def test_merges_of_other_pairs_do_not_disturb_each_other(office: Office) -> None:
    """Four cards into two."""
    people = cards(office, 4)

    came = at_once(merging(office, *people[:2]), merging(office, *people[2:]))

    assert came == ["done", "done"]
    assert set(belonging().values()) == {people[0].pk, people[2].pk}


def test_a_merge_is_undone_by_one_of_two(office: Office) -> None:
    """The other is told so."""
    merge, clerk = merging(office, *cards(office, 2))(), office.person("clerk")

    came = at_once(*[lambda: undo_merge(actor=clerk, merge=merge)] * 2)

    assert came == ["done", "merge-undone"]


def test_no_appeal_is_left_with_a_card_that_is_merged_at_that_moment(world: World) -> None:
    """It was registered before and moved, or is refused."""
    kept, double = cards(world.office, 2)
    clerk, agency = world.person("clerk"), world.office.agency
    card = AppealCard(
        kind=CaseKind.APPLICATION,
        channel=Channel.POST,
        summary="О крыше",
        text="Крыша течёт.",
        received_on=clock.today() - timedelta(days=1),
        applicant=double,
    )

    came = at_once(
        merging(world.office, kept, double), lambda: register_appeal(actor=clerk, agency=agency, appeal=card)
    )

    assert came in (["applicant-merged", "done"], ["done", "done"])
    assert not Case.objects.filter(applicant=double).exists()
    assert list(verify_history()) == []
