"""What happens to cases, as automation rules hear of it; each reader runs in the transaction of the event.

That a case comes to a step is told where work is laid (`workflows.services.laying`).
"""

from agencies.models import Term
from citizens.models import Case
from documents.models import Document
from history.acts import on, type_name
from history.models import Act
from workflows.designs.rule_shapes import When
from workflows.services.rule_calls import call


@on("documents.appeal_registered")
@on("documents.incoming_registered")
@on("documents.correspondence_registered")
def case_registered(_act: Act, document: Document) -> None:
    """A paper opened a case; one that joins a case opened none."""
    if document.case is not None and document.in_reply_to_id is None:
        call(When.REGISTERED, document.case)


@on("workflows.resolution_issued")
@on("workflows.reported")
@on("workflows.report_returned")
@on("workflows.own_step_returned")
@on("workflows.taken_off_control")
@on("workflows.reply_arrived")
def case_moved(entry: Act, case: Case) -> None:
    """The case went on, or back."""
    call(_OF_VERB[entry.verb], case, key=_key(entry))


@on("agencies.term_extended")
@on("agencies.term_suspended")
def term_moved(entry: Act, term: Term) -> None:
    """The term of a case is a longer one, or stands."""
    if term.subject_type == type_name(Case()):
        call(_OF_VERB[entry.verb], Case.objects.get(pk=term.subject_key), key=_key(entry))


_OF_VERB = {
    "workflows.resolution_issued": When.RESOLVED,
    "workflows.reported": When.REPORTED,
    "workflows.report_returned": When.RETURNED,
    "workflows.own_step_returned": When.RETURNED,
    "workflows.taken_off_control": When.ACCEPTED,
    "workflows.reply_arrived": When.ANSWERED,
    "agencies.term_extended": When.PROLONGED,
    "agencies.term_suspended": When.SUSPENDED,
}


def _key(entry: Act) -> int:
    """The transaction of the event names it: what is random of its key."""
    return int(entry.entry_id.int & 0x7FFF_FFFF_FFFF_FFFF)
