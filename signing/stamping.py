"""Who gives an agency its time-stamps, by the settings of the installation."""

from collections.abc import Mapping

from django.conf import settings

from agencies.models import Agency
from history.actors import Automatic
from signing import selectors
from signing.levels import Anchors
from signing.services import signer_for
from signing.timestamps import OwnSource, StampSource, UrlSource

STAMPER = Automatic("time-stamps")


def stamp_source_of(agency: Agency) -> StampSource | None:
    """The authority at the configured address, else the agency's own; None when it has neither."""
    urls: Mapping[str, str] = settings.TIMESTAMP_URLS
    url = urls.get(agency.exchange_id) or urls.get("*")
    if url:
        return UrlSource(url, is_private=settings.PROOF_PRIVATE_ADDRESSES)
    certificate = selectors.stamper_of(agency)
    if certificate is None:
        return None
    return OwnSource(lambda: signer_for(actor=STAMPER, certificate=certificate, purpose="time-stamp"))


def anchors_for(agency: Agency) -> Anchors:
    """Whom checks of what the agency signs go by."""
    return Anchors(selectors.trust_anchors(agency), selectors.stamp_anchors())
