"""The Merkle tree over the entries: their numbers, the kept heads of the tree, and who has seen which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models.entries import Entry


class Epoch(models.Model):
    """A tree of its own: a new one begins when the database turns out to be older than what was published."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    origin = models.CharField(_("origin"), max_length=200, unique=True)
    began_at = models.DateTimeField(_("began at"))

    class Meta:
        verbose_name = _("epoch of the log")

    def __str__(self) -> str:
        return self.origin


class Leaf(models.Model):
    """The number of an entry in the tree of its epoch, and its leaf hash. Written by the sequencer alone."""

    epoch = models.ForeignKey(Epoch, models.PROTECT, db_index=False)
    number = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("leaf of the log")
        constraints = [models.UniqueConstraint(fields=["epoch", "number"], name="leaf_numbered_once")]

    def __str__(self) -> str:
        return f"{self.epoch_id}:{self.number}"


class Checkpoint(models.Model):
    """A signed head of the tree (C2SP tlog-checkpoint) that is kept for ever."""

    epoch = models.ForeignKey(Epoch, models.PROTECT, db_index=False)
    size = models.BigIntegerField(_("entries"))
    root = models.BinaryField(max_length=32)
    note = models.TextField(_("signed note"))
    at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("checkpoint")
        constraints = [models.UniqueConstraint(fields=["epoch", "size"], name="one_checkpoint_a_size")]

    def __str__(self) -> str:
        return f"{self.epoch_id}:{self.size}"


class Cosignature(models.Model):
    """A correspondent's signature under a checkpoint of ours (C2SP tlog-cosignature): it has seen this head."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(_("witness"), max_length=200)
    key = models.BinaryField(max_length=32)
    line = models.CharField(max_length=400)
    at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("cosignature")
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_a_witness")]

    def __str__(self) -> str:
        return f"{self.witness} {self.checkpoint_id}"


class ForeignCheckpoint(models.Model):
    """The head of a correspondent's log as it was when a message of theirs was written."""

    class Verdict(models.TextChoices):
        """What it says beside the heads of this log that were seen before."""

        AGREES = "agrees", _("agrees with what was seen before")
        UNPROVEN = "unproven", _("not proven to extend what was seen before")
        DISAGREES = "disagrees", _("CONTRADICTS what was seen before")

    origin = models.CharField(_("log"), max_length=200)
    size = models.BigIntegerField(_("entries"))
    root = models.BinaryField(max_length=32)
    note = models.TextField(_("signed note"))
    key = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField(_("seen at"))
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)

    class Meta:
        verbose_name = _("checkpoint of a correspondent")
        indexes = [models.Index(fields=["origin", "-size"], name="newest_foreign_checkpoint")]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"
