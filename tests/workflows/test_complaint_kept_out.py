"""Who decided on a request is kept out of complaints about it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agencies.forms import field_of
from citizens import services as citizens
from citizens.models import Case, CaseRole
from tests.codes import codes
from tests.workflows import complaining as prepared
from tests.workflows.of_services import item_of
from tests.world import World
from workflows.approval_selectors import candidates
from workflows.forms.base import EmployeeField
from workflows.forms.letters import InquiryForm
from workflows.handing import objection_to_receiver
from workflows.models import WorkKind
from workflows.services import approvals, cases, letters
from workflows.services.approvals import StageDraft

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15")]


def test_who_decided_on_the_request_neither_considers_the_complaint_nor_is_offered(
    world: World, client: Client
) -> None:
    """The executor of the request, in whatever part considers it."""
    case = prepared.registered(world, about=prepared.request_decided(world))
    leader, executor = world.person("leader"), world.person("executor")
    item = item_of(case, WorkKind.RESOLVE)
    client.force_login(leader)

    page = client.get(reverse("workflows:item", args=[item.pk]))
    with pytest.raises(ValidationError) as resolved:
        cases.issue_resolution(actor=leader, item=item, executor=executor, text="Прошу.", due_on=case.due_on)
    with pytest.raises(ValidationError) as joined:
        citizens.add_participant(actor=leader, case=case, employee=executor, role=CaseRole.CO_EXECUTOR)

    assert codes(resolved) == codes(joined) == ["decided-on-request"]
    assert f'value="{executor.pk}"' not in page.text
    assert f'value="{world.person("stranger").pk}"' in page.text


def test_work_on_a_complaint_is_not_handed_to_who_decided_on_the_request(world: World) -> None:
    """Nor does somebody who stands in."""
    case = prepared.registered(world, about=prepared.request_decided(world))
    prepared.resolved(world, case, world.person("stranger"))

    objection = objection_to_receiver(item_of(case, WorkKind.EXECUTE), world.person("executor"))

    assert objection is not None
    assert [error.code for errors in objection.error_dict.values() for error in errors] == ["decided-on-request"]


def test_another_head_decides_on_a_complaint_about_a_decision_of_the_first(world: World) -> None:
    """So long as there is another: where none is left, the law leaves it to the head."""
    about = prepared.request_decided(world)
    alone = prepared.registered(world, about=about)
    prepared.resolved(world, alone, world.person("stranger"))
    case = prepared.registered(world, about=about)
    other = prepared.second_head(world)

    with pytest.raises(ValidationError) as refused:
        prepared.resolved(world, case, world.person("stranger"))
    cases.issue_resolution(
        actor=other,
        item=item_of(case, WorkKind.RESOLVE),
        executor=world.person("stranger"),
        text="Прошу.",
        due_on=case.due_on,
    )

    assert codes(refused) == ["decided-on-request"]
    assert Case.objects.get(pk=case.pk).executor == world.person("stranger")


def test_an_assignment_of_a_complaint_does_not_go_to_who_decided_on_the_request(world: World) -> None:
    """Co-executors are refused as the responsible executor is."""
    case = prepared.registered(world, about=prepared.request_decided(world))

    with pytest.raises(ValidationError) as refused:
        cases.issue_resolution(
            actor=world.person("leader"),
            item=item_of(case, WorkKind.RESOLVE),
            executor=world.person("stranger"),
            text="Прошу.",
            due_on=case.due_on,
            co_executors=[world.person("executor")],
        )

    assert codes(refused) == ["decided-on-request"]


def test_the_number_of_the_request_is_shown_to_who_sees_it_alone(world: World, client: Client) -> None:
    """Who considers the complaint from another unit sees that there is one."""
    about = prepared.request_decided(world)
    case = prepared.registered(world, about=about)
    prepared.resolved(world, case, world.person("stranger"))
    client.force_login(world.person("stranger"))

    card = client.get(reverse("workflows:case", args=[case.pk]))

    assert card.status_code == 200
    assert reverse("workflows:case", args=[about.pk]) not in card.text


def test_who_decided_on_the_request_gives_no_visa_on_the_answer_and_does_not_sign_it(
    world: World,
) -> None:
    """While somebody else is there to do it; where nobody is left, the signature is the head's all the same."""
    case = prepared.registered(world, about=prepared.request_decided(world))
    leader, stranger = world.person("leader"), world.person("stranger")
    prepared.resolved(world, case, stranger)
    item = item_of(case, WorkKind.EXECUTE)
    letters.draft_letter(actor=stranger, item=item, letter=world.draft("answer"))
    other = prepared.second_head(world)

    form = InquiryForm(employee=stranger, item=item)
    with pytest.raises(ValidationError) as signing:
        letters.draft_letter(actor=stranger, item=item, letter=world.draft("answer"))
    with pytest.raises(ValidationError) as agreeing:
        letters.draft_letter(actor=stranger, item=item, letter=world.draft("answer", signer=other, approver=leader))
    letter = letters.draft_letter(actor=stranger, item=item, letter=world.draft("answer", signer=other))
    with pytest.raises(ValidationError) as routed:
        approvals.draw_route(actor=stranger, document=letter, stages=[StageDraft([leader])])

    assert codes(signing) == codes(agreeing) == codes(routed) == ["decided-on-request"]
    assert leader.pk not in {post.employee_id for post in candidates(letter)}
    assert [set(field_of(form, name, EmployeeField).people) for name in ("signer", "approver")] == [
        {str(other.pk)},
        {str(other.pk), str(world.person("unit_head").pk)},
    ]


def test_a_first_signer_is_refused_when_the_letter_is_submitted_after_another_came(world: World) -> None:
    """The rule stands where people become participants."""
    case = prepared.registered(world, about=prepared.request_decided(world))
    stranger = world.person("stranger")
    prepared.resolved(world, case, stranger)
    letter = letters.draft_letter(actor=stranger, item=item_of(case, WorkKind.EXECUTE), letter=world.draft("answer"))
    prepared.second_head(world)

    with pytest.raises(ValidationError) as refused:
        letters.submit_letter(actor=stranger, document=letter)

    assert codes(refused) == ["decided-on-request"]
