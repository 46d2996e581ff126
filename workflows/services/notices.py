"""Telling people of events, once each; what they have read; how they want to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.services.shared import refused
from history import clock
from history.actors import current_actor
from history.acts import act, record
from history.prepared import GivenKeys, Prepared
from workflows.mail_times import mail_at
from workflows.noticing import Notice, NoticeKind, NoticeSettings, NoticeWay

READ_KEPT, KEPT = timedelta(days=180), timedelta(days=730)


@dataclass(frozen=True)
class News:
    """What one person is told of: an event, named by its ``key``, and the papers that it is about."""

    person: int
    kind: str
    key: str
    verb: str
    case: int | None = None
    document: int | None = None
    assignment: int | None = None
    item: int | None = None
    colleague: int | None = None
    rule: int | None = None
    due_on: Any = None
    is_restricted: bool = False


def tell(news: Iterable[News]) -> None:
    """Tell each person what they were not told yet and want to be told; nobody of what they do themselves.

    Part of the transaction of the event: a retry of it tells nothing twice.
    """
    doer = current_actor().key
    wanted = [one for one in news if one.person != doer]
    if not wanted:
        return
    people = {one.person for one in wanted}
    chosen = {one.employee_id: one for one in _CHOSEN.all(people=people)}
    now = clock.now()
    rows = []
    for one in wanted:
        settings = chosen.get(one.person)
        way = settings.way_of(one.kind) if settings is not None else NoticeWay.PAGE
        if way != NoticeWay.NONE:
            rows.append(_row(one, now, mail_at(settings, now) if settings and way == NoticeWay.MAIL else None))
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _row(one: News, now: datetime, due: datetime | None) -> Notice:
    return Notice(
        person_id=one.person,
        kind=one.kind,
        key=one.key[:100],
        verb=one.verb,
        at=now,
        case_id=one.case,
        document_id=one.document,
        assignment_id=one.assignment,
        item_id=one.item,
        colleague_id=one.colleague,
        rule_id=one.rule,
        due_on=one.due_on,
        is_restricted=one.is_restricted,
        mail_at=due,
    )


def read(*, actor: Employee, notice: Notice) -> Notice:
    """Mark a notice as read; it is mailed no more. What a person has read is no act, and leaves no history.

    Raises:
        PermissionDenied: it is another person's.
    """
    require(notice.person_id == actor.pk)
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now(), mail_at=None)
    notice.refresh_from_db()
    return notice


def unread(*, actor: Employee, notice: Notice) -> Notice:
    """Mark a notice as not read again.

    Raises:
        PermissionDenied: it is another person's.
    """
    require(notice.person_id == actor.pk)
    Notice.objects.filter(pk=notice.pk).update(read_at=None)
    notice.refresh_from_db()
    return notice


def read_all(*, actor: Employee) -> tuple[int, datetime]:
    """Mark all of a person's notices as read, those too that they may see no more; how many, and as of when."""
    moment = clock.now()
    return Notice.objects.filter(person=actor).unread().update(read_at=moment, mail_at=None), moment


def unread_since(*, actor: Employee, moment: datetime) -> int:
    """Undo `read_all`: what was marked at this very moment is unread again; how many."""
    return Notice.objects.filter(person=actor, read_at=moment).update(read_at=None)


@act
def set_notices(*, actor: Employee, chosen: dict[str, Any]) -> NoticeSettings:
    """Keep how a person wants to be told: fields of `NoticeSettings`. Mail that is due already follows the new choice.

    Raises:
        ValidationError: ``no-address`` (mail is chosen, and the account has no address), ``hour-wrong``,
            ``quiet-hours-wrong``, ``way-unknown``.
    """
    settings = NoticeSettings.objects.select_for_update().filter(employee=actor).first()
    settings = settings or NoticeSettings(employee=actor)
    for name, value in chosen.items():
        setattr(settings, name, value)
    _require_known(settings)
    if NoticeWay.MAIL in settings.ways.values() and not actor.email:
        raise refused("no-address", _("Your account has no e-mail address: the administrator enters it on your card."))
    settings.full_clean()
    settings.save()
    record("workflows.notices_set", actor=actor, subject=settings, about=[actor])
    due, now = Notice.objects.filter(person=actor, mail_at__isnull=False), clock.now()
    mailed = [kind for kind in NoticeKind.values if settings.way_of(kind) == NoticeWay.MAIL]
    due.exclude(kind__in=mailed).update(mail_at=None)
    due.filter(kind__in=mailed).update(mail_at=mail_at(settings, now))
    return settings


def _require_known(settings: NoticeSettings) -> None:
    """Refuse ways that are none.

    Raises:
        ValidationError: ``way-unknown``.
    """
    ways = settings.ways
    if not set(ways) <= set(NoticeKind.values) or not set(ways.values()) <= set(NoticeWay.values):
        raise refused("way-unknown", _("There is no such way to be told."))


def clear() -> int:
    """Forget notices that were read `READ_KEPT` ago, and any told `KEPT` ago; how many."""
    now = clock.now()
    old = Q(read_at__lt=now - READ_KEPT) | Q(at__lt=now - KEPT)
    return Notice.objects.filter(old).delete()[0]


_CHOSEN = Prepared(lambda: NoticeSettings.objects.filter(employee__in=GivenKeys("people")))
