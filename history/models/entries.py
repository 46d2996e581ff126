"""Entries of the log: one for each committed transaction, in the form of docs/log-format.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """What one transaction did, as canonical JSON: a leaf of the log before it has a number.

    Versions, acts and readings refer to it by ``uuid``, which is known before the entry is written: their foreign keys
    are checked at the commit, so that none of them can be there without its entry. ``id`` grows in the order in which
    transactions that waited for each other were committed. ``salt`` hides personal data in ``body``; it is removed, by
    the act ``erased_by``, when the person is depersonalised, and nothing else of an entry ever changes.
    """

    uuid = models.UUIDField(unique=True)
    at = models.DateTimeField(_("moment"))
    actor_key = models.BigIntegerField(_("actor number"), null=True)
    actor_name = models.CharField(_("actor"), max_length=300)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    request = models.CharField(_("request"), max_length=32, blank=True)
    task = models.CharField(_("task"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    body = models.TextField()
    salt = models.BinaryField(max_length=32, null=True)
    erased_by = models.ForeignKey(
        "history.Act", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("erased by")
    )

    class Meta:
        verbose_name = _("entry of the log")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(salt__isnull=False) | models.Q(erased_by__isnull=False),
                name="salt_is_there_or_was_erased_by_an_act",
            )
        ]

    def __str__(self) -> str:
        return self.uuid.hex


class Schema(models.Model):
    """The columns of a table as entries know them; ``id`` is the SHA-256 of ``body``, which is canonical JSON."""

    id = models.CharField(max_length=64, primary_key=True)
    body = models.TextField()

    class Meta:
        verbose_name = _("schema of the log")

    def __str__(self) -> str:
        return self.id


class Content(models.Model):
    """A large text that versions refer to by its SHA-256, kept once. Emptied when a person is depersonalised."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("text of versions")

    def __str__(self) -> str:
        return self.sha256
