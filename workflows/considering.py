"""The consideration of an incoming document that belongs to no case: what was decided, and its process."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from documents.models import Document


class Decision(models.TextChoices):
    """How the process of an incoming document goes on; the last one that was taken."""

    ASSIGNED = "assigned", _("to be executed")
    READING = "reading", _("for information")
    TO_FILE = "to_file", _("to the file")
    ANSWERING = "answering", _("to be answered, goes on as a case")
    FILED = "filed", _("filed")
    RETURNED = "returned", _("returned to the head")
    REOPENED = "reopened", _("taken back out of its file")


class IncomingProcess(Process):  # type: ignore[misc]  # the engine has no types
    """The process of one incoming document; taken back out of its file, or decided upon anew, it has another one."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)

    class Meta:
        verbose_name = _("process of an incoming document")
