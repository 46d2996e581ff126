"""Time-stamps and what is kept about revocation: the levels B-B, B-T and LT, and everything that is refused of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing import xades
from signing.keys import KeyKind, LocalSigner
from signing.levels import NoEvidence
from signing.packages import DocumentPackage
from signing.passports import PassportSigner
from signing.revocation import Answers
from signing.status_answers import Revoked, answer_about, list_of_revoked
from signing.timestamps import NoTimeStamp, read_answer
from signing.verification import Level, Report, verify
from tests.signing import forge
from tests.signing.people import (
    document_body,
    key_of,
    message_with,
    passport_of,
    sealed,
    signer,
    subject,
    write_files,
)
from tests.signing.stamps import (
    ANSWERED,
    LATER,
    SIGNED,
    STAMPED,
    Registrar,
    Stamper,
    agency,
    proven_for_long,
    signed_document,
    stamped,
    stamper,
)

pytestmark = [pytest.mark.feature("X03"), pytest.mark.feature("F02")]

REASON = x509.ReasonFlags.key_compromise
YEARS = timedelta(days=800)


def check(container: Path, **known: object) -> Report:
    """The report of today, by the ministry's authority."""
    return verify(container, **({"trust": agency().trust, "at": LATER} | known))  # type: ignore[arg-type]  # by name


def codes(report: Report) -> list[str]:
    """The codes of all findings."""
    return [finding.code for finding in report.findings]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document that an official signed today."""
    return signed_document(tmp_path)


def test_each_level_says_what_it_proves_and_what_was_not_checked(document: Path) -> None:
    """Signature alone, with a time-stamp, with what authorities said after it."""
    with_stamp = stamped(document)
    reports = [check(one) for one in (document, with_stamp, proven_for_long(with_stamp))]

    assert [codes(report) for report in reports] == [[], [], []]
    assert [report.level for report in reports] == [Level.BASIC, Level.STAMPED, Level.LONG_TERM]
    assert [[one.code for one in report.not_checked] for report in reports] == [
        ["REVOCATION", "TIME_STAMP"],
        ["REVOCATION"],
        [],
    ]
    assert [one.stamped_at for report in reports for one in report.signatures] == [None, STAMPED, STAMPED]
    assert [report.as_json()["level"] for report in reports] == ["B-B", "B-T", "LT"]


@pytest.mark.parametrize("kind", [KeyKind.RSA_3072, KeyKind.P256, KeyKind.P384])
def test_keys_of_each_kind_reach_the_last_level(kind: KeyKind, tmp_path: Path) -> None:
    """By answers one by one and by the list of the authority."""
    with_stamp = stamped(signed_document(tmp_path, kind), Stamper(stamper(kind)), agency(kind))
    for by_list in (False, True):
        container = proven_for_long(with_stamp, Registrar(agency(kind), by_list=by_list), agency(kind))

        report = verify(container, trust=agency(kind).trust, at=LATER)

        assert (codes(report), report.level) == ([], Level.LONG_TERM)


def test_the_last_level_outlives_the_certificate_and_the_others_do_not(document: Path) -> None:
    """That is what it is for."""
    with_stamp = stamped(document)

    assert codes(check(proven_for_long(with_stamp), at=LATER + YEARS)) == []
    assert codes(check(with_stamp, at=LATER + YEARS)) == ["CERT_EXPIRED"]


def test_what_was_signed_stays_byte_by_byte(document: Path) -> None:
    """The copy adds to signatures and changes nothing else, whatever level the parts have."""
    raised = proven_for_long(stamped(document))

    before, after = (forge.taken_apart(one) for one in (document, raised))
    assert [one for one in before if b"signatures" not in one.name] == [
        one for one in after if b"signatures" not in one.name
    ]
    assert check(document).signatures[0].level is Level.BASIC


def test_a_document_of_several_signers_is_raised_as_a_whole(tmp_path: Path) -> None:
    """Each signature gets its own time-stamp; the level is that of the weakest."""
    files = write_files(tmp_path)
    other = subject("Ершов", "Павел Дмитриевич")
    names = ("Сомова Ирина Павловна", other.full_name)
    passport = replace(passport_of(files), signers=tuple(PassportSigner(name, "министр") for name in names))
    package = DocumentPackage(passport, files)
    package.sign(agency().official, claimed_role="министр", at=SIGNED)
    package.sign(signer(agency().authority, whose=other, made=SIGNED), claimed_role="министр", at=SIGNED)
    with (tmp_path / "two.asice").open("w+b") as target:
        package.write(target)

    report = check(proven_for_long(stamped(tmp_path / "two.asice")))

    assert (codes(report), [one.level for one in report.signatures]) == ([], [Level.LONG_TERM] * 2)
    entries = forge.taken_apart(stamped(tmp_path / "two.asice"))
    plain = forge.data_of(forge.taken_apart(tmp_path / "two.asice"), forge.SIGNATURE_FILE)
    (tmp_path / "mixed.asice").write_bytes(forge.assembled(forge.changed(entries, forge.SIGNATURE_FILE, data=plain)))
    assert check(tmp_path / "mixed.asice").level is Level.BASIC


def test_the_seal_of_a_message_is_raised_without_touching_the_document_in_it(document: Path, tmp_path: Path) -> None:
    """Number and document stay bound together."""
    message = sealed(tmp_path / "m.asice", message_with(document_body()), document, agency().seal, at=SIGNED)

    report = check(proven_for_long(stamped(message)))

    assert codes(report) == []
    assert report.document is not None
    assert (report.signatures[0].level, report.document.level) == (Level.LONG_TERM, Level.BASIC)
    assert report.level is Level.BASIC


# time-stamps


def stamped_anyhow(document: Path, source: Stamper) -> Path:
    """The document with whatever the authority gives."""
    return changed_signature(
        document,
        lambda xml: xades.with_time_stamp(xml, read_answer(source.stamp(xades.stamped_bytes(xml)), "").der),
    )


def changed_signature(document: Path, change: Callable[[bytes], bytes]) -> Path:
    """The document with its signature file changed."""
    entries = forge.taken_apart(document)
    xml = change(forge.data_of(entries, forge.SIGNATURE_FILE))
    copy = document.with_name("changed.asice")
    copy.write_bytes(forge.assembled(forge.changed(entries, forge.SIGNATURE_FILE, data=xml)))
    return copy


def for_other_purposes_too() -> LocalSigner:
    """A key of a certificate that is for time-stamps and for something else."""
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TSA")]))
        .issuer_name(agency().authority.certificate.subject)
        .public_key(key_of(KeyKind.P256, "stamper").public_key())
        .serial_number(7)
        .not_valid_before(SIGNED)
        .not_valid_after(SIGNED + timedelta(days=9))
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING]), critical=True
        )
        .sign(agency().authority.key, hashes.SHA256())
    )
    return LocalSigner(built, key_of(KeyKind.P256, "stamper"))


BAD_STAMPS: dict[str, tuple[str, Callable[[], Stamper]]] = {
    "over something else": ("TIME_STAMP_IMPRINT", lambda: Stamper(imprint=lambda _data: bytes(32))),
    "by a certificate without the purpose": ("TIME_STAMP_USAGE", lambda: Stamper(agency().seal)),
    "by a certificate of several purposes": ("TIME_STAMP_USAGE", lambda: Stamper(for_other_purposes_too())),
    "by an authority nobody trusts": ("TIME_STAMP_UNTRUSTED", lambda: Stamper(stamper(KeyKind.P384))),
    "by another key": (
        "TIME_STAMP_INVALID",
        lambda: Stamper(LocalSigner(stamper().certificate, key_of(KeyKind.P256, "nobody's"))),
    ),
    "from before the certificate of the authority": (
        "TIME_STAMP_UNTRUSTED",
        lambda: Stamper(at=SIGNED - timedelta(days=2)),
    ),
    "in the future": ("TIME_STAMP_AHEAD", lambda: Stamper(at=LATER + timedelta(minutes=6))),
    "from before signing": ("TIME_STAMP_BEFORE_SIGNING", lambda: Stamper(at=SIGNED - timedelta(minutes=6))),
    "from after the certificate of the signer": ("TIME_STAMP_OUTSIDE", lambda: Stamper(at=SIGNED + YEARS)),
}


@pytest.mark.parametrize("fault", BAD_STAMPS)
def test_a_bad_time_stamp_is_refused_with_its_code(fault: str, document: Path) -> None:
    """Though the signature itself holds."""
    expected, source = BAD_STAMPS[fault]
    at = LATER + YEARS if expected == "TIME_STAMP_OUTSIDE" else LATER

    report = check(stamped_anyhow(document, source()), at=at)

    assert report.code == expected or (expected in codes(report) and at != LATER), codes(report)
    assert {one.code: one.ok for one in report.checks}["time-stamp"] is False


@pytest.mark.parametrize("token", [b"", b"\x30\x03\x02\x01\x01", bytes(500)])
def test_a_token_that_is_none_is_refused(token: bytes, document: Path) -> None:
    """Whatever bytes somebody puts there."""
    report = check(changed_signature(document, lambda xml: xades.with_time_stamp(xml, token)))

    assert codes(report)[0] == "TIME_STAMP_UNREADABLE"


def test_no_bit_of_a_time_stamp_may_change(document: Path) -> None:
    """A token is proven as a whole."""
    xml = forge.data_of(forge.taken_apart(document), forge.SIGNATURE_FILE)
    token = read_answer(Stamper().stamp(xades.stamped_bytes(xml)), "").der
    for at in range(0, len(token), 41):
        spoiled = forge.flipped(token, at)

        report = check(changed_signature(document, lambda xml, der=spoiled: xades.with_time_stamp(xml, der)))  # type: ignore[misc]  # a default binds the loop's value

        assert report.level is Level.BASIC, at
        assert report.code.startswith("TIME_STAMP_"), at


def test_two_time_stamps_are_refused(document: Path) -> None:
    """One signature, one proven time."""
    report = check(changed_signature(stamped(document), lambda xml: xades.with_time_stamp(xml, b"x")))

    assert report.code == "UNSIGNED_PROPERTIES"


def test_a_bad_answer_of_an_authority_is_no_time_stamp(document: Path) -> None:
    """What our own check would refuse is never kept."""
    for _expected, source in list(BAD_STAMPS.values())[:5]:
        with pytest.raises(NoTimeStamp):
            stamped(document, source())


def test_authorities_for_time_stamps_are_trusted_for_nothing_else(document: Path) -> None:
    """An outside authority is named beside those of the signers."""
    outside = Stamper(stamper(KeyKind.P384))
    container = stamped_anyhow(document, outside)

    assert codes(check(container, stampers=agency(KeyKind.P384).trust)) == []
    assert "UNKNOWN_AUTHORITY" in codes(check(container, trust=[], stampers=agency().trust))


# revocation


def kept(document: Path, answers: Answers) -> Path:
    """The stamped document that keeps these answers, whatever they say."""
    certificates = [agency().authority.certificate]
    of_stamper = Registrar().answers_about(stamper().certificate, agency().authority.certificate)
    all_kept = Answers(answers.crls, (*answers.ocsp, *of_stamper.ocsp))
    return changed_signature(stamped(document), lambda xml: xades.with_evidence(xml, certificates, all_kept))


def answer(**changes: object) -> bytes:
    """An answer about the official's certificate."""
    facts = {
        "authority": agency().authority,
        "certificate": agency().official.certificate,
        "revoked": None,
        "at": ANSWERED,
    }
    return answer_about(**(facts | changes))  # type: ignore[arg-type]  # by name


def revoked_at(minutes: int) -> Revoked:
    """The official's certificate, revoked so many minutes after the time-stamp."""
    return Revoked(agency().official.certificate.serial_number, STAMPED + timedelta(minutes=minutes), REASON)


def unknown() -> bytes:
    """An answer that knows nothing."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=agency().official.certificate,
        issuer=agency().authority.certificate,
        algorithm=hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.UNKNOWN,
        this_update=ANSWERED,
        next_update=None,
        revocation_time=None,
        revocation_reason=None,
    )
    built = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, agency().authority.certificate)
    return built.sign(agency().authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


BAD_ANSWERS: dict[str, tuple[str, Callable[[], Answers]]] = {
    "older than the time-stamp": (
        "REVOCATION_OLDER",
        lambda: Answers(ocsp=[answer(at=STAMPED - timedelta(minutes=1))]),
    ),
    "a list older than the time-stamp": (
        "REVOCATION_OLDER",
        lambda: Answers(crls=[list_of_revoked(agency().authority, [], STAMPED - timedelta(minutes=1))]),
    ),
    "about another certificate": (
        "REVOCATION_OTHER_CERTIFICATE",
        lambda: Answers(ocsp=[answer(certificate=agency().seal.certificate)]),
    ),
    "a list of another authority": (
        "REVOCATION_INVALID",
        lambda: Answers(crls=[list_of_revoked(agency(KeyKind.P384).authority, [], ANSWERED)]),
    ),
    "changed after it was given": (
        "REVOCATION_INVALID",
        lambda: Answers(ocsp=[forge.flipped((given := answer()), len(given) - 1)]),
    ),
    "from the future": ("REVOCATION_STALE", lambda: Answers(ocsp=[answer(at=LATER + timedelta(days=1))])),
    "revoked before the time-stamp": ("REVOKED", lambda: Answers(ocsp=[answer(revoked=revoked_at(-1))])),
    "on the list since before the time-stamp": (
        "REVOKED",
        lambda: Answers(crls=[list_of_revoked(agency().authority, [revoked_at(-1)], ANSWERED)]),
    ),
    "unknown to the authority": ("REVOCATION_UNKNOWN", lambda: Answers(ocsp=[unknown()])),
    "no answer at all": ("REVOCATION_OTHER_CERTIFICATE", Answers),
    "no answer but rubbish": ("REVOCATION_UNREADABLE", lambda: Answers(ocsp=[b"\x30\x03rub"])),
    "a list that is rubbish": ("REVOCATION_UNREADABLE", lambda: Answers(crls=[bytes(64)])),
}


@pytest.mark.parametrize("fault", BAD_ANSWERS)
def test_a_bad_answer_about_revocation_is_refused_with_its_code(fault: str, document: Path) -> None:
    """What is kept must hold by itself."""
    expected, answers = BAD_ANSWERS[fault]

    report = check(kept(document, answers()))

    assert codes(report) == [expected]
    assert report.level is Level.STAMPED


def test_a_stale_answer_is_refused(document: Path) -> None:
    """Its authority said itself until when it holds."""
    old = timedelta(days=2)
    by = agency()
    stale = answer(at=SIGNED - old)
    listed = list_of_revoked(by.authority, [], LATER - timedelta(days=8))

    assert codes(check(document, answers=Answers(ocsp=[stale]))) == ["REVOCATION_STALE"]
    assert codes(check(document, answers=Answers(crls=[listed]))) == ["REVOCATION_STALE"]


def test_a_certificate_revoked_after_the_time_stamp_leaves_the_signature_valid(document: Path) -> None:
    """The time-stamp proves that it was there before."""
    assert codes(check(kept(document, Answers(ocsp=[answer(revoked=revoked_at(1))])))) == []


def test_without_a_time_stamp_any_revocation_counts(document: Path) -> None:
    """Nobody proves when it was signed."""
    answers = Answers(crls=[list_of_revoked(agency().authority, [revoked_at(1)], ANSWERED)])

    assert codes(check(document, answers=answers)) == ["REVOKED"]
    assert codes(check(stamped(document), answers=answers)) == []


def test_where_revocation_must_be_known_not_knowing_is_a_reason_to_refuse(document: Path) -> None:
    """Otherwise the report says that it was not checked."""
    assert codes(check(document, answers=Answers(is_required=True))) == ["REVOCATION_UNKNOWN"]
    assert check(document).is_valid


def test_nothing_is_kept_of_a_certificate_that_was_revoked_before(document: Path) -> None:
    """Nor where nobody answers, nor before there is a time-stamp."""
    with_stamp = stamped(document)

    with pytest.raises(NoEvidence, match="REVOKED"):
        proven_for_long(with_stamp, Registrar(revoked=[revoked_at(-1)]))
    with pytest.raises(NoEvidence, match="REVOCATION_OLDER"):
        proven_for_long(with_stamp, Registrar(at=STAMPED - timedelta(minutes=1)))
    with pytest.raises(NoEvidence, match="no time-stamp"):
        proven_for_long(document)
