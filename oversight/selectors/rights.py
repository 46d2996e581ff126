"""Who can see and do what, and why: each right of a person of today with what it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.models import Employee, NeedToKnow, Post, Substitution, Work
from agencies.rules import MAY, SEES, SUBSTITUTED, Power, Scope, holds
from citizens.models import FROM_OUTSIDE, OVER, CaseRole, Participation

POWERS: dict[Power, Any] = {
    Power.REGISTER: gettext_lazy("registers papers and keeps the journals"),
    Power.KEEP_JOURNALS: gettext_lazy("sets journals up, reserves and cancels numbers"),
    Power.KEEP_TEMPLATES: gettext_lazy("keeps templates of letters and the dictionary of corrected words"),
    Power.RESOLVE: gettext_lazy("issues resolutions"),
    Power.EXECUTE: gettext_lazy("executes papers"),
    Power.APPROVE: gettext_lazy("gives visas"),
    Power.SIGN: gettext_lazy("signs letters"),
    Power.CONTROL: gettext_lazy("controls execution"),
    Power.FILE: gettext_lazy("files cases"),
    Power.EXCHANGE: gettext_lazy("works with the exchange between agencies"),
    Power.WATCH_HISTORY: gettext_lazy("reads the history and the audit of reading"),
    Power.WATCH_LOAD: gettext_lazy("watches the load of people"),
    Power.DISCUSS: gettext_lazy("takes part in the discussion of cases"),
    Power.TEST_PROCESSES: gettext_lazy("writes and runs tests of processes"),
    Power.ADMINISTER: gettext_lazy("sets the agency up"),
}
SCOPES: dict[Scope, Any] = {
    Scope.AGENCY: gettext_lazy("sees every paper of the agency"),
    Scope.SUBTREE: gettext_lazy("sees the papers of the unit and of all units below"),
    Scope.OWN: gettext_lazy("sees the papers in which they take part"),
    Scope.NOTHING: gettext_lazy("sees no papers"),
}


@dataclass(frozen=True)
class Right:
    """One right: what, where, by what, and until when if an end is known."""

    what: str
    where: str
    source: str
    until: date | None = None


def rights_of(person: Employee) -> list[Right]:
    """All rights of a person today; none, when the account is closed or no post is held. Three queries."""
    if not person.is_active:
        return []
    posts = person.current_posts
    return [right for post in posts for right in _of_post(post)] + [*_in_substitution(person), *_in_cases(person)]


def _of_post(post: Post) -> Iterator[Right]:
    role, order = post.get_role_display(), f" ({post.acting_order})" if post.is_acting else ""
    source = _("post: %(title)s, role: %(role)s") % {"title": post.title, "role": role} + order
    scope = SEES[post.role]
    place = str(post.unit) if scope is Scope.SUBTREE else str(post.unit.agency)
    yield Right(str(SCOPES[scope]), place, source, post.ends_on)
    for power in Power:
        if power in MAY[post.role]:
            yield Right(str(POWERS[power]), str(post.unit.agency), source, post.ends_on)


def _in_substitution(person: Employee) -> Iterator[Right]:
    """What the person does for others; only where their own posts give the same right."""
    for one in Substitution.objects.in_force().filter(substitute=person).select_related("absence__employee"):
        given = [power for power in Power if power in SUBSTITUTED[one.work] and holds(person, power)]
        what = ", ".join(str(POWERS[power]) for power in given)
        if not what:
            continue
        absent = one.absence.employee.short_name
        source = _("stands in for %(person)s: %(work)s") % {"person": absent, "work": Work(one.work).label}
        yield Right(what, _("work of %(person)s") % {"person": absent}, source, one.absence.ends_on)


def _in_cases(person: Employee) -> Iterator[Right]:
    counted = (
        Participation.objects.in_force()
        .filter(
            employee=person,
            ends_on__isnull=True,
            case__agency__in={post.unit.agency_id for post in person.current_posts},
        )
        .exclude(case__stage__in=OVER)
        .values("role")
        .annotate(count=Count("case", distinct=True))
        .order_by("role")
    )
    yield from _for_a_time(person)
    if all(SEES[post.role] is Scope.NOTHING for post in person.current_posts):
        return
    for row in counted:
        text = ngettext("%(count)s open case", "%(count)s open cases", row["count"]) % {"count": row["count"]}
        source = _("role in the case: %(role)s") % {"role": CaseRole(row["role"]).label}
        yield Right(_("sees the case and its papers"), text, source)
    knows = NeedToKnow.objects.in_force().filter(employee=person)
    if count := knows.count():
        text = ngettext("%(count)s marked paper", "%(count)s marked papers", count) % {"count": count}
        yield Right(
            _("sees papers for official use only"), text, _("named as having to know them, or given work on them")
        )


def _for_a_time(person: Employee) -> Iterator[Right]:
    """Each case that the person was asked into until a day, or by another agency."""
    parts = Participation.objects.in_force().filter(employee=person)
    asked = parts.filter(Q(ends_on__isnull=False) | Q(role__in=FROM_OUTSIDE)).select_related("case")
    for part in asked.order_by("ends_on", "id"):
        source = _("role in the case: %(role)s") % {"role": part.get_role_display()}
        told = f"{source} ({part.reason})" if part.reason else source
        yield Right(_("sees the case and its papers"), part.case.number, told, part.ends_on)
