"""The role matrix: every address × every role, by GET and by an empty POST, against one table of who may open what.

A new address that is not in the table fails the first test, so the table is always whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

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
NOT_FOUND, NOT_ALLOWED, TO_SIGN_IN = 404, 405, 302


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
        return InboxMessage.objects.get(kind="document")

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
    "workflows:document": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "agencies:login": Entry(ROLES, methods=FORM),
    "agencies:logout": Entry(ROLES, methods=ACT),
    "agencies:language": Entry(ROLES, methods=ACT),
    "agencies:health": Entry(ROLES),
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


def test_every_address_is_in_the_table() -> None:
    """And the table names no address that does not exist."""
    assert set(addresses()) == set(TABLE)


@pytest.mark.django_db
@pytest.mark.feature("F32", "F42")
def test_each_role_opens_what_the_table_says_and_nothing_else(stage: Stage) -> None:
    """What is not open answers 404, as if it did not exist."""
    wrong = []
    for role in ROLES:
        client = Client()
        client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")
        for name, entry in TABLE.items():
            answer = client.get(address_of(name, stage))
            status = answer.status_code
            answer.getvalue()
            expected = _expected_of_reading(entry, role, name)
            if status not in expected:
                wrong.append(f"{role} GET {name}: {status}, not {expected}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.feature("F32", "F42")
def test_nobody_changes_by_post_what_is_not_open_to_them(stage: Stage) -> None:
    """A forged POST of a stranger answers 404 or 405 and leaves no act."""
    wrong = []
    for role in ROLES:
        client = Client()
        client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")
        for name, entry in TABLE.items():
            if role in entry.opens_to or name in PUBLIC:
                continue
            before = Act.objects.count()
            status = client.post(address_of(name, stage), {"action": "report", "text": "x"}).status_code
            if status not in (NOT_FOUND, NOT_ALLOWED) or Act.objects.count() != before:
                wrong.append(f"{role} POST {name}: {status}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.feature("F37")
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_did_not_sign_in_is_led_to_the_sign_in_page(stage: Stage, method: str) -> None:
    """Every page but the public ones."""
    client = Client()

    answers = {name: getattr(client, method)(address_of(name, stage)) for name in TABLE if name not in PUBLIC}

    wrong = [
        name
        for name, answer in answers.items()
        if answer.status_code != TO_SIGN_IN or "/login/" not in answer.headers["Location"]
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.feature("F37")
def test_a_closed_account_opens_nothing_from_that_moment(stage: Stage) -> None:
    """Even in a session that was open."""
    client, executor = Client(), stage.world.person("executor")
    client.force_login(executor, backend="agencies.backends.EmployeeBackend")
    assert client.get(address_of("workflows:case", stage)).status_code == 200

    executor.is_active = False
    executor.save()

    assert client.get(address_of("workflows:case", stage)).status_code == TO_SIGN_IN


@pytest.mark.django_db
@pytest.mark.feature("F32", "F42")
@pytest.mark.parametrize("role", ["stranger", *OTHERS, "administrator"])
def test_search_finds_nothing_that_is_not_open(stage: Stage, role: str) -> None:
    """Neither by number nor by surname."""
    client = Client()
    client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")

    pages = [
        client.get(reverse(name), {"q": text}).content.decode()
        for name in ("workflows:cases", "citizens:people")
        for text in (stage.case.number, "Фролова", stage.inquiry.number)
    ]

    assert all(reverse("workflows:case", args=[stage.case.pk]) not in page for page in pages)
    assert all(reverse("citizens:person", args=[stage.case.applicant_id]) not in page for page in pages)
    assert all(reverse("workflows:document", args=[stage.inquiry.pk]) not in page for page in pages)


def _expected_of_reading(entry: Entry, role: str, name: str) -> tuple[int, ...]:
    if "GET" not in entry.methods:
        return (NOT_ALLOWED,)
    if name in PUBLIC:
        return (200, NOT_FOUND)
    return (200,) if role in entry.opens_to else (NOT_FOUND,)
