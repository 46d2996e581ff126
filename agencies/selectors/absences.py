"""Questions about absences: who is away, until when, and who stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agencies import rules
from agencies.models import Absence, Agency, Employee, Post, Substitution, Work
from history import clock


@dataclass(frozen=True)
class Away:
    """That a person is away: what everybody may know of an absence, which is not why."""

    starts_on: date
    ends_on: date
    substitutes: dict[str, Employee]


def away(people: Iterable[int], *, first: date, last: date) -> dict[int, Away]:
    """Of these people those who are away on some day from the first to the last, by their number; two queries."""
    rows = Absence.objects.filter(employee__in=list(people)).touching(first, last).order_by("-starts_on")
    found = {row["pk"]: row for row in rows.values("pk", "employee_id", "starts_on", "ends_on")}
    stand_in: dict[int, dict[str, Employee]] = {key: {} for key in found}
    for one in Substitution.objects.filter(absence__in=found).select_related("substitute") if found else ():
        stand_in[one.absence_id][one.work] = one.substitute
    return {row["employee_id"]: Away(row["starts_on"], row["ends_on"], stand_in[key]) for key, row in found.items()}


def absences(agency: Agency, *, is_past: bool = False) -> list[Absence]:
    """Absences of the agency's people that are not over, the nearest first; or the latest hundred that are."""
    posts = Post.objects.current().filter(unit__agency=agency)
    found = Absence.objects.filter(employee__in=posts.values("employee")).select_related("employee")
    found = found.prefetch_related("substitutions__substitute")
    if is_past:
        return list(found.filter(ends_on__lt=clock.today()).order_by("-ends_on", "-id")[:100])
    return list(found.filter(ends_on__gte=clock.today()).order_by("starts_on", "id"))


def absences_kept_by(employee: Employee) -> list[Employee]:
    """Whose absences the person enters: their own, of the units they head, of the agency they administer."""
    kept = Q()
    for path in rules.subtrees_seen(employee):
        kept |= Q(unit__path__startswith=path)
    for post in employee.current_posts:
        if rules.holds(employee, rules.Power.ADMINISTER, post.unit.agency_id):
            kept |= Q(unit__agency=post.unit.agency_id)
    if not kept:
        return [employee]
    posts = Post.objects.current().filter(kept)
    others = Employee.objects.filter(pk__in=posts.values("employee")).exclude(pk=employee.pk)
    return [employee, *others.order_by("last_name", "first_name", "pk")]


def substitutes_for(agency: Agency, work: Work) -> list[Post]:
    """Posts whose holders may do this work for another."""
    return rules.able_to_substitute(agency, work)
