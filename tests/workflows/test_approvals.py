"""Rounds of an approval: stages, turns, verdicts, what a new version resets, recall, answers, favourite routes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents.models import State
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.workflows.approving import (
    Verdict,
    a_draft,
    approval_of,
    asked,
    chamber,
    names,
    one_by_one,
    revised,
    says,
    stage,
    submitted,
    verdicts,
    visa_work,
)
from tests.world import World
from workflows.approving import ApprovalState, StageState, VisaRemark
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals, letters

__all__ = ["chamber"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F04", "F16")]


def test_a_stage_of_all_at_once_asks_everybody_and_waits_for_the_last(chamber: World) -> None:
    """The signer is asked after that, once."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer"))

    assert asked(document) == names(chamber, "unit_head", "lawyer")
    says(chamber, "lawyer", document)
    assert asked(document) == names(chamber, "unit_head")
    says(chamber, "unit_head", document)

    document.refresh_from_db()
    assert (asked(document), document.state) == ([], State.TO_SIGN)
    assert WorkItem.objects.filter(document=document, kind=WorkKind.SIGN).count() == 1


def test_a_stage_of_one_after_another_asks_one_person_at_a_time(chamber: World) -> None:
    """In the order that the author drew."""
    document = submitted(chamber, one_by_one(chamber, "lawyer", "unit_head", "accountant"))

    seen = []
    for name in ("lawyer", "unit_head", "accountant"):
        seen.append(asked(document))
        says(chamber, name, document)

    assert seen == [names(chamber, "lawyer"), names(chamber, "unit_head"), names(chamber, "accountant")]
    assert approval_of(document).state == ApprovalState.AGREED


def test_stages_follow_each_other_each_with_its_own_term(chamber: World) -> None:
    """Counted in working days from the day on which the stage opens; the term of the case is never passed."""
    with clock.at(datetime(2026, 4, 1, 11, tzinfo=ZoneInfo("Europe/Moscow"))):
        document = submitted(
            chamber, stage(chamber, "unit_head", "lawyer", days=2), one_by_one(chamber, "accountant", days=3)
        )
        first = visa_work(chamber, "lawyer", document).due_on
    with clock.at(datetime(2026, 4, 3, 11, tzinfo=ZoneInfo("Europe/Moscow"))):
        says(chamber, "lawyer", document)
        says(chamber, "unit_head", document)
        second = visa_work(chamber, "accountant", document).due_on

    assert (first, second) == (date(2026, 4, 3), date(2026, 4, 8))
    assert [one.state for one in approval_of(document).stages.all()] == [StageState.DONE, StageState.OPEN]
    assert "workflows.stage_passed" in [one.verb for one in record.timeline(document)]


def test_in_a_stage_of_all_at_once_everybody_speaks_before_a_refusal_returns_the_letter(chamber: World) -> None:
    """So the author gets all remarks together; the next stage is not asked."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer"), stage(chamber, "accountant"))

    says(chamber, "lawyer", document, Verdict.RETURNED, "Нет ссылки на закон.\nУточните срок.")
    assert asked(document) == names(chamber, "unit_head")
    says(chamber, "unit_head", document)

    document.refresh_from_db()
    assert (asked(document), document.state) == ([], State.RETURNED)
    assert approval_of(document).state == ApprovalState.RETURNED
    assert [one.text for one in VisaRemark.objects.all()] == ["Нет ссылки на закон.", "Уточните срок."]


def test_a_refusal_in_a_sequence_returns_the_letter_at_once(chamber: World) -> None:
    """Nobody reads a text that will change."""
    document = submitted(chamber, one_by_one(chamber, "lawyer", "unit_head"))

    says(chamber, "lawyer", document, Verdict.RETURNED, "Нет ссылки на закон.")

    assert (asked(document), approval_of(document).state) == ([], ApprovalState.RETURNED)


def test_agreeing_with_words_is_agreeing_with_remarks_and_goes_on(chamber: World) -> None:
    """A remark stops nothing, and stands for its answer."""
    document = submitted(chamber, stage(chamber, "lawyer"))

    visa = says(chamber, "lawyer", document, remark="Лучше «направляем».")

    document.refresh_from_db()
    assert (visa.verdict, document.state) == (Verdict.REMARKS, State.TO_SIGN)
    assert visa.remarks.count() == 1


@pytest.mark.parametrize("verdict", [Verdict.RETURNED, Verdict.REMARKS])
def test_remarks_are_obliged_where_the_verdict_has_them(chamber: World, verdict: str) -> None:
    """Nothing changes without them."""
    document = submitted(chamber, stage(chamber, "lawyer"))

    with pytest.raises(ValidationError) as refused:
        says(chamber, "lawyer", document, verdict, "  ")

    assert codes(refused) == ["remark-missing"]
    assert asked(document) == names(chamber, "lawyer")


def test_another_text_resets_every_visa(chamber: World) -> None:
    """The default; old and new visas both stay, with their versions."""
    document = submitted(chamber, stage(chamber, "unit_head"), stage(chamber, "lawyer"))
    says(chamber, "unit_head", document)
    says(chamber, "lawyer", document, Verdict.RETURNED, "Уточните срок.")

    revised(chamber, document, "Ремонт запланирован на 2028 год.")

    assert asked(document) == names(chamber, "unit_head")
    says(chamber, "unit_head", document)
    says(chamber, "lawyer", document)
    head, lawyer = (chamber.person(name).username for name in ("unit_head", "lawyer"))
    assert verdicts(document) == [
        (head, "agreed", True),
        (lawyer, "returned", True),
        (head, "agreed", False),
        (lawyer, "agreed", False),
    ]
    assert [one.version for one in document.visas.order_by("id")] == [1, 1, 2, 2]
    document.refresh_from_db()
    assert document.state == State.TO_SIGN


def test_the_same_content_again_asks_only_who_had_remarks(chamber: World) -> None:
    """By the digest of what each saw, not by the file, which is drawn anew."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer", "accountant"))
    says(chamber, "unit_head", document)
    says(chamber, "accountant", document, Verdict.REMARKS, "Опечатка в отчестве.")
    says(chamber, "lawyer", document, Verdict.RETURNED, "Не согласен.")

    revised(chamber, document)

    assert asked(document) == names(chamber, "lawyer", "accountant")


def test_an_agency_may_keep_the_visas_of_stages_without_remarks(chamber: World) -> None:
    """Those of a stage that had remarks fall all the same."""
    approvals.set_rules(
        actor=chamber.person("controller"), agency=chamber.office.agency, keeps_unaffected=True, lets_add=True
    )
    document = submitted(chamber, stage(chamber, "unit_head"), stage(chamber, "lawyer", "accountant"))
    says(chamber, "unit_head", document)
    says(chamber, "accountant", document)
    says(chamber, "lawyer", document, Verdict.RETURNED, "Уточните срок.")

    revised(chamber, document, "Ремонт запланирован на 2028 год.")

    assert asked(document) == names(chamber, "lawyer", "accountant")


def test_where_nobody_is_left_to_ask_the_letter_goes_to_its_signer_at_once(chamber: World) -> None:
    """The signer returned it, the author insists: nobody is asked a second time about the same."""
    document = submitted(chamber, stage(chamber, "unit_head"))
    says(chamber, "unit_head", document)
    letters.return_unsigned(
        actor=chamber.person("leader"), item=chamber.item(WorkKind.SIGN, document=document), remark="Подумайте."
    )

    revised(chamber, document)

    assert (asked(document), document.state) == ([], State.TO_SIGN)
    assert WorkItem.objects.filter(document=document, kind=WorkKind.SIGN, done_at__isnull=True).count() == 1


def test_the_author_takes_a_letter_back_with_a_reason(chamber: World) -> None:
    """What was asked is asked no more, what was agreed to stands until the text changes."""
    document = submitted(chamber, stage(chamber, "unit_head", "lawyer"))
    says(chamber, "lawyer", document)

    approvals.recall(actor=chamber.person("executor"), document=document, reason="Пришли новые сведения.")

    document.refresh_from_db()
    assert (asked(document), document.state) == ([], State.RETURNED)
    revised(chamber, document)
    assert asked(document) == names(chamber, "unit_head")


@pytest.mark.parametrize(("who", "reason"), [("unit_head", "Так надо."), ("lawyer", "Так надо.")])
def test_nobody_else_takes_a_letter_back(chamber: World, who: str, reason: str) -> None:
    """Its author alone."""
    document = submitted(chamber, stage(chamber, "unit_head"))

    with pytest.raises(PermissionDenied):
        approvals.recall(actor=chamber.person(who), document=document, reason=reason)


def test_nothing_is_taken_back_without_a_reason_or_twice(chamber: World) -> None:
    """Approvers hear why."""
    document, actor = submitted(chamber, stage(chamber, "unit_head")), chamber.person("executor")
    with pytest.raises(ValidationError) as silent:
        approvals.recall(actor=actor, document=document, reason=" ")
    approvals.recall(actor=actor, document=document, reason="Пришли новые сведения.")
    with pytest.raises(ValidationError) as twice:
        approvals.recall(actor=actor, document=document, reason="Ещё раз.")

    assert (codes(silent), codes(twice)) == (["reason-missing"], ["not-on-approval"])


def test_the_author_answers_remarks_one_by_one(chamber: World) -> None:
    """A declined remark says why; each is answered once; nobody else answers."""
    document = submitted(chamber, stage(chamber, "lawyer"))
    visa = says(chamber, "lawyer", document, Verdict.RETURNED, "Уточните срок.\nИсправьте отчество.")
    first, second = visa.remarks.all()
    author = chamber.person("executor")

    with pytest.raises(ValidationError) as silent:
        approvals.answer_remark(actor=author, remark=first, is_taken=False)
    approvals.answer_remark(actor=author, remark=first, is_taken=False, answer="Срок назван в абзаце 2.")
    approvals.answer_remark(actor=author, remark=second, is_taken=True)
    with pytest.raises(ValidationError) as twice:
        approvals.answer_remark(actor=author, remark=second, is_taken=True)
    with pytest.raises(PermissionDenied):
        approvals.answer_remark(actor=chamber.person("lawyer"), remark=second, is_taken=True)

    assert (codes(silent), codes(twice)) == (["answer-missing"], ["remark-answered"])
    assert [one.is_taken for one in visa.remarks.all()] == [False, True]


@pytest.mark.parametrize(
    ("people", "days", "code"),
    [
        ([], None, "route-empty"),
        ([()], None, "stage-empty"),
        ([("lawyer",), ("lawyer",)], None, "approver-twice"),
        ([("executor",)], None, "approver-without-right"),
        ([("lawyer",)], 0, "days-impossible"),
        ([("lawyer",)], 61, "days-impossible"),
    ],
)
def test_a_route_that_nobody_could_follow_is_refused(
    chamber: World, people: list[tuple[str, ...]], days: int | None, code: str
) -> None:
    """Each by its rule."""
    document = a_draft(chamber)

    with pytest.raises(ValidationError) as refused:
        approvals.draw_route(
            actor=chamber.person("executor"),
            document=document,
            stages=[stage(chamber, *one, days=days) for one in people],
        )

    assert codes(refused) == [code]


def test_a_route_whose_approver_gives_visas_no_more_is_not_begun(chamber: World) -> None:
    """Who left since it was drawn would never answer; the draft stays one."""
    document, actor, lawyer = a_draft(chamber), chamber.person("executor"), chamber.person("lawyer")
    approvals.draw_route(actor=actor, document=document, stages=[stage(chamber, "unit_head"), stage(chamber, "lawyer")])
    lawyer.is_active = False
    lawyer.save()

    with pytest.raises(ValidationError) as refused:
        letters.submit_letter(actor=actor, document=document)

    document.refresh_from_db()
    assert (codes(refused), document.state) == (["approver-without-right"], State.DRAFT)


def test_a_route_is_not_drawn_while_somebody_is_asked(chamber: World) -> None:
    """And by nobody but the author at any time."""
    draft = a_draft(chamber)
    with pytest.raises(PermissionDenied):
        approvals.draw_route(actor=chamber.person("unit_head"), document=draft, stages=[stage(chamber, "lawyer")])
    letters.submit_letter(actor=chamber.person("executor"), document=draft)

    with pytest.raises(PermissionDenied):
        approvals.draw_route(actor=chamber.person("executor"), document=draft, stages=[stage(chamber, "lawyer")])


def test_a_route_drawn_anew_after_a_return_keeps_who_agreed(chamber: World) -> None:
    """Another stage is added, the first one agreed to the same content and is not asked again."""
    document = submitted(chamber, stage(chamber, "unit_head"), stage(chamber, "lawyer"))
    says(chamber, "unit_head", document)
    says(chamber, "lawyer", document, Verdict.RETURNED, "Пусть посмотрит бухгалтерия.")

    approvals.draw_route(
        actor=chamber.person("executor"),
        document=document,
        stages=[stage(chamber, "unit_head"), stage(chamber, "accountant"), stage(chamber, "lawyer")],
    )
    revised(chamber, document)

    assert asked(document) == names(chamber, "accountant")


def test_favourite_routes_are_ones_own_or_of_the_unit(chamber: World) -> None:
    """The same name writes it anew; another one's is not dropped."""
    head, agency = chamber.person("unit_head"), chamber.office.agency
    stages = [one_by_one(chamber, "lawyer", days=2)]
    approvals.keep_route(actor=head, agency=agency, name="Правовая", stages=stages)
    kept = approvals.keep_route(
        actor=head, agency=agency, name="Правовая", stages=[stage(chamber, "accountant")], is_shared=True
    )

    executor = chamber.person("executor")
    assert list(type(kept).objects.visible_to(executor)) == [kept]
    assert not type(kept).objects.visible_to(chamber.person("stranger")).exists()
    assert kept.stages == [{"order": "parallel", "days": None, "people": [chamber.person("accountant").pk]}]
    with pytest.raises(PermissionDenied):
        approvals.drop_route(actor=executor, route=kept)
    approvals.drop_route(actor=head, route=kept)
    assert not type(kept).objects.exists()


def test_only_who_keeps_templates_or_administers_sets_the_rules(chamber: World) -> None:
    """Others are refused."""
    with pytest.raises(PermissionDenied):
        approvals.set_rules(
            actor=chamber.person("leader"), agency=chamber.office.agency, keeps_unaffected=True, lets_add=True
        )
