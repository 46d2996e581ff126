"""Roles in a case: each gives what the table says and nothing else, ends when it ends, and is historied."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from agencies.models import Employee, Role
from citizens import services
from citizens.models import Case, CaseRole, Participation, Person
from citizens.policies import has_right, may_invite, may_read_remarks, may_remark
from citizens.roles import INVITED, RIGHTS, CaseRight
from documents.models import Document, DocumentFile
from documents.services import mark_paper
from history import clock
from history.models import Act, Reading
from oversight.selectors.rights import rights_of
from tests.agencies.building import a_person
from tests.codes import codes
from tests.world import Purpose, World
from workflows import policies as work
from workflows.models import WorkItem, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F38")]

LATER = timedelta(days=5)


def asked(world: World, case: Case, employee: Employee, role: str, **given: object) -> Participation:
    """Somebody whom the executor asks to take part, a guest for five days."""
    ends_on = clock.today() + LATER if role == CaseRole.GUEST else None
    values: dict[str, object] = {"reason": "Сверка сведений.", "ends_on": ends_on} | given
    return services.invite(actor=world.person("executor"), case=case, employee=employee, role=role, **values)  # type: ignore[arg-type]


def in_work(world: World) -> Case:
    """Frolova's appeal with its executor."""
    case = world.appeal()
    world.resolved(case)
    return Case.objects.get(pk=case.pk)


def browser(person: Employee) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    return client


def holders(world: World) -> tuple[Case, dict[str, Employee]]:
    """A case in which every role is taken, by somebody whose posts allow what the role is for."""
    case = in_work(world)
    letter = world.registered(world.signed(world.submitted(case, world.draft(Purpose.ANSWER))))
    assert letter.case_id == case.pk
    services.add_participant(
        actor=world.person("clerk"), case=case, employee=world.person("controller"), role=CaseRole.CONTROLLER
    )
    people = {
        CaseRole.REGISTRAR: world.person("clerk"),
        CaseRole.AUTHOR: world.person("leader"),
        CaseRole.SIGNER: world.person("leader"),
        CaseRole.RESPONSIBLE: world.person("executor"),
        CaseRole.APPROVER: world.person("unit_head"),
        CaseRole.CONTROLLER: world.person("controller"),
        CaseRole.CO_EXECUTOR: a_person(world.office.units["08"], "co"),
        CaseRole.OBSERVER: world.person("stranger"),
        CaseRole.OTHER_AGENCY: world.person("other.executor"),
        CaseRole.GUEST: world.person("other.unit_head"),
    }
    for role in INVITED:
        asked(world, case, people[CaseRole(role)], role)
    return case, {str(role): Employee.objects.get(pk=one.pk) for role, one in people.items()}


def _opens_file(person: Employee, case: Case) -> bool:
    entry = DocumentFile.objects.filter(document__case=case).first()
    assert entry is not None
    answer = browser(person).get(f"/files/{entry.pk}/")
    answer.getvalue()
    return answer.status_code == 200


def _may_work(person: Employee, case: Case, kind: str) -> bool:
    """Whether the item of this kind would be theirs if it were open again."""
    item = WorkItem.objects.filter(case=case, kind=kind).latest("id")
    item.state, item.done_at = "open", None
    return work.may_work(person, item)


def _may_ask(person: Employee, case: Case) -> bool:
    unasked = a_person(case.unit, f"asked{Employee.objects.count()}")  # type: ignore[arg-type]
    try:
        services.invite(actor=person, case=case, employee=unasked, role=CaseRole.OBSERVER, reason="Сверка.")
    except PermissionDenied:
        return False
    return True


# How each right shows in what the program does.
SHOWS: dict[CaseRight, Callable[[Employee, Case], bool]] = {
    CaseRight.SEE: lambda person, case: Case.objects.visible_to(person).contains(case),
    CaseRight.READ_FILES: _opens_file,
    CaseRight.SEE_APPLICANT: lambda person, case: (
        Person.objects.visible_to(person).filter(pk=case.applicant_id or 0).exists()
    ),
    CaseRight.RESOLVE: lambda person, case: any(
        work.may_change_assignment(person, one) for one in case.resolutions.select_related("case")
    ),
    CaseRight.EXECUTE: work.may_execute,
    CaseRight.APPROVE: lambda person, case: _may_work(person, case, WorkKind.APPROVE),
    CaseRight.SIGN: lambda person, case: _may_work(person, case, WorkKind.SIGN),
    CaseRight.CONTROL: lambda person, case: has_right(person, case, CaseRight.CONTROL),
    CaseRight.INVITE: _may_ask,
    CaseRight.DISCUSS: may_remark,
}


def test_each_role_gives_what_the_table_says_and_nothing_else(world: World) -> None:
    """Walked over every role and every right; a chief of the executor asks others too, whatever their role."""
    case, people = holders(world)
    of_person: dict[int, frozenset[CaseRight]] = {}
    for role, person in people.items():
        of_person[person.pk] = of_person.get(person.pk, frozenset()) | RIGHTS[role]
    of_person[world.person("unit_head").pk] |= {CaseRight.INVITE}

    shown = {
        role: {right.value for right, shows in SHOWS.items() if shows(person, case)} for role, person in people.items()
    }

    assert people.keys() == set(CaseRole.values) == RIGHTS.keys()
    assert SHOWS.keys() == set(CaseRight)
    assert shown == {role: {right.value for right in of_person[person.pk]} for role, person in people.items()}


def test_a_role_gives_no_right_that_the_posts_do_not_give(world: World) -> None:
    """A controller by role whose posts control nothing."""
    case = in_work(world)
    services.add_participant(
        actor=world.person("clerk"), case=case, employee=world.person("stranger"), role=CaseRole.CONTROLLER
    )

    assert not has_right(world.person("stranger"), case, CaseRight.CONTROL)


@pytest.mark.feature("F39")
def test_a_guest_sees_one_case_and_finds_nothing_else(world: World) -> None:
    """By its address, in the list and by search; neither the applicant nor another case."""
    case, other = in_work(world), world.appeal()
    asked(world, case, world.person("other.executor"), CaseRole.GUEST)
    client = browser(world.person("other.executor"))

    card, found = client.get(f"/cases/{case.pk}/"), client.get("/cases/", {"q": "ОГ"}).text

    assert card.status_code == 200
    assert f"/applicants/{case.applicant_id}/" not in card.text
    assert (f"/cases/{case.pk}/" in found, f"/cases/{other.pk}/" in found) == (True, False)
    assert client.get(f"/cases/{other.pk}/").status_code == 404
    assert client.get(f"/applicants/{case.applicant_id}/").status_code == 404
    assert "/applicants/" + str(case.applicant_id) not in client.get("/applicants/", {"q": "Фролова"}).text
    assert not Document.objects.visible_to(world.person("other.executor")).exclude(case=case).exists()


@pytest.mark.feature("F39")
def test_a_guest_sees_it_on_the_last_day_and_not_on_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock, without anybody doing anything."""
    case, guest = in_work(world), world.person("other.executor")
    asked(world, case, guest, CaseRole.GUEST)
    last = clock.today() + LATER

    monkeypatch.setattr(clock, "today", lambda: last)
    on_the_last_day = Case.objects.visible_to(world.person("other.executor")).contains(case)
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))

    assert on_the_last_day
    assert not Case.objects.visible_to(world.person("other.executor")).contains(case)


@pytest.mark.feature("F39")
def test_a_guest_changes_nothing(world: World) -> None:
    """No form is offered, and forged sendings leave no act."""
    case = in_work(world)
    asked(world, case, world.person("other.executor"), CaseRole.GUEST)
    client, before = browser(world.person("other.executor")), Act.objects.count()

    for address in (f"/cases/{case.pk}/access/", f"/cases/{case.pk}/term/"):
        client.post(address, {"action": "invite", "login": "b_clerk", "role": "guest", "reason": "x"})
        client.post(address, {"action": "mark", "reason": "x"})

    assert not Act.objects.filter(pk__gt=0).count() > before
    assert 'name="action"' not in client.get(f"/cases/{case.pk}/access/").text


@pytest.mark.feature("F39")
def test_every_reading_of_a_guest_is_noted(world: World) -> None:
    """With the case that they saw."""
    case = in_work(world)
    asked(world, case, world.person("other.executor"), CaseRole.GUEST)

    browser(world.person("other.executor")).get(f"/cases/{case.pk}/")

    reading = Reading.objects.latest("id")
    assert reading.actor_key == world.person("other.executor").pk
    assert ("citizens.case", case.pk) in {(one.object_type, one.object_key) for one in reading.mentions.all()}


@pytest.mark.feature("F39", "F37")
def test_the_report_of_rights_names_the_case_of_a_guest_and_its_last_day(world: World) -> None:
    """With the reason."""
    case = in_work(world)
    asked(world, case, world.person("other.executor"), CaseRole.GUEST)

    right = next(one for one in rights_of(world.person("other.executor")) if one.where == case.number)

    assert right.until == clock.today() + LATER
    assert "Сверка сведений." in right.source


def test_an_ended_part_closes_the_case_at_once_and_may_begin_again(world: World) -> None:
    """Both with reasons, and on the timeline."""
    case, stranger = in_work(world), world.person("stranger")
    part = asked(world, case, stranger, CaseRole.OBSERVER)

    services.end_part(actor=world.person("executor"), participation=part, reason="Сверено.")
    was_closed = not Case.objects.visible_to(world.person("stranger")).contains(case)
    asked(world, case, stranger, CaseRole.OBSERVER)

    assert was_closed
    assert Case.objects.visible_to(world.person("stranger")).contains(case)
    assert Act.objects.get(verb="citizens.participant_left").data["reason"] == "Сверено."


@pytest.mark.parametrize(
    ("who", "role", "given", "code"),
    [
        ("stranger", CaseRole.RESPONSIBLE, {}, "role-unknown"),
        ("other.executor", CaseRole.OBSERVER, {}, "person-not-in-agency"),
        ("stranger", CaseRole.OTHER_AGENCY, {}, "person-of-agency"),
        ("stranger", CaseRole.OBSERVER, {"reason": " "}, "reason-missing"),
        ("other.executor", CaseRole.GUEST, {"ends_on": None}, "end-missing"),
        ("other.executor", CaseRole.GUEST, {"ends_on": clock.today() - timedelta(days=1)}, "end-in-past"),
        ("other.executor", CaseRole.GUEST, {"ends_on": clock.today() + timedelta(days=91)}, "visit-too-long"),
    ],
)
def test_a_wrong_invitation_is_refused(world: World, who: str, role: str, given: dict[str, object], code: str) -> None:
    """With a stable code."""
    case = in_work(world)

    with pytest.raises(ValidationError) as refused:
        asked(world, case, world.person(who), role, **given)

    assert codes(refused) == [code]


def test_the_official_complained_of_and_a_marked_case_know_no_guests(world: World) -> None:
    """59-ФЗ art. 8 p. 6; and what is for official use only stays in the agency."""
    complaint = world.appeal(complained_of=world.person("stranger"))
    world.resolved(complaint)
    marked = in_work(world)
    mark_paper(actor=world.person("clerk"), paper=marked, reason="Сведения о защите.")

    for case, who, role, code in (
        (complaint, "stranger", CaseRole.OBSERVER, "official-complained-of"),
        (marked, "other.executor", CaseRole.GUEST, "case-marked"),
    ):
        with pytest.raises(ValidationError) as refused:
            asked(world, Case.objects.get(pk=case.pk), world.person(who), role)
        assert codes(refused) == [code]


def test_a_case_that_is_marked_later_is_closed_to_guests_of_other_agencies(world: World) -> None:
    """Their part stays, and opens nothing."""
    case = in_work(world)
    asked(world, case, world.person("other.executor"), CaseRole.GUEST)

    mark_paper(actor=world.person("clerk"), paper=case, reason="Сведения о защите.")

    assert not Case.objects.visible_to(world.person("other.executor")).contains(case)


def test_a_guest_reads_and_does_nothing_by_roles_from_an_earlier_post(world: World) -> None:
    """The former head, who administers now and is asked in as a guest, neither discusses nor asks others in."""
    case, executor = in_work(world), world.person("executor")
    services.write_remark(actor=executor, case=case, text="Звонила жительница.")
    leader = world.person("leader")
    assert (may_read_remarks(leader, case), may_invite(leader, case)) == (True, True)
    post = leader.posts.get()
    post.role = Role.ADMINISTRATOR
    post.save()
    asked(world, case, world.person("leader"), CaseRole.GUEST)

    guest = world.person("leader")
    page = browser(guest).get(f"/cases/{case.pk}/")

    assert page.status_code == 200
    assert "Звонила жительница." not in page.text
    assert (may_read_remarks(guest, case), may_remark(guest, case), may_invite(guest, case)) == (False, False, False)


@pytest.mark.parametrize("who", ["clerk", "controller", "auditor", "stranger", "other.leader"])
def test_whoever_has_no_such_role_asks_nobody(world: World, who: str) -> None:
    """Not even those who see every paper."""
    case = in_work(world)

    with pytest.raises(PermissionDenied):
        services.invite(
            actor=world.person(who),
            case=case,
            employee=world.person("stranger"),
            role=CaseRole.OBSERVER,
            reason="Сверка.",
        )


def test_a_part_that_came_with_work_is_not_ended_by_hand(world: World) -> None:
    """The executor stays the executor."""
    case = in_work(world)
    part = Participation.objects.get(case=case, role=CaseRole.RESPONSIBLE)

    with pytest.raises(ValidationError) as refused:
        services.end_part(actor=world.person("leader"), participation=part, reason="Так.")

    assert codes(refused) == ["part-of-work"]


def test_a_guest_is_asked_by_login_on_the_page(world: World) -> None:
    """The staff of another agency is listed to nobody; an unknown login is refused with what was typed."""
    case = in_work(world)
    client, address = browser(world.person("executor")), f"/cases/{case.pk}/access/"
    form = {"action": "invite", "role": "guest", "ends_on": (clock.today() + LATER).isoformat(), "reason": "Сверка."}

    refused = client.post(address, form | {"login": "nobody"})
    done = client.post(address, form | {"login": "b_executor"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Сверка." in refused.text
    assert "Фёдоров Семён Ильич" in client.get(address).text
    assert "Черных" not in client.get(address).text
