"""Words that rows of ours keep of decisions and of what happens to a letter at the other side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REGISTERED = "registered"
REFUSED = "refused"

EXECUTOR_ASSIGNED = "executor_assigned"
REPORT_PREPARED = "report_prepared"
REPORT_SENT = "report_sent"
COURSE_CHANGED = "course_changed"
PUBLISHED = "published"
RECALLED = "recalled"

# What the recipient of a letter tells its sender, in the order in which it usually happens.
STAGES: dict[str, Any] = {
    EXECUTOR_ASSIGNED: _("executor assigned"),
    REPORT_PREPARED: _("report prepared"),
    REPORT_SENT: _("report sent"),
    COURSE_CHANGED: _("course changed"),
    PUBLISHED: _("published"),
    RECALLED: _("recalled"),
}
