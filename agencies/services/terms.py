"""What happens to a running term: set, extended, suspended, resumed, changed, ended.

Each is done for an act of the room whose paper it is: that room asks its policies before, and carries the new date to
its own columns after.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies import terms
from agencies.calendars import calendar_for
from agencies.models import Agency, Term, TermChange, TermEvent, TermKind, TermState
from agencies.terms import Reckoning
from history import clock
from history.actors import Actor
from history.acts import act, record, type_name

About = Sequence[Model | None]


@act
def begin_term(
    *,
    actor: Actor,
    agency: Agency,
    kind: TermKind | None,
    subject: Model,
    paper: Model,
    starts_on: date,
    reckoning: Reckoning,
    reason: str = "",
) -> Term:
    """Let a term of an object run; its own entry of the record is that of the act which begins it.

    Raises:
        ValidationError: ``term-before-start``.
    """
    term = Term(
        agency=agency,
        kind=kind,
        subject_type=type_name(subject),
        subject_key=subject.pk,
        paper_type=type_name(paper),
        paper_key=paper.pk,
        starts_on=starts_on,
        due_on=reckoning.due_on,
        basis=reckoning.basis,
    )
    term.full_clean()
    term.save()
    _note(actor, term, TermEvent.SET, reason, before_on=None)
    return term


@act
def extend_term(*, actor: Actor, term: Term, by: int, reason: str, about: About = ()) -> Term:
    """Extend a running term by so many days, in the unit of its kind. What has to be told of it gets its own date.

    Raises:
        ValidationError: ``reason-missing``, ``term-ended``, ``term-suspended``, ``term-not-extendable``,
            ``extension-only-once``, ``extension-too-long``, ``extension-too-short``, ``extension-after-due``.
    """
    term = _running(term)
    check_extension(term, by)
    reason = _given(reason)
    before_on, reckoning = term.due_on, terms.extended(term, by)
    if term.kind is not None and term.kind.needs_notice:
        term.notice_due_on, term.notified_on = terms.notice_due_on(term), None
    _move(term, reckoning)
    _note(actor, term, TermEvent.EXTENDED, reason, before_on=before_on, days=by)
    _tell("agencies.term_extended", actor, term, about, before_on, reason)
    return term


def check_extension(term: Term, by: int) -> None:
    """Refuse an extension that the kind of the term does not allow.

    Raises:
        ValidationError: ``term-not-extendable``, ``extension-only-once``, ``extension-too-long``,
            ``extension-too-short``, ``extension-after-due``.
    """
    kind = term.kind
    if kind is None or not kind.extensions_at_most:
        raise ValidationError(_("A term of this kind is not extended."), code="term-not-extendable")
    if TermChange.objects.filter(term=term.pk, event=TermEvent.EXTENDED).count() >= kind.extensions_at_most:
        raise ValidationError(
            _("This term was extended already; the law does not allow it more often."),
            code="extension-only-once",
        )
    if clock.today() > term.due_on:
        raise ValidationError(
            _("The term ended on %(date)s; what has ended cannot be extended.") % {"date": f"{term.due_on:%d.%m.%Y}"},
            code="extension-after-due",
        )
    if by < 1:
        raise ValidationError(
            {"days": ValidationError(_("An extension is of at least one day."), code="extension-too-short")}
        )
    if kind.extension_days and by > kind.extension_days:
        raise ValidationError(
            {
                "days": ValidationError(
                    _("At most %(count)s days.") % {"count": kind.extension_days},
                    code="extension-too-long",
                )
            }
        )


@act
def suspend_term(*, actor: Actor, term: Term, on: date, reason: str, about: About = ()) -> Term:
    """Suspend a running term from a day; its legal date stays as it is until the resumption.

    Raises:
        ValidationError: ``reason-missing``, ``term-ended``, ``term-suspended``, ``term-not-suspendable``,
            ``date-before-start``, ``date-in-future``, ``suspension-after-due``.
    """
    term = _running(term)
    if term.kind is None or not term.kind.may_be_suspended:
        raise not_suspendable()
    _check_day(term, on, "on")
    if on > term.due_on:
        raise ValidationError(
            {"on": ValidationError(_("The term had ended before that day."), code="suspension-after-due")}
        )
    reason = _given(reason)
    term.state, term.suspended_on = TermState.SUSPENDED, on
    term.save()
    _note(actor, term, TermEvent.SUSPENDED, reason, before_on=term.due_on)
    _tell("agencies.term_suspended", actor, term, about, term.due_on, reason)
    return term


def not_suspendable() -> ValidationError:
    """That terms of this kind run on whatever happens."""
    return ValidationError(_("A term of this kind is never suspended."), code="term-not-suspendable")


@act
def resume_term(*, actor: Actor, term: Term, on: date, reason: str, about: About = ()) -> Term:
    """Let a suspended term run again from a day; the days that the suspension really took are added.

    Raises:
        ValidationError: ``reason-missing``, ``term-ended``, ``term-not-suspended``, ``resumed-before-suspension``,
            ``date-in-future``.
    """
    term = _locked(term)
    check_resumption(term, on)
    reason = _given(reason)
    before_on, reckoning = term.due_on, terms.resumed(term, on)
    term.state, term.suspended_on = TermState.RUNNING, None
    _move(term, reckoning)
    _note(actor, term, TermEvent.RESUMED, reason, before_on=before_on)
    _tell("agencies.term_resumed", actor, term, about, before_on, reason)
    return term


def check_resumption(term: Term, on: date) -> None:
    """Refuse to resume what is not suspended, or on a wrong day.

    Raises:
        ValidationError: ``term-not-suspended``, ``resumed-before-suspension``, ``date-in-future``.
    """
    if term.suspended_on is None:
        raise ValidationError(_("The term is not suspended."), code="term-not-suspended")
    if on < term.suspended_on:
        raise ValidationError(
            {"on": ValidationError(_("The suspension began later."), code="resumed-before-suspension")}
        )
    _check_day(term, on, "on")


@act
def change_term(*, actor: Actor, term: Term, due_on: date, reason: str, about: About = ()) -> Term:
    """Set another date by decision of a person.

    Raises:
        ValidationError: ``reason-missing``, ``term-ended``, ``term-suspended``, ``term-before-start``,
            ``due-before-today``.
    """
    term = _running(term)
    if due_on < term.starts_on:
        raise ValidationError(
            {"due_on": ValidationError(_("A term is not due before its start."), code="term-before-start")}
        )
    if due_on < clock.today():
        raise ValidationError({"due_on": ValidationError(_("The term lies in the past."), code="due-before-today")})
    reason = _given(reason)
    before_on = term.due_on
    _move(term, terms.named(due_on, term.starts_on))
    _note(actor, term, TermEvent.CHANGED, reason, before_on=before_on)
    _tell("agencies.term_changed", actor, term, about, before_on, reason)
    return term


@act
def recompute_term(*, actor: Actor, term: Term, reason: str, about: About = ()) -> Term:
    """Compute the date anew by the calendar as it is now; a date that does not move leaves nothing.

    Raises:
        ValidationError: ``reason-missing``, ``term-ended``, ``term-suspended``.
    """
    term = _running(term)
    reason = _given(reason)
    before_on, reckoning = term.due_on, terms.anew(term, calendar_for(term.agency))
    if reckoning.due_on == before_on:
        return term
    _move(term, reckoning)
    _note(actor, term, TermEvent.RECOMPUTED, reason, before_on=before_on)
    _tell("agencies.term_recomputed", actor, term, about, before_on, reason)
    return term


@act
def ask_extension(*, actor: Actor, term: Term, by: int, reason: str, about: About = ()) -> Term:
    """Ask for a longer term; it changes nothing until it is decided upon.

    Raises:
        ValidationError: what `extend_term` would refuse, ``asked-already``.
    """
    term = _running(term)
    check_extension(term, by)
    reason = _given(reason)
    last = term.changes.last()
    if last is not None and last.event == TermEvent.ASKED:
        raise ValidationError(_("A longer term has been asked for already."), code="asked-already")
    _note(actor, term, TermEvent.ASKED, reason, before_on=term.due_on, days=by)
    _tell("agencies.extension_asked", actor, term, about, term.due_on, reason)
    return term


@act
def ask_date(*, actor: Actor, term: Term, due_on: date, reason: str, about: About = ()) -> Term:
    """Ask for a later date of a term that a person set; it changes nothing until that person decides.

    Raises:
        ValidationError: ``reason-missing``, ``term-ended``, ``term-suspended``, ``asked-already``,
            ``extension-too-short``.
    """
    term = _running(term)
    if due_on <= term.due_on:
        raise ValidationError(
            {"due_on": ValidationError(_("Name a date after the present term."), code="extension-too-short")}
        )
    reason = _given(reason)
    last = term.changes.last()
    if last is not None and last.event == TermEvent.ASKED:
        raise ValidationError(_("A longer term has been asked for already."), code="asked-already")
    _note(actor, term, TermEvent.ASKED, reason, before_on=term.due_on, days=(due_on - term.due_on).days)
    _tell("agencies.extension_asked", actor, term, about, term.due_on, reason)
    return term


@act
def rerun_term(*, actor: Actor, term: Term, due_on: date | None, reason: str) -> Term:
    """Let a term that had ended run again until a date, or without one as if it had not ended; the act that opens its
    subject again tells of it.

    Raises:
        ValidationError: ``reason-missing``, ``due-before-today``.
    """
    term = Term.objects.select_for_update(of=("self",)).select_related("kind", "agency").get(pk=term.pk)
    if due_on is not None and due_on < clock.today():
        raise ValidationError({"due_on": ValidationError(_("The term lies in the past."), code="due-before-today")})
    reason = _given(reason)
    before_on, term.state = term.due_on, TermState.RUNNING
    if due_on is not None and due_on != before_on:
        term.due_on, term.basis = due_on, terms.named(due_on, term.starts_on).basis
    term.full_clean()
    term.save()
    _note(actor, term, TermEvent.CHANGED, reason, before_on=before_on)
    return term


@act
def decline_extension(*, actor: Actor, term: Term, reason: str, about: About = ()) -> Term:
    """Decline to extend a term; it stays as it is.

    Raises:
        ValidationError: ``reason-missing``.
    """
    term = _locked(term)
    reason = _given(reason, "remark")
    _note(actor, term, TermEvent.DECLINED, reason, before_on=term.due_on)
    _tell("agencies.extension_declined", actor, term, about, term.due_on, reason)
    return term


@act
def note_notice(*, actor: Actor, term: Term, notified_on: date, whom: str, about: About = ()) -> Term:
    """Note that the sender was told of the extension: whom, and when.

    Raises:
        ValidationError: ``notice-not-due``, ``whom-missing``, ``date-before-start``, ``date-in-future``.
    """
    term = _locked(term)
    if term.notice_due_on is None or term.notified_on is not None:
        raise ValidationError(_("No notice is due."), code="notice-not-due")
    _check_day(term, notified_on, "notified_on")
    if not whom.strip():
        raise ValidationError({"whom": ValidationError(_("Say who was told, and how."), code="whom-missing")})
    term.notified_on = notified_on
    term.full_clean()
    term.save()
    _note(actor, term, TermEvent.NOTIFIED, whom.strip()[:500], before_on=term.due_on)
    _tell("agencies.term_notice_given", actor, term, about, term.due_on, whom.strip())
    return term


@act
def end_term(*, actor: Actor, term: Term) -> Term:
    """Let a term run no more, because what it was the term of is done; the act that did it tells of it."""
    term = _locked(term)
    term.state, term.suspended_on = TermState.ENDED, None
    term.save()
    _note(actor, term, TermEvent.ENDED, "", before_on=term.due_on)
    return term


def _locked(term: Term) -> Term:
    fresh = Term.objects.select_for_update(of=("self",)).select_related("kind", "agency").get(pk=term.pk)
    if fresh.state == TermState.ENDED:
        raise ValidationError(_("The term has ended."), code="term-ended")
    return fresh


def _running(term: Term) -> Term:
    fresh = _locked(term)
    if fresh.state == TermState.SUSPENDED:
        raise ValidationError(_("The term is suspended: resume it first."), code="term-suspended")
    return fresh


def _given(reason: str, field: str = "reason") -> str:
    if not reason.strip():
        raise ValidationError({field: ValidationError(_("Name the reason."), code="reason-missing")})
    return reason.strip()[:500]


def _check_day(term: Term, day: date, field: str) -> None:
    if day < term.starts_on:
        raise ValidationError(
            {field: ValidationError(_("The term had not begun yet on that day."), code="date-before-start")}
        )
    if day > clock.today():
        raise ValidationError({field: ValidationError(_("The day lies in the future."), code="date-in-future")})


def _move(term: Term, reckoning: Reckoning) -> None:
    term.due_on, term.basis = reckoning.due_on, reckoning.basis
    term.full_clean()
    term.save()


def _note(
    actor: Actor, term: Term, event: str, reason: str, *, before_on: date | None, days: int | None = None
) -> None:
    TermChange.objects.create(
        term=term,
        event=event,
        at=clock.now(),
        by_name=actor.actor_name,
        reason=reason,
        days=days,
        before_on=before_on,
        after_on=term.due_on,
        basis=term.basis,
        paper_type=term.paper_type,
        paper_key=term.paper_key,
    )


def _tell(verb: str, actor: Actor, term: Term, about: About, before_on: date, reason: str) -> None:
    dates = f"{before_on:%d.%m.%Y}" + (f" → {term.due_on:%d.%m.%Y}" if term.due_on != before_on else "")
    data: dict[str, Any] = {"term": dates, "reason": reason}
    record(verb, actor=actor, subject=term, about=about, data=data)
