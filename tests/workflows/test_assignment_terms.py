"""The terms of assignments: kinds, the day of signing, changes by their issuer."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import TermEvent, TermKind
from agencies.selectors import term_of
from history import clock
from tests.codes import codes
from tests.people import Office
from tests.workflows.running import assigned, at, first_of_april
from tests.world import World
from workflows.models import Resolution, WorkKind
from workflows.services import cases, terms

__all__ = ["first_of_april"]

pytestmark = pytest.mark.django_db


def issued(world: World, code: str, *, is_due_today_accepted: bool = False) -> Resolution:
    """A resolution on a new appeal with a term of a kind."""
    case = world.appeal()
    return cases.issue_resolution(
        actor=world.person("leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=world.person("executor"),
        text="Прошу рассмотреть.",
        term_kind=TermKind.objects.get(code=code),
        is_due_today_accepted=is_due_today_accepted,
    )


def test_an_assignment_of_a_kind_is_due_by_its_rule_and_the_date_is_told_in_words(world: World) -> None:
    """Prompt: ten days, on the working day before a day off; undated: a month, but not beyond the case."""
    by_kind = {}
    for code in ("assignment-prompt", "assignment-undated", "assignment-urgent"):
        resolution = issued(world, code)
        term = term_of(resolution)
        assert term is not None
        by_kind[code] = (resolution.due_on, term.due_on, term.basis["unit"])

    assert by_kind == {
        "assignment-prompt": (date(2026, 4, 10), date(2026, 4, 10), "days"),
        "assignment-undated": (date(2026, 4, 30), date(2026, 4, 30), "months"),
        "assignment-urgent": (date(2026, 4, 3), date(2026, 4, 3), "days"),
    }


def test_an_urgent_assignment_due_the_day_it_is_signed_warns_its_issuer(world: World) -> None:
    """30 April + 3 days is a Sunday, and the working day before it is the day of signing."""
    with clock.at(at("30.04")):
        with pytest.raises(ValidationError) as refused:
            issued(world, "assignment-urgent")

        accepted = issued(world, "assignment-urgent", is_due_today_accepted=True)

    assert codes(refused) == ["due-on-signing"]
    assert accepted.due_on == date(2026, 4, 30)


def test_an_assignment_without_any_term_is_refused(world: World) -> None:
    """Neither a date nor a kind."""
    case = world.appeal()

    with pytest.raises(ValidationError) as refused:
        cases.issue_resolution(
            actor=world.person("leader"),
            item=world.item(WorkKind.RESOLVE, case),
            executor=world.person("executor"),
            text="Прошу рассмотреть.",
        )

    assert codes(refused) == ["due-missing"]


def test_the_issuer_changes_the_term_of_an_assignment_with_a_reason(office: Office) -> None:
    """The history says who, when, why, and both dates; the case keeps its own term."""
    case = assigned(office)
    resolution = case.resolutions.get()

    terms.change_assignment(
        actor=office.person("leader"), resolution=resolution, due_on=date(2026, 4, 15), reason="Нужно раньше."
    )

    resolution.refresh_from_db()
    case.refresh_from_db()
    assert (resolution.due_on, case.due_on) == (date(2026, 4, 15), date(2026, 4, 30))
    term = term_of(resolution)
    assert term is not None
    last = term.changes.last()
    assert last is not None
    assert (last.event, last.before_on, last.after_on, last.reason, last.by_name) == (
        TermEvent.CHANGED,
        date(2026, 4, 30),
        date(2026, 4, 15),
        "Нужно раньше.",
        office.person("leader").actor_name,
    )


@pytest.mark.parametrize(
    ("due_on", "reason", "code"),
    [
        ("31.03", "r", "term-before-start"),
        ("01.04", "r", "due-before-today"),
        ("01.05", "r", "due-after-term"),
        ("15.04", " ", "reason-missing"),
    ],
)
def test_a_wrong_term_of_an_assignment_is_refused(office: Office, due_on: str, reason: str, code: str) -> None:
    """Before its start, in the past, beyond the case, without a reason."""
    resolution = assigned(office).resolutions.get()

    with clock.at(at("02.04")), pytest.raises(ValidationError) as refused:
        terms.change_assignment(
            actor=office.person("leader"), resolution=resolution, due_on=at(due_on).date(), reason=reason
        )

    assert codes(refused) == [code]


def test_only_the_issuer_changes_an_assignment(office: Office) -> None:
    """Not its executor."""
    resolution = assigned(office).resolutions.get()

    with pytest.raises(PermissionDenied):
        terms.change_assignment(
            actor=office.person("executor"), resolution=resolution, due_on=date(2026, 4, 15), reason="r"
        )
