"""Raising the proof of signed containers: a time-stamp as soon as an authority gives one, later what outlives it.

Signing and sending wait for none of it. A container that is raised becomes the current version of its file; what was
sent before stays the version that was sent. What is due stands in the database, and no network call is in an act.
"""

import logging
import secrets
import tempfile
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens.models import Case
from documents import files, policies
from documents.models import Document, DocumentFile, Proof, StoredFile
from documents.services.attaching import attach
from history import clock
from history.actors import Actor, Automatic
from history.acts import act, record
from signing import levels
from signing.findings import Refused
from signing.sources import PathSource
from signing.stamping import anchors_for, stamp_source_of
from signing.status import Registry
from signing.timestamps import NoTimeStamp

logger = logging.getLogger(__name__)

WORKER = Automatic("proofs")
LEASE = timedelta(minutes=2)
FAILURES_A_ROUND = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
REMARKS = {Proof.Level.STAMPED: "B-T", Proof.Level.LONG_TERM: "LT"}
Level = Proof.Level


def want_time_stamp(document: Document) -> Proof:
    """Let the worker have a time-stamp given to a document that was just signed; part of the act that signs."""
    return Proof.objects.create(document=document, due_at=clock.now())


@act
def ask_long_term(*, actor: Employee, document: Document) -> Proof:
    """Have everything kept that proves the signatures when their certificates have ended, without waiting for filing.

    Raises:
        PermissionDenied: the actor neither registers nor files in the agency, or does not see the document.
        ValidationError: ``not-signed`` (no official of ours signed it), ``already-wanted``, ``content-destroyed``.
    """
    require(policies.may_ask_proof(actor, document))
    proof = Proof.objects.select_for_update(of=("self",)).filter(document=document).first()
    if proof is None:
        raise ValidationError(_("Only what our officials signed can be proven for long."), code="not-signed")
    if proof.wanted == Level.LONG_TERM:
        raise ValidationError(_("This is asked for already."), code="already-wanted")
    if _container(document) is None:
        raise ValidationError(_("The content was destroyed."), code="content-destroyed")
    _want(proof)
    record("documents.long_term_asked", actor=actor, subject=document, about=[document.case])
    return proof


def want_for_filing(*, case: Case | None = None, document: Document | None = None) -> None:
    """Have the signed papers that are filed proven for long; part of the act that files them."""
    theirs = Q(document__case=case) if case is not None else Q(document=document)
    for proof in Proof.objects.select_for_update(of=("self",)).filter(theirs).exclude(wanted=Level.LONG_TERM):
        _want(proof)


def raise_due(*, at_most: int = 50) -> int:
    """Do what is due, the oldest first; how many containers were raised. Run twice at once, it does nothing twice.

    An authority that does not answer costs one try: what else waits for it is put off with that one, and after
    `FAILURES_A_ROUND` the worker turns to its other work.
    """
    raised = failed = 0
    for key, due_at in _due()[:at_most]:
        # whoever moves the due time has the turn; a worker that dies loses it when the lease is over
        leased_until = clock.now() + LEASE
        if Proof.objects.filter(pk=key, due_at=due_at).update(due_at=leased_until):
            is_raised = _raise(Proof.objects.select_related("document__agency").get(pk=key))
            raised, failed = raised + is_raised, failed + (not is_raised)
        if failed >= FAILURES_A_ROUND:
            break
    return raised


def _due() -> list[tuple[int, datetime]]:
    due = Proof.objects.filter(_is_due()).order_by("due_at", "id")
    return [(key, due_at) for key, due_at in due.values_list("pk", "due_at") if due_at is not None]


def _raise(proof: Proof) -> bool:
    """One step of one document: a time-stamp, or what is kept for long."""
    entry = _container(proof.document)
    if entry is None:
        _put_off(proof, "content-destroyed", for_good=True)
        return False
    agency, now = proof.document.agency, clock.now()
    wanted = Level.STAMPED if proof.level == Level.BASIC else Level.LONG_TERM
    source = PathSource(files.path_of(entry.stored))
    try:
        with tempfile.TemporaryFile() as target:
            if wanted == Level.STAMPED:
                giver = stamp_source_of(agency)
                if giver is None:
                    raise NoTimeStamp("no authority is configured")
                levels.add_time_stamps(source, target, source=giver, anchors=anchors_for(agency), at=now)
            else:
                levels.add_evidence(source, target, source=Registry(), anchors=anchors_for(agency), at=now)
            target.seek(0)
            stored = files.store(target, files.CONTAINER)
    except NoTimeStamp as failure:
        _put_off(proof, str(failure), with_others=True)
        return False
    except levels.NoEvidence as failure:
        _put_off(proof, str(failure))
        return False
    except (Refused, OSError) as error:
        logger.warning("proof of document %s: %s", proof.document_id, type(error).__name__)
        _put_off(proof, str(error))
        return False
    return keep_raised(actor=WORKER, proof=proof, level=wanted, stored=stored)


@act
def keep_raised(*, actor: Actor, proof: Proof, level: str, stored: StoredFile) -> bool:
    """Make a raised container the current version of its file; whether it was not raised meanwhile."""
    fresh = Proof.objects.select_for_update(of=("self",)).select_related("document__case").get(pk=proof.pk)
    before = _container(fresh.document)
    if fresh.level != proof.level or before is None:
        return False
    fresh.level = level
    if level == Level.STAMPED:
        fresh.stamped_at = clock.now()
    fresh.save()
    Proof.objects.filter(pk=fresh.pk).update(
        due_at=clock.now() if fresh.wanted == Level.LONG_TERM != level else None, attempts=0, last_error=""
    )
    if level == Level.STAMPED:
        _unstamped(fresh).filter(due_at__gt=clock.now()).update(due_at=clock.now())  # the authority is there again
    before.is_current = False
    before.save()
    attach(
        fresh.document,
        before.name,
        stored,
        DocumentFile.FileRole.CONTAINER,
        before.version + 1,
        origin=before.origin or before,
        remark=REMARKS[Level(level)],
    )
    record(
        "documents.proof_raised",
        actor=actor,
        subject=fresh.document,
        about=[fresh.document.case],
        data={"level": level, "sha256": stored.sha256},
    )
    return True


def _put_off(proof: Proof, why: str, *, for_good: bool = False, with_others: bool = False) -> None:
    """Try again after a pause that grows: 10 s · 2ⁿ, at most an hour, a random part of up to a half less.

    ``with_others``: nobody gives the agency a time-stamp, so that whatever else is due for one waits as long.
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(proof.attempts, 20))
    due_at = clock.now() + longest * secrets.SystemRandom().uniform(0.5, 1.0)
    Proof.objects.filter(pk=proof.pk).update(
        due_at=None if for_good else due_at, attempts=proof.attempts + 1, last_error=why[:300]
    )
    if with_others:
        _unstamped(proof).filter(_is_due()).update(due_at=due_at, last_error=why[:300])


def _is_due() -> Q:
    return clock.have_come("due_at", clock.now(), LONGEST_PAUSE)


def _unstamped(proof: Proof) -> QuerySet[Proof]:
    """Other signed documents of the agency that wait for a time-stamp."""
    waiting = Proof.objects.filter(level=Level.BASIC, due_at__isnull=False).exclude(pk=proof.pk)
    return waiting.filter(document__in=Document.objects.filter(agency=proof.document.agency_id))


def _want(proof: Proof) -> None:
    proof.wanted = Level.LONG_TERM
    proof.save()
    if proof.level != Level.LONG_TERM:
        Proof.objects.filter(pk=proof.pk).update(due_at=clock.now(), attempts=0)


def _container(document: Document) -> DocumentFile | None:
    """The current version of the signed container, unless it was destroyed."""
    current = DocumentFile.objects.filter(document=document, role=DocumentFile.FileRole.CONTAINER, is_current=True)
    return current.filter(destroyed_by__isnull=True).select_related("stored", "origin").order_by("id").last()
