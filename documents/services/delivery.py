"""What became of a letter that was handed in at the post office: delivered, returned, or noted so in error."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import policies
from documents.models import Delivery, PostalItem
from history import clock
from history.acts import act, record

LONGEST_REASON = 200


@act
def note_delivery(*, actor: Employee, item: PostalItem, delivery: str, on: date, reason: str = "") -> PostalItem:
    """Note that a letter was delivered, or came back and why; whoever works on its case hears of the latter.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see the letter.
        ValidationError: ``delivery-unknown``, ``not-handed-in``, ``delivery-noted``, ``reason-missing`` (of a returned
            letter), ``day-in-future``, ``day-before-post``.
    """
    fresh = _locked(actor, item)
    if fresh.delivery != Delivery.HANDED_IN or fresh.delivery_on is None:
        code = "delivery-noted" if fresh.delivery else "not-handed-in"
        words = _("This is noted already.") if fresh.delivery else _("The letter was not handed in yet.")
        raise ValidationError(words, code=code)
    if delivery not in (Delivery.DELIVERED, Delivery.RETURNED):
        raise ValidationError(
            {"delivery": ValidationError(_("Choose what became of the letter."), code="delivery-unknown")}
        )
    said = reason.strip()[:LONGEST_REASON]
    if delivery == Delivery.RETURNED and not said:
        raise ValidationError({"reason": ValidationError(_("Say why it came back."), code="reason-missing")})
    if on > clock.today():
        raise ValidationError({"on": ValidationError(_("The day lies in the future."), code="day-in-future")})
    if on < fresh.delivery_on:
        raise ValidationError(
            {"on": ValidationError(_("This is before the letter was handed in."), code="day-before-post")}
        )
    fresh.delivery, fresh.delivery_on = delivery, on
    fresh.delivery_reason = said if delivery == Delivery.RETURNED else ""
    fresh.full_clean()
    fresh.save()
    told = {"day": f"{on:%d.%m.%Y}"} | ({"whom": fresh.addressee} if fresh.document.further_addressees else {})
    about = [fresh.document.case]
    if delivery == Delivery.RETURNED:
        told["reason"] = said
        record("documents.post_returned", actor=actor, subject=fresh.document, about=about, data=told)
    else:
        record("documents.post_delivered", actor=actor, subject=fresh.document, about=about, data=told)
    return fresh


@act
def undo_delivery(*, actor: Employee, item: PostalItem) -> PostalItem:
    """Take a note of delivery or return back: the letter counts as handed in again.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see the letter.
        ValidationError: ``delivery-not-noted``.
    """
    fresh = _locked(actor, item)
    if fresh.delivery not in (Delivery.DELIVERED, Delivery.RETURNED):
        raise ValidationError(_("Nothing is noted of this letter."), code="delivery-not-noted")
    fresh.delivery, fresh.delivery_on, fresh.delivery_reason = Delivery.HANDED_IN, fresh.register.sent_on, ""
    fresh.save()
    told = {"whom": fresh.addressee} if fresh.document.further_addressees else {}
    record("documents.delivery_undone", actor=actor, subject=fresh.document, about=[fresh.document.case], data=told)
    return fresh


def _locked(actor: Employee, item: PostalItem) -> PostalItem:
    require(policies.may_register(actor, item.register.agency_id))
    fresh = (
        PostalItem.objects.select_for_update(of=("self",)).select_related("document__case", "register").get(pk=item.pk)
    )
    require(policies.sees(actor, fresh.document))
    return fresh
