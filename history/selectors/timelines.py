"""Timelines: the acts about an object."""

from django.db import models

from history.acts import type_name
from history.models import Act


def timeline(subject: models.Model) -> models.QuerySet[Act]:
    """Every act about an object once, oldest first."""
    return Act.objects.filter(mentions__object_type=type_name(subject), mentions__object_key=subject.pk).order_by("id")
