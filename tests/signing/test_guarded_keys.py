"""Keys that a second factor guards: the signer process judges codes itself, so that whoever asks it cannot do without.

Whoever asks here is a web process that was taken over: it knows the passphrase, the socket and all messages.
"""

import grp
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from history import clock
from signing import cms, one_time
from signing.factors import FREE_ATTEMPTS
from signing.keys import FactorRefused, KeyKind, SignerUnavailable, WrongPassphrase
from signing.signers import SocketSigner, ask_factors, make_kept_key
from signing.xades.building import Covered, prepare
from tests.signing.people import NOW, ministry
from tests.signing.test_signer_process import KEY, PASSPHRASE, SEAL, Process, folder, start

__all__ = ["folder"]
pytestmark = [pytest.mark.feature("X03"), pytest.mark.process, pytest.mark.embedded_only]

SHOWN, OTHER = (hashlib.sha256(text).digest() for text in (b"what was on the screen", b"what was not"))


@dataclass
class Guarded:
    """A key under a second factor, in a process of its own; and the telephone."""

    process: Process
    factor: str
    secret: bytes
    recovery_codes: list[str]
    key: str

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many steps later."""
        return one_time.code_of(self.secret, one_time.step_at(clock.now()) + steps)

    def permit(self, code: str, *files: bytes) -> str:
        """What a code opens, for these files."""
        told = ask_factors("present", id=self.factor, code=code, files=[one.hex() for one in files])
        return str(told["permit"])

    def signer(self, permit: str = "", passphrase: str = PASSPHRASE) -> SocketSigner:
        """Who asks with the passphrase and perhaps a permit."""
        return replace(self.process.signer(self.key, passphrase), permit=permit)


@pytest.fixture
def process(folder: Path) -> Iterator[Process]:
    """The process, which tests may end and begin anew."""
    running = start(folder)
    yield running
    if running.child.poll() is None:
        running.end()


@pytest.fixture
def guarded(process: Process, settings: object) -> Guarded:
    """A new key whose owner has put an authenticator in force."""
    settings.SIGNER_SOCKET = process.socket  # type: ignore[attr-defined]  # the fixture of pytest-django
    key, _public = make_kept_key("person-", PASSPHRASE, KeyKind.P256)
    factor = ask_factors("begin")["id"]
    secret = bytes.fromhex(ask_factors("shown", id=factor)["secret"])
    made = Guarded(process, factor, secret, [], key)
    made.recovery_codes = ask_factors("confirm", id=factor, code=made.code(-1), keys=[key])["codes"]
    return made


def over(*files: bytes) -> bytes:
    """The bytes that a key signs for a container of these files and their passport."""
    covered = [Covered(f"file{number}.pdf", "application/pdf", digest) for number, digest in enumerate(files, 1)]
    covered.append(Covered("passport.xml", "application/xml", hashlib.sha256(b"card").digest()))
    return prepare(covered, ministry().official, at=NOW).to_be_signed


def why(ask: Callable[[], object]) -> str:
    """The code of a refusal."""
    with pytest.raises(FactorRefused) as refused:
        ask()
    return refused.value.code


def test_the_passphrase_alone_does_not_use_a_guarded_key(guarded: Guarded) -> None:
    """Nor with a permit that nobody gave; the seal needs none."""
    assert why(lambda: guarded.signer().sign(over(SHOWN))) == "second-factor-needed"
    assert why(lambda: guarded.signer("0" * 32).sign(over(SHOWN))) == "code-spent"
    assert guarded.process.signer(SEAL).sign(b"data")


def test_a_code_signs_the_files_that_were_shown_and_no_others(guarded: Guarded) -> None:
    """In the container and in the detached signature; more files, other files and other bytes are refused."""
    signer = guarded.signer(guarded.permit(guarded.code(), SHOWN))

    assert signer.sign(over(SHOWN))
    assert cms.sign(SHOWN, signer, at=NOW)
    for asked in (over(OTHER), over(SHOWN, OTHER), over(), b"anything", b"<a/>", b"\x31\x00"):
        assert why(lambda asked=asked: signer.sign(asked)) == "not-shown"  # type: ignore[misc]  # a default binds it
    assert why(lambda: cms.sign(OTHER, signer, at=NOW)) == "not-shown"


def test_no_code_serves_twice_even_after_the_process_began_anew(guarded: Guarded, folder: Path) -> None:
    """What was spent is on the disk before the signature is given out; permits end with the process."""
    code = guarded.code()
    permit, late = guarded.permit(code, SHOWN), guarded.permit(code, SHOWN)
    guarded.signer(permit).sign(over(SHOWN))

    assert why(lambda: guarded.signer(late).sign(over(SHOWN))) == "code-spent"
    guarded.process.child.kill()
    guarded.process.child.communicate()
    again = start(folder)

    assert why(lambda: guarded.permit(code, SHOWN)) == "code-spent"
    assert why(lambda: guarded.signer(permit).sign(over(SHOWN))) == "code-spent"
    assert again.end()[0] == 0


def test_a_wrong_passphrase_leaves_the_code_unspent(guarded: Guarded) -> None:
    """The person corrects it and goes on with the same code."""
    permit = guarded.permit(guarded.code(), SHOWN)
    with pytest.raises(WrongPassphrase):
        guarded.signer(permit, "a wrong passphrase").sign(over(SHOWN))

    assert guarded.signer(permit).sign(over(SHOWN))


def test_wrong_codes_are_counted_where_the_keys_are(guarded: Guarded, folder: Path) -> None:
    """After five none is tried, not the right one either, and not by a process that began anew."""
    wrong = f"{(int(guarded.code(3)) + 1) % 10**6:06d}"
    for _time in range(FREE_ATTEMPTS):
        assert why(lambda: guarded.permit(wrong, SHOWN)) == "wrong-code"
    guarded.process.end()
    again = start(folder)

    with pytest.raises(FactorRefused) as rests:
        guarded.permit(guarded.code(), SHOWN)

    assert rests.value.code == "factor-rests"
    assert 0 < rests.value.until - time.time() <= 30
    assert again.end()[0] == 0


def test_whoever_has_no_code_cannot_free_a_key_or_see_the_secret(guarded: Guarded) -> None:
    """Another factor does not take the key over, the secret is told no more, and taking away locks the key for good."""
    other = ask_factors("begin")["id"]
    secret = bytes.fromhex(ask_factors("shown", id=other)["secret"])
    first = one_time.code_of(secret, one_time.step_at(clock.now()) - 1)
    ask_factors("confirm", id=other, code=first, keys=[guarded.key])
    code = one_time.code_of(secret, one_time.step_at(clock.now()))
    foreign = ask_factors("present", id=other, code=code, files=[SHOWN.hex()])["permit"]

    assert why(lambda: guarded.signer(foreign).sign(over(SHOWN))) == "code-spent"
    assert why(lambda: ask_factors("shown", id=guarded.factor)) == "factor-there"
    assert why(lambda: ask_factors("drop", id=guarded.factor, permit=foreign)) == "code-spent"
    assert why(lambda: ask_factors("renew", id=guarded.factor, permit="")) == "code-spent"
    ask_factors("retire", id=guarded.factor)
    assert why(lambda: guarded.signer().sign(over(SHOWN))) == "factor-gone"
    assert why(lambda: ask_factors("confirm", id=guarded.factor, code="000000", keys=[])) == "factor-gone"


def test_a_recovery_code_serves_once_and_a_code_frees_the_key(guarded: Guarded) -> None:
    """Who gives the factor up signs by the passphrase alone again."""
    recovery = guarded.recovery_codes[0]
    guarded.signer(guarded.permit(recovery, SHOWN)).sign(over(SHOWN))
    assert why(lambda: guarded.permit(recovery, SHOWN)) == "code-spent"

    ask_factors("drop", id=guarded.factor, permit=guarded.permit(guarded.code()))

    assert guarded.signer().sign(over(OTHER))


def test_a_key_made_for_who_has_a_factor_is_guarded_from_the_beginning(guarded: Guarded) -> None:
    """A new certificate opens no way around it."""
    key, _public = make_kept_key("person-", PASSPHRASE, KeyKind.P256, guarded.factor)

    assert why(lambda: guarded.process.signer(key, PASSPHRASE).sign(over(SHOWN))) == "second-factor-needed"
    with pytest.raises(FactorRefused):
        make_kept_key("person-", PASSPHRASE, KeyKind.P256, "factor-0123456789abcdef")


def test_uses_and_refusals_stand_in_the_log_of_the_process_and_codes_do_not(guarded: Guarded) -> None:
    """A record that whoever asks cannot keep from being written."""
    code = guarded.code()
    guarded.signer(guarded.permit(code, SHOWN)).sign(over(SHOWN))
    why(lambda: guarded.signer().sign(over(SHOWN)))

    _status, said = guarded.process.end()

    assert f"second factor {guarded.factor}: present" in said
    assert f"key {guarded.key} signed {hashlib.sha256(over(SHOWN)).hexdigest()}" in said
    assert f"key {guarded.key}: FactorRefused: second-factor-needed" in said
    for secret in (code, guarded.secret.hex(), PASSPHRASE, guarded.recovery_codes[0]):
        assert secret not in said


def test_nonsense_about_factors_ends_nothing(guarded: Guarded) -> None:
    """Names that are none of ours lead to no other file."""
    for told in ({"id": "../../etc/passwd"}, {"id": KEY}, {"id": "factor-zz"}, {"id": 7}, {}):
        with pytest.raises((FactorRefused, SignerUnavailable), match=r"factor-gone|did not understand"):
            ask_factors("present", code="000000", files=[], **told)

    assert guarded.permit(guarded.code(), SHOWN)


def test_the_socket_is_open_to_a_group_where_the_signer_has_a_user_of_its_own(folder: Path) -> None:
    """Then the web process reads neither keys nor secrets of factors."""
    group = grp.getgrgid(os.getgid()).gr_name
    running = start(folder, MEZHVED_SIGNER_GROUP=group)

    mode = stat.S_IMODE(os.stat(running.socket).st_mode)

    assert mode == 0o660
    assert running.end()[0] == 0
