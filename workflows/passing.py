"""Passing a case on: to whom, by which act, what each act does to the terms, and what stands in its way.

Nothing is changed here: the page and the services ask the same questions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import selectors as staff
from agencies.calendars import calendar_for
from agencies.models import Employee, Position, Post, Role, TermKind, Unit
from agencies.terms import compute_for
from citizens.models import Case, Stage
from citizens.names import key_of
from exchange.models import Correspondent
from history import clock
from workflows import handing, policies
from workflows.models import UNFINISHED, WorkItem, WorkKind
from workflows.serving import decision_on

REPLY_DAYS = 15
# Of an inquiry for a service, working days: 210-ФЗ art. 7.2.
REPLY_DAYS_OF_SERVICES = 5
IN_WORK = (Stage.IN_WORK, Stage.WAITING)
# A shorter name stands in too many others.
TELLING = 5


class PassAct(models.TextChoices):
    """The three acts, each with consequences of its own for terms."""

    ASSIGN = "assign", gettext_lazy("Assignment")
    INQUIRE = "inquire", gettext_lazy("Inquiry")
    FORWARD = "forward", gettext_lazy("Forwarding by competence")


@dataclass(frozen=True)
class ForwardingLaw:
    """By which law papers of a kind are forwarded: the kind of its term, when, and the ground that an outcome names."""

    term: str
    within: Promise
    ground: str


# 59-ФЗ art. 8 p. 3; and the rules of complaints about services that the Government made (decree 840 of 16.08.2012).
OF_APPEALS = ForwardingLaw(
    "appeal-forward", gettext_lazy("within 7 days of registration (59-FZ art. 8 p. 3)"), "59-ФЗ, ст. 8 ч. 3: {body}"
)
OF_COMPLAINTS = ForwardingLaw(
    "service-complaint-forward",
    gettext_lazy("within 3 working days of registration (rules of decree 840 of 16.08.2012, p. 10)"),
    "Правила, утв. постановлением Правительства РФ от 16.08.2012 № 840, п. 10: {body}",
)


@dataclass(frozen=True)
class Target:
    """To whom a case is passed on: a person, a unit by its head, or another agency."""

    key: str
    label: str
    person: Employee | None = None
    unit: Unit | None = None
    body: Correspondent | None = None


@dataclass(frozen=True)
class Option:
    """An act as it is offered for a target: what it does, in words, or why it is not lawful.

    A head of a unit passes their case down by a resolution of their own (``is_resolution``).
    """

    act: PassAct
    is_resolution: bool
    consequences: Sequence[str]
    objection: ValidationError | None

    @property
    def label(self) -> str:
        """What the act is called for this target."""
        return _("Resolution below mine") if self.is_resolution else str(self.act.label)

    @property
    def refusal(self) -> str:
        """Why not, in words; empty where the act may be done."""
        return " ".join(self.objection.messages) if self.objection else ""


@dataclass(frozen=True)
class Passing:
    """A case that its reader passes on: ``execution`` is the reader's own work on it, ``held`` that of anybody."""

    case: Case
    reader: Employee
    execution: WorkItem | None
    held: WorkItem | None


def passing_of(case: Case, reader: Employee) -> Passing:
    """What the acts of passing on start from. Two queries."""
    held = WorkItem.objects.filter(case=case, kind__in=handing.OF_CASE, state__among=UNFINISHED)
    found = held.select_related("case__applicant", "case__term_kind", "agency", "assignee", "queue_unit").first()
    mine = found if found is not None and found.kind == WorkKind.EXECUTE and policies.may_work(reader, found) else None
    return Passing(case, reader, mine, found)


def targets(case: Case) -> list[tuple[str, list[Target]]]:
    """Everybody a case of this agency can be passed on to, in groups: each unit with its people, other agencies.

    The official complained of is not among them (59-ФЗ art. 8 p. 6).
    """
    groups: dict[str, list[Target]] = {}
    seen: set[int] = set()
    for post in handing.receivers(case.agency):
        if post.employee_id == case.complained_of_id or post.employee_id in seen:
            continue
        seen.add(post.employee_id)
        group = groups.setdefault(str(post.unit), [])
        if _heads(post) and not any(one.unit for one in group):
            label = _("%(unit)s as a whole (%(person)s)") % {"unit": post.unit, "person": post.employee.short_name}
            group.insert(0, Target(f"u{post.unit_id}", label, post.employee, post.unit))
        group.append(Target(f"p{post.employee_id}", f"{post.employee.short_name}, {post.title}", post.employee))
    bodies = Correspondent.objects.filter(agency=case.agency_id, is_closed=False).order_by("name", "id")
    others = [Target(f"c{one.exchange_id}", one.name, body=one) for one in bodies]
    return [*groups.items(), *([(_("Other agencies"), others)] if others else [])]


def options(passing: Passing, target: Target) -> list[Option]:
    """The three acts for this target, the lawful ones with their consequences."""
    return [
        Option(
            one,
            one == PassAct.FORWARD and resolves_further(passing, target),
            consequences(passing, target, one),
            objection(passing, target, one),
        )
        for one in PassAct
    ]


def resolves_further(passing: Passing, target: Target) -> bool:
    """Whether the reader passes the case down by a resolution: it is theirs to execute, and they head people."""
    return (
        target.person is not None
        and passing.execution is not None
        and policies.may_resolve_further(passing.reader, passing.case)
    )


def consequences(passing: Passing, target: Target, act: PassAct) -> list[str]:
    """What an act does to the terms and to the applicant, in words, before it is done."""
    case = passing.case
    day = {"date": f"{case.due_on:%d.%m.%Y}"}
    if act == PassAct.ASSIGN:
        return [
            _("The term of the case stays as it is, %(date)s; the assignment may not outlast it.") % day,
            _("The case stays with its responsible executor; the applicant is told nothing."),
        ]
    if act == PassAct.INQUIRE and case.is_of_service:
        by = calendar_for(case.agency).add_working_days(clock.today(), REPLY_DAYS_OF_SERVICES)
        return [
            _("The citizen's term runs on, %(date)s: the silence of the other body stops nothing.") % day,
            _("The body answers within 5 working days, by %(date)s (210-FZ art. 7.2); a late reply extends no term.")
            % {"date": f"{by:%d.%m.%Y}"},
            _("Name and text of the applicant stay here, unless you tick that they are needed and say why."),
        ]
    if act == PassAct.INQUIRE:
        reply = {"date": f"{clock.today() + timedelta(days=REPLY_DAYS):%d.%m.%Y}"}
        return [
            _("The citizen's term runs on, %(date)s: the silence of the other body stops nothing.") % day,
            _("The body answers within 15 days, by %(date)s (59-FZ art. 10 p. 2).") % reply,
            _("If that is too late, the head may extend the term once, and the applicant is told."),
            _("Name and text of the applicant stay here, unless you tick that they are needed and say why."),
        ]
    if resolves_further(passing, target):
        return [
            _("The case goes to whom you name, who executes it; you stay above them, and so does your term."),
            _("The term of the case stays as it is, %(date)s; your resolution may not outlast the one above it.") % day,
        ]
    if target.body is None:
        return [
            _("The case goes as a whole, with its drafts, to another executor; its term stays, %(date)s.") % day,
            _("Nothing leaves the agency, so the applicant is told nothing."),
        ]
    law, last = law_of_forwarding(case), last_day_of_forwarding(case)
    road = (
        _("It leaves as a signed package, and the receipts come back to the card.")
        if target.body.is_exchanging
        else _("The records office dispatches it on paper or by e-mail.")
    )
    return [
        *([_("By %(date)s: %(within)s.") % {"date": f"{last:%d.%m.%Y}", "within": law.within}] if last else []),
        _("The complaint as a whole ends here as forwarded; its term begins anew with its registration there.")
        if case.is_service_complaint
        else _(
            "The chosen questions end here as forwarded; the other body has 30 days of its own from its registration."
        ),
        _("The appeal goes with the letter, and the applicant is told by a notice: both are signed and dispatched."),
        road,
    ]


def objection(passing: Passing, target: Target, act: PassAct) -> ValidationError | None:
    """Why an act is not lawful for this target; the services refuse it with the same code."""
    if act == PassAct.ASSIGN:
        return _objection_to_assignment(passing, target)
    if act == PassAct.INQUIRE and target.body is None:
        return ValidationError(
            _("Inside the agency nobody sends inquiries: give an assignment."), code="inquiry-inside"
        )
    if target.body is not None:
        if act == PassAct.FORWARD:
            refusal = objection_to_forwarding(passing.case, target.body.name)
            if refusal is not None:
                return refusal
        return _objection_to_letters(passing)
    return _objection_to_moving(passing, target)


def objection_to_forwarding(case: Case, body: str) -> ValidationError | None:
    """Why an appeal, or a complaint about a service, is not forwarded to this body now.

    59-ФЗ art. 8: p. 3, within seven days of registration; p. 6, never to the body that it complains of. A complaint
    about a service is considered by the very body that provides it, within three working days of its registration and
    while nobody has decided on it (decree 840, p. 9, 10).
    """
    if not case.is_appeal or (case.is_of_service and not case.is_service_complaint):
        return ValidationError(_("Only an appeal of a citizen is forwarded by competence."), code="not-an-appeal")
    if case.is_service_complaint:
        if decision_on(case) is not None:
            return ValidationError(_("It is decided already: issue the result."), code="already-decided")
    elif case.complained_body and _is_same_body(case.complained_body, body):
        return ValidationError(
            _("The appeal complains of this body: 59-FZ art. 8 p. 6 forbids forwarding it there."),
            code="body-complained-of",
        )
    last = last_day_of_forwarding(case)
    if last is not None and clock.today() > last:
        return ValidationError(
            _("By competence it is forwarded %(within)s; that was by %(date)s.")
            % {"within": law_of_forwarding(case).within, "date": f"{last:%d.%m.%Y}"},
            code="forwarding-late",
        )
    return None


def law_of_forwarding(case: Case) -> ForwardingLaw:
    """By which law the case would be forwarded."""
    return OF_COMPLAINTS if case.is_service_complaint else OF_APPEALS


def last_day_of_forwarding(case: Case) -> date | None:
    """Until when an appeal may be forwarded; None in an installation without this kind of term."""
    kind = TermKind.objects.filter(code=law_of_forwarding(case).term).first()
    return compute_for(case.agency, kind, case.registered_on).due_on if kind is not None else None


def _objection_to_assignment(passing: Passing, target: Target) -> ValidationError | None:
    case, person = passing.case, target.person
    if person is None:
        return ValidationError(
            _("Another agency is no subordinate: it takes no assignments. Send an inquiry."), code="assignment-outside"
        )
    if not policies.may_issue(passing.reader, case):
        return None  # a draft for a head, who may pick anybody
    if person.pk not in {post.employee_id for post in staff.assignees(passing.reader, case.agency)}:
        return ValidationError(
            _("The issuer gives no assignments to %(person)s.") % {"person": person.short_name},
            code="executor-not-offered",
        )
    return None


def _objection_to_letters(passing: Passing) -> ValidationError | None:
    if passing.case.stage not in IN_WORK:
        return ValidationError(_("The case is not in work: it awaits a resolution."), code="case-not-in-work")
    if passing.execution is None:
        return ValidationError(_("Letters of a case are drafted by its responsible executor."), code="not-executor")
    return None


def _objection_to_moving(passing: Passing, target: Target) -> ValidationError | None:
    item, to = passing.held, target.person
    if item is None or to is None:
        return ValidationError(_("The case is not in work: it awaits a resolution."), code="case-not-in-work")
    if resolves_further(passing, target):
        return _objection_to_assignment(passing, target)
    if not policies.may_hand_over(passing.reader, item):
        return ValidationError(_("Only the issuer names another executor."), code="issuer-only")
    return handing.objection(passing.reader, item, to)


def _heads(post: Post) -> bool:
    return post.position == Position.HEAD or post.role == Role.UNIT_HEAD


def _is_same_body(named: str, body: str) -> bool:
    """Whether both names are of one body: alike, or one the beginning or a part of the other."""
    ours, theirs = (re.sub(r"\W+", " ", key_of(one)).strip() for one in (named, body))
    if min(len(ours), len(theirs)) < TELLING:
        return ours == theirs
    return ours in theirs or theirs in ours
