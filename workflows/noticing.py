"""Notices: what a person is told of, once an event; and how each person wants to be told."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case
from citizens.sight import seen_case
from documents.models import Document
from documents.sight import seen_document
from history.models import TrackedModel
from workflows.assigned import Assignment
from workflows.designed import DesignVersion


class NoticeKind(models.TextChoices):
    """What a notice tells of."""

    WORK = "work", _("new work for me")
    DUE = "due", _("a term comes near or has passed")
    MENTION = "mention", _("I am mentioned")
    RETURNED = "returned", _("my letter came back")
    LETTER = "letter", _("my letter was signed or registered")
    ANSWER = "answer", _("an answer arrived")
    REPORT = "report", _("a report on my assignment")
    SUBSTITUTION = "substitution", _("I stand in for a colleague")
    ESCALATION = "escalation", _("work of my people is overdue")
    RULE = "rule", _("a rule of the agency tells me of a case")
    NEWS = "news", _("other news of my papers")


class NoticeWay(models.TextChoices):
    """How a kind of notice comes."""

    PAGE = "page", _("in the program")
    MAIL = "mail", _("in the program and by mail")
    NONE = "none", _("not at all")


class Rhythm(models.TextChoices):
    """When mail with notices is sent."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices as questions."""

    def visible_to(self, employee: Employee) -> "NoticeQuerySet":
        """The person's own, of papers that they see today."""
        of_case = Q(case__isnull=True) | seen_case(employee, "case")
        of_document = Q(document__isnull=True) | seen_document(employee, "document")
        return self.filter(of_case & of_document, person=employee)

    def unread(self) -> "NoticeQuerySet":
        """Those not read yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One event told to one person. It names papers and keeps no words of them: what is shown is what they may see now.

    ``key`` names the event, so that telling it again tells nothing. ``mail_at`` is when it is due by mail; empty: not
    at all, not any more, or given up.
    """

    person = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    key = models.CharField(max_length=100)
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="+")
    item = models.ForeignKey("workflows.WorkItem", models.CASCADE, null=True, related_name="+")
    colleague = models.ForeignKey(Employee, models.CASCADE, null=True, related_name="+")
    # The version of the agency's rule that told it.
    rule = models.ForeignKey(DesignVersion, models.CASCADE, null=True, related_name="+")
    due_on = models.DateField(null=True)
    is_restricted = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="noticed_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_of_person"),
            models.Index(fields=["person", "-id"], condition=Q(read_at__isnull=True), name="notices_unread"),
            models.Index(fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notices_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class NoticeSettings(TrackedModel):
    """How a person wants to be told: a way for each kind, and when mail is sent.

    Hours are full hours of the installation's time. Quiet hours run from ``quiet_from`` to ``quiet_until``, over
    midnight if the first is the later one; nothing is mailed then.
    """

    employee = models.OneToOneField(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    ways: Any = models.JSONField(_("ways by kind"), default=dict, blank=True)
    language = models.CharField(
        _("language of mail"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    rhythm = models.CharField(_("when mail is sent"), max_length=10, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=9)
    weekday = models.PositiveSmallIntegerField(_("day of the weekly digest"), default=0)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), null=True, blank=True)
    is_working_days_only = models.BooleanField(_("on working days only"), default=True)

    class Meta:
        verbose_name = _("settings of notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__lte=23, weekday__lte=6), name="digest_at_an_hour", violation_error_code="hour-wrong"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False, quiet_from__lte=23, quiet_until__lte=23),
                name="quiet_from_and_until",
                violation_error_code="quiet-hours-wrong",
                violation_error_message=_("Name both hours, or none."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.employee_id)

    def way_of(self, kind: str) -> str:
        """How a kind of notice comes to the person; in the program, where they chose nothing."""
        return str(self.ways.get(kind, NoticeWay.PAGE))
