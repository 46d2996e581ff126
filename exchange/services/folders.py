"""Watched folders: what a courier lays there comes into the inbox, and a receipt leaves by the outbox.

Row, effect and receipt are committed together; only then is the package moved out of ``in``. Whatever moment is the
last of a worker, the package is read again and, by its sender and id, changes nothing a second time.
"""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError

from exchange import folders
from exchange.containers.medo_opening import Arrived, is_whole, verified
from exchange.containers.opening import Unverifiable
from exchange.containers.receipts import TransportReceipt
from exchange.medo import bundles, messages
from exchange.medo.messages import Acknowledgment, Communication, MessageType
from exchange.models import (
    Correspondent,
    InboxMessage,
    InboxState,
    MessageKind,
    OutboxMessage,
    OutboxState,
    WatchedFolder,
)
from exchange.services import arrivals, effects
from exchange.services.arrivals import GATEWAY, Arrival, Spooled
from exchange.services.effects import OPEN
from exchange.services.sending import Outgoing, enqueue, ring_on_commit
from exchange.services.settling import conclude
from history import clock, kill_points
from history.actors import Actor
from history.acts import act, record
from signing.findings import Refused
from signing.limits import Limits
from signing.messages import Verdict
from signing.sources import CHUNK, PathSource, Source

logger = logging.getLogger(__name__)

LOOK_KEPT = timedelta(minutes=1)


def read_folders() -> int:
    """Take in what lies in the watched folders. May run in any number of processes at once. How many packages.

    A package at which the program itself fails stays where it is, holds up none behind it, and is told at the end.
    """
    taken = 0
    broken: Exception | None = None
    watched = WatchedFolder.objects.filter(correspondent__channel=Correspondent.Channel.FOLDER)
    for one in watched.select_related("correspondent", "correspondent__agency").order_by("pk"):
        try:
            found = folders.arrivals(folders.place_of(one.name))
        except folders.FolderFault as fault:
            _note_look(one, fault.detail)
            continue
        _note_look(one, "")
        for path in found:
            try:
                taken += _read(one, path)
            except Exception as error:  # raised below: the job of the worker has failed
                broken = error
    if broken is not None:
        raise broken
    return taken


def _note_look(watched: WatchedFolder, detail: str) -> None:
    """Keep what a look found; one that found nothing new is kept once a minute."""
    now = clock.now()
    is_news = watched.fault != detail
    if is_news:
        logger.warning("watched folder %s: %s", watched.name, detail or "in order")
    if detail and is_news:
        WatchedFolder.objects.filter(pk=watched.pk).update(fault=detail, fault_at=now)
    elif not detail and (is_news or watched.looked_at is None or now - watched.looked_at >= LOOK_KEPT):
        WatchedFolder.objects.filter(pk=watched.pk).update(fault="", looked_at=now)


def _read(watched: WatchedFolder, path: Path) -> bool:
    """Take one package in, and move it away; False where it has to wait."""
    try:
        package = folders.package_at(path)
        with _taken(package) as taken:
            outcome = _take(watched, taken)
    except folders.NotYet:
        return False
    except (folders.Unfit, Refused) as unfit:
        code = unfit.code if isinstance(unfit, Refused) else "NOT_A_CONTAINER"
        outcome = _quarantine(_unread(watched, path), watched.correspondent, Unverifiable(code, path.name[:100]), None)
    except OSError as error:
        logger.warning("a package could not be read: %s", type(error).__name__)
        return False
    if outcome is None:
        return False
    kill_points.reached("after-inbox-commit")
    folders.put_away(path, outcome)
    return True


@dataclass(frozen=True)
class _Taken:
    """A package copied out of its folder: as one file, and its parts."""

    spooled: Spooled
    entries: Mapping[str, Source]
    release: Callable[[], None]

    def close(self) -> None:
        """Remove the copy."""
        self.release()


def _taken(package: folders.Package) -> "closing[_Taken]":
    """A copy that nobody else writes to.

    Raises:
        NotYet: its container is still being copied.
        Unfit, Refused: it cannot be taken.
    """
    if package.size > settings.EXCHANGE_MESSAGE_LIMIT:
        raise folders.Unfit(package.path.name)
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    spool = tempfile.TemporaryDirectory(dir=folder, prefix="incoming-")
    try:
        place = Path(spool.name)
        for name in package.entries:
            if not bundles.NAME.fullmatch(name):
                raise folders.Unfit(package.path.name)
            with package.open(name) as source, (place / name).open("wb") as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
        parts: dict[str, Source] = {name: PathSource(place / name) for name in package.entries}
        if package.container and not package.has_settled and not is_whole(parts[package.container]):
            raise folders.NotYet
        bundle = place / "bundle"
        with bundle.open("w+b") as whole:
            bundles.write(whole, parts)
        with bundle.open("rb") as whole:
            digest = hashlib.file_digest(whole, "sha256").hexdigest()
        return closing(_Taken(Spooled(bundle, digest, bundle.stat().st_size), parts, spool.cleanup))
    except BaseException:
        spool.cleanup()
        raise


def _take(watched: WatchedFolder, taken: _Taken) -> str | None:
    """Read a message and let it take effect; the part of the folder it goes to, None where it has to wait."""
    correspondent = watched.correspondent
    try:
        with taken.entries[messages.FILE].open() as stream:
            said = Communication.from_xml(stream.read(Limits().xml_size + 1))
    except Refused as refused:
        unread = Arrival(taken.spooled, correspondent.agency, _id_of(taken.spooled), correspondent.exchange_id)
        return _quarantine(unread, correspondent, Unverifiable(refused.code, refused.finding.detail), None)
    arrival = Arrival(taken.spooled, correspondent.agency, said.header.uid, correspondent.exchange_id)
    used = arrivals.earlier(arrival)
    if used is not None:
        return _again(arrival, used, said)
    if said.header.source.uid != watched.their_uid:
        return _quarantine(arrival, correspondent, Unverifiable("OTHER_SENDER"), None)
    if said.acknowledgment is not None:
        return _take_receipt(arrival, correspondent, said.acknowledgment)
    if said.destinations and watched.our_uid not in {one.partner.uid for one in said.destinations}:
        return _quarantine(arrival, correspondent, Unverifiable("WRONG_RECIPIENT"), said)
    if said.container is not None and said.container.body not in taken.entries and not _is_late(said):
        raise folders.NotYet
    return _take_message(arrival, Arrived(said, taken.entries, correspondent))


def _is_late(said: Communication) -> bool:
    """Whether a container that is not there yet is waited for no longer."""
    created = said.header.created
    return created is None or (clock.now() - created).total_seconds() > settings.EXCHANGE_FOLDER_SETTLES_SECONDS


def _take_message(arrival: Arrival, arrived: Arrived) -> str | None:
    correspondent = arrived.correspondent
    try:
        found = verified(arrived)
    except Unverifiable as unverifiable:
        return _quarantine(arrival, correspondent, unverifiable, arrived.said)
    row = arrivals.row_of(arrival, correspondent)
    row.is_verified, row.report, row.content = True, found.report, found.content
    row.conversation_id, row.kind = found.message.conversation_id, found.kind
    code = arrivals.objection(arrival.agency, correspondent, found)
    if code == "ACCESS_MARK":
        return _turn_away(row, code, found.fault_detail)  # bytes that should not have come are not kept
    row.sealed = arrivals.keep_bytes(arrival.spooled, bundles.MEDIA_TYPE)
    kill_points.reached("after-inbox-stored")
    if code:
        return _turn_away(row, code, found.fault_detail)
    try:
        arrivals.accept(
            actor=GATEWAY, row=row, verified=found, brought=effects.bring(found), acknowledge=_acknowledging("", "")
        )
    except ValidationError as error:
        first = error.error_list[0] if not hasattr(error, "error_dict") else next(iter(error.error_dict.values()))[0]
        return _turn_away(row, (first.code or "UNACCEPTABLE").upper().replace("-", "_"), " ".join(error.messages))
    return folders.DONE


def _turn_away(row: InboxMessage, code: str, detail: str) -> str:
    row.state = InboxState.QUARANTINED if code == "CLOCK_AHEAD" else InboxState.REJECTED
    row.code, row.detail, row.document, row.has_gap_before = code[:60], detail[:500], None, False
    arrivals.turn_away(actor=GATEWAY, row=row, acknowledge=_acknowledging(row.code, detail))
    return folders.REFUSED


def _acknowledging(code: str, comment: str) -> Callable[[InboxMessage], None]:
    """What lays the receipt for an inbox row into the outbox, in the row's own transaction."""

    def acknowledge(row: InboxMessage) -> None:
        if row.agency is None or row.correspondent is None:
            raise ValueError("a receipt goes to a correspondent")
        enqueue(
            Outgoing(
                agency=row.agency,
                correspondent=row.correspondent,
                kind=MessageKind.RECEIPT,
                conversation_id=row.conversation_id or row.message_id,
                document=None,
                content={"acknowledged": str(row.message_id), "code": code, "comment": comment[:2047]},
            )
        )

    return acknowledge


def _again(arrival: Arrival, used: InboxMessage, said: Communication) -> str:
    """The same message came again: its receipt goes out again. With other bytes it is a misuse of its id."""
    if used.sha256 != arrival.spooled.sha256:
        arrivals.note_reuse(actor=GATEWAY, first=used, sha256=arrival.spooled.sha256)
        return folders.REFUSED
    if said.acknowledgment is None:
        acknowledge_again(actor=GATEWAY, row=used)
    return folders.DONE if used.state not in (InboxState.REJECTED, InboxState.QUARANTINED) else folders.REFUSED


@act
def acknowledge_again(*, actor: Actor, row: InboxMessage) -> None:
    """Lay the receipt of a row once more: its sender sends again what was taken already."""
    receipt = (
        OutboxMessage.objects.select_for_update(of=("self",))
        .filter(correspondent=row.correspondent, kind=MessageKind.RECEIPT, content__acknowledged=str(row.message_id))
        .first()
    )
    if receipt is None or receipt.state != OutboxState.ACCEPTED or receipt.expires_at <= clock.now():
        return
    receipt.state, receipt.due_at = OutboxState.NEW, clock.now()
    receipt.save()
    ring_on_commit()
    record("exchange.retried", actor=actor, subject=receipt)


def _take_receipt(arrival: Arrival, correspondent: Correspondent, receipt: Acknowledgment) -> str:
    row = arrivals.row_of(arrival, correspondent)
    row.is_verified, row.kind, row.state = True, MessageKind.RECEIPT, InboxState.NOTED
    row.content = {"type": str(MessageType.ACKNOWLEDGMENT), "acknowledged": str(receipt.uid)}
    row.report = {"findings": [], "stages": ["structure", "xml"]}
    row.sealed = arrivals.keep_bytes(arrival.spooled, bundles.MEDIA_TYPE)
    kill_points.reached("after-inbox-stored")
    noted = note_receipt(actor=GATEWAY, row=row, receipt=receipt)
    return folders.DONE if noted.state == InboxState.NOTED else folders.REFUSED


@act
def note_receipt(*, actor: Actor, row: InboxMessage, receipt: Acknowledgment) -> InboxMessage:
    """Keep a receipt that came through a folder, and move the message that it is about; a second time nothing moves."""
    if row.correspondent is None or row.sealed is None:
        raise ValueError("a receipt comes from a correspondent and is kept")
    Correspondent.objects.select_for_update().get(pk=row.correspondent.pk)
    faster = InboxMessage.objects.filter(
        agency=row.agency, sender_id=row.sender_id, message_id=row.message_id, is_verified=True
    ).first()
    if faster is not None:
        return faster
    ours = OutboxMessage.objects.filter(correspondent=row.correspondent).exclude(kind=MessageKind.RECEIPT)
    ours = ours.select_for_update(of=("self",)).select_related("document", "document__case", "correspondent", "sealed")
    message = ours.filter(message_id=receipt.uid).first()
    if message is None:
        row.state, row.code = InboxState.REJECTED, "UNKNOWN_MESSAGE"
    row.full_clean()
    row.save()
    if message is None:
        record("exchange.turned_away", actor=actor, subject=row, data={"code": row.code})
    elif message.state in OPEN:
        told = TransportReceipt(
            at=receipt.time,
            verdict=(Verdict.ACCEPTED if receipt.is_accepted else Verdict.REJECTED).value,
            code=receipt.error_code,
            text=receipt.comment,
            sha256=message.sealed.sha256 if message.sealed else "",
            is_about_our_bytes=True,
        )
        conclude(actor=actor, message=message, receipt=told, sealed=row.sealed)
    kill_points.reached("before-inbox-commit")
    return row


def _quarantine(
    arrival: Arrival, correspondent: Correspondent, found: Unverifiable, said: Communication | None
) -> str | None:
    """Keep what could not be verified for a person to look at; None where there is no room, and it waits in ``in``."""
    quarantined = InboxMessage.objects.filter(state=InboxState.QUARANTINED)
    is_known = quarantined.filter(
        agency=arrival.agency, sender_id=arrival.sender, sha256=arrival.spooled.sha256, code=found.code
    ).exists()
    if is_known:
        return folders.REFUSED
    if quarantined.count() >= settings.EXCHANGE_QUARANTINE_ENTRIES:
        logger.warning("the quarantine is full: look through it")
        return None
    row = arrivals.row_of(arrival, correspondent)
    has_room = arrival.spooled.size <= settings.EXCHANGE_QUARANTINE_BYTES
    row.sealed = arrivals.keep_bytes(arrival.spooled, bundles.MEDIA_TYPE) if has_room and arrival.spooled.size else None
    row.state, row.code, row.detail, row.report = InboxState.QUARANTINED, found.code, found.detail[:500], found.report
    acknowledge = _acknowledging(found.code, found.detail or found.code) if said is not None else None
    arrivals.put_in_quarantine(actor=GATEWAY, row=row, acknowledge=acknowledge)
    return folders.REFUSED


def _unread(watched: WatchedFolder, path: Path) -> Arrival:
    """An arrival of which no byte was taken; the name stands for it."""
    digest = hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()
    spooled = Spooled(path, digest, 0)
    correspondent = watched.correspondent
    return Arrival(spooled, correspondent.agency, _id_of(spooled), correspondent.exchange_id)


def _id_of(spooled: Spooled) -> UUID:
    """An id for what has none that could be read."""
    return uuid5(NAMESPACE_OID, spooled.sha256)
