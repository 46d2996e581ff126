"""Who gives an agency its time-stamps: what its administrators entered, the settings of the installation, itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from agencies.models import Agency
from history import clock
from history.actors import Automatic
from signing import selectors
from signing.levels import Anchors
from signing.models import StampAuthority
from signing.revocation import CLOCKS_DIFFER
from signing.services import signer_for
from signing.timestamps import NoTimeStamp, OwnSource, StampSource, UrlSource, proven

STAMPER = Automatic("time-stamps")
RESTS = timedelta(minutes=1)  # no message waits for an authority that has just failed


@dataclass(frozen=True)
class WatchedSource:
    """A source of time-stamps whose answers are proven, and whose health is kept for the administrators."""

    source: StampSource
    agency: Agency

    def stamp(self, data: bytes) -> bytes:
        """See `StampSource`. What our own check refuses is taken for none."""
        kept = StampAuthority.objects.filter(agency=self.agency)
        try:
            answer = self.source.stamp(data)
            proven(answer, data, anchors_for(self.agency).of_stamps, clock.now() + CLOCKS_DIFFER)
        except NoTimeStamp as failure:
            kept.update(failed_at=clock.now(), last_error=str(failure)[:300])
            raise
        kept.update(succeeded_at=clock.now(), last_error="")
        return answer


def stamp_source_of(agency: Agency) -> StampSource | None:
    """Who gives the agency's time-stamps; None when nobody does."""
    entered = selectors.stamp_authority_of(agency)
    source = _source_of(agency, entered)
    return source if source is None or entered is None else WatchedSource(source, agency)


@dataclass(frozen=True)
class SealSource:
    """Who gives the time-stamps under an agency's seals, and whether a message waits a moment to leave with one."""

    source: StampSource
    is_at_once: bool


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
    is_at_once = is_shared or (isinstance(source, OwnSource) and _has_issuer_of_seal(agency))
    return SealSource(WatchedSource(source, agency), is_at_once)


def _has_issuer_of_seal(agency: Agency) -> bool:
    seal, stamper = selectors.seal_of(agency), selectors.stamper_of(agency)
    if seal is None or stamper is None:
        return False
    return seal.x509.issuer == stamper.x509.issuer


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
