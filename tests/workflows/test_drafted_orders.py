"""Orders that are drafted here: agreed, signed, registered, put into effect as they were signed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import AccessMark, Employee
from documents.files import path_of
from documents.models import Document, DocumentFile, State
from documents.search.extraction import read as text_of
from documents.services import PointDraft, cancel_number
from history import clock
from history import selectors as record
from tests.codes import codes
from tests.workflows.considering import executed
from tests.workflows.ordering import (
    a_draft,
    agreed,
    drafted,
    in_effect,
    numbered,
    registered,
    signed,
    spoken,
    submitted,
)
from tests.workflows.test_order import lying, read
from tests.workflows.test_order import orders as file_of_orders
from tests.world import World
from workflows import list_selectors, selectors
from workflows.assigned import Assignment
from workflows.considering import OrderProcess
from workflows.considering_selectors import readers_of
from workflows.forgotten_selectors import forgotten
from workflows.invariant_selectors import broken
from workflows.models import Visa, WorkKind
from workflows.noticing import Notice
from workflows.order_selectors import under_way
from workflows.services import carrying, letters, orders

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15"), pytest.mark.feature("F16")]
PEOPLE = (
    "executor",
    "unit_head",
    "leader",
    "clerk",
    "controller",
    "auditor",
    "stranger",
    "other.clerk",
    "administrator",
)


def seeing(world: World, document: Document) -> list[str]:
    """Who of the office sees the order."""
    return [name for name in PEOPLE if Document.objects.visible_to(world.person(name)).filter(pk=document.pk).exists()]


def main_text(document: Document, role: str = "main") -> str:
    """What the newest file of this role says."""
    entry = DocumentFile.objects.filter(document=document, role=role).order_by("-id").first()
    assert entry is not None
    return " ".join(text_of(path_of(entry.stored), "application/pdf").text.split())


def test_a_drafted_order_goes_to_its_file_with_everything_it_says_done(world: World) -> None:
    """Draft, visa, signature, number, points and readers as drafted, execution, file; each step lies with somebody."""
    document = submitted(world)
    seen = [lying(document)]
    spoken(world, document)
    seen.append(lying(document))
    signed(world, document)
    seen.append(lying(document))
    registered(world, document)
    seen.append(lying(document))
    assert list(forgotten(document.agency)) == []
    in_effect(world, document)
    seen.append(lying(document))
    read(world, "unit_head")
    executed(world, document)
    seen.append(lying(document))
    filing = world.item(WorkKind.FILE_DOCUMENT, document=document)
    carrying.file(actor=world.person("clerk"), item=filing, file_index=file_of_orders(world))

    assert seen == [["approve"], ["sign"], ["register_order"], ["make_known"], ["accept", "read"], ["file_document"]]
    assert lying(document) == []
    assert list(broken()) == []
    assert OrderProcess.objects.filter(document=document).count() == 1


def test_points_are_issued_in_the_name_of_who_signed_and_as_they_were_signed(world: World) -> None:
    """Executor, term and controller are those of the draft; nobody approves them a second time."""
    due_on = clock.today() + timedelta(days=20)
    point = PointDraft("Проверить крыши", world.person("executor"), due_on, world.person("controller"))
    document = in_effect(world, numbered(world, points=[point]))

    issued = Assignment.objects.get(document=document)
    assert (issued.issuer, issued.executor, issued.controller, issued.due_on, issued.state) == (
        world.person("leader"),
        world.person("executor"),
        world.person("controller"),
        due_on,
        "issued",
    )
    assert [one.person for one in readers_of(document)] == [world.person("unit_head")]


def test_the_records_office_may_leave_a_point_and_everybody_out(world: World) -> None:
    """What circumstances have overtaken is not issued; the order then goes on to its file."""
    document = numbered(world)
    item = world.item(WorkKind.MAKE_KNOWN, document=document)
    orders.put_into_effect(actor=world.person("clerk"), item=item, points=[], readers=[], due_on=None)

    assert not Assignment.objects.filter(document=document).exists()
    assert lying(document) == ["file_document"]


def test_a_point_that_cannot_be_issued_is_named_beside_the_points(world: World) -> None:
    """Its term has passed on the way: nothing of the order is put into effect until that is decided."""
    document = numbered(world)

    with clock.at(clock.now() + timedelta(days=25)), pytest.raises(ValidationError) as refused:
        in_effect(world, document)

    assert codes(refused) == ["due-before-today"]
    assert "points" in refused.value.error_dict
    assert lying(document) == ["make_known"]


def test_what_is_signed_says_the_points_and_the_visual_copy_the_number(world: World) -> None:
    """The text on paper has the kind, no addressee, numbered points with executors and terms; then number and mark."""
    document = numbered(world)
    text, copy = main_text(document), main_text(document, "visual_copy")
    executor = world.person("executor")

    assert "ПРИКАЗ" in text
    assert "1. Проверить крыши." in text
    assert executor.short_name in text
    assert document.number not in text
    assert document.number in copy
    assert "подписан электронной подписью" in copy


def test_an_order_is_signed_by_its_signer_alone_and_only_as_shown(world: World) -> None:
    """Somebody else is refused, and so is a signature under what was not on the screen."""
    document = agreed(world)
    item = world.item(WorkKind.SIGN, document=document)

    assert list(selectors.to_sign(world.person("leader"))) == [item]
    with pytest.raises(PermissionDenied):
        letters.sign(actor=world.person("unit_head"), item=item, passphrase="x", shown=[])
    with pytest.raises(ValidationError) as refused:
        letters.sign(actor=world.person("leader"), item=item, passphrase="x", shown=["0" * 64])
    assert codes(refused) == ["shown-changed"]


def test_a_returned_order_is_revised_and_its_visas_are_given_anew(world: World) -> None:
    """By an approver with a remark, by the signer with a mark in the text; a changed point asks for a new visa."""
    document = submitted(world)
    spoken(world, document, Visa.Verdict.RETURNED, "Назовите срок.")
    seen = [lying(document)]
    author = world.person("executor")
    orders.revise_order(actor=author, item=world.item("revise_order", document=document), order=a_draft(world))
    spoken(world, document)
    item = world.item(WorkKind.SIGN, document=document)
    letters.return_unsigned(actor=world.person("leader"), item=item, remark="Кому?", quote="подготовки к зиме")
    seen.append(lying(document))
    later = PointDraft("Проверить крыши", author, clock.today() + timedelta(days=30))
    orders.revise_order(
        actor=author, item=world.item("revise_order", document=document), order=a_draft(world, points=[later])
    )
    seen.append(lying(document))

    assert seen == [["revise_order"], ["revise_order"], ["approve"]]
    last = record.timeline(document).filter(verb="workflows.returned").last()
    assert last is not None
    assert last.data["quote"] == "подготовки к зиме"
    assert Notice.objects.filter(person=author, document=document, kind="returned").exists()


def test_until_it_has_its_number_an_order_is_seen_by_those_concerned_alone(world: World) -> None:
    """Author, signer and records office see the draft, the approver once asked; then it is as any order."""
    document = drafted(world)
    seen = [seeing(world, document)]
    orders.submit_order(actor=world.person("executor"), document=document)
    seen.append(seeing(world, document))
    spoken(world, document)
    registered(world, signed(world, document))
    seen.append(seeing(world, document))

    assert seen[0] == ["executor", "leader", "clerk", "controller"]
    assert seen[1] == ["executor", "unit_head", "leader", "clerk", "controller"]
    assert seen[2] == ["executor", "unit_head", "leader", "clerk", "controller", "auditor"]


def test_a_draft_for_official_use_is_seen_by_need_to_know(world: World) -> None:
    """Not even the records office sees it before it lies with them."""
    document = drafted(world, access=AccessMark.OFFICIAL)

    assert seeing(world, document) == ["executor", "leader"]


def test_a_draft_is_changed_taken_back_and_discarded_with_a_reason(world: World) -> None:
    """From the approvers and from the signer alike; without a reason nothing is discarded."""
    author = world.person("executor")
    document = drafted(world)
    orders.change_order(actor=author, document=document, order=a_draft(world, subject="О зиме"))
    orders.submit_order(actor=author, document=document)
    orders.take_back(actor=author, document=_anew(document), reason="Уточняю состав.")
    seen = [lying(document)]
    orders.revise_order(actor=author, item=world.item("revise_order", document=document), order=a_draft(world))
    spoken(world, document)
    orders.take_back(actor=author, document=_anew(document), reason="Уточняю срок.")
    seen.append(lying(document))
    with pytest.raises(ValidationError) as refused:
        orders.discard_order(actor=author, document=document, reason=" ")
    orders.discard_order(actor=author, document=document, reason="Не нужен.")
    seen.append(lying(document))

    assert seen == [["revise_order"], ["revise_order"], []]
    assert codes(refused) == ["reason-missing"]
    assert _anew(document).state == State.DISCARDED
    assert list(broken()) == []
    with pytest.raises(PermissionDenied):
        orders.take_back(actor=author, document=_anew(document), reason="Ещё раз.")


def test_the_author_follows_where_the_order_stands(world: World) -> None:
    """In what they wait for, in the list of orders under way with whom it lies, and by notices."""
    document = submitted(world)
    author = world.person("executor")
    awaited = [item.kind for item in list_selectors.awaited(author)]
    row = under_way(author)[0]
    spoken(world, document)
    registered(world, signed(world, document))

    assert awaited == [WorkKind.APPROVE]
    assert [item.assignee for item in row.lying] == [world.person("unit_head")]
    assert under_way(author) == []
    told = Notice.objects.filter(person=author, document=document, kind="letter")
    assert told.count() == 2


def test_only_whoever_drafts_orders_drafts_them_and_only_lawful_ones(world: World) -> None:
    """Refused: a role without the right, a signer who does not sign, a point for nobody of the agency, a past term."""
    with pytest.raises(PermissionDenied):
        orders.draft_order(actor=world.person("auditor"), agency=world.office.agency, order=a_draft(world))
    with pytest.raises(ValidationError) as no_signer:
        drafted(world, signer=world.person("unit_head"))
    point = PointDraft("Проверить", world.person("other.executor"), clock.today())
    with pytest.raises(ValidationError) as no_executor:
        drafted(world, points=[point])
    late = drafted(world, points=[PointDraft("Проверить", world.person("executor"), clock.today() - timedelta(days=1))])
    with pytest.raises(ValidationError) as in_past:
        orders.submit_order(actor=world.person("executor"), document=late)

    assert codes(no_signer) == ["signer-may-not-sign"]
    assert codes(no_executor) == ["executor-not-offered"]
    assert codes(in_past) == ["due-before-today"]


def test_an_order_whose_number_is_cancelled_is_not_made_known(world: World) -> None:
    """The registration in error ends its process; its number stays in the journal as cancelled."""
    document = numbered(world)
    cancel_number(actor=world.person("controller"), document=document, reason="Ошибочно зарегистрирован.")

    assert lying(document) == []
    assert list(broken()) == []


def test_an_acting_head_signs_an_order_as_such(world: World) -> None:
    """With the signer's own key and name; the mark names the acting post."""
    document = agreed(world)
    leader: Employee = world.person("leader")
    leader.posts.update(is_acting=True)
    signature = signed(world, document).signatures.get()

    assert signature.is_acting
    assert signature.employee_id == leader.pk


def _anew(document: Document) -> Document:
    return Document.objects.select_related("agency").get(pk=document.pk)
