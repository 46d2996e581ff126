"""What the content of a type of cases reads as."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.bilingual import in_words
from agencies.models import Role
from workflows.designs.kinds import Content
from workflows.designs.reading import rows as _rows
from workflows.designs.reading import text as _text
from workflows.designs.reading import texts as _texts
from workflows.designs.reading import whole

AT_REGISTRATION = ""
# Posts that work on cases; auditors only read them, administrators do not see them.
ROLES = (Role.LEADER, Role.CLERK, Role.CONTROLLER, Role.UNIT_HEAD, Role.EXECUTOR)


class Place(models.TextChoices):
    """Where on the road of a case an own step stands."""

    FIRST = "first", _("before the resolution")
    REPORTED = "reported", _("before control")
    OFF_CONTROL = "off_control", _("before filing")


class Who(models.TextChoices):
    """With whom an own step lies."""

    POST = "post", _("posts of a role in a unit")
    HEAD = "head", _("the head over the executor")
    RECORDS = "records", _("the registrar's office")


class FieldKind(models.TextChoices):
    """What is filled in an own field."""

    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    CHOICE = "choice", _("one of a list")
    YES_NO = "yes_no", _("yes or no")


@dataclass(frozen=True)
class OwnStep:
    """A step that the agency added; ``code`` stays the same in all versions."""

    code: str
    name: str
    name_en: str
    place: str
    who: str
    role: str
    unit: str
    days: int
    may_return: bool
    reasons: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)


@dataclass(frozen=True)
class OwnField:
    """A field that the agency added; ``at`` is the code of the step where it is filled, empty: at registration."""

    code: str
    name: str
    name_en: str
    kind: str
    is_required: bool
    choices: tuple[str, ...]
    at: str

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)


@dataclass(frozen=True)
class CaseType:
    """A type of cases. ``kind`` is the lawful kind of its cases; ``term`` and ``topic`` are codes, or empty.

    Of a service, what its administrative regulation says: its term in working ``days`` from registration, and on which
    grounds the papers are not accepted and the service is refused.
    """

    name: str
    name_en: str
    kind: str
    term: str
    topic: str
    steps: tuple[OwnStep, ...]
    fields: tuple[OwnField, ...]
    days: int = 0
    paper_grounds: tuple[str, ...] = ()
    refusal_grounds: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)

    def step(self, code: str) -> OwnStep | None:
        """The step with this code."""
        return next((one for one in self.steps if one.code == code), None)

    def steps_at(self, place: str) -> tuple[OwnStep, ...]:
        """The steps of a place, in their order."""
        return tuple(one for one in self.steps if one.place == place)

    def fields_at(self, step: str) -> tuple[OwnField, ...]:
        """The fields filled at a step; at registration, where none is named."""
        return tuple(one for one in self.fields if one.at == step)


def read(content: Content) -> CaseType:
    """Content as a type; what a draft leaves open is empty."""
    return CaseType(
        name=_text(content, "name"),
        name_en=_text(content, "name_en"),
        kind=_text(content, "kind"),
        term=_text(content, "term"),
        topic=_text(content, "topic"),
        steps=tuple(_step(one) for one in _rows(content, "steps")),
        fields=tuple(_field(one) for one in _rows(content, "fields")),
        days=whole(content, "days"),
        paper_grounds=_texts(content, "paper_grounds"),
        refusal_grounds=_texts(content, "refusal_grounds"),
    )


def _step(row: Content) -> OwnStep:
    return OwnStep(
        code=_text(row, "code"),
        name=_text(row, "name"),
        name_en=_text(row, "name_en"),
        place=_text(row, "place"),
        who=_text(row, "who"),
        role=_text(row, "role"),
        unit=_text(row, "unit"),
        days=whole(row, "days"),
        may_return=row.get("may_return") is True,
        reasons=_texts(row, "reasons"),
    )


def _field(row: Content) -> OwnField:
    return OwnField(
        code=_text(row, "code"),
        name=_text(row, "name"),
        name_en=_text(row, "name_en"),
        kind=_text(row, "kind"),
        is_required=row.get("is_required") is True,
        choices=_texts(row, "choices"),
        at=_text(row, "at"),
    )
