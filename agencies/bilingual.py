"""Data of a place that has a name in both languages."""

from django.utils.translation import get_language


def in_words(name: str, name_en: str) -> str:
    """Of two names that one in the language of the page."""
    return name_en if name_en and (get_language() or "").startswith("en") else name
