"""Registering complaints about services: terms, what is appealed, the request that it is about."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agencies.calendars import calendar_for
from agencies.models import Role
from citizens.models import Appealed, Case, CaseKind, Stage
from documents import services as documents
from documents.forms import AppealForm
from history import clock
from tests.agencies.building import a_person
from tests.codes import codes
from tests.workflows import complaining as prepared
from tests.workflows.designing import a_type, in_force
from tests.world import World
from workflows.flows.service_complaint import ServiceComplaintFlow
from workflows.models import WorkItem, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


@pytest.mark.parametrize(
    ("appealed", "days", "kind"),
    [
        (Appealed.REFUSAL, 15, "service-complaint"),
        (Appealed.TERM, 15, "service-complaint"),
        (Appealed.PAPERS_REFUSED, 5, "service-complaint-papers"),
        (Appealed.CORRECTION, 5, "service-complaint-papers"),
    ],
)
def test_the_term_of_a_complaint_depends_on_what_is_appealed(world: World, appealed: str, days: int, kind: str) -> None:
    """Fifteen working days from registration, or five; the head gives it to somebody first."""
    case = prepared.registered(world, appealed=appealed)

    assert case.process.flow_class is ServiceComplaintFlow
    assert (case.term_kind.code, case.term_kind.source, case.stage) == (kind, "210-ФЗ, ст. 11.2", Stage.REGISTERED)
    assert case.due_on == calendar_for(case.agency).add_working_days(case.registered_on, days)
    assert [item.kind for item in WorkItem.objects.filter(case=case)] == [WorkKind.RESOLVE]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"appealed": ""}, "appealed-missing"),
        ({"appealed": "weather"}, "appealed-unknown"),
        ({"kind": CaseKind.COMPLAINT}, "not-a-complaint"),
    ],
)
def test_a_complaint_says_what_is_appealed_and_nothing_else_does(world: World, more: dict[str, Any], code: str) -> None:
    """The term depends on it."""
    with pytest.raises(ValidationError) as refused:
        prepared.registered(world, **more)

    assert codes(refused) == [code]


def test_a_complaint_is_about_a_request_of_the_agency_alone(world: World) -> None:
    """An appeal is no request for a service."""
    with pytest.raises(ValidationError) as refused:
        prepared.registered(world, about=world.appeal())

    assert codes(refused) == ["request-unfit"]


def test_a_complaint_names_no_request_that_its_registrar_does_not_see(world: World) -> None:
    """A marked one is unknown to the second clerk, in the form and in the service; the first one entered it."""
    request, first = prepared.request_decided(world), world.person("clerk")
    documents.mark_paper(actor=first, paper=request, reason="Сведения для служебного пользования.")
    second = a_person(world.office.units["02"], "second_clerk", role=Role.CLERK)
    given = {"kind": CaseKind.SERVICE_COMPLAINT, "about": request.number}
    forms = [AppealForm(given, employee=one, agency=one.agency) for one in (first, second)]

    with pytest.raises(ValidationError) as refused:
        prepared.registered(world, about=request, by=second)

    assert codes(refused) == ["request-unfit"]
    assert [[error.code for error in form.errors.as_data().get("about", [])] for form in forms] == [
        [],
        ["request-unfit"],
    ]
    assert prepared.registered(world, about=request).about == request


def test_a_type_of_complaints_names_grounds_and_no_term(world: World) -> None:
    """The term is the law's."""
    with pytest.raises(ValidationError) as refused:
        in_force(world, a_type(kind=CaseKind.SERVICE_COMPLAINT, term="service-request"))

    assert codes(refused) == ["term-of-law"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_clerk_registers_a_complaint_and_its_card_tells_terms_and_request(
    world: World, client: Client, language: str
) -> None:
    """All that is wrong is told at once, beside its fields; of another kind what such a complaint has is not meant."""
    about = prepared.request_decided(world)
    client.force_login(world.person("clerk"))
    client.cookies["django_language"] = language
    given = {
        "last_name": "Фролова",
        "first_name": "Мария",
        "sex": "f",
        "kind": CaseKind.SERVICE_COMPLAINT.value,
        "channel": "post",
        "received_on": clock.today().isoformat(),
        "co_applicants": "0",
        "summary": "Жалоба на отказ",
        "text": "В выписке отказали.",
        "appealed": Appealed.PAPERS_REFUSED.value,
        "about": about.number,
    }

    wrong = client.post(reverse("documents:register-appeal"), given | {"about": "Ф-999", "appealed": "", "summary": ""})
    other = client.post(reverse("documents:register-appeal"), given | {"kind": CaseKind.COMPLAINT.value})
    done = client.post(reverse("documents:register-appeal"), given)
    case = Case.objects.get(kind=CaseKind.SERVICE_COMPLAINT)
    card = client.get(reverse("workflows:case", args=[case.pk]))
    picture = client.get(reverse("workflows:case-process", args=[case.pk]))

    assert (wrong.status_code, other.status_code, done.status_code, case.about) == (422, 302, 302, about)
    assert set(wrong.context["form"].errors) == {"about", "appealed", "summary"}
    assert not Case.objects.filter(kind=CaseKind.COMPLAINT).exclude(appealed="", about=None).exists()
    assert "210-ФЗ, ст. 11.2" in card.text
    assert about.number in card.text
    assert picture.context["code"] == "complaint"
