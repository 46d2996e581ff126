"""Signing a letter: the official signs, with their own key, exactly the files that were on their screen."""

import io
import tempfile
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import files, policies
from documents.models import Document, DocumentFile, LetterTemplate, Signature, State, StoredFile
from documents.selectors import shown_files
from documents.services.attaching import attach
from documents.services.files import require_sendable
from documents.services.proofs import want_time_stamp
from documents.signers import signing_post, signing_posts
from history import clock
from history.acts import act, record
from signing import cms
from signing.findings import Refused
from signing.keys import (
    FactorRefused,
    Signer,
    SignerUnavailable,
    SigningFailed,
    TokenUnavailable,
    TooManyAttempts,
    WrongPassphrase,
)
from signing.packages import DocumentPackage, describe_file
from signing.passports import Addressee, Author, DocumentLink, FileRole, Passport, PassportFile, PassportSigner
from signing.selectors import certificate_of
from signing.services import signer_for
from signing.step_up import Presented, refusal, require_step_up

SUFFIXES = {files.PDF: "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}
KINDS = {
    LetterTemplate.Purpose.INQUIRY.value: "Запрос",
    LetterTemplate.Purpose.REPLY.value: "Письмо",
    LetterTemplate.Purpose.ANSWER.value: "Письмо",
}


@act
def sign_letter(
    *,
    actor: Employee,
    document: Document,
    passphrase: str,
    shown: Sequence[str],
    presented: Presented | None = None,
) -> Document:
    """Sign a letter and keep the signed container; ``shown`` are the SHA-256 digests of what the signer saw.

    ``presented`` is a code of the signer's second factor, where the agency wants one.

    Raises:
        PermissionDenied: the actor is not its signer.
        ValidationError: ``not-to-sign``, ``shown-changed``, ``no-certificate``, ``wrong-passphrase``,
            ``too-many-attempts``, ``signer-unavailable``, ``not-signable``, ``file-infected`` (found out meanwhile),
            ``second-factor-needed``, ``code-spent``, ``not-shown``, ``factor-gone``, ``token-missing``.
    """
    require(policies.may_sign(actor, document))
    if document.state != State.TO_SIGN:
        raise ValidationError(_("The letter does not await a signature."), code="not-to-sign")
    entries = shown_files(document)
    if [entry.stored.sha256 for entry in entries] != list(shown):
        raise ValidationError(
            _("The files changed since the page was opened: read them again before signing."), code="shown-changed"
        )
    for entry in entries:
        require_sendable(entry.stored)
    certificate = certificate_of(actor, clock.now())
    if certificate is None:
        raise ValidationError(_("You have no certificate in force."), code="no-certificate")
    is_stepped_up = require_step_up(actor=actor, agency=document.agency, presented=presented)
    signed_at = clock.now().replace(microsecond=0)
    post = signing_posts(actor)[0]
    signer = signer_for(
        actor=actor,
        certificate=certificate,
        purpose="document",
        passphrase=passphrase,
        permit=presented.permit if presented is not None else "",
    )
    _pack(actor, document, entries, signer)
    Signature.objects.create(
        document=document,
        employee=actor,
        post=post,
        certificate=certificate,
        signer_name=actor.full_name,
        signer_post=signing_post(actor),
        is_acting=post.is_acting,
        signed_at=signed_at,
        certificate_serial=certificate.serial,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        is_test=certificate.is_test,
    )
    want_time_stamp(document)
    document.state = State.SIGNED
    document.save()
    case = document.case
    record(
        "documents.signed",
        actor=actor,
        subject=document,
        about=[case, case.applicant if case else None],
        data={"certificate": certificate.serial} | ({"second_factor": True} if is_stepped_up else {}),
    )
    return document


def _pack(actor: Employee, document: Document, entries: list[DocumentFile], signer: Signer) -> None:
    described = [_describe(number, entry) for number, entry in enumerate(entries, 1)]
    paths = {file.name: files.path_of(entry.stored) for file, entry in zip(described, entries, strict=True)}
    try:
        package = DocumentPackage(_passport(actor, document, described), paths)
        package.sign(signer, claimed_role=signing_post(actor), at=clock.now().replace(microsecond=0))
        detached = _detached(document, entries, signer)
        with tempfile.TemporaryFile() as target:
            package.write(target)
            target.seek(0)
            stored = files.store(target, files.CONTAINER)
    except TooManyAttempts as error:
        raise ValidationError(
            {
                "passphrase": ValidationError(
                    _("Too many wrong passphrases: your key rests for a while. Try again in some minutes."),
                    code="too-many-attempts",
                )
            }
        ) from error
    except WrongPassphrase as error:
        raise ValidationError(
            {"passphrase": ValidationError(_("The passphrase does not open your key."), code="wrong-passphrase")}
        ) from error
    except FactorRefused as error:
        raise refusal(error) from error
    except TokenUnavailable as error:
        raise ValidationError(
            _("The token that holds your key does not answer. Nothing was signed; tell the administrator."),
            code="token-missing",
        ) from error
    except SignerUnavailable as error:
        raise ValidationError(
            _("The signer does not answer. Nothing was signed; try again in a minute."), code="signer-unavailable"
        ) from error
    except (SigningFailed, Refused) as error:
        raise ValidationError(
            _("The letter could not be signed: %(reason)s") % {"reason": error}, code="not-signable"
        ) from error
    attach(document, "document.asice", stored, DocumentFile.FileRole.CONTAINER)
    if detached is not None:
        attach(document, "signature.p7s", detached, DocumentFile.FileRole.SIGNATURE)


def _detached(document: Document, entries: list[DocumentFile], signer: Signer) -> StoredFile | None:
    """A second signature over the text alone, as the format МЭДО wants it; of letters that go by exchange.

    Only the official can make it, and nobody asks them a second time; keys that this form does not know make none.
    """
    main = next((entry.stored for entry in entries if entry.role == DocumentFile.FileRole.MAIN), None)
    if main is None or not document.is_by_exchange or not cms.takes(signer):
        return None
    signature = cms.sign(bytes.fromhex(main.sha256), signer, at=clock.now().replace(microsecond=0))
    return files.store(io.BytesIO(signature), cms.MEDIA_TYPE)


def _describe(number: int, entry: DocumentFile) -> PassportFile:
    suffix = SUFFIXES.get(entry.stored.media_type) or entry.name.rpartition(".")[2].lower()
    safe = suffix if suffix.isascii() and suffix.isalnum() and len(suffix) <= len("docx") else "bin"
    is_main = entry.role == DocumentFile.FileRole.MAIN
    return describe_file(
        files.path_of(entry.stored),
        id=f"f{number}",
        name=f"file{number}.{safe}",
        original_name=entry.name,
        media_type=entry.stored.media_type,
        role=FileRole.MAIN if is_main else FileRole.ATTACHMENT,
    )


def kind_in_passport(document: Document) -> str:
    """The kind of a letter of ours, as its passport names it to other agencies."""
    if document.purpose == LetterTemplate.Purpose.ORDER and document.kind is not None:
        return document.kind.name
    return KINDS.get(document.purpose, "Письмо")


def _passport(actor: Employee, document: Document, described: list[PassportFile]) -> Passport:
    agency, author, post = document.agency, document.author, signing_posts(actor)[0]
    case = document.case
    is_answer = document.purpose in LetterTemplate.TO_APPLICANT
    if document.purpose == LetterTemplate.Purpose.ORDER:
        addressees = [Addressee(organisation=agency.name, organisation_id=agency.exchange_id)]
    elif is_answer and case is not None and case.applicant is not None:
        addressees = [Addressee(organisation=case.applicant.full_name)]
    else:
        addressees = [Addressee(organisation=one.name, organisation_id=one.code) for one in document.addressees]
    return Passport(
        document_id=document.uuid,
        kind=kind_in_passport(document),
        annotation=document.subject,
        authors=(
            Author(
                organisation=agency.name,
                organisation_id=agency.exchange_id,
                unit=document.unit.name,
                executor=author.full_name if author else "",
                phone=author.phone if author else "",
            ),
        ),
        signers=(PassportSigner(name=actor.full_name, post=signing_post(actor), is_acting=post.is_acting),),
        addressees=tuple(addressees),
        files=tuple(described),
        links=_links(document),
        reply_due_on=document.reply_due_on,
    )


def _links(document: Document) -> tuple[DocumentLink, ...]:
    answered = document.in_reply_to
    if answered is None:
        return ()
    return (DocumentLink(kind="reply", number=answered.their_number, on=answered.their_date),)
