"""The terms on the card of a case: what is offered to whom, the preview, refusals beside their fields."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import TermEvent
from citizens.models import Case
from tests.people import Office
from tests.workflows.running import REASON, assigned, events, first_of_april, signed_in
from workflows.services import terms
from workflows.term_panels import actions_of, section

__all__ = ["first_of_april"]

pytestmark = pytest.mark.django_db


def offered(case: Case, office: Office, role: str) -> list[str]:
    """What the card offers this person about the term."""
    case.refresh_from_db()
    resolutions = list(case.resolutions.select_related("case", "author", "executor"))
    return [one.name for one in actions_of(case, section(case, resolutions, None), office.person(role))]


def test_the_card_offers_each_person_what_they_may_do_and_nothing_else(office: Office) -> None:
    """The head extends and changes the assignment, the executor asks, the others look."""
    case = assigned(office)

    assert offered(case, office, "leader") == ["extend", "change"]
    assert offered(case, office, "executor") == ["ask"]
    assert [offered(case, office, role) for role in ("clerk", "controller", "auditor", "unit_head")] == [[], [], [], []]
    terms.extend(actor=office.person("leader"), case=case, days=3, reason=REASON)
    assert offered(case, office, "leader") == ["notify", "change"]
    assert offered(case, office, "clerk") == offered(case, office, "executor") == ["notify"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", "01.04.2026 + 30 дней + 30 дней продления = 31.05.2026, выходной → 29.05.2026"),
        ("en", "01.04.2026 + 30 days + 30 days of extension = 31.05.2026, a day off → 29.05.2026"),
    ],
)
def test_the_new_date_is_shown_before_it_is_saved_and_the_card_tells_the_history(
    office: Office, language: str, told: str
) -> None:
    """In the reader's language."""
    case, client = assigned(office), signed_in(office, "leader", language)
    address = reverse("workflows:case-term", args=[case.pk])
    sent = {"action": "extend", "days": "30", "reason": REASON}

    preview = client.post(address, sent | {"preview": "1"}).content.decode()
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)
    saved = client.post(address, sent)

    card = client.get(reverse("workflows:case", args=[case.pk])).content.decode()
    assert told in preview
    assert saved.status_code == 302
    assert told in card
    assert "30.04.2026 → 29.05.2026" in card
    assert REASON in card


@pytest.mark.parametrize(("language", "told"), [("ru", "Не больше чем на 30 дн."), ("en", "At most 30 days.")])
def test_a_wrong_extension_is_told_beside_its_field(office: Office, language: str, told: str) -> None:
    """Also when only the new date was asked for."""
    case, client = assigned(office), signed_in(office, "leader", language)
    address = reverse("workflows:case-term", args=[case.pk])

    for more in ({}, {"preview": "1"}):
        answer = client.post(address, {"action": "extend", "days": "31", "reason": REASON} | more)
        assert answer.status_code == 422
        assert told in answer.content.decode()


def test_what_is_not_offered_is_not_done(office: Office) -> None:
    """A forged action of the executor changes nothing."""
    case, client = assigned(office), signed_in(office, "executor")

    answer = client.post(
        reverse("workflows:case-term", args=[case.pk]), {"action": "extend", "days": "3", "reason": REASON}
    )

    assert answer.status_code == 302
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET]
