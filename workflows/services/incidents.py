"""Incidents: opened when an automatic step fails, settled when it succeeds, seen to by people."""

import traceback
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import refused
from citizens.models import Case
from documents.models import Document
from history import clock
from history.actors import Automatic
from history.acts import act, record
from history.prepared import Given, GivenTexts, Prepared
from workflows import policies
from workflows.incidents import Incident, IncidentState

WATCH = Automatic("watch")


def fault_of(error: BaseException) -> str:
    """The technical cause of a failure: the type of the error and the place in the program where it arose.

    The text of an error may quote a record, so it is never kept; the number of an error of the system is.
    """
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
            place = f"{path.relative_to(settings.BASE_DIR)}:{frame.lineno}"
    named = type(error).__name__
    if isinstance(error, OSError) and error.strerror and isinstance(error.errno, int):
        named = f"{named} {error.errno}"
    if isinstance(error, ValidationError):
        named = f"{named} {getattr(error, 'code', None) or ''}".strip()
    return f"{named} · {place}"[:300] if place else named[:300]


def report(
    kind: str,
    subject: str,
    *,
    fault: str,
    agency: Agency | int | None = None,
    case: Case | None = None,
    document: Document | None = None,
) -> Incident:
    """Note that a step failed: its open incident counts one more, or there is a new one. ``fault`` quotes no record."""
    if case is None and document is not None:
        case = document.case
    paper = case or document
    key = agency.pk if isinstance(agency, Agency) else agency
    return _report(
        actor=WATCH,
        kind=kind,
        subject=subject[:150],
        fault=fault[:300],
        agency_id=key or (paper.agency_id if paper is not None else None),
        case=case,
        document=document,
    )


@act
def _report(*, actor: Automatic, kind: str, subject: str, fault: str, **papers: Any) -> Incident:
    """Count one more failure of an open incident, or open one; in a transaction of its own or in that of the step."""
    now = clock.now()
    found = Incident.objects.select_for_update(of=("self",)).open().filter(kind=kind, subject=subject).first()
    if found is not None:
        Incident.objects.filter(pk=found.pk).update(count=F("count") + 1, last_at=now, fault=fault)
        return found
    opened = Incident.objects.create(kind=kind, subject=subject, fault=fault, first_at=now, last_at=now, **papers)
    data = {"kind": kind, "fault": fault}
    record("workflows.incident_opened", actor=actor, subject=opened, about=about(opened), data=data)
    return opened


def settle(kind: str, *subjects: str) -> None:
    """Close the open incidents of steps that have succeeded; one query where there are none."""
    if _OPEN.exists(kind=str(kind), subjects=subjects):
        _settle(actor=WATCH, kind=kind, subjects=subjects)


@act
def _settle(*, actor: Automatic, kind: str, subjects: tuple[str, ...]) -> None:
    """Close what is open of these; nothing, if somebody was faster."""
    for found in Incident.objects.select_for_update(of=("self",)).open().filter(kind=kind, subject__in=subjects):
        found.state, found.ended_at = IncidentState.SETTLED, clock.now()
        found.save()
        record("workflows.incident_settled", actor=actor, subject=found, about=about(found))


@act
def dismiss(*, actor: Employee, incident: Incident, reason: str) -> Incident:
    """Close an incident that nothing more is to be done about. If the step fails again, there is a new one.

    Raises:
        PermissionDenied: the incident is not the actor's to see to.
        ValidationError: ``reason-missing``, ``incident-over``.
    """
    found = locked(actor, incident)
    if not reason.strip():
        raise refused("reason-missing", _("Name the reason."), "reason")
    found.state, found.ended_at, found.ended_by = IncidentState.DISMISSED, clock.now(), actor
    found.reason = reason.strip()
    found.full_clean()
    found.save()
    record("workflows.incident_dismissed", actor=actor, subject=found, about=about(found))
    return found


def ring_on_commit(job: str) -> None:
    """Let the worker do a job when the transaction is committed; its sweep finds the work without the bell, too."""
    transaction.on_commit(lambda: _ring(job), robust=True)


def _ring(job: str) -> None:
    options = {**(current_app.conf.broker_transport_options or {}), "max_retries": 0}
    with current_app.connection_for_write(connect_timeout=1, transport_options=options) as bell:
        current_app.send_task(job, connection=bell, ignore_result=True, retry=False)


def locked(actor: Employee, incident: Incident) -> Incident:
    """An open incident whose row nobody else changes meanwhile, if it is the actor's to see to.

    Raises:
        PermissionDenied: it is not.
        ValidationError: ``incident-over``.
    """
    found = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    require(policies.may_see_to(actor, found))
    if not found.is_open:
        raise refused("incident-over", _("This incident is over."))
    return found


def about(incident: Incident) -> list[Case | Document | None]:
    """On whose timelines the acts on an incident stand."""
    return [incident.case, incident.document]


_OPEN = Prepared(lambda: Incident.objects.open().filter(kind=Given("kind"), subject__in=GivenTexts("subjects"))[:1])
