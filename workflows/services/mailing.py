"""Notices by mail: what is due to a person goes in one message, in their language, with no word of any paper.

Nothing is sent inside a transaction. A worker that dies after sending sends once more when its lease is over, under
the same Message-ID, by which programs of mail tell doubles.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Employee
from history import clock
from workflows.incidents import IncidentKind
from workflows.mail_times import awake_at
from workflows.notice_words import number_of, what
from workflows.noticing import Notice, NoticeSettings
from workflows.services import incidents

PEOPLE_A_ROUND, NOTICES_A_MESSAGE = 100, 50
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
ATTEMPTS = 10


def mail_due() -> int:
    """Mail what is due, those who wait longest first; how many messages left. Run twice at once, it mails once."""
    due = Notice.objects.filter(_is_due()).values("person").annotate(since=Min("mail_at"))
    people = [row["person"] for row in due.order_by("since", "person")[:PEOPLE_A_ROUND]]
    return sum(_mail(Employee.objects.get(pk=key)) for key in people)


def subject_of(employee: Employee) -> str:
    """How an incident names the mail of a person."""
    return f"agencies.employee:{employee.pk}"


def try_again(employee: int) -> None:
    """Let what could not be mailed to a person be due now, what was given up too."""
    left = Notice.objects.filter(person=employee, mailed_at__isnull=True, read_at__isnull=True, attempts__gt=0)
    left.update(mail_at=clock.now(), attempts=0)


def _mail(person: Employee) -> bool:
    """One message to one person; whether it left."""
    chosen = NoticeSettings.objects.filter(employee=person).select_related("employee").first()
    if chosen is not None and (later := awake_at(chosen, clock.now())) > clock.now():
        Notice.objects.filter(_is_due(), person=person).update(mail_at=later)
        return False
    leased = _leased(person)
    shown = _shown(person, leased)
    Notice.objects.filter(pk__in=set(leased) - {one.pk for one in shown}).update(mail_at=None)
    if not shown:
        return False
    try:
        with translation.override(chosen.language if chosen else settings.LANGUAGE_CODE):
            _message(person, shown).send()
    except Exception as error:  # the server of mail, the network, an address: the notices stay due
        _put_off(person, shown, incidents.fault_of(error))
        return False
    Notice.objects.filter(pk__in=[one.pk for one in shown]).update(mail_at=None, mailed_at=clock.now())
    incidents.settle(IncidentKind.MAIL, subject_of(person))
    return True


def _is_due() -> Q:
    """The condition "it is due by mail", or waits for a moment that a clock which was wrong has set.

    The next digest may be a week ahead, and days off more; only of a notice that was tried, or that seems to be of a
    moment to come, is it known that its moment lies too far ahead.
    """
    now = clock.now()
    was_tried = Q(attempts__gt=0) & clock.have_come("mail_at", now, LONGEST_PAUSE)
    return Q(mail_at__lte=now) | was_tried | Q(mail_at__isnull=False, at__gt=now + clock.TOLERANCE)


def _leased(person: Employee) -> list[int]:
    """Notices of the person that this worker alone may mail until the lease is over."""
    with transaction.atomic():
        due = Notice.objects.filter(_is_due(), person=person).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        keys = list(due.values_list("pk", flat=True)[:NOTICES_A_MESSAGE])
        Notice.objects.filter(pk__in=keys).update(mail_at=clock.now() + LEASE, attempts=F("attempts") + 1)
    return keys


def _shown(person: Employee, keys: list[int]) -> list[Notice]:
    """What the person may be told now: they work here, have an address, still see the papers and have not read it."""
    if not (person.is_active and person.email and person.main_post):
        return []
    found = Notice.objects.visible_to(person).unread().filter(pk__in=keys)
    papers = ("case", "document", "assignment__case", "assignment__document", "item", "colleague", "rule")
    return list(found.select_related(*papers).order_by("pk"))


def _message(person: Employee, notices: Sequence[Notice]) -> EmailMessage:
    count = len(notices)
    subject = ngettext("Mezhved: %(count)s notice", "Mezhved: %(count)s notices", count) % {"count": count}
    lines = [line for one in notices for line in _lines(one)]
    foot = _("How you are told: %(address)s") % {"address": _address(reverse("workflows:notice-settings"))}
    named = hashlib.sha256(f"{person.pk}:{[one.key for one in notices]}".encode()).hexdigest()[:40]
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{named}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, "\n".join([*lines, "-- ", foot, ""]), None, [person.email], headers=headers)


def _lines(notice: Notice) -> list[str]:
    """What mail says of a notice: of a paper with an access mark nothing but that there is work."""
    if is_restricted(notice):
        return [_("There is work on your desk."), _address(reverse("workflows:desk")), ""]
    words = [what(notice), number_of(notice)]
    if notice.due_on is not None:
        words.append(_("by %(day)s") % {"day": f"{notice.due_on:%d.%m.%Y}"})
    return [" · ".join(word for word in words if word), _address(reverse("workflows:notices")), ""]


def is_restricted(notice: Notice) -> bool:
    """Whether any paper that the notice is about bears an access mark, now or when it was told."""
    assignment = notice.assignment
    papers = [notice.case, notice.document]
    if assignment is not None:
        papers += [assignment.case, assignment.document]
    if notice.document is not None and notice.document.case is not None:
        papers.append(notice.document.case)
    is_marked = notice.is_restricted or (notice.item is not None and notice.item.is_restricted)
    return is_marked or any(paper is not None and bool(paper.access) for paper in papers)


def _address(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def _put_off(person: Employee, notices: Sequence[Notice], fault: str) -> None:
    """Try again after a pause that doubles from a minute to six hours; after `ATTEMPTS` a person has to."""
    attempts = max(one.attempts for one in notices)
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 20))
    due = clock.now() + pause if attempts < ATTEMPTS else None
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mail_at=due)
    post = person.main_post
    agency = post.unit.agency_id if post is not None else None
    incidents.report(IncidentKind.MAIL, subject_of(person), fault=fault, agency=agency)
