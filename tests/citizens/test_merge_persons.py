"""Merging two cards: what moves, what is filled, what is refused, and what registration does with a merged card."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from citizens.models import Case, CaseKind, Channel, Merge, Person
from citizens.services import PersonData, add_person, merge_persons
from documents.forms import AppealForm
from documents.models import JournalYear
from documents.services import AppealCard, register_appeal
from history import clock
from history.models import Act
from history.selectors import timeline
from history.services.erasing import erase
from tests.citizens.cards import HOME, a_card, belonging, cases_of, contacts
from tests.codes import codes
from tests.people import Office
from tests.world import World

pytestmark = pytest.mark.django_db

WHY = "Тот же дом и телефон."


@pytest.fixture
def pair(office: Office) -> tuple[Person, Person]:
    """Frolova's card with one case, and her double with two."""
    kept, doubled = a_card(office, address=HOME), a_card(office, "Фролова М.", phone="8 900 111-22-33")
    cases_of(office, kept, 1)
    cases_of(office, doubled, 2, 3)
    return kept, doubled


def merged(office: Office, pair: tuple[Person, Person], **given: Any) -> Merge:
    """The clerk merges the second card into the first."""
    values: dict[str, Any] = {"actor": office.person("clerk"), "kept": pair[0], "doubled": pair[1], "reason": WHY}
    return merge_persons(**values | given)


def test_all_that_refers_to_the_double_moves_to_the_kept_card(office: Office, pair: tuple[Person, Person]) -> None:
    """The double stays as a row that tells where it went; the merge tells who, why and what."""
    kept, doubled = pair
    others = cases_of(office, a_card(office, "Ильина Ольга"), 4)

    merge = merged(office, pair)

    assert [belonging()[f"ОГ-Ф-{number}/26"] for number in (1, 2, 3)] == [kept.pk] * 3
    assert belonging()["ОГ-Ф-4/26"] == others[0].applicant_id
    doubled.refresh_from_db()
    assert doubled.merged_into_id == kept.pk
    assert (merge.by.username, merge.reason, merge.undone_at) == ("clerk", WHY, None)
    moved = Case.objects.filter(number__in=["ОГ-Ф-2/26", "ОГ-Ф-3/26"]).order_by("pk")
    assert merge.moved == {"citizens.case.applicant": [case.pk for case in moved]}


def test_each_moved_row_leaves_a_version_by_the_clerk(office: Office, pair: tuple[Person, Person]) -> None:
    """What did not change leaves none."""
    merged(office, pair)

    kinds = {number: list(_versions(number)) for number in (1, 2, 3)}
    assert kinds == {1: ["+"], 2: ["~", "+"], 3: ["~", "+"]}
    newest = Case.objects.get(number="ОГ-Ф-2/26").history.first()
    assert (newest.applicant_id, newest.history_user_id) == (pair[0].pk, office.clerk.pk)


def test_the_act_stands_on_both_cards_and_on_the_moved_cases(office: Office, pair: tuple[Person, Person]) -> None:
    """Once on each, with the reason and whose card it was."""
    merged(office, pair)

    moved = Case.objects.get(number="ОГ-Ф-2/26")
    acts = [[act for act in timeline(one) if act.verb == "citizens.persons_merged"] for one in (*pair, moved)]
    assert [len(found) for found in acts] == [1, 1, 1]
    assert acts[0][0].data["reason"] == WHY
    assert acts[0][0].data["person"] == "Фролова М."
    untouched = Case.objects.get(number="ОГ-Ф-1/26")
    assert not timeline(untouched).filter(verb="citizens.persons_merged").exists()


def test_the_timeline_of_the_kept_card_tells_the_acts_of_the_double_marked(
    office: Office, pair: tuple[Person, Person]
) -> None:
    """Each once, in order."""
    merged(office, pair)

    acts = list(timeline(*pair))

    assert [(act.verb, act.is_of_merged) for act in acts] == [  # type: ignore[attr-defined]
        ("citizens.person_added", False),
        ("citizens.person_added", True),
        ("citizens.persons_merged", False),
    ]


def test_only_ticked_contacts_that_are_missing_are_taken_over(office: Office, pair: tuple[Person, Person]) -> None:
    """The double keeps its own."""
    merge = merged(office, pair, fill=["phone"])

    assert contacts(pair[0]) == (HOME, "", "8 900 111-22-33")
    assert contacts(pair[1]) == ("", "", "8 900 111-22-33")
    assert merge.filled == ["phone"]


@pytest.mark.parametrize("fill", [["address"], ["email"], ["last_name"], ["phone", "address"]])
def test_what_is_there_or_is_nowhere_is_not_taken_over(
    office: Office, pair: tuple[Person, Person], fill: list[str]
) -> None:
    """Nothing is overwritten, and nothing is changed by the refusal."""
    before = belonging()

    with pytest.raises(ValidationError) as refused:
        merged(office, pair, fill=fill)

    assert codes(refused) == ["nothing-to-fill"]
    assert (belonging(), Merge.objects.count(), contacts(pair[0])) == (before, 0, (HOME, "", ""))


def test_a_card_is_not_merged_into_itself(office: Office, pair: tuple[Person, Person]) -> None:
    """Nor is anything noted."""
    with pytest.raises(ValidationError) as refused:
        merged(office, (pair[0], pair[0]))

    assert codes(refused) == ["same-person"]


def test_a_merge_needs_a_reason(office: Office, pair: tuple[Person, Person]) -> None:
    """Blanks are none."""
    with pytest.raises(ValidationError) as refused:
        merged(office, pair, reason="  ")

    assert codes(refused) == ["reason-missing"]


def test_cards_of_two_agencies_are_not_merged(office: Office, pair: tuple[Person, Person]) -> None:
    """Each agency knows its own applicants."""
    assert office.other is not None
    foreign = add_person(
        actor=office.person("other.clerk"),
        agency=office.other.agency,
        person=PersonData("Фролова", "f", "Мария", "Степановна", HOME),
    )

    with pytest.raises(ValidationError) as refused:
        merged(office, (pair[0], foreign))

    assert codes(refused) == ["other-agency"]


def test_a_merged_card_is_neither_merged_again_nor_kept(office: Office, pair: tuple[Person, Person]) -> None:
    """By those who opened the page before: their rows are stale."""
    third = a_card(office)
    merged(office, pair)

    for cards, code in (((third, pair[1]), "already-merged"), ((pair[1], third), "kept-merged")):
        with pytest.raises(ValidationError) as refused:
            merged(office, cards)
        assert codes(refused) == [code]
    with pytest.raises(ValidationError) as refused:
        merged(office, pair)
    assert codes(refused) == ["already-merged"]


@pytest.mark.parametrize("erased", [0, 1])
def test_an_erased_card_is_neither_kept_nor_merged(office: Office, pair: tuple[Person, Person], erased: int) -> None:
    """Nobody can tell any more whose it was."""
    erase(actor=office.person("clerk"), rows=[pair[erased]], reason="Срок хранения истёк.")

    with pytest.raises(ValidationError) as refused:
        merged(office, pair)

    assert codes(refused) == ["depersonalised"]


@pytest.mark.parametrize(
    "role", ["leader", "unit_head", "executor", "auditor", "stranger", "administrator", "other.clerk"]
)
def test_only_those_who_register_in_the_agency_merge(office: Office, pair: tuple[Person, Person], role: str) -> None:
    """Everybody else leaves no act."""
    before = Act.objects.count()

    with pytest.raises(PermissionDenied):
        merged(office, pair, actor=office.person(role))

    assert Act.objects.count() == before


def test_a_chain_of_merges_leads_to_one_card(office: Office, pair: tuple[Person, Person]) -> None:
    """What moved once moves on."""
    first = a_card(office)

    merged(office, pair)
    merged(office, (first, pair[0]))

    assert set(belonging().values()) == {first.pk}


@pytest.mark.parametrize("is_in_form", [True, False])
def test_an_appeal_is_not_registered_for_a_card_that_was_merged_meanwhile(world: World, is_in_form: bool) -> None:
    """The picker offered it, and then it was merged: no number is spent, and the form says it beside the applicant."""
    office, clerk = world.office, world.person("clerk")
    pair = a_card(office, address=HOME), a_card(office)
    stale = Person.objects.get(pk=pair[1].pk)
    merged(office, pair)

    if is_in_form:
        form = AppealForm({"applicant": stale.pk}, employee=clerk, agency=office.agency)
        assert [error.code for error in form.errors.as_data()["applicant"]] == ["applicant-merged"]
    else:
        card = AppealCard(
            kind=CaseKind.APPLICATION,
            channel=Channel.POST,
            summary="О крыше",
            text="Крыша течёт.",
            received_on=clock.today() - timedelta(days=1),
            applicant=stale,
        )
        with pytest.raises(ValidationError) as refused:
            register_appeal(actor=clerk, agency=office.agency, appeal=card)
        assert codes(refused) == ["applicant-merged"]
    assert not JournalYear.objects.exists()


def _versions(number: int) -> Any:
    return Case.objects.get(number=f"ОГ-Ф-{number}/26").history.values_list("history_type", flat=True)
