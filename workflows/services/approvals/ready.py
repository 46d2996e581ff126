"""Ready routes of an agency: which are offered for a paper, and who stands on their places today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import rules
from agencies import selectors as staff
from agencies.models import Employee, Position, Post
from citizens.complaining import closed_to_visas
from documents.models import Document
from history import clock
from workflows.approving import Approval
from workflows.designed import DesignVersion
from workflows.designed_selectors import versions_offered
from workflows.designs import ROUTE
from workflows.designs.route_shapes import Asked, RoutePlace, read
from workflows.designs.routes import holds


@dataclass(frozen=True)
class Manned:
    """A stage of a ready route with the people who were found for it."""

    people: list[Employee]
    order: str
    days: int | None


def routes_for(document: Document) -> list[DesignVersion]:
    """The ready routes in force that are for such a paper, those first that are offered first. One query."""
    fitting = [one for one in versions_offered(document.agency_id, ROUTE) if read(one.content).is_for(document)]
    return sorted(fitting, key=lambda one: not read(one.content).is_default)


def default_for(document: Document) -> DesignVersion | None:
    """The ready route that is offered first for such a paper, if the agency has one."""
    first = next(iter(routes_for(document)), None)
    return first if first is not None and read(first.content).is_default else None


def is_held(document: Document) -> bool:
    """Whether such a paper goes along a ready route alone: the one offered first is one that drafters keep to, or the
    paper goes along such a one.
    """
    first = default_for(document)
    if first is not None and read(first.content).is_fixed:
        return True
    approval = Approval.objects.filter(document=document, ready__isnull=False).select_related("ready").first()
    return approval is not None and approval.ready is not None and read(approval.ready.content).is_fixed


def require_lawful(document: Document) -> None:
    """Refuse a paper that would leave the route that the agency has it go along.

    Raises:
        ValidationError: ``route-required``.
    """
    first = default_for(document)
    if first is None or not read(first.content).is_fixed:
        return
    if not Approval.objects.filter(document=document, ready__isnull=False).exists():
        raise ValidationError(_("Such papers go along a ready route of the agency: choose one."), code="route-required")


def found(version: DesignVersion, document: Document, drafter: Employee) -> list[Manned]:
    """The stages of a ready route with their people of today.

    A place takes the first who gives visas: who is present before who is away, heads before others. Never the
    drafter, the signer, the official complained of (59-ФЗ art. 8 p. 6) or who decided on the request that a complaint
    is about. Whoever stands in the route already is not asked twice, and a stage that has nobody else is passed over.

    Raises:
        ValidationError: ``route-without-people``: a place has nobody left who might be asked.
    """
    return _Finder(document, drafter).stages(version)


def told(document: Document, drafter: Employee, versions: Iterable[DesignVersion]) -> dict[str, str]:
    """Whom ready routes would ask today, by their codes, in words; why not, where a place has nobody left."""
    finder, said = _Finder(document, drafter), {}
    for version in versions:
        try:
            stages = finder.stages(version)
        except ValidationError as error:
            said[version.design.code] = " ".join(error.messages)
        else:
            said[version.design.code] = " → ".join(
                ", ".join(person.short_name for person in stage.people) for stage in stages
            )
    return said


class _Finder:
    """Finds one person after another, in one route nobody twice."""

    def __init__(self, document: Document, drafter: Employee) -> None:
        self.document, self.drafter = document, drafter
        self.never = {drafter.pk, document.signer_id, *closed_to_visas(document.case)}
        self.posts = rules.holders(document.agency, rules.Power.APPROVE)
        keys = {post.employee_id for post in self.posts}
        self.away = set(staff.away(keys, first=clock.today(), last=clock.today()))
        self.asked: set[int] = set()

    def stages(self, version: DesignVersion) -> list[Manned]:
        """The stages of a route with their people."""
        self.asked, manned = set(), []
        for number, stage in enumerate(read(version.content).stages, 1):
            people = [person for place in stage.people for person in self.person(place, number)]
            if people:
                manned.append(Manned(people, stage.order, stage.days or None))
        return manned

    def person(self, place: RoutePlace, number: int) -> Iterator[Employee]:
        """Who is asked at a place; nobody where everybody who might be is asked already."""
        able = [one for one in self._meant(place) if one.pk not in self.never]
        if not able:
            raise ValidationError(
                _("Stage %(place)s of the ready route has nobody left who might be asked.") % {"place": number},
                code="route-without-people",
            )
        # The head over the drafter is one person; of the holders of a role or a post the next one may be asked.
        meant = able[:1] if place.who == Asked.HEAD else able
        free = next((one for one in meant if one.pk not in self.asked), None)
        if free is not None:
            self.asked.add(free.pk)
            yield free

    def _meant(self, place: RoutePlace) -> list[Employee]:
        if place.who == Asked.HEAD:
            giving = {post.employee_id for post in self.posts}
            heads = [one for one in self.heads if one.pk in giving]
            return sorted(heads, key=self._is_away) + [one for one in self.leaders if one not in heads]
        return [post.employee for post in sorted((one for one in self.posts if holds(one, place)), key=self._order)]

    @cached_property
    def heads(self) -> list[Employee]:
        """The nearest heads over the drafter."""
        return staff.heads_over(self.drafter, self.document.agency)

    @cached_property
    def leaders(self) -> list[Employee]:
        """The heads of the agency."""
        return [post.employee for post in rules.holders(self.document.agency, rules.Power.RESOLVE)]

    def _order(self, post: Post) -> tuple[bool, bool]:
        return post.employee_id in self.away, post.position != Position.HEAD

    def _is_away(self, person: Employee) -> bool:
        return person.pk in self.away
