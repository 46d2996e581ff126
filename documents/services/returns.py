"""Letters that came back and that neither receipts nor a postal register follow: by e-mail, plain post, handed over."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import policies
from documents.models import Document
from documents.post_selectors import objection_to_return
from history import clock
from history.acts import act, record

LONGEST_REASON = 200


@act
def note_return(*, actor: Employee, document: Document, on: date, reason: str) -> Document:
    """Note that a dispatched letter came back and why; whoever works on its case hears of it.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see the letter.
        ValidationError: the codes of `objection_to_return`; ``reason-missing``, ``day-in-future``,
            ``day-before-dispatch``.
    """
    fresh = _locked(actor, document)
    _require_none(fresh)
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise ValidationError({"reason": ValidationError(_("Say why it came back."), code="reason-missing")})
    if on > clock.today():
        raise ValidationError({"on": ValidationError(_("The day lies in the future."), code="day-in-future")})
    if fresh.dispatched_at is not None and on < timezone.localdate(fresh.dispatched_at):
        raise ValidationError(
            {"on": ValidationError(_("This is before the letter was dispatched."), code="day-before-dispatch")}
        )
    fresh.came_back_on, fresh.came_back_because = on, said
    fresh.full_clean()
    fresh.save()
    told = {"channel": fresh.channel, "day": f"{on:%d.%m.%Y}", "reason": said}
    if any(one.channel != fresh.channel for one in fresh.addressees):
        del told["channel"]  # the reason says from whom it came back
    record("documents.came_back", actor=actor, subject=fresh, about=_about(fresh), data=told)
    return fresh


@act
def undo_return(*, actor: Employee, document: Document) -> Document:
    """Take back that a letter came back: it was noted in error.

    Raises:
        PermissionDenied: the actor does not register in this agency, or does not see the letter.
        ValidationError: ``return-not-noted``.
    """
    fresh = _locked(actor, document)
    if fresh.came_back_on is None:
        raise ValidationError(_("It is not noted that this letter came back."), code="return-not-noted")
    fresh.came_back_on, fresh.came_back_because = None, ""
    fresh.save()
    record("documents.return_undone", actor=actor, subject=fresh, about=_about(fresh))
    return fresh


def _require_none(document: Document) -> None:
    words = {
        "not-dispatched": _("Only a dispatched letter comes back."),
        "followed-by-receipts": _("A letter that left by exchange is followed by its receipts."),
        "followed-in-register": _("This letter is followed in its postal register: note there what became of it."),
        "return-noted": _("It is noted already that this letter came back."),
    }
    code = objection_to_return(document)
    if code:
        raise ValidationError(words[code], code=code)


def _locked(actor: Employee, document: Document) -> Document:
    require(policies.may_register(actor, document.agency_id) and policies.sees(actor, document))
    found = Document.objects.select_for_update(of=("self",)).select_related("case__applicant")
    return found.get(pk=document.pk)


def _about(document: Document) -> list[Model | None]:
    case = document.case
    return [case, case.applicant if case else None]
