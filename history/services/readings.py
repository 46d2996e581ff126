"""Writing down what was shown to whom: readings are told in the log like changes are."""

from collections.abc import Iterable

from history.actors import current_actor
from history.models import Reading
from history.models.recording import recording
from history.source import current_source

# A page that shows more than this shows a list of which nobody reads every row; the rest is told by its number.
MENTIONS_AT_MOST = 500


def note(
    *,
    kind: str,
    page: str,
    shown: Iterable[tuple[str, int]] = (),
    ground: str = "",
    query: str = "",
    agency_key: int | None = None,
) -> Reading:
    """Write down a reading by whoever is acting now."""
    actor, source = current_actor(), current_source()
    mentions = sorted(set(shown))[:MENTIONS_AT_MOST]
    with recording() as telling:
        reading = Reading(
            at=telling.at,
            actor_key=actor.key,
            actor_name=actor.name,
            address=source.address,
            kind=kind,
            page=page,
            ground=ground[:300],
            query=query[:200],
            agency_key=agency_key,
            entry_id=telling.key,
        )
        telling.add_reading(reading, mentions)
    return reading
