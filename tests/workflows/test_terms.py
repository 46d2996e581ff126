"""The terms of cases and assignments: who may do what to them, what is refused, and what the card tells."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies import services as agencies
from agencies.models import Term, TermChange, TermEvent, TermKind, TermState
from agencies.selectors import term_of
from citizens.models import Case, CaseKind, Stage
from history import clock
from history.models import Act
from tests.codes import codes
from tests.oversight.papers import a_case
from tests.world import World
from workflows.models import Resolution, WorkItem, WorkKind, WorkState
from workflows.services import cases, terms
from workflows.term_panels import actions_of, section

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
REASON = "Ждём сведений из архива."


def at(day: str, hour: int = 11) -> datetime:
    """A moment of a day of 2026: ``"01.04"``."""
    return datetime.strptime(f"{day}.2026 {hour}", "%d.%m.%Y %H").replace(tzinfo=MOSCOW)


@pytest.fixture(autouse=True)
def first_of_april() -> Iterator[None]:
    """Everything begins on Wednesday, 1 April 2026."""
    with clock.at(at("01.04")):
        yield


def assigned(world: World, kind: str = "appeal-answer", *, is_appeal: bool = True) -> Case:
    """A case in work whose term is of a kind; the executor has taken it."""
    case = world.appeal()
    world.resolved(case)
    case.refresh_from_db()
    if not is_appeal:
        case.kind = CaseKind.INQUIRY
    case.term_kind = TermKind.objects.get(code=kind)
    case.save()
    term = kept(case)
    term.kind = case.term_kind
    term.save()
    return case


def suspendable(world: World, *, is_appeal: bool = False) -> Case:
    """A case of a kind that permits suspension."""
    kind = TermKind.objects.get(code="draft-act-review")
    kind.may_be_suspended = True
    kind.save()
    return assigned(world, "draft-act-review", is_appeal=is_appeal)


def kept(case: Case) -> Term:
    """The term of a case, read anew."""
    term = term_of(case)
    assert term is not None
    return term


def events(case: Case) -> list[tuple[str, date | None, date]]:
    """What happened to the term of a case: what, the date before and after."""
    return [(one.event, one.before_on, one.after_on) for one in kept(case).changes.all()]


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


def test_the_head_extends_an_appeal_by_thirty_days_counted_from_the_day_that_was_reached(world: World) -> None:
    """01.05 + 30 = 31.05, a Sunday → 29.05. Card, desk and history follow; a notice is due by the old date."""
    case = assigned(world)

    terms.extend(actor=world.person("leader"), case=case, days=30, reason=REASON)

    case.refresh_from_db()
    assert case.due_on == kept(case).due_on == date(2026, 5, 29)
    assert case.term_in_words == "01.04.2026 + 30 дней + 30 дней продления = 31.05.2026, выходной → 29.05.2026"
    assert world.item(WorkKind.EXECUTE, case).due_on == date(2026, 5, 29)
    assert events(case)[-1] == (TermEvent.EXTENDED, date(2026, 4, 30), date(2026, 5, 29))
    assert (kept(case).notice_due_on, kept(case).notified_on) == (date(2026, 4, 30), None)
    act = Act.objects.get(verb="agencies.term_extended")
    assert act.data == {"term": "30.04.2026 → 29.05.2026", "reason": REASON}
    assert {one.object_type for one in act.mentions.all()} == {"agencies.term", "citizens.case", "citizens.person"}


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [(31, REASON, "extension-too-long"), (0, REASON, "extension-too-short"), (10, " ", "reason-missing")],
)
def test_an_extension_that_the_law_does_not_know_is_refused(world: World, days: int, reason: str, code: str) -> None:
    """And the term stays as it was."""
    case = assigned(world)

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=world.person("leader"), case=case, days=days, reason=reason)

    assert codes(refused) == [code]
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET]


def test_a_term_is_extended_once(world: World) -> None:
    """59-ФЗ art. 12 p. 2."""
    case = assigned(world)
    terms.extend(actor=world.person("leader"), case=case, days=10, reason=REASON)

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=world.person("leader"), case=case, days=10, reason=REASON)

    assert codes(refused) == ["extension-only-once"]


def test_what_has_ended_is_not_extended(world: World) -> None:
    """On the last day it still is, on the day after not."""
    case = assigned(world)

    with clock.at(at("01.05")), pytest.raises(ValidationError) as refused:
        terms.extend(actor=world.person("leader"), case=case, days=10, reason=REASON)

    assert codes(refused) == ["extension-after-due"]
    with clock.at(at("30.04")):
        terms.extend(actor=world.person("leader"), case=case, days=10, reason=REASON)


def test_a_kind_without_extension_is_not_extended(world: World) -> None:
    """The reply to another body's inquiry."""
    case = assigned(world, "agency-inquiry", is_appeal=False)

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=world.person("leader"), case=case, days=5, reason=REASON)

    assert codes(refused) == ["term-not-extendable"]


@pytest.mark.parametrize("role", ["executor", "unit_head", "clerk", "controller", "auditor", "other.leader"])
def test_nobody_but_the_head_extends(world: World, role: str) -> None:
    """The executor can only ask."""
    case = assigned(world)

    with pytest.raises(PermissionDenied):
        terms.extend(actor=world.person(role), case=case, days=10, reason=REASON)


def test_a_head_of_whom_the_appeal_complains_does_not_extend(world: World) -> None:
    """59-ФЗ art. 8 p. 6."""
    case = world.appeal(complained_of=world.person("leader"))

    with pytest.raises(PermissionDenied):
        terms.extend(actor=world.person("leader"), case=case, days=10, reason=REASON)


def test_the_executor_asks_and_the_head_grants_what_the_head_finds_right(world: World) -> None:
    """The request lies on the head's desk; nothing moves until it is decided."""
    case = assigned(world)
    item = terms.ask_extension(actor=world.person("executor"), case=case, days=20, reason=REASON)
    case.refresh_from_db()
    assert (case.due_on, item.kind, item.note) == (date(2026, 4, 30), WorkKind.EXTEND, REASON)
    assert item in WorkItem.objects.lying_with(world.person("leader"))

    terms.grant_extension(actor=world.person("leader"), item=item, days=12, reason=REASON)

    item.refresh_from_db()
    case.refresh_from_db()
    assert (item.state, case.due_on) == (WorkState.DONE, date(2026, 5, 13))
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET, TermEvent.ASKED, TermEvent.EXTENDED]


def test_the_head_declines_with_a_reason_and_the_executor_may_ask_again(world: World) -> None:
    """But not twice at once."""
    case, executor = assigned(world), world.person("executor")
    item = terms.ask_extension(actor=executor, case=case, days=20, reason=REASON)
    with pytest.raises(ValidationError) as again:
        terms.ask_extension(actor=executor, case=case, days=20, reason=REASON)
    with pytest.raises(ValidationError) as wordless:
        terms.decline_extension(actor=world.person("leader"), item=item, reason=" ")

    terms.decline_extension(actor=world.person("leader"), item=item, reason="Сведения уже получены.")

    assert (codes(again), codes(wordless)) == (["asked-already"], ["reason-missing"])
    assert events(case)[-1] == (TermEvent.DECLINED, date(2026, 4, 30), date(2026, 4, 30))
    terms.ask_extension(actor=executor, case=case, days=5, reason=REASON)


@pytest.mark.parametrize("role", ["stranger", "clerk", "leader"])
def test_only_the_executor_asks(world: World, role: str) -> None:
    """The head extends without asking."""
    case = assigned(world)

    with pytest.raises(PermissionDenied):
        terms.ask_extension(actor=world.person(role), case=case, days=5, reason=REASON)


def test_nobody_asks_for_what_is_reported(world: World) -> None:
    """The case is not in work any more."""
    case = assigned(world)
    case.stage = Stage.REPORTED
    case.save()

    with pytest.raises(ValidationError) as refused:
        terms.ask_extension(actor=world.person("executor"), case=case, days=5, reason=REASON)

    assert codes(refused) == ["case-not-in-work"]


def test_a_suspended_term_keeps_its_legal_date_and_gets_the_days_that_it_really_stood(world: World) -> None:
    """Five calendar days from 2 to 7 April; 30.04 was reached, 05.05 is."""
    case, leader = suspendable(world), world.person("leader")
    with clock.at(at("02.04")):
        terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)
    case.refresh_from_db()
    assert (kept(case).state, case.due_on) == (TermState.SUSPENDED, date(2026, 4, 30))

    with clock.at(at("07.04")):
        terms.resume(actor=leader, case=case, on=clock.today(), reason="Сведения получены.")

    case.refresh_from_db()
    assert (kept(case).state, case.due_on) == (TermState.RUNNING, date(2026, 5, 6))
    assert "5 дней приостановления (с 02.04.2026 по 07.04.2026) = 06.05.2026" in case.term_in_words
    assert [event for event, _before, _after in events(case)] == [
        TermEvent.SET,
        TermEvent.SUSPENDED,
        TermEvent.RESUMED,
    ]


def test_the_term_of_an_appeal_is_never_suspended_whatever_its_kind_says(world: World) -> None:
    """59-ФЗ knows no suspension."""
    case = suspendable(world, is_appeal=True)

    with pytest.raises(ValidationError) as refused:
        terms.suspend(actor=world.person("leader"), case=case, on=clock.today(), reason=REASON)

    assert codes(refused) == ["term-not-suspendable"]


def test_a_kind_that_permits_no_suspension_is_not_suspended(world: World) -> None:
    """The advocate's inquiry."""
    case = assigned(world, "advocate-inquiry", is_appeal=False)

    with pytest.raises(ValidationError) as refused:
        terms.suspend(actor=world.person("leader"), case=case, on=clock.today(), reason=REASON)

    assert codes(refused) == ["term-not-suspendable"]


@pytest.mark.parametrize(
    ("on", "today", "reason", "code"),
    [
        ("31.03", "02.04", REASON, "date-before-start"),
        ("03.04", "02.04", REASON, "date-in-future"),
        ("02.05", "04.05", REASON, "suspension-after-due"),
        ("02.04", "02.04", "", "reason-missing"),
    ],
)
def test_a_suspension_on_a_wrong_day_is_refused(world: World, on: str, today: str, reason: str, code: str) -> None:
    """Before the start, in the future, after the end, without a reason."""
    case = suspendable(world)

    with clock.at(at(today)), pytest.raises(ValidationError) as refused:
        terms.suspend(actor=world.person("leader"), case=case, on=at(on).date(), reason=reason)

    assert codes(refused) == [code]
    assert kept(case).state == TermState.RUNNING


@pytest.mark.parametrize(
    ("on", "code"), [("05.04", "resumed-before-suspension"), ("08.04", "date-in-future"), (None, "term-not-suspended")]
)
def test_a_resumption_on_a_wrong_day_is_refused(world: World, on: str | None, code: str) -> None:
    """Before the suspension, in the future, of a term that runs."""
    case, leader = suspendable(world), world.person("leader")
    with clock.at(at("06.04")):
        if on is not None:
            terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)

        with pytest.raises(ValidationError) as refused:
            terms.resume(actor=leader, case=case, on=at(on or "06.04").date(), reason=REASON)

    assert codes(refused) == [code]


def test_a_suspended_term_is_neither_suspended_again_nor_extended_nor_computed_anew(world: World) -> None:
    """First it is resumed."""
    case, leader = suspendable(world), world.person("leader")
    terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)

    tries: list[Callable[[], object]] = [
        lambda: terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON),
        lambda: terms.extend(actor=leader, case=case, days=3, reason=REASON),
        lambda: agencies.recompute_term(actor=leader, term=kept(case), reason=REASON),
    ]
    for again in tries:
        with pytest.raises(ValidationError) as refused:
            again()
        assert codes(refused) == ["term-suspended"]


@pytest.mark.parametrize("role", ["executor", "clerk", "controller", "unit_head"])
def test_nobody_but_the_head_suspends_and_resumes(world: World, role: str) -> None:
    """Whatever the kind permits."""
    case = suspendable(world)

    with pytest.raises(PermissionDenied):
        terms.suspend(actor=world.person(role), case=case, on=clock.today(), reason=REASON)
    terms.suspend(actor=world.person("leader"), case=case, on=clock.today(), reason=REASON)
    with pytest.raises(PermissionDenied):
        terms.resume(actor=world.person(role), case=case, on=clock.today(), reason=REASON)


def test_the_sender_is_told_of_an_extension_and_the_card_says_whom_and_when(world: World) -> None:
    """Until then it says by when; within seven days of registration where the law says so (8-ФЗ art. 18)."""
    case = assigned(world, "information-request", is_appeal=False)
    terms.extend(actor=world.person("leader"), case=case, days=15, reason=REASON)
    assert kept(case).notice_due_on == date(2026, 4, 8)
    with clock.at(at("09.04")):
        assert section(case, []).is_notice_late

    with clock.at(at("09.04")):
        terms.note_notice(
            actor=world.person("executor"), case=case, notified_on=date(2026, 4, 7), whom="Фролова М. С., письмом"
        )
        shown = section(case, [])

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
def test_a_notice_to_nobody_or_on_a_wrong_day_is_refused(world: World, notified_on: str, whom: str, code: str) -> None:
    """And it stays due."""
    case = assigned(world)
    terms.extend(actor=world.person("leader"), case=case, days=15, reason=REASON)

    with pytest.raises(ValidationError) as refused:
        terms.note_notice(actor=world.person("executor"), case=case, notified_on=at(notified_on).date(), whom=whom)

    assert codes(refused) == [code]
    assert kept(case).notified_on is None


def test_no_notice_is_noted_where_none_is_due(world: World) -> None:
    """Nothing was extended; a stranger notes nothing at all."""
    case = assigned(world)

    with pytest.raises(ValidationError) as refused:
        terms.note_notice(actor=world.person("executor"), case=case, notified_on=clock.today(), whom="Фролова")
    with pytest.raises(PermissionDenied):
        terms.note_notice(actor=world.person("stranger"), case=case, notified_on=clock.today(), whom="Фролова")

    assert codes(refused) == ["notice-not-due"]


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


def test_the_issuer_changes_the_term_of_an_assignment_with_a_reason(world: World) -> None:
    """The history says who, when, why, and both dates; the case keeps its own term."""
    case = assigned(world)
    resolution = case.resolutions.get()

    terms.change_assignment(
        actor=world.person("leader"), resolution=resolution, due_on=date(2026, 4, 15), reason="Нужно раньше."
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
        world.person("leader").actor_name,
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
def test_a_wrong_term_of_an_assignment_is_refused(world: World, due_on: str, reason: str, code: str) -> None:
    """Before its start, in the past, beyond the case, without a reason."""
    resolution = assigned(world).resolutions.get()

    with clock.at(at("02.04")), pytest.raises(ValidationError) as refused:
        terms.change_assignment(
            actor=world.person("leader"), resolution=resolution, due_on=at(due_on).date(), reason=reason
        )

    assert codes(refused) == [code]


def test_only_the_issuer_changes_an_assignment(world: World) -> None:
    """Not its executor."""
    resolution = assigned(world).resolutions.get()

    with pytest.raises(PermissionDenied):
        terms.change_assignment(
            actor=world.person("executor"), resolution=resolution, due_on=date(2026, 4, 15), reason="r"
        )


def named_off(world: World, day: date) -> None:
    """The administrator makes a day of the agency's own."""
    agencies.name_day(
        actor=world.person("administrator"), agency=world.office.agency, day=day, kind="off", reason="День области"
    )


def test_a_new_day_off_moves_no_term_until_a_controller_computes_it_anew(world: World) -> None:
    """With a reason; the card, the desk and the history follow, and another agency is not concerned."""
    case = assigned(world)
    named_off(world, date(2026, 4, 30))
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)

    moved = terms.recompute(
        actor=world.person("controller"), agency=world.office.agency, keys=[kept(case).pk], reason="Новый выходной"
    )

    case.refresh_from_db()
    assert (moved, case.due_on) == (1, date(2026, 4, 29))
    assert world.item(WorkKind.EXECUTE, case).due_on == date(2026, 4, 29)
    assert events(case)[-1] == (TermEvent.RECOMPUTED, date(2026, 4, 30), date(2026, 4, 29))
    again = terms.recompute(
        actor=world.person("controller"), agency=world.office.agency, keys=[kept(case).pk], reason="Ещё раз"
    )
    assert again == 0


def test_terms_are_not_computed_anew_by_nobody_for_no_reason(world: World) -> None:
    """The administrator who named the day moves no term by it."""
    case, agency = assigned(world), world.office.agency
    named_off(world, date(2026, 4, 30))

    with pytest.raises(PermissionDenied):
        terms.recompute(actor=world.person("administrator"), agency=agency, keys=[kept(case).pk], reason="r")
    with pytest.raises(ValidationError) as wordless:
        terms.recompute(actor=world.person("controller"), agency=agency, keys=[kept(case).pk], reason=" ")
    with pytest.raises(ValidationError) as none:
        terms.recompute(actor=world.person("controller"), agency=agency, keys=[], reason="r")

    assert (codes(wordless), codes(none)) == (["reason-missing"], ["terms-missing"])


def test_a_case_off_control_has_no_running_term(world: World) -> None:
    """Neither its own nor those of its assignments; what has ended is not extended."""
    case = assigned(world)
    world.decided(case, outcome="explained")
    agencies.end_term(actor=world.person("controller"), term=kept(case))

    with pytest.raises(ValidationError) as refused:
        terms.extend(actor=world.person("leader"), case=case, days=3, reason=REASON)

    assert codes(refused) == ["term-ended"]


def test_a_case_of_an_earlier_version_gets_its_term_with_the_first_change(world: World) -> None:
    """As its card had it: no record of a term was kept then."""
    basis = {"start": "2026-03-20", "length": "30", "unit": "days", "reached": "2026-04-19", "due_on": "2026-04-17"}
    case = a_case(
        world.office,
        "Ф-1",
        received_on=date(2026, 3, 20),
        registered_on=date(2026, 3, 20),
        due_on=date(2026, 4, 17),
        term_basis=basis,
    )
    assert section(case, []).term.due_on == date(2026, 4, 17)

    terms.extend(actor=world.person("leader"), case=case, days=10, reason=REASON)

    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 29)
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET, TermEvent.EXTENDED]


def test_a_term_does_not_begin_with_a_date_before_its_start(world: World) -> None:
    """The row itself refuses it, whoever computes."""
    case = world.appeal()
    term = kept(case)
    term.due_on = term.starts_on - timedelta(days=1)

    with pytest.raises(ValidationError) as refused:
        term.full_clean()

    assert codes(refused) == ["term-before-start"]


def offered(case: Case, world: World, role: str) -> list[str]:
    """What the card offers this person about the term."""
    case.refresh_from_db()
    resolutions = list(case.resolutions.select_related("case", "author", "executor"))
    return [one.name for one in actions_of(case, section(case, resolutions), world.person(role))]


def test_the_card_offers_each_person_what_they_may_do_and_nothing_else(world: World) -> None:
    """The head extends and changes the assignment, the executor asks, the others look."""
    case = assigned(world)

    assert offered(case, world, "leader") == ["extend", "change"]
    assert offered(case, world, "executor") == ["ask"]
    assert [offered(case, world, role) for role in ("clerk", "controller", "auditor", "unit_head")] == [[], [], [], []]
    terms.extend(actor=world.person("leader"), case=case, days=3, reason=REASON)
    assert offered(case, world, "leader") == ["notify", "change"]
    assert offered(case, world, "clerk") == offered(case, world, "executor") == ["notify"]


def signed_in(world: World, role: str, language: str = "ru") -> Client:
    """A browser of this person."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", "01.04.2026 + 30 дней + 30 дней продления = 31.05.2026, выходной → 29.05.2026"),
        ("en", "01.04.2026 + 30 days + 30 days of extension = 31.05.2026, a day off → 29.05.2026"),
    ],
)
def test_the_new_date_is_shown_before_it_is_saved_and_the_card_tells_the_history(
    world: World, language: str, told: str
) -> None:
    """In the reader's language."""
    case, client = assigned(world), signed_in(world, "leader", language)
    address = reverse("workflows:case-term", args=[case.pk])
    sent = {"action": "extend", "days": "30", "reason": REASON}

    preview = client.post(address, sent | {"preview": "1"}).content.decode()
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)
    saved = client.post(address, sent)

    card = client.get(reverse("workflows:case", args=[case.pk])).content.decode()
    assert told in preview
    assert saved.status_code == 302
    assert told in card
    assert "30.04.2026 → 29.05.2026" in card
    assert REASON in card


@pytest.mark.parametrize(
    ("language", "told"), [("ru", "Не больше чем на 30 дн."), ("en", "At most 30 days (59-ФЗ, ст. 12).")]
)
def test_a_wrong_extension_is_told_beside_its_field(world: World, language: str, told: str) -> None:
    """Also when only the new date was asked for."""
    case, client = assigned(world), signed_in(world, "leader", language)
    address = reverse("workflows:case-term", args=[case.pk])

    for more in ({}, {"preview": "1"}):
        answer = client.post(address, {"action": "extend", "days": "31", "reason": REASON} | more)
        assert answer.status_code == 422
        assert told in answer.content.decode()


def test_what_is_not_offered_is_not_done(world: World) -> None:
    """A forged action of the executor changes nothing."""
    case, client = assigned(world), signed_in(world, "executor")

    answer = client.post(
        reverse("workflows:case-term", args=[case.pk]), {"action": "extend", "days": "3", "reason": REASON}
    )

    assert answer.status_code == 302
    assert [event for event, _before, _after in events(case)] == [TermEvent.SET]


def test_the_list_of_moved_terms_names_cases_to_the_controller_alone(world: World) -> None:
    """The administrator sees how many dates a day moves; the controller computes them anew there."""
    case = assigned(world)
    named_off(world, date(2026, 4, 30))
    address = reverse("workflows:moved-terms")

    seen_by_administrator = signed_in(world, "administrator").get(address).content.decode()
    controller = signed_in(world, "controller")
    seen = controller.get(address).content.decode()
    answer = controller.post(address, {"terms": [str(kept(case).pk)], "reason": "Новый выходной"})

    assert "29.04.2026" in seen_by_administrator
    assert case.number not in seen_by_administrator
    assert case.number in seen
    assert answer.status_code == 302
    assert case.number not in controller.get(address).content.decode()
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 29)


def test_the_calendar_says_how_many_open_terms_a_day_would_move(world: World) -> None:
    """Before it is named, and after; none of them moves."""
    case = assigned(world)
    client = signed_in(world, "administrator")
    address = reverse("agencies:calendar-year", args=[2026])
    sent = {"day": "2026-04-30", "kind": "off", "reason": "День области"}

    preview = client.post(address, sent | {"action": "preview"}).content.decode()
    named = client.post(address, sent | {"action": "day"}, follow=True).content.decode()

    assert "1 открытый срок сдвинулся бы:" in preview
    assert "30.04.2026 → 29.04.2026" in preview
    assert "1 открытый срок сдвинулся бы; он остаётся" in named
    case.refresh_from_db()
    assert case.due_on == date(2026, 4, 30)
