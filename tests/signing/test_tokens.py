"""Keys in a token (PKCS#11), through the signer process and SoftHSM: made there, used there, missed and found again."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as configured
from django.core.exceptions import ValidationError

from documents import selectors as documents
from documents.models import State
from signing.authority import Authority
from signing.keys import KeyKind, SignerUnavailable, TokenUnavailable, WrongPassphrase
from signing.services import issue_person_certificate
from signing.signers import SocketSigner, make_kept_key
from signing.verification import verify
from tests.codes import codes
from tests.people import LOADER
from tests.signing.people import MINISTRY, MINISTRY_ID, Ministry, key_of, message_with, sealed, subject, write_document
from tests.signing.soft_token import PIN, SoftToken, new_token
from tests.signing.test_outsiders import MADE_YESTERDAY, xmlsec
from tests.signing.test_packages import BODIES
from tests.signing.test_signer_process import Process, start
from tests.workflows.test_signing_folder import awaiting, states, to_sign
from tests.world import World
from workflows.services import letters

pytestmark = [pytest.mark.feature("X03"), pytest.mark.embedded_only]

PASSPHRASE = "correct horse battery"


@pytest.fixture
def token() -> Iterator[SoftToken]:
    """An empty token; in a short folder, since paths of sockets are short."""
    folder = Path(tempfile.mkdtemp(prefix="token-"))
    yield new_token(folder)
    shutil.rmtree(folder)


@pytest.fixture
def process(token: SoftToken, settings: object) -> Iterator[Process]:
    """A signer process over an empty folder and the token, at which this process asks."""
    running = start(token.folder / "node", **token.told)
    settings.SIGNER_SOCKET = running.socket  # type: ignore[attr-defined]  # the fixture of pytest-django
    yield running
    if running.child.poll() is None:
        running.end()


def official(process: Process, kind: KeyKind = KeyKind.P256) -> Ministry:
    """A ministry whose official and seal have keys in the token, certified by an authority of its own."""
    root = Authority.make(key_of(kind, "authority"), MINISTRY, MADE_YESTERDAY, is_test=True)
    person_id, person = make_kept_key("person-", PASSPHRASE, kind)
    seal_id, seal = make_kept_key("seal-", None, kind)
    issued = root.issue_person(person, subject(), MADE_YESTERDAY)
    sealing = root.issue_seal(seal, organisation=MINISTRY, organisation_id=MINISTRY_ID, at=MADE_YESTERDAY)
    return Ministry(
        root,
        SocketSigner(issued, person_id, process.socket, PASSPHRASE),
        SocketSigner(sealing, seal_id, process.socket),
    )


@pytest.mark.parametrize("kind", [KeyKind.RSA_3072, KeyKind.P256])
def test_what_is_signed_in_a_token_is_valid_to_us_and_to_xmlsec1(
    process: Process, kind: KeyKind, tmp_path: Path
) -> None:
    """A document by the official and a message under the seal; no key lies in a file, no secret is told."""
    by = official(process, kind)
    container = write_document(tmp_path, by, at=MADE_YESTERDAY)
    message = sealed(tmp_path / "message.asice", message_with(BODIES["progress"]), seal=by.seal, at=MADE_YESTERDAY)

    reports = [verify(one, trust=by.trust, at=MADE_YESTERDAY) for one in (container, message)]
    folder = container.with_suffix("")
    shutil.unpack_archive(container, folder, "zip")
    (tmp_path / "root.pem").write_bytes(by.authority.certificate.public_bytes(Encoding.PEM))
    outsider = xmlsec(folder)
    _status, said = process.end()

    assert [one.is_valid for one in reports] == [True, True]
    assert outsider.returncode == 0, outsider.stderr
    assert list((process.folder / "keys").glob("*.pem")) == []
    assert len(list((process.folder / "keys").glob("*.lock"))) == len(("the official's", "the seal's"))
    for secret in (PIN, PASSPHRASE):
        assert secret not in said


def test_a_key_in_a_token_opens_with_the_passphrase_of_its_person_alone(process: Process) -> None:
    """The PIN opens the token for the process, and nobody's key for anybody."""
    by = official(process)
    assert isinstance(by.official, SocketSigner)
    wrong = SocketSigner(by.official.certificate, by.official.key_id, process.socket, "a wrong passphrase")

    with pytest.raises(WrongPassphrase):
        wrong.sign(b"data")

    assert len(by.official.sign(b"data")) == 64


def test_a_token_that_is_away_is_said_and_found_again_when_it_is_back(process: Process, token: SoftToken) -> None:
    """Neither does a key that was not made leave anything behind."""
    by = official(process)
    kept = sorted((process.folder / "keys").iterdir())
    token.take_away()
    for _time in range(2):
        with pytest.raises(TokenUnavailable):
            by.official.sign(b"data")
    with pytest.raises(TokenUnavailable):
        make_kept_key("person-", PASSPHRASE, KeyKind.P256)

    token.put_back()

    assert len(by.official.sign(b"data")) == len(by.seal.sign(b"data")) == 64
    assert sorted((process.folder / "keys").iterdir()) == kept


def test_a_refused_pin_is_tried_once_so_that_the_token_is_not_locked(process: Process, token: SoftToken) -> None:
    """Until its file changes."""
    by = official(process)
    token.pin_file.write_text("0000")
    for _time in range(5):
        with pytest.raises(TokenUnavailable):
            by.seal.sign(b"data")
    token.pin_file.write_text(PIN)

    signature = by.seal.sign(b"data")
    _status, said = process.end()

    assert len(signature) == 64
    assert said.count("PinIncorrect") == 1
    assert "0000" not in said


def test_a_kind_of_key_that_tokens_do_not_make_is_refused(process: Process) -> None:
    """Ed25519 stays for files; nothing is left behind."""
    with pytest.raises(SignerUnavailable):
        make_kept_key("person-", PASSPHRASE, KeyKind.ED25519)

    assert list((process.folder / "keys").glob("person-*")) == []


@pytest.mark.django_db
def test_a_letter_waits_for_a_token_that_is_away(world: World, token: SoftToken, settings: object) -> None:
    """The signer is told so by a code of its own, nothing is signed, and later all is as ever."""
    process = start(Path(configured.KEYS_DIR).parent, **token.told)
    settings.SIGNER_SOCKET = process.socket  # type: ignore[attr-defined]  # the fixture of pytest-django
    leader = world.person("leader")
    try:
        issue_person_certificate(actor=LOADER, employee=leader, passphrase=PASSPHRASE)
        [letter] = awaiting(world, 1)
        shown = documents.shown_digests(letter)
        token.take_away()
        with pytest.raises(ValidationError) as refused:
            letters.sign(actor=leader, item=to_sign(world, letter), passphrase=PASSPHRASE, shown=shown)
        after_refusal = states([letter])
        token.put_back()
        letters.sign(actor=leader, item=to_sign(world, letter), passphrase=PASSPHRASE, shown=shown)
    finally:
        process.child.terminate()
        process.child.communicate(timeout=20)

    assert codes(refused) == ["token-missing"]
    assert (after_refusal, states([letter])) == ([State.TO_SIGN], [State.SIGNED])
