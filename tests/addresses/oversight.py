"""Addresses of ``oversight``: auditors and managers."""

from history.models import Act
from tests.addresses.entries import FORM, LEADERS, Entry

TABLE = {
    "oversight:acts": Entry(("auditor",), views=(("auditor", "?since=2026-02-02&until=2026-01-01"),)),
    "oversight:changes": Entry(("auditor",), lambda stage: stage.case.pk),
    "oversight:person-changes": Entry(("auditor",), lambda stage: stage.applicant.pk),
    "oversight:entry": Entry(
        ("auditor",),
        lambda stage: (
            Act.objects.filter(subject_type="citizens.case", subject_key=stage.case.pk).earliest("pk").entry_id
        ),
        name="key",
    ),
    "oversight:readings": Entry(("auditor",)),
    "oversight:case-readings": Entry(("auditor",), lambda stage: stage.case.pk),
    "oversight:person-readings": Entry(("auditor",), lambda stage: stage.applicant.pk),
    "oversight:integrity": Entry(("auditor",)),
    "oversight:rights": Entry(("executor", "auditor", "administrator"), lambda stage: stage.colleague.pk),
    "oversight:load": Entry(LEADERS),
    "oversight:load-list": Entry(
        ("leader", "unit_head", "controller"), lambda stage: {"pk": stage.execution.assignee_id, "figure": "open"}
    ),
    "oversight:hours": Entry(
        LEADERS, views=(("leader", "?by=case"), ("unit_head", "?since=2026-02-02&until=2026-01-01"))
    ),
    "oversight:hours-xlsx": Entry(LEADERS, is_page=False),
    "oversight:hours-csv": Entry(LEADERS, is_page=False),
    "oversight:hours-list": Entry(
        ("leader", "unit_head", "controller"), lambda stage: {"key": stage.execution.assignee_id}
    ),
    "oversight:stuck": Entry(
        LEADERS, views=(("leader", "?kind=application"), ("unit_head", "?since=2026-02-02&until=2026-01-01"))
    ),
    "oversight:stuck-xlsx": Entry(LEADERS, is_page=False),
    "oversight:stuck-csv": Entry(LEADERS, is_page=False),
    "oversight:stuck-list": Entry(LEADERS, lambda _stage: {"kind": "execute", "figure": "open"}),
    "oversight:month-sheet": Entry(
        LEADERS, methods=FORM, views=(("leader", "?month=2026-10"), ("unit_head", "?unit=x&month=2026-13"))
    ),
    "oversight:month-sheet-print": Entry(LEADERS, is_page=False),
    "oversight:month-sheet-xlsx": Entry(LEADERS, is_page=False),
    "oversight:month-sheet-csv": Entry(LEADERS, is_page=False),
    "oversight:case-hours": Entry(("leader", "unit_head", "controller"), lambda stage: stage.case.pk),
}
