"""What the content of an automation rule reads as: when it fires, on which cases, and what it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.bilingual import in_words
from workflows.designs.kinds import Content
from workflows.models import WorkKind

DAYS_AT_MOST = 250
# The steps of the road of a case.
STEPS = (
    *(WorkKind.RESOLVE, WorkKind.STEP_FIRST, WorkKind.CHECK_PAPERS, WorkKind.EXECUTE, WorkKind.AWAIT_REPLY),
    *(WorkKind.STEP_REPORTED, WorkKind.CONFIRM, WorkKind.CONTROL, WorkKind.STEP_OFF_CONTROL, WorkKind.FILE),
)


class When(models.TextChoices):
    """What lets a rule fire: something that happened to a case, or a time."""

    REGISTERED = "registered", _("a case is registered")
    RESOLVED = "resolved", _("a resolution is issued")
    STEP = "step", _("a case comes to a step")
    REPORTED = "reported", _("the executor reports")
    RETURNED = "returned", _("a report is returned")
    ACCEPTED = "accepted", _("a report is accepted, the case is off control")
    ANSWERED = "answered", _("an awaited answer arrives")
    PROLONGED = "prolonged", _("the term of a case is extended")
    SUSPENDED = "suspended", _("the term of a case is suspended")
    BEFORE_DUE = "before_due", _("so many working days before the term ends")
    AFTER_DUE = "after_due", _("so many working days after the term has ended")
    STANDING = "standing", _("a case stands at one step for so many working days")


BY_TIME = (When.BEFORE_DUE, When.AFTER_DUE, When.STANDING)
BY_STEP = (When.STEP, When.STANDING)


class Mark(models.TextChoices):
    """What may be true of a case."""

    REPEATED = "repeated", _("the applicant has written to the agency before")
    COLLECTIVE = "collective", _("several people signed it")
    COMPLAINT = "complaint", _("it complains of an official")
    UNASSIGNED = "unassigned", _("it has no executor yet")
    PROLONGED = "prolonged", _("its term was extended")
    RESTRICTED = "restricted", _("it has an access mark")
    UNRESTRICTED = "unrestricted", _("it has no access mark")


class Whom(models.TextChoices):
    """People of a case, and of its agency."""

    EXECUTOR = "executor", _("the responsible executor")
    HEAD = "head", _("the head over the executor")
    HOLDER = "holder", _("with whom the case lies now")
    CONTROLLERS = "controllers", _("the controllers of the agency")
    LEADERS = "leaders", _("who issues resolutions")
    RECORDS = "records", _("the registrar's office")
    FOLLOWERS = "followers", _("who follows the case")
    POST = "post", _("posts of a role in a unit")


@dataclass(frozen=True)
class Rule:
    """An automation rule. All conditions are joined by "and", what one names by "or"; an empty one asks nothing.

    ``days`` are working days; ``days_left`` is the most that may be left. Topics, types and units are codes.
    """

    name: str
    name_en: str
    when: str
    days: int
    steps: tuple[str, ...]
    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    types: tuple[str, ...]
    units: tuple[str, ...]
    channels: tuple[str, ...]
    marks: tuple[str, ...]
    days_left: int | None
    tell: tuple[str, ...]
    follow: tuple[str, ...]
    role: str
    unit: str
    remark: str

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)

    @property
    def is_by_time(self) -> bool:
        """Whether the worker looks for its cases, instead of being told of them."""
        return self.when in BY_TIME

    @property
    def least_days(self) -> int:
        """The fewest working days that a rule by time names."""
        return 0 if self.when == When.BEFORE_DUE else 1

    @property
    def is_countable(self) -> bool:
        """Whether its cases can be looked for: it says when it fires, and its days are days."""
        is_when = self.when in When.values and (not self.is_by_time or self.least_days <= self.days <= DAYS_AT_MOST)
        return is_when and (self.days_left is None or 0 <= self.days_left <= DAYS_AT_MOST)

    @property
    def does_nothing(self) -> bool:
        """Whether it names no action."""
        return not (self.tell or self.follow or self.remark)


def read(content: Content) -> Rule:
    """Any content, even of a draft: what is missing or of another shape is empty."""
    return Rule(
        name=_text(content, "name"),
        name_en=_text(content, "name_en"),
        when=_text(content, "when"),
        days=_number(content, "days") or 0,
        steps=_texts(content, "steps"),
        topics=_texts(content, "topics"),
        kinds=_texts(content, "kinds"),
        types=_texts(content, "types"),
        units=_texts(content, "units"),
        channels=_texts(content, "channels"),
        marks=_texts(content, "marks"),
        days_left=_number(content, "days_left"),
        tell=_texts(content, "tell"),
        follow=_texts(content, "follow"),
        role=_text(content, "role"),
        unit=_text(content, "unit"),
        remark=_text(content, "remark"),
    )


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = content.get(name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _number(content: Mapping[str, Any], name: str) -> int | None:
    value = content.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
