"""What the content of an approval route reads as."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.bilingual import in_words
from documents.models import Document, LetterTemplate
from workflows.approving import ApprovalStage
from workflows.designs.kinds import Content
from workflows.designs.reading import rows, text, texts, whole

PAPER = "paper"
# What a route is for: letters by their purpose, and any other paper of the agency.
PURPOSES = [*LetterTemplate.Purpose.choices, (PAPER, _("another paper of the agency"))]
ROLES = tuple(role for role, given in rules.MAY.items() if rules.Power.APPROVE in given)


class Asked(models.TextChoices):
    """How a place in a route finds its person."""

    HEAD = "head", _("the head over the drafter")
    ROLE = "role", _("whoever has a role")
    POST = "post", _("the holder of a post")


@dataclass(frozen=True)
class RoutePlace:
    """A place in a stage. ``unit`` is a code, empty: the whole agency; ``title`` is that of a post in the unit."""

    who: str
    role: str
    unit: str
    title: str


@dataclass(frozen=True)
class RouteStage:
    """A stage; ``days`` are working days, 0: the term of the case holds."""

    order: str
    days: int
    people: tuple[RoutePlace, ...]


@dataclass(frozen=True)
class Route:
    """An approval route. ``purposes`` are what it is for, all if empty; ``is_default`` of the one offered first;
    ``is_fixed`` of one that its drafter keeps to.
    """

    name: str
    name_en: str
    purposes: tuple[str, ...]
    is_default: bool
    is_fixed: bool
    stages: tuple[RouteStage, ...]

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)

    def is_for(self, document: Document) -> bool:
        """Whether it is for such a paper."""
        return not self.purposes or (document.purpose or PAPER) in self.purposes


def read(content: Content) -> Route:
    """Content as a route; what a draft leaves open is empty."""
    return Route(
        name=text(content, "name"),
        name_en=text(content, "name_en"),
        purposes=texts(content, "purposes"),
        is_default=content.get("is_default") is True,
        is_fixed=content.get("is_fixed") is True,
        stages=tuple(_stage(one) for one in rows(content, "stages")),
    )


def _stage(row: Content) -> RouteStage:
    return RouteStage(
        order=text(row, "order") or ApprovalStage.Order.PARALLEL.value,
        days=whole(row, "days"),
        people=tuple(_place(one) for one in rows(row, "people")),
    )


def _place(row: Content) -> RoutePlace:
    return RoutePlace(who=text(row, "who"), role=text(row, "role"), unit=text(row, "unit"), title=text(row, "title"))
