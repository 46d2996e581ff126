"""What the acts of approval share: locks, the digest of what is approved, who may be in a route."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.rules import Power, holds
from citizens.complaining import closed_to_visas, decided_objection
from documents import selectors as documents
from documents import services as letters
from documents.models import Document, DocumentFile, LetterTemplate
from workflows.approving import Approval

# What the program draws of a document, or keeps beside it, is no part of what somebody wrote.
DRAWN = frozenset(
    {
        DocumentFile.FileRole.MAIN,
        DocumentFile.FileRole.VISUAL_COPY,
        DocumentFile.FileRole.CONTAINER,
        DocumentFile.FileRole.WORKING,
        DocumentFile.FileRole.WORKING_FORM,
    }
)


def locked(key: int) -> Approval:
    """The approval, locked for this transaction: whoever changes a round begins here."""
    found = Approval.objects.select_for_update(of=("self",)).select_related("author", "agency")
    return found.get(pk=key)


def locked_document(key: int) -> Document:
    """The document, locked for this transaction."""
    found = Document.objects.select_for_update(of=("self",))
    return found.select_related("case__applicant", "case__agency", "agency", "unit").get(pk=key)


def digest_of(document: Document) -> str:
    """The SHA-256 of what an approver reads: addressee, heading, text, terms and attachments.

    Of the content and not of the drawn file, which is another one whenever it is drawn.
    """
    is_letter = bool(document.purpose)
    files = [one.stored.sha256 for one in documents.current_files(document) if not is_letter or one.role not in DRAWN]
    content = {
        "to": [document.correspondent_name, document.correspondent_address],
        "subject": document.subject,
        "body": document.body,
        "in_reply_to": document.in_reply_to_text,
        "reply_due_on": document.reply_due_on.isoformat() if document.reply_due_on else "",
        "signer": document.signer_id,
        "files": sorted(files),
        **_of_several(document),
        **_of_order(document),
    }
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _of_several(document: Document) -> dict[str, Any]:
    """To whom else a letter goes; nothing of letters to one, whose digests are older than letters to several."""
    others = document.addressees[1:]
    return {"others": [[one.name, one.address] for one in others]} if others else {}


def _of_order(document: Document) -> dict[str, Any]:
    """What an order says beside its text; nothing of letters, whose digests are older than orders."""
    if document.purpose != LetterTemplate.Purpose.ORDER:
        return {}
    points = document.points.values_list("ordinal", "text", "executor", "controller", "due_on")
    return {
        "kind": document.kind_id,
        "points": [[*point[:-1], point[-1].isoformat()] for point in points],
        "readers": sorted(document.intended_readers.values_list("person", flat=True)),
    }


def version_of(document: Document) -> int:
    """The version of the text that is on approval, from 1."""
    return max(letters.text_version(document), 1)


def objection_to(person: Employee, document: Document) -> ValidationError | None:
    """Why a person cannot be in the route of this document: ``approver-without-right``, ``official-complained-of``;
    of a complaint about a service ``decided-on-request``.
    """
    if not holds(person, Power.APPROVE, document.agency_id):
        return ValidationError(
            _("%(person)s gives no visas in the agency.") % {"person": person.short_name},
            code="approver-without-right",
        )
    if document.case is not None and document.case.complained_of_id == person.pk:
        return ValidationError(
            _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it."),
            code="official-complained-of",
        )
    if person.pk in closed_to_visas(document.case):
        return decided_objection(person)
    return None


def require_reason(reason: str) -> str:
    """The reason, without which some acts are refused.

    Raises:
        ValidationError: ``reason-missing``.
    """
    text = reason.strip()[:300]
    if not text:
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    return text


def told_on(document: Document) -> list[Model | None]:
    """On whose timelines an act on this document stands."""
    return [document.case, document.case.applicant if document.case else None]


def named(person: Employee, **more: Any) -> dict[str, Any]:
    """What the record keeps of somebody who was asked."""
    return {"person": person.short_name, **more}
