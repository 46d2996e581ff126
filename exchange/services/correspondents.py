"""The register of correspondents: whose messages we take, where ours go, and our own card for others' registers."""

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Post, Role
from agencies.policies import require
from exchange import policies
from exchange.models import Correspondent
from history.actors import Actor
from history.acts import act, record
from signing.models import Certificate
from signing.network import Unreachable, checked_address

GATEWAY_PATH = "/exchange/messages"


@dataclass(frozen=True)
class CorrespondentCard:
    """What an agency tells others about its exchange; a JSON file with these names."""

    exchange_id: str
    name: str
    head: str
    endpoint: str
    seal_certificates: list[str]
    trust_anchors: list[str]
    is_test: bool = False

    @classmethod
    def read(cls, text: str) -> "CorrespondentCard":
        """The card in a JSON text.

        Raises:
            ValidationError: ``card-unreadable``, it is none.
        """
        try:
            facts = json.loads(text)
            card = cls(**facts)
            pems = [*card.seal_certificates, *card.trust_anchors]
            words = [card.exchange_id, card.name, card.head, card.endpoint, *pems]
            if not all(isinstance(one, str) for one in words) or not isinstance(card.is_test, bool):
                raise TypeError("texts expected")
        except (ValueError, TypeError) as error:
            raise ValidationError(_("This is no card of a correspondent."), code="card-unreadable") from error
        return card

    def written(self) -> str:
        """The card as a JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def own_card(agency: Agency) -> CorrespondentCard:
    """The card of an agency of ours, with the seal certificates in use and the authorities that it has now."""
    certificates = Certificate.objects.filter(agency=agency).order_by("id")
    seals = certificates.filter(kind=Certificate.Kind.SEAL, revoked_at__isnull=True)
    leader = Post.objects.current().filter(unit__agency=agency, role=Role.LEADER).order_by("id").first()
    return CorrespondentCard(
        exchange_id=agency.exchange_id,
        name=agency.name,
        head=f"{leader.title} {leader.employee.full_name}" if leader else "",
        endpoint=settings.BASE_URL.rstrip("/") + GATEWAY_PATH,
        seal_certificates=[one.pem for one in seals],
        trust_anchors=[one.pem for one in certificates.filter(kind=Certificate.Kind.AUTHORITY)],
        is_test=any(one.is_test for one in seals),
    )


@act
def add_correspondent(
    *, actor: Actor, agency: Agency, card: CorrespondentCard, is_private_address: bool = False
) -> Correspondent:
    """Enter a correspondent in the agency's register, or bring its entry up to date; the same card changes nothing.

    Raises:
        ValidationError: ``own-card``, ``certificate-unreadable``, ``seal-missing``, ``anchor-missing``,
            ``address-refused`` (inside the network without permission, plain HTTP outside of it) or a long field.
    """
    require(policies.may_run_exchange(actor, agency))
    if card.exchange_id == agency.exchange_id:
        raise ValidationError(_("This is the agency's own card."), code="own-card")
    _check_certificates(card)
    check_address(card.endpoint, is_private_address)
    entry = Correspondent.objects.select_for_update().filter(agency=agency, exchange_id=card.exchange_id).first()
    entry = entry or Correspondent(agency=agency, exchange_id=card.exchange_id)
    facts: dict[str, Any] = {
        "name": card.name,
        "head": card.head,
        "endpoint": card.endpoint,
        "seal_certificates": "\n".join(pem.strip() for pem in card.seal_certificates) + "\n",
        "trust_anchors": "\n".join(pem.strip() for pem in card.trust_anchors) + "\n",
        "is_private_address": is_private_address,
        "is_test": card.is_test,
    }
    if entry.pk and all(getattr(entry, name) == value for name, value in facts.items()):
        return entry
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.full_clean(exclude=["endpoint"])
    entry.save()
    record("exchange.correspondent_entered", actor=actor, subject=entry)
    return entry


@act
def note_log_key(*, actor: Actor, correspondent: Correspondent, key: str) -> Correspondent:
    """Keep the key of a correspondent's log as the first message under its seal names it; it stays for ever after."""
    correspondent = Correspondent.objects.select_for_update().get(pk=correspondent.pk)
    if not correspondent.log_key:
        correspondent.log_key = key
        correspondent.save(update_fields=["log_key"])
        record("exchange.log_key_noted", actor=actor, subject=correspondent)
    return correspondent


def _check_certificates(card: CorrespondentCard) -> None:
    if not card.seal_certificates:
        raise ValidationError(_("The card holds no certificate of a seal."), code="seal-missing")
    if not card.trust_anchors:
        raise ValidationError(_("The card names no authority."), code="anchor-missing")
    for pem in [*card.seal_certificates, *card.trust_anchors]:
        try:
            x509.load_pem_x509_certificate(pem.encode("ascii"))
        except ValueError as error:
            raise ValidationError(
                _("A certificate on the card is unreadable."), code="certificate-unreadable"
            ) from error


def check_address(endpoint: str, is_private: bool) -> None:
    """A name that cannot be looked up now is no reason to refuse; each delivery checks the address anew.

    An agency that is reached through a watched folder alone has no address.

    Raises:
        ValidationError: ``address-refused``.
    """
    if not endpoint:
        return
    try:
        parts = urlsplit(endpoint)
    except ValueError as error:
        raise ValidationError(_("The address of the gateway is not allowed."), code="address-refused") from error
    if parts.username or parts.password or parts.fragment:
        raise ValidationError(_("The address of the gateway is not allowed."), code="address-refused")
    try:
        checked_address(httpx.URL(endpoint), is_private=is_private, is_sealed_alone=True)
    except httpx.InvalidURL as error:
        raise ValidationError(_("The address of the gateway is not allowed."), code="address-refused") from error
    except Unreachable as failed:
        if not failed.detail.startswith("unknown name"):
            raise ValidationError(
                _("The address of the gateway is not allowed: %(detail)s") % {"detail": failed.detail},
                code="address-refused",
            ) from failed
