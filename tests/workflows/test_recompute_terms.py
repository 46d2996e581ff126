"""What a changed calendar does to running terms: nothing, until a controller computes them anew."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies import services as agencies
from agencies.models import AccessMark, TermEvent
from history import clock
from tests.codes import codes
from tests.people import Office
from tests.workflows.running import (
    REASON,
    assigned,
    events,
    execution,
    first_of_april,
    kept,
    named_off,
    signed_in,
    suspendable,
)
from workflows.services import terms

__all__ = ["first_of_april"]

pytestmark = pytest.mark.django_db


def test_a_suspended_term_is_neither_suspended_again_nor_extended_nor_computed_anew(office: Office) -> None:
    """First it is resumed."""
    case, leader = suspendable(office), office.person("leader")
    terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)

    tries: list[Callable[[], object]] = [
        lambda: terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON),
        lambda: terms.extend(actor=leader, case=case, days=3, reason=REASON),
        lambda: agencies.recompute_term(actor=leader, term=kept(case), reason=REASON),
    ]
    for again in tries:
        with pytest.raises(ValidationError) as refused:
            again()
        assert codes(refused) == ["term-suspended"]


def test_a_new_day_off_moves_no_term_until_a_controller_computes_it_anew(office: Office) -> None:
    """With a reason; the card, the desk and the history follow, and another agency is not concerned."""
    case = assigned(office)
    named_off(office, date(2026, 4, 30))
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)

    moved = terms.recompute(
        actor=office.person("controller"), agency=office.agency, keys=[kept(case).pk], reason="Новый выходной"
    )

    case.refresh_from_db()
    assert (moved, case.due_on) == (1, date(2026, 4, 29))
    assert execution(case).due_on == date(2026, 4, 29)
    assert events(case)[-1] == (TermEvent.RECOMPUTED, date(2026, 4, 30), date(2026, 4, 29))
    again = terms.recompute(
        actor=office.person("controller"), agency=office.agency, keys=[kept(case).pk], reason="Ещё раз"
    )
    assert again == 0


def test_terms_are_not_computed_anew_by_nobody_for_no_reason(office: Office) -> None:
    """The administrator who named the day moves no term by it."""
    case, agency = assigned(office), office.agency
    named_off(office, date(2026, 4, 30))

    with pytest.raises(PermissionDenied):
        terms.recompute(actor=office.person("administrator"), agency=agency, keys=[kept(case).pk], reason="r")
    with pytest.raises(ValidationError) as wordless:
        terms.recompute(actor=office.person("controller"), agency=agency, keys=[kept(case).pk], reason=" ")
    with pytest.raises(ValidationError) as none:
        terms.recompute(actor=office.person("controller"), agency=agency, keys=[], reason="r")

    assert (codes(wordless), codes(none)) == (["reason-missing"], ["terms-missing"])


def test_the_list_of_moved_terms_names_cases_to_the_controller_alone(office: Office) -> None:
    """The administrator sees how many dates a day moves, and none of them; the controller computes them anew there."""
    case = assigned(office)
    named_off(office, date(2026, 4, 30))
    address = reverse("workflows:moved-terms")

    seen_by_administrator = signed_in(office, "administrator").get(address).content.decode()
    controller = signed_in(office, "controller")
    seen = controller.get(address).content.decode()
    answer = controller.post(address, {"terms": [str(kept(case).pk)], "reason": "Новый выходной"})

    assert "29.04.2026" not in seen_by_administrator
    assert case.number not in seen_by_administrator
    assert "Сдвинулся бы 1 срок дела, которого вы не видите." in " ".join(seen_by_administrator.split())
    assert case.number in seen
    assert answer.status_code == 302
    assert case.number not in controller.get(address).content.decode()
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 29)


def test_a_term_of_a_hidden_case_is_counted_and_computed_unseen(office: Office) -> None:
    """A marked case tells the controller who may not know it neither its number nor its dates."""
    case = assigned(office)
    case.access = AccessMark.OFFICIAL
    case.save()
    named_off(office, date(2026, 4, 30))
    address, controller = reverse("workflows:moved-terms"), signed_in(office, "controller")

    seen = controller.get(address).content.decode()
    untouched = controller.post(address, {"reason": "Новый выходной"})
    forged = controller.post(address, {"terms": [str(kept(case).pk)], "reason": "Новый выходной"})
    before = kept(case).due_on
    controller.post(address, {"with_hidden": "on", "reason": "Новый выходной"})

    assert case.number not in seen
    assert "29.04.2026" not in seen
    assert "30.04.2026" not in seen
    assert [one.status_code for one in (untouched, forged)] == [422, 422]
    assert (before, kept(case).due_on) == (date(2026, 4, 30), date(2026, 4, 29))


def test_the_calendar_says_how_many_open_terms_a_day_would_move(office: Office) -> None:
    """Before it is named, and after; none of them moves."""
    case = assigned(office)
    client = signed_in(office, "administrator")
    address = reverse("agencies:calendar-year", args=[2026])
    sent = {"day": "2026-04-30", "kind": "off", "reason": "День области"}

    preview = client.post(address, sent | {"action": "preview"}).content.decode()
    named = client.post(address, sent | {"action": "day"}, follow=True).content.decode()

    assert "1 открытый срок сдвинулся бы:" in preview
    assert "30.04.2026 → 29.04.2026" in preview
    assert "1 открытый срок сдвинулся бы; он остаётся" in named
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)
