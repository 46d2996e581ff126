"""Forwarding an appeal, or a complaint about a service, by competence: a letter to the competent body with the appeal,
and a notice to the applicant.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from citizens import services as citizens
from citizens.models import Outcome, Question
from documents import services as documents
from documents.models import Document, LetterTemplate
from documents.services import LetterDraft
from exchange.models import Correspondent
from history.acts import act, record
from workflows import passing, selectors
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, desk, letters


@act
def forward(
    *,
    actor: Employee,
    item: WorkItem,
    to: Correspondent,
    cover: LetterDraft,
    notice: LetterDraft,
    questions: Sequence[Question],
) -> tuple[Document, Document]:
    """Draft the letter that forwards questions of an appeal, with the appeal attached, and the notice to the applicant.

    The questions have the outcome “forwarded” from now on: of a complaint about a service all of them, for it is
    forwarded as a whole and needs no decision. Both letters then go the road of any letter; the case ends when both are
    dispatched and nothing else is open.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``not-an-appeal``, ``body-complained-of`` (59-ФЗ art. 8 p. 6), ``forwarding-late`` (p. 3:
            within 7 days of registration; of a complaint within 3 working days), ``already-decided``,
            ``body-foreign``, ``questions-missing``, ``outcome-missing``, or what
            `letters.draft_letter` refuses.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    case = item.case
    if case is None:
        raise ValueError("work on a case has a case")
    if to.agency_id != case.agency_id or to.is_closed:
        raise ValidationError({"correspondent": ValidationError(_("Choose the addressee."), code="body-foreign")})
    letters.require_forwardable(case, to.name)
    asked = case.questions.select_related("case__applicant")
    chosen = list(asked if case.is_service_complaint else asked.filter(pk__in=[one.pk for one in questions]))
    if not chosen:
        raise ValidationError(
            {"questions": ValidationError(_("Choose which questions are forwarded."), code="questions-missing")}
        )
    outcome = Outcome.objects.filter(code=selectors.FORWARDED).first()
    if outcome is None:
        raise ValidationError(_("The list of outcomes has none for forwarding."), code="outcome-missing")
    addressed = replace(
        cover,
        purpose=LetterTemplate.Purpose.FORWARDING,
        correspondent_id_code=to.exchange_id if to.is_exchanging else "",
        correspondent_name=to.head or to.name,
        correspondent_address=to.address,
        stored=[*documents.appeal_copies(case), *cover.stored],
    )
    sent = letters.draft_letter(actor=actor, item=item, letter=addressed)
    told = letters.draft_letter(actor=actor, item=item, letter=replace(notice, purpose=LetterTemplate.Purpose.NOTICE))
    ground = passing.law_of_forwarding(case).ground.format(body=to.name)[:500]
    # nobody gives a question of a complaint its outcome by hand, yet forwarding is no decision on it either
    decide = citizens.decide_question if case.is_service_complaint else cases.decide_question
    for question in chosen:
        decide(actor=actor, question=question, outcome=outcome, ground=ground)
    record(
        "workflows.forwarding_prepared",
        actor=actor,
        subject=case,
        about=[sent, told, case.applicant],
        data={"to": to.name, "questions": ", ".join(str(one.ordinal) for one in chosen)},
    )
    return sent, told
