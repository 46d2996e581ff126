"""Disposal of files whose term is over: offer, appraisal by the expert commission, act, approval, destruction.

Nothing is destroyed on one person's word: the commission appraises, another person, the head, approves the act, and
whoever carries it out writes its number down once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Position, Post
from agencies.policies import require
from documents import plan_selectors, policies
from documents.models import (
    OPEN_STATES,
    Disposal,
    DisposalLine,
    DisposalMember,
    DisposalState,
    FileIndex,
    FileState,
    RetentionEvent,
    Verdict,
)
from documents.services import destruction
from documents.services.plans import post_of, reason_of
from documents.services.retention import recompute
from history import clock
from history.acts import act, record


@dataclass(frozen=True)
class Appraisal:
    """What the commission says of a file; ``keep_until`` where it is kept longer."""

    verdict: str
    reason: str = ""
    keep_until: date | None = None


@dataclass(frozen=True)
class Minutes:
    """The minutes of the commission's meeting, and who sat on it: posts in one commission of the structure."""

    number: str
    on: date
    members: Sequence[Post]


@act
def offer_disposal(*, actor: Employee, agency: Agency, files: Sequence[FileIndex]) -> Disposal:
    """Offer files whose term is over to the expert commission.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``files-missing``, ``term-not-over`` (or the file lies in another disposal),
            ``inventory-not-approved``: files kept permanently or on staff of those years are in no approved inventory.
    """
    require(policies.may_keep_plans(actor, agency))
    if not files:
        raise ValidationError(_("Choose the files."), code="files-missing")
    Agency.objects.select_for_update().get(pk=agency.pk)
    over = {file.pk: file for file in plan_selectors.expired(agency, limit=plan_selectors.OFFERED_AT_MOST * 10)}
    early = [file for file in files if file.pk not in over]
    if early:
        raise ValidationError(
            _("The term of %(files)s is not over, or they are offered already.")
            % {"files": ", ".join(f"{file.index}/{file.year}" for file in early)},
            code="term-not-over",
        )
    chosen = [over[file.pk] for file in files]
    without = plan_selectors.years_without_inventories(agency, sorted({file.year for file in chosen}))
    if without:
        raise ValidationError(
            _("Approve the inventories of permanent and staff files of %(years)s first.")
            % {"years": ", ".join(map(str, without))},
            code="inventory-not-approved",
        )
    disposal = Disposal.objects.create(agency=agency, offered_on=clock.today(), offered_by=actor)
    for ordinal, file in enumerate(chosen, 1):
        DisposalLine.objects.create(disposal=disposal, ordinal=ordinal, file=file)
    record("documents.disposal_offered", actor=actor, subject=disposal, about=chosen, data={"count": len(chosen)})
    return disposal


@act
def appraise(*, actor: Employee, disposal: Disposal, minutes: Minutes, verdicts: Mapping[int, Appraisal]) -> Disposal:
    """Enter what the expert commission decided on each file, by the number of its line.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``disposal-moved-on``, ``minutes-missing``, ``minutes-in-future``, ``members-missing``,
            ``member-not-of-commission`` (all are of one commission of the agency on the day of the minutes), and by
            line ``verdict_N``: ``verdict-missing``; ``reason_N``: ``reason-missing`` (kept longer, or marked ЭПК);
            ``keep_until_N``: ``keep-until-wrong``.
    """
    require(policies.may_keep_plans(actor, disposal.agency_id))
    disposal = _locked(disposal, DisposalState.OFFERED, DisposalState.APPRAISED)
    errors: dict[str, Any] = {}
    if not minutes.number.strip():
        errors["number"] = ValidationError(_("Name the minutes."), code="minutes-missing")
    errors |= _wrong_members(disposal, minutes)
    if minutes.on > clock.today():
        errors["minutes_on"] = ValidationError(_("This day lies in the future."), code="minutes-in-future")
    lines = plan_selectors.lines(disposal)
    for line in lines:
        errors |= _wrong(line, verdicts.get(line.ordinal, Appraisal("")))
    if errors:
        raise ValidationError(errors)
    for line in lines:
        said = verdicts[line.ordinal]
        line.verdict, line.reason = said.verdict, said.reason.strip()
        line.keep_until = said.keep_until if said.verdict == Verdict.KEEP else None
        line.save()
    disposal.state = DisposalState.APPRAISED
    disposal.minutes_number, disposal.minutes_on = minutes.number.strip(), minutes.on
    disposal.commission_unit, disposal.appraised_by = minutes.members[0].unit, actor
    disposal.commission = ", ".join(post.employee.short_name for post in _in_order(minutes.members))[:500]
    disposal.full_clean()
    disposal.save()
    _seat(disposal, minutes)
    record(
        "documents.disposal_appraised",
        actor=actor,
        subject=disposal,
        about=[line.file for line in lines],
        data={"number": disposal.minutes_number, "text": disposal.commission},
    )
    return disposal


@act
def draw_act(*, actor: Employee, disposal: Disposal) -> Disposal:
    """Draw up the destruction act under the agency's next number of the year.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``disposal-moved-on``, ``nothing-to-destroy``.
    """
    require(policies.may_keep_plans(actor, disposal.agency_id))
    Agency.objects.select_for_update().get(pk=disposal.agency_id)
    disposal = _locked(disposal, DisposalState.APPRAISED)
    if not disposal.lines.filter(verdict=Verdict.DESTROY).exists():
        raise ValidationError(_("The commission destroys nothing: give this offer up."), code="nothing-to-destroy")
    today = clock.today()
    given = Disposal.objects.filter(agency=disposal.agency_id, act_year=today.year).aggregate(last=Max("act_ordinal"))
    disposal.act_year, disposal.act_ordinal, disposal.act_on = today.year, (given["last"] or 0) + 1, today
    disposal.state = DisposalState.DRAWN
    disposal.save()
    record("documents.act_drawn", actor=actor, subject=disposal, data={"number": disposal.act_number})
    return disposal


@act
def approve_act(*, actor: Employee, disposal: Disposal) -> Disposal:
    """Approve a destruction act as the head; what the commission keeps longer or permanently gets its new day now.

    Raises:
        PermissionDenied: the actor does not sign for the agency.
        ValidationError: ``disposal-moved-on``, ``same-person`` (the appraisal was entered by the same person).
    """
    require(policies.may_approve_plans(actor, disposal.agency_id))
    disposal = _locked(disposal, DisposalState.DRAWN)
    if actor.pk in (disposal.appraised_by_id, disposal.offered_by_id):
        raise ValidationError(_("Another person approves what you have offered."), code="same-person")
    disposal.state, disposal.approved_on, disposal.approved_by = DisposalState.APPROVED, clock.today(), actor
    disposal.approver_post = post_of(actor, disposal.agency_id)
    disposal.save()
    for line in plan_selectors.lines(disposal):
        _keep(actor, line)
    record("documents.act_approved", actor=actor, subject=disposal, data={"number": disposal.act_number})
    return disposal


@act
def destroy(*, actor: Employee, disposal: Disposal, act_number: str) -> Disposal:
    """Carry an approved act out: the contents and texts of its files go for good; cards, numbers, history and act stay.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``disposal-moved-on``, ``act-number-wrong`` (it is written down once more as confirmation).
    """
    require(policies.may_keep_plans(actor, disposal.agency_id))
    disposal = _locked(disposal, DisposalState.APPROVED)
    if act_number.strip() != disposal.act_number:
        raise ValidationError(
            {"act_number": ValidationError(_("This is not the number of the act."), code="act-number-wrong")}
        )
    lines = [line for line in plan_selectors.lines(disposal) if line.verdict == Verdict.DESTROY]
    files = list(FileIndex.objects.select_for_update(of=("self",)).filter(pk__in=[line.file_id for line in lines]))
    done = destruction.destroy_contents(actor, disposal, files)
    for file in files:
        file.state, file.destroyed_by = FileState.DESTROYED, disposal
        file.save()
        record(
            "documents.file_destroyed",
            actor=actor,
            subject=file,
            about=[disposal],
            data={"index": file.index, "title": file.title, "number": disposal.act_number},
        )
    disposal.state, disposal.destroyed_at, disposal.destroyed_by = DisposalState.DESTROYED, clock.now(), actor
    disposal.papers_destroyed, disposal.contents_destroyed = done.papers, done.contents
    disposal.save()
    record(
        "documents.destroyed",
        actor=actor,
        subject=disposal,
        about=files,
        data={"number": disposal.act_number, "papers": done.papers, "contents": done.contents},
    )
    return disposal


@act
def give_up(*, actor: Employee, disposal: Disposal, reason: str) -> Disposal:
    """Give a disposal up before anything is destroyed: its files may be offered again. The act keeps its number.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``disposal-moved-on``.
    """
    require(policies.may_keep_plans(actor, disposal.agency_id))
    said = reason_of(reason)
    disposal = _locked(disposal, *OPEN_STATES)
    disposal.state, disposal.cancel_reason = DisposalState.CANCELLED, said
    disposal.save()
    record("documents.disposal_given_up", actor=actor, subject=disposal, data={"reason": said})
    return disposal


def _wrong_members(disposal: Disposal, minutes: Minutes) -> dict[str, ValidationError]:
    if not minutes.members:
        return {"members": ValidationError(_("Say who sat on the commission."), code="members-missing")}
    sitting = plan_selectors.commission_posts(disposal.agency_id, minutes.on)
    units = {post.unit_id for post in minutes.members}
    if len(units) > 1 or not {post.pk for post in minutes.members} <= {post.pk for post in sitting}:
        message = _("All members are of one commission of the structure, on the day of the minutes.")
        return {"members": ValidationError(message, code="member-not-of-commission")}
    return {}


def _seat(disposal: Disposal, minutes: Minutes) -> None:
    """Write down who sat on the commission, in place of who was written before."""
    known = {one.employee_id: one for one in disposal.members.all()}
    for ordinal, post in enumerate(_in_order(minutes.members), 1):
        member = known.pop(post.employee_id, None) or DisposalMember(disposal=disposal, employee=post.employee)
        member.ordinal, member.name, member.post = ordinal, post.employee.short_name, post.title
        member.is_chair = post.position == Position.HEAD
        member.save()
    for gone in known.values():
        gone.delete()


def _in_order(members: Sequence[Post]) -> list[Post]:
    """The chair first, then by names."""
    by_person = {post.employee_id: post for post in members}
    return sorted(
        by_person.values(), key=lambda post: (post.position != Position.HEAD, post.employee.last_name, post.pk)
    )


def _wrong(line: DisposalLine, said: Appraisal) -> dict[str, ValidationError]:
    if said.verdict not in Verdict.values:
        message = _("Say what the commission decided.")
        return {f"verdict_{line.ordinal}": ValidationError(message, code="verdict-missing")}
    is_marked = line.file.kind is not None and line.file.kind.is_appraised
    if not said.reason.strip() and (said.verdict != Verdict.DESTROY or is_marked):
        message = _("Name the ground: papers marked EPK are looked through, and what is kept is kept for a reason.")
        return {f"reason_{line.ordinal}": ValidationError(message, code="reason-missing")}
    if said.verdict == Verdict.KEEP and (said.keep_until is None or said.keep_until <= clock.today()):
        message = _("Name a day ahead until which it is kept.")
        return {f"keep_until_{line.ordinal}": ValidationError(message, code="keep-until-wrong")}
    return {}


def _keep(actor: Employee, line: DisposalLine) -> None:
    if line.verdict not in (Verdict.KEEP, Verdict.PERMANENT):
        return
    file = FileIndex.objects.select_for_update(of=("self",)).select_related("kind").get(pk=line.file_id)
    file.is_kept_forever = line.verdict == Verdict.PERMANENT
    file.kept_until = line.keep_until
    file.save()
    recompute(actor, file, RetentionEvent.APPRAISED, line.reason)


def _locked(disposal: Disposal, *states: str) -> Disposal:
    found = Disposal.objects.select_for_update(of=("self",)).get(pk=disposal.pk)
    if found.state not in states:
        raise ValidationError(
            _("This disposal has moved on: %(state)s.") % {"state": found.get_state_display()}, code="disposal-moved-on"
        )
    return found
