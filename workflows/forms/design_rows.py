"""What the editors of designs share: rows in the order of their numbers, texts a line, how an editor is used."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError

from workflows.designs import Content


class Editor(Protocol):
    """The editor of what a kind of design holds; ``template`` shows its forms."""

    template: str
    main: forms.Form

    @property
    def has_errors(self) -> bool:
        """Whether something does not stand."""

    def is_valid(self) -> bool:
        """Whether what was typed can be kept as a draft."""

    def content(self) -> Content:
        """What was typed, as content."""

    def refuse(self, objections: Mapping[str, list[ValidationError]]) -> list[ValidationError]:
        """Put objections beside the fields they speak of; what belongs to none is given back."""


def in_order(rows: list[Any]) -> list[Any]:
    """The rows that are given, by their numbers; those without one come last, as they stand."""
    given = [form for form in rows if hasattr(form, "cleaned_data") and form.is_given]
    return sorted(given, key=lambda form: form.cleaned_data.get("order") or 100)


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def put(form: forms.Form | None, field: str, errors: list[ValidationError]) -> list[ValidationError]:
    """Errors beside a field of a form; what the form has no such field for is given back."""
    if form is None or field not in form.fields:
        return errors
    form.add_error(field, errors)
    return []
