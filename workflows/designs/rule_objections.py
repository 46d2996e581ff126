"""Why an automation rule may not be published: what it leaves open, and codes that name nothing."""

from django.utils.translation import gettext as _

from agencies.models import Agency, Unit
from citizens.models import CaseKind, Channel, Topic
from workflows.designed import Design
from workflows.designs.case_types import CASE_TYPE
from workflows.designs.finding import Found
from workflows.designs.kinds import Content, Objections
from workflows.designs.rule_shapes import BY_STEP, DAYS_AT_MOST, STEPS, Mark, Rule, When, Whom, read
from workflows.designs.shapes import ROLES

REMARK_AT_MOST = 300
CODES_AT_MOST = 200


def objections(content: Content, agency: Agency) -> Objections:
    """By the name of a field."""
    rule, found = read(content), Found()
    found.require_names("", rule.name, rule.name_en)
    _of_time(found, rule)
    _of_conditions(found, rule, agency)
    _of_actions(found, rule, agency)
    return found.objections


def _of_time(found: Found, rule: Rule) -> None:
    if rule.when not in When.values:
        found.add("when", "when-unknown", _("Choose when the rule fires."))
    if rule.is_by_time and not rule.least_days <= rule.days <= DAYS_AT_MOST:
        found.add("days", "days-out-of-range", _("Name one to 250 working days; before a term it may be none."))
    if rule.steps and rule.when not in BY_STEP:
        found.add("steps", "steps-without-step", _("Steps are named for a rule that looks at steps."))
    found.require_known("steps", "step-unknown", _("There is no such step."), rule.steps, STEPS)


def _of_conditions(found: Found, rule: Rule, agency: Agency) -> None:
    kinds, channels = [kind.value for kind in CaseKind], [channel.value for channel in Channel]
    found.require_known("kinds", "case-kind-unknown", _("There is no such lawful kind."), rule.kinds, kinds)
    found.require_known("channels", "channel-unknown", _("There is no such channel."), rule.channels, channels)
    found.require_known("marks", "mark-unknown", _("There is no such condition."), rule.marks, Mark.values)
    if {Mark.RESTRICTED, Mark.UNRESTRICTED} <= set(rule.marks):
        found.add("marks", "marks-contradict", _("No case has an access mark and has none."))
    if max(len(one) for one in (rule.topics, rule.types, rule.units)) > CODES_AT_MOST:
        found.add("", "rule-too-large", _("A condition names at most 200 of them."))
        return
    topics = Topic.objects.filter(code__in=rule.topics).values_list("code", flat=True)
    found.require_known("topics", "topic-unknown", _("The classifier has no such topic."), rule.topics, topics)
    designs = Design.objects.filter(agency=agency, kind=CASE_TYPE, code__in=rule.types).values_list("code", flat=True)
    found.require_known("types", "type-unknown", _("The agency has no such type of cases."), rule.types, designs)
    message = _("The agency has no unit with this index.")
    found.require_known("units", "unit-unknown", message, rule.units, _units(agency, rule.units))
    if rule.days_left is not None and not 0 <= rule.days_left <= DAYS_AT_MOST:
        found.add("days_left", "days-out-of-range", _("Name none to 250 working days."))


def _of_actions(found: Found, rule: Rule, agency: Agency) -> None:
    for field, people in (("tell", rule.tell), ("follow", rule.follow)):
        found.require_known(field, "whom-unknown", _("There are no such people."), people, Whom.values)
    if Whom.POST in (*rule.tell, *rule.follow):
        if rule.role not in [role.value for role in ROLES]:
            found.add("role", "role-unknown", _("Choose the role of the posts."))
        if not _units(agency, [rule.unit]):
            found.add("unit", "unit-unknown", _("The agency has no unit with this index."))
    if len(rule.remark) > REMARK_AT_MOST:
        found.add("remark", "remark-too-long", _("At most 300 characters."))
    if rule.does_nothing:
        found.add("tell", "action-missing", _("Choose at least one thing that the rule does."))


def _units(agency: Agency, codes: tuple[str, ...] | list[str]) -> list[str]:
    found = Unit.objects.filter(agency=agency, ends_on__isnull=True, code__in=codes)
    return list(found.values_list("code", flat=True))
