"""Failed steps tried again: each kind of incident in its own way, one or all of a kind."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
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
from workflows.services import incidents, mailing


def key_of(incident: Incident) -> int:
    """The number of the row that an incident's subject names."""
    return int(incident.subject.rsplit(":", 1)[-1])


def _job(_actor: Employee, incident: Incident) -> None:
    incidents.ring_on_commit(incident.subject)


def _step(_actor: Employee, incident: Incident) -> None:
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


def _term(_actor: Employee, _incident: Incident) -> None:
    incidents.ring_on_commit("workflows.tasks.remind_of_terms")


def _rendition(actor: Employee, incident: Incident) -> None:
    rendition = Rendition.objects.select_for_update(of=("self",)).get(pk=key_of(incident))
    renditions.try_again(actor=actor, rendition=rendition)
    incidents.ring_on_commit("documents.tasks.convert_files")


def _text(_actor: Employee, incident: Incident) -> None:
    FileText.objects.filter(pk=key_of(incident), state=FileText.State.FAILED).update(state=FileText.State.PENDING)
    incidents.ring_on_commit("documents.tasks.index_due")


def _delivery(actor: Employee, incident: Incident) -> None:
    """What is on its way is tried at once; what was given up is sent again, as a message of its own."""
    message = OutboxMessage.objects.get(pk=key_of(incident))
    if message.state in (OutboxState.NEW, OutboxState.SENT):
        exchange.retry_now(actor=actor, message=message)
    else:
        exchange.send_again(actor=actor, message=message, reason=_("Retry of an incident"))


def _mail(_actor: Employee, incident: Incident) -> None:
    mailing.try_again(key_of(incident))
    incidents.ring_on_commit("workflows.tasks.mail_notices")


def _look(_actor: Employee, _incident: Incident) -> None:
    incidents.ring_on_commit("workflows.tasks.look_for_forgotten")


RETRIES: dict[str, Callable[[Employee, Incident], None]] = {
    IncidentKind.JOB: _job,
    IncidentKind.STEP: _step,
    IncidentKind.TERM: _term,
    IncidentKind.RENDITION: _rendition,
    IncidentKind.TEXT: _text,
    IncidentKind.DELIVERY: _delivery,
    IncidentKind.MAIL: _mail,
    IncidentKind.FORGOTTEN: _look,
    IncidentKind.INVARIANT: _look,
}
ALL_AT_MOST = 200


@act
def retry(*, actor: Employee, incident: Incident) -> Incident:
    """Try a failed step again: at once, or as soon as the worker comes to it. Success settles the incident.

    Raises:
        PermissionDenied: the incident is not the actor's to see to.
        ValidationError: ``incident-over``, or what the step itself refuses.
    """
    found = incidents.locked(actor, incident)
    RETRIES[found.kind](actor, found)
    Incident.objects.filter(pk=found.pk).update(tried_at=clock.now())
    record("workflows.incident_retried", actor=actor, subject=found, about=incidents.about(found))
    found.refresh_from_db()
    return found


def retry_all(*, actor: Employee, kind: str) -> tuple[int, int]:
    """Try the open incidents of a kind again, each an act of its own; how many were tried, and how many refused.

    At most `ALL_AT_MOST` at a time, those not tried for longest first.
    """
    tried = failed = 0
    found = Incident.objects.visible_to(actor).open().filter(kind=kind)
    for incident in found.order_by(F("tried_at").asc(nulls_first=True), "id")[:ALL_AT_MOST]:
        try:
            retry(actor=actor, incident=incident)
        except ValidationError:
            failed += 1
        else:
            tried += 1
    return tried, failed
