"""What the approval sheet and the protocol of disagreements tell, from the rows of an approval."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from documents.models import Document
from documents.pdf.approval import Line, Sheet
from workflows import approval_selectors
from workflows.approving import Approval, ApprovalState, Approver, ApproverState, Visa, VisaRemark

SHOWN_OF_DIGEST = 16
MOMENT = "%d.%m.%Y %H:%M"


def sheet_of(approval: Approval) -> Sheet:
    """Every visa ever given on the document, stage by stage, and who is still asked."""
    document = approval.document
    given = approval_selectors.visas(document)
    lines = [_line(visa) for visa in given]
    for standing in approval_selectors.route(approval):
        lines += [_awaited(one) for one in standing.approvers if one.state != ApproverState.SPOKEN]
    lines.sort(key=lambda line: _stage_of(line.cells[0]))
    return Sheet(_("Approval sheet"), _facts(approval), lines, _closing(approval))


def protocol_of(approval: Approval) -> Sheet:
    """Every remark with its answer, of all versions."""
    remarks = [remark for visa in approval_selectors.visas(approval.document) for remark in visa.remarks.all()]
    by_visa = {visa.pk: visa for visa in approval_selectors.visas(approval.document)}
    lines = [_remark(number, one, by_visa[one.visa_id]) for number, one in enumerate(remarks, 1)]
    left = sum(one.answered_at is None for one in remarks)
    closing = _("Remarks: %(count)s, not answered yet: %(left)s.") % {"count": len(remarks), "left": left}
    return Sheet(_("Protocol of disagreements"), _facts(approval), lines, closing)


def _line(visa: Visa) -> Line:
    notes = []
    if visa.in_turn_for is not None:
        notes.append(_("for %(person)s, who is away") % {"person": visa.in_turn_for.short_name})
    if visa.delegated_by is not None:
        notes.append(_("delegated by %(person)s") % {"person": visa.delegated_by.short_name})
    if visa.fallen_at is not None:
        notes.append(_("fell with another version, %(moment)s") % {"moment": _moment(visa.fallen_at)})
    if visa.digest:
        notes.append(f"SHA-256 {visa.digest[:SHOWN_OF_DIGEST]}…")
    cells = [
        str(visa.stage or ""),
        f"{visa.approver.short_name}, {visa.approver_post}",
        str(visa.get_verdict_display()),
        visa.remark,
        _moment(visa.given_at),
        str(visa.version),
        "; ".join(notes),
    ]
    return Line(cells, is_past=visa.fallen_at is not None)


def _awaited(one: Approver) -> Line:
    notes = []
    if one.delegated_by is not None:
        notes.append(_("delegated by %(person)s") % {"person": one.delegated_by.short_name})
    if one.added_by is not None:
        notes.append(_("added by %(person)s") % {"person": one.added_by.short_name})
    if one.reason:
        notes.append(one.reason)
    post = one.employee.main_post
    who = f"{one.employee.short_name}, {post.title}" if post else one.employee.short_name
    return Line([str(one.stage.ordinal), who, str(one.get_state_display()), "", "", "", "; ".join(notes)])


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
    to = f" ({document.correspondent_name})" if document.correspondent_name else ""
    return f"{number}{document.subject}{to}"


def _moment(moment: object) -> str:
    return localtime(moment).strftime(MOMENT)  # type: ignore[arg-type]  # a moment of a row


def _stage_of(cell: str) -> int:
    return int(cell) if cell.isdecimal() else 0
