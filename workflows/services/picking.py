"""Picking people for work: who is away warns before anything is laid on their desk."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import selectors as staff
from agencies.models import Employee, Work
from history import clock


def require_present(executor: Employee, due_on: date) -> None:
    """Refuse an executor who is away before the term, naming who stands in.

    Raises:
        ValidationError: ``executor-absent``.
    """
    absence = staff.away([executor.pk], first=clock.today(), last=due_on).get(executor.pk)
    if absence is None:
        return
    facts = {"from": f"{absence.starts_on:%d.%m.%Y}", "until": f"{absence.ends_on:%d.%m.%Y}"}
    substitute = absence.substitutes.get(Work.EXECUTION)
    if substitute is not None:
        facts["person"] = substitute.short_name
        message = _("Away from %(from)s until %(until)s; %(person)s stands in: choose them, or confirm the absence.")
    else:
        message = _("Away from %(from)s until %(until)s, and nobody stands in: choose another, or confirm the absence.")
    raise ValidationError({"executor": ValidationError(message % facts, code="executor-absent")})
