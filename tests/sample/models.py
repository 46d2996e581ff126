"""A tracked thing with parts, links and labels, and the relations that Django knows."""

from django.db import models

from history.models import TrackedModel


class Label(TrackedModel):
    """The other side of a relation of many to many."""

    name = models.CharField(max_length=40)

    class Meta:
        app_label = "sample"

    def __str__(self) -> str:
        return self.name


class Thing(TrackedModel):
    """A row with a column of every kind that is treated apart."""

    PERSONAL = frozenset({"owner", "story"})
    SECRET = frozenset({"code"})
    VOLATILE = {"seen": "it beats"}

    name = models.CharField(max_length=40)
    owner = models.CharField(max_length=40, blank=True)
    story = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)
    count = models.IntegerField(default=0)
    facts = models.JSONField(default=dict)
    seen = models.IntegerField(default=0)
    key = models.CharField(max_length=40, blank=True)  # a word that the guards' own functions know, too
    labels: "models.ManyToManyField[Label, Labelling]" = models.ManyToManyField(
        Label, through="Labelling", related_name="things"
    )

    class Meta:
        app_label = "sample"

    def __str__(self) -> str:
        return self.name


class Part(TrackedModel):
    """It goes with its thing."""

    thing = models.ForeignKey(Thing, models.CASCADE)

    class Meta:
        app_label = "sample"

    def __str__(self) -> str:
        return f"{self.pk}"


class Link(TrackedModel):
    """It forgets its thing."""

    thing = models.ForeignKey(Thing, models.SET_NULL, null=True)

    class Meta:
        app_label = "sample"

    def __str__(self) -> str:
        return f"{self.pk}"


class Labelling(TrackedModel):
    """A pair of a thing and a label."""

    thing = models.ForeignKey(Thing, models.CASCADE)
    label = models.ForeignKey(Label, models.CASCADE)

    class Meta:
        app_label = "sample"

    def __str__(self) -> str:
        return f"{self.thing_id} {self.label_id}"
