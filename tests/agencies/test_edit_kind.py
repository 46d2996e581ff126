"""Editing kinds of terms, and an agency's own rule for days off."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services, terms
from agencies.calendars import calendar_for
from agencies.models import Roll, TermKind, TermUnit
from agencies.selectors import term_of
from agencies.services import KindCard
from history.models import Act
from tests.codes import codes
from tests.people import Office
from tests.world import World

pytestmark = pytest.mark.django_db


def card(kind: TermKind) -> KindCard:
    """The kind as it is."""
    return KindCard(**{name: getattr(kind, name) for name in KindCard.__dataclass_fields__})


def test_an_edited_kind_holds_for_new_terms_and_those_that_run_keep_their_own(world: World) -> None:
    """Length and rule of the running term are in its basis."""
    running = world.appeal()
    kind = TermKind.objects.get(code="appeal-answer")

    services.edit_kind(
        actor=world.person("administrator"), kind=kind, card=replace(card(kind), length=20), reason="Поправка к закону"
    )

    running.refresh_from_db()
    assert world.appeal().term_basis["length"] == "20"
    assert running.term_basis["length"] == "30"
    term = term_of(running)
    assert term is not None
    assert terms.anew(term, calendar_for(running.agency)).due_on == running.due_on
    told = Act.objects.get(verb="agencies.kind_edited")
    assert told.data == {"code": "appeal-answer", "reason": "Поправка к закону"}


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        ({"length": 0}, "r", "length-missing"),
        ({"unit": TermUnit.HOURS}, "r", "unit-of-other-kind"),
        ({"source": " "}, "r", "source-missing"),
        ({"extensions_at_most": 0}, "r", "limit-without-extension"),
        ({}, " ", "reason-missing"),
    ],
)
def test_an_impossible_kind_is_refused(office: Office, changes: dict[str, Any], reason: str, code: str) -> None:
    """With its code, and it stays as it was."""
    kind = TermKind.objects.get(code="appeal-answer")

    with pytest.raises(ValidationError) as refused:
        services.edit_kind(
            actor=office.person("administrator"),
            kind=kind,
            card=replace(card(kind), **changes),
            reason=reason,
        )

    assert codes(refused) == [code]
    assert card(TermKind.objects.get(pk=kind.pk)) == card(kind)


def test_a_part_of_a_term_is_at_most_the_whole(office: Office) -> None:
    """150 per cent are refused."""
    kind = TermKind.objects.get(code="co-executors-input")

    with pytest.raises(ValidationError) as refused:
        services.edit_kind(
            actor=office.person("administrator"), kind=kind, card=replace(card(kind), length=150), reason="r"
        )

    assert codes(refused) == ["share-too-large"]


def test_an_agency_sets_what_happens_on_a_day_off_where_the_law_leaves_it_open(office: Office) -> None:
    """And only there."""
    administrator = office.person("administrator")
    answer, protest = (TermKind.objects.get(code=code) for code in ("appeal-answer", "prosecutor-protest"))

    services.set_roll(actor=administrator, agency=office.agency, kind=answer, roll=Roll.NEXT)

    assert terms.roll_of(office.agency, answer) == Roll.NEXT
    with pytest.raises(ValidationError) as refused:
        services.set_roll(actor=administrator, agency=office.agency, kind=protest, roll=Roll.NONE)
    assert codes(refused) == ["roll-not-by-agency"]


@pytest.mark.parametrize("role", ["leader", "controller", "clerk", "executor"])
def test_nobody_but_an_administrator_edits_kinds(office: Office, role: str) -> None:
    """Neither the kind nor the rule of the agency."""
    kind = TermKind.objects.get(code="appeal-answer")

    with pytest.raises(PermissionDenied):
        services.edit_kind(actor=office.person(role), kind=kind, card=card(kind), reason="r")
    with pytest.raises(PermissionDenied):
        services.set_roll(actor=office.person(role), agency=office.agency, kind=kind, roll=Roll.NEXT)


def test_the_pages_show_the_table_and_save_what_was_edited(office: Office) -> None:
    """All kinds with source; the page of one edits it and shows its history."""
    client = Client(headers={"accept-language": "ru"})
    client.force_login(office.person("administrator"), backend="agencies.backends.EmployeeBackend")
    kind = TermKind.objects.get(code="press-inquiry")
    address = reverse("agencies:term-kind", args=[kind.pk])
    shown = client.get(reverse("agencies:term-kinds")).content.decode()
    fields = {name: "" if value is None else value for name, value in vars(card(kind)).items()}
    sent = fields | {"action": "edit", "length": "8", "remind_before": "2, 5", "reason": "Поправка"}
    sent = {name: value for name, value in sent.items() if value is not False}

    answer = client.post(address, sent)

    assert all(one.name in shown and one.source in shown for one in TermKind.objects.all())
    assert answer.status_code == 302, answer.content.decode()
    kind.refresh_from_db()
    assert (kind.length, kind.remind_before) == (8, [5, 2])
    assert "изменён вид срока" in client.get(address).content.decode().lower()
    assert client.post(address, sent | {"remind_before": "скоро"}).status_code == 422
