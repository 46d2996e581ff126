"""Who gives an agency its time-stamps: what its administrators entered, the settings of the installation, itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from cryptography import x509
from django.conf import settings

from agencies.models import Agency
from history import clock
from history.actors import Automatic
from signing import selectors
from signing.levels import Anchors
from signing.models import StampAuthority
from signing.revocation import CLOCKS_DIFFER
from signing.services import signer_for
from signing.timestamps import NoTimeStamp, OwnSource, StampSource, Token, UrlSource, proven

STAMPER = Automatic("time-stamps")
RESTS = timedelta(minutes=1)  # no message waits for an authority that has just failed


@dataclass(frozen=True)
class WatchedSource:
    """A source of time-stamps whose answers are proven, and whose health is kept for the administrators.

    ``entered`` is what they entered, as it was just read; where they entered nothing, nobody looks at its health.
    """

    source: StampSource
    agency: Agency
    entered: StampAuthority | None

    def stamp(self, data: bytes) -> bytes:
        """See `StampSource`. What our own check refuses is taken for none."""
        answer, _token = self._proven(data)
        return answer

    def token(self, data: bytes) -> Token:
        """The proven token over the SHA-256 of the data.

        Raises:
            NoTimeStamp: there is none for now.
        """
        return self._proven(data)[1]

    def _proven(self, data: bytes) -> tuple[bytes, Token]:
        try:
            answer = self.source.stamp(data)
            token = proven(answer, data, self._anchors, clock.now() + CLOCKS_DIFFER)
        except NoTimeStamp as failure:
            self._note(failed_at=clock.now(), last_error=str(failure)[:300])
            raise
        if not self._is_well_known():
            self._note(succeeded_at=clock.now(), last_error="")
        return answer, token

    @cached_property
    def _anchors(self) -> tuple[x509.Certificate, ...]:
        return anchors_for(self.agency).of_stamps

    def _note(self, **health: Any) -> None:
        if self.entered is not None:
            StampAuthority.objects.filter(pk=self.entered.pk).update(**health)

    def _is_well_known(self) -> bool:
        """Whether its row says already that it answered in this minute, and has not failed since."""
        if self.entered is None or self.entered.last_error or self.entered.succeeded_at is None:
            return False
        return timedelta(0) <= clock.now() - self.entered.succeeded_at < RESTS


def stamp_source_of(agency: Agency) -> StampSource | None:
    """Who gives the agency's time-stamps; None when nobody does."""
    entered = selectors.stamp_authority_of(agency)
    source = _source_of(agency, entered)
    return source if source is None or entered is None else WatchedSource(source, agency, entered)


@dataclass(frozen=True)
class SealSource:
    """Who gives the time-stamps under an agency's seals, and whether a message waits a moment to leave with one."""

    source: WatchedSource
    is_at_once: bool


def has_seal_source(agency: Agency) -> bool:
    """Whether anybody gives the time-stamps under the seals of an agency."""
    return _source_of(agency, selectors.stamp_authority_of(agency)) is not None


def seal_source_of(agency: Agency) -> SealSource | None:
    """Who gives the time-stamps under the seals of an agency; None when nobody does.

    By the agency's own key they go out where the authority that issued its seal, which correspondents trust, issued
    that key's certificate too. Of an outside authority they go out only where administrators have said that
    correspondents trust it, and while it answers.
    """
    entered = selectors.stamp_authority_of(agency)
    source = _source_of(agency, entered)
    if source is None:
        return None
    is_shared = entered is not None and bool(entered.url) and entered.is_for_seals and not _failed_lately(entered)
    is_at_once = is_shared or (isinstance(source, OwnSource) and _has_issuer_of_seal(agency, source))
    return SealSource(WatchedSource(source, agency, entered), is_at_once)


def _has_issuer_of_seal(agency: Agency, source: OwnSource) -> bool:
    seal = selectors.seal_of(agency)
    return seal is not None and seal.x509.issuer == source.signer().certificate.issuer


def _failed_lately(entered: StampAuthority) -> bool:
    return entered.failed_at is not None and clock.now() - entered.failed_at < RESTS


def address_in_settings(agency: Agency) -> str:
    """The address of the authority that the settings of the installation name for an agency."""
    urls: Mapping[str, str] = settings.TIMESTAMP_URLS
    return urls.get(agency.exchange_id) or urls.get("*") or ""


def anchors_for(agency: Agency) -> Anchors:
    """Whom checks of what the agency signs go by."""
    return Anchors(selectors.trust_anchors(agency), selectors.stamp_anchors(agency))


def _source_of(agency: Agency, entered: StampAuthority | None) -> StampSource | None:
    if entered is not None and entered.url:
        return UrlSource(entered.url, is_private=settings.PROOF_PRIVATE_ADDRESSES, policy=entered.policy)
    url = address_in_settings(agency)
    if url:
        return UrlSource(url, is_private=settings.PROOF_PRIVATE_ADDRESSES)
    certificate = selectors.stamper_of(agency)
    if certificate is None:
        return None
    return OwnSource(lambda: signer_for(actor=STAMPER, certificate=certificate, purpose="time-stamp"))
