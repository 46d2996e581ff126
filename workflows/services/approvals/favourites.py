"""Favourite routes of persons and units, and what an agency sets about its approvals."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from history.acts import act, record
from workflows import policies
from workflows.approval_selectors import rules_of
from workflows.approving import ApprovalRules, FavouriteRoute
from workflows.services.approvals.routing import StageDraft


@act
def keep_route(
    *, actor: Employee, agency: Agency, name: str, stages: Sequence[StageDraft], is_shared: bool = False
) -> FavouriteRoute:
    """Keep a route under a name, for oneself or for everybody of one's unit. The same name again writes it anew.

    Raises:
        PermissionDenied: the actor drafts nothing in the agency.
        ValidationError: ``name-missing``, ``route-empty``.
    """
    require(policies.may_keep_routes(actor, agency))
    text = name.strip()[:80]
    if not text:
        raise ValidationError({"name": ValidationError(_("Name the route."), code="name-missing")})
    if not any(stage.people for stage in stages):
        raise ValidationError(_("A route has at least one stage."), code="route-empty")
    post = next((one for one in actor.current_posts if one.unit.agency_id == agency.pk), None)
    kept = FavouriteRoute.objects.filter(owner=actor, name=text).first() or FavouriteRoute(owner=actor, name=text)
    kept.agency, kept.unit = agency, post.unit if is_shared and post is not None else None
    kept.stages = [
        {"order": str(stage.order), "days": stage.days, "people": [person.pk for person in stage.people]}
        for stage in stages
        if stage.people
    ]
    kept.save()
    record("workflows.route_kept", actor=actor, subject=kept)
    return kept


@act
def drop_route(*, actor: Employee, route: FavouriteRoute) -> None:
    """Keep a route no more: its owner alone does.

    Raises:
        PermissionDenied: it is another one's.
    """
    require(route.owner_id == actor.pk)
    record("workflows.route_dropped", actor=actor, subject=route)
    route.delete()


@act
def set_rules(*, actor: Employee, agency: Agency, keeps_unaffected: bool, lets_add: bool) -> ApprovalRules:
    """Set how the agency resets visas and whether approvers add others.

    Raises:
        PermissionDenied: the actor neither keeps its templates nor administers it.
    """
    require(policies.may_set_approval_rules(actor, agency))
    rules = rules_of(agency.pk)
    rules.keeps_unaffected, rules.lets_add = keeps_unaffected, lets_add
    rules.save()
    record("workflows.approval_rules_set", actor=actor, subject=rules)
    return rules
