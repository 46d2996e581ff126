"""Acts: how a change is declared, done and recorded, and how higher rooms hear of it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.actors import Actor, acting
from history.models import Act
from history.models.recording import WRITTEN, recording, type_name
from history.source import current_source

P = ParamSpec("P")
R = TypeVar("R")
Reader = Callable[[Act, Any], None]

_titles: dict[str, Any] = {}
_readers: dict[str, list[Reader]] = {}


def declare(titles: dict[str, Any]) -> None:
    """Name the acts of a room: dotted verb in the past → what the timeline says (translatable)."""
    _titles.update(titles)


def declared() -> dict[str, Any]:
    """All acts with their titles."""
    return dict(_titles)


def title(verb: str) -> str:
    """What the timeline says of this verb, in the current language."""
    return str(_titles.get(verb, verb))


def on(verb: str) -> Callable[[Reader], Reader]:
    """Register a reader of a lower room's act, called with the act and its subject in the act's transaction."""

    def register(reader: Reader) -> Reader:
        readers = _readers.setdefault(verb, [])
        if reader not in readers:
            readers.append(reader)
        return reader

    return register


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make a service an act: one transaction that leaves one entry of the log, all in it by the actor ``actor``."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs["actor"]
        if not isinstance(actor, Actor):
            raise TypeError("an act needs an actor")
        with acting(actor), recording():
            return function(*args, **kwargs)

    return wrapper


def record(
    verb: str,
    *,
    actor: Actor,
    subject: models.Model,
    about: Iterable[models.Model | None] = (),
    data: dict[str, Any] | None = None,
) -> Act:
    """Write down an act on the timelines of its subject and of all that it is about, then tell its readers.

    It is written at the end of the transaction, and has its key from then on.
    ``data`` is JSON and holds no personal data beyond what the subject itself shows. The
    act belongs to the agency of its subject, else of what it is about, else of its actor.

    Raises:
        LookupError: the verb was never declared.
    """
    if verb not in _titles:
        raise LookupError(f"undeclared act {verb}")
    concerned = [subject, *about]
    mentioned = sorted({(type_name(one), one.pk) for one in concerned if one is not None})
    with recording(savepoint=False) as telling:
        entry = Act(
            verb=verb,
            at=telling.at,
            actor_key=actor.actor_key,
            actor_name=actor.actor_name,
            address=current_source().address,
            subject_type=type_name(subject),
            subject_key=subject.pk,
            subject_label=str(subject)[:300],
            agency_key=_agency_of([*concerned, actor]),
            data=data or {},
            entry_id=telling.key,
        )
        telling.add_act(entry, mentioned)
        for reader in _readers.get(verb, []):
            reader(entry, subject)
    return entry


def _agency_of(concerned: Iterable[object]) -> int | None:
    """The number of the first agency named: rows tell it as ``agency_id`` or, without such a column, ``agency_key``."""
    for one in concerned:
        key = getattr(one, "agency_id", None) or getattr(one, "agency_key", None)
        if key is not None:
            return int(key)
    return None


declare(
    {
        WRITTEN: _("changed outside of an act"),
        "history.erased": _("personal data erased"),
        "history.exported": _("log exported"),
        "history.contradicted": _("the log of a correspondent contradicts what was seen of it before"),
    }
)

__all__ = ["act", "declare", "declared", "on", "record", "title", "type_name"]
