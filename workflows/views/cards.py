"""Cards that put several rooms together: the case, the document, and the list of cases."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agencies.models import Employee
from agencies.rules import Power, holds, may_take_part
from citizens.models import DONE, Case, Remark, Stage
from citizens.policies import may_read_remarks, may_remark
from citizens.selectors import threads as threads_of
from documents import plan_selectors as plan
from documents import policies as letter_rules
from documents import selectors as documents
from documents.models import Document, Signature
from documents.policies import may_file_alone, may_see_plans
from documents.post_selectors import objection_to_return, postal_items_of
from exchange.models import OutboxMessage
from history import clock
from history import selectors as record
from workflows import (
    approval_selectors,
    assigned_selectors,
    case_actions,
    complaint_panels,
    considering_selectors,
    designed_selectors,
    elapsed,
    handing,
    incident_selectors,
    list_selectors,
    order_selectors,
    policies,
    selectors,
    steps,
    term_panels,
)
from workflows.models import CaseProcess, Visa
from workflows.services.assignments.shared import GROUNDS
from workflows.views.assignments import may_assign
from workflows.views.terms import panels

PAGE = 50


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases that the person sees, newest first; found by the beginning of a number or of the applicant's surname."""
    employee = cast("Employee", request.user)
    if not may_take_part(employee):
        raise Http404
    text = request.GET.get("q", "").strip()[:80]
    stage = request.GET.get("stage", "")
    is_late = request.GET.get("late") == "1"
    found = selectors.cases(employee, text)
    if stage in Stage.values:
        found = found.filter(stage=stage)
    if is_late:
        found = found.filter(due_on__lt=clock.today()).exclude(stage__in=DONE)
    before = request.GET.get("before", "")
    if before.isdigit():
        found = found.filter(pk__lt=int(before))
    rows = list(found.select_related("applicant", "executor").order_by("-id")[: PAGE + 1])
    return render(
        request,
        "workflows/cases.html",
        {
            "cases": rows[:PAGE],
            "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "q": text,
            "stage": stage,
            "late": is_late,
            "stages": Stage.choices,
            "done": DONE,
            "is_first": not before.isdigit(),
        },
    )


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a case: requisites, questions, documents, route, hours, and every act once."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(
        Case.objects.visible_to(employee).select_related(
            "applicant", "term_kind", "executor", "unit", "agency", "topic", "complained_of"
        ),
        pk=pk,
    )
    resolutions = list(found.resolutions.select_related("author", "executor", "case"))
    open_work = selectors.open_work(case=found)
    reopenings = list(found.reopenings.select_related("by"))
    section = term_panels.section(found, resolutions, reopenings[-1] if reopenings else None)
    discusses = may_read_remarks(employee, found)
    said = Remark.objects.visible_to(employee).filter(case=found)
    threads, earlier = threads_of(said) if discusses else ([], None)
    return render(
        request,
        "workflows/case.html",
        {
            "case": found,
            "section": section,
            "failures": incident_selectors.of_case(found),
            "panels": panels(found, section, employee),
            "complaint": complaint_panels.complaint_of(found, employee),
            "decisions": found.decisions.select_related("case", "prepared_by", "confirmed_by")
            if found.is_of_service
            else (),
            "questions": found.questions.select_related("outcome", "decided_by"),
            "documents": selectors.letters(found),
            "resolutions": resolutions,
            "visas": Visa.objects.filter(document__case=found).select_related("document", "approver"),
            "signatures": Signature.objects.filter(document__case=found).select_related("document").order_by("id"),
            "participations": found.participations.in_force().select_related("employee"),
            "is_from_outside": found.agency_id not in may_take_part(employee),
            "messages_out": OutboxMessage.objects.filter(document__case=found)
            .select_related("document", "correspondent")
            .order_by("id"),
            "spent": selectors.spent_on_case(found),
            "time": elapsed.time_of(found),
            "assignments": assigned_selectors.tree(found),
            "may_assign": found.stage not in DONE and may_assign(employee, found),
            "may_draft_resolution": found.stage == Stage.REGISTERED and policies.may_draft_assignment(employee, found),
            "of_type": designed_selectors.type_of(
                CaseProcess.objects.select_related("design").filter(case=found, design__isnull=False).first()
            ),
            "own_values": designed_selectors.values_of(found),
            "steps": steps.steps_of(open_work, employee),
            "to_give": [one for one in open_work if one.assignee_id and handing.may_go(employee, one)],
            "is_done": found.stage in DONE,
            "may_take_back": found.stage == Stage.REPORTED and policies.may_execute(employee, found),
            "case_actions": case_actions.offered(employee, found),
            "cancellations": found.cancellations.select_related("by", "undone_by", "double_of"),
            "reopenings": reopenings,
            "may_follow": holds(employee, Power.DISCUSS),
            "is_followed": list_selectors.follows(employee, found),
            "may_see_changes": holds(employee, Power.WATCH_HISTORY, found.agency_id),
            "may_see_hours": holds(employee, Power.WATCH_LOAD, found.agency_id),
            "acts": record.timeline(found),
            "filing": plan.filing_of(found),
            "may_see_plan": may_see_plans(employee, found.agency_id),
            "discusses": discusses,
            "threads": threads,
            "following": earlier,
            "may_write": discusses and not found.is_over and may_remark(employee, found),
        },
    )


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a document: requisites, files, signatures, visas, delivery, every act once."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(
        Document.objects.visible_to(employee).select_related(
            *("case", "journal", "registrar", "author", "approver", "signer", "unit", "in_reply_to", "file_index"),
            *("kind", "addressee", "copy_of", "template__docx"),
        ),
        pk=pk,
    )
    filing = plan.filing_of(found)
    is_registrar = holds(employee, Power.REGISTER, found.agency_id)
    return render(
        request,
        "workflows/document.html",
        {
            "document": found,
            "files": found.files.select_related("stored", "destroyed_by"),
            "filing": filing,
            "may_see_plan": may_see_plans(employee, found.agency_id),
            "may_be_filed": filing is None and may_file_alone(employee, found),
            "signatures": found.signatures.all(),
            "visas": approval_selectors.visas(found),
            "approval": (approval := approval_selectors.approval_of(found)),
            "route": approval_selectors.route(approval),
            "may_route": policies.may_route(employee, found),
            "deliveries": (sent := list(selectors.deliveries(found).prefetch_related("receipts"))),
            "addressed": selectors.deliveries_by_addressee(found, sent) if found.further_addressees else [],
            "addressed_with": selectors.addressed_with(found),
            "postal": postal_items_of(found),
            "may_print_sheet": is_registrar and bool(found.number),
            "may_note_return": is_registrar and not objection_to_return(found),
            "may_undo_return": is_registrar and found.came_back_on is not None,
            "replies": Document.objects.visible_to(employee).filter(in_reply_to=found).order_by("id"),
            "assignments": assigned_selectors.tree(found),
            "may_assign": found.state in GROUNDS and may_assign(employee, found),
            "steps": steps.steps_of(selectors.open_work(document=found), employee),
            "considerations": considering_selectors.processes_of(found),
            "may_take_back_order": policies.may_take_back_order(employee, found),
            "is_own_draft": order_selectors.is_own_draft(employee, found),
            "readers": considering_selectors.readers_of(found),
            "may_consider_anew": considering_selectors.may_be_considered_anew(employee, found),
            "has_form": letter_rules.may_make_form(employee, found) and documents.form_of(found) is not None,
            "has_container": selectors.containers_of(found).filter(destroyed_by__isnull=True).exists(),
            "check": selectors.check_of_container(found) if request.GET.get("check") == "1" else None,
            "acts": record.timeline(found),
        },
    )
