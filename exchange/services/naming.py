"""The watched folder of a correspondent: named, made, and tried out before anything goes through it."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.policies import require
from exchange import folders, policies, reports
from exchange.models import Correspondent, WatchedFolder
from history import clock
from history.actors import Actor
from history.acts import act, record


@dataclass(frozen=True)
class FolderEntry:
    """A folder by its name below the folder of exchange, and the ids of both sides in МЭДО."""

    name: str
    their_uid: UUID
    our_uid: UUID


@act
def use_folder(*, actor: Actor, correspondent: Correspondent, entry: FolderEntry) -> WatchedFolder:
    """Let a correspondent's messages go and come through a watched folder in the format МЭДО.

    A folder of a new name is made; one that was in use already is not, so that a share that has vanished is noticed.
    It is written to before it counts.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``folder-name``, ``unique`` (the folder is another correspondent's), ``same-ids``,
            ``folder-unusable``.
    """
    correspondent = Correspondent.objects.select_for_update().get(pk=correspondent.pk)
    require(policies.may_run_exchange(actor, correspondent.agency_id))
    found = WatchedFolder.objects.filter(correspondent=correspondent).first()
    watched = found or WatchedFolder(correspondent=correspondent)
    is_new = watched.name != entry.name
    watched.name, watched.their_uid, watched.our_uid = entry.name, entry.their_uid, entry.our_uid
    watched.full_clean()
    if watched.their_uid == watched.our_uid:
        refusal = _("Both ids are the same: one of them is the other side's.")
        raise ValidationError({"their_uid": ValidationError(refusal, code="same-ids")})
    _require_usable(watched.name, is_new=is_new)
    watched.save()
    WatchedFolder.objects.filter(pk=watched.pk).update(fault="", looked_at=clock.now())
    correspondent.channel = Correspondent.Channel.FOLDER
    correspondent.save()
    record("exchange.folder_named", actor=actor, subject=correspondent, data={"folder": watched.name})
    return watched


def _require_usable(name: str, *, is_new: bool) -> None:
    try:
        if is_new:
            _make(name)
        folders.try_out(name)
    except folders.FolderFault as fault:
        words = reports.meaning(fault.detail)
        refusal = _("The folder cannot be used: %(words)s (part “%(part)s”).") % {"words": words, "part": fault.part}
        raise ValidationError({"name": ValidationError(refusal, code="folder-unusable")}) from fault


def _make(name: str) -> None:
    try:
        folders.make(name)
    except OSError as error:
        raise folders.FolderFault(folders.told(error), name) from error
