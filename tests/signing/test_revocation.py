"""Certificates are revoked with a reason, and whoever asks the authority is told; administrators are warned of ends."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from history import clock
from history.models import Act
from signing import selectors, status
from signing.expiry import warn_of_expiry
from signing.levels import NoEvidence
from signing.models import Certificate, ExpiryWarning
from signing.revocation import Answers, Question, check_revocation, is_answered
from signing.services import issue_person_certificate, issue_seal, issue_stamper, make_authority, revoke_certificate
from signing.status import Registry
from tests.people import LOADER, Office
from tests.signing.stamps import agency as outsider

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X04"), pytest.mark.feature("F42")]

GONE = "keyCompromise"


@pytest.fixture
def ready(office: Office) -> Office:
    """The ministry with an authority, a seal, time-stamps, and the head's certificate."""
    make_authority(actor=LOADER, agency=office.agency, is_test=True)
    issue_seal(actor=LOADER, agency=office.agency)
    issue_stamper(actor=LOADER, agency=office.agency)
    issue_person_certificate(actor=LOADER, employee=office.leader, passphrase="staple of my own")
    return office


def of(office: Office, kind: str) -> Certificate:
    """The ministry's certificate of this kind."""
    return Certificate.objects.get(agency=office.agency, kind=kind)


def asked(office: Office, row: Certificate, algorithm: hashes.HashAlgorithm | None = None) -> bytes:
    """A request about a certificate."""
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        row.x509,
        of(office, "authority").x509,
        algorithm or hashes.SHA1(),  # noqa: S303  # what most programs send
    )
    return builder.build().public_bytes(Encoding.DER)


def post(body: bytes, media_type: str = "application/ocsp-request") -> tuple[int, bytes]:
    """What the responder answers to somebody without any session."""
    answer = Client().post(reverse("signing:answers"), body, content_type=media_type)
    return answer.status_code, answer.content


def told(office: Office, row: Certificate) -> ocsp.OCSPResponse:
    """The answer about a certificate."""
    code, body = post(asked(office, row))
    assert code == 200
    return ocsp.load_der_ocsp_response(body)


def test_whoever_asks_is_told_at_once_that_a_certificate_was_revoked(ready: Office) -> None:
    """One by one and by the list, under the authority's own signature, without a session."""
    seal = of(ready, "seal")
    listed = Client().get(reverse("signing:revoked", args=[of(ready, "authority").pk]))
    assert (
        x509.load_der_x509_crl(listed.content).get_revoked_certificate_by_serial_number(seal.x509.serial_number) is None
    )
    assert told(ready, seal).certificate_status is ocsp.OCSPCertStatus.GOOD

    revoke_certificate(actor=ready.person("administrator"), certificate=seal, reason=GONE)

    answer = told(ready, seal)
    listed = Client().get(reverse("signing:revoked", args=[of(ready, "authority").pk]))
    crl = x509.load_der_x509_crl(listed.content)
    entry = crl.get_revoked_certificate_by_serial_number(seal.x509.serial_number)
    seal.refresh_from_db()
    assert (answer.certificate_status, answer.revocation_time_utc) == (ocsp.OCSPCertStatus.REVOKED, seal.revoked_at)
    assert answer.revocation_reason is x509.ReasonFlags.key_compromise
    assert entry is not None
    assert entry.revocation_date_utc == seal.revoked_at
    issuer = of(ready, "authority").x509
    question = Question(seal.x509, issuer, clock.now() + timedelta(seconds=2))
    for answers in (Answers(crls=[listed.content]), Answers(ocsp=[post(asked(ready, seal))[1]])):
        assert [kind.name for kind, _detail in check_revocation(question, answers)] == ["REVOKED"]
    assert listed.headers["Content-Type"] == "application/pkix-crl"


def test_a_revoked_certificate_is_used_no_more(ready: Office) -> None:
    """A seal is missing until the next is issued."""
    revoke_certificate(actor=LOADER, certificate=of(ready, "seal"), reason="superseded")

    assert selectors.seal_of(ready.agency) is None
    issue_seal(actor=LOADER, agency=ready.agency)
    assert selectors.seal_of(ready.agency) is not None
    assert Act.objects.filter(verb="signing.certificate_revoked").count() == 1


@pytest.mark.parametrize(
    ("kind", "reason", "code"),
    [("authority", GONE, "not-revocable"), ("seal", "whim", "reason-unknown")],
)
def test_what_cannot_be_revoked_is_refused_with_its_code(kind: str, reason: str, code: str, ready: Office) -> None:
    """And nothing is changed."""
    with pytest.raises(ValidationError) as refused:
        revoke_certificate(actor=LOADER, certificate=of(ready, kind), reason=reason)

    assert refused.value.code == code
    assert not Certificate.objects.filter(revoked_at__isnull=False).exists()


def test_a_second_revocation_is_refused(ready: Office) -> None:
    """The first moment is the one that counts."""
    revoke_certificate(actor=LOADER, certificate=of(ready, "seal"), reason=GONE)

    with pytest.raises(ValidationError) as refused:
        revoke_certificate(actor=LOADER, certificate=of(ready, "seal"), reason="superseded")

    assert refused.value.code == "already-revoked"


@pytest.mark.parametrize("role", ["clerk", "leader", "auditor", "other.clerk"])
def test_nobody_but_an_administrator_revokes(role: str, ready: Office) -> None:
    """Least of all somebody of another agency."""
    with pytest.raises(PermissionDenied):
        revoke_certificate(actor=ready.person(role), certificate=of(ready, "seal"), reason=GONE)


@pytest.mark.parametrize(
    ("body", "media_type", "code"),
    [
        (b"", "text/plain", 415),
        (bytes(5000), "application/ocsp-request", 413),
    ],
)
def test_the_responder_takes_short_requests_of_the_right_kind_only(body: bytes, media_type: str, code: int) -> None:
    """It stands open to everybody."""
    assert post(body, media_type)[0] == code


def test_the_responder_answers_nonsense_and_strangers_without_a_signature(ready: Office) -> None:
    """Of certificates of others it knows nothing."""
    by = outsider()
    stranger = ocsp.OCSPRequestBuilder().add_certificate(
        by.official.certificate, by.authority.certificate, hashes.SHA256()
    )
    for body, expected in (
        (b"nonsense", ocsp.OCSPResponseStatus.MALFORMED_REQUEST),
        (stranger.build().public_bytes(Encoding.DER), ocsp.OCSPResponseStatus.UNAUTHORIZED),
    ):
        code, answer = post(body)

        assert code == 200
        assert ocsp.load_der_ocsp_response(answer).response_status is expected


def test_while_the_keys_are_out_of_reach_it_asks_to_come_again(ready: Office, settings: object) -> None:
    """Nobody is told anything wrong."""
    settings.SIGNER_SOCKET = "/nowhere/signer.sock"  # type: ignore[attr-defined]  # the fixture of pytest-django

    code, _body = post(asked(ready, of(ready, "stamper")))
    listed = Client().get(reverse("signing:revoked", args=[of(ready, "authority").pk]))

    assert (code, listed.status_code, listed.headers["Retry-After"]) == (503, 503, "60")
    with pytest.raises(ValidationError) as refused:
        issue_seal(actor=LOADER, agency=ready.agency)
    assert refused.value.code == "signer-unavailable"
    with pytest.raises(NoEvidence):
        Registry().answers_about(of(ready, "seal").x509, of(ready, "authority").x509)


def test_answers_of_our_own_authority_come_without_any_network(ready: Office) -> None:
    """For what the last level keeps."""
    issuer = of(ready, "authority").x509

    answers = Registry().answers_about(of(ready, "seal").x509, issuer)

    assert is_answered(Question(of(ready, "seal").x509, issuer, clock.now() + timedelta(seconds=1)), answers)


def test_addresses_in_certificates_of_others_are_not_opened(settings: object) -> None:
    """A certificate names what its maker likes: only hosts of the list are asked."""
    by = outsider()
    named = by.authority.__class__(
        by.authority.certificate, by.authority.key, ("http://127.0.0.1:9/list.crl", "http://127.0.0.1:9/ocsp")
    )
    certificate = named.issue_stamper(by.seal.certificate.public_key(), organisation="X", at=clock.now())  # type: ignore[arg-type]  # a key that signs

    assert Registry().answers_about(certificate, by.authority.certificate) == Answers()
    settings.REVOCATION_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]  # the fixture of pytest-django
    with pytest.raises(NoEvidence, match="inside the network"):
        Registry().answers_about(certificate, by.authority.certificate)


def test_certificates_name_where_their_authority_answers(ready: Office) -> None:
    """At the address of this node."""
    seal = of(ready, "seal").x509
    points = seal.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    access = seal.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value

    addresses = [points[0].full_name[0].value, access[0].access_location.value]

    assert addresses == [
        f"http://127.0.0.1:8101/signing/authorities/{of(ready, 'authority').pk}.crl",
        "http://127.0.0.1:8101/signing/ocsp",
    ]


def test_administrators_are_warned_60_30_and_7_days_before_the_end_once_each(ready: Office) -> None:
    """A run that comes late tells the nearest day alone; a second one tells nothing."""
    ends = of(ready, "person").valid_to
    told_on = []
    for before in (61, 59, 45, 29, 20, 6, 1):
        with clock.at(ends - timedelta(days=before)):
            told_on += [before] * warn_of_expiry()
            assert warn_of_expiry() == 0

    assert told_on == [59, 29, 6]
    assert list(ExpiryWarning.objects.order_by("id").values_list("days_before", flat=True)) == [60, 30, 7]
    assert Act.objects.filter(verb="signing.expiry_near").count() == 3
    with clock.at(ends - timedelta(days=20)):
        assert [(one.kind, left) for one, left in selectors.ending(ready.agency)] == [("person", 20)]


def test_nobody_is_warned_of_a_certificate_that_has_a_successor_or_was_revoked(ready: Office) -> None:
    """There is nothing to do."""
    ends = of(ready, "person").valid_to
    with clock.at(ends - timedelta(days=50)):
        issue_person_certificate(actor=LOADER, employee=ready.leader, passphrase="staple of my own")

        assert warn_of_expiry() == 0


def test_lists_of_the_agency_are_known_to_its_own_checks(ready: Office) -> None:
    """Each authority of the agency says what it revoked."""
    answers = status.known_answers(ready.agency)

    assert [x509.load_der_x509_crl(one).issuer for one in answers.crls] == [of(ready, "authority").x509.subject]
