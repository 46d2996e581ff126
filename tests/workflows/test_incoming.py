"""Incoming documents without a case: consideration, execution, reading, filing; nothing stands without an owner."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import TermKind
from citizens.models import Case, Stage
from documents import plan_selectors
from documents import services as documents
from documents.models import Document, State
from exchange import services as exchange
from exchange.models import InboxMessage
from history import clock
from history.models import Act
from tests.codes import codes
from tests.workflows.considering import a_file, a_paper, a_point, executed, resolved
from tests.world import World
from workflows import selectors
from workflows.acquainting import Acquaintance
from workflows.assigned import Assignment
from workflows.considering import IncomingProcess
from workflows.forgotten_selectors import forgotten
from workflows.invariant_selectors import broken
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import assignments, carrying, incoming
from workflows.steps import steps_of

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15"), pytest.mark.feature("F16")]


def lying(document: Document) -> list[str]:
    """What kinds of work lie on desks about a document."""
    return sorted(WorkItem.objects.filter(document=document, done_at__isnull=True).values_list("kind", flat=True))


def is_sound(world: World) -> bool:
    """Nothing would be forgotten, and no records contradict each other."""
    return not list(forgotten(world.office.agency)) and not list(broken())


def filed(world: World, document: Document) -> None:
    """Filed by the clerk from the desk."""
    carrying.file(
        actor=world.person("clerk"),
        item=world.item(WorkKind.FILE_DOCUMENT, document=document),
        file_index=a_file(world),
    )


def test_a_registered_paper_lies_with_the_head_within_the_term_of_a_resolution(world: World) -> None:
    """One primary next step, with its rule and its day."""
    document = a_paper(world)

    (step,) = steps_of(selectors.open_work(document=document), world.person("leader"))

    assert document.case is None
    assert (step.what, step.is_mine) == ("Вынести резолюцию", True)
    assert step.rule
    assert step.due_on is not None
    assert step.due_on - clock.today() <= timedelta(days=4)
    assert is_sound(world)


def test_a_paper_that_is_addressed_to_a_head_lies_with_that_head(world: World) -> None:
    """Nobody else of the leaders has it."""
    leader = world.person("leader")

    document = a_paper(world, addressee=leader)

    assert world.item(WorkKind.CONSIDER, document=document).assignee == leader


def test_a_resolution_goes_through_its_assignment_to_the_file(world: World) -> None:
    """Considered, executed as an assignment, taken off control, filed: at each step one kind of work and an owner."""
    document = a_paper(world)
    seen = [lying(document)]
    resolved(world, document)
    seen.append(lying(document))
    assert is_sound(world)
    executed(world, document)
    seen.append(lying(document))
    assert is_sound(world)
    filed(world, document)
    seen.append(lying(document))

    assert seen == [["consider"], ["accept"], ["file_document"], []]
    assert plan_selectors.filing_of(document) is not None
    assert IncomingProcess.objects.get(document=document).finished
    assert is_sound(world)


def test_what_is_issued_from_the_card_by_the_head_is_the_resolution(world: World) -> None:
    """Several points from the card of the document; the last one that ends sends it to the records office."""
    document, leader = a_paper(world), world.person("leader")
    points = [a_point(world.person("executor")), a_point(world.person("unit_head"), text="Прошу проверить.")]

    first, second = assignments.issue(actor=leader, paper=document, points=points)
    assert lying(document) == ["accept", "accept"]
    assignments.cancel(actor=leader, assignment=first, reason="Сделает другой отдел.")
    assert lying(document) == ["accept"]
    item = WorkItem.objects.get(assignment=second, done_at__isnull=True)
    assignments.accept(actor=world.person("unit_head"), item=item)
    assignments.report(
        actor=world.person("unit_head"), item=world.item("do", document=document), text="Проверено на месте."
    )
    assignments.take_off_control(actor=leader, item=world.item("check", document=document))

    assert lying(document) == ["file_document"]


def test_after_all_points_were_cancelled_the_head_considers_again(world: World) -> None:
    """Nothing was done on it: that is no ground to file it."""
    document = a_paper(world)
    resolved(world, document)

    assignments.cancel(
        actor=world.person("leader"), assignment=Assignment.objects.get(document=document), reason="Ошибка."
    )

    assert lying(document) == ["consider"]
    assert is_sound(world)


def test_readers_confirm_one_by_one_and_then_the_paper_is_filed(world: World) -> None:
    """Each sees it, confirms with a date, and is asked no more; the last one sends it to the records office."""
    document, due_on = a_paper(world), clock.today() + timedelta(days=5)
    readers = [world.person("unit_head"), world.person("executor")]

    carrying.give_to_read(
        actor=world.person("leader"),
        item=world.item(WorkKind.CONSIDER, document=document),
        readers=readers,
        due_on=due_on,
        text="К сведению",
    )
    assert lying(document) == ["read", "read"]
    assert is_sound(world)
    for reader in readers:
        assert Document.objects.visible_to(reader).filter(pk=document.pk).exists()
        mine = WorkItem.objects.lying_with(reader).get(kind=WorkKind.READ)
        assert (mine.due_on, mine.note) == (due_on, "К сведению")
        carrying.confirm_read(actor=reader, item=mine)

    assert [one.read_at is not None for one in Acquaintance.objects.filter(document=document)] == [True, True]
    assert Act.objects.filter(verb="workflows.read").count() == 2
    assert lying(document) == ["file_document"]
    assert is_sound(world)


def test_nobody_confirms_for_another(world: World) -> None:
    """It is the person who has read it."""
    document = a_paper(world)
    carrying.give_to_read(
        actor=world.person("leader"),
        item=world.item(WorkKind.CONSIDER, document=document),
        readers=[world.person("executor")],
        due_on=clock.today(),
    )

    with pytest.raises(PermissionDenied):
        carrying.confirm_read(actor=world.person("unit_head"), item=world.item(WorkKind.READ, document=document))


@pytest.mark.parametrize(
    ("names", "days", "code"),
    [
        ([], 3, "readers-missing"),
        (["executor"], -1, "due-before-today"),
        (["executor"], None, "due-missing"),
        (["auditor"], 3, "reader-unfit"),
    ],
)
def test_a_reading_needs_people_who_take_part_and_a_day_ahead(
    world: World, names: list[str], days: int | None, code: str
) -> None:
    """And the paper stays with the head."""
    document = a_paper(world)
    item = world.item(WorkKind.CONSIDER, document=document)

    with pytest.raises(ValidationError) as refused:
        carrying.give_to_read(
            actor=world.person("leader"),
            item=item,
            readers=[world.person(name) for name in names],
            due_on=None if days is None else clock.today() + timedelta(days=days),
        )

    assert codes(refused) == [code]
    assert lying(document) == ["consider"]


def test_a_paper_for_the_file_alone_is_filed_or_returned_to_the_head(world: World) -> None:
    """The records office says why it returns it."""
    document, leader = a_paper(world), world.person("leader")
    carrying.send_to_file(actor=leader, item=world.item(WorkKind.CONSIDER, document=document))
    filing = world.item(WorkKind.FILE_DOCUMENT, document=document)

    with pytest.raises(ValidationError) as refused:
        carrying.return_to_head(actor=world.person("clerk"), item=filing, remark=" ")
    carrying.return_to_head(actor=world.person("clerk"), item=filing, remark="Автор просит ответа.")

    assert codes(refused) == ["remark-missing"]
    assert lying(document) == ["consider"]
    carrying.send_to_file(actor=leader, item=world.item(WorkKind.CONSIDER, document=document))
    filed(world, document)
    assert lying(document) == []
    assert is_sound(world)


@pytest.mark.parametrize("after", ["consideration", "execution"])
def test_a_paper_that_needs_an_answer_goes_on_as_a_case(world: World, after: str) -> None:
    """Under its own number, by the head at once or by the records office once it is executed."""
    document = a_paper(world)
    kind, who = WorkKind.CONSIDER, "leader"
    if after == "execution":
        resolved(world, document)
        executed(world, document)
        kind, who = WorkKind.FILE_DOCUMENT, "clerk"

    case = incoming.answer(
        actor=world.person(who),
        item=world.item(kind, document=document),
        term_kind=TermKind.objects.get(code="agency-inquiry"),
    )

    document.refresh_from_db()
    assert (document.case, case.number, case.stage) == (case, document.number, Stage.REGISTERED)
    assert lying(document) == []
    assert world.item(WorkKind.RESOLVE, case).due_on is not None
    assert is_sound(world)


def test_a_decision_is_taken_back_with_a_reason(world: World) -> None:
    """Who has not read it need not; who has stays on the sheet."""
    document, leader = a_paper(world), world.person("leader")
    carrying.give_to_read(
        actor=leader,
        item=world.item(WorkKind.CONSIDER, document=document),
        readers=[world.person("unit_head"), world.person("executor")],
        due_on=clock.today(),
    )
    mine = WorkItem.objects.lying_with(world.person("executor")).get(kind=WorkKind.READ)
    carrying.confirm_read(actor=world.person("executor"), item=mine)

    carrying.consider_anew(actor=leader, document=document, reason="Нужна справка.")

    assert lying(document) == ["consider"]
    told = {one.person: one.withdrawn_at is None for one in Acquaintance.objects.filter(document=document)}
    assert told == {world.person("unit_head"): False, world.person("executor"): True}
    assert Act.objects.get(verb="workflows.considered_anew").data == {"reason": "Нужна справка."}
    assert is_sound(world)


def test_what_is_at_work_is_cancelled_before_the_head_decides_anew(world: World) -> None:
    """And only a head decides, once the paper has left them, with a reason."""
    document, leader = a_paper(world), world.person("leader")

    with pytest.raises(ValidationError) as awaited:
        carrying.consider_anew(actor=leader, document=document, reason="Передумал.")
    resolved(world, document)
    with pytest.raises(ValidationError) as at_work:
        carrying.consider_anew(actor=leader, document=document, reason="Передумал.")
    with pytest.raises(ValidationError) as silent:
        carrying.consider_anew(actor=leader, document=document, reason="")
    with pytest.raises(PermissionDenied):
        carrying.consider_anew(actor=world.person("clerk"), document=document, reason="Передумал.")

    assert codes(awaited) == ["consideration-awaited"]
    assert codes(at_work) == ["assignment-not-done"]
    assert codes(silent) == ["reason-missing"]


def test_a_paper_taken_back_out_of_its_file_lies_with_the_records_office(world: World) -> None:
    """With a reason; it is filed again from the desk, or returned to the head."""
    document = a_paper(world)
    carrying.send_to_file(actor=world.person("leader"), item=world.item(WorkKind.CONSIDER, document=document))
    filed(world, document)
    filing = plan_selectors.filing_of(document)
    assert filing is not None

    with pytest.raises(ValidationError) as closed:
        assignments.issue(actor=world.person("leader"), paper=document, points=[a_point(world.person("executor"))])
    documents.undo_filing(actor=world.person("controller"), filing=filing, reason="Не в то дело.")

    assert codes(closed) == ["paper-closed"]
    assert lying(document) == ["file_document"]
    assert is_sound(world)
    filed(world, document)
    assert lying(document) == []


def test_an_assignment_that_is_opened_again_takes_the_paper_off_the_way_to_the_file(world: World) -> None:
    """It is in execution again, and is filed after the point was accepted once more."""
    document, leader = a_paper(world), world.person("leader")
    resolved(world, document)
    executed(world, document)

    assignments.reopen(
        actor=leader,
        assignment=Assignment.objects.get(document=document),
        due_on=clock.today() + timedelta(days=3),
        reason="Справка неполна.",
    )

    assert lying(document) == ["accept"]
    assert WorkItem.objects.get(kind=WorkKind.FILE_DOCUMENT).state == WorkState.CANCELLED
    executed(world, document)
    assert lying(document) == ["file_document"]
    assert is_sound(world)


def test_what_needs_no_decision_the_records_office_files_by_itself(world: World) -> None:
    """Nothing lies with the head then; but nobody files what is at work or not read."""
    document, executor = a_paper(world), world.person("executor")
    other, third = a_paper(world, "2"), a_paper(world, "3")
    index, clerk = a_file(world), world.person("clerk")
    resolved(world, other)
    carrying.give_to_read(
        actor=world.person("leader"),
        item=world.item(WorkKind.CONSIDER, document=third),
        readers=[executor],
        due_on=clock.today(),
    )

    documents.file_document(actor=clerk, document=document, file_index=index)
    with pytest.raises(ValidationError) as at_work:
        documents.file_document(actor=clerk, document=other, file_index=index)
    with pytest.raises(ValidationError) as unread:
        documents.file_document(actor=clerk, document=third, file_index=index)

    assert lying(document) == []
    assert codes(at_work) == ["assignment-not-done"]
    assert codes(unread) == ["reading-not-done"]
    assert is_sound(world)


def test_a_paper_that_was_registered_in_error_is_not_considered(world: World) -> None:
    """Its cancelled number keeps the reason."""
    document = a_paper(world)

    documents.cancel_number(actor=world.person("controller"), document=document, reason="Зарегистрирован дважды.")

    document.refresh_from_db()
    assert (document.state, lying(document)) == (State.CANCELLED, [])
    assert is_sound(world)


def test_a_package_that_asks_for_nothing_is_considered_by_the_head(world: World) -> None:
    """Registered without a term it opens no case; the sender is told its number all the same."""
    case = world.appeal()
    world.resolved(case)
    inquiry = world.inquired(case)
    message = InboxMessage.objects.get(agency=world.office.other.agency)  # type: ignore[union-attr]

    found = exchange.register_package(
        actor=world.person("other.clerk"),
        message=message,
        card=documents.IncomingCard(summary="К сведению", term_kind=None),
    )

    document = message.document
    assert document is not None
    assert found is None
    assert not Case.objects.filter(agency=document.agency).exists()
    assert lying(document) == ["consider"]
    assert inquiry.number == document.their_number
    assert not list(forgotten(document.agency))
