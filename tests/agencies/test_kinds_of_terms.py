"""Kinds of terms are entered with their source, retired and offered again; what the program asks for stays."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from re import findall
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services
from agencies.models import Roll, TermKind, TermStart, TermUnit, TermUse
from agencies.services import ASKED_FOR, KindCard
from citizens.models import Channel
from documents.models import DocumentKind
from documents.services import CorrespondenceCard, register_correspondence
from history import clock
from history.models import Act
from tests.codes import codes
from tests.people import Office
from tests.world import World
from workflows.services import cases

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L03")]
ROOT = Path(services.__file__).parent.parent.parent
CARD = KindCard(
    name="Запрос уполномоченного",
    starts_from=TermStart.RECEIPT,
    length=15,
    unit=TermUnit.CALENDAR_DAYS,
    roll=Roll.PREVIOUS,
    is_roll_by_agency=False,
    extensions_at_most=0,
    extension_days=0,
    needs_notice=False,
    notice_days=None,
    may_be_suspended=False,
    remind_before=[3, 1],
    source="1-ФКЗ, ст. 34",
    note="",
)


def entered(office: Office, code: str = "ombudsman", used_for: str = TermUse.PAPER, **changes: Any) -> TermKind:
    """A kind that the administrator enters."""
    return services.create_kind(
        actor=office.person("administrator"), code=code, used_for=used_for, card=replace(CARD, **changes)
    )


def test_an_entered_kind_is_offered_until_it_is_retired_and_again_when_it_is_revived(world: World) -> None:
    """A letter gets its term by it; retired it is refused by the service, too."""
    administrator, clerk = world.person("administrator"), world.person("clerk")
    kind = entered(world.office)

    def register(number: str) -> Any:
        letter = CorrespondenceCard(
            correspondent_name="Аппарат уполномоченного",
            their_number=number,
            their_date=clock.today(),
            summary="О доме 14",
            received_on=clock.today(),
            channel=Channel.POST,
            kind=DocumentKind.objects.get(name="Письмо"),
            term_kind=kind,
        )
        return register_correspondence(actor=clerk, agency=world.office.agency, letter=letter)

    case = register("1").case
    retired = services.retire_kind(actor=administrator, kind=kind, reason="Закон утратил силу")
    kind.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        register("2")
    offered_now = TermKind.objects.offered().filter(pk=kind.pk).exists()
    services.revive_kind(actor=administrator, kind=retired)
    kind.refresh_from_db()

    assert case.term_kind == kind
    assert (codes(refused), offered_now) == (["kind-retired"], False)
    assert register("3").case.term_kind == kind
    verbs = Act.objects.filter(subject_type="agencies.termkind", subject_key=kind.pk).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "agencies.kind_created",
        "agencies.kind_retired",
        "agencies.kind_revived",
    ]


def test_a_retired_kind_of_assignments_is_offered_to_no_resolution(world: World) -> None:
    """The list of the resolution's terms is what it was before the kind was entered."""
    case = world.appeal()
    kind = entered(world.office, "assignment-own", TermUse.ASSIGNMENT, length=5)
    with_it = [one.code for one, _reckoning in cases.assignment_terms(case)]

    services.retire_kind(actor=world.person("administrator"), kind=kind, reason="Не нужен")

    assert "assignment-own" in with_it
    assert [one.code for one, _reckoning in cases.assignment_terms(case)] == [
        code for code in with_it if code != "assignment-own"
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"code": "Свой"}, ["code-wrong"]),
        ({"code": "appeal-answer"}, ["code-taken"]),
        ({"used_for": TermUse.STEP}, ["use-unknown"]),
        ({"unit": TermUnit.PERCENT}, ["unit-of-other-kind"]),
        ({"length": 0}, ["length-missing"]),
        ({"source": " "}, ["source-missing"]),
        ({"extension_days": 5}, ["limit-without-extension"]),
    ],
)
def test_an_impossible_new_kind_is_refused(office: Office, given: dict[str, Any], expected: list[str]) -> None:
    """With its code, and nothing is left of it."""
    before = TermKind.objects.count()

    with pytest.raises(ValidationError) as refused:
        entered(office, **given)

    assert codes(refused) == expected
    assert TermKind.objects.count() == before


def test_kinds_that_the_program_asks_for_are_not_retired(office: Office) -> None:
    """Nor is anything retired twice, revived before, without a reason, or by somebody else."""
    administrator, kind = office.person("administrator"), entered(office)
    refused = []
    for acted, given in (
        (services.retire_kind, {"kind": TermKind.objects.get(code="resolution"), "reason": "r"}),
        (services.retire_kind, {"kind": kind, "reason": " "}),
        (services.revive_kind, {"kind": kind}),
    ):
        with pytest.raises(ValidationError) as one:
            acted(actor=administrator, **given)
        refused += codes(one)
    services.retire_kind(actor=administrator, kind=kind, reason="r")
    with pytest.raises(ValidationError) as twice:
        services.retire_kind(actor=administrator, kind=kind, reason="r")

    assert [*refused, *codes(twice)] == ["kind-asked-for", "reason-missing", "kind-offered", "kind-retired"]
    with pytest.raises(PermissionDenied):
        services.create_kind(actor=office.person("controller"), code="own", used_for=TermUse.PAPER, card=CARD)


def test_every_code_that_a_room_asks_for_is_kept() -> None:
    """A code in the program that could be retired would stop it."""

    def asked() -> Iterator[str]:
        for room in ("agencies", "citizens", "documents", "exchange", "workflows"):
            for path in (ROOT / room).rglob("*.py"):
                yield from findall(r'TermKind\.objects\.get\(code="([\w-]+)"', path.read_text())

    assert set(asked()) <= ASKED_FOR


def test_the_pages_enter_retire_and_revive_a_kind(office: Office) -> None:
    """What is wrong is said beside its field, and what was typed stays."""
    client = Client()
    client.force_login(office.person("administrator"), backend="agencies.backends.EmployeeBackend")
    sent = {name: value for name, value in vars(CARD).items() if value is not False and value is not None}
    sent |= {"remind_before": "3, 1", "code": "ombudsman", "used_for": "paper"}
    new = reverse("agencies:term-kind-new")

    wrong = client.post(new, sent | {"source": " ", "code": "ombudsman"})
    client.post(new, sent)
    kind = TermKind.objects.get(code="ombudsman")
    here = reverse("agencies:term-kind", args=[kind.pk])
    unsaid = client.post(here, {"action": "retire", "reason": ""})
    client.post(here, {"action": "retire", "reason": "Утратил силу"})
    kind.refresh_from_db()
    retired = kind.is_retired
    client.post(here, {"action": "revive"})
    kind.refresh_from_db()

    assert (wrong.status_code, unsaid.status_code) == (422, 422)
    assert "Запрос уполномоченного" in wrong.text
    assert kind.remind_before == [3, 1]
    assert (retired, kind.is_retired) == (True, False)
