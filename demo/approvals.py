"""Approvals of the demo: on the eve one approver has a lawyer asked as well, another hands the visa over."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from demo.office import Office
from history import clock
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals

_BEGINS = time(17, 20)
_LAWYER = "roshchina"


def go_round(office: Office, eve: date) -> None:
    """Two letters that lie with their approver go to the head of the legal unit too; any others stay as they are."""
    moment = timezone.make_aware(datetime.combine(eve, _BEGINS))
    asked = WorkItem.objects.filter(agency=office.agency, kind=WorkKind.APPROVE, done_at__isnull=True)
    work = asked.exclude(assignee__username=_LAWYER).select_related("assignee").order_by("id")
    acts = (
        (approvals.add_approver, "Проверьте ссылки на нормы права."),
        (approvals.delegate, "Вопрос правовой."),
    )
    for (act, reason), item in zip(acts, work, strict=False):
        moment += timedelta(minutes=2)
        assert item.assignee is not None
        with clock.at(moment):
            act(actor=item.assignee, item=item, person=office.person(_LAWYER), reason=reason)
