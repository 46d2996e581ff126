"""Approval routes, as a kind of design: stages of places, for which people are found when a paper is sent."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import rules
from agencies.models import Agency, Post, Role, Unit
from workflows.approving import ApprovalStage
from workflows.designs.finding import Found
from workflows.designs.kinds import Content, Kind, Objections, register
from workflows.designs.route_shapes import PURPOSES, ROLES, Asked, RoutePlace, RouteStage, read

STAGES_AT_MOST, PEOPLE_AT_MOST, DAYS_AT_MOST = 20, 50, 60
Held = list[Post]


def objections(content: Content, agency: Agency) -> Objections:
    """By the name of a field; of the second person of the third stage ``stages-2-person_2``."""
    route, found = read(content), Found()
    found.require_names("", route.name, route.name_en)
    if set(route.purposes) - {value for value, _label in PURPOSES}:
        found.add("purposes", "purpose-unknown", _("There is no such kind of letter."))
    if not route.stages:
        found.add("", "route-empty", _("A route has at least one stage."))
    if len(route.stages) > STAGES_AT_MOST or sum(len(one.people) for one in route.stages) > PEOPLE_AT_MOST:
        found.add("", "route-too-long", _("This route is too long."))
    held = rules.holders(agency, rules.Power.APPROVE)
    units = set(Unit.objects.filter(agency=agency, ends_on__isnull=True).values_list("code", flat=True))
    for at, stage in enumerate(route.stages):
        _of_stage(found, at, stage, held, units)
    return found.objections


def _of_stage(found: Found, at: int, stage: RouteStage, held: Held, units: set[str]) -> None:
    prefix = f"stages-{at}-"
    if stage.order not in ApprovalStage.Order.values:
        found.add(prefix + "order", "order-unknown", _("Choose how the people of the stage are asked."))
    if not 0 <= stage.days <= DAYS_AT_MOST:
        message = _("A stage takes from 1 to %(days)s working days.") % {"days": DAYS_AT_MOST}
        found.add(prefix + "days", "days-impossible", message)
    if not stage.people:
        message = _("Stage %(place)s has no approver.") % {"place": at + 1}
        found.add(prefix + "person_1", "stage-empty", message)
    for index, place in enumerate(stage.people, 1):
        code, message = _of_place(place, held, units)
        if code:
            found.add(f"{prefix}person_{index}", code, message)


def _of_place(place: RoutePlace, held: Held, units: set[str]) -> tuple[str, str]:
    if place.who == Asked.HEAD:
        return "", ""
    if place.who not in Asked.values:
        return "who-unknown", _("Choose who is asked.")
    if place.who == Asked.ROLE and place.role not in ROLES:
        return "role-unknown", _("Choose a role that gives visas.")
    if place.unit not in units and (place.unit or place.who == Asked.POST):
        return "unit-unknown", _("The agency has no unit with this index.")
    if not any(holds(post, place) for post in held):
        return "route-without-people", _("Nobody who gives visas holds such a post today.")
    return "", ""


def holds(post: Post, place: RoutePlace) -> bool:
    """Whether a post is one that a place by role or by post means."""
    if place.unit and post.unit.code != place.unit:
        return False
    return post.role == place.role if place.who == Asked.ROLE else post.title == place.title


def told(place: RoutePlace, units: dict[str, str]) -> str:
    """A place in the words of the page."""
    unit = f"{place.unit} {units.get(place.unit, '')}".strip()
    if place.who == Asked.ROLE:
        role = str(Role(place.role).label) if place.role in Role.values else place.role
        return f"{role}, {unit}" if unit else _("%(role)s of the agency") % {"role": role}
    if place.who == Asked.POST:
        return f"{place.title}, {unit}"
    return str(Asked.HEAD.label) if place.who == Asked.HEAD else place.who or "—"


def lines(content: Content, agency: Agency) -> list[str]:
    """In the language of the page; one query, whatever the content."""
    route, labels = read(content), dict(PURPOSES)
    units = dict(Unit.objects.filter(agency=agency, ends_on__isnull=True).values_list("code", "name"))
    kinds = "; ".join(str(labels.get(one, one)) for one in route.purposes)
    found = [
        _("Name: %(name)s") % {"name": route.name},
        _("Name in English: %(name)s") % {"name": route.name_en},
        _("For: %(kinds)s") % {"kinds": kinds or _("every letter and paper of the agency")},
        _("Offered first") if route.is_default else _("Offered among others"),
        _("The drafter keeps to it") if route.is_fixed else _("The drafter may change it"),
    ]
    return found + [_line(at, stage, units) for at, stage in enumerate(route.stages, 1)]


def _line(at: int, stage: RouteStage, units: dict[str, str]) -> str:
    order = ApprovalStage.Order(stage.order).label if stage.order in ApprovalStage.Order.values else stage.order
    parts = [
        _("Stage %(place)s") % {"place": at} + f" ({order}): " + " | ".join(told(one, units) for one in stage.people)
    ]
    if stage.days:
        parts.append(_("working days: %(days)s") % {"days": stage.days})
    return "; ".join(parts)


ROUTE = register(
    Kind(
        code="approval_route",
        title=gettext_lazy("approval route"),
        read=read,
        objections=objections,
        lines=lines,
    )
).code
