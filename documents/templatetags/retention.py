"""Filters of the pages of the file plan."""

from typing import Any

from django import template

from documents.retention import in_words

register = template.Library()


@register.filter
def retention_words(basis: dict[str, Any]) -> str:
    """How the day of destruction was found, in the current language."""
    return in_words(basis)
