"""Visas in other hands: delegated, given by a substitute, one more approver asked, never the official complained of."""

import pytest
from django.core.exceptions import ValidationError

from agencies import services as agencies
from history import clock
from tests.codes import codes
from tests.workflows.approving import (
    ANSWER,
    Verdict,
    approval_of,
    asked,
    chamber,
    names,
    says,
    stage,
    submitted,
    visa_work,
)
from tests.world import World
from workflows.approving import ApprovalState
from workflows.services import approvals, letters

__all__ = ["chamber"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F04", "F16")]


def test_a_visa_is_delegated_and_the_verdict_is_the_delegates_own(chamber: World) -> None:
    """The sheet tells who handed it over and why; it is not handed on."""
    document = submitted(chamber, stage(chamber, "unit_head"))
    head, lawyer, accountant = (chamber.person(one) for one in ("unit_head", "lawyer", "accountant"))

    approvals.delegate(
        actor=head, item=visa_work(chamber, "unit_head", document), person=lawyer, reason="Вопрос правовой."
    )
    assert asked(document) == names(chamber, "lawyer")
    with pytest.raises(ValidationError) as again:
        approvals.delegate(
            actor=lawyer, item=visa_work(chamber, "lawyer", document), person=accountant, reason="Не мой вопрос."
        )
    visa = says(chamber, "lawyer", document)

    assert codes(again) == ["delegated-already"]
    assert (visa.approver, visa.delegated_by, visa.in_turn_for) == (lawyer, head, None)
    assert approval_of(document).state == ApprovalState.AGREED


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [
        ("executor", "Вопрос правовой.", "approver-without-right"),
        ("accountant", "Вопрос правовой.", "approver-twice"),
        ("lawyer", " ", "reason-missing"),
    ],
)
def test_a_visa_is_not_delegated_to_anybody(chamber: World, to: str, reason: str, code: str) -> None:
    """Only to who gives visas, is not in the route, and with a reason."""
    document = submitted(chamber, stage(chamber, "unit_head", "accountant"))

    with pytest.raises(ValidationError) as refused:
        approvals.delegate(
            actor=chamber.person("unit_head"),
            item=visa_work(chamber, "unit_head", document),
            person=chamber.person(to),
            reason=reason,
        )

    assert codes(refused) == [code]


def test_the_official_complained_of_is_in_no_route_and_gets_no_visa(chamber: World) -> None:
    """59-ФЗ art. 8 p. 6, whichever way they would come in."""
    case = chamber.appeal(complained_of=chamber.person("lawyer"))
    item = chamber.resolved(case)
    executor = chamber.person("executor")
    document = letters.draft_letter(actor=executor, item=item, letter=chamber.draft(ANSWER))
    with pytest.raises(ValidationError) as drawn:
        approvals.draw_route(actor=executor, document=document, stages=[stage(chamber, "lawyer")])
    letters.submit_letter(actor=executor, document=document)
    work = visa_work(chamber, "unit_head", document)
    tries = []
    for service in (approvals.delegate, approvals.add_approver):
        with pytest.raises(ValidationError) as refused:
            service(actor=chamber.person("unit_head"), item=work, person=chamber.person("lawyer"), reason="Так.")
        tries += codes(refused)

    assert [*codes(drawn), *tries] == ["official-complained-of"] * 3


def test_an_approver_has_one_more_asked_after_those_of_the_turn(chamber: World) -> None:
    """In the same stage, before the next one; unless the agency leaves routes to authors."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer"), stage(chamber, "accountant"))
    head = chamber.person("unit_head")

    approvals.add_approver(
        actor=head,
        item=visa_work(chamber, "unit_head", document),
        person=chamber.person("archivist"),
        reason="Нужны данные архива.",
    )
    assert asked(document) == names(chamber, "unit_head", "lawyer")
    says(chamber, "unit_head", document)
    says(chamber, "lawyer", document)
    assert asked(document) == names(chamber, "archivist")
    says(chamber, "archivist", document)
    assert asked(document) == names(chamber, "accountant")
    approvals.set_rules(
        actor=chamber.person("controller"), agency=chamber.office.agency, keeps_unaffected=False, lets_add=False
    )
    with pytest.raises(ValidationError) as refused:
        approvals.add_approver(
            actor=chamber.person("accountant"),
            item=visa_work(chamber, "accountant", document),
            person=chamber.person("leader"),
            reason="Пусть знает.",
        )

    assert codes(refused) == ["adding-off"]


def test_a_substitute_gives_the_visa_in_their_own_name(chamber: World) -> None:
    """And the sheet says for whom."""
    away, present = chamber.person("unit_head"), chamber.person("lawyer")
    document = submitted(chamber, stage(chamber, "unit_head"))
    day = clock.today()
    agencies.enter_absence(
        actor=away, employee=away, kind="leave", starts_on=day, ends_on=day, substitutes={"approval": present}
    )

    visa = approvals.give_visa(
        actor=chamber.person("lawyer"), item=visa_work(chamber, "unit_head", document), verdict=Verdict.AGREED
    )

    assert (visa.approver, visa.in_turn_for) == (present, away)
