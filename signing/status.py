"""What is known of revocation here: our own authorities answer for themselves, outside ones where they are trusted.

An address in a certificate is somebody's claim. It is asked only when its host is on the list of the installation.
"""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from agencies.models import Agency
from history import clock
from signing.keys import SigningFailed
from signing.levels import NoEvidence
from signing.models import Certificate
from signing.network import Unreachable, get, post
from signing.revocation import Answers
from signing.services import opened_authority
from signing.status_answers import Revoked, answer_about, list_of_revoked, refusal
from signing.trust import issuer_of

LIST_KEPT, ANSWER_KEPT = timedelta(minutes=10), timedelta(minutes=1)
_DIGESTS = (hashes.SHA1, hashes.SHA256, hashes.SHA384, hashes.SHA512)
_OCSP_ASKS, _OCSP_ANSWERS = "application/ocsp-request", "application/ocsp-response"


def list_of(authority: Certificate) -> bytes:
    """The list of revoked certificates of an authority of ours, in DER; signed anew when it changed, or is old.

    Raises:
        SigningFailed: the signer does not answer, or the key is kept elsewhere.
    """
    number = _revoked_in(authority).count()
    name = f"revoked-{authority.fingerprint}-{number}"
    kept: bytes | None = cache.get(name)
    if kept is None:
        now = clock.now().replace(microsecond=0)
        kept = list_of_revoked(opened_authority(authority), _revoked_by(authority), now)
        cache.set(name, kept, LIST_KEPT.total_seconds())
    return kept


def answer_to(request: bytes) -> bytes:
    """The OCSP answer to anybody's request in DER, about one certificate of an authority of ours.

    A nonce is not answered (RFC 9654 allows it): one answer serves all who ask within a minute.

    Raises:
        SigningFailed: the signer does not answer.
    """
    try:
        asked = ocsp.load_der_ocsp_request(request)
        algorithm = asked.hash_algorithm
        serial = asked.serial_number
    except (ValueError, NotImplementedError, TypeError):  # more than one certificate, or no request at all
        return refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    found = _meant(asked, serial) if isinstance(algorithm, _DIGESTS) else None
    if found is None:
        return refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    row, authority = found
    name = f"answer-{row.fingerprint}-{row.is_revoked}-{algorithm.name}"
    kept: bytes | None = cache.get(name)
    if kept is None:
        kept = _answer(row, authority, algorithm)
        cache.set(name, kept, ANSWER_KEPT.total_seconds())
    return kept


def known_answers(agency: Agency) -> Answers:
    """The lists of the agency's own authorities, as far as they can be had: for checks of what it signed."""
    lists = []
    for authority in Certificate.objects.filter(agency=agency, kind=Certificate.Kind.AUTHORITY):
        try:
            lists.append(list_of(authority))
        except SigningFailed:
            continue
    return Answers(crls=lists)


class Registry:
    """Tells of certificates of our own authorities at once, of others what their authority answers."""

    def answers_about(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
        """See `signing.levels.RevocationSource`."""
        fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
        row = Certificate.objects.filter(fingerprint=fingerprint).select_related("agency").first()
        authority = _issuer_of(row) if row is not None else None
        if row is not None and authority is not None:
            try:
                return Answers(ocsp=[_answer(row, authority, hashes.SHA256())])
            except SigningFailed as error:
                raise NoEvidence(f"the signer does not answer: {error}") from error
        return _asked_outside(certificate, issuer)


def _asked_outside(certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
    """What a trusted host answers; the first that can be reached."""
    said = ""
    is_private = settings.PROOF_PRIVATE_ADDRESSES
    for url in _trusted(_answer_addresses(certificate)):
        request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA256()).build()
        try:
            told = post(url, request.public_bytes(Encoding.DER), _OCSP_ASKS, _OCSP_ANSWERS, is_private=is_private)
            return Answers(ocsp=[told])
        except Unreachable as error:
            said = error.detail
    for url in _trusted(_list_addresses(certificate)):
        try:
            return Answers(crls=[get(url, is_private=is_private)])
        except Unreachable as error:
            said = error.detail
    if said:
        raise NoEvidence(said)
    return Answers()


def _trusted(urls: Iterator[str]) -> Iterator[str]:
    return (url for url in urls if urlsplit(url).hostname in settings.REVOCATION_HOSTS)


def _answer_addresses(certificate: x509.Certificate) -> Iterator[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return
    for one in access:
        if one.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            one.access_location, x509.UniformResourceIdentifier
        ):
            yield one.access_location.value


def _list_addresses(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        for name in point.full_name or ():
            if isinstance(name, x509.UniformResourceIdentifier):
                yield name.value


def _meant(asked: ocsp.OCSPRequest, serial: int) -> tuple[Certificate, Certificate] | None:
    """The certificate asked about, if it is of an authority that the request names, with that authority."""
    for row in Certificate.objects.filter(serial=f"{serial:X}").exclude(kind=Certificate.Kind.AUTHORITY)[:5]:
        authority = _issuer_of(row)
        if authority is None:
            continue
        named = ocsp.OCSPRequestBuilder().add_certificate(row.x509, authority.x509, asked.hash_algorithm).build()
        if (named.issuer_name_hash, named.issuer_key_hash) == (asked.issuer_name_hash, asked.issuer_key_hash):
            return row, authority
    return None


def _issuer_of(row: Certificate) -> Certificate | None:
    authorities = list(Certificate.objects.filter(agency=row.agency_id, kind=Certificate.Kind.AUTHORITY))
    found = issuer_of(row.x509, [one.x509 for one in authorities])
    return next((one for one in authorities if one.x509 == found), None)


def _answer(row: Certificate, authority: Certificate, algorithm: hashes.HashAlgorithm) -> bytes:
    now = clock.now().replace(microsecond=0)
    return answer_about(opened_authority(authority), row.x509, _told(row), now, algorithm=algorithm)


def _revoked_in(authority: Certificate) -> QuerySet[Certificate]:
    """What the agency of an authority has revoked; it may have had several authorities."""
    revoked = Certificate.objects.filter(agency=authority.agency_id, revoked_at__isnull=False)
    return revoked.order_by("revoked_at", "id")


def _revoked_by(authority: Certificate) -> list[Revoked]:
    rows, own = _revoked_in(authority), authority.x509
    return [told for row in rows if issuer_of(row.x509, [own]) is not None and (told := _told(row)) is not None]


def _told(row: Certificate) -> Revoked | None:
    if row.revoked_at is None:
        return None
    return Revoked(row.x509.serial_number, row.revoked_at, x509.ReasonFlags(row.revocation_reason))
