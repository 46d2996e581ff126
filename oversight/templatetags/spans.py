"""Kinds of change and names of pages in words."""

from django import template
from django.utils.translation import gettext as _

from oversight import pages

register = template.Library()


@register.filter
def page_title(view_name: str) -> str:
    """What a page is called in the audit of reading."""
    return pages.title(view_name)


@register.filter
def change_word(kind: str) -> str:
    """Whether a row was added, changed or removed."""
    return {"+": _("added"), "~": _("changed"), "-": _("removed")}[kind]
