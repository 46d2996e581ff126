"""The register of correspondents: cards, certificates, addresses."""

import json
import socket
from pathlib import Path

import httpx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from exchange import services
from exchange.models import Correspondent
from exchange.services import CorrespondentCard
from history.models import Act
from signing.network import Unreachable, checked_address
from tests.exchange.peers import Peers
from tests.rows import remove


def card_of(peers: Peers, **changed: object) -> CorrespondentCard:
    """The committee's card."""
    facts = services.own_card(peers.committee.agency).__dict__ | {
        "endpoint": "https://committee.example.org/exchange/messages"
    }
    return CorrespondentCard(**(facts | changed))


def test_a_card_travels_as_a_file_between_commands(peers: Peers, tmp_path: Path) -> None:
    """What one node writes, the other enters; twice is the same as once."""
    remove(Correspondent.objects.filter(agency=peers.ministry.agency))
    card = tmp_path / "card.json"

    call_command("correspondent_card", str(card), agency="RU-VO-KOOKN")
    for _time in range(2):
        call_command("add_correspondent", str(card), private_address=True, agency="RU-VO-MZKH")

    entry = peers.committee_known
    assert json.loads(card.read_text())["exchange_id"] == "RU-VO-KOOKN"
    assert entry.name == peers.committee.agency.name
    assert "Завьялов Роман Игоревич" in entry.head
    assert entry.is_private_address
    assert entry.endpoint.endswith("/exchange/messages")
    assert Act.objects.filter(verb="exchange.correspondent_entered", subject_key=entry.pk).count() == 1


def test_an_address_inside_the_network_needs_permission(peers: Peers, tmp_path: Path) -> None:
    """Whoever writes a card must not send our messages into our own network."""
    card = tmp_path / "card.json"
    card.write_text(card_of(peers, endpoint="http://127.0.0.1:8102/exchange/messages").written())

    with pytest.raises(CommandError):
        call_command("add_correspondent", str(card), agency="RU-VO-MZKH")


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://localhost/",
        "https://0.0.0.0/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
    ],
)
def test_no_address_inside_the_network_is_connected_to(address: str) -> None:
    """Each delivery checks the address that the name leads to, and plain HTTP stays inside."""
    with pytest.raises(Unreachable):
        checked_address(httpx.URL(address), is_private=False, is_sealed_alone=True)


def test_a_name_that_leads_also_inside_the_network_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up once, and only an address that was checked is connected to: a second answer changes nothing."""
    answers = [["93.184.216.34", "10.1.2.3"], ["93.184.216.34"], ["10.1.2.3"]]

    def looked_up(_host: str, port: int, **_kind: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    url = httpx.URL("https://rebinding.example.org/exchange/messages")

    with pytest.raises(Unreachable, match="inside the network"):
        checked_address(url, is_private=False, is_sealed_alone=True)
    assert checked_address(url, is_private=False, is_sealed_alone=True) == "93.184.216.34"
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exchange_id": "RU-VO-MZKH"}, "own-card"),
        ({"seal_certificates": []}, "seal-missing"),
        ({"trust_anchors": []}, "anchor-missing"),
        ({"seal_certificates": ["-----BEGIN"]}, "certificate-unreadable"),
        ({"endpoint": "https://user:word@committee.example.org/"}, "address-refused"),
        ({"endpoint": "https://10.0.0.1/exchange/messages"}, "address-refused"),
    ],
)
def test_a_bad_card_is_refused_by_its_code(peers: Peers, changed: dict[str, object], code: str) -> None:
    """And changes nothing."""
    before = list(Correspondent.objects.values())

    with pytest.raises(ValidationError) as refused:
        services.add_correspondent(
            actor=peers.ministry.clerk, agency=peers.ministry.agency, card=card_of(peers, **changed)
        )

    assert refused.value.code == code
    assert list(Correspondent.objects.values()) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"exchange_id": 1}', "\x00"])
def test_what_is_no_card_is_refused(text: str) -> None:
    """Whatever the file holds."""
    with pytest.raises(ValidationError) as refused:
        CorrespondentCard.read(text)

    assert refused.value.code == "card-unreadable"


def test_strangers_enter_no_correspondents(peers: Peers) -> None:
    """The other agency's clerk has no say here."""
    with pytest.raises(PermissionDenied):
        services.add_correspondent(actor=peers.committee.clerk, agency=peers.ministry.agency, card=card_of(peers))
