"""Acts upon cases: opening, assigning, deciding questions, closing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import services as agencies
from agencies.models import Agency, Employee, Term, TermKind, Unit
from agencies.policies import require
from agencies.terms import Reckoning
from citizens import policies
from citizens.complaining import decided_objection, has_decided_on_request
from citizens.models import (
    DONE,
    Case,
    CaseRole,
    Outcome,
    Participation,
    Person,
    Question,
    Remark,
    Stage,
    Topic,
    first_stage,
)
from history import clock
from history.actors import Actor
from history.acts import act, record
from history.prepared import Given, Prepared
from history.services.forgetting import forget_texts


@dataclass(frozen=True)
class CaseCard:
    """What a case is opened with. Without questions the summary becomes the only one."""

    kind: str
    channel: str
    summary: str
    text: str
    received_on: date
    term_kind: TermKind
    applicant: Person | None = None
    sender_name: str = ""
    co_applicants: int = 0
    topic: Topic | None = None
    complained_of: Employee | None = None
    complained_body: str = ""
    questions: Sequence[str] = field(default_factory=tuple)
    access: str = ""
    appealed: str = ""
    about: Case | None = None


@act
def open_case(
    *, actor: Employee, agency: Agency, card: CaseCard, number: str, registered_on: date, term: Reckoning
) -> Case:
    """Open a case under the number of its registration, with its questions and its term.

    Raises:
        PermissionDenied: the actor neither registers nor resolves in this agency.
        ValidationError: ``applicant-missing``, ``applicant-merged``, ``received-in-future``, ``kind-retired``,
            ``number-taken``, ``term-before-start``.
    """
    require(policies.may_open(actor, agency))
    if card.applicant is None and not card.sender_name:
        raise ValidationError(_("Name the applicant."), code="applicant-missing")
    if card.applicant is not None:
        _require_unmerged(card.applicant)
    agencies.require_offered(card.term_kind)
    if card.received_on > clock.today():
        raise ValidationError(
            {"received_on": ValidationError(_("The day of receipt lies in the future."), code="received-in-future")}
        )
    case = Case(
        agency=agency,
        number=number,
        kind=card.kind,
        stage=first_stage(card.kind),
        applicant=card.applicant,
        co_applicants=card.co_applicants,
        sender_name=card.sender_name,
        channel=card.channel,
        topic=card.topic,
        summary=card.summary.strip(),
        text=card.text.strip(),
        complained_of=card.complained_of,
        complained_body=card.complained_body.strip(),
        appealed=card.appealed,
        about=card.about,
        received_on=card.received_on,
        registered_on=registered_on,
        term_kind=card.term_kind,
        due_on=term.due_on,
        term_basis=term.basis,
        access=card.access,
    )
    case.full_clean()
    case.save()
    agencies.begin_term(
        actor=actor,
        agency=agency,
        kind=card.term_kind,
        subject=case,
        paper=case,
        starts_on=registered_on,
        reckoning=term,
    )
    for ordinal, text in enumerate(card.questions or [card.summary], 1):
        question = Question(case=case, ordinal=ordinal, text=text.strip()[:500], topic=card.topic)
        question.full_clean()
        question.save()
    Participation.objects.create(case=case, employee=actor, role=CaseRole.REGISTRAR)
    record("citizens.case_opened", actor=actor, subject=case, about=[case.applicant], data={"due_on": str(case.due_on)})
    return case


def _require_unmerged(applicant: Person) -> None:
    """Refuse a card that was merged into another, and let none be merged away until the case is committed."""
    known = Person.objects.select_for_update().filter(pk=applicant.pk)
    if known.values_list("merged_into", flat=True).get() is not None:
        raise ValidationError(
            _("This card was merged into another one meanwhile: choose the applicant anew."), code="applicant-merged"
        )


@act
def add_participant(*, actor: Actor, case: Case, employee: Employee, role: str) -> Participation:
    """Let a person take part in a case, and so see it; a person takes a role once.

    Raises:
        ValidationError: ``official-complained-of``: 59-ФЗ art. 8 p. 6; ``decided-on-request``: a complaint about a
            service is not considered by who decided on the request.
    """
    if has_decided_on_request(case, employee, role):
        raise decided_objection(employee)
    if policies.is_kept_out(case, employee, role):
        raise ValidationError(
            _("The appeal complains of %(person)s: 59-FZ art. 8 p. 6 forbids giving it to this official in any role.")
            % {"person": employee.short_name},
            code="official-complained-of",
        )
    participation, is_new = Participation.objects.in_force().get_or_create(case=case, employee=employee, role=role)
    if is_new:
        record(
            "citizens.participant_added",
            actor=actor,
            subject=case,
            about=[case.applicant],
            data={"person": employee.short_name, "role": participation.role},
        )
    return participation


@act
def assign(*, actor: Employee, case: Case, executor: Employee, unit: Unit, due_on: date) -> Case:
    """Name the responsible executor. The term of the case stays; ``due_on`` is the term of the assignment.

    Raises:
        ValidationError: ``official-complained-of``.
    """
    add_participant(actor=actor, case=case, employee=executor, role=CaseRole.RESPONSIBLE)
    case.executor, case.unit = executor, unit
    case.full_clean()
    case.save()
    record(
        "citizens.assigned",
        actor=actor,
        subject=case,
        about=[case.applicant],
        data={"executor": executor.short_name, "due_on": str(due_on)},
    )
    return case


@act
def reassign(*, actor: Employee, case: Case, executor: Employee, unit: Unit, due_on: date, reason: str) -> Case:
    """Name another responsible executor; the part of the one before ends with the work.

    Raises:
        ValidationError: ``official-complained-of``.
    """
    parts = case.participations.in_force().filter(role=CaseRole.RESPONSIBLE).exclude(employee=executor)
    for part in parts.select_for_update(of=("self",)).select_related("employee"):
        part.ended_at, part.end_reason = clock.now(), reason[:300]
        part.save()
        record(
            "citizens.participant_left",
            actor=actor,
            subject=case,
            about=[case.applicant],
            data={"person": part.employee.short_name, "role": part.role, "reason": part.end_reason},
        )
    return assign(actor=actor, case=case, executor=executor, unit=unit, due_on=due_on)


@act
def move(*, actor: Actor, case: Case, stage: str) -> Case:
    """Note the stage that the process of the case has reached; the process's own act tells of it."""
    case.stage = stage
    case.is_on_control = stage not in DONE
    case.save()
    return case


@act
def carry_term(*, actor: Actor, case: Case, term: Term) -> Case:
    """Carry the date of the case's term to its card; what happened to the term has an act of its own."""
    case.due_on, case.term_basis = term.due_on, term.basis
    case.full_clean()
    case.save()
    return case


@act
def set_access(*, actor: Actor, case: Case, access: str) -> Case:
    """Carry the access mark of its papers to a case; the act of the papers tells why."""
    case.access = access
    case.full_clean()
    case.save()
    return case


@act
def decide_question(*, actor: Employee, question: Question, outcome: Outcome, ground: str) -> Question:
    """Give a question its outcome.

    Raises:
        ValidationError: ``ground-missing``.
    """
    if not ground.strip():
        raise ValidationError({"ground": ValidationError(_("Name the ground."), code="ground-missing")})
    question.outcome, question.ground, question.decided_by = outcome, ground.strip(), actor
    question.full_clean()
    question.save()
    record(
        "citizens.question_decided",
        actor=actor,
        subject=question.case,
        about=[question.case.applicant],
        data={"question": question.ordinal, "outcome": outcome.name, "ground": question.ground},
    )
    return question


@act
def open_questions(*, actor: Employee, case: Case, questions: Sequence[Question]) -> None:
    """Let these questions of a case be considered anew: their outcomes are history. Which act says so is the rule of
    the caller.
    """
    for question in questions:
        question.outcome, question.ground, question.decided_by = None, "", None
        question.full_clean()
        question.save()
    numbers = ", ".join(str(question.ordinal) for question in questions)
    record("citizens.questions_opened", actor=actor, subject=case, about=[case.applicant], data={"question": numbers})


def require_lawful_end(case: Case) -> None:
    """Refuse to end a case while a question has no lawful outcome.

    Raises:
        ValidationError: ``question-without-outcome`` (59-ФЗ art. 10 p. 1: an answer on the substance of each question).
    """
    open_questions = [ordinal for (ordinal,) in _WITHOUT_OUTCOME.values(case=case)]
    if open_questions:
        raise ValidationError(
            _("Question %(numbers)s has no lawful outcome (59-FZ art. 10 p. 1: each question is answered).")
            % {"numbers": ", ".join(map(str, open_questions))},
            code="question-without-outcome",
        )


_WITHOUT_OUTCOME = Prepared(
    lambda: Question.objects.filter(case=Given("case"), outcome__isnull=True).order_by("ordinal").values_list("ordinal")
)


@act
def close(*, actor: Employee, case: Case, filed_under: str) -> Case:
    """End a case under the index it is filed under.

    Raises:
        ValidationError: ``question-without-outcome``, ``still-on-control``.
    """
    require_lawful_end(case)
    if case.stage != Stage.OFF_CONTROL:
        raise ValidationError(_("The case is still on control."), code="still-on-control")
    case.stage, case.filed_under, case.closed_on = Stage.FILED, filed_under, clock.today()
    case.save()
    record("citizens.case_closed", actor=actor, subject=case, about=[case.applicant], data={"index": filed_under})
    return case


@act
def reopen(*, actor: Employee, case: Case) -> Case:
    """Let a case that was filed in error await its filing again; why is told by the act that asks for it.

    Raises:
        ValidationError: ``not-filed``.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("applicant", "agency").get(pk=case.pk)
    if case.stage != Stage.FILED:
        raise ValidationError(_("The case is not filed."), code="not-filed")
    case.stage, case.filed_under, case.closed_on = Stage.OFF_CONTROL, "", None
    case.save()
    record("citizens.case_reopened", actor=actor, subject=case, about=[case.applicant])
    return case


@act
def forget_text(*, actor: Employee, cases: Sequence[Case]) -> int:
    """Take the text of cases that are destroyed by an act, and of all that was said in their discussion; card, summary
    and questions stay. Returns how many cases had one.

    Who may do this, and which act says so, is the rule of the caller.
    """
    forget_texts(actor=actor, rows=list(Remark.objects.filter(case__in=cases)), columns=["text"])
    return len(forget_texts(actor=actor, rows=cases, columns=["text"]))
