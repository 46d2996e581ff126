"""The addressees of a letter of ours: whom its author may name, and how each of them is sent it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.rules import CLOSED_CHANNELS
from citizens.models import Channel
from documents.models import MOST_ADDRESSEES, Document, LetterAddressee, LetterTemplate

Purpose = LetterTemplate.Purpose
# Letters that may have several addressees. A forwarding names one body, which its outcome tells; nobody else reads what
# an applicant is written.
TO_SEVERAL = frozenset({Purpose.INQUIRY.value, Purpose.REPLY.value})


def address(document: Document, further: Sequence[LetterAddressee]) -> None:
    """Set to whom else a letter goes, whose first addressee is set already; nothing is saved here.

    Raises:
        ValidationError: ``several-not-allowed`` (of letters of this purpose), ``too-many-addressees``,
            ``addressee-missing`` (without a name), ``addressee-twice``, ``addressee-own`` (the agency itself).
    """
    if further and document.purpose not in TO_SEVERAL:
        raise _refused(_("A letter of this kind has one addressee."), "several-not-allowed")
    if len(further) >= MOST_ADDRESSEES:
        most = ngettext(
            "A letter has at most %(count)s addressee: make two letters of it.",
            "A letter has at most %(count)s addressees: make two letters of it.",
            MOST_ADDRESSEES,
        )
        raise _refused(most % {"count": MOST_ADDRESSEES}, "too-many-addressees")
    own = LetterAddressee(document.agency.name, document.agency.exchange_id)
    named = [LetterAddressee(document.correspondent_name, document.correspondent_id_code)]
    for one in further:
        if not one.name.strip():
            raise _refused(_("Choose the addressee."), "addressee-missing")
        if one.is_same(own):
            raise _refused(_("The agency does not write to itself: %(name)s.") % {"name": one.name}, "addressee-own")
        if any(one.is_same(other) for other in named):
            raise _refused(_("%(name)s is named twice.") % {"name": one.name}, "addressee-twice")
        named.append(one)
    document.further_addressees = [one.kept for one in further]


def told(document: Document, before: Sequence[object] = ()) -> dict[str, str]:
    """Whom a letter to several names, for the record; also of one that was to several ``before``."""
    if not document.further_addressees and not before:
        return {}
    return {"whom": "; ".join(one.name for one in document.addressees)}


def leave(document: Document, ways: Sequence[tuple[str, str]]) -> None:
    """Set how each addressee is sent the letter: channel and note, in the order of the letter; nothing is saved here.

    Raises:
        ValidationError: ``channel-unknown``, ``channel-open`` (a letter with an access mark leaves on paper alone),
            ``address-missing`` (by post without an address, by e-mail without an e-mail address: on the card of the
            applicant, or in the note of a letter to a body).
    """
    addressees = document.addressees
    if len(ways) != len(addressees):
        raise ValidationError(_("Say of each addressee how the letter leaves."), code="channel-unknown")
    for place, (to, (channel, note)) in enumerate(zip(addressees, ways, strict=True)):
        field = f"channel_{place}" if place else "channel"
        if channel not in Channel.values:
            raise ValidationError({field: ValidationError(_("Choose how it is sent."), code="channel-unknown")})
        require_closed(document, channel, field)
        if channel == Channel.EMAIL and document.purpose not in LetterTemplate.TO_APPLICANT:
            _require_email(f"note_{place}" if place else "note", note)
            continue
        applicant = document.case.applicant if document.case else None
        _require_address(field, channel, by_post=bool(to.address), by_email=bool(applicant and applicant.email))
    (document.channel, note), *others = ways
    document.delivery_note = note.strip()[:200]
    document.further_addressees = [
        LetterAddressee(to.name, to.code, to.address, channel, note.strip()[:200]).kept
        for to, (channel, note) in zip(addressees[1:], others, strict=True)
    ]


def off_exchange(document: Document, codes: Collection[str]) -> None:
    """Leave these addressees of a letter to the records office, which sends it to them another way."""
    if document.correspondent_id_code in codes:
        document.correspondent_id_code = ""
    document.further_addressees = [
        (replace(one, code="") if one.code in codes else one).kept for one in document.addressees[1:]
    ]
    document.save()


def require_closed(document: Document, channel: str, field: str = "channel") -> None:
    """Refuse an open channel for a document with an access mark.

    Raises:
        ValidationError: ``channel-open``.
    """
    if document.access and channel not in CLOSED_CHANNELS:
        raise ValidationError(
            {
                field: ValidationError(
                    _("A paper for official use only leaves on paper alone: by registered post, or from hand to hand."),
                    code="channel-open",
                )
            }
        )


def _require_address(field: str, channel: str, *, by_post: bool, by_email: bool) -> None:
    has_address = {Channel.POST.value: by_post, Channel.EMAIL.value: by_email}.get(channel, True)
    if not has_address:
        raise ValidationError(
            {field: ValidationError(_("There is no address for this channel on the card."), code="address-missing")}
        )


def _require_email(field: str, note: str) -> None:
    if "@" not in note:
        words = _("Write the e-mail address into the note.")
        raise ValidationError({field: ValidationError(words, code="address-missing")})


def _refused(message: str, code: str) -> ValidationError:
    return ValidationError({"further": ValidationError(message, code=code)})
