"""A trusted list of our own (ETSI TS 119 612), and certificates as libdigidocpp wants them: qualified, so to speak."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

from signing.der import identifier, sequence
from signing.keys import KeyKind, LocalSigner
from signing.revocation import Answers
from tests.signing.people import MINISTRY, MINISTRY_ID, Ministry, key_of
from tests.signing.stamps import MADE, SIGNED, agency, stamper

QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
COMPLIANT, ON_DEVICE, TYPES, FOR_SIGNATURES = (
    x509.ObjectIdentifier(f"0.4.0.1862.1.{number}") for number in ("1", "4", "6", "6.1")
)
NATURAL_PERSON_ON_DEVICE = x509.ObjectIdentifier("0.4.0.194112.1.2")
SPACE = "http://uri.etsi.org/02231/v2#"
SERVICES = "http://uri.etsi.org/TrstSvc/Svctype/"


@cache
def qualified() -> Ministry:
    """The ministry, its official with a certificate of the kind that the European Union calls qualified."""
    by = agency()
    key = key_of(KeyKind.P256, "Сомова")
    statements = sequence(
        sequence(identifier(COMPLIANT)),
        sequence(identifier(ON_DEVICE)),
        sequence(identifier(TYPES), sequence(identifier(FOR_SIGNATURES))),
    )
    names = {
        NameOID.COUNTRY_NAME: "RU",
        NameOID.COMMON_NAME: "Сомова Ирина Павловна",
        NameOID.SURNAME: "Сомова",
        NameOID.GIVEN_NAME: "Ирина Павловна",
        NameOID.ORGANIZATION_NAME: MINISTRY,
        NameOID.ORGANIZATION_IDENTIFIER: MINISTRY_ID,
    }
    built = (
        _builder(names)
        .public_key(key.public_key())
        .add_extension(by.official.certificate.extensions.get_extension_for_class(x509.KeyUsage).value, critical=True)
        .add_extension(x509.UnrecognizedExtension(QC_STATEMENTS, statements), critical=False)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(NATURAL_PERSON_ON_DEVICE, None)]), critical=False
        )
        .sign(by.authority.key, hashes.SHA256())
    )
    return Ministry(by.authority, LocalSigner(built, key), by.seal)


@cache
def responder() -> LocalSigner:
    """Who answers for the authority, with a certificate for that alone."""
    key = key_of(KeyKind.P256, "responder")
    built = (
        _builder({NameOID.COMMON_NAME: "OCSP"})
        .public_key(key.public_key())
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .sign(agency().authority.key, hashes.SHA256())
    )
    return LocalSigner(built, key)


class Responder:
    """Answers as most authorities do: now, through a responder, with SHA-1 names of the issuer."""

    def answers_about(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
        """Good news about the certificate."""
        by = responder()
        assert isinstance(by.key, ec.EllipticCurvePrivateKey)
        now = datetime.now(UTC)
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=certificate, issuer=issuer, algorithm=hashes.SHA1(),  # noqa: S303  # names the issuer, proves nothing
                cert_status=ocsp.OCSPCertStatus.GOOD, this_update=now, next_update=now + timedelta(days=1),
                revocation_time=None, revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.NAME, by.certificate)
            .certificates([by.certificate])
        )  # fmt: skip
        return Answers(ocsp=[builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)])


@cache
def list_signer() -> LocalSigner:
    """Who signs the trusted list."""
    key = key_of(KeyKind.P256, "trusted list")
    builder = _builder({NameOID.COMMON_NAME: "Trusted list"}).public_key(key.public_key())
    return LocalSigner(builder.sign(agency().authority.key, hashes.SHA256()), key)


def trusted_list() -> bytes:
    """The list: our authority for certificates of persons, its responder, and who gives time-stamps."""
    root = etree.Element(f"{{{SPACE}}}TrustServiceStatusList", nsmap={None: SPACE})  # type: ignore[dict-item]  # the stubs forgot the default namespace
    scheme = _add(root, "SchemeInformation")
    _add(scheme, "TSLVersionIdentifier", "5")
    _add(scheme, "TSLSequenceNumber", "1")
    _add(scheme, "TSLType", "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric")
    _add(_add(scheme, "SchemeOperatorName"), "Name", "Test")
    _add(scheme, "SchemeTerritory", "RU")
    _add(scheme, "ListIssueDateTime", f"{MADE:%Y-%m-%dT%H:%M:%SZ}")
    _add(_add(scheme, "NextUpdate"), "dateTime", f"{MADE + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}")
    provider = _add(_add(root, "TrustServiceProviderList"), "TrustServiceProvider")
    services = _add(provider, "TSPServices")
    for kind, certificate in (
        ("CA/QC", agency().authority.certificate),
        ("Certstatus/OCSP", responder().certificate),
        ("TSA/QTST", stamper().certificate),
    ):
        info = _add(_add(services, "TSPService"), "ServiceInformation")
        _add(info, "ServiceTypeIdentifier", SERVICES + kind)
        _add(_add(info, "ServiceName"), "Name", kind)
        encoded = b64encode(certificate.public_bytes(Encoding.DER)).decode()
        _add(_add(_add(info, "ServiceDigitalIdentity"), "DigitalId"), "X509Certificate", encoded)
        _add(info, "ServiceStatus", "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted")
        _add(info, "StatusStartingTime", f"{MADE - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    by = list_signer()
    signer = XMLSigner(
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
    )
    signed = signer.sign(root, key=by.key, cert=[by.certificate])  # type: ignore[arg-type]  # a key that signs
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def _builder(names: dict[x509.ObjectIdentifier, str]) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(kind, value) for kind, value in names.items()]))
        .issuer_name(agency().authority.certificate.subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(MADE)
        .not_valid_after(SIGNED + timedelta(days=30))
    )


def _add(parent: etree._Element, tag: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, f"{{{SPACE}}}{tag}")
    child.text = text or None
    return child
