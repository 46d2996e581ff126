"""Registering papers that an agency makes for itself: memos, orders, minutes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from documents import numbers, services
from documents.models import Document, DocumentKind, Flow, Journal, State
from documents.pdf.cards import card_pdf
from documents.services import InternalCard
from history import clock
from history.models import Act
from tests.codes import codes
from tests.world import A_PDF, World

pytestmark = pytest.mark.django_db
ADDRESS = "/register/internal/"


def paper(world: World, **given: object) -> InternalCard:
    """A memo of the executor's unit to the head."""
    values: dict[str, object] = {
        "flow": Flow.INTERNAL,
        "kind": DocumentKind.objects.get(name="Служебная записка"),
        "subject": "О поверке счётчиков",
        "signer": world.person("unit_head"),
        "author": world.person("executor"),
        "addressee": world.person("leader"),
    }
    return InternalCard(**(values | given))  # type: ignore[arg-type]


def register(world: World, **given: object) -> Document:
    """The clerk registers it."""
    return services.register_internal(
        actor=world.person("clerk"), agency=world.office.agency, paper=paper(world, **given)
    )


def client(world: World, role: str) -> Client:
    """A person's browser, in English."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return browser


def journal(world: World, flow: Flow) -> Journal:
    """The ministry's journal of a flow."""
    return Journal.objects.get(agency=world.office.agency, flow=flow)


def test_a_memo_gets_the_number_of_its_unit_and_its_addressee_sees_it(world: World) -> None:
    """A colleague of another unit does not; the act names who registered it."""
    memo = register(world)

    assert (memo.number, memo.state, memo.registered_on) == ("СЗ-05/1", State.REGISTERED, clock.today())
    assert Document.objects.visible_to(world.person("unit_head")).contains(memo)
    assert not Document.objects.visible_to(world.person("stranger")).contains(memo)
    assert Act.objects.get(verb="documents.internal_registered").actor_name == world.person("clerk").actor_name


def test_each_flow_counts_for_itself(world: World) -> None:
    """Orders and memos have journals of their own."""
    given = [
        register(world).number,
        register(world, flow=Flow.ORDER, signer=world.person("leader")).number,
        register(world, author=None, signer=world.person("clerk")).number,
    ]

    assert given == ["СЗ-05/1", "1-п", "СЗ-02/2"]


def test_an_order_is_signed_by_who_signs_for_the_agency(world: World) -> None:
    """Refused without a gap."""
    with pytest.raises(ValidationError) as refused:
        register(world, flow=Flow.ORDER)

    assert codes(refused) == ["signer-may-not-sign"]
    assert numbers.last(journal(world, Flow.ORDER), clock.today().year) == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"flow": Flow.INCOMING}, "flow-not-internal"),
        ({"flow": Flow.MINUTES}, "journal-missing"),
        ({"signer": "other.leader"}, "not-in-agency"),
        ({"addressee": "other.leader"}, "not-in-agency"),
        ({"kind": "Приглашение"}, "kind-not-registered"),
    ],
)
def test_what_cannot_be_registered_is_refused_by_its_code(world: World, given: dict[str, str], code: str) -> None:
    """Whatever a forged form names."""
    named: dict[str, object] = dict(given)
    if "kind" in given:
        named["kind"] = DocumentKind.objects.get(name=given["kind"])
    for field in {"signer", "addressee"} & given.keys():
        named[field] = world.person(given[field])

    with pytest.raises(ValidationError) as refused:
        register(world, **named)

    assert codes(refused) == [code]


def test_only_who_keeps_journals_registers(world: World) -> None:
    """An executor does not."""
    with pytest.raises(PermissionDenied):
        services.register_internal(actor=world.person("executor"), agency=world.office.agency, paper=paper(world))


def test_an_orders_number_is_reserved_used_and_cancelled(world: World) -> None:
    """One whose pattern names the unit is not: it is not known before its paper."""
    keeper, orders = world.person("controller"), journal(world, Flow.ORDER)
    kept = services.reserve_number(actor=keeper, journal=orders, reason="Приказ об отпусках")

    order = services.register_internal(
        actor=world.person("clerk"),
        agency=world.office.agency,
        paper=paper(world, flow=Flow.ORDER, signer=world.person("leader")),
        reserved=kept,
    )
    with pytest.raises(ValidationError) as refused:
        services.reserve_number(actor=keeper, journal=journal(world, Flow.INTERNAL), reason="Записка")
    cancelled = services.cancel_number(actor=keeper, document=order, reason="Издан по ошибке")

    assert (kept.number, order.number) == ("1-п", "1-п")
    assert codes(refused) == ["flow-not-reserved"]
    assert (cancelled.state, cancelled.cancel_reason) == (State.CANCELLED, "Издан по ошибке")


def test_the_page_registers_a_memo_with_its_file(world: World) -> None:
    """And its card, its journal and the printed card show it."""
    browser = client(world, "clerk")
    sent = {
        "flow": "internal",
        "kind": "Служебная записка",
        "subject": "О поверке счётчиков",
        "signer": world.person("unit_head").pk,
        "addressee": world.person("leader").pk,
        "pages": "2",
        "scans": [SimpleUploadedFile("Записка.pdf", A_PDF, "application/pdf")],
    }

    shown = browser.post(ADDRESS, sent, follow=True).content.decode()

    memo = Document.objects.get(flow=Flow.INTERNAL)
    listed = browser.get(f"/journals/{memo.journal_id}/").content.decode()
    assert "Registered as СЗ-05/1." in shown
    assert memo.files.get().name == "Записка.pdf"
    assert world.person("leader").short_name in listed
    assert "О поверке счётчиков" in PdfReader(card_pdf(memo)).pages[0].extract_text()


def test_without_journals_the_page_says_what_to_do(world: World) -> None:
    """Instead of a form that cannot be sent."""
    for flow in (Flow.INTERNAL, Flow.ORDER):
        services.close_journal(actor=world.person("controller"), journal=journal(world, flow))

    page = client(world, "clerk").get(ADDRESS).content.decode()

    assert "no open journal" in page
    assert '<button type="submit" class="btn btn-primary' not in page
