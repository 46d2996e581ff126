"""The matrix of objects: every address of a case or its papers × actors × cases of their own unit, of one below, beside
it, of another agency, ended, and with an access mark, compared with one table of who sees what. A new address joins it
by itself. ``make mutations`` proves that no call of ``visible_to`` can be left out unnoticed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies import services as agencies
from agencies.models import AccessMark, Agency, Employee, Role, Work
from citizens import services as citizens
from citizens.models import Case, CaseKind, CaseRole, Channel
from citizens.services import PersonData
from documents import services as documents
from documents.services import AppealCard
from history import clock
from history.models import Act
from tests.addresses import PUBLIC, TABLE, address_of
from tests.agencies.building import a_person, a_unit, days_ago
from tests.focus import FOCUS
from tests.layers import layer
from tests.stage import Stage, remind, stage
from tests.world import A_PDF, World
from workflows.models import WorkKind
from workflows.services import cases, desk

__all__ = ["matrix", "stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F35", "F42")]

OURS = {"own", "below", "beside", "ended"}
MARKED = {"restricted"}
# Which cases each actor sees; the row of the table of addresses that holds for them.
ACTORS: dict[str, tuple[set[str], str]] = {
    "executor": ({"own", "ended"} | MARKED, "executor"),
    "below": ({"below"}, "executor"),
    "stranger": ({"beside"}, "executor"),
    "unit_head": ({"own", "below", "ended"} | MARKED, "unit_head"),
    "leader": (OURS | MARKED, "leader"),
    "other.leader": ({"foreign"}, "leader"),
    "auditor": (OURS, "auditor"),
    "clerk": (OURS | MARKED, "clerk"),
    "second clerk": (OURS, "clerk"),
    "controller": (OURS, "controller"),
    "substitute": ({"own"} | MARKED, "executor"),
    "substitute of last week": (set(), "executor"),
    "observer": ({"own"}, "executor"),
    "observer of yesterday": (set(), "executor"),
    "guest": ({"own"}, "executor"),
    "guest of last week": (set(), "executor"),
    "named": (MARKED, "executor"),
    "struck off": (set(), "executor"),
    "administrator": (set(), "administrator"),
}
# Whose posts open the cards of all applicants of the agency: a card tells nothing of its cases.
KNOW_APPLICANTS = {"leader", "auditor", "clerk", "second clerk", "controller"}
SEE_JOURNALS = KNOW_APPLICANTS | {"other.leader"}
OF_APPLICANTS = {"citizens:person", "citizens:merge", "oversight:person-changes", "oversight:person-readings"}
# Whoever is named or asked sees the papers; the work on them lies with others.
ONLY_SEE = {"named", "observer", "guest"}
OF_WORK = {
    *("workflows:item", "workflows:release", "workflows:pause", "workflows:touch", "workflows:efforts"),
    *("documents:file-add", "workflows:case-assign", "workflows:case-pass-on", "workflows:take-back-report"),
}
# What is said in a case is no affair of a guest; who neither works on it nor leads who does asks nobody else in.
OF_TALK, OF_ASKING = {"citizens:discussion"}, {"documents:guest-links"}
# Their own remark only authors change.
OF_AUTHOR, AUTHORS = {"citizens:remark", "citizens:remark-withdraw"}, {"executor", "below", "stranger"}
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
    assert office.other is not None
    people = {
        "below": a_person(a_unit(office, "051", "Сектор кровель", office.units["05"]), "below"),
        "substitute": a_person(office.units["08"], "substitute"),
        "substitute of last week": a_person(office.units["08"], "expired"),
        "second clerk": a_person(office.units["02"], "second_clerk", role=Role.CLERK),
        "observer": a_person(office.units["08"], "observer"),
        "observer of yesterday": a_person(office.units["08"], "observed"),
        "guest": a_person(office.other.units["02"], "guest"),
        "guest of last week": a_person(office.other.units["02"], "gone"),
        "named": a_person(office.units["08"], "named"),
        "struck off": a_person(office.units["08"], "struck"),
    }
    executors = {
        "own": world.person("executor"),
        "below": people["below"],
        "beside": world.person("stranger"),
        "foreign": world.person("other.executor"),
        "ended": world.person("executor"),
        "restricted": world.person("executor"),
    }
    stages = {kind: _stage(stage, executor, kind) for kind, executor in executors.items()}
    world.decided(stages["ended"].case, "withdrawn")
    world.ended(stages["ended"].case)
    _named(world, stages["restricted"].case, people)
    _asked(world, stages["own"].case, people)
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


def _named(world: World, case: Case, people: dict[str, Employee]) -> None:
    """Two people are named as having to know the marked case, and one of them is struck off again."""
    leader = world.person("leader")
    for name in ("named", "struck off"):
        need = documents.name_person(actor=leader, paper=case, employee=people[name], reason="Готовит справку.")
    documents.strike_person(actor=leader, paper=case, need=need, reason="Справка готова.")


def _asked(world: World, case: Case, people: dict[str, Employee]) -> None:
    """Some are asked to take part in the case: two go on, one part was ended, one has had its last day."""
    executor = world.person("executor")
    parts = {
        name: citizens.invite(
            actor=executor,
            case=case,
            employee=people[name],
            role=CaseRole.GUEST if "guest" in name else CaseRole.OBSERVER,
            reason="Сверка сведений.",
            ends_on=days_ago(-3),
        )
        for name in ("observer", "observer of yesterday", "guest", "guest of last week")
    }
    citizens.end_part(actor=executor, participation=parts["observer of yesterday"], reason="Сведения сверены.")
    gone = parts["guest of last week"]
    gone.ends_on = days_ago(1)
    gone.save()


def _stage(stage: Stage, executor: Employee, kind: str) -> Stage:
    """The stage with another case in its midst: in the work of this executor."""
    world, side = stage.world, "other." if kind == "foreign" else ""
    case = _appeal(world, executor.agency, side, kind)
    cases.issue_resolution(
        actor=world.person(f"{side}leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=executor,
        text=f"Прошу рассмотреть ({kind}).",
        due_on=case.due_on,
    )
    item = desk.take(actor=executor, item=world.item(WorkKind.EXECUTE, case))
    case.refresh_from_db()
    remind(case)
    remark = citizens.write_remark(actor=executor, case=case, text=f"О крыше ({kind}) звонили дважды.")
    talk = replace(stage.talk, remark=remark)
    return replace(stage, case=case, inquiry=case.documents.get(), execution=item, talk=talk)


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
            access=AccessMark.OFFICIAL if kind in MARKED else "",
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


# Which rows are seen the sight matrix and the lists below ask of every database; here each address asks once more.
@pytest.mark.embedded_only
@pytest.mark.parametrize("actor", ACTORS)
def test_an_actor_opens_what_they_see_and_nothing_else(matrix: Matrix, actor: str) -> None:
    """Neither by reading nor by a forged sending; what they do not see answers as if it did not exist."""
    seen, role = ACTORS[actor]
    client, wrong = matrix.client(actor), []
    for name, places in FOCUS.over(matrix.addresses().items()):
        entry = TABLE[name]
        for address, kinds in places.items():
            is_known = name in OF_APPLICANTS and actor in KNOW_APPLICANTS
            is_open = role in entry.opens_to and bool(kinds & (seen | MARKED if is_known else seen))
            is_open = is_open and not (actor in ONLY_SEE and name in OF_WORK | OF_ASKING)
            is_open = is_open and not (actor == "guest" and name in OF_APPLICANTS | OF_TALK)
            is_open = is_open and (name not in OF_AUTHOR or actor in AUTHORS)
            if "GET" in entry.methods:
                answer = client.get(address)
                told = telling_of(matrix.stages.keys() - seen, answer.getvalue())
                wrong += [f"GET {name} of {kinds} tells of {told}"] if told else []
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
    journals = {
        kind
        for address in _journals(client)
        for kind in matrix.stages
        if f"О крыше ({kind})" in client.get(address).text
    }
    hidden_numbers = {
        kind for address in _journals(client) for kind in MARKED if _number(matrix, kind) in client.get(address).text
    }
    on_desk = {kind for kind in matrix.stages if f"О крыше ({kind})" in client.get("/").text}

    assert (documents, found_cases) == (seen, seen)
    assert hidden_numbers == (MARKED if actor in KNOW_APPLICANTS else set())
    assert journals == (seen if actor in SEE_JOURNALS else set())
    assert on_desk <= seen
    assert found == seen
    assert people == (set() if actor == "guest" else seen | MARKED if actor in KNOW_APPLICANTS else seen)


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


def telling_of(hidden: Iterable[str], body: bytes) -> list[str]:
    """Those of the hidden cases of which a page tells what they are about, or what was resolved in them."""
    text = body.decode(errors="replace")
    return [kind for kind in hidden if f"О крыше ({kind})" in text or f"Прошу рассмотреть ({kind})" in text]


def _journals(client: Client) -> list[str]:
    """The journals that the person may read, and every number of theirs."""
    answer = client.get("/journals/")
    if answer.status_code == NOT_FOUND:
        return []
    keys = [one.pk for one in answer.context["journals"]]
    return [f"/journals/{key}/{part}" for key in keys for part in ("", "numbers/")]


def _number(matrix: Matrix, kind: str) -> str:
    return matrix.stages[kind].case.number


def _page(client: Client, address: str, text: str) -> str:
    return client.get(address, {"q": text}).content.decode()
