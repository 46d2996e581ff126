"""Addresses of ``workflows``: the desk, work and cases."""

from tests.addresses.entries import ACT, FORM, ROLES, SEE_CASE, WITH_DATA, Entry
from workflows.models import TermReminder

TABLE = {
    "workflows:desk": Entry(ROLES, views=(("executor", "?queue=execute"),)),
    "workflows:item": Entry(("executor",), lambda stage: stage.execution.pk, methods=FORM),
    "workflows:reminder-seen": Entry(
        ("executor",), lambda stage: TermReminder.objects.get(case=stage.case).pk, methods=ACT
    ),
    "workflows:release": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:pause": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:touch": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:efforts": Entry(("executor",), lambda stage: stage.execution.pk),
    "workflows:correct-effort": Entry(("executor",), lambda stage: stage.effort.pk, methods=FORM),
    "workflows:draft": Entry(("executor",), lambda stage: stage.draft.pk, methods=FORM),
    "workflows:cases": Entry(
        WITH_DATA,
        views=(
            ("clerk", "?q=ОГ"),
            ("executor", "?late=1"),
        ),
    ),
    "workflows:case": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "workflows:case-term": Entry(SEE_CASE, lambda stage: stage.case.pk, methods=FORM),
    "workflows:moved-terms": Entry(("controller", "administrator", "other.controller"), methods=FORM),
    "workflows:document": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
}
