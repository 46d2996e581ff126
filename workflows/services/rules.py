"""Automation rules by the worker: cases of rules by time are looked for, what was called is applied, each once."""

from collections.abc import Iterable

from django.db import OperationalError
from django.db.models import Q

from agencies import rules
from agencies import selectors as staff
from agencies.models import Employee, Post
from citizens.models import Case
from history import clock
from history.actors import Automatic
from history.acts import act, record
from workflows import rule_selectors as selectors
from workflows.designed import Design, DesignVersion
from workflows.designs.rule_shapes import STEPS, Rule, Whom, read
from workflows.following import Following
from workflows.incidents import IncidentKind
from workflows.models import WorkItem
from workflows.noticing import NoticeKind
from workflows.ruled import FiringState, RuleFiring
from workflows.services import incidents
from workflows.services.designs import in_force
from workflows.services.following import let_follow
from workflows.services.notices import News, tell
from workflows.services.rule_calls import firing_of

# Cases that one rule is given, and firings that are applied, in one run: the next one goes on.
BATCH, RUN = 200, 1000
# People whom one firing tells.
PEOPLE_AT_MOST = 200


def apply_rules() -> int:
    """Look for the cases of rules by time, then apply what waits; how many rules acted on a case. Interrupted or run
    twice, it loses nothing and does nothing twice.
    """
    for version in selectors.by_time():
        _seek(version)
    done, last = 0, 0
    waiting = RuleFiring.objects.filter(state=FiringState.WAITING).order_by("pk").select_related("design", "case")
    while last < RUN and (batch := list(waiting[:BATCH])):
        done += sum(_apply(firing) for firing in batch)
        last += len(batch)
    return done


def try_again(key: int) -> None:
    """Let a firing that failed wait for the worker again."""
    RuleFiring.objects.filter(pk=key, state=FiringState.FAILED).update(state=FiringState.WAITING)


def actor_of(version: DesignVersion) -> Automatic:
    """The rule itself, by its name and version: what it does is nobody's act."""
    return Automatic(f"rule:{version.number}:{read(version.content).name}")


def subject_of(row: RuleFiring | Design) -> str:
    """How an incident names what failed: a firing, or a rule that could not look for its cases."""
    return f"{row._meta.label_lower}:{row.pk}"


def _seek(version: DesignVersion) -> None:
    """Note the cases for which a rule by time fires now."""
    design, rule = version.design, read(version.content)
    try:
        found = selectors.occasions(rule, design.agency, design, limit=BATCH)
    except OperationalError:
        raise
    except Exception as error:
        fault = incidents.fault_of(error)
        incidents.report(IncidentKind.RULE, subject_of(design), fault=fault, agency=design.agency_id)
        return
    rows = [firing_of(version, one.case, rule.when, key=one.key, happens_on=one.on) for one in found]
    RuleFiring.objects.bulk_create(rows, ignore_conflicts=True)
    incidents.settle(IncidentKind.RULE, subject_of(design))


def _apply(firing: RuleFiring) -> bool:
    """Whether the rule acted. One that fails is an incident, and those behind it are applied all the same."""
    version = in_force(firing.design)
    try:
        acted = version is not None and apply(actor=actor_of(version), firing=firing, version=version)
    except OperationalError:
        raise
    except Exception as error:
        RuleFiring.objects.filter(pk=firing.pk, state=FiringState.WAITING).update(
            state=FiringState.FAILED, at=clock.now()
        )
        fault = incidents.fault_of(error)
        agency = firing.design.agency_id
        incidents.report(IncidentKind.RULE, subject_of(firing), fault=fault, agency=agency, case=firing.case)
        return False
    incidents.settle(IncidentKind.RULE, subject_of(firing))
    return acted


@act
def apply(*, actor: Automatic, firing: RuleFiring, version: DesignVersion) -> bool:
    """Do what the rule says, if the case meets its conditions; whether it did. A rule that was retired meanwhile, or
    fires at something else now, does nothing.
    """
    design = Design.objects.select_for_update(of=("self",)).select_related("agency").get(pk=firing.design_id)
    fresh = RuleFiring.objects.select_for_update(of=("self",)).filter(pk=firing.pk).first()
    if fresh is None or fresh.state != FiringState.WAITING:
        return False
    rule = read(version.content)
    fresh.version, fresh.at = version, clock.now()
    if design.retired_at is not None or rule.when != fresh.occasion:
        fresh.state = FiringState.STOPPED
        fresh.save()
        return False
    if not selectors.matches(rule, design.agency, fresh.case_id):
        fresh.delete()
        return False
    case = Case.objects.select_related("agency", "executor", "applicant").get(pk=fresh.case_id)
    told = _people(rule, rule.tell, case)
    following = _people(rule, rule.follow, case)
    followers = let_follow(actor=actor, case=case, people=following) if following else []
    tell(_news(person, case, fresh, version) for person in told)
    data = {"person": ", ".join(one.short_name for one in told), "remark": rule.remark}
    record("workflows.rule_applied", actor=actor, subject=case, data={name: one for name, one in data.items() if one})
    fresh.state, fresh.told, fresh.following = FiringState.DONE, len(told), len(followers)
    fresh.is_noted = bool(rule.remark)
    fresh.save()
    return True


def _news(person: Employee, case: Case, firing: RuleFiring, version: DesignVersion) -> News:
    return News(
        person.pk,
        NoticeKind.RULE,
        f"rule:{firing.pk}",
        "workflows.rule_applied",
        case=case.pk,
        rule=version.pk,
        due_on=case.due_on,
        is_restricted=bool(case.access),
    )


def _people(rule: Rule, whom: Iterable[str], case: Case) -> list[Employee]:
    """Those of these people who see the case today, each once; not the official complained of (59-ФЗ art. 8 p. 6)."""
    named = [person for one in whom for person in _named(one, rule, case)]
    unique = {person.pk: person for person in named if person.is_active and person.pk != case.complained_of_id}
    people = list(unique.values())[:PEOPLE_AT_MOST]
    return [person for person in people if Case.objects.visible_to(person).filter(pk=case.pk).exists()]


def _named(whom: str, rule: Rule, case: Case) -> list[Employee]:
    agency = case.agency
    if whom == Whom.EXECUTOR:
        return [case.executor] if case.executor else []
    if whom == Whom.HEAD:
        return staff.heads_over(case.executor, agency) if case.executor else []
    if whom == Whom.FOLLOWERS:
        return [one.employee for one in Following.objects.filter(case=case).select_related("employee").order_by("pk")]
    if whom == Whom.HOLDER:
        return _holders(case)
    if whom == Whom.POST:
        posts = Post.objects.current().filter(unit__agency=agency, unit__code=rule.unit, role=rule.role)
        return [post.employee for post in posts.select_related("employee").order_by("pk")]
    powers = {
        Whom.CONTROLLERS: rules.Power.CONTROL,
        Whom.LEADERS: rules.Power.RESOLVE,
        Whom.RECORDS: rules.Power.REGISTER,
    }
    return [post.employee for post in rules.holders(agency, powers[Whom(whom)])]


def _holders(case: Case) -> list[Employee]:
    """With whom open work on the case lies: its people, or the holders of the posts of its queue."""
    steps = WorkItem.objects.filter(case=case, done_at__isnull=True, kind__in=[step.value for step in STEPS])
    queues, people = Q(pk__in=[]), []
    for item in steps.select_related("assignee").order_by("pk"):
        if item.assignee is not None:
            people.append(item.assignee)
        else:
            queues |= Q(unit=item.queue_unit_id, role=item.queue_role)
    posts = Post.objects.current().filter(queues).select_related("employee").order_by("pk")
    return [*people, *(post.employee for post in posts)]
