"""What the matrix of objects cannot reach by an address of its own: figures, acts, sheets, forged acts, queues."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pypdf import PdfReader

from agencies import services as agencies
from agencies.models import Employee, Role
from agencies.services import NewPost
from citizens import services as citizens
from citizens.models import Case, CaseRole
from documents import services as documents
from documents.models import Document, DocumentKind
from documents.services import CorrespondenceCard
from exchange.models import InboxMessage, OutboxMessage
from history import clock
from tests.agencies.building import a_person
from tests.house.test_object_matrix import ACTORS, Matrix, matrix, stage, telling_of
from tests.people import LOADER, SINCE
from workflows.models import UNFINISHED, WorkItem, WorkKind
from workflows.services import desk

__all__ = ["matrix", "stage"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F37", "L11")]

REASON = "Сверка сведений."


def browser(person: Employee) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


@pytest.mark.parametrize("address", ["/oversight/acts/", "/oversight/readings/", "/", "/cases/", "/oversight/load/"])
@pytest.mark.parametrize("actor", ["auditor", "controller", "second clerk", "leader"])
def test_pages_of_many_papers_tell_of_none_that_is_hidden(matrix: Matrix, actor: str, address: str) -> None:
    """Neither in rows nor in the words of acts."""
    answer = matrix.client(actor).get(address)

    assert telling_of(matrix.stages.keys() - ACTORS[actor][0], answer.getvalue()) == []


@pytest.mark.parametrize(("actor", "count"), [("clerk", 1), ("second clerk", 0), ("auditor", 0)])
def test_the_list_of_applicants_counts_cases_that_the_reader_sees(matrix: Matrix, actor: str, count: int) -> None:
    """The marked one is not among them for those who do not have to know it."""
    answer = matrix.client(actor).get("/applicants/", {"q": "Заявителева-restricted"})

    assert [person.case_count for person in answer.context["found"]] == [count]


def test_load_counts_work_that_the_manager_sees(matrix: Matrix) -> None:
    """The controller's figure of the executor lacks the marked case, that of their head has it."""
    world, marked = matrix.stages["own"].world, matrix.stages["restricted"].case
    executor = world.person("executor")
    work = WorkItem.objects.filter(assignee=executor, state__in=UNFINISHED).exclude(kind=WorkKind.MENTIONED)
    counted, listed = {}, {}

    for role in ("unit_head", "controller"):
        page = matrix.client(role).get(f"/oversight/load/{executor.pk}/open/")
        reader = world.person(role)
        of_cases = work.filter(case__in=Case.objects.visible_to(reader))
        of_papers = work.filter(case=None, document__in=Document.objects.visible_to(reader))
        counted[role] = page.context["total"] - of_cases.count() - of_papers.count()
        listed[role] = marked.number in page.content.decode()

    assert counted == {"unit_head": 0, "controller": 0}
    assert listed == {"unit_head": True, "controller": False}


def test_load_counts_no_package_that_the_manager_does_not_see(matrix: Matrix) -> None:
    """A clerk's second post lies below a head to whom the packages of the records office are not open."""
    world = matrix.stages["own"].world
    office, clerk = world.office.other, world.person("other.clerk")
    assert office is not None
    post = NewPost(office.units["03"], "эксперт", Role.EXECUTOR, starts_on=SINCE, is_main=False)
    agencies.appoint(actor=LOADER, employee=clerk, post=post)
    desk.take(
        actor=world.person("other.clerk"), item=WorkItem.objects.get(kind=WorkKind.REGISTER, agency=office.agency)
    )

    page = matrix.client("other.unit_head").get(f"/oversight/load/{clerk.pk}/open/")

    assert page.context["total"] == 0


def test_forged_acts_upon_what_an_actor_does_not_see_are_refused_by_the_services(matrix: Matrix) -> None:
    """Whatever a page would have offered; the chief of an executor's second post does not ask others into old cases."""
    world = matrix.stages["own"].world
    head = a_person(world.office.units["08"], "beside", role=Role.UNIT_HEAD)
    post = NewPost(world.office.units["08"], "эксперт", Role.EXECUTOR, starts_on=SINCE, is_main=False)
    agencies.appoint(actor=world.person("administrator"), employee=world.person("executor"), post=post)
    marked, own = matrix.stages["restricted"].case, matrix.stages["own"].case
    controller, stranger = world.person("controller"), world.person("stranger")
    tries: list[Callable[[], object]] = [
        lambda: citizens.invite(
            actor=Employee.objects.get(pk=head.pk), case=own, employee=stranger, role=CaseRole.OBSERVER, reason=REASON
        ),
        lambda: documents.name_person(actor=controller, paper=marked, employee=stranger, reason=REASON),
        lambda: documents.lift_mark(actor=controller, paper=marked, reason=REASON),
    ]

    for forged in tries:
        with pytest.raises(PermissionDenied):
            forged()


def test_marked_work_in_a_queue_is_nothing_to_whoever_came_later(matrix: Matrix) -> None:
    """Neither on the desk nor by a forged taking."""
    world = matrix.stages["own"].world
    case = world.appeal()
    documents.mark_paper(actor=world.person("clerk"), paper=case, reason=REASON)
    newest = a_person(world.office.units["01"], "newest", role=Role.LEADER)
    item = WorkItem.objects.get(case=case, kind=WorkKind.RESOLVE)

    assert browser(newest).get(f"/work/{item.pk}/").status_code == 404
    assert case.summary not in browser(newest).get("/").text
    with pytest.raises(PermissionDenied):
        desk.take(actor=newest, item=item)


def test_a_marked_letter_is_cancelled_by_nobody_who_does_not_see_it(matrix: Matrix) -> None:
    """The head of the records office is not named."""
    letter = matrix.stages["own"].restricted

    assert matrix.client("controller").get(f"/documents/{letter.pk}/cancel/").status_code == 404


def test_a_printed_card_tells_nothing_of_a_case_that_its_reader_does_not_see(matrix: Matrix) -> None:
    """The registrar of a reply prints its card without the resolution of the marked case."""
    world, case = matrix.stages["own"].world, matrix.stages["restricted"].case
    reply = a_letter(world.person("clerk"), world.office.agency)
    reply.case, reply.access, reply.registrar = case, case.access, matrix.people["second clerk"]
    reply.save()

    sheet = matrix.client("second clerk").get(f"/documents/{reply.pk}/card.pdf").getvalue()

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(sheet)).pages)
    assert reply.subject in text
    assert "Прошу рассмотреть" not in text


def test_a_card_names_no_reply_that_its_reader_does_not_see(matrix: Matrix) -> None:
    """A marked reply to a letter that everybody sees."""
    stage = matrix.stages["own"]
    reply = stage.restricted
    reply.in_reply_to = stage.inquiry
    reply.save()

    page = matrix.client("controller").get(f"/documents/{stage.inquiry.pk}/").text

    assert reply.subject not in page
    assert f"/documents/{reply.pk}/" not in page


def test_the_exchange_lists_packages_of_ones_own_agency_and_no_marked_ones(matrix: Matrix) -> None:
    """Each side its own; of what was marked on its way nobody but those who see it knows."""
    stage = matrix.stages["own"]
    sent = OutboxMessage.objects.latest("id")
    received = InboxMessage.objects.latest("id")
    other_outbox = matrix.client("other.clerk").get("/exchange/outbox/?view=all").text
    our_inbox = matrix.client("clerk").get("/exchange/inbox/?view=all").text
    before = matrix.client("controller").get(f"/exchange/outbox/{sent.pk}/").status_code
    paper = Case.objects.get(documents=sent.document_id)
    documents.mark_paper(actor=stage.world.person("clerk"), paper=paper, reason=REASON)

    after = matrix.client("controller").get(f"/exchange/outbox/{sent.pk}/").status_code

    assert f"/exchange/outbox/{sent.pk}/" not in other_outbox
    assert f"/exchange/inbox/{received.pk}/" not in our_inbox
    assert (before, after) == (200, 404)


def test_a_changed_calendar_names_no_case_to_its_administrator(matrix: Matrix) -> None:
    """Who sets the calendar sees how many terms move, and no paper."""
    case, world = matrix.stages["own"].case, matrix.stages["own"].world
    administrator = world.person("administrator")
    agencies.name_day(actor=administrator, agency=world.office.agency, day=case.due_on, kind="off", reason="Выходной.")

    page = browser(administrator).get("/terms/moved/")

    assert page.context["hidden_count"] > 0
    assert case.number not in page.text


def test_rights_are_told_to_nobody_who_works_nowhere(matrix: Matrix) -> None:
    """Not even their own: whoever holds no post sees nothing."""
    person, world = matrix.people["below"], matrix.stages["own"].world
    post = person.posts.get()
    post.ends_on = clock.today() - timedelta(days=1)
    post.save()

    assert browser(Employee.objects.get(pk=person.pk)).get(f"/oversight/rights/{person.pk}/").status_code == 404
    assert browser(world.person("auditor")).get(f"/oversight/rights/{person.pk}/").status_code == 200


def test_the_list_of_the_staff_goes_on_after_nobody_of_another_agency(matrix: Matrix) -> None:
    """A forged place in the list is as none."""
    foreign = matrix.stages["own"].world.person("other.leader")
    client = matrix.client("executor")

    whole, forged = (client.get("/structure/people/", {"after": after}) for after in ("", foreign.pk))

    assert [one.pk for one in forged.context["people"]] == [one.pk for one in whole.context["people"]]


def a_letter(clerk: Employee, agency: object) -> Document:
    """A letter registered for information."""
    return documents.register_correspondence(
        actor=clerk,
        agency=agency,  # type: ignore[arg-type]
        letter=CorrespondenceCard(
            correspondent_name="Комитет",
            their_number="3-17",
            their_date=clock.today(),
            summary="Ответ комитета",
            received_on=clock.today(),
            channel="post",
            kind=DocumentKind.objects.get(name="Письмо"),
        ),
    )
