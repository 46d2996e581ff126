"""What was done a moment ago, taken back by whoever did it, so long as nobody else has begun with it."""

from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.services.shared import refused
from citizens import services as citizens
from citizens.models import Case, Stage
from citizens.policies import may_execute
from history.acts import act, record
from workflows.flows.of_case import RETURN
from workflows.models import CaseProcess, WorkItem, WorkKind, WorkState
from workflows.services import desk

# What lies on somebody's desk while a report waits: the agency's own steps before control, and control itself.
AFTER_REPORT = (WorkKind.STEP_REPORTED, WorkKind.CONTROL)


@act
def take_back_report(*, actor: Employee, case: Case, reason: str) -> None:
    """The executor takes a report back that nobody has begun with; the case lies in work with them again.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``reason-missing``, ``nothing-to-take-back`` (no report of it waits), ``report-taken``.
    """
    require(may_execute(actor, Case.objects.get(pk=case.pk)))
    said = reason.strip()[:300]
    if not said:
        raise refused("reason-missing", _("Say why the report is taken back."), "reason")
    item = _waiting_report(case)
    case = Case.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=case.pk)
    CaseProcess.objects.filter(case=case).update(next_step=RETURN)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor, state=WorkState.CANCELLED)
    record("workflows.report_taken_back", actor=actor, subject=case, about=[case.applicant], data={"reason": said})


def _waiting_report(case: Case) -> WorkItem:
    """What the report waits for, locked.

    Raises:
        ValidationError: ``nothing-to-take-back``, ``report-taken``.
    """
    waiting = WorkItem.objects.filter(case=case, kind__in=AFTER_REPORT, done_at__isnull=True)
    lying = waiting.order_by("id").first()
    if lying is None:
        raise refused("nothing-to-take-back", _("No report of this case awaits its control."))
    item = desk.locked(lying)
    if item.state != WorkState.OPEN:
        raise refused("report-taken", _("Somebody has begun with the report already: ask for its return."))
    return item
