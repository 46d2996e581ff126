"""What a guest who came by a link is shown of their case: its registered papers and the files in force of these.

The link takes the place of `visible_to`: one case, no drafts, nothing that was destroyed or looks infected.
"""

from django.db.models import QuerySet

from citizens.models import GuestLink
from documents.models import Document, DocumentFile
from documents.search import engine
from documents.search.asking import ask, begun

# The affair of those who work on a paper.
INTERNAL = (DocumentFile.FileRole.WORKING, DocumentFile.FileRole.WORKING_FORM)


def papers(link: GuestLink, text: str = "") -> list[Document]:
    """The registered papers of the link's case, the oldest first; with a text those of them that answer it."""
    found = Document.objects.filter(case=link.case_id, access="").exclude(number="")
    if text:
        found = engine.narrow(found, "document", ask(text), begun(text))
    return list(found.order_by("id"))


def files(link: GuestLink) -> QuerySet[DocumentFile]:
    """The files in force of these papers, without working material."""
    found = DocumentFile.objects.filter(
        document__case=link.case_id, document__access="", is_current=True, destroyed_by__isnull=True
    )
    shown = found.exclude(document__number="").exclude(role__in=INTERNAL)
    clean = [one.pk for one in shown.select_related("stored") if not one.stored.is_infected]
    return DocumentFile.objects.filter(pk__in=clean).select_related("stored", "document").order_by("id")
