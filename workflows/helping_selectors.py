"""What helps an executor to write: inputs of others on the case, earlier answers on the same topic."""

from agencies.models import Employee
from citizens.models import Case
from documents.models import Document, LetterTemplate, State
from documents.search import finding
from workflows.assigned import Assignment, AssignmentState

SHOWN = 20


def inputs(case: Case, reader: Employee) -> list[Assignment]:
    """What others delivered or reported on a case, with who did; what was cancelled is no input."""
    found = Assignment.objects.visible_to(reader).filter(case=case).exclude(report="")
    found = found.exclude(state=AssignmentState.CANCELLED)
    return list(found.select_related("executor").order_by("id"))


def earlier_answers(reader: Employee, document: Document, text: str = "") -> list[Document]:
    """Dispatched answers of the agency on the topic of this letter's case that the reader sees, the newest first."""
    case = document.case
    if case is None or case.topic is None:
        return []
    wanted = finding.Wanted(text=text, topic=case.topic, state=State.DISPATCHED)
    found = finding.documents(reader, wanted).filter(agency=document.agency_id, purpose=LetterTemplate.Purpose.ANSWER)
    shown = found.exclude(case=case.pk).exclude(body="").select_related("case__applicant", "author")
    return list(shown.order_by("-id")[:SHOWN])
