"""A form's own field as the kind of field that it is: Django knows only that it is some field."""

from typing import TypeVar

from django import forms

Kind = TypeVar("Kind", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[Kind]) -> Kind:
    """The field of a form with this name, to set up its choices or rows; the form's own copy, not that of its class.

    Raises:
        TypeError: the form declares it as another kind of field.
    """
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} of {type(form).__name__} is no {kind.__name__}")
    return field
