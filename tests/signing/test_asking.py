"""A time-stamp authority over HTTP, played by openssl: what it answers is taken, what is wrong is taken for none."""

import pytest

from signing.timestamps import NoTimeStamp, UrlSource, read_answer
from tests.signing.openssl_authority import Authority
from tests.signing.stamps import stamper

pytestmark = pytest.mark.feature("X04")


def test_an_authority_is_asked_with_a_nonce_and_answers_with_its_certificate(authority: Authority) -> None:
    """One that is another program."""
    token = read_answer(UrlSource(authority.url, is_private=True).stamp(b"value of a signature"), "")

    assert token.certificate == stamper().certificate
    assert token.nonce is not None
    assert token.policy.dotted_string == "1.2.3.4"


def test_a_policy_is_asked_for_and_another_one_is_no_time_stamp(authority: Authority) -> None:
    """What the authority has beside its first one comes; what it has not it refuses, and a lie about it is noticed."""
    asked = UrlSource(authority.url, is_private=True, policy="1.2.3.5")
    first = UrlSource(authority.url, is_private=True).stamp(b"value of a signature")

    given = read_answer(asked.stamp(b"value of a signature"), "")

    assert given.policy.dotted_string == "1.2.3.5"
    with pytest.raises(NoTimeStamp, match="TIME_STAMP_UNREADABLE"):
        UrlSource(authority.url, is_private=True, policy="1.2.3.6").stamp(b"value of a signature")
    authority.spoil = lambda _answer: first
    with pytest.raises(NoTimeStamp):
        asked.stamp(b"value of a signature")


def test_wrong_answers_are_no_time_stamps(authority: Authority) -> None:
    """Another status, another media type, rubbish, too much, an answer to an earlier question."""
    source = UrlSource(authority.url, is_private=True)
    earlier = source.stamp(b"value of a signature")
    for changes in (
        {"status": 500},
        {"status": 302},
        {"media_type": "text/html"},
        {"spoil": lambda _answer: b"\x30\x03\x02\x01\x02"},
        {"spoil": lambda answer: answer + bytes(2**20)},
        {"spoil": lambda _answer: earlier},
    ):
        for name, value in {**Authority().__dict__, "url": authority.url, **changes}.items():
            setattr(authority, name, value)

        with pytest.raises(NoTimeStamp):
            source.stamp(b"value of a signature")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "ftp://tsa.example/", "http://", "x"]
)
def test_addresses_inside_the_network_are_asked_only_when_said(url: str) -> None:
    """And what is no address never."""
    with pytest.raises(NoTimeStamp):
        UrlSource(url).stamp(b"data")
