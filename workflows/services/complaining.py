"""What a complaint about a service has beside its decision: materials with signs of an offence go to the prosecutor."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.services.shared import refused
from history import clock
from history.acts import act, record
from workflows.models import WorkItem, WorkKind
from workflows.services import desk
from workflows.serving import OffenceReport

SIGNS_AT_MOST = 2000


@act
def tell_prosecutor(
    *, actor: Employee, item: WorkItem, signs: str, found_on: date, sent_to: str, sent_on: date, number: str = ""
) -> OffenceReport:
    """The executor notes that materials of a complaint went to the prosecutor; the work on the complaint goes on.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``not-a-complaint``, ``signs-missing``, ``prosecutor-missing``, ``sent-in-future``,
            ``sent-before-found``.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    case = item.case
    if case is None or not case.is_service_complaint:
        raise refused("not-a-complaint", _("Only of a complaint about a service."))
    said, whom = signs.strip()[:SIGNS_AT_MOST], sent_to.strip()[:300]
    if not said:
        raise refused("signs-missing", _("Say which signs of an offence were found."), "signs")
    if not whom:
        raise refused("prosecutor-missing", _("Name the prosecutor's office."), "sent_to")
    if sent_on > clock.today():
        raise refused("sent-in-future", _("That day is yet to come."), "sent_on")
    if sent_on < found_on:
        raise refused("sent-before-found", _("The materials cannot be sent before the signs are found."), "sent_on")
    report = OffenceReport(
        case=case,
        signs=said,
        found_on=found_on,
        sent_to=whom,
        sent_on=sent_on,
        number=number.strip()[:60],
        by=actor,
        at=clock.now(),
    )
    report.full_clean()
    report.save()
    told = {"text": said, "to": whom, "sent_on": sent_on.isoformat(), "number": report.number}
    record("workflows.prosecutor_told", actor=actor, subject=case, about=[case.applicant], data=told)
    return report
