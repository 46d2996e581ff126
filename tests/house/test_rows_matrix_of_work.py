"""What the other matrices do not reach of the work on papers: lists of one's own, forged keys, what services narrow."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Employee, Role
from agencies.selectors import term_of
from citizens.models import Case
from documents.models import Document, LetterTemplate, State
from history import clock
from tests.agencies.building import a_person
from tests.codes import codes
from tests.house.test_object_matrix import Matrix, matrix, stage
from tests.house.test_sight_matrix import browser
from tests.workflows.rows import a_drafted, a_notice, an_assignment, work_on
from tests.workflows.ruling import a_rule, rule_in_force
from workflows import (
    approval_selectors,
    assigned_selectors,
    control_selectors,
    drafted_selectors,
    helping_selectors,
    incident_selectors,
    notice_selectors,
    order_selectors,
    policies,
    time_selectors,
)
from workflows.drafted import DraftState
from workflows.incidents import IncidentKind
from workflows.models import TermReminder, Visa, WorkKind, WorkState
from workflows.noticing import Notice
from workflows.ruled import RuleFiring
from workflows.services import approvals, cancelling, helping, incidents, letters, mailing, reminders, retrying, rules
from workflows.trials.running import run

__all__ = ["matrix", "stage"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F42")]

# Who knows nothing of the marked case, whatever once lay with them; they see the others of the agency.
READER = "controller"
SEEN, HIDDEN = "own", "restricted"


class List(NamedTuple):
    """A list of a person's own: how a case comes to stand in it, and what the person finds there."""

    put: Callable[[Employee, Case], object]
    found: Callable[[Employee], Iterable[Any]]


LISTS = {
    "notices": List(a_notice, notice_selectors.notices),
    "read notices": List(
        lambda person, case: a_notice(person, case, read_at=clock.now()),
        lambda person: notice_selectors.notices(person, is_read=True),
    ),
    "issued assignments": List(lambda person, case: an_assignment(case, issuer=person), assigned_selectors.issued_by),
    "given assignments": List(lambda person, case: an_assignment(case, executor=person), assigned_selectors.given_to),
    "assignments on control": List(
        lambda _person, case: an_assignment(case),
        lambda person: control_selectors.assignments(person, person.agency),
    ),
    "cases on control": List(
        lambda _person, _case: None,
        lambda person: control_selectors.cases(person, person.agency),
    ),
    "resolutions for the head": List(lambda person, case: a_drafted(case, head=person), drafted_selectors.for_head),
    "resolutions of the aide": List(lambda person, case: a_drafted(case, drafted_by=person), drafted_selectors.of_aide),
    "work for time": List(work_on, time_selectors.work_for_time),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_ones_own_holds_no_row_of_a_paper_that_one_does_not_see(matrix: Matrix, name: str) -> None:
    """Not even where the row was made for the reader, before the paper was marked."""
    reader, one = matrix.stages[SEEN].world.person(READER), LISTS[name]
    for kind in (SEEN, HIDDEN):
        one.put(reader, matrix.stages[kind].case)

    found = {row.pk if isinstance(row, Case) else row.case_id for row in one.found(reader)}

    shown = {kind for kind in (SEEN, HIDDEN) if matrix.stages[kind].case.pk in found}
    assert shown == {SEEN}


def test_notices_and_their_count_are_of_the_reader_alone(matrix: Matrix) -> None:
    """Neither those of others, nor those of a marked case."""
    reader = matrix.people["observer"]
    before = notice_selectors.unread_count(reader)
    a_notice(reader, matrix.stages[SEEN].case)
    a_notice(reader, matrix.stages[HIDDEN].case)

    assert notice_selectors.unread_count(reader) - before == 1
    assert {one.person_id for one in notice_selectors.notices(reader)} == {reader.pk}


def test_mail_tells_nobody_of_a_paper_that_they_do_not_see(matrix: Matrix) -> None:
    """Whatever was due to them when the paper was marked; it is not due any more."""
    reader = matrix.people["observer"]
    Notice.objects.filter(mail_at__isnull=False).update(mail_at=None)
    reader.email = "observer@agency.example"
    reader.save()
    hidden = a_notice(reader, matrix.stages[HIDDEN].case, mail_at=clock.now())

    assert mailing.mail_due() == 0
    assert mail.outbox == []
    hidden.refresh_from_db()
    assert (hidden.mail_at, hidden.mailed_at) == (None, None)


def test_inputs_of_a_case_are_shown_to_whoever_sees_it(matrix: Matrix) -> None:
    """The reports of others are of the case."""
    reader, shown = matrix.stages[SEEN].world.person(READER), []
    for kind in (SEEN, HIDDEN):
        an_assignment(matrix.stages[kind].case)
        shown += [kind] * len(helping_selectors.inputs(matrix.stages[kind].case, reader))

    assert shown == [SEEN]


def test_incidents_are_seen_to_in_their_agency_alone(matrix: Matrix) -> None:
    """Neither listed, nor counted, nor tried again by the controller of another one."""
    world, ours = matrix.stages[SEEN].world, matrix.stages[SEEN].incident
    foreign = world.person("other.controller")

    assert ours in incident_selectors.incidents(world.person(READER))
    assert ours not in incident_selectors.incidents(foreign)
    assert incident_selectors.piles(foreign) == []
    assert retrying.retry_all(actor=foreign, kind=ours.kind) == (0, 0)
    ours.refresh_from_db()
    assert ours.tried_at is None


def test_an_incident_names_no_paper_that_its_reader_does_not_see(matrix: Matrix) -> None:
    """Who sees to the step needs not know what the letter is about."""
    one, reader = matrix.stages[SEEN], matrix.stages[SEEN].world.person(READER)
    papers: list[dict[str, Any]] = [
        {"case": one.case},
        {"case": matrix.stages[HIDDEN].case},
        {"document": one.letter},
        {"document": one.restricted},
    ]
    rows = [
        incidents.report(IncidentKind.TERM, f"agencies.term:-{number}", fault="LookupError", **paper)
        for number, paper in enumerate(papers)
    ]

    shown = incident_selectors.shown(reader, rows)

    assert [row.case for row in shown] == [one.case, None, None, None]
    assert [row.document for row in shown] == [None, None, one.letter, None]


def test_work_on_a_marked_paper_is_handed_over_by_nobody_who_does_not_see_it(matrix: Matrix) -> None:
    """Not even by the person with whom it lay when the paper was marked."""
    one, reader = matrix.stages[SEEN], matrix.stages[SEEN].world.person(READER)
    papers: list[Case | Document] = [one.case, matrix.stages[HIDDEN].case, one.letter, one.restricted]

    allowed = [policies.may_hand_over(reader, work_on(reader, paper, is_restricted=True)) for paper in papers]

    assert allowed == [True, False, True, False]


def test_a_case_that_one_does_not_see_is_not_followed(matrix: Matrix) -> None:
    """Neither by a forged sending nor by the word of a rule."""
    reader, client = matrix.stages[SEEN].world.person(READER), matrix.client(READER)
    cases = {kind: matrix.stages[kind].case for kind in (SEEN, HIDDEN)}

    assert {kind for kind, case in cases.items() if policies.may_follow(reader, case)} == {SEEN}
    assert client.post(f"/cases/{cases[SEEN].pk}/follow/").status_code == 302
    assert client.post(f"/cases/{cases[HIDDEN].pk}/follow/").status_code == 404
    assert set(Case.objects.filter(followers__employee=reader)) == {cases[SEEN]}


def test_a_rule_tells_nobody_of_a_case_that_they_do_not_see(matrix: Matrix) -> None:
    """It fires for the marked case, and the controllers hear nothing."""
    world, told = matrix.stages[SEEN].world, []
    version = rule_in_force(world, a_rule("reported"), code="told")
    for kind in (SEEN, HIDDEN):
        case = matrix.stages[kind].case
        firing = RuleFiring.objects.create(
            design=version.design, case=case, occasion="reported", happens_on=clock.today(), at=clock.now()
        )
        rules.apply(actor=rules.actor_of(version), firing=firing, version=version)
        told += [kind] if Notice.objects.filter(person=world.person(READER), kind="rule", case=case).exists() else []

    assert told == [SEEN]


def test_a_test_of_processes_says_truly_who_sees_its_case(matrix: Matrix) -> None:
    """The other executors of the agency do not."""
    agency, stranger = matrix.stages[SEEN].world.office.agency, matrix.stages[SEEN].world.person("stranger")
    script = "Обращение: почта\n{said}: " + stranger.last_name

    assert run(script.format(said="Не видит"), agency).is_passed
    assert not run(script.format(said="Видит"), agency).is_passed


def test_a_reminder_is_taken_off_by_whom_it_was_told_to(matrix: Matrix) -> None:
    """Neither by others, nor by whoever does not see the paper any more."""
    world, states = matrix.stages[SEEN].world, []
    reader = world.person(READER)
    for kind, person in ((SEEN, reader), (SEEN, world.person("auditor")), (HIDDEN, reader)):
        case = matrix.stages[kind].case
        term = term_of(case)
        assert term is not None
        reminder = TermReminder.objects.create(
            agency=case.agency,
            term=term,
            case=case,
            person=person,
            due_on=case.due_on,
            days_before=1,
            told_at=clock.now(),
        )
        try:
            states.append(bool(reminders.see(actor=reader, reminder=reminder).seen_at))
        except PermissionDenied:
            states.append(False)

    assert states == [True, False, False]


def test_favourite_routes_are_of_their_owner_or_unit(matrix: Matrix) -> None:
    """Others find them neither on their page nor beside a paper that both see."""
    approving = matrix.stages[SEEN].approving
    owner, stranger = matrix.stages[SEEN].world.person("executor"), matrix.stages[SEEN].world.person("stranger")

    assert approving.favourite in approval_selectors.favourites(owner, approving.paper)
    assert approval_selectors.favourites(stranger, approving.paper) == []
    assert approving.favourite.name in browser(owner).get("/approvals/routes/").text
    assert approving.favourite.name not in browser(stranger).get("/approvals/routes/").text


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("executor", {"draft", "submitted"}),
        ("unit_head", {"submitted"}),
        ("leader", {"draft", "submitted"}),
        ("stranger", set()),
        ("other.leader", set()),
    ],
)
def test_orders_under_way_are_listed_to_those_who_are_concerned_with_them(
    matrix: Matrix, name: str, listed: set[str]
) -> None:
    """Their author and signer, whoever has work on them; no colleague, and nobody of another agency."""
    own = matrix.stages[SEEN]

    found = {one.document.pk for one in order_selectors.under_way(own.world.person(name))}

    assert {which for which in ("draft", "submitted") if getattr(own.ordering, which).pk in found} == listed
    assert len(found) == len(listed)


def test_remarks_on_a_paper_that_one_does_not_see_any_more_are_not_answered(matrix: Matrix) -> None:
    """An author whose paper was moved out of their sight finds nothing to answer."""
    remark, stranger = matrix.stages[SEEN].approving.remark, matrix.stages[SEEN].world.person("stranger")
    approval = remark.visa.approval
    assert approval is not None
    approval.author = stranger
    approval.save()

    answer = browser(stranger).post(f"/approvals/remarks/{remark.pk}/answer/", {"is_taken": "yes", "answer": ""})

    with pytest.raises(PermissionDenied):
        approvals.answer_remark(actor=stranger, remark=remark, is_taken=True)

    assert answer.status_code == 404
    remark.refresh_from_db()
    assert remark.answered_at is None


def test_a_draft_that_its_author_does_not_see_any_more_takes_no_earlier_answer(matrix: Matrix) -> None:
    """Its page is not there, as the draft itself."""
    draft, stranger = matrix.stages[SEEN].draft, matrix.stages[SEEN].world.person("stranger")
    assert matrix.client("executor").get(f"/drafts/{draft.pk}/reuse/").status_code == 200
    draft.author = stranger
    draft.save()

    assert browser(stranger).get(f"/drafts/{draft.pk}/reuse/").status_code == 404


def test_an_answer_that_one_does_not_see_is_not_taken_over(matrix: Matrix) -> None:
    """The words of a marked letter stay in it, whatever number a forged sending names."""
    draft, marked = matrix.stages[SEEN].draft, matrix.stages[SEEN].restricted
    marked.purpose, marked.state = LetterTemplate.Purpose.ANSWER, State.DISPATCHED
    marked.save()

    with pytest.raises(PermissionDenied):
        helping.reuse_answer(
            actor=matrix.stages[SEEN].world.person("executor"), document=draft, earlier=marked, text="Слова письма."
        )


def test_designs_are_kept_by_the_administrators_of_their_agency(matrix: Matrix) -> None:
    """To the administrator of another one they do not exist."""
    office, key = matrix.stages[SEEN].world.office, matrix.stages[SEEN].design.design_id
    assert office.other is not None
    foreign = a_person(office.other.units["02"], "other_admin", role=Role.ADMINISTRATOR)

    assert matrix.client("administrator").get(f"/designs/{key}/").status_code == 200
    assert browser(foreign).get(f"/designs/{key}/").status_code == 404
    assert browser(foreign).get(f"/designs/{key}/draft/").status_code == 404


def test_a_drafted_resolution_is_decided_by_the_head_whom_it_awaits(matrix: Matrix) -> None:
    """To another head it is no draft of theirs, as one that was decided upon."""
    newest = a_person(matrix.stages[SEEN].world.office.units["01"], "newest", role=Role.LEADER)
    drafted = a_drafted(matrix.stages[SEEN].case, head=matrix.stages[SEEN].world.person("leader"))

    answer = browser(newest).post("/resolutions/drafted/", {"draft": drafted.pk, "action": "approve"})

    assert answer.status_code == 422
    assert answer.context["refusal"]
    drafted.refresh_from_db()
    assert drafted.state == DraftState.WAITING


def test_the_signing_folder_of_another_head_holds_no_letter_of_ours(matrix: Matrix) -> None:
    """A forged mark chooses nothing: what it names is not even called by its number."""
    one = matrix.stages[SEEN]
    letters.submit_letter(actor=one.world.person("executor"), document=one.draft)
    letters.give_visa(
        actor=one.world.person("unit_head"),
        item=one.world.item(WorkKind.APPROVE, document=one.draft),
        verdict=Visa.Verdict.AGREED,
    )
    item = one.world.item(WorkKind.SIGN, document=one.draft)
    sent = {"action": "sign", "chosen": f"{item.pk}:{'0' * 64}", "passphrase": "x"}

    answer = matrix.client("other.leader").post("/signing-folder/", sent, follow=True)

    assert len(answer.context["messages"]) == 1
    assert item.title not in answer.text


def test_work_that_moved_on_leads_to_no_assignment_that_one_does_not_see(matrix: Matrix) -> None:
    """Whoever did it goes to their desk, and not to an address that is not there."""
    one, stranger = matrix.stages[SEEN], matrix.stages[SEEN].world.person("stranger")
    done = work_on(
        stranger,
        one.tasks.letter,
        kind=WorkKind.DO,
        state=WorkState.DONE,
        assignment=an_assignment(one.case),
        done_at=clock.now(),
        done_by=stranger,
    )

    answer = browser(stranger).get(f"/work/{done.pk}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_case_is_the_double_of_none_that_its_canceller_does_not_see(matrix: Matrix) -> None:
    """A marked one answers as a number that nobody ever gave."""
    case, marked = matrix.stages[SEEN].case, matrix.stages[HIDDEN].case
    sent = {"ground": "double", "double": marked.number, "reason": "Та же бумага"}

    page = matrix.client(READER).post(f"/cases/{case.pk}/cancel/", sent)
    with pytest.raises(ValidationError) as refused:
        cancelling.cancel_case(
            actor=matrix.stages[SEEN].world.person(READER), case=case, ground="double", reason="x", double_of=marked
        )

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["double"])
    assert codes(refused) == ["double-unfit"]
