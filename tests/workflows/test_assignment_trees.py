"""Trees of assignments whatever is done to them: nothing outlasts what it is a part of; one responsible a point."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agencies.selectors import term_of
from history import clock
from history.services.verifying import verify_history
from tests.people import Office, office
from tests.workflows.assigning import (
    REASON,
    a_point,
    accepted,
    days,
    executor_of,
    first_of_april,
    fresh,
    issued,
    staff,
    work,
)
from tests.workflows.running import assigned, at
from workflows.assigned import IN_FORCE, Assignment
from workflows.assigned_selectors import place, tree
from workflows.models import WorkItem
from workflows.services import assignments

__all__ = ["first_of_april", "office", "staff"]
pytestmark = [pytest.mark.feature("F09", "L08")]

KINDS = ["pass", "term", "add", "cancel", "reopen", "give"]
# What happens in turn: what is done, to which assignment by its place, with how many days.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pass", "term", "add", "cancel", "reopen", "give"]), st.integers(0, 5), st.integers(0, 28)
    ),
    min_size=1,
    max_size=7,
)


def do(staff: Office, kind: str, one: Assignment, count: int) -> None:
    """One step of a tree; what the rules refuse does not happen."""
    issuer = staff.person(next(name for name in staff.people if staff.people[name].pk == one.issuer_id))
    second, due_on = staff.person("second"), days(count)
    if kind == "pass":
        if fresh(one).state == "issued":
            accepted(one)
        point = a_point(staff, "second", due_on=due_on)
        assignments.issue(actor=executor_of(one), paper=one.paper, points=[point], upper=fresh(one))
    elif kind == "term":
        assignments.change_term(actor=issuer, assignment=one, due_on=due_on, reason=REASON)
    elif kind == "add":
        assignments.add_co_executor(actor=issuer, assignment=one, employee=second)
    elif kind == "cancel":
        assignments.cancel(actor=issuer, assignment=one, reason=REASON)
    elif kind == "reopen":
        assignments.reopen(actor=issuer, assignment=one, due_on=due_on, reason=REASON)
    else:
        assignments.change_executor(actor=issuer, assignment=one, executor=second, reason=REASON)


def wrong(rows: list[Assignment]) -> list[str]:
    """What in a tree is against the rules."""
    by_key, found = {one.pk: one for one in rows}, []
    for one in rows:
        upper = by_key.get(one.main_id or one.parent_id or 0)
        term, lying = term_of(one), WorkItem.objects.filter(assignment=one, done_at__isnull=True)
        if one.state in IN_FORCE:
            found += [f"{one.number} outlasts"] if upper is not None and one.due_on > upper.due_on else []
            found += [f"{one.number} without its upper"] if upper is not None and upper.state not in IN_FORCE else []
            found += [f"{one.number} on no desk"] if lying.count() != 1 else []
            found += [f"{one.number} term"] if term is None or (term.due_on, term.is_open) != (one.due_on, True) else []
        else:
            found += [f"{one.number} still on a desk"] if lying.exists() else []
    points = Counter(one.number for one in rows if not one.is_input)
    found += [f"{number} twice" for number, count in points.items() if count > 1]
    for one in rows:
        people = [one.executor_id, *(part.executor_id for part in rows if part.main_id == one.pk and part.is_in_force)]
        found += [f"{one.number} names somebody twice"] if one.is_in_force and len(people) != len(set(people)) else []
    return found


@pytest.mark.django_db
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_part_outlasts_its_upper_and_each_point_has_one_responsible(
    staff: Office, steps: list[tuple[str, int, int]]
) -> None:
    """Whatever is passed on, changed, cancelled and opened again, in any order."""
    with transaction.atomic():
        case = assigned(staff)
        issued(staff, "lawyer", paper=case, due_on=days(14))
        for kind, number, count in steps:
            rows = tree(case)
            try:
                with transaction.atomic():
                    do(staff, kind, rows[number % len(rows)], count)
            except (ValidationError, PermissionDenied):
                continue

        assert wrong(tree(case)) == []
        transaction.set_rollback(True)


def test_the_order_of_a_tree_is_that_of_its_numbers() -> None:
    """Co-executors come before what was passed on, and ten after nine."""
    numbers = ["2", "1.10", "1", "1-1", "1.9", "1.9.1", "0-1", "1-1.1"]

    assert sorted(numbers, key=place) == ["0-1", "1", "1-1", "1-1.1", "1.9", "1.9.1", "1.10", "2"]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of acts that begin at the same moment, each on a connection of its own: done, or a code."""
    start, came = threading.Barrier(len(acts)), ["hung"] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            with clock.at(at("01.04")):
                start.wait(20)
                act()
            came[number] = "done"
        except ValidationError as refused:
            came[number] = str(refused.error_list[0].code if hasattr(refused, "error_list") else refused)
        except Exception as failure:  # whatever it is, the test must tell it
            came[number] = repr(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return sorted(came)


@pytest.mark.django_db(transaction=True)
def test_of_an_acceptance_and_a_dispute_at_one_moment_one_is_done(office: Office) -> None:
    """The other is told that the work has moved on."""
    one, executor = issued(office), office.person("executor")
    item = work(one)

    came = at_once(
        lambda: assignments.accept(actor=executor, item=item),
        lambda: assignments.dispute(actor=executor, item=item, reason="Не наш вопрос."),
    )

    assert came == ["already-done", "done"]
    assert WorkItem.objects.filter(assignment=one, done_at__isnull=True).count() == 1
    assert list(verify_history()) == []


@pytest.mark.django_db(transaction=True)
def test_a_lower_assignment_that_is_issued_while_the_upper_term_is_cut_does_not_outlast_it(office: Office) -> None:
    """Whichever was first."""
    upper, leader, head = issued(office, executor="unit_head"), office.person("leader"), office.person("unit_head")
    assignments.accept(actor=head, item=work(upper))
    point = a_point(office, "executor", due_on=days(10))

    came = at_once(
        lambda: assignments.issue(actor=head, paper=upper.paper, points=[point], upper=upper),
        lambda: assignments.change_term(actor=leader, assignment=upper, due_on=date(2026, 4, 3), reason=REASON),
    )

    lower = upper.lower.first()
    assert came[-1] == "done"
    assert fresh(upper).due_on == date(2026, 4, 3)
    assert lower is None or lower.due_on <= date(2026, 4, 3)
    assert list(verify_history()) == []
