"""Links for guests: made, opened with their code, ended. ADR 0034 says against what they hold."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens import policies
from citizens.models import Case, CaseRole, GuestLink
from citizens.services.roles import wrong_end
from citizens.visitors import Visitor
from history import clock
from history.actors import Actor, Automatic
from history.acts import act, record

ENTRANCE = Automatic("guest-link")
# The digits of a code, and how many wrong ones in a row bring a pause, how many in all the end of the link.
CODE_DIGITS, WRONG_IN_A_ROW, WRONG_IN_ALL = 8, 5, 20
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class GuestCard:
    """Who is asked, until when, why, and whether they take part in the discussion."""

    guest_name: str
    guest_from: str
    reason: str
    ends_on: date | None
    may_remark: bool = False


@dataclass(frozen=True)
class MadeLink:
    """A link with its two secrets: they are told here and nowhere else, for the program keeps neither."""

    link: GuestLink
    token: str
    code: str


@act
def make_link(*, actor: Employee, case: Case, guest: GuestCard) -> MadeLink:
    """Make a link that opens a case to a guest until a day. The code is told to the guest apart from the link.

    Raises:
        PermissionDenied: the actor does not see the case, or has no role in it that asks others.
        ValidationError: ``guest-unnamed``, ``reason-missing``, ``case-marked`` (a marked case is opened to nobody from
            outside), ``end-missing``, ``end-in-past``, ``visit-too-long``.
    """
    require(policies.may_invite(actor, case))
    case = Case.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=case.pk)
    errors = wrong_end(CaseRole.GUEST, guest.ends_on)
    for field in ("guest_name", "guest_from"):
        if not getattr(guest, field).strip():
            errors[field] = ValidationError(_("Say who the guest is, and from where."), code="guest-unnamed")
    if not guest.reason.strip():
        errors["reason"] = ValidationError(_("Name the reason."), code="reason-missing")
    if case.access:
        errors["guest_name"] = ValidationError(
            _("A case for official use only is opened to nobody from outside."), code="case-marked"
        )
    if errors or guest.ends_on is None:
        raise ValidationError(errors)
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    link = GuestLink(
        case=case,
        guest_name=guest.guest_name.strip(),
        guest_from=guest.guest_from.strip(),
        may_remark=guest.may_remark,
        reason=guest.reason.strip(),
        ends_on=guest.ends_on,
        token_hash=hash_of(token),
        code_hash=make_password(code),
        made_at=clock.now(),
        made_by=actor,
    )
    link.full_clean()
    link.save()
    record(
        "citizens.guest_link_made",
        actor=actor,
        subject=link,
        about=[case, case.applicant],
        data={
            "person": Visitor(link).actor_name,
            "reason": link.reason,
            "until": link.ends_on.isoformat(),
            "from": clock.today().isoformat(),
        },
    )
    return MadeLink(link, token, code)


@act
def open_link(*, actor: Actor, link: GuestLink, code: str) -> Visitor | None:
    """Let a guest in who knows the code of the link. A wrong code is written down, and answers None.

    After some wrong ones in a row no code is taken for a while; after many the link ends.

    Raises:
        ValidationError: ``link-ended``, ``link-locked``.
    """
    link = GuestLink.objects.select_for_update(of=("self",)).select_related("case").get(pk=link.pk)
    if not link.is_in_force:
        raise ValidationError(_("This link opens nothing any more."), code="link-ended")
    if link.locked_until is not None and link.locked_until > clock.now():
        raise ValidationError(
            _("Too many wrong codes: try again in %(minutes)s minutes.") % {"minutes": PAUSE.seconds // 60},
            code="link-locked",
        )
    if check_password("".join(code.split()), link.code_hash):
        link.failures, link.locked_until = 0, None
        link.save()
        visitor = Visitor(link)
        record("citizens.guest_came", actor=visitor, subject=link, about=[link.case])
        return visitor
    link.failures, link.failures_in_all = link.failures + 1, link.failures_in_all + 1
    if link.failures >= WRONG_IN_A_ROW:
        link.failures, link.locked_until = 0, clock.now() + PAUSE
    if link.failures_in_all >= WRONG_IN_ALL:
        link.ended_at, link.end_reason = clock.now(), _("Too many wrong codes.")
    link.save()
    record(
        "citizens.guest_refused",
        actor=actor,
        subject=link,
        about=[link.case],
        data={"person": Visitor(link).actor_name},
    )
    return None


@act
def end_link(*, actor: Employee, link: GuestLink, reason: str) -> GuestLink:
    """End a link at once; whoever is in by it is out with their next step.

    Raises:
        PermissionDenied: the actor does not see the case, or has no role in it that asks others.
        ValidationError: ``reason-missing``, ``link-ended``.
    """
    link = GuestLink.objects.select_for_update(of=("self",)).select_related("case__applicant").get(pk=link.pk)
    require(policies.may_invite(actor, link.case))
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    if link.ended_at is not None:
        raise ValidationError(_("This link opens nothing any more."), code="link-ended")
    link.ended_at, link.end_reason = clock.now(), reason.strip()[:300]
    link.save()
    record(
        "citizens.guest_link_ended",
        actor=actor,
        subject=link,
        about=[link.case, link.case.applicant],
        data={"person": Visitor(link).actor_name, "reason": link.end_reason},
    )
    return link


def hash_of(token: str) -> str:
    """What is kept of the secret in the address of a link."""
    return sha256(token.encode()).hexdigest()
