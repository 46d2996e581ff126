"""Extending the term of a case: the head does it, the executor asks, the sender is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services as agencies
from agencies.models import TermChange, TermEvent
from citizens.models import Stage
from history import clock
from history.models import Act
from tests.codes import codes
from tests.oversight.papers import a_case
from tests.people import Office
from tests.workflows.running import REASON, assigned, at, events, execution, first_of_april, kept
from tests.world import World
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import terms
from workflows.term_panels import section

__all__ = ["first_of_april"]

pytestmark = pytest.mark.django_db


def test_a_registered_case_has_a_term_with_its_first_change(world: World) -> None:
    """Who set it, when, and how the date was found."""
    case = world.appeal()

    change = TermChange.objects.get(term=kept(case))

    assert (case.due_on, kept(case).due_on) == (date(2026, 4, 30), date(2026, 4, 30))
    assert (change.event, change.by_name, change.after_on) == (
        TermEvent.SET,
        world.person("clerk").actor_name,
        date(2026, 4, 30),
    )
    assert kept(case).basis == case.term_basis


def test_the_head_extends_an_appeal_by_thirty_days_counted_from_the_day_that_was_reached(office: Office) -> None:
    """01.05 + 30 = 31.05, a Sunday → 29.05. Card, desk and history follow; a notice is due by the old date."""
    case = assigned(office)

    terms.extend(actor=office.person("leader"), case=case, days=30, reason=REASON)

    case.refresh_from_db()
    assert case.due_on == kept(case).due_on == date(2026, 5, 29)
    assert case.term_in_words == "01.04.2026 + 30 дней + 30 дней продления = 31.05.2026, выходной → 29.05.2026"
    assert execution(case).due_on == date(2026, 5, 29)
    assert events(case)[-1] == (TermEvent.EXTENDED, date(2026, 4, 30), date(2026, 5, 29))
    assert (kept(case).notice_due_on, kept(case).notified_on) == (date(2026, 4, 30), None)
    act = Act.objects.get(verb="agencies.term_extended")
    assert act.data == {"term": "30.04.2026 → 29.05.2026", "reason": REASON}
    assert {one.object_type for one in act.mentions.all()} == {"agencies.term", "citizens.case", "citizens.person"}


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [(31, REASON, "extension-too-long"), (0, REASON, "extension-too-short"), (10, " ", "reason-missing")],
)
def test_an_extension_that_the_law_does_not_know_is_refused(office: Office, days: int, reason: str, code: str) -> None:
    """And the term stays as it was."""
    case = assigned(office)

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=office.person("leader"), case=case, days=days, reason=reason)

    assert codes(refused) == [code]
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET]


def test_a_term_is_extended_once(office: Office) -> None:
    """59-ФЗ art. 12 p. 2."""
    case = assigned(office)
    terms.extend(actor=office.person("leader"), case=case, days=10, reason=REASON)

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=office.person("leader"), case=case, days=10, reason=REASON)

    assert codes(refused) == ["extension-only-once"]


def test_what_has_ended_is_not_extended(office: Office) -> None:
    """On the last day it still is, on the day after not."""
    case = assigned(office)

    with clock.at(at("01.05")), pytest.raises(ValidationError) as refused:
        terms.extend(actor=office.person("leader"), case=case, days=10, reason=REASON)

    assert codes(refused) == ["extension-after-due"]
    with clock.at(at("30.04")):
        terms.extend(actor=office.person("leader"), case=case, days=10, reason=REASON)


def test_a_kind_without_extension_is_not_extended(office: Office) -> None:
    """The reply to another body's inquiry."""
    case = assigned(office, "agency-inquiry", is_appeal=False)

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=office.person("leader"), case=case, days=5, reason=REASON)

    assert codes(refused) == ["term-not-extendable"]


@pytest.mark.parametrize("role", ["executor", "unit_head", "clerk", "controller", "auditor", "other.leader"])
def test_nobody_but_the_head_extends(office: Office, role: str) -> None:
    """The executor can only ask."""
    case = assigned(office)

    with pytest.raises(PermissionDenied):
        terms.extend(actor=office.person(role), case=case, days=10, reason=REASON)


def test_a_head_of_whom_the_appeal_complains_does_not_extend(office: Office) -> None:
    """59-ФЗ art. 8 p. 6."""
    case = assigned(office)
    case.complained_of = office.person("leader")
    case.save()

    with pytest.raises(PermissionDenied):
        terms.extend(actor=office.person("leader"), case=case, days=10, reason=REASON)


def test_the_executor_asks_and_the_head_grants_what_the_head_finds_right(office: Office) -> None:
    """The request lies on the head's desk; nothing moves until it is decided."""
    case = assigned(office)
    item = terms.ask_extension(actor=office.person("executor"), case=case, days=20, reason=REASON)
    case.refresh_from_db()
    assert (case.due_on, item.kind, item.note) == (date(2026, 4, 30), WorkKind.EXTEND, REASON)
    assert item in WorkItem.objects.lying_with(office.person("leader"))

    terms.grant_extension(actor=office.person("leader"), item=item, days=12, reason=REASON)

    item.refresh_from_db()
    case.refresh_from_db()
    assert (item.state, case.due_on) == (WorkState.DONE, date(2026, 5, 13))
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET, TermEvent.ASKED, TermEvent.EXTENDED]


def test_the_head_declines_with_a_reason_and_the_executor_may_ask_again(office: Office) -> None:
    """But not twice at once."""
    case, executor = assigned(office), office.person("executor")
    item = terms.ask_extension(actor=executor, case=case, days=20, reason=REASON)
    with pytest.raises(ValidationError) as again:
        terms.ask_extension(actor=executor, case=case, days=20, reason=REASON)
    with pytest.raises(ValidationError) as wordless:
        terms.decline_extension(actor=office.person("leader"), item=item, reason=" ")

    terms.decline_extension(actor=office.person("leader"), item=item, reason="Сведения уже получены.")

    assert (codes(again), codes(wordless)) == (["asked-already"], ["reason-missing"])
    assert events(case)[-1] == (TermEvent.DECLINED, date(2026, 4, 30), date(2026, 4, 30))
    terms.ask_extension(actor=executor, case=case, days=5, reason=REASON)


@pytest.mark.parametrize("role", ["stranger", "clerk", "leader"])
def test_only_the_executor_asks(office: Office, role: str) -> None:
    """The head extends without asking."""
    case = assigned(office)

    with pytest.raises(PermissionDenied):
        terms.ask_extension(actor=office.person(role), case=case, days=5, reason=REASON)


def test_nobody_asks_for_what_is_reported(office: Office) -> None:
    """The case is not in work any more."""
    case = assigned(office)
    case.stage = Stage.REPORTED
    case.save()

    with pytest.raises(ValidationError) as refused:
        terms.ask_extension(actor=office.person("executor"), case=case, days=5, reason=REASON)

    assert codes(refused) == ["case-not-in-work"]


def test_the_sender_is_told_of_an_extension_and_the_card_says_whom_and_when(office: Office) -> None:
    """Until then it says by when; within seven days of registration where the law says so (8-ФЗ art. 18)."""
    case = assigned(office, "information-request", is_appeal=False)
    terms.extend(actor=office.person("leader"), case=case, days=15, reason=REASON)
    assert kept(case).notice_due_on == date(2026, 4, 8)
    with clock.at(at("09.04")):
        assert section(case, [], None).is_notice_late

    with clock.at(at("09.04")):
        terms.note_notice(
            actor=office.person("executor"), case=case, notified_on=date(2026, 4, 7), whom="Фролова М. С., письмом"
        )
        shown = section(case, [], None)

    assert (shown.is_notice_due, shown.is_notice_late, shown.told) == (False, False, "Фролова М. С., письмом")
    assert kept(case).notified_on == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("notified_on", "whom", "code"),
    [
        ("31.03", "Фролова", "date-before-start"),
        ("02.04", "Фролова", "date-in-future"),
        ("01.04", " ", "whom-missing"),
    ],
)
def test_a_notice_to_nobody_or_on_a_wrong_day_is_refused(
    office: Office, notified_on: str, whom: str, code: str
) -> None:
    """And it stays due."""
    case = assigned(office)
    terms.extend(actor=office.person("leader"), case=case, days=15, reason=REASON)

    with pytest.raises(ValidationError) as refused:
        terms.note_notice(actor=office.person("executor"), case=case, notified_on=at(notified_on).date(), whom=whom)

    assert codes(refused) == [code]
    assert kept(case).notified_on is None


def test_no_notice_is_noted_where_none_is_due(office: Office) -> None:
    """Nothing was extended; a stranger notes nothing at all."""
    case = assigned(office)

    with pytest.raises(ValidationError) as refused:
        terms.note_notice(actor=office.person("executor"), case=case, notified_on=clock.today(), whom="Фролова")
    with pytest.raises(PermissionDenied):
        terms.note_notice(actor=office.person("stranger"), case=case, notified_on=clock.today(), whom="Фролова")

    assert codes(refused) == ["notice-not-due"]


def test_a_case_off_control_has_no_running_term(office: Office) -> None:
    """Neither its own nor those of its assignments; what has ended is not extended."""
    case = assigned(office)
    agencies.end_term(actor=office.person("controller"), term=kept(case))

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=office.person("leader"), case=case, days=3, reason=REASON)

    assert codes(refused) == ["term-ended"]


def test_a_case_of_an_earlier_version_gets_its_term_with_the_first_change(office: Office) -> None:
    """As its card had it: no record of a term was kept then."""
    basis = {"start": "2026-03-20", "length": "30", "unit": "days", "reached": "2026-04-19", "due_on": "2026-04-17"}
    case = a_case(
        office,
        "Ф-1",
        received_on=date(2026, 3, 20),
        registered_on=date(2026, 3, 20),
        due_on=date(2026, 4, 17),
        term_basis=basis,
    )
    assert section(case, [], None).term.due_on == date(2026, 4, 17)

    terms.extend(actor=office.person("leader"), case=case, days=10, reason=REASON)

    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 29)
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET, TermEvent.EXTENDED]


def test_a_term_does_not_begin_with_a_date_before_its_start(office: Office) -> None:
    """The row itself refuses it, whoever computes."""
    case = assigned(office)
    term = kept(case)
    term.due_on = term.starts_on - timedelta(days=1)

    with pytest.raises(ValidationError) as refused:
        term.full_clean()

    assert codes(refused) == ["term-before-start"]
