"""Questions about notices: a person's own, and how many are unread."""

from agencies.models import Employee
from workflows.noticing import Notice, NoticeQuerySet, NoticeSettings

COUNTED_AT_MOST = 100


def notices(employee: Employee, *, is_read: bool = False) -> NoticeQuerySet:
    """The person's unread notices, or those that they have read; of papers that they see, the newest first."""
    found = Notice.objects.visible_to(employee)
    found = found.filter(read_at__isnull=False) if is_read else found.unread()
    papers = ("case", "document", "assignment__case", "assignment__document", "item", "colleague", "rule")
    return found.select_related(*papers).order_by("-id")


def unread_count(employee: Employee) -> int:
    """How many unread notices the person has; `COUNTED_AT_MOST` tells "or more". One query."""
    return Notice.objects.visible_to(employee).unread()[:COUNTED_AT_MOST].count()


def settings_of(employee: Employee) -> NoticeSettings:
    """How the person wants to be told; the usual way, if they have not chosen."""
    return NoticeSettings.objects.filter(employee=employee).first() or NoticeSettings(employee=employee)
