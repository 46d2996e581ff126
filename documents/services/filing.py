"""Filing: papers go to a volume of a file when nothing is missing, and come back by right while it is open."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Unit
from agencies.policies import require
from agencies.rules import records_office
from citizens import services as citizens
from citizens.models import Case, Stage
from documents import plan_selectors, policies
from documents.models import (
    Document,
    FileIndex,
    FilePlan,
    FileState,
    Filing,
    FilingRule,
    Flow,
    Holds,
    LetterTemplate,
    PlanState,
    State,
    Volume,
)
from documents.services.plans import reason_of
from documents.services.proofs import want_for_filing
from history import clock
from history.acts import act, record

Purpose = LetterTemplate.Purpose
UNFINISHED = (State.DRAFT, State.ON_APPROVAL, State.RETURNED, State.TO_SIGN, State.SIGNED, State.REGISTERED)
LEAST_SHEETS, MOST_SHEETS = 10, 2000


@dataclass(frozen=True)
class Lack:
    """What keeps a paper out of a file: a stable code, and what to do in words."""

    code: str
    text: str


@act
def file_case(*, actor: Employee, case: Case, file_index: FileIndex, sheets: int = 0) -> Case:
    """File a case that is off control, with all its papers, in the open volume of a file; this ends it.

    The first paper of a file opens its first volume.

    Raises:
        PermissionDenied: the actor files nothing in this agency, or does not see the case.
        ValidationError: ``volume-full``, the codes of `lacks_of_case`, or what `citizens.services.close` refuses.
    """
    require(policies.may_file_in(actor, case.agency_id) and policies.sees(actor, case))
    file = _locked(file_index)
    _require_nothing(lacks_of_case(case, file))
    filing = _put(actor, file, sheets, case=case)
    citizens.close(actor=actor, case=case, filed_under=file.index)
    want_for_filing(case=case)
    # Not on the timeline of the file, which lists its papers: it may hold thousands.
    record("documents.case_filed", actor=actor, subject=case, about=[case.applicant], data=_told(file, filing.volume))
    return case


@act
def file_document(*, actor: Employee, document: Document, file_index: FileIndex, sheets: int = 0) -> Filing:
    """File a document that belongs to no case in the open volume of a file.

    Raises:
        PermissionDenied: the actor files nothing in this agency, or does not see the document.
        ValidationError: ``already-filed``, ``volume-full``, the codes of `lacks_of_document`.
    """
    require(policies.may_file_in(actor, document.agency_id) and policies.sees(actor, document))
    document = Document.objects.select_for_update(of=("self",)).select_related("case", "file_index").get(pk=document.pk)
    file = _locked(file_index)
    if plan_selectors.filing_of(document) is not None:
        raise ValidationError(_("This document lies in a file already."), code="already-filed")
    _require_nothing(lacks_of_document(document, file))
    filing = _put(actor, file, sheets, document=document)
    want_for_filing(document=document)
    record("documents.document_filed", actor=actor, subject=document, data=_told(file, filing.volume))
    return filing


@act
def undo_filing(*, actor: Employee, filing: Filing, reason: str) -> Filing:
    """Take a paper back out of a file while its volume is open; a case awaits its filing again.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``reason-missing``, ``filing-undone``, ``volume-closed``.
    """
    require(policies.may_keep_plans(actor, filing.volume.file.agency_id))
    return _undone(actor, filing, reason_of(reason), "documents.filing_undone")


@act
def take_for_work(*, actor: Employee, case: Case, reason: str) -> Filing | None:
    """Take a filed case out of its file because it is taken up again, which the act of the room above decides; nothing
    where it lies in none.

    Raises:
        ValidationError: ``reason-missing``, ``volume-closed``.
    """
    filing = case.filings.filter(undone_at__isnull=True).select_related("volume__file").first()
    if filing is None:
        if case.stage == Stage.FILED:  # filed before volumes were kept
            citizens.reopen(actor=actor, case=case)
        return None
    return _undone(actor, filing, reason_of(reason), "documents.taken_for_work")


def _undone(actor: Employee, filing: Filing, said: str, verb: str) -> Filing:
    volume = Volume.objects.select_for_update().get(pk=filing.volume_id)
    filing = Filing.objects.select_for_update(of=("self",)).select_related("case", "document").get(pk=filing.pk)
    if filing.undone_at is not None:
        raise ValidationError(_("This filing has been undone already."), code="filing-undone")
    if volume.ended_on is not None:
        raise ValidationError(_("The volume is closed: its papers stay in it."), code="volume-closed")
    filing.undone_at, filing.undone_by, filing.undo_reason = clock.now(), actor, said
    filing.save()
    volume.sheets -= min(filing.sheets, volume.sheets)
    volume.save()
    if filing.case is not None:
        citizens.reopen(actor=actor, case=filing.case)
    paper = filing.case or filing.document
    record(
        verb,
        actor=actor,
        subject=filing,
        about=[paper, volume.file],
        data=_told(volume.file, volume) | {"reason": said},
    )
    return filing


@act
def close_volume(*, actor: Employee, volume: Volume, sheets: int, opens_next: bool = True) -> Volume:
    """Close a volume with its count of sheets, and open the next one unless that was the last. Returns the new one,
    or the closed one where none was opened.

    Raises:
        PermissionDenied: the actor files nothing in this agency.
        ValidationError: ``volume-closed``, ``volume-empty``, ``file-not-open``.
    """
    require(policies.may_file_in(actor, volume.file.agency_id))
    file = _locked(volume.file)
    volume = Volume.objects.select_for_update().get(pk=volume.pk)
    if volume.ended_on is not None:
        raise ValidationError(_("This volume is closed already."), code="volume-closed")
    if file.state != FileState.OPEN:
        raise ValidationError(_("This file is no longer kept."), code="file-not-open")
    if not volume.filings.filter(undone_at__isnull=True).exists():
        raise ValidationError(_("There is nothing in this volume yet."), code="volume-empty")
    end_volume(volume, sheets)
    record("documents.volume_closed", actor=actor, subject=file, data=_told(file, volume))
    if not opens_next:
        return volume
    new = Volume.objects.create(file=file, number=volume.number + 1, begun_on=clock.today())
    record("documents.volume_opened", actor=actor, subject=file, data=_told(file, new))
    return new


@act
def set_filing_rule(*, actor: Employee, agency: Agency, sheets_at_most: int, source: str) -> FilingRule:
    """Say how many sheets a volume takes in the agency, and where that is from.

    Raises:
        PermissionDenied: the actor does not keep the agency's plans.
        ValidationError: ``source-missing``, ``sheets-out-of-range``.
    """
    require(policies.may_keep_plans(actor, agency))
    if not source.strip():
        raise ValidationError({"source": ValidationError(_("Name the source."), code="source-missing")})
    if not LEAST_SHEETS <= sheets_at_most <= MOST_SHEETS:
        raise ValidationError(
            {"sheets_at_most": ValidationError(_("From 10 to 2000 sheets."), code="sheets-out-of-range")}
        )
    rule = FilingRule.objects.filter(agency=agency).first() or FilingRule(agency=agency)
    rule.sheets_at_most, rule.source = sheets_at_most, source.strip()
    rule.full_clean()
    rule.save()
    record(
        "documents.filing_rule_set", actor=actor, subject=agency, data={"count": sheets_at_most, "title": rule.source}
    )
    return rule


def lacks_of_case(case: Case, file: FileIndex) -> list[Lack]:
    """What keeps a case out of a file: the codes of `_lacks_of_file`, ``still-on-control``, ``letter-unfinished``,
    ``reply-not-dispatched``, ``unlike-terms``.
    """
    lacks = list(_lacks_of_file(file, case.agency_id, case.unit))
    if case.stage != Stage.OFF_CONTROL:
        lacks.append(Lack("still-on-control", _("The case is still on control.")))
    letters = list(case.documents.select_related("file_index__kind").order_by("id"))
    for letter in letters:
        # By exchange a letter may stay undelivered for good, which its own receipts tell.
        is_left = letter.is_wholly_by_exchange and letter.state == State.REGISTERED
        if letter.flow == Flow.OUTGOING and letter.state in UNFINISHED and not is_left:
            text = _("The letter “%(subject)s” is not finished: dispatch or discard it first.")
            lacks.append(Lack("letter-unfinished", text % {"subject": letter.subject}))
    is_answered = any(
        letter.purpose in (Purpose.ANSWER, Purpose.REPLY, Purpose.NOTICE) and letter.state == State.DISPATCHED
        for letter in letters
    )
    if not is_answered and case.questions.filter(outcome__needs_answer=True).exists():
        lacks.append(Lack("reply-not-dispatched", _("The answer has not been dispatched.")))
    terms = {letter.file_index.kind.term for letter in letters if letter.file_index and letter.file_index.kind}
    is_unlike = file.kind is not None and (
        terms - {file.kind.term} or file.kind.holds not in _fitting(is_appeal=case.is_appeal)
    )
    return [*lacks, *([_unlike(file)] if is_unlike else [])]


def lacks_of_document(document: Document, file: FileIndex) -> list[Lack]:
    """What keeps a document out of a file: the codes of `_lacks_of_file`, ``in-case``, ``not-registered``,
    ``not-dispatched``, ``reply-not-linked``, ``unlike-terms``.
    """
    lacks = list(_lacks_of_file(file, document.agency_id, document.unit))
    if document.case is not None:
        lacks.append(Lack("in-case", _("This document is filed with its case %(number)s.") % {"number": document.case}))
    if document.flow == Flow.OUTGOING and document.state != State.DISPATCHED:
        lacks.append(Lack("not-dispatched", _("The letter has not been dispatched.")))
    elif not document.number or document.state not in (State.REGISTERED, State.DISPATCHED):
        lacks.append(Lack("not-registered", _("Only a registered document is filed.")))
    if document.in_reply_to_text and document.in_reply_to_id is None and document.flow == Flow.OUTGOING:
        lacks.append(Lack("reply-not-linked", _("The letter that this one answers is not linked.")))
    own = document.file_index.kind if document.file_index else None
    is_unlike = file.kind is not None and (
        (own is not None and own.term != file.kind.term) or file.kind.holds not in _fitting_own(document)
    )
    return [*lacks, *([_unlike(file)] if is_unlike else [])]


def end_volume(volume: Volume, sheets: int | None = None) -> None:
    """Close a volume today, with the count of its sheets where somebody counted them."""
    volume.ended_on = clock.today()
    volume.sheets = volume.sheets if sheets is None else sheets
    volume.full_clean()
    volume.save()


def _lacks_of_file(file: FileIndex, agency: int, unit: Unit | None) -> list[Lack]:
    """``file-index-foreign``, ``plan-missing``, ``plan-not-approved``, ``plan-closed``, ``file-not-open``,
    ``file-of-other-year``, ``file-of-other-unit``.
    """
    if file.agency_id != agency:
        return [Lack("file-index-foreign", _("This index is not in the file plan of the agency."))]
    plan = FilePlan.objects.filter(agency=agency, year=file.year).first()
    if plan is None or plan.state == PlanState.DRAFT:
        text = _("The file plan of %(year)s is not approved yet.") % {"year": file.year}
        return [Lack("plan-missing" if plan is None else "plan-not-approved", text)]
    if plan.state == PlanState.CLOSED:
        return [Lack("plan-closed", _("The file plan of %(year)s is closed.") % {"year": file.year})]
    lacks = []
    if file.state != FileState.OPEN:
        text = _("File %(index)s takes no more papers: %(state)s.")
        lacks.append(Lack("file-not-open", text % {"index": file.index, "state": file.get_state_display()}))
    if file.year != clock.today().year:
        text = _("Papers finished in %(year)s are filed by the plan of that year.")
        lacks.append(Lack("file-of-other-year", text % {"year": clock.today().year}))
    office = records_office(file.agency)
    if file.unit_id != office.pk and unit is not None and not unit.path.startswith(file.unit.path):
        text = _("File %(index)s is kept by another unit: %(unit)s.")
        lacks.append(Lack("file-of-other-unit", text % {"index": file.index, "unit": file.unit}))
    return lacks


def _fitting(*, is_appeal: bool) -> set[str]:
    """What a file must be for: appeals lie with appeals, nothing else does; journals and orders take no letters."""
    return (
        {Holds.ANYTHING.value, Holds.APPEALS.value} if is_appeal else {Holds.ANYTHING.value, Holds.CORRESPONDENCE.value}
    )


def _fitting_own(document: Document) -> set[str]:
    """What a file must be for to take a document without a case: orders lie with orders, staff with staff."""
    of_orders = {Flow.ORDER: Holds.ORDERS, Flow.STAFF_ORDER: Holds.STAFF}
    holds = of_orders.get(Flow(document.flow))
    return {Holds.ANYTHING.value, holds.value} if holds else _fitting(is_appeal=False)


def _unlike(file: FileIndex) -> Lack:
    text = _("Papers of unlike terms do not share a file: %(index)s is kept %(period)s for other papers.")
    return Lack("unlike-terms", text % {"index": file.index, "period": file.retention})


def _require_nothing(lacks: list[Lack]) -> None:
    if lacks:
        raise ValidationError({"file_index": [ValidationError(one.text, code=one.code) for one in lacks]})


def _locked(file: FileIndex) -> FileIndex:
    return FileIndex.objects.select_for_update(of=("self",)).select_related("agency", "unit", "kind").get(pk=file.pk)


def _put(
    actor: Employee, file: FileIndex, sheets: int, case: Case | None = None, document: Document | None = None
) -> Filing:
    volume = file.volumes.filter(ended_on__isnull=True).first()
    if volume is None:
        number = (file.volumes.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        volume = Volume.objects.create(file=file, number=number, begun_on=clock.today())
        record("documents.volume_opened", actor=actor, subject=file, data=_told(file, volume))
    limit, _source = plan_selectors.sheets_at_most(file.agency_id)
    if volume.sheets and volume.sheets + sheets > limit:
        raise ValidationError(
            {
                "file_index": ValidationError(
                    _("Volume %(number)s of %(index)s would pass %(limit)s sheets: close it, the next one opens.")
                    % {"number": volume.number, "index": file.index, "limit": limit},
                    code="volume-full",
                )
            }
        )
    volume.sheets += sheets
    volume.save()
    filing = Filing(volume=volume, case=case, document=document, sheets=sheets, filed_on=clock.today(), filed_by=actor)
    filing.full_clean()
    filing.save()
    return filing


def _told(file: FileIndex, volume: Volume) -> dict[str, object]:
    return {"index": file.index, "title": file.title, "volume": volume.number, "on": str(clock.today())}
