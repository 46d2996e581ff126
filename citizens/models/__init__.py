"""Applicants, their cases with who takes part in them, the discussion of a case, and guests of a case by a link."""

from citizens.models.cases import (
    DONE,
    FROM_OUTSIDE,
    OVER,
    ROLES_OF_WORK,
    Appealed,
    Case,
    CaseKind,
    CaseQuerySet,
    CaseRole,
    Channel,
    Outcome,
    Participation,
    ParticipationQuerySet,
    Question,
    Stage,
    Topic,
    first_stage,
)
from citizens.models.guests import GuestLink
from citizens.models.people import Merge, Person, PersonQuerySet
from citizens.models.remarks import Mention, Remark

__all__ = [
    "DONE",
    "FROM_OUTSIDE",
    "OVER",
    "ROLES_OF_WORK",
    "Appealed",
    "Case",
    "CaseKind",
    "CaseQuerySet",
    "CaseRole",
    "Channel",
    "GuestLink",
    "Mention",
    "Merge",
    "Outcome",
    "Participation",
    "ParticipationQuerySet",
    "Person",
    "PersonQuerySet",
    "Question",
    "Remark",
    "Stage",
    "Topic",
    "first_stage",
]
