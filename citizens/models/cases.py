"""Cases, the questions of a case and its lawful outcomes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies import rules, terms
from agencies.models import AccessMark, Agency, Employee, TermKind, Unit, Work
from agencies.sight import kept, keys
from history import clock
from history.models import TrackedModel


class Topic(TrackedModel):
    """An entry of the classifier of questions."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("topic")
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name


class Outcome(TrackedModel):
    """A lawful outcome of a question, as editable data with its source in law."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    needs_answer = models.BooleanField(_("only with a dispatched answer"), default=True)
    # A decision on a request for a service gives it; nobody chooses it for a question of an appeal.
    is_of_service = models.BooleanField(_("outcome of a request for a service"), default=False)
    source = models.CharField(_("source"), max_length=200)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("outcome")
        ordering: ClassVar[list[str]] = ["ordinal"]

    def __str__(self) -> str:
        return self.name


class CaseKind(models.TextChoices):
    """What a case is about."""

    PROPOSAL = "proposal", _("proposal")
    APPLICATION = "application", _("application")
    COMPLAINT = "complaint", _("complaint")
    INQUIRY = "inquiry", _("inquiry of another body")
    SERVICE = "service", _("request for a service")
    SERVICE_COMPLAINT = "service_complaint", _("complaint about a service")


class Appealed(models.TextChoices):
    """What a complaint about a service is about (210-ФЗ art. 11.1)."""

    REGISTRATION = "registration", _("the request was registered too late")
    TERM = "term", _("the term of the service was broken")
    EXTRA_PAPERS = "extra_papers", _("papers or actions were demanded that no act foresees")
    PAPERS_REFUSED = "papers_refused", _("the papers were not accepted")
    REFUSAL = "refusal", _("the service was refused")
    FEE = "fee", _("a fee was demanded that no act foresees")
    CORRECTION = "correction", _("errors in the result were not corrected, or not in time")
    ISSUE = "issue", _("the result was issued too late or not as it has to be")
    SUSPENSION = "suspension", _("the service was suspended")
    NEW_PAPERS = "new_papers", _("papers were demanded that were not named at the first refusal")


class Channel(models.TextChoices):
    """How a paper came or goes."""

    POST = "post", _("by post")
    IN_PERSON = "in_person", _("in person")
    PORTAL = "portal", _("Gosuslugi")
    WEBSITE = "website", _("website of the agency")
    EXCHANGE = "exchange", _("exchange between agencies")
    EMAIL = "email", _("e-mail")


class Stage(models.TextChoices):
    """Where a case stands; each stage is a node of its process and a column of the funnel."""

    REGISTERED = "registered", _("awaits a resolution")
    PAPERS = "papers", _("papers are checked")
    IN_WORK = "in_work", _("in work")
    WAITING = "waiting", _("awaits a reply")
    DECIDED = "decided", _("decision awaits the head")
    REPORTED = "reported", _("reported, on control")
    OFF_CONTROL = "off_control", _("off control, to be filed")
    FILED = "filed", _("filed")
    CANCELLED = "cancelled", _("registration cancelled")


# Nothing happens any more in a case that is over; the term of one that is done was kept or missed, or is nobody's.
OVER = (Stage.FILED, Stage.CANCELLED)
DONE = (Stage.OFF_CONTROL, *OVER)


def first_stage(kind: str) -> Stage:
    """Where a case of a kind stands when it begins: a request for a service awaits the check of its papers."""
    return Stage.PAPERS if kind == CaseKind.SERVICE else Stage.REGISTERED


def _sight_of_cases(employee: Employee) -> Q:
    """The condition of `CaseQuerySet.visible_to`."""
    # The cases of few roles are found once, by their index: asked for each row they make a long search longer.
    takes_part = Q(pk__in=keys(Participation.objects.taken_by(employee).values("case")))
    invited = Q(pk__in=keys(Participation.objects.inviting(employee).values("case")))
    led = Participation.objects.in_force().filter(employee__in=rules.posts_led(employee).values("employee"))
    leads = Q(pk__in=keys(led.values("case"))) | rules.leads_who_knows(employee, "citizens.case")
    is_chief = leads & (Q(complained_of__isnull=True) | ~Q(complained_of=employee))
    return rules.seen_by_mark(
        employee,
        unmarked=rules.seen_by_place(employee, agency="agency", unit_path="unit__path")
        | (Q(agency__in=rules.may_take_part(employee)) & takes_part)
        | invited,
        known=takes_part | is_chief | rules.need_to_know(employee, "citizens.case"),
    )


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases as questions."""

    def visible_to(self, employee: Employee) -> "CaseQuerySet":
        """Where the person's posts look, and where the person takes part or stands in for who does; of cases with an
        access mark those alone in which they, or somebody whom they lead, take part or have to know.
        """
        return self.filter(kept(employee, "citizens.case", lambda: _sight_of_cases(employee)))

    def open(self) -> "CaseQuerySet":
        """Neither filed yet nor cancelled."""
        return self.exclude(stage__in=OVER)


class Case(TrackedModel):
    """A citizen's appeal or another body's inquiry, from its registration to its filing.

    An appeal has an applicant and questions; an inquiry has the body that asks (``sender_name``).
    """

    PERSONAL = frozenset({"sender_name", "summary", "text"})

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    number = models.CharField(_("number"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=CaseKind.choices)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.REGISTERED)
    applicant = models.ForeignKey(
        "citizens.Person", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("applicant")
    )
    co_applicants = models.PositiveSmallIntegerField(_("other signatories"), default=0)
    sender_name = models.CharField(_("body that asks"), max_length=300, blank=True)
    channel = models.CharField(_("received by"), max_length=20, choices=Channel.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    summary = models.CharField(_("summary"), max_length=300)
    text = models.TextField(_("text"))
    complained_of = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("official complained of")
    )
    complained_body = models.CharField(_("body complained of"), max_length=300, blank=True)
    # Of a complaint about a service alone: what is appealed, and the request that it is about if that is known.
    appealed = models.CharField(_("what is appealed"), max_length=20, choices=Appealed.choices, blank=True)
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("about the request")
    )
    received_on = models.DateField(_("received on"))
    registered_on = models.DateField(_("registered on"))
    term_kind = models.ForeignKey(TermKind, models.PROTECT, verbose_name=_("kind of term"))
    due_on = models.DateField(_("due on"))
    term_basis = models.JSONField(_("how the date was found"), default=dict)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("executing unit"))
    executor = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible executor")
    )
    is_on_control = models.BooleanField(_("on control"), default=True)
    # the highest mark of its papers; all of them have it
    access = models.CharField(_("access mark"), max_length=20, choices=AccessMark.choices, blank=True)
    filed_under = models.CharField(_("file index"), max_length=60, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], name="case_number_once", violation_error_code="number-taken"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("registered_on")),
                name="case_due_after_start",
                violation_error_code="term-before-start",
            ),
            models.CheckConstraint(
                condition=(Q(kind="service_complaint") & ~Q(appealed=""))
                | (~Q(kind="service_complaint") & Q(appealed="", about__isnull=True)),
                name="case_appealed_by_complaint",
                violation_error_code="appealed-missing",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-registered_on", "-id"], name="case_newest"),
            models.Index(fields=["executor", "stage", "due_on"], name="case_of_executor"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_over(self) -> bool:
        """Whether nothing happens in it any more: filed, or its registration cancelled."""
        return self.stage in OVER

    @property
    def is_appeal(self) -> bool:
        """Whether the law of appeals (59-ФЗ) governs it."""
        return self.kind != CaseKind.INQUIRY

    @property
    def is_of_service(self) -> bool:
        """Whether it is a request for a service or a complaint about one (210-ФЗ): it ends by a decision, which gives
        the outcomes of its questions.
        """
        return self.kind in (CaseKind.SERVICE, CaseKind.SERVICE_COMPLAINT)

    @property
    def is_service_complaint(self) -> bool:
        """Whether it is a complaint about a service (210-ФЗ ch. 2.1)."""
        return self.kind == CaseKind.SERVICE_COMPLAINT

    @property
    def term_in_words(self) -> str:
        """How the due date was found, in the current language."""
        return terms.in_words(self.term_basis)

    @property
    def from_whom(self) -> str:
        """The applicant's short name, or the body that asks."""
        if self.applicant is None:
            return self.sender_name
        return self.applicant.short_name


class Question(TrackedModel):
    """One question of a case with its outcome."""

    PERSONAL = frozenset({"text", "ground"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions", verbose_name=_("case"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=500)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, verbose_name=_("outcome"))
    ground = models.CharField(_("ground"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("question")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="question_numbered_once")]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.ordinal}"


class CaseRole(models.TextChoices):
    """A person's role in a case."""

    REGISTRAR = "registrar", _("registrar")
    AUTHOR = "author", _("author of the resolution")
    RESPONSIBLE = "responsible", _("responsible executor")
    CO_EXECUTOR = "co_executor", _("co-executor")
    APPROVER = "approver", _("approver")
    SIGNER = "signer", _("signer")
    CONTROLLER = "controller", _("controller")
    OBSERVER = "observer", _("observer")
    OTHER_AGENCY = "other_agency", _("representative of another agency")
    GUEST = "guest", _("guest")


# Roles that open one case to people whose posts are elsewhere.
FROM_OUTSIDE = (CaseRole.OTHER_AGENCY, CaseRole.GUEST)

# In which roles a person takes part in a case by the work that another may do for them.
ROLES_OF_WORK: dict[str, tuple[str, ...]] = {
    Work.EXECUTION: (CaseRole.RESPONSIBLE, CaseRole.CO_EXECUTOR),
    Work.APPROVAL: (CaseRole.APPROVER,),
    Work.CONTROL: (CaseRole.CONTROLLER,),
    Work.RECORDS: (CaseRole.REGISTRAR,),
}


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Participations as questions."""

    def taken_by(self, employee: Employee) -> "ParticipationQuerySet":
        """The person's own that have not ended, and in open cases those of whom they stand in for; not where they are
        complained of.
        """
        own = Q(employee=employee)
        for absent, work in employee.current_substitutions:
            in_turn = Q(employee=absent, role__in=ROLES_OF_WORK[work]) & ~Q(case__stage__in=OVER)
            own |= in_turn & (Q(case__complained_of__isnull=True) | ~Q(case__complained_of=employee))
        return self.in_force().filter(own)

    def inviting(self, employee: Employee) -> "ParticipationQuerySet":
        """The person's own as somebody from outside, while their account is open."""
        if not employee.is_active:
            return self.none()
        return self.in_force().filter(employee=employee, role__in=FROM_OUTSIDE)

    def in_force(self) -> "ParticipationQuerySet":
        """Those that were not ended, and whose last day has not passed."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), ended_at__isnull=True)


class Participation(TrackedModel):
    """A person takes part in a case, and so sees it; `citizens.roles` says what each role may do beside that.

    Who was asked to take part has a reason, a guest a last day as well. A row that ended tells who did until when.
    """

    PERSONAL = frozenset({"reason", "end_reason"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="participations", verbose_name=_("case"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    role = models.CharField(_("role"), max_length=20, choices=CaseRole.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "employee", "role"],
                condition=Q(ended_at__isnull=True),
                name="role_once_a_case",
                violation_error_code="takes-part-already",
                violation_error_message=_("This person has this role in the case already."),
            )
        ]
        indexes = [models.Index(fields=["employee", "case"], name="cases_of_person")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.role} {self.case_id}"
