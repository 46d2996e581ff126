"""What a script of a process test consists of, whatever language it was written in."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

STEPS_AT_MOST = 60
DAYS_AT_MOST = 120


class Head(StrEnum):
    """What a line does, or what it expects."""

    APPEAL = "appeal"
    PASSED = "passed"
    DO = "do"
    STAGE = "stage"
    WORK = "work"
    NO_WORK = "no_work"
    NOTICE = "notice"
    NO_NOTICE = "no_notice"
    SEES = "sees"
    SEES_NOT = "sees_not"

    @property
    def is_act(self) -> bool:
        """Whether the line changes anything: what comes after an act that failed is not reached."""
        return self in (Head.APPEAL, Head.PASSED, Head.DO)


class Taken(StrEnum):
    """How the value of a field is read."""

    TEXT = "text"
    WHO = "who"
    DAY = "day"
    WORD = "word"
    TICK = "tick"


@dataclass(frozen=True)
class Span:
    """So many days, or working days."""

    days: int
    is_working: bool


@dataclass(frozen=True)
class Given:
    """A field of a line: its key, how its value is read, and the value as it was written."""

    key: str
    taken: Taken
    value: str


@dataclass(frozen=True)
class Line:
    """One line of a script: who does or has what, with its fields. ``number`` counts the lines of the text from 1."""

    number: int
    head: Head
    who: str = ""
    value: str = ""
    span: Span | None = None
    fields: tuple[Given, ...] = ()

    def given(self, key: str) -> str:
        """The value of a field; empty where it is not named."""
        return next((one.value for one in self.fields if one.key == key), "")

    def all_given(self, key: str) -> list[str]:
        """The values of a field that may be named several times."""
        return [one.value for one in self.fields if one.key == key]


@dataclass(frozen=True)
class Wrong:
    """A line that cannot be read, and what would be right."""

    number: int
    text: str
    why: str


@dataclass
class Script:
    """A script that was read: its lines, and those that are wrong."""

    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


class LineState(models.TextChoices):
    """How a line of a script ended."""

    PASSED = "passed", _("as expected")
    FAILED = "failed", _("otherwise")
    NOT_REACHED = "not_reached", _("not reached")
