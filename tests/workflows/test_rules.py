"""Automation rules: at an event and by time, once each, by the rule itself, for those who see the case."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from citizens.models import Topic
from documents import services
from history import clock
from history.models import Act
from tests.workflows.designing import a_type, an_appeal, in_force
from tests.workflows.ruling import a_rule, rule_in_force
from tests.workflows.running import signed_in
from tests.world import World
from workflows import rule_selectors as selectors
from workflows.designs import RULE, objections_to
from workflows.designs.rule_shapes import read
from workflows.following import Following
from workflows.incidents import Incident, IncidentKind
from workflows.models import WorkItem, WorkKind
from workflows.noticing import Notice
from workflows.ruled import FiringState, RuleFiring
from workflows.services import cases, designs, retrying, rule_calls, rules, terms

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52")]


def told() -> list[str]:
    """Whom rules have told, by surname."""
    return sorted(Notice.objects.filter(kind="rule").values_list("person__last_name", flat=True))


def name(world: World, role: str) -> str:
    """A person's surname."""
    return world.person(role).last_name


def test_a_rule_acts_once_in_its_own_name(world: World) -> None:
    """On a registered case it tells, lets follow and notes; a second run and a second call change nothing."""
    content = a_rule(follow=["leaders"], remark="Проверьте срок.")
    rule_in_force(world, content)
    case = world.appeal()

    runs = [rules.apply_rules(), rules.apply_rules()]

    act = Act.objects.get(verb="workflows.rule_applied", subject_key=case.pk)
    firing = RuleFiring.objects.get()
    assert runs == [1, 0]
    assert (act.actor_key, act.actor_name) == (None, "rule:1:Сказать контролёру")
    assert act.data == {"person": world.person("controller").short_name, "remark": "Проверьте срок."}
    assert told() == [name(world, "controller")]
    assert [one.employee for one in Following.objects.filter(case=case)] == [world.person("leader")]
    assert (firing.state, firing.told, firing.following, firing.is_noted) == (FiringState.DONE, 1, 1, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleFiring.objects.create(
            design=firing.design,
            case=case,
            occasion=firing.occasion,
            key=firing.key,
            happens_on=firing.happens_on,
            at=firing.at,
        )


def test_conditions_are_joined_by_and(world: World) -> None:
    """A case that misses one of them is left alone, and leaves no row."""
    topic = Topic.objects.first()
    assert topic is not None
    rule_in_force(world, a_rule(topics=[topic.code], channels=["post"], marks=["unassigned"]))
    rule_in_force(world, a_rule(topics=[topic.code], channels=["email"]), code="by-mail")
    rule_in_force(world, a_rule(marks=["repeated"]), code="repeated")
    world.appeal()

    done = rules.apply_rules()

    assert done == 1
    assert [one.design.code for one in RuleFiring.objects.all()] == ["warn"]


def test_a_rule_knows_the_type_and_the_unit_of_a_case(world: World) -> None:
    """The type that it was registered as; the unit that executes it, or one above."""
    in_force(world, a_type(name="Без шагов"))
    rule_in_force(world, a_rule(types=["heritage"]))
    rule_in_force(world, a_rule("resolved", units=["05"]), code="of-unit")
    rule_in_force(world, a_rule("resolved", units=["08"]), code="of-other-unit")
    of_type, plain = an_appeal(world), world.appeal()
    world.resolved(plain)

    rules.apply_rules()

    fired = set(RuleFiring.objects.values_list("design__code", "case"))
    assert fired == {("warn", of_type.pk), ("of-unit", plain.pk)}


def test_a_rule_fires_at_each_step_of_the_road_that_it_names(world: World) -> None:
    """And at each event of its kind anew."""
    rule_in_force(world, a_rule("step", steps=["control"], tell=["executor"]))
    rule_in_force(world, a_rule("reported", tell=["holder"]), code="holder")
    rule_in_force(world, a_rule("prolonged", tell=["executor"]), code="longer")
    case = world.appeal()
    world.resolved(case)
    terms.extend(actor=world.person("leader"), case=case, days=5, reason="Ждём архив.")
    world.decided(case, "withdrawn")
    executor = world.person("executor")
    for _once in range(2):
        cases.report(actor=executor, item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
        if not _once:
            control = world.item(WorkKind.CONTROL, case)
            cases.return_report(actor=world.person("controller"), item=control, remark="Подробнее.")

    rules.apply_rules()

    fired = sorted(RuleFiring.objects.values_list("design__code", flat=True))
    assert fired == ["holder", "holder", "longer", "warn", "warn"]
    assert told() == sorted([name(world, "executor")] * 3 + [name(world, "controller")] * 2)


def test_rules_by_time_look_at_terms_and_at_what_stands(world: World) -> None:
    """Each once for a day on which the term is due; an extended term is another day."""
    rule_in_force(world, a_rule("before_due", days=3))
    rule_in_force(world, a_rule("after_due", days=1), code="late")
    rule_in_force(world, a_rule("standing", days=5, steps=["execute"]), code="stands")
    case = world.appeal()
    world.resolved(case)
    found: dict[str, Any] = {}
    case.refresh_from_db()

    for label, moment in (("now", clock.now()), ("week", clock.now() + timedelta(days=14))):
        with clock.at(moment):
            rules.apply_rules()
            found[label] = sorted(RuleFiring.objects.values_list("design__code", flat=True))
    due = clock.now() + (case.due_on - clock.today())
    with clock.at(due):
        rules.apply_rules()
        rules.apply_rules()
        found["due"] = sorted(RuleFiring.objects.values_list("design__code", flat=True))
        terms.extend(actor=world.person("leader"), case=case, days=30, reason="Ждём архив.")
    case.refresh_from_db()
    with clock.at(due + (case.due_on - due.date()) + timedelta(days=5)):
        rules.apply_rules()
        found["late"] = sorted(RuleFiring.objects.values_list("design__code", flat=True))

    assert found == {
        "now": [],
        "week": ["stands"],
        "due": ["stands", "warn"],
        "late": ["late", "stands", "warn"],
    }


def test_whoever_does_not_see_a_case_hears_nothing_of_it(world: World) -> None:
    """Neither of a marked one, nor the official complained of, nor a unit beside it."""
    posts = {"tell": ["post", "leaders"], "follow": ["post"], "role": "executor", "unit": "08"}
    rule_in_force(world, a_rule("resolved", **posts))
    rule_in_force(world, a_rule("registered", tell=["controllers", "leaders"]), code="marked")
    case = world.appeal(complained_of=world.person("leader"))
    services.mark_paper(actor=world.person("clerk"), paper=case, reason="Пункт 1")

    rules.apply_rules()

    assert told() == []
    assert RuleFiring.objects.get(case=case).told == 0


def test_a_retired_rule_stops_at_once(world: World) -> None:
    """What waits already is not done, and no other case calls it."""
    version = rule_in_force(world, a_rule())
    world.appeal()

    designs.retire(actor=world.person("administrator"), design=version.design)
    world.appeal()
    done = rules.apply_rules()

    assert done == 0
    assert [one.state for one in RuleFiring.objects.all()] == [FiringState.STOPPED]
    assert told() == []


def test_a_rule_that_fails_is_an_incident_and_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It undoes nothing of the event, and does not hold up another rule."""
    rule_in_force(world, a_rule(follow=["leaders"]))
    rule_in_force(world, a_rule(), code="other")
    case = world.appeal()
    with monkeypatch.context() as broken:
        broken.setattr(rules, "let_follow", _broken)
        before = rules.apply_rules()
    incident = Incident.objects.open().get(kind=IncidentKind.RULE)
    assert (before, incident.case, incident.agency) == (1, case, world.office.agency)
    assert incident.fault.startswith("LookupError")
    page = signed_in(world.office, "administrator").get("/incidents/").content.decode()
    assert "Правило автоматики не сработало по делу" in page

    retrying.retry_all(actor=world.person("administrator"), kind=IncidentKind.RULE)
    done = rules.apply_rules()

    incident.refresh_from_db()
    assert (done, incident.state) == (1, "settled")


def test_the_preview_counts_what_would_match(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By numbers alone, as far as it counts; of what has fired already it says nothing."""
    cases_of = [world.appeal() for _ in range(3)]
    marked = cases_of[2]
    services.mark_paper(actor=world.person("clerk"), paper=marked, reason="Пункт 1")
    version = rule_in_force(world, a_rule("before_due", days=60))
    agency, design = world.office.agency, version.design
    at_event = selectors.preview(read(a_rule(marks=["unassigned"])), agency, design)
    by_time = selectors.preview(read(a_rule("before_due", days=60)), agency, design)
    monkeypatch.setattr(selectors, "COUNTED_AT_MOST", 2)
    bounded = selectors.preview(read(a_rule()), agency, design)
    rules.apply_rules()

    after = selectors.preview(read(a_rule("before_due", days=60)), agency, design)

    numbers = [case.number for case in cases_of[:2]]
    assert at_event == selectors.Preview(3, False, numbers, 1)
    assert by_time == at_event
    assert bounded == selectors.Preview(2, True, numbers, 0)
    assert after is not None
    assert after.count == 0
    assert selectors.preview(read({"when": "before_due", "days": 10**12}), agency, design) is None


def test_only_a_whole_rule_is_published(world: World) -> None:
    """Each list is closed, and no code stands for itself."""
    content = {
        "name": "Правило",
        "when": "standing",
        "steps": ["sign"],
        "topics": ["none"],
        "kinds": ["none"],
        "types": ["none"],
        "units": ["999"],
        "channels": ["none"],
        "marks": ["restricted", "unrestricted"],
        "days_left": -1,
        "tell": ["post", "everybody"],
        "remark": "х" * 301,
    }

    found = objections_to(RULE, content, world.office.agency)

    codes = {field: [error.code for error in errors] for field, errors in found.items()}
    assert codes == {
        "name_en": ["name-missing"],
        "days": ["days-out-of-range"],
        "steps": ["step-unknown"],
        "topics": ["topic-unknown"],
        "kinds": ["case-kind-unknown"],
        "types": ["type-unknown"],
        "units": ["unit-unknown"],
        "channels": ["channel-unknown"],
        "marks": ["marks-contradict"],
        "days_left": ["days-out-of-range"],
        "tell": ["whom-unknown"],
        "role": ["role-unknown"],
        "unit": ["unit-unknown"],
        "remark": ["remark-too-long"],
    }
    assert [one.code for one in objections_to(RULE, a_rule(tell=[]), world.office.agency)["tell"]] == ["action-missing"]


def test_an_event_costs_one_query_where_no_rule_listens(world: World, django_assert_num_queries: Any) -> None:
    """Rules of another kind of event are read, and nothing is written."""
    rule_in_force(world, a_rule("reported"))
    case = world.appeal()
    item = WorkItem.objects.select_related("case").filter(case=case).latest("pk")

    with django_assert_num_queries(1):
        rule_calls.step_laid(item)

    assert not RuleFiring.objects.exists()


def test_a_version_of_another_occasion_stops_what_waits(world: World) -> None:
    """Whatever is applied is what is in force then."""
    rule_in_force(world, a_rule())
    world.appeal()
    rule_in_force(world, a_rule("reported"))

    done = rules.apply_rules()

    assert (done, RuleFiring.objects.get().state) == (0, FiringState.STOPPED)
    with pytest.raises(ValidationError):
        rule_in_force(world, a_rule("never"))


def _broken(**_given: Any) -> Any:
    raise LookupError("Фролова")
