"""The demo's world is made by the program's own services: everything in it holds, counts and verifies."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies import terms
from agencies.calendars import calendar_for
from agencies.models import Employee, Role
from citizens.models import Case, Person, Question, Remark, Stage
from citizens.selectors import doubles
from demo import node
from demo.population import CALLS_AGAIN, populate
from demo.world import AGENCY_A
from documents import files, plan_selectors
from documents.models import Document, DocumentFile, Flow, Journal, LetterTemplate, State
from documents.numbers import last
from history import clock
from history.models import Act
from history.selectors import timeline
from signing.selectors import trust_anchors
from signing.verification import verify
from tests.demo.conftest import Demo
from workflows import control_selectors
from workflows.approving import Approver
from workflows.assigned import Assignment
from workflows.models import Effort, Visa, WorkItem, WorkKind
from workflows.services import cases

# On PostgreSQL test_control_list makes the same world, once: a worker that takes a second test of it makes it again.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.embedded_only]


def test_every_stage_has_its_cases_and_some_are_late(demo: Demo) -> None:
    """Forty to sixty cases of the last months, one registered by mistake; the desk of nobody is empty of variety."""
    stages = Counter(Case.objects.values_list("stage", flat=True))

    assert 40 <= stages.total() <= 60
    assert set(stages) == set(Stage)
    assert stages[Stage.CANCELLED] == 1
    assert Remark.objects.filter(in_reply_to__isnull=False).exists()
    assert len(plan_selectors.commission_posts(demo.agency)) == 2
    assert Case.objects.open().filter(due_on__lt=clock.today()).count() >= 5
    assert {
        WorkKind.RESOLVE,
        WorkKind.APPROVE,
        WorkKind.REVISE,
        WorkKind.SIGN,
        WorkKind.DISPATCH,
        WorkKind.FILE,
    } <= set(WorkItem.objects.exclude(state="done").values_list("kind", flat=True))
    assert Visa.objects.filter(verdict=Visa.Verdict.RETURNED).exists()


def test_a_letter_goes_round_to_a_second_approver_and_a_visa_was_delegated(demo: Demo) -> None:
    """Both are seen on the pages of their approvals, with who asked and why."""
    routes = Approver.objects.filter(approval__document__state=State.ON_APPROVAL)

    assert routes.filter(added_by__isnull=False).exclude(reason="").count() == 1
    assert routes.filter(delegated_by__isnull=False).exclude(reason="").count() == 1


@pytest.mark.feature("F09")
def test_assignments_lie_in_every_state_and_the_control_desk_has_all_terms(demo: Demo) -> None:
    """Each state but the draft's, which is the head's to approve, is told by an act; the list equals the tables."""
    states = set(Assignment.objects.values_list("state", flat=True))
    controller = Employee.objects.get(username="krechetova")
    whole, _units, _people = control_selectors.summary(controller, controller.agency)
    on_control = Case.objects.exclude(stage__in=[Stage.OFF_CONTROL, Stage.FILED, Stage.CANCELLED])

    assert states >= {"draft", "issued", "accepted", "in_work", "reported", "returned", "done", "cancelled"}
    assert whole.total == on_control.count() + Assignment.objects.in_force().count()
    assert whole.counts["overdue"] == (
        on_control.filter(due_on__lt=clock.today()).count()
        + Assignment.objects.in_force().filter(due_on__lt=clock.today()).count()
    )
    assert whole.counts["overdue"] > 0


def test_numbers_run_without_gaps_to_those_of_the_script(demo: Demo) -> None:
    """The three appeals of the script come before two requests, a complaint and a double; next is letter 1164."""
    year = clock.today().year
    appeals = Document.objects.filter(flow=Flow.APPEAL).order_by("id").values_list("number", flat=True)
    numbers = [int(number.split("-")[2].split("/")[0]) for number in appeals]

    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert list(appeals)[-7:-4] == [f"ОГ-{letters}/{year % 100:02}" for letters in ("Ф-218", "КОЛ-219", "Ч-220")]
    assert last(Journal.objects.get(agency=demo.agency, flow=Flow.OUTGOING), year) == 1163
    assert Document.objects.filter(flow=Flow.OUTGOING, number__endswith="/1163").count() == 1


def test_acts_follow_each_other_in_time_and_within_working_hours(demo: Demo) -> None:
    """Nobody acts at night or on a day off, and the record is in order."""
    acts = list(
        Act.objects.filter(verb__startswith="workflows.").exclude(verb__startswith="workflows.effort_").order_by("id")
    )
    days = calendar_for(demo.agency)

    assert all(before.at <= after.at for before, after in pairwise(acts))
    for act in acts:
        moment = timezone.localtime(act.at)
        assert days.is_working(moment.date())
        assert 9 <= moment.hour < 18


def test_every_signed_letter_of_the_demo_verifies(demo: Demo) -> None:
    """Real keys signed them: each container is valid at the moment of its signature."""
    containers = DocumentFile.objects.filter(role=DocumentFile.FileRole.CONTAINER).select_related("stored", "document")
    trust = trust_anchors(demo.agency)

    reports = {}
    for one in containers:
        signed_at = one.document.signatures.get().signed_at
        reports[str(one.document)] = verify(files.path_of(one.stored), trust=trust, at=signed_at + timedelta(seconds=1))

    assert len(reports) >= 20
    assert [label for label, report in reports.items() if not report.is_valid] == []


def test_a_letter_signed_during_the_trip_is_signed_by_the_acting_head(demo: Demo) -> None:
    """The same person signed as a deputy before."""
    letters = Document.objects.filter(flow=Flow.OUTGOING, signatures__isnull=False).order_by("id")
    told = {(signature.is_acting, signature.signer_post) for letter in letters for signature in letter.signatures.all()}

    assert told == {(True, "Исполняющий обязанности министра"), (False, "Заместитель министра")}
    assert not demo.person("ladygin").current_posts


def test_nobodys_effort_overlaps(demo: Demo) -> None:
    """A person is active on one thing at a time."""
    for person in Employee.objects.all():
        stretches = list(Effort.objects.filter(employee=person).order_by("starts_at"))

        assert all(before.ends_at <= after.starts_at for before, after in pairwise(stretches))


@pytest.mark.feature("L04")
def test_the_third_letter_cannot_be_given_to_the_official_it_complains_of(demo: Demo) -> None:
    """Two earlier answered appeals of the man are there; choosing Ершов is refused, naming the article."""
    case = Case.objects.get(complained_of=demo.person("ershov"))
    earlier = Case.objects.filter(applicant=case.applicant).exclude(pk=case.pk)
    leader = demo.person("somova")
    item = WorkItem.objects.get(case=case, kind=WorkKind.RESOLVE)

    with pytest.raises(ValidationError) as refused:
        cases.issue_resolution(
            actor=leader, item=item, executor=demo.person("ershov"), text="Рассмотреть.", due_on=case.due_on
        )

    assert [one.stage for one in earlier] == [Stage.FILED, Stage.FILED]
    assert "59-" in " ".join(refused.value.messages)
    assert Case.objects.get(pk=case.pk).executor is None


def test_the_clerk_finds_a_likely_double_to_merge(demo: Demo) -> None:
    """A citizen who called again: two cards, one home written in two ways, one of them with a phone."""
    known = Person.objects.filter(last_name=CALLS_AGAIN.last_name).earliest("id")

    told = doubles(known, demo.person("melnik"))

    likely = [one for one in told if one.is_likely]
    assert [(one.equals, bool(one.person.phone)) for one in likely] == [(("address",), True)]
    assert known.cases.exists()


@pytest.mark.feature("F03")
def test_an_unanswered_inquiry_neither_stops_nor_moves_the_citizens_term(demo: Demo) -> None:
    """Waiting cases keep the date that was computed at registration, and late ones are late."""
    waiting = list(Case.objects.filter(stage=Stage.WAITING))

    assert waiting
    for case in waiting:
        computed = terms.compute(case.term_kind, case.registered_on, calendar_for(case.agency)).due_on
        item = WorkItem.objects.get(case=case, kind=WorkKind.AWAIT_REPLY, state="waiting")
        assert case.due_on == item.due_on == computed
        assert Document.objects.filter(case=case, purpose=LetterTemplate.Purpose.INQUIRY, replies=None).exists()
    assert any(case.due_on < clock.today() for case in waiting)


@pytest.mark.feature("F28")
def test_the_timeline_of_a_filed_case_tells_its_road_once_in_order(demo: Demo) -> None:
    """From the registration to the filing, each act with its actor."""
    case = Case.objects.filter(stage=Stage.FILED, documents__purpose=LetterTemplate.Purpose.INQUIRY).first()
    assert case is not None

    acts = list(timeline(case))
    verbs = [act.verb for act in acts]

    assert len({act.pk for act in acts}) == len(acts)
    assert all(act.actor_name for act in acts)
    once = [
        "citizens.case_opened",
        "documents.appeal_registered",
        "workflows.resolution_issued",
        "workflows.waiting_began",
        "workflows.went_on",
        "workflows.reported",
        "workflows.taken_off_control",
        "documents.case_filed",
    ]
    assert [verb for verb in verbs if verb in once] == once
    assert verbs.count("documents.signed") == verbs.count("documents.letter_registered") == 2


@pytest.mark.feature("F04")
def test_a_filed_case_has_its_whole_registration_card(demo: Demo) -> None:
    """Every requisite of the card (РКК) is there, and nothing on paper was needed between."""
    case = Case.objects.filter(stage=Stage.FILED).order_by("id").first()
    assert case is not None
    appeal = Document.objects.get(case=case, flow=Flow.APPEAL)
    answer = Document.objects.get(case=case, purpose=LetterTemplate.Purpose.ANSWER)

    assert all(
        [case.number, case.applicant, case.topic, case.due_on, case.term_in_words, case.executor, case.filed_under]
    )
    assert all([appeal.registered_on, appeal.registrar, appeal.received_at, appeal.files.exists()])
    assert answer.state == State.DISPATCHED
    assert all([answer.number, answer.registered_on, answer.signer, answer.dispatched_at])
    assert not Question.objects.filter(case=case, outcome=None).exists()


def test_a_second_preparation_changes_nothing(demo: Demo) -> None:
    """Neither people nor cases nor keys are doubled."""
    before = [Act.objects.count(), Case.objects.count(), Employee.objects.count()]

    agency = node.prepare_agency(AGENCY_A, demo.logins)
    node.prepare_keys(agency, AGENCY_A, demo.logins)
    populate(agency, AGENCY_A, demo.logins)

    assert [Act.objects.count(), Case.objects.count(), Employee.objects.count()] == before
    assert agency == demo.agency


def test_every_role_of_the_path_is_there(demo: Demo) -> None:
    """Somebody for each step, so that the walk needs nobody else."""
    roles = {post.role for person in Employee.objects.all() for post in person.current_posts}

    assert roles == set(Role)
