"""Addresses of ``workflows``: the desk, work and cases."""

from documents.models import Document
from tests.addresses.entries import (
    ACT,
    FORM,
    LEADERS,
    OTHER_RECORDS,
    RECORDS,
    ROLES,
    SEE_CASE,
    SEE_JOURNALS,
    WITH_DATA,
    Entry,
)
from workflows.models import TermReminder


def _signed(document: Document) -> Document:
    """The document, if it has a container; without one there is no report.

    Raises:
        Document.DoesNotExist: it has none.
    """
    return Document.objects.distinct().get(pk=document.pk, files__role="container")


def _approved(document: Document) -> Document:
    """The document, if it has a route; without one there is no sheet.

    Raises:
        Document.DoesNotExist: it has none.
    """
    return Document.objects.get(pk=document.pk, approval__isnull=False)


DRAFT_ORDERS = tuple(role for role in ROLES if role.split(".")[-1] not in ("leader", "auditor", "administrator"))
SEE_ORDERS = tuple(role for role in ROLES if role.split(".")[-1] not in ("auditor", "administrator"))
TESTERS = ("administrator", "controller", "other.controller")
TABLE = {
    "workflows:desk": Entry(
        ROLES, views=(("executor", "?queue=execute"), ("executor", "?list=awaited"), ("leader", "?list=followed"))
    ),
    "workflows:incidents": Entry(
        ("administrator", "controller", "other.controller"),
        views=(("administrator", "?view=over"), ("controller", "?kind=rendition")),
    ),
    "workflows:incidents-retry": Entry(("administrator", "controller", "other.controller"), methods=ACT),
    "workflows:incident": Entry(("administrator", "controller"), lambda stage: stage.incident.pk, methods=FORM),
    "workflows:incident-retry": Entry(("administrator", "controller"), lambda stage: stage.incident.pk, methods=ACT),
    "workflows:notices": Entry(ROLES, views=(("executor", "?view=read"), ("leader", ""))),
    "workflows:notices-read": Entry(ROLES, methods=ACT),
    "workflows:notice-mark": Entry(("executor",), lambda stage: stage.notice.pk, methods=ACT),
    "workflows:notice-settings": Entry(ROLES, methods=FORM),
    "workflows:item": Entry(("executor",), lambda stage: stage.execution.pk, methods=FORM),
    "workflows:reminder-seen": Entry(
        ("executor",), lambda stage: TermReminder.objects.get(case=stage.case).pk, methods=ACT
    ),
    "workflows:release": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:pause": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:touch": Entry(("executor",), lambda stage: stage.execution.pk, methods=ACT),
    "workflows:hand-over": Entry(("leader",), lambda stage: stage.execution.pk, methods=FORM),
    "workflows:hand-over-all": Entry(
        ("leader", "unit_head", "executor"),
        lambda stage: stage.colleague.pk,
        methods=FORM,
    ),
    "workflows:distribution": Entry(LEADERS, methods=FORM),
    "workflows:follow": Entry(
        tuple(role for role in SEE_CASE if role != "auditor"), lambda stage: stage.case.pk, methods=ACT
    ),
    "workflows:efforts": Entry(("executor",), lambda stage: stage.execution.pk),
    "workflows:correct-effort": Entry(("executor",), lambda stage: stage.effort.pk, methods=FORM),
    "workflows:effort-delete": Entry(("executor",), lambda stage: stage.effort.pk, methods=FORM),
    "workflows:my-time": Entry(WITH_DATA, views=(("executor", "?span=day"), ("leader", "?day=2026-01-15"))),
    "workflows:effort-add": Entry(WITH_DATA, methods=FORM, views=(("executor", ""), ("auditor", ""))),
    "workflows:time-rules": Entry(("controller", "other.controller"), methods=FORM),
    "workflows:draft": Entry(("executor",), lambda stage: stage.draft.pk, methods=FORM),
    "workflows:reuse-answer": Entry(
        ("executor",), lambda stage: stage.draft.pk, methods=FORM, views=(("executor", "?q=крыша"),)
    ),
    "workflows:signing-folder": Entry(("leader", "other.leader"), methods=FORM),
    "workflows:signing-left": Entry(("leader", "other.leader"), is_page=False),
    "workflows:cases": Entry(
        WITH_DATA,
        views=(
            ("clerk", "?q=ОГ"),
            ("executor", "?late=1"),
        ),
    ),
    "workflows:case": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "workflows:case-process": Entry(SEE_CASE, lambda stage: stage.case.pk),
    "workflows:processes": Entry(LEADERS),
    "workflows:process-tests": Entry(TESTERS),
    "workflows:process-test-new": Entry(TESTERS, methods=FORM),
    "workflows:process-tests-run": Entry(TESTERS, methods=ACT),
    "workflows:process-tests-ready": Entry(TESTERS, methods=ACT),
    "workflows:process-coverage": Entry(TESTERS),
    "workflows:process-test-words": Entry(TESTERS),
    "workflows:process-test": Entry(("administrator", "controller"), lambda stage: stage.process_test.pk, methods=FORM),
    "workflows:process-test-delete": Entry(
        ("administrator", "controller"), lambda stage: stage.process_test.pk, methods=FORM
    ),
    "workflows:process-drawing": Entry(
        (*WITH_DATA, "administrator"), lambda _stage: "letter", name="code", is_page=False
    ),
    "workflows:case-term": Entry(SEE_CASE, lambda stage: stage.case.pk, methods=FORM),
    "workflows:orders": Entry(SEE_ORDERS, views=(("executor", ""), ("clerk", ""))),
    "workflows:order-new": Entry(DRAFT_ORDERS, methods=FORM),
    "workflows:order": Entry(("executor",), lambda stage: stage.ordering.draft.pk, methods=FORM),
    "workflows:order-take-back": Entry(("executor",), lambda stage: stage.ordering.submitted.pk, methods=FORM),
    "workflows:drafted": Entry(
        ("leader", "clerk", "controller", "other.leader", "other.clerk", "other.controller"),
        methods=FORM,
        views=(("leader", ""), ("clerk", "")),
    ),
    "workflows:favourites": Entry(("leader", "other.leader"), methods=FORM),
    "workflows:case-draft-resolution": Entry(("clerk", "controller"), lambda stage: stage.case.pk, methods=FORM),
    "workflows:case-pass-on": Entry(
        ("leader", "clerk", "controller", "unit_head", "executor"),
        lambda stage: stage.case.pk,
        methods=FORM,
        views=(
            ("executor", ""),
            ("executor", "?whom=cRU-VO-KOOKN&act=forward"),
            ("executor", "?whom=cRU-VO-KOOKN&act=inquire"),
        ),
    ),
    "workflows:take-back-report": Entry(("executor",), lambda stage: stage.case.pk, methods=FORM),
    "workflows:case-reopen": Entry(("leader", "controller"), lambda stage: stage.case.pk, methods=FORM),
    "workflows:case-cancel": Entry(("leader", "controller"), lambda stage: stage.case.pk, methods=FORM),
    "workflows:case-restore": Entry(("leader", "controller"), lambda stage: stage.case.pk, methods=FORM),
    "workflows:case-assign": Entry(
        ("leader", "clerk", "controller", "unit_head", "executor"), lambda stage: stage.case.pk, methods=FORM
    ),
    "workflows:document-assign": Entry(
        ("leader", "clerk", "controller"), lambda stage: stage.tasks.letter.pk, methods=FORM
    ),
    "workflows:assignments": Entry(
        WITH_DATA, views=(("leader", ""), ("leader", "?all=1"), ("executor", "?which=given"), ("stranger", ""))
    ),
    "workflows:assignment": Entry(
        ("leader", "clerk", "controller", "executor", "stranger", "auditor"),
        lambda stage: stage.tasks.point.pk,
        methods=FORM,
        views=(("executor", ""),),
    ),
    "workflows:pass-on": Entry(("executor",), lambda stage: stage.tasks.point.pk, methods=FORM),
    "workflows:control": Entry(
        LEADERS, views=(("controller", "?term=later"), ("leader", "?controller=none"), ("controller", "?unit=none"))
    ),
    "workflows:control-sheet": Entry(LEADERS, is_page=False),
    "workflows:norms": Entry(("administrator",), methods=FORM),
    "workflows:designs": Entry(("administrator",), methods=FORM),
    "workflows:rules": Entry(("administrator",), methods=FORM),
    "workflows:rule-done": Entry(("administrator",), lambda stage: stage.rule.design_id),
    "workflows:designs-export": Entry(("administrator",), is_page=False),
    "workflows:designs-import": Entry(("administrator",), methods=FORM),
    "workflows:ready-sets": Entry(("administrator",)),
    "workflows:ready-set": Entry(("administrator",), lambda _stage: {"code": "appeals"}, methods=FORM),
    "workflows:design": Entry(("administrator",), lambda stage: stage.design.design_id),
    "workflows:design-begin": Entry(("administrator",), lambda stage: stage.design.design_id, methods=ACT),
    "workflows:design-draft": Entry(("administrator",), lambda stage: stage.design.design_id, methods=FORM),
    "workflows:design-back": Entry(
        ("administrator",), lambda stage: {"pk": stage.design.design_id, "number": 1}, methods=ACT
    ),
    "workflows:design-retire": Entry(("administrator",), lambda stage: stage.design.design_id, methods=ACT),
    "workflows:design-compare": Entry(("administrator",), lambda stage: stage.design.design_id),
    "workflows:design-cases": Entry(("administrator",), lambda stage: stage.design.design_id, methods=FORM),
    "workflows:moved-terms": Entry(("controller", "administrator", "other.controller"), methods=FORM),
    "workflows:document": Entry(SEE_CASE, lambda stage: stage.inquiry.pk),
    "workflows:document-process": Entry(SEE_JOURNALS, lambda stage: stage.letter.pk, views=(("leader", ""),)),
    "workflows:consider-anew": Entry(("leader",), lambda stage: stage.letter.pk, methods=FORM),
    "workflows:acquaintance-sheet": Entry(SEE_CASE, lambda stage: stage.circular.pk, is_page=False),
    "workflows:approval": Entry(SEE_CASE, lambda stage: stage.inquiry.pk, methods=FORM),
    "workflows:approval-route": Entry(("executor",), lambda stage: stage.draft.pk, methods=FORM),
    "workflows:approval-sheet": Entry(SEE_CASE, lambda stage: _approved(stage.inquiry).pk, is_page=False),
    "workflows:approval-protocol": Entry(SEE_CASE, lambda stage: _approved(stage.inquiry).pk, is_page=False),
    "workflows:remark-answer": Entry(("executor",), lambda stage: stage.approving.remark.pk, methods=ACT),
    "workflows:routes": Entry(
        (*RECORDS, "unit_head", "executor", "stranger", *OTHER_RECORDS, "other.unit_head", "other.executor"),
        views=(("executor", ""),),
    ),
    "workflows:route-drop": Entry(("executor",), lambda stage: stage.approving.favourite.pk, methods=ACT),
    "workflows:approval-rules": Entry(("controller", "administrator", "other.controller"), methods=FORM),
    "workflows:signatures": Entry(SEE_CASE, lambda stage: _signed(stage.inquiry).pk),
    "workflows:signatures-file": Entry(SEE_CASE, lambda stage: _signed(stage.inquiry).pk, is_page=False),
    "workflows:long-term": Entry(RECORDS, lambda stage: _signed(stage.inquiry).pk, methods=ACT),
}
