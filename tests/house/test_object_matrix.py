"""The matrix of objects: every address of a case or its papers × actors × cases of their own unit, of one below, beside
it, of another agency, and ended, compared with one table of who sees what. A new address joins it by itself.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies import services as agencies
from agencies.models import Agency, Employee, Work
from citizens.models import Case, CaseKind, Channel
from citizens.services import PersonData
from documents import services as documents
from documents.services import AppealCard
from history import clock
from history.models import Act
from tests.addresses import PUBLIC, TABLE, Stage, address_of, stage
from tests.agencies.building import a_person, a_unit, days_ago
from tests.layers import layer
from tests.world import A_PDF, World
from workflows.models import WorkKind
from workflows.services import cases, desk

__all__ = ["matrix", "stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F35", "F42")]

OURS = {"own", "below", "beside", "ended"}
# Which cases each actor sees; the row of the table of addresses that holds for them.
ACTORS: dict[str, tuple[set[str], str]] = {
    "executor": ({"own", "ended"}, "executor"),
    "below": ({"below"}, "executor"),
    "stranger": ({"beside"}, "executor"),
    "unit_head": ({"own", "below", "ended"}, "unit_head"),
    "leader": (OURS, "leader"),
    "other.leader": ({"foreign"}, "leader"),
    "auditor": (OURS, "auditor"),
    "clerk": (OURS, "clerk"),
    "controller": (OURS, "controller"),
    "substitute": ({"own"}, "executor"),
    "substitute of last week": (set(), "executor"),
    "administrator": (set(), "administrator"),
}
NOT_FOUND, NOT_ALLOWED, TO_SIGN_IN, OK, MOVED_ON = 404, 405, 302, 200, 302


@dataclass
class Matrix:
    """The stage of each case, and people beside those of the office."""

    stages: dict[str, Stage]
    people: dict[str, Employee]

    def client(self, actor: str) -> Client:
        """A browser in which the actor is signed in."""
        person = self.people.get(actor) or self.stages["own"].world.person(actor)
        client = Client()
        client.force_login(person, backend="agencies.backends.EmployeeBackend")
        return client

    def addresses(self) -> dict[str, dict[str, set[str]]]:
        """By name: each address that is another for another case, with the cases that it is of."""
        found: dict[str, dict[str, set[str]]] = {}
        for name in TABLE.keys() - PUBLIC:
            places: dict[str, set[str]] = defaultdict(set)
            for kind, one in self.stages.items():
                try:
                    places[address_of(name, one)].add(kind)
                except ObjectDoesNotExist:
                    continue
            if len(places) > 1:
                found[name] = places
        return found


@layer(under="stage")
def matrix(stage: Stage) -> Matrix:
    """A case of each kind; the executor is away, and was last week."""
    world, office = stage.world, stage.world.office
    people = {
        "below": a_person(a_unit(office, "051", "Сектор кровель", office.units["05"]), "below"),
        "substitute": a_person(office.units["08"], "substitute"),
        "substitute of last week": a_person(office.units["08"], "expired"),
    }
    assert office.other is not None
    executors = {
        "own": world.person("executor"),
        "below": people["below"],
        "beside": world.person("stranger"),
        "foreign": world.person("other.executor"),
        "ended": world.person("executor"),
    }
    stages = {kind: _stage(stage, executor, kind) for kind, executor in executors.items()}
    world.decided(stages["ended"].case, "withdrawn")
    world.ended(stages["ended"].case)
    for substitute, first, last in (
        ("substitute of last week", days_ago(9), days_ago(3)),
        ("substitute", days_ago(1), days_ago(-5)),
    ):
        agencies.enter_absence(
            actor=world.person("administrator"),
            employee=world.person("executor"),
            kind="leave",
            starts_on=first,
            ends_on=last,
            substitutes={Work.EXECUTION: people[substitute]},
        )
    return Matrix(stages, people)


def _stage(stage: Stage, executor: Employee, kind: str) -> Stage:
    """The stage with another case in its midst: in the work of this executor."""
    world, side = stage.world, "other." if kind == "foreign" else ""
    case = _appeal(world, executor.agency, side, kind)
    cases.issue_resolution(
        actor=world.person(f"{side}leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=executor,
        text="Прошу рассмотреть.",
        due_on=case.due_on,
    )
    item = desk.take(actor=executor, item=world.item(WorkKind.EXECUTE, case))
    case.refresh_from_db()
    return replace(stage, case=case, inquiry=case.documents.get(), execution=item)


def _appeal(world: World, agency: Agency, side: str, kind: str) -> Case:
    return documents.register_appeal(
        actor=world.person(f"{side}clerk"),
        agency=agency,
        appeal=AppealCard(
            kind=CaseKind.APPLICATION,
            channel=Channel.POST,
            summary=f"О крыше ({kind})",
            text="Крыша течёт.",
            received_on=clock.today(),
            new_applicant=PersonData(f"Заявителева-{kind}", "f", "Анна", "", f"ул. Соборная, {kind}"),
        ),
        uploads=[SimpleUploadedFile("Обращение.pdf", A_PDF, "application/pdf")],
    )


def test_the_matrix_holds_the_addresses_of_cases_and_their_papers(matrix: Matrix) -> None:
    """It would be empty, and prove nothing, without them."""
    assert matrix.addresses().keys() >= {
        "workflows:case",
        "workflows:document",
        "workflows:item",
        "citizens:person",
        "documents:file",
        "documents:card-print",
        "documents:acknowledgement",
        "oversight:changes",
        "oversight:case-hours",
    }


@pytest.mark.parametrize("actor", ACTORS)
def test_an_actor_opens_what_they_see_and_nothing_else(matrix: Matrix, actor: str) -> None:
    """Neither by reading nor by a forged sending; what they do not see answers as if it did not exist."""
    seen, role = ACTORS[actor]
    client, wrong = matrix.client(actor), []
    for name, places in matrix.addresses().items():
        entry = TABLE[name]
        for address, kinds in places.items():
            is_open = role in entry.opens_to and bool(kinds & seen)
            if "GET" in entry.methods:
                answer = client.get(address)
                answer.getvalue()
                expected = {OK, MOVED_ON} if is_open and "ended" in kinds else {OK} if is_open else {NOT_FOUND}
                wrong += [] if answer.status_code in expected else [f"GET {name} of {kinds}: {answer.status_code}"]
            if "POST" in entry.methods and not is_open:
                before = Act.objects.count()
                status = client.post(address, {"action": "report", "text": "x"}).status_code
                is_refused = status in (NOT_FOUND, NOT_ALLOWED) and Act.objects.count() == before
                wrong += [] if is_refused else [f"POST {name} of {kinds}: {status}"]
    assert wrong == []


@pytest.mark.parametrize("actor", ACTORS)
def test_lists_and_search_show_an_actor_what_they_see_and_nothing_else(matrix: Matrix, actor: str) -> None:
    """Cases by number, applicants by surname, all of them and their papers by words."""
    seen, _role = ACTORS[actor]
    client = matrix.client(actor)

    found = {
        kind
        for kind, one in matrix.stages.items()
        if f"/cases/{one.case.pk}/" in _page(client, "/cases/", one.case.number)
    }
    people = {
        kind
        for kind, one in matrix.stages.items()
        if f'/applicants/{one.applicant.pk}/"' in _page(client, "/applicants/", f"Заявителева-{kind}")
    }

    searched = _page(client, "/search/", "крыши заявителева*")
    documents = {kind for kind, one in matrix.stages.items() if f"/documents/{one.inquiry.pk}/" in searched}
    found_cases = {kind for kind, one in matrix.stages.items() if f"/cases/{one.case.pk}/" in searched}

    assert (found, people) == (seen, seen)
    assert (documents, found_cases) == (seen, seen)


@pytest.mark.parametrize("method", ["get", "post"])
def test_neither_a_stranger_nor_a_closed_account_opens_anything(matrix: Matrix, method: str) -> None:
    """Both are led to the sign-in page."""
    agencies.close_account(
        actor=matrix.stages["own"].world.person("administrator"), employee=matrix.people["substitute"]
    )
    clients = (Client(), matrix.client("substitute"))

    answers = {
        (name, getattr(client, method)(address).status_code)
        for client in clients
        for name, places in matrix.addresses().items()
        for address in places
    }

    assert {status for _name, status in answers} == {TO_SIGN_IN}


def _page(client: Client, address: str, text: str) -> str:
    return client.get(address, {"q": text}).content.decode()
