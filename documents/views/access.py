"""Pages of access marks: who sees a marked paper and by what, the mark itself, the register of paper copies."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from citizens import policies as roles
from citizens import services as citizens
from citizens.models import Case
from documents import access, files, policies, services
from documents.forms.access import (
    DestroyForm,
    EndPartForm,
    HandForm,
    InviteForm,
    MakeCopiesForm,
    MarkForm,
    NameForm,
    ReturnForm,
    StrikeForm,
)
from documents.models import Document
from documents.pdf.copies import copies_pdf
from history.models import Reading
from history.shown import reading_as

Panel = tuple[str, Any, forms.Form]


@require_http_methods(["GET", "POST"])
def case_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sees a case and by what; its mark, and who has to know it."""
    found = get_object_or_404(Case.objects.visible_to(_employee(request)).select_related("agency", "applicant"), pk=pk)
    return _access(request, found, reverse("workflows:case", args=[pk]))


@require_http_methods(["GET", "POST"])
def document_access(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of a document without a case; what belongs to a case has the access of the case."""
    found = get_object_or_404(Document.objects.visible_to(_employee(request)).select_related("agency"), pk=pk)
    if found.case_id is not None:
        if request.method == "POST":
            raise Http404
        return redirect("documents:case-access", found.case_id)
    return _access(request, found, reverse("workflows:document", args=[pk]))


@require_http_methods(["GET", "POST"])
def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """The register of the paper copies of a marked document, and their way from hand to hand."""
    employee = _employee(request)
    found = get_object_or_404(Document.objects.visible_to(employee).exclude(access="").select_related("case"), pk=pk)
    panels = _copy_panels(request, employee, found) if policies.may_keep_copies(employee, found) else []
    done = _done(request, panels, lambda name, data: _COPY_ACTS[name](employee, found, data))
    if done:
        return redirect("documents:copies", pk)
    context = {
        "document": found,
        "copies": found.paper_copies.select_related("holder"),
        "moves": found.copy_moves.select_related("copy"),
        "panels": panels,
        "chosen": request.POST.get("action"),
    }
    return render(request, "documents/copies.html", context, status=_status(panels))


@reading_as(Reading.Kind.PRINTED)
@require_GET
def copies_print(request: HttpRequest, pk: int) -> FileResponse:
    """The register of copies, to be printed."""
    found = get_object_or_404(
        Document.objects.visible_to(_employee(request)).exclude(access="").select_related("agency"), pk=pk
    )
    return FileResponse(copies_pdf(found), content_type=files.PDF, filename=f"copies-{found.pk}.pdf")


def _access(request: HttpRequest, paper: Case | Document, back: str) -> HttpResponse:
    employee = _employee(request)
    panels = _access_panels(request, employee, paper)
    if _done(request, panels, lambda name, data: _ACCESS_ACTS[name](employee, paper, data)):
        is_case = isinstance(paper, Case)
        if not policies.sees(employee, paper):
            return redirect("workflows:desk")
        return redirect("documents:case-access" if is_case else "documents:access", paper.pk)
    context = {
        "paper": paper,
        "back": back,
        "rows": access.who_sees(paper),
        "ended": access.ended_needs(paper),
        "left": access.left(paper) if isinstance(paper, Case) else [],
        "panels": panels,
        "chosen": request.POST.get("action"),
        "may_link": isinstance(paper, Case) and not paper.access and roles.may_invite(employee, paper),
    }
    return render(request, "documents/access.html", context, status=_status(panels))


def _access_panels(request: HttpRequest, employee: Employee, paper: Case | Document) -> list[Panel]:
    offered: list[Panel] = []
    if isinstance(paper, Case) and roles.may_invite(employee, paper):
        people = access.staff(paper.agency)
        offered.append(("invite", _("Ask to take part"), _bound(request, "invite", InviteForm, people=people)))
        parts = access.invited(paper)
        if parts:
            offered.append(("end", _("End a part"), _bound(request, "end", EndPartForm, parts=parts)))
    if not paper.access and policies.may_mark(employee, paper):
        offered.append(("mark", _("Mark for official use only"), _bound(request, "mark", MarkForm)))
    if paper.access and policies.may_name(employee, paper):
        people = access.people_to_name(paper)
        offered.append(("name", _("Name a person"), _bound(request, "name", NameForm, people=people)))
        needs = access.needs(paper)
        if needs:
            offered.append(("strike", _("Strike a person off"), _bound(request, "strike", StrikeForm, needs=needs)))
    if paper.access and policies.may_lift_mark(employee, paper):
        offered.append(("lift", _("Lift the mark"), _bound(request, "lift", MarkForm)))
    return offered


def _copy_panels(request: HttpRequest, employee: Employee, document: Document) -> list[Panel]:
    rows = document.paper_copies.all()
    given = {"copies": rows, "people": access.staff(document.agency)}
    offered: list[Panel] = [("make", _("Enter copies"), _bound(request, "make", MakeCopiesForm))]
    if any(one.state == HandForm.state for one in rows):
        offered.append(("hand", _("Hand a copy out"), _bound(request, "hand", HandForm, **given)))
        offered.append(("destroy", _("Destroy a copy"), _bound(request, "destroy", DestroyForm, **given)))
    if any(one.state == ReturnForm.state for one in rows):
        offered.append(("return", _("Take a copy back"), _bound(request, "return", ReturnForm, **given)))
    return offered


def _bound(request: HttpRequest, name: str, form: type[forms.Form], **given: Any) -> forms.Form:
    is_chosen = request.method == "POST" and request.POST.get("action") == name
    return form(request.POST if is_chosen else None, auto_id=f"{name}_%s", **given)


def _done(request: HttpRequest, panels: list[Panel], do: Callable[[str, dict[str, Any]], object]) -> bool:
    """Whether the action that a POST names was done."""
    if request.method != "POST":
        return False
    chosen = next(((name, form) for name, _label, form in panels if name == request.POST.get("action")), None)
    if chosen is None:
        messages.info(request, _("This cannot be done, or not any more."))
        return True
    name, form = chosen
    if not form.is_valid():
        return False
    try:
        do(name, form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, _("Done."))
    return True


def _status(panels: list[Panel]) -> int:
    return 422 if any(form.errors for _name, _label, form in panels) else 200


_ACCESS_ACTS: dict[str, Callable[[Employee, Any, dict[str, Any]], object]] = {
    "invite": lambda actor, paper, data: citizens.invite(actor=actor, case=paper, **data),
    "end": lambda actor, _paper, data: citizens.end_part(actor=actor, **data),
    "mark": lambda actor, paper, data: services.mark_paper(actor=actor, paper=paper, reason=data["reason"]),
    "lift": lambda actor, paper, data: services.lift_mark(actor=actor, paper=paper, reason=data["reason"]),
    "name": lambda actor, paper, data: services.name_person(
        actor=actor, paper=paper, employee=data["employee"], reason=data["reason"]
    ),
    "strike": lambda actor, paper, data: services.strike_person(
        actor=actor, paper=paper, need=data["need"], reason=data["reason"]
    ),
}
_COPY_ACTS: dict[str, Callable[[Employee, Document, dict[str, Any]], object]] = {
    "make": lambda actor, document, data: services.make_copies(
        actor=actor, document=document, count=data["count"], note=data["note"]
    ),
    "hand": lambda actor, _document, data: services.hand_copy(actor=actor, **data),
    "return": lambda actor, _document, data: services.take_copy_back(actor=actor, **data),
    "destroy": lambda actor, _document, data: services.destroy_copy(actor=actor, **data),
}


def _employee(request: HttpRequest) -> Employee:
    return cast("Employee", request.user)
