"""Failed steps tried again: each kind of incident in its own way, one or all of a kind."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from agencies.models import Employee
from agencies.services.shared import refused
from documents.models import FileText, Rendition
from documents.services import renditions
from exchange import services as exchange
from exchange.models import OutboxMessage, OutboxState
from history import clock
from history.acts import act, record
from workflows.incidents import Incident, IncidentKind
from workflows.services import incidents, mailing, rules
from workflows.services.rule_calls import JOB as JOB_OF_RULES

ALL_AT_MOST = 200
AT_ONCE = ""


def key_of(incident: Incident) -> int:
    """The number of the row that an incident's subject names."""
    return int(incident.subject.rsplit(":", 1)[-1])


def _job(_actor: Employee, incident: Incident) -> str:
    return incident.subject


def _step(_actor: Employee, incident: Incident) -> str:
    """The process goes on from the step that failed; if it fails again, the incident stays."""
    process, _colon, node = incident.subject.partition(":")
    failed = Task.objects.filter(process=process, status=STATUS.ERROR).order_by("-id")
    task = next((one for one in failed if one.flow_task.name == node), None)
    if task is None:
        raise refused("incident-over", _("The process stands at this step no more: dismiss the incident."))
    flow: Any = task.flow_task.flow_class
    with flow.lock(task.process_id):
        task.refresh_from_db()
        activation = task.flow_task.activation_class(task)
        activation.try_again()
    return AT_ONCE


def _term(_actor: Employee, _incident: Incident) -> str:
    return "workflows.tasks.remind_of_terms"


def _rendition(actor: Employee, incident: Incident) -> str:
    rendition = Rendition.objects.select_for_update(of=("self",)).get(pk=key_of(incident))
    renditions.try_again(actor=actor, rendition=rendition)
    return "documents.tasks.convert_files"


def _text(_actor: Employee, incident: Incident) -> str:
    FileText.objects.filter(pk=key_of(incident), state=FileText.State.FAILED).update(state=FileText.State.PENDING)
    return "documents.tasks.index_due"


def _delivery(actor: Employee, incident: Incident) -> str:
    """What is on its way is tried at once; what was given up is sent again, as a message of its own."""
    message = OutboxMessage.objects.get(pk=key_of(incident))
    if message.state in (OutboxState.NEW, OutboxState.SENT):
        exchange.retry_now(actor=actor, message=message)
    else:
        exchange.send_again(actor=actor, message=message, reason=_("Retry of an incident"))
    return AT_ONCE  # the exchange rings its worker itself


def _mail(_actor: Employee, incident: Incident) -> str:
    mailing.try_again(key_of(incident))
    return "workflows.tasks.mail_notices"


def _rule(_actor: Employee, incident: Incident) -> str:
    if incident.case_id is not None:
        rules.try_again(key_of(incident))
    return JOB_OF_RULES


def _look(_actor: Employee, _incident: Incident) -> str:
    return "workflows.tasks.look_for_forgotten"


# Each gives the job of the worker that does the step, or `AT_ONCE`.
RETRIES: dict[str, Callable[[Employee, Incident], str]] = {
    IncidentKind.JOB: _job,
    IncidentKind.STEP: _step,
    IncidentKind.TERM: _term,
    IncidentKind.RENDITION: _rendition,
    IncidentKind.TEXT: _text,
    IncidentKind.DELIVERY: _delivery,
    IncidentKind.MAIL: _mail,
    IncidentKind.RULE: _rule,
    IncidentKind.FORGOTTEN: _look,
    IncidentKind.INVARIANT: _look,
}


def retry(*, actor: Employee, incident: Incident) -> Incident:
    """Try a failed step again: at once, or as soon as the worker comes to it. Success settles the incident.

    Raises:
        PermissionDenied: the incident is not the actor's to see to.
        ValidationError: ``incident-over``, or what the step itself refuses.
    """
    if job := begin_retry(actor=actor, incident=incident):
        incidents.ring_on_commit(job)
    return Incident.objects.get(pk=incident.pk)


@act
def begin_retry(*, actor: Employee, incident: Incident) -> str:
    """Do a step again, or let it be due; gives the job of the worker that has to be rung for it, if any.

    Raises:
        PermissionDenied: the incident is not the actor's to see to.
        ValidationError: ``incident-over``, or what the step itself refuses.
    """
    found = incidents.locked(actor, incident)
    job = RETRIES[found.kind](actor, found)
    Incident.objects.filter(pk=found.pk).update(tried_at=clock.now())
    record("workflows.incident_retried", actor=actor, subject=found, about=incidents.about(found))
    return job


def retry_all(*, actor: Employee, kind: str) -> tuple[int, int]:
    """Try the open incidents of a kind again, each an act of its own; how many were tried, and how many refused.

    At most `ALL_AT_MOST` at a time, those not tried for longest first. The worker is rung once for all of them.
    """
    tried, failed, jobs = 0, 0, set()
    found = Incident.objects.visible_to(actor).open().filter(kind=kind)
    for incident in found.order_by(F("tried_at").asc(nulls_first=True), "id")[:ALL_AT_MOST]:
        try:
            jobs.add(begin_retry(actor=actor, incident=incident))
        except (ValidationError, PermissionDenied):
            failed += 1
        else:
            tried += 1
    for job in jobs - {AT_ONCE}:
        incidents.ring_on_commit(job)
    return tried, failed
