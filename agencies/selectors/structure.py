"""How an agency is built on a day: its units as a tree, each as it was called and led then."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, Position, Post, Unit, UnitAsOf, UnitKind

KINDS = list(UnitKind)
POSITIONS = list(Position)


@dataclass
class Branch:
    """A unit on a day: its code, name and posts of that day, and the units below it. The top is of level 1."""

    unit: Unit
    was: UnitAsOf
    level: int = 1
    above: "Branch | None" = None
    posts: list[Post] = field(default_factory=list)
    below: list["Branch"] = field(default_factory=list)

    @property
    def heads(self) -> list[Post]:
        """The head, and who acts for an absent one."""
        return [post for post in self.posts if post.position == Position.HEAD]

    @property
    def people(self) -> int:
        """How many people hold posts right here."""
        return len({post.employee_id for post in self.posts})

    @property
    def size(self) -> int:
        """How many units lie below, at any depth."""
        return sum(1 + one.size for one in self.below)

    @property
    def trail(self) -> list["Branch"]:
        """The units above it, the top first."""
        return [*self.above.trail, self.above] if self.above else []


def structure_on(agency: Agency, day: date) -> list[Branch]:
    """The units at the top of an agency on a day, with all that lay below them; three queries, whatever their number.

    Staff units come before commissions and project groups, then indexes decide. A unit whose parent was not there on
    that day is shown at the top.
    """
    units = Unit.objects.filter(agency=agency).standing(day).prefetch_related("states")
    branches = {unit.pk: Branch(unit, unit.on(day)) for unit in units}
    held = Post.objects.filter(unit__agency=agency, starts_on__lte=day).not_ended(day).select_related("employee")
    for post in held.order_by("employee__last_name", "employee__first_name", "id"):
        if post.unit_id in branches:
            branches[post.unit_id].posts.append(post)
    top: list[Branch] = []
    for branch in sorted(branches.values(), key=_in_order):
        branch.posts.sort(key=lambda post: POSITIONS.index(Position(post.position)))
        branch.above = branches.get(branch.was.parent_id or 0)
        (branch.above.below if branch.above else top).append(branch)
    for branch in top:
        _number(branch, 1)
    return top


def walk(branches: Iterable[Branch]) -> Iterator[Branch]:
    """Every unit of these branches, each before what lies below it."""
    for branch in branches:
        yield branch
        yield from walk(branch.below)


def branch_of(unit: Unit, day: date) -> Branch | None:
    """A unit in the structure of a day; None if it was not there."""
    return next((one for one in walk(structure_on(unit.agency, day)) if one.unit.pk == unit.pk), None)


def _in_order(branch: Branch) -> tuple[int, str, int]:
    return KINDS.index(UnitKind(branch.unit.kind)), branch.was.code, branch.unit.pk


def _number(branch: Branch, level: int) -> None:
    branch.level = level
    for one in branch.below:
        _number(one, level + 1)
