"""The table of all addresses of the program: who may open each, by which methods, and its arguments in the world."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.models import TermKind
from citizens.models import Case, Person
from documents.models import Document, Journal, LetterTemplate
from exchange.models import InboxMessage, OutboxMessage, Receipt
from history.models import Act
from tests.world import World
from workflows.models import Effort, WorkItem
from workflows.services import effort, letters

ROLES = (
    "clerk",
    "controller",
    "leader",
    "unit_head",
    "executor",
    "auditor",
    "stranger",
    "administrator",
    "other.clerk",
    "other.controller",
    "other.leader",
    "other.unit_head",
    "other.executor",
)
# Who sees the case of the world: the records office, control, the head, the auditor, its executor and their head.
SEE_CASE = ("clerk", "controller", "leader", "unit_head", "executor", "auditor")
SEE_JOURNALS = ("clerk", "controller", "leader", "auditor")
RECORDS = ("clerk", "controller")
WITH_DATA = tuple(role for role in ROLES if role != "administrator")
OTHERS = tuple(role for role in ROLES if role.startswith("other."))
BOTH_SIDES = ("clerk", "controller", "other.clerk", "other.controller")
LEADERS = ("leader", "unit_head", "controller", "other.leader", "other.unit_head", "other.controller")


@dataclass(frozen=True)
class Entry:
    """An address: who opens it, by which methods, and its arguments in the world."""

    opens_to: tuple[str, ...]
    argument: Callable[["Stage"], Any] | None = None
    name: str = "pk"
    methods: tuple[str, ...] = ("GET",)


@dataclass
class Stage:
    """The world with a case in progress: its inquiry delivered to the other agency, a draft, counted time."""

    world: World
    case: Case
    inquiry: Document
    draft: Document
    execution: WorkItem
    effort: Effort

    @property
    def applicant(self) -> Person:
        """Whose case it is."""
        assert self.case.applicant is not None
        return self.case.applicant

    @property
    def received(self) -> InboxMessage:
        """The inquiry in the other agency's inbox."""
        return InboxMessage.objects.get(message_id=self.sent.message_id)

    @property
    def sent(self) -> OutboxMessage:
        """The inquiry in the outbox."""
        return OutboxMessage.objects.get(document=self.inquiry)


FORM = ("GET", "POST")
ACT = ("POST",)
OTHER_RECORDS = ("other.clerk", "other.controller")
TABLE: dict[str, Entry] = {
    "workflows:desk": Entry(ROLES),
    "workflows:item": Entry(("executor",), lambda stage: stage.execution.pk, methods=FORM),
    "workflows:release": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:pause": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:touch": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:efforts": Entry(("executor",), lambda stage: stage.execution.pk),
    "workflows:correct-effort": Entry(("executor",), lambda stage: stage.effort.pk, methods=FORM),
    "workflows:draft": Entry(("executor",), lambda stage: stage.draft.pk, methods=FORM),
    "workflows:cases": Entry(WITH_DATA),
    "workflows:case": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "workflows:case-term": Entry(SEE_CASE, lambda stage: stage.case.pk, methods=FORM),
    "workflows:moved-terms": Entry(("controller", "administrator", "other.controller"), methods=FORM),
    "workflows:document": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "agencies:login": Entry(ROLES, methods=FORM),
    "agencies:logout": Entry(ROLES, methods=ACT),
    "agencies:language": Entry(ROLES, methods=ACT),
    "agencies:health": Entry(ROLES),
    "agencies:calendar": Entry(("administrator",), methods=FORM),
    "agencies:calendar-year": Entry(("administrator",), lambda _stage: 2026, name="number", methods=FORM),
    "agencies:term-kinds": Entry(("administrator",)),
    "agencies:term-kind": Entry(
        ("administrator",), lambda _stage: TermKind.objects.get(code="appeal-answer").pk, methods=FORM
    ),
    "citizens:people": Entry(WITH_DATA),
    "citizens:person-options": Entry(BOTH_SIDES),
    "citizens:person": Entry(SEE_CASE, lambda stage: stage.applicant.pk),
    "documents:register-appeal": Entry(BOTH_SIDES, methods=FORM),
    "documents:acknowledgement": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "documents:card-print": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "documents:file": Entry(SEE_CASE, lambda stage: stage.inquiry.files.latest("pk").pk),
    "documents:journals": Entry((*SEE_JOURNALS, "other.clerk", "other.controller", "other.leader")),
    "documents:journal": Entry(
        SEE_JOURNALS, lambda stage: Journal.objects.get(agency=stage.case.agency, flow="appeal").pk
    ),
    "exchange:messages": Entry(ROLES, methods=ACT),
    "exchange:receipts": Entry((), lambda _stage: uuid4(), name="message_id"),
    "exchange:inbox": Entry(BOTH_SIDES),
    "exchange:outbox": Entry(BOTH_SIDES),
    "exchange:package": Entry(OTHER_RECORDS, lambda stage: stage.received.pk),
    "exchange:register": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:refuse": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:discard": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:received-container": Entry(OTHER_RECORDS, lambda stage: stage.received.pk),
    "exchange:outgoing": Entry(RECORDS, lambda stage: stage.sent.pk),
    "exchange:retry": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:park": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:resume": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:sent-container": Entry(RECORDS, lambda stage: stage.sent.pk),
    "exchange:receipt": Entry(RECORDS, lambda stage: Receipt.objects.get(message=stage.sent).pk),
    "oversight:acts": Entry(("auditor",)),
    "oversight:changes": Entry(("auditor",), lambda stage: stage.case.pk),
    "oversight:person-changes": Entry(("auditor",), lambda stage: stage.applicant.pk),
    "oversight:entry": Entry(
        ("auditor",),
        lambda stage: (
            Act.objects.filter(subject_type="citizens.case", subject_key=stage.case.pk).earliest("pk").entry_id
        ),
        name="key",
    ),
    "oversight:readings": Entry(("auditor",)),
    "oversight:case-readings": Entry(("auditor",), lambda stage: stage.case.pk),
    "oversight:person-readings": Entry(("auditor",), lambda stage: stage.applicant.pk),
    "oversight:integrity": Entry(("auditor",)),
    "oversight:load": Entry(LEADERS),
    "oversight:load-list": Entry(
        ("leader", "unit_head", "controller"), lambda stage: {"pk": stage.execution.assignee_id, "figure": "open"}
    ),
    "oversight:case-hours": Entry(("leader", "unit_head", "controller"), lambda stage: stage.case.pk),
}
PUBLIC = {"agencies:login", "agencies:language", "agencies:health", "exchange:messages", "exchange:receipts"}


def addresses() -> Iterator[str]:
    """Names of all addresses of the program."""

    def walk(patterns: list[Any], namespace: str) -> Iterator[str]:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
            elif isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name}"

    return walk(get_resolver().url_patterns, "")


@pytest.fixture
def stage(world: World) -> Stage:
    """A case in progress."""
    case = world.appeal()
    item = world.resolved(case)
    inquiry = world.inquired(case)
    executor = world.person("executor")
    draft = letters.draft_letter(actor=executor, item=item, letter=world.draft(LetterTemplate.Purpose.ANSWER))
    counted = effort.touch(actor=executor, item=item)
    assert counted is not None
    case.refresh_from_db()
    return Stage(world, case, inquiry, draft, item, counted)


def address_of(name: str, stage: Stage) -> str:
    """The address with its arguments in the world."""
    entry = TABLE[name]
    given = entry.argument(stage) if entry.argument else {}
    return reverse(name, kwargs=given if isinstance(given, dict) else {entry.name: given})
