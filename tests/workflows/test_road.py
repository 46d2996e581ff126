"""The whole road of an appeal over two agencies, and each lawful turn of it, through the services that pages call."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from citizens.models import Case, Stage
from documents.models import Document, DocumentFile, LetterTemplate, State
from exchange import services as exchange
from exchange.models import InboxMessage, OutboxMessage
from exchange.refusals import OFFICIAL
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.world import World
from workflows.models import Visa, WorkItem, WorkKind, WorkState
from workflows.services import cases, desk, letters

pytestmark = pytest.mark.django_db
Purpose = LetterTemplate.Purpose


@pytest.mark.feature("F01", "F04", "F16")
def test_an_appeal_is_answered_after_an_inquiry_to_another_agency(world: World) -> None:
    """Register, resolve, inquire, reply, answer, dispatch, report, take off control, file."""
    case = world.appeal()
    world.resolved(case)
    inquiry = world.inquired(case)
    cases.await_reply(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case))
    received = InboxMessage.objects.get(agency=world.office.other.agency)  # type: ignore[union-attr]
    theirs = world.register_at_committee(received)
    world.resolved(theirs, "other.")
    reply = world.submitted(theirs, world.draft(Purpose.REPLY, "other.", **_answering(theirs)), "other.")
    world.registered(world.signed(reply, "other."), "other.")
    world.deliver()

    case.refresh_from_db()
    assert case.stage == Stage.IN_WORK
    back = Document.objects.get(agency=world.office.agency, in_reply_to=inquiry)
    assert back.case == case
    assert back.in_reply_to_text.startswith(f"№ {inquiry.number} от")
    sent = OutboxMessage.objects.get(document=inquiry)
    incoming = Document.objects.get(agency=world.office.other.agency, their_number=inquiry.number)  # type: ignore[union-attr]
    assert (sent.decision, sent.their_number) == ("registered", incoming.number)

    answer = world.registered(world.signed(world.submitted(case, world.draft(Purpose.ANSWER))))
    letters.dispatch(actor=world.person("clerk"), item=world.item(WorkKind.DISPATCH, document=answer), channel="post")
    world.decided(case)
    world.ended(case)

    case.refresh_from_db()
    assert (case.stage, case.filed_under, case.is_on_control) == (Stage.FILED, "02-07", False)
    assert case.process.finished is not None
    verbs = [act.verb for act in record.timeline(case)]
    for once in (
        "documents.appeal_registered",
        "workflows.resolution_issued",
        "exchange.sent",
        "exchange.delivered",
        "exchange.registered_by_them",
        "workflows.waiting_began",
        "workflows.reply_arrived",
        "workflows.reported",
        "workflows.taken_off_control",
        "documents.case_filed",
    ):
        assert verbs.count(once) == 1, once
    assert all(act.actor_name for act in record.timeline(case))
    applicant_verbs = [act.verb for act in record.timeline(case.applicant)]  # type: ignore[arg-type]
    assert {"documents.appeal_registered", "documents.dispatched", "documents.case_filed"} <= set(applicant_verbs)


def test_the_visual_copy_stands_beside_the_signed_file_and_changes_no_byte_of_it(world: World) -> None:
    """Number and mark are drawn on a copy."""
    case = world.appeal()
    world.resolved(case)
    document = world.submitted(case, world.draft(Purpose.ANSWER))
    before = document.files.get(role=DocumentFile.FileRole.MAIN, is_current=True).stored.sha256

    world.registered(world.signed(document))

    assert document.files.get(role=DocumentFile.FileRole.MAIN, is_current=True).stored.sha256 == before
    assert document.files.filter(role=DocumentFile.FileRole.VISUAL_COPY).count() == 1
    assert document.files.filter(role=DocumentFile.FileRole.CONTAINER).count() == 1


@pytest.mark.feature("F03")
def test_the_executor_goes_on_without_waiting_and_the_term_never_moved(world: World) -> None:
    """Another agency's silence neither stops nor lengthens the citizen's clock."""
    case = world.appeal()
    due_on = case.due_on
    world.resolved(case)
    world.inquired(case)
    cases.await_reply(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case))

    cases.go_on(actor=world.person("executor"), item=world.item(WorkKind.AWAIT_REPLY, case))

    case.refresh_from_db()
    assert (case.stage, case.due_on) == (Stage.IN_WORK, due_on)
    assert world.item(WorkKind.EXECUTE, case).state == WorkState.TAKEN


def test_nothing_is_awaited_without_an_inquiry(world: World) -> None:
    """Waiting needs something to wait for."""
    case = world.appeal()
    world.resolved(case)

    with pytest.raises(ValidationError) as refused:
        cases.await_reply(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case))

    assert codes(refused) == ["nothing-to-await"]


@pytest.mark.feature("F16", "L01")
def test_a_case_does_not_end_while_a_question_has_no_outcome(world: World) -> None:
    """The rule is named, nothing changes."""
    case = world.appeal(questions=["Когда ремонт крыши?", "Почему перенесли?"])
    world.resolved(case)

    with pytest.raises(ValidationError, match=r"59-ФЗ|59-FZ") as refused:
        cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Готово")

    assert codes(refused) == ["question-without-outcome"]
    assert world.item(WorkKind.EXECUTE, case).is_open


@pytest.mark.feature("L01")
def test_control_ends_only_after_the_answer_is_dispatched(world: World) -> None:
    """Not after signing."""
    case = world.appeal()
    world.resolved(case)
    world.registered(world.signed(world.submitted(case, world.draft(Purpose.ANSWER))))
    world.decided(case)
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Готово")

    with pytest.raises(ValidationError) as refused:
        cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))

    assert codes(refused) == ["answer-not-dispatched"]


def test_a_returned_letter_gets_a_new_version_and_a_new_visa(world: World) -> None:
    """The remark stands on the timeline."""
    case = world.appeal()
    world.resolved(case)
    document = world.submitted(case, world.draft(Purpose.ANSWER))
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=document),
        verdict=Visa.Verdict.RETURNED,
        remark="Уточните срок.",
    )

    letters.revise(
        actor=world.person("executor"),
        item=world.item(WorkKind.REVISE, document=document),
        letter=world.draft(Purpose.ANSWER, body="Ремонт запланирован на 2028 год."),
    )
    world.signed(document)

    document.refresh_from_db()
    assert document.state == State.SIGNED
    assert [(visa.verdict, visa.version) for visa in document.visas.all()] == [("returned", 1), ("agreed", 2)]
    assert "Уточните срок." in [act.data.get("remark") for act in record.timeline(document)]


def test_a_letter_is_not_returned_without_saying_why(world: World) -> None:
    """The remark is part of the verdict."""
    case = world.appeal()
    world.resolved(case)
    document = world.submitted(case, world.draft(Purpose.ANSWER))

    with pytest.raises(ValidationError) as refused:
        letters.give_visa(
            actor=world.person("unit_head"),
            item=world.item(WorkKind.APPROVE, document=document),
            verdict=Visa.Verdict.RETURNED,
            remark=" ",
        )

    assert codes(refused) == ["remark-missing"]


def test_only_what_was_shown_is_signed(world: World) -> None:
    """A changed file is noticed, a wrong passphrase signs nothing."""
    case = world.appeal()
    world.resolved(case)
    document = world.submitted(case, world.draft(Purpose.ANSWER))
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=document),
        verdict=Visa.Verdict.AGREED,
    )
    item = world.item(WorkKind.SIGN, document=document)

    with pytest.raises(ValidationError) as changed:
        letters.sign(actor=world.person("leader"), item=item, passphrase="quiet morning lake", shown=["0" * 64])
    with pytest.raises(ValidationError) as wrong:
        letters.sign(
            actor=world.person("leader"),
            item=item,
            passphrase="not mine at all",
            shown=[document.files.get(role="main", is_current=True).stored.sha256],
        )

    assert codes(changed) == ["shown-changed"]
    assert codes(wrong) == ["wrong-passphrase"]
    document.refresh_from_db()
    assert document.state == State.TO_SIGN


@pytest.mark.feature("L03")
def test_an_inquiry_names_no_applicant_without_a_reason(world: World) -> None:
    """In any grammatical case."""
    case = world.appeal()
    item = world.resolved(case)

    with pytest.raises(ValidationError) as refused:
        letters.draft_letter(
            actor=world.person("executor"),
            item=item,
            letter=world.draft(Purpose.INQUIRY, body="По обращению Фроловой М. С. прошу сообщить."),
        )

    assert codes(refused) == ["applicant-named"]


@pytest.mark.feature("L04")
def test_the_official_complained_of_gets_no_role(world: World) -> None:
    """Neither executor nor approver: art. 8 p. 6 of 59-ФЗ is named."""
    case = world.appeal(complained_of=world.person("unit_head"))

    with pytest.raises(ValidationError, match=r"59-ФЗ|59-FZ") as as_executor:
        cases.issue_resolution(
            actor=world.person("leader"),
            item=world.item(WorkKind.RESOLVE, case),
            executor=world.person("unit_head"),
            text="Рассмотреть",
            due_on=case.due_on,
        )
    item = world.resolved(case)
    with pytest.raises(ValidationError) as as_approver:
        letters.draft_letter(actor=world.person("executor"), item=item, letter=world.draft(Purpose.ANSWER))

    assert codes(as_executor) == ["official-complained-of"]
    assert codes(as_approver) == ["official-complained-of"]


def test_a_resolution_may_not_outlast_the_term(world: World) -> None:
    """Nor lie in the past, nor be empty, nor go to somebody who executes nothing."""
    case = world.appeal()

    with pytest.raises(ValidationError) as refused:
        cases.issue_resolution(
            actor=world.person("leader"),
            item=world.item(WorkKind.RESOLVE, case),
            executor=world.person("auditor"),
            text=" ",
            due_on=case.due_on + timedelta(days=1),
        )

    assert sorted(codes(refused)) == ["due-after-term", "executor-not-in-agency", "text-missing"]


@pytest.mark.feature("F38")
@pytest.mark.parametrize("name", ["clerk", "executor", "stranger", "auditor", "unit_head", "other.leader"])
def test_only_the_head_resolves(world: World, name: str) -> None:
    """Everybody else is refused, and nothing changes."""
    case = world.appeal()

    with pytest.raises(PermissionDenied):
        cases.issue_resolution(
            actor=world.person(name),
            item=world.item(WorkKind.RESOLVE, case),
            executor=world.person("executor"),
            text="Рассмотреть",
            due_on=case.due_on,
        )

    case.refresh_from_db()
    assert case.stage == Stage.REGISTERED


def test_work_that_was_done_is_not_done_twice(world: World) -> None:
    """The second of two fast clicks is told so."""
    case = world.appeal()
    item = world.item(WorkKind.RESOLVE, case)
    world.resolved(case)

    with pytest.raises(ValidationError) as refused:
        cases.issue_resolution(
            actor=world.person("leader"),
            item=item,
            executor=world.person("executor"),
            text="Рассмотреть",
            due_on=case.due_on,
        )

    assert codes(refused) == ["already-done"]


@pytest.mark.feature("F01", "F02")
def test_a_refused_package_becomes_a_task_that_says_why(world: World) -> None:
    """B's clerk refuses with an official reason, A's records office is told."""
    case = world.appeal()
    world.resolved(case)
    inquiry = world.inquired(case)
    reason = next(key for key, words in OFFICIAL.items() if words == "Приложение отсутствует")

    exchange.refuse_package(
        actor=world.person("other.clerk"),
        message=InboxMessage.objects.get(agency=world.office.other.agency),  # type: ignore[union-attr]
        reason=reason,
        comment="Нет листа 2",
    )
    world.deliver()

    task = world.item(WorkKind.DELIVERY_PROBLEM, document=inquiry)
    assert "Приложение отсутствует" in task.note
    assert "Нет листа 2" in task.note
    desk.acknowledge(actor=world.person("clerk"), item=task, note="Отправлено повторно")
    assert not WorkItem.objects.get(pk=task.pk).is_open


@pytest.mark.feature("F02")
def test_a_byte_flipped_on_the_way_is_refused_and_told_to_the_clerk(world: World) -> None:
    """B refuses with a code; nothing is received; A's clerk has a task."""
    case = world.appeal()
    world.resolved(case)
    world.wire.on_the_way = lambda body: body[:900] + bytes([body[900] ^ 1]) + body[901:]

    inquiry = world.inquired(case)

    task = world.item(WorkKind.DELIVERY_PROBLEM, document=inquiry)
    assert task.note
    assert not Document.objects.filter(their_number=inquiry.number).exists()


def test_a_package_nobody_took_for_three_days_becomes_a_task(world: World) -> None:
    """At 72 hours the message expires."""
    case = world.appeal()
    world.resolved(case)
    world.wire.is_cut = True
    inquiry = world.inquired(case)

    with clock.at(clock.now() + timedelta(hours=73)):
        world.deliver()

    assert world.item(WorkKind.DELIVERY_PROBLEM, document=inquiry).note


def _answering(case: Case) -> dict[str, object]:
    asked = case.documents.get(flow="incoming")
    return {
        "correspondent_id_code": asked.correspondent_id_code,
        "correspondent_name": asked.correspondent_name,
        "in_reply_to": asked,
    }
