"""The signer process, run for real: it signs, refuses, tells no secrets, and ends cleanly."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from signing import wire
from signing.authority import Authority
from signing.keeper import FREE_ATTEMPTS
from signing.keys import KeyKind, KeyMissing, SignerUnavailable, TooManyAttempts, WrongPassphrase, key_path, save_key
from signing.served_keys import served_key
from signing.signers import SocketSigner, make_kept_key, sign_unrecorded, signer_over
from signing.verification import verify
from tests.signing.people import NOW, key_of, message_with, ministry, sealed, subject
from tests.signing.test_packages import BODIES

pytestmark = pytest.mark.feature("X03")

ROOT = Path(__file__).resolve().parent.parent.parent
PASSPHRASE, SEAL_PASSPHRASE = "correct horse battery", "staple of the seal"
KEY, SEAL = "person-0123456789abcdef", "seal-0123456789abcdef"


@dataclass
class Process:
    """A signer process with its folder."""

    folder: Path
    child: subprocess.Popen[str]

    @property
    def socket(self) -> str:
        """Where it listens."""
        return str(self.folder / "signer.sock")

    def signer(self, key_id: str, passphrase: str | None = None) -> SocketSigner:
        """A client for one of its keys."""
        whose = ministry().seal if key_id == SEAL else ministry().official
        return SocketSigner(whose.certificate, key_id, self.socket, passphrase)

    def end(self) -> tuple[int, str]:
        """Tell it to stop; its exit status and all that it said."""
        self.child.send_signal(signal.SIGTERM)
        said, _nothing = self.child.communicate(timeout=20)
        return self.child.returncode, said


def start(folder: Path, **told: str) -> Process:
    """Start the process over a folder, told more by its environment, and wait until it listens."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEZHVED_", "DJANGO_"))}
    environment = kept | {
        "MEZHVED_DATA_DIR": str(folder),
        "MEZHVED_SIGNER_SOCKET": str(folder / "signer.sock"),
        "MEZHVED_LOG_LEVEL": "DEBUG",
        **told,
    }
    child = subprocess.Popen(
        [sys.executable, "manage.py", "run_signer"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    running = Process(folder, child)
    until = time.monotonic() + 30
    while not answers(running.socket):
        assert child.poll() is None, child.communicate()[0]
        assert time.monotonic() < until
        time.sleep(0.05)
    return running


def answers(path: str) -> bool:
    """Whether anybody listens at the socket."""
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(path) == 0


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A node's folder with the keys of an official and of the seal; short, since socket paths must be."""
    path = Path(tempfile.mkdtemp(prefix="signer-"))
    save_key(key_of(KeyKind.P256, "Сомова"), key_path(path / "keys", KEY), PASSPHRASE, cost=2)
    save_key(key_of(KeyKind.P256, "seal"), key_path(path / "keys", SEAL), SEAL_PASSPHRASE, cost=2)
    (path / "keys" / "seal.passphrase").write_text(SEAL_PASSPHRASE)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def process(folder: Path) -> Iterator[Process]:
    """The process over it."""
    running = start(folder)
    yield running
    if running.child.poll() is None:
        running.end()


def test_it_signs_for_others_and_tells_no_secret(process: Process, tmp_path: Path) -> None:
    """A message sealed through it verifies; passphrases are in no log; it ends cleanly and takes its socket along."""
    mode = stat.S_IMODE(os.stat(process.socket).st_mode)
    container = sealed(tmp_path / "m.asice", message_with(BODIES["progress"]), seal=process.signer(SEAL))
    personal = process.signer(KEY, PASSPHRASE).sign(b"data")
    with pytest.raises(WrongPassphrase):
        process.signer(KEY, "a wrong passphrase").sign(b"data")
    with pytest.raises(KeyMissing):
        process.signer("person-fedcba9876543210", PASSPHRASE).sign(b"data")

    status, said = process.end()

    assert mode == 0o600
    assert verify(container, trust=ministry().trust, at=NOW).is_valid
    assert len(personal) == 64
    assert status == 0
    assert not Path(process.socket).exists()
    assert f"key {KEY} signed" in said
    for secret in (PASSPHRASE, SEAL_PASSPHRASE, "a wrong passphrase"):
        assert secret not in said


def test_it_makes_keys_and_lets_an_authority_issue_without_giving_a_key_out(process: Process, settings: object) -> None:
    """What asks gets public halves and signatures; a person's new key opens with their passphrase."""
    settings.SIGNER_SOCKET = process.socket  # type: ignore[attr-defined]  # the fixture of pytest-django
    authority_id, public = make_kept_key("authority-", None, KeyKind.P384)
    person_id, person = make_kept_key("person-", PASSPHRASE, KeyKind.P256)
    root = Authority.make(served_key(public, partial(sign_unrecorded, authority_id)), "Министерство", NOW, is_test=True)

    issued = root.issue_person(person, subject(), NOW)
    signature = signer_over(issued, person_id, PASSPHRASE).sign(b"data")

    issued.verify_directly_issued_by(root.certificate)
    assert len(signature) == 64
    with pytest.raises(WrongPassphrase):
        signer_over(issued, person_id, "a wrong passphrase").sign(b"data")
    with pytest.raises(KeyMissing):
        root.key.private_numbers()  # type: ignore[union-attr]  # of this kind of key
    for prefix, passphrase in (("nobody-", None), ("person-", None), ("seal-", PASSPHRASE), ("person-", "short")):
        with pytest.raises(SignerUnavailable):
            make_kept_key(prefix, passphrase, KeyKind.P256)
    kept = (process.folder / "keys" / f"{authority_id}.pem").read_text()
    assert kept.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_it_slows_down_whoever_guesses(process: Process) -> None:
    """And says for how long."""
    for _attempt in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPassphrase):
            process.signer(KEY, "a wrong guess").sign(b"data")

    with pytest.raises(TooManyAttempts) as rests:
        process.signer(KEY, PASSPHRASE).sign(b"data")

    assert rests.value.seconds >= 1


def test_it_survives_clients_that_talk_nonsense(process: Process) -> None:
    """Half a message, no JSON, no fields, and it goes on."""
    for nonsense in (b"\0\0", b"\0\0\0\3abc", b"\xff\xff\xff\xff", b"\0\0\0\2[]"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(process.socket)
            connection.sendall(nonsense)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(process.socket)
        wire.send(connection, {"key": SEAL, "data": "not base64!"})
        assert wire.receive(connection) == {"error": "bad-request"}

    assert process.signer(SEAL).sign(b"data")


def test_a_second_process_does_not_take_the_socket_of_a_living_one(process: Process) -> None:
    """It refuses to start; the first goes on."""
    environment = os.environ | {"MEZHVED_DATA_DIR": str(process.folder), "DJANGO_SETTINGS_MODULE": "config.settings"}

    second = subprocess.run(
        [sys.executable, "manage.py", "run_signer", "--socket", process.socket],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert second.returncode != 0
    assert process.signer(SEAL).sign(b"data")


def test_the_socket_of_a_killed_process_is_replaced(process: Process) -> None:
    """Nobody has to clean up after a crash."""
    process.child.kill()
    process.child.communicate()
    assert Path(process.socket).exists()

    again = start(process.folder)

    assert again.signer(SEAL).sign(b"data")
    assert again.end()[0] == 0


def test_without_the_process_signing_says_so(settings: object, tmp_path: Path) -> None:
    """The person may try again later; nothing else is wrong."""
    settings.SIGNER_SOCKET = str(tmp_path / "nobody.sock")  # type: ignore[attr-defined]  # the fixture of pytest-django

    with pytest.raises(SignerUnavailable):
        signer_over(ministry().official.certificate, KEY, PASSPHRASE).sign(b"data")
