"""Journals as the records office sets them up, and numbers that are reserved or cancelled."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from documents import numbers, policies
from documents.models import Document, Flow, Journal, ReservedNumber, State
from history import clock
from history.acts import act, record

LONGEST_REASON = 200


@act
def open_journal(*, actor: Employee, agency: Agency, flow: str, name: str, pattern: str) -> Journal:
    """Make a journal for a flow that has no open one; its numbers begin with 1.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``flow-unknown``, ``flow-has-journal``, ``pattern-taken``, what
            `numbers.require_lawful` refuses.
    """
    require(policies.may_keep_journals(actor, agency))
    if flow not in Flow.values:
        raise ValidationError({"flow": ValidationError(_("Choose a flow."), code="flow-unknown")})
    numbers.require_lawful(flow, pattern)
    journal = Journal(agency=agency, flow=flow, name=name.strip(), pattern=pattern.strip())
    _require_own_pattern(journal)
    journal.full_clean()
    journal.save()
    record("documents.journal_opened", actor=actor, subject=journal)
    return journal


@act
def change_journal(*, actor: Employee, journal: Journal, name: str, pattern: str) -> Journal:
    """Rename a journal and change its pattern, from the next number on.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``pattern-taken``, what `numbers.require_lawful` refuses.
    """
    require(policies.may_keep_journals(actor, journal.agency_id))
    numbers.require_lawful(journal.flow, pattern)
    journal.name, journal.pattern = name.strip(), pattern.strip()
    _require_own_pattern(journal)
    journal.full_clean()
    journal.save()
    record("documents.journal_changed", actor=actor, subject=journal)
    return journal


@act
def close_journal(*, actor: Employee, journal: Journal) -> Journal:
    """Let a journal take no more papers; its numbers stay.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``journal-closed``.
    """
    require(policies.may_keep_journals(actor, journal.agency_id))
    numbers.require_open(journal)
    journal.is_closed = True
    journal.save()
    record("documents.journal_closed", actor=actor, subject=journal)
    return journal


@act
def reopen_journal(*, actor: Employee, journal: Journal) -> Journal:
    """Let a closed journal take papers again, with the number after its last.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``flow-has-journal`` (another one was opened meanwhile).
    """
    require(policies.may_keep_journals(actor, journal.agency_id))
    journal.is_closed = False
    journal.full_clean()
    journal.save()
    record("documents.journal_reopened", actor=actor, subject=journal)
    return journal


@act
def reserve_number(*, actor: Employee, journal: Journal, reason: str) -> ReservedNumber:
    """Keep the next number of a journal for a paper that is to come.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``reason-missing``, ``journal-closed``, ``flow-not-reserved`` (numbers of appeals and letters,
            and by some patterns others, have parts that are not known before).
    """
    require(policies.may_keep_journals(actor, journal.agency_id))
    said = _reason(reason)
    if not numbers.is_known_before(journal):
        raise ValidationError(_("A number of this journal is not known before its paper is."), code="flow-not-reserved")
    year = clock.today().year
    ordinal, number = numbers.take(journal, clock.today())
    kept = ReservedNumber.objects.create(
        journal=journal,
        year=year,
        ordinal=ordinal,
        number=number,
        reason=said,
        reserved_by=actor,
        reserved_at=clock.now(),
    )
    record("documents.number_reserved", actor=actor, subject=kept, about=[journal])
    return kept


@act
def cancel_reserved(*, actor: Employee, reserved: ReservedNumber, reason: str) -> ReservedNumber:
    """Give up a reserved number: it stays in the journal with the reason and is never given again.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``reason-missing``, ``reserved-decided``.
    """
    require(policies.may_keep_journals(actor, reserved.journal.agency_id))
    said = _reason(reason)
    kept = _free(reserved)
    kept.cancel_reason = said
    kept.save()
    record("documents.reservation_cancelled", actor=actor, subject=kept, about=[kept.journal])
    return kept


@act
def cancel_number(*, actor: Employee, document: Document, reason: str) -> Document:
    """Cancel a paper that was registered in error: its number stays in the journal with the reason.

    Raises:
        PermissionDenied: the actor does not keep the agency's journals.
        ValidationError: ``reason-missing``, ``not-registered``, ``has-case`` (a case goes by this number, or by
            exchange the sender was told it).
    """
    require(policies.may_keep_journals(actor, document.agency_id))
    said = _reason(reason)
    document = Document.objects.select_for_update(of=("self",)).select_related("case").get(pk=document.pk)
    if document.state != State.REGISTERED or document.flow not in numbers.RESERVED:
        raise ValidationError(
            _("Only a registered paper of incoming or internal journals is cancelled."), code="not-registered"
        )
    has_own_case = document.case is not None and document.case.number == document.number
    if has_own_case or document.is_by_exchange:
        raise ValidationError(_("A case goes by this number, or its sender was told it."), code="has-case")
    document.state, document.cancel_reason = State.CANCELLED, said
    document.save()
    record("documents.number_cancelled", actor=actor, subject=document, about=[document.case], data={"reason": said})
    return document


def use(reserved: ReservedNumber, journal: Journal, on: date) -> numbers.Taken:
    """Take a reserved number for a paper; to be called in the act of its registration.

    Raises:
        ValidationError: ``journal-closed``, ``reserved-decided``, ``reserved-elsewhere``.
    """
    numbers.wait_for_others(journal, on.year)
    kept = _free(reserved)
    if (kept.journal_id, kept.year) != (journal.pk, on.year):
        raise ValidationError(_("This number is of another journal or year."), code="reserved-elsewhere")
    kept.is_used = True
    kept.save()
    return numbers.Taken(kept.ordinal, kept.number)


def _require_own_pattern(journal: Journal) -> None:
    """Two journals of one pattern would give the same number twice."""
    others = Journal.objects.filter(agency=journal.agency_id, pattern=journal.pattern).exclude(pk=journal.pk)
    if others.exists():
        raise ValidationError(
            {"pattern": ValidationError(_("Another journal numbers by this pattern."), code="pattern-taken")}
        )


def _free(reserved: ReservedNumber) -> ReservedNumber:
    kept = ReservedNumber.objects.select_for_update(of=("self",)).select_related("journal").get(pk=reserved.pk)
    if kept.is_used or kept.cancel_reason:
        raise ValidationError(_("This number was used or cancelled meanwhile."), code="reserved-decided")
    return kept


def _reason(text: str) -> str:
    if not text.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    return text.strip()[:LONGEST_REASON]
