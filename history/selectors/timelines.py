"""Timelines: the acts about an object."""

from django.db import models
from django.db.models import Exists, OuterRef

from history.acts import type_name
from history.models import Act, ActMention


def timeline(subject: models.Model, *merged: models.Model) -> models.QuerySet[Act]:
    """Every act about an object once, oldest first; with those about objects of its kind that were ``merged`` into it.

    Of the latter ``is_of_merged`` says that the object itself was not concerned.
    """
    if merged:
        of_kind = ActMention.objects.filter(object_type=type_name(subject))
        mentioned = of_kind.filter(object_key__in=[subject.pk, *(one.pk for one in merged)])
        own = of_kind.filter(object_key=subject.pk, act=OuterRef("pk"))
        found = Act.objects.filter(pk__in=mentioned.values("act"))
        return found.annotate(is_of_merged=~Exists(own)).order_by("id")
    return Act.objects.filter(mentions__object_type=type_name(subject), mentions__object_key=subject.pk).order_by("id")
