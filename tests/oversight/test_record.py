"""Auditors read the record of their agencies: acts newest first, filters, and every changed field."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from citizens.models import Question
from history import clock
from history.actors import Automatic, acting
from history.acts import record
from oversight.selectors.record import ActsWanted, acts, acts_page, case_changes, person_changes
from tests.oversight.papers import NOON, a_case, a_person, an_effort, an_item, days
from tests.people import Office

pytestmark = pytest.mark.django_db


def test_acts_of_another_agency_are_never_shown(office: Office) -> None:
    """An auditor of A reads nothing of B, though both live in one table."""
    assert office.other is not None
    ours, theirs = a_case(office, "ОГ-Ф-1/26"), a_case(office.other, "ОГ-Г-1/26")
    seen = record("citizens.case_opened", actor=office.clerk, subject=ours)
    hidden = record("citizens.case_opened", actor=office.other.clerk, subject=theirs)

    found = set(acts(office.auditor, ActsWanted()))

    assert seen in found
    assert hidden not in found


def test_an_act_of_the_program_belongs_to_the_agency_of_its_subject(office: Office) -> None:
    """The worker has no post; what it does to a case stands in the record of the case's agency."""
    entry = record("workflows.reply_arrived", actor=Automatic("process"), subject=a_case(office, "ОГ-Ф-1/26"))

    assert entry.agency_key == office.agency.pk
    assert entry in acts(office.auditor, ActsWanted())


def test_acts_are_found_by_person_verb_number_and_dates(office: Office) -> None:
    """Each filter alone leaves exactly the acts that answer it."""
    first, second = a_case(office, "ОГ-Ф-1/26"), a_case(office, "ОГ-Г-2/26")
    with clock.at(NOON - timedelta(days=5)):
        old = record("citizens.case_opened", actor=office.clerk, subject=first)
    with clock.at(NOON):
        new = record("workflows.resolution_issued", actor=office.leader, subject=second)
        item = record(
            "workflows.taken", actor=office.executor, subject=an_item(first, office.executor, None), about=[first]
        )

    def found(**wanted: object) -> list[int]:
        mine = {old.pk, new.pk, item.pk}
        return [act.pk for act in acts(office.auditor, ActsWanted(**wanted)) if act.pk in mine]  # type: ignore[arg-type]

    assert found() == [item.pk, new.pk, old.pk]
    assert found(person=office.leader) == [new.pk]
    assert found(verb="citizens.case_opened") == [old.pk]
    assert found(number="ОГ-Ф-1/26") == [item.pk, old.pk]
    assert found(since=days(0)) == [item.pk, new.pk]
    assert found(until=days(-1)) == [old.pk]


def test_paging_shows_every_act_once(office: Office) -> None:
    """The stretches put together are the whole record in its order."""
    case = a_case(office, "ОГ-Ф-1/26")
    for _number in range(5):
        record("citizens.participant_added", actor=office.clerk, subject=case)
    whole = [act.pk for act in acts(office.auditor, ActsWanted())]

    read: list[int] = []
    page = acts_page(office.auditor, ActsWanted(), size=2)
    read += [row.act.pk for row in page.rows]
    while page.older_than:
        page = acts_page(office.auditor, ActsWanted(), before=page.older_than, size=2)
        read += [row.act.pk for row in page.rows]

    assert read == whole


def test_a_last_day_before_the_first_is_refused_beside_its_field(office: Office, client: Client) -> None:
    """The page says so in words and keeps what was typed."""
    client.force_login(office.auditor, backend="agencies.backends.EmployeeBackend")

    page = client.get("/oversight/acts/", {"since": "2026-11-20", "until": "2026-11-10"})

    assert page.context["form"].errors.as_data()["until"][0].code == "until-before-since"
    assert page.context["page"].rows == []
    assert 'value="2026-11-20"' in page.text


def test_every_changed_field_of_a_case_is_shown_before_and_after(office: Office) -> None:
    """Who changed what and when, of the case and of what belongs to it, oldest first."""
    with clock.at(NOON - timedelta(days=2)), acting(office.clerk):
        case = a_case(office, "ОГ-Ф-1/26", applicant=a_person(office))
        question = Question.objects.create(case=case, ordinal=1, text="Когда начнётся ремонт?")
    with clock.at(NOON - timedelta(days=1)), acting(office.leader):
        case.executor, case.unit = office.executor, office.units["05"]
        case.save()
    with clock.at(NOON), acting(office.executor):
        question.text = "Когда закончится ремонт?"
        question.save()
        an_effort(an_item(case, office.executor, days(3)), office.executor, 20)

    changes = case_changes(case)

    assert [change.at for change in changes] == sorted(change.at for change in changes)
    assigned = next(change for change in changes if change.kind == "~" and change.label == "ОГ-Ф-1/26")
    assert assigned.actor_name == office.leader.actor_name
    assert {(one.before, one.after) for one in assigned.fields} == {
        ("", "Ахметзянова Д. Р."),
        ("", "05 Отдел капитального ремонта"),
    }
    reworded = next(change for change in changes if change.kind == "~" and change.label == "№ 1")
    assert (reworded.fields[0].before, reworded.fields[0].after) == (
        "Когда начнётся ремонт?",
        "Когда закончится ремонт?",
    )
    assert {"+"} == {change.kind for change in changes if change.label == office.executor.short_name}


def test_changes_of_a_case_cost_the_same_queries_however_long_it_is(office: Office) -> None:
    """Ten times the rows and versions are read by as many queries."""
    counts = []
    for number, size in enumerate((1, 10)):
        case = a_case(office, f"ОГ-Ф-{number}/26")
        for ordinal in range(1, size + 1):
            question = Question.objects.create(case=case, ordinal=ordinal, text="Первый")
            question.text = "Второй"
            question.save()
            an_effort(
                an_item(case, office.executor, days(3)), office.executor, 5, timedelta(hours=ordinal + number * 50)
            )
        with CaptureQueriesContext(connection) as queries:
            case_changes(case)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_applicants_card_shows_its_changes(office: Office) -> None:
    """An address before and after."""
    person = a_person(office)
    person.address = "ул. Соборная, д. 14"
    person.save()

    changes = person_changes(person)

    assert [(one.before, one.after) for one in changes[-1].fields] == [("", "ул. Соборная, д. 14")]


def test_a_case_is_shown_as_it_stood_at_a_moment_and_between_two(office: Office, client: Client) -> None:
    """A later moment alone tells the state; moments the wrong way round are refused beside the field, and kept."""
    with clock.at(NOON - timedelta(days=2)), acting(office.clerk):
        case = a_case(office, "ОГ-Ф-1/26", applicant=a_person(office))
    with clock.at(NOON), acting(office.leader):
        case.executor, case.unit = office.executor, office.units["05"]
        case.save()
    client.force_login(office.auditor, backend="agencies.backends.EmployeeBackend")
    address = f"/oversight/cases/{case.pk}/changes/"

    then = client.get(address, {"later": "2026-11-22T12:00:00"})
    between = client.get(address, {"earlier": "2026-11-22T12:00:00", "later": "2026-11-24T12:00:00"})
    wrong = client.get(address, {"earlier": "2026-11-24T12:00:00", "later": "2026-11-22T12:00:00"})

    assert "Ахметзянова" not in then.text.split("<tbody>")[1]
    (change,) = between.context["changes"]
    assert {(one.before, one.after) for one in change.fields} == {
        ("", "Ахметзянова Д. Р."),
        ("", "05 Отдел капитального ремонта"),
    }
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.as_data()["later"][0].code == "later-before-earlier"
    assert 'value="2026-11-24T12:00:00"' in wrong.text


def test_one_transaction_shows_its_acts_and_changes_and_its_place_in_the_log(office: Office, client: Client) -> None:
    """And does not exist for an auditor of another agency."""
    with acting(office.clerk):
        case = a_case(office, "ОГ-Ф-1/26", applicant=a_person(office))
    act = record("citizens.case_opened", actor=office.clerk, subject=case)
    client.force_login(office.auditor, backend="agencies.backends.EmployeeBackend")

    page = client.get(f"/oversight/entries/{act.entry_id}/")

    assert page.status_code == 200
    assert "ОГ-Ф-1/26" in page.text
    assert "ожидает номера" in page.text
    assert client.get("/oversight/entries/00000000-0000-7000-8000-000000000000/").status_code == 404
