"""Questions to access: who sees a paper and by what, whom one may name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from agencies import rules
from agencies.models import Agency, Employee, NeedToKnow, Post
from agencies.models.access import type_and_key
from citizens.models import Case, Participation
from citizens.roles import INVITED
from documents.models import Document
from history import clock


@dataclass(frozen=True)
class Sight:
    """A person who sees a marked paper, and by what; ``role`` is a part in the case, ``chief_of`` whom they lead."""

    person: Employee
    part: Participation | None = None
    role: Any = ""
    need: NeedToKnow | None = None
    chief_of: Employee | None = None

    @property
    def since(self) -> datetime | None:
        """Since when, where that is known."""
        return self.need.began_at if self.need else None

    @property
    def until(self) -> date | None:
        """The last day, where there is one."""
        return self.part.ends_on if self.part else None

    @property
    def reason(self) -> str:
        """Why, where somebody said so."""
        if self.need is not None:
            return f"{self.need.reason} ({self.need.by_name})" if self.need.reason else ""
        return self.part.reason if self.part else ""


def needs(paper: Case | Document) -> QuerySet[NeedToKnow]:
    """Who is named as having to know it."""
    found = NeedToKnow.objects.in_force().filter(**type_and_key(paper))
    return found.select_related("employee").order_by("employee__last_name", "id")


def ended_needs(paper: Case | Document) -> QuerySet[NeedToKnow]:
    """Who was named, and is not any more."""
    found = NeedToKnow.objects.filter(**type_and_key(paper), ended_at__isnull=False)
    return found.select_related("employee").order_by("-ended_at", "-id")


def who_sees(paper: Case | Document) -> list[Sight]:
    """Everybody who sees a paper by part, name or as their chief, each once for each reason. Four queries.

    Of a paper without a mark these are those who take part; posts open it to others.
    """
    if isinstance(paper, Case):
        taking = paper.participations.in_force().select_related("employee").order_by("id")
        found = [Sight(one.employee, part=one, role=one.get_role_display()) for one in taking]
    else:
        registrar, addressee = paper.registrar, paper.addressee
        found = [Sight(registrar, role=Document._meta.get_field("registrar").verbose_name)] if registrar else []
        found += [Sight(addressee, role=Document._meta.get_field("addressee").verbose_name)] if addressee else []
    found += [Sight(need.employee, need=need) for need in needs(paper)]
    return found + _chiefs(paper, found) if paper.access else found


def invited(case: Case) -> QuerySet[Participation]:
    """Who was asked to take part in a case, and does."""
    found = case.participations.in_force().filter(role__in=INVITED)
    return found.select_related("employee").order_by("id")


def left(case: Case) -> QuerySet[Participation]:
    """Who was asked to take part in a case, and does not any more."""
    over = Q(ended_at__isnull=False) | Q(ends_on__lt=clock.today())
    return case.participations.filter(over).select_related("employee").order_by("-id")


def staff(agency: Agency) -> QuerySet[Employee]:
    """Everybody who holds a post of the agency that opens papers."""
    roles = [role for role, scope in rules.SEES.items() if scope is not rules.Scope.NOTHING]
    posts = Post.objects.current().filter(unit__agency=agency, role__in=roles)
    return Employee.objects.filter(pk__in=posts.values("employee")).order_by("last_name", "first_name", "id")


def people_to_name(paper: Case | Document) -> QuerySet[Employee]:
    """Whom one may name: the staff of the agency without those named already and the official complained of."""
    people = staff(paper.agency).exclude(pk__in=needs(paper).values("employee"))
    complained_of = paper.complained_of_id if isinstance(paper, Case) else None
    return people.exclude(pk=complained_of) if complained_of else people


def _chiefs(paper: Case | Document, seen: list[Sight]) -> list[Sight]:
    known: dict[int, Employee] = {one.person.pk: one.person for one in seen}
    posts = Post.objects.current().filter(unit__agency=paper.agency_id)
    held = list(posts.filter(employee__in=list(known)).select_related("unit"))
    heads = list(posts.filter(role__in=rules.CHIEFS).select_related("unit", "employee").order_by("id"))
    complained_of = paper.complained_of_id if isinstance(paper, Case) else None
    chiefs: dict[int, Sight] = {}
    for head in heads:
        for post in held:
            is_peer = post.unit_id == head.unit_id and post.role in rules.CHIEFS
            is_above = post.unit.path.startswith(head.unit.path) and head.employee_id not in known and not is_peer
            if is_above and head.employee_id != complained_of:
                chiefs.setdefault(head.employee_id, Sight(head.employee, chief_of=known[post.employee_id]))
    return list(chiefs.values())
