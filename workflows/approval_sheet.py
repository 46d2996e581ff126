"""What the approval sheet and the protocol of disagreements tell, from the rows of an approval."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from documents.models import Document
from documents.pdf.approval import Line, Sheet
from workflows import approval_selectors
from workflows.approving import Approval, ApprovalStage, ApprovalState, Approver, ApproverState, Visa, VisaRemark

SHOWN_OF_DIGEST = 16
MOMENT = "%d.%m.%Y %H:%M"


def sheet_of(approval: Approval) -> Sheet:
    """Every visa ever given on the document, stage by stage, and who is still asked."""
    route = approval_selectors.route(approval)
    places = {one.employee_id: one for standing in route for one in standing.approvers}
    lines = [
        (visa.stage or 0, _given(visa, places.get(visa.in_turn_for_id or visa.approver_id)))
        for visa in approval_selectors.visas(approval.document)
    ]
    for standing in route:
        waiting = [one for one in standing.approvers if one.state != ApproverState.SPOKEN]
        lines += [(standing.stage.ordinal, _awaited(standing.stage, one)) for one in waiting]
    ordered = [line for _stage, line in sorted(lines, key=lambda one: one[0])]
    return Sheet(_("Approval sheet"), _facts(approval), ordered, _closing(approval))


def protocol_of(approval: Approval) -> Sheet:
    """Every remark with its answer, of all versions."""
    said = [(visa, remark) for visa in approval_selectors.visas(approval.document) for remark in visa.remarks.all()]
    lines = [_remark(number, remark, visa) for number, (visa, remark) in enumerate(said, 1)]
    left = sum(remark.answered_at is None for _visa, remark in said)
    closing = _("Remarks: %(count)s, not answered yet: %(left)s.") % {"count": len(said), "left": left}
    return Sheet(_("Protocol of disagreements"), _facts(approval), lines, closing)


def _given(visa: Visa, place: Approver | None) -> Line:
    notes = []
    if visa.in_turn_for is not None:
        notes.append(_("for %(person)s, who is away") % {"person": visa.in_turn_for.short_name})
    if visa.delegated_by is not None:
        notes.append(_("delegated by %(person)s") % {"person": visa.delegated_by.short_name})
    elif place is not None and place.added_by is not None:
        notes.append(_("added by %(person)s") % {"person": place.added_by.short_name})
    if place is not None and place.reason:
        notes.append(place.reason)
    if visa.fallen_at is not None:
        notes.append(_("fell with another version, %(moment)s") % {"moment": _moment(visa.fallen_at)})
    if visa.digest:
        notes.append(f"SHA-256 {visa.digest[:SHOWN_OF_DIGEST]}…")
    cells = [
        str(visa.stage or ""),
        f"{visa.approver.short_name}, {visa.approver_post}",
        str(visa.get_verdict_display()),
        _remarks_of(visa),
        _moment(visa.given_at),
        str(visa.version),
        "; ".join(notes),
    ]
    return Line(cells, is_past=visa.fallen_at is not None)


def _remarks_of(visa: Visa) -> str:
    """The remarks in one line, numbered as in the protocol where there are several."""
    lines = [line.strip() for line in visa.remark.splitlines() if line.strip()]
    return " ".join(f"{number}) {line}" for number, line in enumerate(lines, 1)) if len(lines) > 1 else visa.remark


def _awaited(stage: ApprovalStage, one: Approver) -> Line:
    notes = []
    if one.delegated_by is not None:
        notes.append(_("delegated by %(person)s") % {"person": one.delegated_by.short_name})
    if one.added_by is not None:
        notes.append(_("added by %(person)s") % {"person": one.added_by.short_name})
    if one.reason:
        notes.append(one.reason)
    post = one.employee.main_post
    who = f"{one.employee.short_name}, {post.title}" if post else one.employee.short_name
    return Line([str(stage.ordinal), who, str(one.get_state_display()), "", "", "", "; ".join(notes)])


def _remark(number: int, remark: VisaRemark, visa: Visa) -> Line:
    if remark.answered_at is None:
        decision = _("not answered yet")
    else:
        taken = _("taken into account") if remark.is_taken else _("declined")
        author = remark.answered_by.short_name if remark.answered_by else ""
        decision = f"{taken}; {author}, {_moment(remark.answered_at)}"
    who = f"{visa.approver.short_name}, {visa.approver_post}"
    return Line([str(number), who, remark.text, decision, remark.answer, str(visa.version)])


def _facts(approval: Approval) -> list[str]:
    document = approval.document
    facts = [
        _("Document: %(document)s") % {"document": _named(document)},
        _("Submitted by: %(person)s") % {"person": approval.author.short_name},
        _("Version %(version)s, SHA-256 of its content %(digest)s")
        % {"version": approval.version or "—", "digest": approval.digest or "—"},
    ]
    if document.access:
        facts.insert(0, str(document.get_access_display()))
    return facts


def _closing(approval: Approval) -> str:
    if approval.state == ApprovalState.AGREED and approval.ended_at is not None:
        return _("The approval ended on %(moment)s: all have agreed.") % {"moment": _moment(approval.ended_at)}
    return _("State of the approval: %(state)s.") % {"state": approval.get_state_display()}


def _named(document: Document) -> str:
    number = f"{document.number}, " if document.number else ""
    to = f" ({'; '.join(one.name for one in document.addressees)})" if document.correspondent_name else ""
    return f"{number}{document.subject}{to}"


def _moment(moment: datetime) -> str:
    return localtime(moment).strftime(MOMENT)
