"""The roads of documents that belong to no case: incoming papers that a head considers, orders that are made known."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from documents.models import ORDERS, Document, Flow


class Decision(models.TextChoices):
    """How the process of a document goes on; the last decision that was taken."""

    ASSIGNED = "assigned", _("to be executed")
    READING = "reading", _("for information")
    TO_FILE = "to_file", _("to the file")
    ANSWERING = "answering", _("to be answered, goes on as a case")
    FILED = "filed", _("filed")
    RETURNED = "returned", _("returned by the records office")
    REOPENED = "reopened", _("taken back out of its file")


class IncomingProcess(Process):  # type: ignore[misc]  # the engine has no types
    """The process of one incoming document; taken back out of its file, or decided upon anew, it has another one."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)

    class Meta:
        verbose_name = _("process of an incoming document")


class OrderProcess(Process):  # type: ignore[misc]  # the engine has no types
    """The process of one order, from its draft or its registration; taken back out of its file, or made known anew, it
    has another one.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, blank=True)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)

    class Meta:
        verbose_name = _("process of an order")


def has_road(document: Document) -> bool:
    """Whether the document goes a road of its own: an incoming one without a case, or an order."""
    return document.flow in ORDERS or (document.flow == Flow.INCOMING and document.case_id is None)


def process_class_of(document: Document) -> type[IncomingProcess] | type[OrderProcess]:
    """The kind of process that the document goes through."""
    return OrderProcess if document.flow in ORDERS else IncomingProcess
