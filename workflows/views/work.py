"""The page of a work item: what it is about, the one primary next action, the others, and the paper beside them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from agencies.templatetags.words import hours
from citizens.selectors import unseen_mentions
from documents import selectors as documents
from documents.models import Document, LetterTemplate, State
from exchange.models import OutboxMessage
from history import selectors as record
from history.shown import reading_as
from signing.selectors import certificate_of
from workflows import actions, approval_selectors, assigned_selectors, handing, policies, selectors, steps
from workflows.action import Action
from workflows.assigned import Assignment
from workflows.execution_actions import TAKE
from workflows.forms.approvals import ReadyRouteForm
from workflows.forms.base import ActionForm
from workflows.forms.helping import CollectForm
from workflows.forms.letters import FORMS_BY_PURPOSE, LetterForm
from workflows.models import OWN_STEPS, WorkItem, WorkKind, WorkState
from workflows.services import approvals, cases, desk, effort, letters
from workflows.serving import OF_COMPLAINT, decision_on

# What is decided on a request for a service or on a complaint about one, and whether it was returned.
DECIDED = (*OF_COMPLAINT, *OF_COMPLAINT.values())
# Acts of which the last one tells whether the work came back with a remark.
RETURNS: dict[str, tuple[str, ...]] = {
    WorkKind.REVISE: ("workflows.returned",),
    WorkKind.REVISE_ORDER: ("workflows.returned",),
    WorkKind.EXECUTE: ("workflows.reported", "workflows.report_returned", "workflows.own_step_returned", *DECIDED),
    WorkKind.DO: ("workflows.assignment_reported", "workflows.assignment_returned"),
}


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """A work item that lies with the person; a POST names the action that it does."""
    employee = _employee(request)
    found = _item(employee, pk)
    if found.kind == WorkKind.REGISTER and found.message_id:
        return redirect("exchange:package", found.message_id)
    if not policies.may_work(employee, found):
        return _moved_on(request, found)
    offered = actions.actions_of(found)
    chosen = next((one for one in offered if one.name == request.POST.get("action")), None)
    forms = {one.name: _form(request, one, employee, found, is_chosen=one is chosen) for one in offered}
    if chosen is not None and forms[chosen.name].is_valid():
        try:
            chosen.do(employee, found, forms[chosen.name])
        except ValidationError as error:
            refuse(forms[chosen.name], error)
        else:
            messages.success(request, str(chosen.done))
            return redirect("workflows:item", pk) if chosen.stays else redirect("workflows:desk")
    status = 422 if chosen is not None else 200
    context = _context(request, employee, found, offered, forms, chosen)
    return render(request, "workflows/item.html", context, status=status)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a taken item down."""
    return _simple(request, pk, lambda employee, found: desk.release(actor=employee, item=found), _("Laid down."))


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop counting time on an item, and do not begin again by the mere opening of its page."""
    employee = _employee(request)
    effort.pause(actor=employee, item=_item(employee, pk))
    return redirect(f"{reverse('workflows:item', args=[pk])}?paused=1")


@reading_as("")
@require_POST
def touch(request: HttpRequest, pk: int) -> JsonResponse:
    """The open page says that its person is active; the answer is the time spent so far."""
    employee = _employee(request)
    found = _item(employee, pk)
    if policies.may_work(employee, found):
        effort.touch(actor=employee, item=found)
    return JsonResponse({"spent": hours(selectors.spent_on_item(found, employee))})


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the person: changed, submitted for approval, or discarded."""
    employee = _employee(request)
    document = get_object_or_404(
        Document.objects.visible_to(employee).select_related("case__applicant", "agency", "template__docx"),
        pk=pk,
        author=employee,
        state=State.DRAFT,
    )
    found = get_object_or_404(
        WorkItem.objects.lying_with(employee), case=document.case_id, kind__in=[WorkKind.EXECUTE, WorkKind.AWAIT_REPLY]
    )
    form_class = FORMS_BY_PURPOSE[document.purpose]
    is_written = request.method == "POST" and request.POST.get("action") in ("save", "submit")
    form = form_class(
        request.POST if is_written else None,
        request.FILES if is_written else None,
        employee=employee,
        item=found,
        initial=actions.letter_values(document) | _chosen_template(request),
    )
    approval = approval_selectors.approval_of(document)
    ready = ReadyRouteForm(request.POST if is_written else None, document=document, approval=approval, drafter=employee)
    helping = CollectForm(request.POST or None, case=document.case, reader=employee) if document.case else None
    if helping is not None and request.POST.get("action") == "collect" and helping.is_valid():
        collected = helping.added_to(request.POST)
        form = form_class(collected, employee=employee, item=found, initial=actions.letter_values(document))
        form.keep_quiet()
    elif request.method == "POST":
        try:
            done = _draft_done(request, employee, document, form, ready)
        except ValidationError as error:
            refuse(form, error)
            done = ""
        if done:
            messages.success(request, done)
            return redirect("workflows:item", found.pk)
    context = {
        "form": form,
        "document": document,
        "item": found,
        "files": documents.current_files(document),
        "has_form": documents.form_of(document) is not None,
        "route": approval_selectors.route(approval),
        "ready": ready if ready.routes else None,
        "going": approval.ready if approval else None,
        "helping": helping if helping is not None and helping.fields else None,
        "may_reuse": document.purpose in LetterTemplate.TO_APPLICANT,
    }
    return render(request, "workflows/draft.html", context, status=422 if form.errors or ready.errors else 200)


def _draft_done(request: HttpRequest, employee: Employee, document: Document, form: Any, ready: ReadyRouteForm) -> str:
    action = request.POST.get("action")
    if action == "discard":
        letters.discard_draft(actor=employee, document=document)
        return _("The draft is discarded.")
    if not form.is_bound or not all([form.is_valid(), ready.is_valid()]):
        return ""
    letters.change_draft(actor=employee, document=document, letter=form.draft())
    if action == "save":
        if ready.chosen is not None and ready.has_changed():
            approvals.take_ready_route(actor=employee, document=document, version=ready.chosen)
        return _("The draft is saved.")
    letters.submit_letter(actor=employee, document=document, route=ready.chosen)
    return _("The letter is on approval.")


def _simple(request: HttpRequest, pk: int, do: Any, done: str) -> HttpResponse:
    employee = _employee(request)
    found = _item(employee, pk)
    try:
        do(employee, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("workflows:item", pk)


def _form(request: HttpRequest, action: Action, employee: Employee, found: WorkItem, *, is_chosen: bool) -> ActionForm:
    initial = actions.letter_values(found.document) if action.name == "revise" and found.document else {}
    if issubclass(action.form, LetterForm):
        initial |= _chosen_template(request)
    return action.form(
        request.POST if is_chosen else None,
        request.FILES if is_chosen else None,
        employee=employee,
        item=found,
        initial=initial,
        auto_id=f"{action.name}_%s",
    )


def _chosen_template(request: HttpRequest) -> dict[str, Any]:
    """The template that the person asks for; of another purpose it fills nothing."""
    asked = request.GET.get("template", "")
    return {"chosen_template": asked} if asked.isdigit() else {}


def _context(
    request: HttpRequest,
    employee: Employee,
    found: WorkItem,
    offered: tuple[Action, ...],
    forms: dict[str, ActionForm],
    chosen: Action | None,
) -> dict[str, Any]:
    case, document = found.case, found.document
    subject = found.assignment or case or document
    instead = steps.instead_of_form(found, selectors.open_work(case=case), employee) if case else None
    panels = [(one, forms[one.name], one is chosen) for one in offered]
    take = next((panel for panel in panels[1:] if panel[0] is TAKE), None)
    panels = [panel for panel in panels if panel is not take]
    return {
        "item": found,
        "case": case,
        "document": document,
        "assignment": found.assignment,
        "instead": instead,
        "primary": panels[0] if panels and not instead else None,
        "others": panels if instead else panels[1:],
        "take": take,
        "drafts": selectors.drafts(case, employee) if case else [],
        "letters": selectors.letters(case) if case else [],
        "acts": record.timeline(subject).reverse() if subject else [],
        "spent": selectors.spent_on_item(found, employee),
        "is_counting": found.state == WorkState.TAKEN and policies.may_work(employee, found),
        "in_turn_for": found.assignee if policies.is_in_substitution(employee, found) else None,
        "may_go": handing.may_go(employee, found),
        "is_paused": request.GET.get("paused") == "1",
        **_papers(employee, found),
    }


def _delivery_noted(document: Document, found: WorkItem) -> OutboxMessage | None:
    """The message that a problem is about: of a letter to several the latest to the addressee whom its note names, and
    none of what came back on paper.
    """
    if not document.further_addressees:
        return selectors.deliveries(document).last()
    sent = list(selectors.deliveries(document).reverse())
    noted = (one for one in sent if found.note.startswith(f"{one.correspondent.name}: "))
    return next(noted, None)


def _awaited(inquiry: Document) -> tuple[Document, OutboxMessage | None, list[str]]:
    """An inquiry that awaits replies, its message where it went to one, and of several those who have not answered."""
    if inquiry.further_addressees:
        return inquiry, None, selectors.silent_addressees(inquiry)
    return inquiry, selectors.deliveries(inquiry).last(), []


def _papers(employee: Employee, found: WorkItem) -> dict[str, Any]:
    """What the person reads before they act: the letter, the appeal, what is awaited, what was reported."""
    case, document, kind = found.case, found.document, found.kind
    papers: dict[str, Any] = {}
    if case is not None:
        papers |= {
            "appeal_files": selectors.appeal_files(case),
            "shows_appeal": kind in (WorkKind.RESOLVE, WorkKind.STEP_FIRST, WorkKind.CHECK_PAPERS),
            "decision": decision_on(case) if case.is_of_service else None,
            "resolution": case.resolutions.select_related("author", "executor").last(),
        }
    if document is not None:
        papers |= {
            "files": list(documents.current_files(document)),
            "visas": approval_selectors.visas(document),
            "approval": (approval := approval_selectors.approval_of(document)),
            "route": approval_selectors.route(approval),
        }
    if kind == WorkKind.SIGN and document is not None:
        papers |= {"to_sign": documents.shown_files(document), "certificate": certificate_of(employee)}
    if kind == WorkKind.MENTIONED and case is not None:
        papers["remarks"] = unseen_mentions(employee, case)
    if kind in (WorkKind.DELIVERY_PROBLEM, WorkKind.UNDELIVERED) and document is not None:
        papers["delivery"] = _delivery_noted(document, found)
    if kind == WorkKind.AWAIT_REPLY and case is not None:
        papers["awaited"] = [_awaited(one) for one in cases.unanswered_inquiries(case)]
    if kind in (WorkKind.CONTROL, WorkKind.FILE, *OWN_STEPS) and case is not None:
        papers |= {
            "questions": case.questions.select_related("outcome", "decided_by"),
            "report": record.timeline(case).filter(verb="workflows.reported").last(),
        }
    if found.assignment is not None:
        papers["branch"] = assigned_selectors.branch(found.assignment)
    return papers | _returned(found)


def _returned(found: WorkItem) -> dict[str, Any]:
    """Why the work came back, if it did, and the words of the letter that were marked."""
    document, kind = found.document, found.kind
    subject = found.assignment or (document if kind in (WorkKind.REVISE, WorkKind.REVISE_ORDER) else found.case)
    if kind not in RETURNS or subject is None:
        return {}
    last = record.timeline(subject).filter(verb__in=RETURNS[kind]).last()
    if last is None or not last.data.get("remark"):
        return {"returned": None}
    quote = str(last.data.get("quote", ""))
    return {"returned": last, "marked": letters.marked(document.body, quote) if document is not None else None}


def _moved_on(request: HttpRequest, found: WorkItem) -> HttpResponse:
    messages.info(request, _("This work has already been done or has moved on."))
    if found.assignment_id and Assignment.objects.visible_to(_employee(request)).filter(pk=found.assignment_id):
        return redirect("workflows:assignment", found.assignment_id)
    if found.case_id and found.case is not None:
        return redirect("workflows:case", found.case_id)
    return redirect("workflows:desk")


def _item(employee: Employee, pk: int) -> WorkItem:
    return get_object_or_404(
        WorkItem.objects.visible_to(employee).select_related(
            *("agency", "case__applicant", "case__term_kind", "case__agency", "document__agency", "assignee"),
            *("assignment__issuer", "assignment__executor", "assignment__case", "assignment__document"),
        ),
        pk=pk,
    )


def _employee(request: HttpRequest) -> Employee:
    if not isinstance(request.user, Employee):
        raise Http404
    return request.user
