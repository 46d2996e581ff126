"""A house in full swing: work of every kind on the desks, letters and packages in every state, an ended case."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from citizens.models import Case
from documents import services as documents
from documents.models import Document, LetterTemplate
from exchange import services as exchange
from exchange.models import InboxMessage, InboxState, OutboxMessage
from tests.addresses import ROLES, TABLE, address_of
from tests.exchange.peers import flipped
from tests.layers import layer
from tests.stage import Stage, stage
from tests.world import World
from workflows.models import Visa, WorkItem, WorkKind
from workflows.services import cases, drafting, letters, terms

__all__ = ["house", "stage"]

Purpose = LetterTemplate.Purpose


@layer(under="stage")
def house(stage: Stage) -> Stage:
    """The stage, and around it one case at every other step of the road."""
    _live_on(stage.world)
    _refuse_packages(stage.world)
    _change_hands(stage)
    awaiting = stage.world.appeal(questions=["Когда отремонтируют крышу?", "Кто отвечает за ремонт?"])
    _draft_resolutions(stage.world, awaiting)
    return stage


def pages(house: Stage) -> Iterator[tuple[str, str]]:
    """Role and address of every page: each of the table, each kind of work, each package, and other views of lists."""
    for name, entry in TABLE.items():
        if "GET" in entry.methods and entry.opens_to and entry.is_page:
            yield entry.opens_to[0], address_of(name, house)
        yield from ((role, f"{address_of(name, house)}{query}") for role, query in entry.views)
    for role in ROLES:
        lying = WorkItem.objects.lying_with(house.world.person(role)).exclude(kind=WorkKind.REGISTER)
        yield from ((role, f"/work/{item.pk}/") for item in _one_of_each(lying, "kind", "state"))
    for room, messages in (("inbox", InboxMessage.objects), ("outbox", OutboxMessage.objects)):
        for message in _one_of_each(messages.all(), "agency", "kind", "state", "decision"):
            clerk = "clerk" if message.agency_id == house.case.agency_id else "other.clerk"
            yield clerk, f"/exchange/{room}/{message.pk}/"
    yield "clerk", f"/cases/{Case.objects.filter(stage='registered').latest('pk').pk}/resolution/"
    memo = house.approving.paper.pk
    yield from (("executor", f"/documents/{memo}/{page}") for page in ("", "approval/"))
    yield "clerk", f"{address_of('citizens:person', house)}?merged={house.merge.pk}"
    yield "auditor", f"/oversight/applicants/{house.merge.doubled_id}/readings/"


def _draft_resolutions(world: World, case: Case) -> None:
    """The clerk's first draft of a resolution is returned, the second one awaits the head, who has favourites."""
    clerk, leader, executor = (world.person(name) for name in ("clerk", "leader", "executor"))
    for text in ("Рассмотреть.", "Прошу рассмотреть и ответить."):
        draft = drafting.draft_resolution(
            actor=clerk, case=case, head=leader, text=text, executor=executor, due_on=case.due_on
        )
        if text == "Рассмотреть.":
            drafting.return_resolution(actor=leader, draft=draft, remark="Скажите, о чём.")
    drafting.keep_text(actor=leader, text="Прошу рассмотреть лично.")
    drafting.keep_executor(actor=leader, person=executor)


def _one_of_each(rows: QuerySet[Any], *fields: str) -> Iterator[Any]:
    """The first row of every combination of these fields."""
    seen = set()
    for row in rows.order_by("id"):
        combination = tuple(getattr(row, field, "") for field in fields)
        if combination not in seen:
            seen.add(combination)
            yield row


def _answer(world: World) -> Document:
    """The answer to a new appeal, on approval."""
    case = world.appeal()
    world.resolved(case)
    return world.submitted(case, world.draft(Purpose.ANSWER))


def _live_on(world: World) -> None:
    """Bring one new case to each step of the road, the later ones through all the earlier."""
    executor, clerk = world.person("executor"), world.person("clerk")
    waiting = world.appeal()
    world.resolved(waiting)
    world.inquired(waiting)
    cases.await_reply(actor=executor, item=world.item(WorkKind.EXECUTE, waiting))
    terms.ask_extension(actor=executor, case=waiting, days=10, reason="Ждём сведений из архива.")
    _answer(world)
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=_answer(world)),
        verdict=Visa.Verdict.RETURNED,
        remark="Назовите срок.",
    )
    letters.give_visa(
        actor=world.person("unit_head"),
        item=world.item(WorkKind.APPROVE, document=_answer(world)),
        verdict=Visa.Verdict.AGREED,
    )
    world.signed(_answer(world))
    world.registered(world.signed(_answer(world)))
    for how_far in ("execute", "control", "file", "ended"):
        answer = world.registered(world.signed(_answer(world)))
        letters.dispatch(actor=clerk, item=world.item(WorkKind.DISPATCH, document=answer), channel="post")
        assert answer.case is not None
        _end(world, answer.case, how_far)


def _end(world: World, case: Case, how_far: str) -> None:
    """From the dispatched answer to the end, or to the desk before."""
    world.decided(case)
    if how_far == "ended":
        world.ended(case)
    elif how_far != "execute":
        cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Ответ направлен.")
        if how_far == "file":
            cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))


def _change_hands(stage: Stage) -> None:
    """The executor's file is checked in by force, and they take it again."""
    documents.force_check_in(actor=stage.world.person("controller"), entry=stage.working, reason="Срочно нужен.")
    documents.check_out(actor=stage.colleague, entry=stage.working, reason="Сверяю с актом.")


def _refuse_packages(world: World) -> None:
    """A package whose bytes were bent on the way, a package that the committee refuses, and one that it registers."""
    for bend in (flipped(2000), None, None):
        world.wire.on_the_way = bend or (lambda body: body)
        case = world.appeal()
        world.resolved(case)
        world.inquired(case)
    world.wire.on_the_way = lambda body: body
    refused, registered = InboxMessage.objects.filter(kind="document", state=InboxState.WAITING).order_by("-id")[:2]
    exchange.refuse_package(
        actor=world.person("other.clerk"), message=refused, reason="attachment-missing", comment="Нет приложения."
    )
    world.register_at_committee(registered)
