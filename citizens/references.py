"""What points to an applicant, in this room and in those above it: found in the models, so that none is forgotten."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from citizens.models import Person
from history.models import TrackedModel, Version

# References that a merge leaves as they are, and why.
STAYING = {
    "citizens.person.merged_into": "which card was merged into which is what the undoing reads",
    "citizens.merge.kept": "a merge tells of the cards that it was about",
    "citizens.merge.doubled": "a merge tells of the cards that it was about",
}


def references() -> Iterator[tuple[type[TrackedModel], str]]:
    """Every model that refers to an applicant, with the field: what moves when one card is merged into another."""
    for model, name in pointers():
        if label_of(model, name) not in STAYING:
            yield model, name


def pointers() -> Iterator[tuple[type[Any], str]]:
    """Every foreign key to an applicant except those of versions, which tell how rows stood and never change."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or issubclass(relation.related_model, Version):
            continue
        yield relation.related_model, relation.field.name


def rows_of(person: Person) -> Iterator[tuple[str, models.QuerySet[Any]]]:
    """By reference, the rows that point to a person: what a merge of this card moves."""
    for model, name in references():
        yield label_of(model, name), model._base_manager.filter(**{name: person})


def rows_named(label: str, keys: list[int]) -> tuple[str, models.QuerySet[Any]]:
    """The field of a reference, and its rows of these keys."""
    for model, name in references():
        if label_of(model, name) == label:
            return name, model._base_manager.filter(pk__in=keys)
    raise LookupError(f"no reference {label}")


def label_of(model: type[models.Model], name: str) -> str:
    """A reference as merges keep it: ``citizens.case.applicant``."""
    return f"{model._meta.label_lower}.{name}"
