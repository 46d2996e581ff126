"""Fields that an agency added to its cases, as fields of a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from workflows.designs.shapes import FieldKind, OwnField
from workflows.services.own_steps import NO, VALUE_AT_MOST, YES

PREFIX = "own-"


def form_fields(fields: tuple[OwnField, ...]) -> dict[str, forms.Field]:
    """The fields by their names in a form."""
    return {PREFIX + field.code: _form_field(field) for field in fields}


def given(fields: tuple[OwnField, ...], cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What a form gave, by the codes of the fields, as services take it."""
    return {field.code: _as_kept(cleaned.get(PREFIX + field.code)) for field in fields}


def _as_kept(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _form_field(field: OwnField) -> forms.Field:
    given: dict[str, Any] = {"label": field.label, "required": field.is_required}
    if field.kind == FieldKind.NUMBER:
        return forms.DecimalField(**given, max_digits=20, decimal_places=6)
    if field.kind == FieldKind.DATE:
        return forms.DateField(**given, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if field.kind == FieldKind.CHOICE:
        return forms.ChoiceField(**given, choices=[("", "—"), *((one, one) for one in field.choices)])
    if field.kind == FieldKind.YES_NO:
        return forms.ChoiceField(**given, choices=[("", "—"), (YES, _("yes")), (NO, _("no"))])
    return forms.CharField(**given, max_length=VALUE_AT_MOST)
