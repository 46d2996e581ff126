"""Approvers at the same moment, and random histories of an approval: nothing is lost, asked twice or left behind."""

from typing import ClassVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from documents.models import Document, State
from history.services.verifying import verify_history
from tests.citizens.test_merging_at_once import at_once
from tests.people import office
from tests.workflows.approving import (
    APPROVERS,
    Order,
    Verdict,
    approval_of,
    chamber,
    revised,
    stage,
    submitted,
    visa_work,
)
from tests.world import World, world
from workflows.approving import ApprovalState, ApproverState, StageState, Visa
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals, letters

__all__ = ["chamber", "office", "world"]


@pytest.mark.django_db(transaction=True)
def test_two_approvers_of_one_stage_at_one_moment_finish_it_once(chamber: World) -> None:
    """The signer is asked once, both visas are there, and the record is whole."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer"))
    work = [(chamber.person(name), visa_work(chamber, name, document)) for name in ("unit_head", "lawyer")]

    came = at_once(
        *(
            lambda actor=actor, item=item: approvals.give_visa(actor=actor, item=item, verdict=Verdict.AGREED)
            for actor, item in work
        )
    )

    assert came == ["done", "done"]
    assert document.visas.count() == 2
    assert WorkItem.objects.filter(document=document, kind=WorkKind.SIGN).count() == 1
    assert approval_of(document).state == ApprovalState.AGREED
    assert list(verify_history()) == []


@pytest.mark.django_db(transaction=True)
def test_a_visa_and_a_recall_at_one_moment_leave_one_of_both(chamber: World) -> None:
    """Whoever is second is told that it moved on."""
    document = submitted(chamber, stage(chamber, "unit_head"))
    head, item = chamber.person("unit_head"), visa_work(chamber, "unit_head", document)
    author = chamber.person("executor")

    came = at_once(
        lambda: approvals.give_visa(actor=head, item=item, verdict=Verdict.AGREED),
        lambda: approvals.recall(actor=author, document=document, reason="Пришли новые сведения."),
    )

    assert came in (["already-done", "done"], ["done", "not-on-approval"])
    assert not WorkItem.objects.filter(document=document, kind=WorkKind.APPROVE, done_at__isnull=True).exists()
    assert list(verify_history()) == []


@pytest.mark.django_db(transaction=True)
def test_one_visa_given_twice_at_one_moment_is_one_visa(chamber: World) -> None:
    """A double click of the approver."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer"))
    head, item = chamber.person("unit_head"), visa_work(chamber, "unit_head", document)

    came = at_once(*[lambda: approvals.give_visa(actor=head, item=item, verdict=Verdict.AGREED)] * 2)

    assert came == ["already-done", "done"]
    assert document.visas.count() == 1


ROUTES = st.lists(st.sampled_from([Order.PARALLEL, Order.SEQUENCE]), min_size=1, max_size=3)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["agree", "agree", "agree", "remarks", "refuse", "delegate", "add", "recall", "revise", "resubmit"]
        ),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=14,
)


class History:
    """A letter on its way through random steps, each as somebody would do it from a page."""

    VERDICTS: ClassVar[dict[str, str]] = {
        "agree": Verdict.AGREED,
        "remarks": Verdict.REMARKS,
        "refuse": Verdict.RETURNED,
    }

    def __init__(self, world: World, orders: list[str]) -> None:
        people = iter(APPROVERS)
        first = [next(people), next(people)]
        stages = [stage(world, *first, order=orders[0])]
        stages += [stage(world, next(people), order=one) for one in orders[1:]]
        self.world, self.document, self.texts = world, submitted(world, *stages), 0
        self.given = 0

    def do(self, kind: str, number: int) -> None:
        """One step; what the rules forbid is refused and changes nothing."""
        if kind in ("revise", "resubmit"):
            if WorkItem.objects.filter(document=self.document, kind=WorkKind.REVISE, done_at__isnull=True).exists():
                self.texts += kind == "revise"
                revised(self.world, self.document, f"Текст № {self.texts}.")
            return
        if kind == "recall":
            author = self.world.person("executor")
            approvals.recall(actor=author, document=self.document, reason="Новые сведения.")
            return
        found = WorkItem.objects.filter(document=self.document, kind=WorkKind.APPROVE, done_at__isnull=True)
        items = list(found.order_by("id"))
        if not items:
            return
        item = items[number % len(items)]
        assert item.assignee is not None
        actor, other = item.assignee, self.world.person([*APPROVERS, "leader"][number % 5])
        if kind == "delegate":
            approvals.delegate(actor=actor, item=item, person=other, reason="Вопрос правовой.")
        elif kind == "add":
            approvals.add_approver(actor=actor, item=item, person=other, reason="Пусть посмотрит.")
        else:
            approvals.give_visa(
                actor=actor, item=item, verdict=self.VERDICTS[kind], remark="" if kind == "agree" else "Срок."
            )
            self.given += 1

    def wrong(self) -> list[str]:
        """What is against the rules now."""
        document = Document.objects.get(pk=self.document.pk)
        approval = approval_of(document)
        running = approval.state == ApprovalState.RUNNING
        work = WorkItem.objects.filter(document=document, done_at__isnull=True)
        asked = approval.approvers.filter(state=ApproverState.ASKED)
        standing = approval.approvers.exclude(visa=None)
        kinds = sorted(set(work.values_list("kind", flat=True)))
        expected = {
            ApprovalState.RUNNING: [WorkKind.APPROVE],
            ApprovalState.RETURNED: [WorkKind.REVISE],
            ApprovalState.AGREED: [WorkKind.SIGN],
        }[ApprovalState(approval.state)]
        states = {
            ApprovalState.RUNNING: State.ON_APPROVAL,
            ApprovalState.RETURNED: State.RETURNED,
            ApprovalState.AGREED: State.TO_SIGN,
        }
        checks = {
            "open stages": approval.stages.filter(state=StageState.OPEN).count() == int(running),
            "work on desks": kinds == [one.value for one in expected],
            "one step of the letter": running or work.count() == 1,
            "state of the letter": document.state == states[ApprovalState(approval.state)],
            "asked and on desks": sorted(asked.values_list("employee", flat=True))
            == sorted(work.filter(kind=WorkKind.APPROVE).values_list("assignee", flat=True)),
            "a visa lost": Visa.objects.filter(document=document).count() == self.given,
            "a fallen visa stands": not standing.filter(visa__fallen_at__isnull=False).exists(),
            "agreed by all": approval.state != ApprovalState.AGREED
            or not approval.approvers.exclude(visa__verdict__in=[Verdict.AGREED, Verdict.REMARKS]).exists(),
            "all saw what is signed": approval.state != ApprovalState.AGREED
            or not standing.exclude(visa__digest=approval.digest).exists(),
        }
        return [name for name, holds in checks.items() if not holds]


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(orders=ROUTES, steps=STEPS)
def test_a_random_history_never_loses_a_visa_nor_asks_for_two_signatures(
    chamber: World, orders: list[str], steps: list[tuple[str, int]]
) -> None:
    """One open stage while it runs, one step of the letter afterwards; nobody signs what an approver never saw."""
    with transaction.atomic():
        told = History(chamber, orders)
        for kind, number in steps:
            try:
                with transaction.atomic():
                    told.do(kind, number)
            except (ValidationError, PermissionDenied):
                continue
            assert told.wrong() == [], (kind, number)
        to_sign = WorkItem.objects.filter(document=told.document, kind=WorkKind.SIGN, done_at__isnull=True)
        if to_sign.exists():
            letters.return_unsigned(
                actor=chamber.person("leader"),
                item=chamber.item(WorkKind.SIGN, document=told.document),
                remark="Подумайте.",
            )
            revised(chamber, told.document, "Совсем другой текст.")
            assert (
                WorkItem.objects.filter(document=told.document, kind=WorkKind.SIGN, done_at__isnull=True).count() == 0
            )

        transaction.set_rollback(True)
