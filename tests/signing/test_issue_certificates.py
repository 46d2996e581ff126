"""Authorities, seals and officials' certificates of an agency, and the record of each use of a key."""

import hashlib
from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Employee
from history.models import Act
from signing import selectors
from signing.keys import WrongPassphrase
from signing.models import Certificate, KeyUse
from signing.services import issue_person_certificate, issue_seal, make_authority, noted_later, signer_for
from tests.people import LOADER, Office

pytestmark = [pytest.mark.feature("F42"), pytest.mark.feature("X03")]

PASSPHRASE = "staple of my own"


@pytest.fixture
def ready(office: Office) -> Office:
    """The ministry with an authority, a seal and the head's certificate."""
    make_authority(actor=LOADER, agency=office.agency, is_test=True)
    issue_seal(actor=LOADER, agency=office.agency)
    issue_person_certificate(actor=LOADER, employee=office.leader, passphrase=PASSPHRASE)
    return office


def test_an_official_gets_a_certificate_of_the_agency_s_authority(ready: Office) -> None:
    """With the names, the post and the agency that the register of people has."""
    row = selectors.certificate_of(ready.leader)
    assert row is not None
    certificate = x509.load_pem_x509_certificate(row.pem.encode())
    (root,) = selectors.trust_anchors()

    certificate.verify_directly_issued_by(root)

    assert row.subject_name == "Сомова Ирина Павловна"
    assert row.post_title == "исполняющий обязанности министра"
    assert row.serial == f"{certificate.serial_number:X}"
    assert row.valid_to == certificate.not_valid_after_utc
    assert row.is_test
    assert [act.verb for act in Act.objects.filter(subject_type="signing.certificate").order_by("id")] == [
        "signing.authority_made",
        "signing.seal_issued",
        "signing.certificate_issued",
    ]


def test_the_keys_lie_encrypted_and_the_rows_hold_none(ready: Office) -> None:
    """The database may be read by more people than the keys."""
    for row in Certificate.objects.filter(agency=ready.agency):
        pem = (Path(settings.KEYS_DIR) / f"{row.key_id}.pem").read_text()
        assert pem.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert "PRIVATE" not in row.pem


def test_the_authority_is_trusted_by_commands_without_a_database(
    office: Office, django_capture_on_commit_callbacks: object
) -> None:
    """Its certificate goes into the file of anchors once the act is committed."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture of pytest-django
        row = make_authority(actor=LOADER, agency=office.agency, is_test=True)

    assert row.pem in Path(settings.TRUST_ANCHORS_FILE).read_text()


def test_each_use_of_a_key_is_recorded(ready: Office) -> None:
    """Who, which certificate, what for, over which bytes."""
    row = selectors.certificate_of(ready.leader)
    assert row is not None

    signer_for(actor=ready.leader, certificate=row, purpose="document", passphrase=PASSPHRASE).sign(b"data")

    use = KeyUse.objects.get()
    assert use.certificate == row
    assert use.actor_key == ready.leader.pk
    assert use.purpose == "document"
    assert use.sha256 == hashlib.sha256(b"data").hexdigest()


def test_uses_that_are_noted_later_are_noted_at_once_when_the_work_fails(ready: Office) -> None:
    """Whoever gathers them saves them with what was signed; of what came to nothing they are told all the same."""
    seal = selectors.seal_of(ready.agency)
    assert seal is not None
    signer = signer_for(actor=LOADER, certificate=seal, purpose="message")

    with noted_later() as uses:
        signer.sign(b"data")
    before = KeyUse.objects.count()

    def fail() -> None:
        signer.sign(b"other data")
        raise OSError("full")

    with pytest.raises(OSError, match="full"), noted_later():
        fail()

    assert (len(uses), before) == (1, 0)
    assert KeyUse.objects.get().sha256 == hashlib.sha256(b"other data").hexdigest()


def test_a_wrong_passphrase_signs_and_records_nothing(ready: Office) -> None:
    """Nothing happened."""
    row = selectors.certificate_of(ready.leader)
    assert row is not None

    with pytest.raises(WrongPassphrase):
        signer_for(actor=ready.leader, certificate=row, purpose="document", passphrase="wrong").sign(b"data")

    assert not KeyUse.objects.exists()


def test_the_seal_signs_without_a_person_s_passphrase(ready: Office) -> None:
    """Workers seal messages by themselves."""
    seal = selectors.seal_of(ready.agency)
    assert seal is not None

    assert signer_for(actor=LOADER, certificate=seal, purpose="message").sign(b"data")


def test_agencies_on_one_installation_have_authorities_of_their_own(ready: Office) -> None:
    """Nothing of one is found under the other."""
    other = ready.other
    assert other is not None

    assert selectors.seal_of(other.agency) is None
    assert selectors.trust_anchors(other.agency) == []
    assert len(selectors.trust_anchors(ready.agency)) == 1


@pytest.mark.parametrize("role", ["clerk", "leader", "auditor", "other.clerk"])
def test_nobody_but_an_administrator_makes_keys(role: str, office: Office) -> None:
    """Least of all a clerk of another agency."""
    with pytest.raises(PermissionDenied):
        make_authority(actor=office.person(role), agency=office.agency, is_test=True)

    assert not Certificate.objects.exists()


def test_an_administrator_makes_keys_of_their_own_agency_only(office: Office) -> None:
    """The other agency is none of theirs."""
    administrator = office.person("administrator")
    assert office.other is not None

    make_authority(actor=administrator, agency=office.agency, is_test=True)

    with pytest.raises(PermissionDenied):
        make_authority(actor=administrator, agency=office.other.agency, is_test=True)


def codes(refused: "pytest.ExceptionInfo[ValidationError]") -> list[str | None]:
    """The stable codes of a refusal."""
    return [error.code for error in refused.value.error_list]


def test_a_certificate_needs_an_authority(office: Office) -> None:
    """Nobody signs for an agency without one."""
    with pytest.raises(ValidationError) as refused:
        issue_person_certificate(actor=LOADER, employee=office.leader, passphrase=PASSPHRASE)

    assert codes(refused) == ["no-authority"]


def test_a_certificate_needs_a_post(ready: Office) -> None:
    """Whoever holds none signs for nobody."""
    stranger = Employee.objects.create(username="nobody", last_name="Никто", first_name="Иван", sex="m")

    with pytest.raises(ValidationError) as refused:
        issue_person_certificate(actor=LOADER, employee=stranger, passphrase=PASSPHRASE)

    assert codes(refused) == ["no-post"]


def test_a_short_passphrase_is_refused_and_leaves_nothing(ready: Office) -> None:
    """Neither a key nor a row."""
    keys = set(Path(settings.KEYS_DIR).iterdir())

    with pytest.raises(ValidationError) as refused:
        issue_person_certificate(actor=LOADER, employee=ready.clerk, passphrase="short")

    assert codes(refused) == ["passphrase-too-short"]
    assert set(Path(settings.KEYS_DIR).iterdir()) == keys
    assert selectors.certificate_of(ready.clerk) is None
