"""Checkpoints are the signed notes of C2SP: openssl agrees, and what differs by a character is not taken for one."""

import base64
import hashlib
import random
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from history.log import notes
from history.log.notes import Checkpoint, NoteError, Signature, SignedCheckpoint
from tests.history.building import Office, certificate, seal_signer

HEAD = Checkpoint("log.mincult.example/1", 20_852_163, hashlib.sha256(b"root").digest())
WITNESS = "log.committee.example/1"


@pytest.fixture(scope="module")
def office() -> Office:
    """Who signs."""
    return Office()


@pytest.fixture
def signed(office: Office) -> SignedCheckpoint:
    """The head, signed by the log, two seals and a witness."""
    return SignedCheckpoint.parse(office.signed(HEAD))


def openssl(folder: Path, public: bytes, text: bytes, signature: bytes, *, is_raw: bool) -> str:
    """What openssl says of a signature."""
    for name, content in (("key", public), ("text", text), ("signature", signature)):
        (folder / name).write_bytes(content)
    raw = ["pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "text", "-sigfile", "signature"]
    hashed = ["dgst", "-sha256", "-verify", "key", "-signature", "signature", "text"]
    command = ["openssl", *(raw if is_raw else hashed)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def verify_all(found: SignedCheckpoint, office: Office) -> None:
    """Return where all who signed the head did so."""
    notes.verify_log(found, office.log.public_key())
    notes.verify_seal(found, "RU-0", office.certificates[0])
    notes.verify_seal(found, "RU-1", office.certificates[1])
    notes.verify_cosignature(found, WITNESS, office.witness.public_key())


def test_a_checkpoint_is_three_lines() -> None:
    """Origin, size, root; the last line feed is part of what is signed."""
    root = base64.b64encode(HEAD.root).decode()

    assert HEAD.text == f"log.mincult.example/1\n20852163\n{root}\n".encode()
    assert Checkpoint.parse(HEAD.text) == HEAD


def test_ids_of_keys_are_made_as_the_specifications_say() -> None:
    """Computed here by hand."""
    key = bytes(range(32))

    assert notes.log_key_id("a", key) == hashlib.sha256(b"a\n\x01" + key).digest()[:4]
    assert notes.witness_key_id("a", key) == hashlib.sha256(b"a\n\x04" + key).digest()[:4]
    expected = hashlib.sha256(b"a\n\xffmezhved-seal-v1" + hashlib.sha256(b"der").digest()).digest()[:4]
    assert notes.seal_key_id("a", b"der") == expected


def test_openssl_accepts_the_signature_of_the_log(office: Office, signed: SignedCheckpoint, tmp_path: Path) -> None:
    """Ed25519 over the text."""
    public = notes.public_key_pem(office.log.public_key())

    assert "Verified Successfully" in openssl(tmp_path, public, HEAD.text, signed.signatures[0].value, is_raw=True)
    assert notes.verify_log(signed, office.log.public_key()) == HEAD


def test_openssl_accepts_the_signature_of_the_witness(office: Office, signed: SignedCheckpoint, tmp_path: Path) -> None:
    """Ed25519 over the time and the text; the time stands before the signature."""
    value = signed.signatures[-1].value
    seconds = int.from_bytes(value[:8], "big")
    text = f"cosignature/v1\ntime {seconds}\n".encode() + HEAD.text
    public = notes.public_key_pem(office.witness.public_key())

    assert "Verified Successfully" in openssl(tmp_path, public, text, value[8:], is_raw=True)
    assert notes.verify_cosignature(signed, WITNESS, office.witness.public_key()) == seconds


def test_openssl_accepts_the_signatures_of_seals(office: Office, signed: SignedCheckpoint, tmp_path: Path) -> None:
    """ECDSA, whose r and s become DER, and RSA."""
    value = signed.signatures[1].value
    der = encode_dss_signature(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))

    for at, signature in ((0, der), (1, signed.signatures[2].value)):
        public = office.seals[at].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        assert "Verified OK" in openssl(tmp_path, public, HEAD.text, signature, is_raw=False)
        assert notes.verify_seal(signed, f"RU-{at}", office.certificates[at]) == HEAD


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP521R1()), rsa.generate_private_key(65537, 2048), Ed25519PrivateKey.generate()],
    ids=["P-521", "RSA", "Ed25519"],
)  # fmt: skip
def test_a_seal_of_any_kind_is_verified_and_its_forgery_is_not(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | Ed25519PrivateKey,
) -> None:
    """One bit of the signature, one byte more."""
    held = certificate(key)
    signature = notes.sign_as_seal(HEAD, "RU-1", held, seal_signer(key))
    value = signature.value
    wrong = [bytes([value[0] ^ 1]) + value[1:], value + b"\0", value[:-1]]

    assert notes.verify_seal(SignedCheckpoint(HEAD, (signature,)), "RU-1", held) == HEAD
    for one in wrong:
        with pytest.raises(NoteError):
            notes.verify_seal(SignedCheckpoint(HEAD, (Signature(signature.name, signature.key_id, one),)), "RU-1", held)


def test_a_note_is_read_as_it_is_written(office: Office, signed: SignedCheckpoint) -> None:
    """And a signature that is there already is not added again."""
    assert SignedCheckpoint.parse(signed.note) == signed
    assert signed.with_signature(signed.signatures[0]) is signed
    more = notes.cosign(HEAD, "log.archive.example/2", bytes(32), 5, office.witness.sign)
    assert SignedCheckpoint.parse(signed.with_signature(more).note).signatures == (*signed.signatures, more)


@pytest.mark.parametrize("seed", range(100))
def test_a_changed_byte_is_no_note_or_another_note_or_unsigned(
    seed: int, office: Office, signed: SignedCheckpoint
) -> None:
    """There is no second way to write the same note, and no changed note with the signatures of this one."""
    chance, note = random.Random(seed), bytearray(signed.note)
    note[chance.randrange(len(note))] ^= 1 << chance.randrange(8)

    try:
        found = SignedCheckpoint.parse(bytes(note))
    except NoteError:
        return

    assert found.note == bytes(note)
    assert found != signed
    with pytest.raises(NoteError):
        verify_all(found, office)


@pytest.mark.parametrize(
    "text",
    [b"", b"a\n1\n", b"a\n01\n%b\n", b"a\n-1\n%b\n", b"a\n+1\n%b\n", b"a\n1 \n%b\n", b"a b\n1\n%b\n", b"\n1\n%b\n",
     b"a\n1\n%b\nmore\n", b"a\n1\n%b", b"a\r\n1\n%b\n", b"a\n1\n%b=\n", b"a\n1\nAAAA\n", b"\xff\n1\n%b\n",
     b"a\n" + "١".encode() + b"\n%b\n", b"a\n" + b"9" * 5_000 + b"\n%b\n"],
    ids=range(16),
)  # fmt: skip
def test_other_ways_to_write_a_checkpoint_are_refused(text: bytes) -> None:
    """Strictly three lines, one form of each."""
    with pytest.raises(NoteError):
        Checkpoint.parse(text.replace(b"%b", base64.b64encode(HEAD.root)))


@pytest.mark.parametrize(
    "below", ["", "- a AAAAAAA=\n", "— a\n", "— a AAAA\n", "— a b AAAAAAA=\n", "— a+b AAAAAAA=\n", "— a AAAAAAB=\n",
              "— a AAAAAAA=", "— a AAAAAAA=\n\n", "—  AAAAAAA=\n", "— a AAAAAAA=\nmore\n"],
)  # fmt: skip
def test_other_ways_to_write_signatures_are_refused(below: str) -> None:
    """A dash, a name, base64 of more than the key's id, a line feed; and at least one such line."""
    with pytest.raises(NoteError):
        SignedCheckpoint.parse(HEAD.text + b"\n" + below.encode())


def test_who_did_not_sign_did_not_sign(office: Office, signed: SignedCheckpoint) -> None:
    """Another key, another name, another certificate."""
    other = Ed25519PrivateKey.generate().public_key()

    for attempt in (
        lambda: notes.verify_log(signed, other),
        lambda: notes.verify_cosignature(signed, WITNESS, other),
        lambda: notes.verify_cosignature(signed, "log.nobody.example/1", office.witness.public_key()),
        lambda: notes.verify_seal(signed, "RU-1", office.certificates[0]),
    ):
        with pytest.raises(NoteError):
            attempt()


def test_what_is_no_signature_is_not_put_under_a_checkpoint() -> None:
    """A signer that answers something else, a time that is none, a name that no note can hold."""
    with pytest.raises(NoteError):
        notes.sign_as_log(HEAD, bytes(32), lambda _text: b"short")
    with pytest.raises(NoteError):
        notes.cosign(HEAD, WITNESS, bytes(32), 0, lambda _text: bytes(64))
    with pytest.raises(NoteError):
        notes.cosign(HEAD, "a name", bytes(32), 5, lambda _text: bytes(64))
