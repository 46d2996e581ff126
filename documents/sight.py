"""The condition that a person sees the document that a row is about, for the rows of higher rooms."""

from django.db.models import Q

from agencies.models import Employee
from agencies.sight import existence, kept
from documents.models import Document


def seen_document(employee: Employee, column: str) -> Q:
    """The person sees the document that the column names; false of rows without one."""
    return kept(employee, "a document", lambda: existence(Document.objects.visible_to(employee))).about(column)
