"""Stretches of time, kinds of change and names of pages in words."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oversight import pages

register = template.Library()


@register.filter
def passed(span: timedelta) -> str:
    """Time that passed, in days and hours, or in minutes when it is less than an hour."""
    if span < timedelta(hours=1):
        return _("%(minutes)s min") % {"minutes": int(span.total_seconds()) // 60}
    hours_left = _("%(hours)s h") % {"hours": span.seconds // 3600}
    if not span.days:
        return hours_left
    days = ngettext("%(count)s day", "%(count)s days", span.days) % {"count": span.days}
    return f"{days} {hours_left}" if span.seconds >= 3600 else days


@register.filter
def page_title(view_name: str) -> str:
    """What a page is called in the audit of reading."""
    return pages.title(view_name)


@register.filter
def change_word(kind: str) -> str:
    """Whether a row was added, changed or removed."""
    return {"+": _("added"), "~": _("changed"), "-": _("removed")}[kind]
