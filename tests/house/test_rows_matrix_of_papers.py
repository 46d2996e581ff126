"""Lists, forms and papers of the records office, the exchange, search and discussions: what an actor must not find
there though their post opens the page. It is rows of another agency, unit or person, and what has an access mark.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import AccessMark, Employee, Role
from citizens import policies as talking
from citizens import selectors as talks
from citizens import services as citizens
from citizens.models import Case, CaseRole, Participation, Remark
from documents import plan_selectors, scan_selectors, selectors, services
from documents.forms import PlaceForm
from documents.models import LetterTemplate, PostalItem, RegisterState
from documents.policies import may_file_in
from documents.search import finding
from documents.search.finding import Wanted
from exchange.models import OutboxMessage, WatchedFolder
from history import clock
from history.models import Act
from tests.agencies.building import days_ago
from tests.documents.post import by_post
from tests.house.test_object_matrix import ACTORS, Matrix, matrix, stage
from tests.stage import Stage

__all__ = ["matrix", "stage"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F37", "L11")]

REASON = "Сверка сведений."
NOT_FOUND, MOVED_ON = 404, 302
# The first of them registered what is marked.
REGISTRARS = ("clerk", "second clerk", "controller")


@dataclass(frozen=True)
class List:
    """A list on a page: the rows that it is about, who finds one of them there, and whose page lacks them all."""

    page: str
    name: str
    rows: Callable[[Stage], list[object]]
    shown_to: tuple[str, ...]
    kept_from: tuple[str, ...]


LISTS = (
    List(
        "documents:search",
        "saved",
        lambda stage: [stage.saved],
        shown_to=("executor", "unit_head"),
        kept_from=("stranger", "clerk", "other.executor"),
    ),
    List(
        "documents:batches",
        "batches",
        lambda stage: [stage.mailroom.batch],
        shown_to=("clerk", "controller"),
        kept_from=("second clerk", "other.clerk", "other.controller"),
    ),
    List(
        "documents:postal-registers",
        "registers",
        lambda stage: [stage.mailroom.open, stage.mailroom.sent],
        shown_to=("clerk", "second clerk", "auditor"),
        kept_from=("other.clerk", "other.leader"),
    ),
    List(
        "exchange:inbox",
        "faults",
        lambda stage: [_broken_folder(stage)],
        shown_to=("clerk", "controller"),
        kept_from=("other.clerk", "other.controller"),
    ),
)


@pytest.mark.parametrize("asked", LISTS, ids=lambda one: one.page)
def test_a_list_has_the_rows_of_its_reader_and_no_others(matrix: Matrix, asked: List) -> None:
    """Whoever may open the page has a list of their own agency, unit and work."""
    rows = asked.rows(matrix.stages["own"])
    found = {}

    for actor in (*asked.shown_to, *asked.kept_from):
        answer = matrix.client(actor).get(reverse(asked.page))
        told = [row[0] if isinstance(row, tuple) else row for row in answer.context[asked.name]]
        found[actor] = any(row in told for row in rows)

    assert found == {**dict.fromkeys(asked.shown_to, True), **dict.fromkeys(asked.kept_from, False)}


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("documents:sheet-print", lambda stage: stage.restricted.pk),
        ("documents:file-document", lambda stage: stage.restricted.pk),
        ("documents:postal-item", lambda stage: _marked_item(stage).pk),
        ("documents:postal-delivery", lambda stage: _marked_item(stage, is_sent=True).pk),
    ],
)
def test_whoever_registers_opens_a_marked_paper_if_they_have_to_know_it(
    matrix: Matrix, page: str, key: Callable[[Stage], int]
) -> None:
    """The post that opens the page for all other papers does not open it for this one."""
    address = reverse(page, args=[key(matrix.stages["own"])])

    answers = {
        actor: matrix.client(actor).get(address).status_code for actor in ("clerk", "second clerk", "controller")
    }

    assert answers == {"clerk": 200, "second clerk": NOT_FOUND, "controller": NOT_FOUND}


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "administrator"])
def test_search_finds_what_was_said_in_cases_that_an_actor_reads_and_in_no_other(matrix: Matrix, actor: str) -> None:
    """By a word that stands in every discussion; what is said is no affair of a guest."""
    seen, _role = ACTORS[actor]

    page = matrix.client(actor).get(reverse("documents:search"), {"q": "звонили", "of": "remarks"})

    found = [remark for remark, _passage in page.context["remarks"]]
    kinds = {kind for kind, one in matrix.stages.items() if one.talk.remark in found}
    assert kinds == (set() if actor == "guest" else seen)


def test_forged_acts_upon_papers_that_an_actor_does_not_see_are_refused_by_the_services(matrix: Matrix) -> None:
    """Whatever their post lets them do with the papers that they see."""
    own, registrar = matrix.stages["own"], matrix.people["second clerk"]
    file = own.world.file_of(own.world.office.agency)
    tries: list[Callable[[], object]] = [
        lambda: citizens.write_remark(actor=own.world.person("stranger"), case=own.case, text="Добавлю."),
        lambda: services.ask_long_term(actor=registrar, document=own.restricted),
        lambda: services.file_document(actor=registrar, document=own.restricted, file_index=file),
    ]

    assert may_file_in(registrar, own.restricted.agency_id)
    for forged in tries:
        with pytest.raises(PermissionDenied):
            forged()


def test_an_author_who_does_not_see_their_letter_any_more_makes_nothing_of_it(matrix: Matrix) -> None:
    """The case went on without them."""
    letter = matrix.stages["own"].draft
    assert letter.case is not None
    for part in letter.case.participations.filter(employee=letter.author):
        part.ended_at = clock.now()
        part.save()
    before = Act.objects.count()

    answer = matrix.client("executor").post(reverse("documents:working-form", args=[letter.pk]))

    assert (answer.status_code, Act.objects.count()) == (NOT_FOUND, before)


def test_a_day_of_the_post_counts_no_marked_letter_to_whoever_does_not_see_it(matrix: Matrix) -> None:
    """Nor would a register that they make up have it."""
    letter = by_post(matrix.stages["own"].world, "02-07/911", days_ago=5, access=AccessMark.OFFICIAL)
    assert letter.dispatched_at is not None

    pages = {
        actor: matrix.client(actor).get(reverse("documents:postal-registers")) for actor in ("clerk", "controller")
    }

    days = {actor: [day for day, _count in page.context["days"]] for actor, page in pages.items()}
    assert {actor: days_ago(5) in of for actor, of in days.items()} == {"clerk": True, "controller": False}


@pytest.mark.parametrize(("actor", "is_seen"), [("clerk", True), ("controller", False)])
def test_a_batch_of_scans_names_no_marked_paper_and_places_nothing_on_it(
    matrix: Matrix, actor: str, is_seen: bool
) -> None:
    """The head of the records office sees every batch, but not every paper."""
    own = matrix.stages["own"]
    person, part, marked = own.world.person(actor), own.mailroom.lost, own.restricted
    part.document = marked
    part.save()

    page = matrix.client(actor).get(reverse("documents:batch", args=[part.batch_id]))
    form = PlaceForm({"number": marked.number, "pages": ""}, employee=person, part=part)

    assert [one["paper"] for one in page.context["waiting"]] == [marked if is_seen else None]
    assert [one.paper for one in scan_selectors.waiting_parts(own.mailroom.batch, person)] == [
        marked if is_seen else None
    ]
    assert form.is_valid() is is_seen
    assert form.document == (marked if is_seen else None)
    assert is_seen or form.errors.as_data()["number"][0].code == "paper-unknown"


@pytest.mark.parametrize("kind", ["own", "restricted"])
def test_a_template_is_tried_on_a_case_that_its_keeper_sees(matrix: Matrix, kind: str) -> None:
    """Of a marked one its number finds nothing."""
    keeper, case = matrix.stages["own"].world.person("controller"), matrix.stages[kind].case

    found = selectors.example_case(keeper, keeper.agency, LetterTemplate.Purpose.ANSWER, case.number)

    assert found == (case if kind == "own" else None)


@pytest.mark.parametrize(("actor", "is_found"), [("executor", True), ("unit_head", True), ("guest", False)])
def test_papers_are_looked_for_by_executors_of_ones_own_agency(matrix: Matrix, actor: str, is_found: bool) -> None:
    """A guest from another one does not learn by their search who works where."""
    own = matrix.stages["own"]
    person = matrix.people.get(actor) or own.world.person(actor)

    seen, named = (finding.documents(person, wanted) for wanted in (Wanted(), Wanted(executor=own.colleague.last_name)))

    assert (seen.contains(own.inquiry), named.contains(own.inquiry)) == (True, is_found)


@pytest.mark.parametrize(("actor", "status"), [("clerk", MOVED_ON), ("controller", NOT_FOUND)])
def test_that_a_marked_letter_came_back_is_noted_by_whoever_sees_it(matrix: Matrix, actor: str, status: int) -> None:
    """Others learn nothing of it, not even that it did not leave."""
    marked = matrix.stages["own"].restricted

    page = matrix.client(actor).get(reverse("documents:came-back", args=[marked.pk]))

    assert page.status_code == status


@pytest.mark.parametrize(("actor", "is_seen"), [("clerk", True), ("controller", False)])
def test_a_transfer_to_the_archive_hides_a_marked_paper_from_whoever_does_not_see_it(
    matrix: Matrix, actor: str, is_seen: bool
) -> None:
    """They see that it is there, and neither decide on it nor take the package that holds it."""
    own = matrix.stages["own"]
    person, transfer = own.world.person(actor), own.archive.transfer
    line = transfer.lines.create(ordinal=1, file=own.archive.row, document=own.restricted)

    page = matrix.client(actor).get(reverse("documents:transfer", args=[transfer.pk]))

    assert plan_selectors.unseen_of(person, transfer).contains(line) is not is_seen
    assert (own.restricted.number in page.text) is is_seen


def test_the_exchange_steps_into_no_message_and_names_none_that_its_keeper_does_not_see(matrix: Matrix) -> None:
    """Neither by forged ticks, nor where a comparison with the other side has a difference."""
    own = matrix.stages["own"]
    sent = OutboxMessage.objects.get(message_id=own.comparison.differences[0]["message_id"])
    services.mark_paper(actor=own.world.person("clerk"), paper=Case.objects.get(documents=sent.document), reason=REASON)
    ticked, named = {}, {}

    for actor in ("clerk", "controller", "other.clerk"):
        client = matrix.client(actor)
        page = client.post(reverse("exchange:many"), {"chosen": [str(sent.pk)], "step": "retry"})
        ticked[actor] = [message for message, _why in page.context["rows"]]
        compared = client.get(reverse("exchange:reconciliation", args=[own.comparison.pk]))
        named[actor] = compared.context["rows"][0][-1] if compared.status_code != NOT_FOUND else None

    assert ticked == {"clerk": [sent], "controller": [], "other.clerk": []}
    assert named == {"clerk": sent, "controller": None, "other.clerk": None}


def test_a_mention_tells_nothing_of_a_case_to_whoever_sees_it_no_more(matrix: Matrix) -> None:
    """The observer's part was ended before they looked."""
    case, observer = matrix.stages["own"].case, matrix.people["observer"]
    executor = matrix.stages["own"].world.person("executor")
    remark = citizens.write_remark(actor=executor, case=case, text="Посмотрите, пожалуйста.", mentioned=[observer])
    before = talks.unseen_mentions(Employee.objects.get(pk=observer.pk), case)
    part = Participation.objects.get(case=case, employee=observer)
    citizens.end_part(actor=executor, participation=part, reason=REASON)

    after = talks.unseen_mentions(Employee.objects.get(pk=observer.pk), case)

    assert (before, after) == ([remark], [])


@pytest.mark.parametrize(("part", "by"), [("observer", "executor"), ("executor", "leader")])
def test_a_part_that_a_post_does_not_open_any_more_gives_a_guest_no_rights(matrix: Matrix, part: str, by: str) -> None:
    """Who administers now, and is asked in as a guest, has the rights of a guest alone in the case of old."""
    own = matrix.stages["own"]
    person = matrix.people.get(part) or own.world.person(part)
    post = person.posts.get()
    post.role = Role.ADMINISTRATOR
    post.save()
    citizens.invite(
        actor=own.world.person(by),
        case=own.case,
        employee=Employee.objects.get(pk=person.pk),
        role=CaseRole.GUEST,
        reason=REASON,
        ends_on=days_ago(-3),
    )
    guest = Employee.objects.get(pk=person.pk)

    rights = (talking.may_read_remarks, talking.may_remark, talking.may_invite)

    assert Case.objects.visible_to(guest).contains(own.case)
    assert not Remark.objects.visible_to(guest).filter(case=own.case).exists()
    assert [right(guest, own.case) for right in rights] == [False, False, False]


def _broken_folder(stage: Stage) -> WatchedFolder:
    """A watched folder of the ministry's that could not be read."""
    return WatchedFolder.objects.create(
        correspondent=stage.world.committee, name="heritage", their_uid=uuid4(), our_uid=uuid4(), fault="unreachable"
    )


def _marked_item(stage: Stage, *, is_sent: bool = False) -> PostalItem:
    """A letter for official use only in a register of the clerk who registered it."""
    clerk, age = stage.world.person("clerk"), timedelta(days=5)
    letter = by_post(stage.world, "02-07/912", days_ago=age.days, access=AccessMark.OFFICIAL)
    register = services.make_register(actor=clerk, agency=clerk.agency, on=clock.today() - age)
    if is_sent:
        register = services.send_register(actor=clerk, register=register, on=clock.today())
        assert register.state == RegisterState.SENT
    return register.items.get(document=letter)
