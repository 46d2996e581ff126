"""Pages of the file plan: years, the plan of a year, its rows, kinds of retention, the rule of volumes."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import files, plan_selectors, policies, services
from documents.forms import FileForm, FilingRuleForm, RetentionKindForm, YearForm
from documents.models import FileIndex, FilePlan, PlanState, RetentionKind
from documents.pdf.plans import plan_pdf
from documents.views.records import REFUSED, button, form_page, keeper, tried, viewer
from history import clock
from history import selectors as record


@require_http_methods(["GET", "POST"])
def file_plans(request: HttpRequest) -> HttpResponse:
    """The file plans of all years; a new one is begun here."""
    employee = viewer(request)
    may_keep = policies.may_keep_plans(employee, employee.agency)
    form = YearForm(request.POST or None, initial={"year": plan_selectors.next_year(employee.agency)})
    if request.method == "POST":
        keeper(request)
        is_done, plan = tried(
            form,
            lambda: services.draft_plan(actor=employee, agency=employee.agency, year=form.cleaned_data["year"]),
        )
        if is_done:
            return redirect("documents:file-plan", plan.pk)
    told = {"plans": plan_selectors.plans(employee), "form": form, "may_keep": may_keep, "year": clock.today().year}
    return render(request, "documents/file_plans.html", told, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "POST"])
def file_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a year by units, with what may be done with it."""
    employee = viewer(request)
    plan = get_object_or_404(plan_selectors.plans(employee), pk=pk)
    here = reverse("documents:file-plan", args=[pk])
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action == "approve":
            return button(
                request,
                lambda: services.approve_plan(actor=employee, plan=plan),
                done=_("The plan is approved."),
                onward=here,
            )
        if action == "close":
            return button(
                request,
                lambda: services.close_plan(actor=employee, plan=plan),
                done=_("The plan is closed."),
                onward=here,
            )
        if action == "next":
            return button(
                request,
                lambda: services.next_plan(actor=employee, plan=plan),
                done=lambda made: _copied(*made),
                onward=lambda made: reverse("documents:file-plan", args=[made[0].pk]),
            )
        key = request.POST.get("key", "")
        if action == "restore" and key.isdecimal():
            return button(
                request,
                lambda: services.restore_plan_file(actor=employee, plan=plan, key=int(key)),
                done=_("The row is back."),
                onward=here,
            )
        raise Http404
    deleted = request.GET.get("deleted", "")
    return render(
        request,
        "documents/file_plan.html",
        {
            "plan": plan,
            "rows": plan_selectors.rows(plan),
            "summary": plan_selectors.summary(plan),
            "deleted": deleted if deleted.isdecimal() else "",
            "may_keep": policies.may_keep_plans(employee, plan.agency_id),
            "may_approve": policies.may_approve_plans(employee, plan.agency_id),
            "has_next": FilePlan.objects.filter(agency=plan.agency_id, year=plan.year + 1).exists(),
            "is_over": plan.year < clock.today().year,
            "acts": plan_selectors.recent_acts(plan),
        },
    )


@require_GET
def plan_print(request: HttpRequest, pk: int) -> FileResponse:
    """The plan of a year as it is printed."""
    plan = get_object_or_404(plan_selectors.plans(viewer(request)), pk=pk)
    return FileResponse(plan_pdf(plan), content_type=files.PDF, filename=f"Nomenklatura-{plan.year}.pdf")


@require_http_methods(["GET", "POST"])
def plan_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row of a plan."""
    plan = get_object_or_404(plan_selectors.plans(viewer(request)), pk=pk)
    employee = keeper(request, plan.agency_id)
    if plan.state == PlanState.CLOSED:
        raise Http404
    form = FileForm(request.POST or None, agency=plan.agency, needs_reason=plan.state == PlanState.APPROVED)
    back = reverse("documents:file-plan", args=[pk])
    return form_page(
        request,
        form,
        lambda: services.add_plan_file(actor=employee, plan=plan, card=form.card(), reason=form.why),
        done=_("The file is in the plan."),
        onward=back,
        title=_("New file of the plan of %(year)s") % {"year": plan.year},
        back=back,
        submit=_("Add"),
    )


@require_http_methods(["GET", "POST"])
def plan_file_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A row of a plan that is a draft."""
    file, plan = _drafted(request, pk)
    employee = keeper(request, file.agency_id)
    form = FileForm(request.POST or None, agency=plan.agency, needs_reason=False, of=file)
    back = reverse("documents:file-plan", args=[plan.pk])
    return form_page(
        request,
        form,
        lambda: services.change_plan_file(actor=employee, file=file, card=form.card()),
        done=_("Saved."),
        onward=back,
        title=str(file),
        back=back,
        submit=_("Save"),
    )


@require_POST
def plan_file_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row out of a draft; the plan offers to bring it back."""
    file, plan = _drafted(request, pk)
    employee = keeper(request, file.agency_id)
    back = reverse("documents:file-plan", args=[plan.pk])
    response = button(
        request,
        lambda: services.delete_plan_file(actor=employee, file=file),
        done=_("%(file)s is deleted.") % {"file": file},
        onward=lambda key: f"{back}?deleted={key}",
    )
    return redirect(back) if response["Location"] == request.get_full_path() else response


@require_http_methods(["GET", "POST"])
def retention_kinds(request: HttpRequest) -> HttpResponse:
    """Kinds of retention of the agency; the shipped list is taken over by a button."""
    employee = viewer(request)
    if request.method == "POST":
        return button(
            request,
            lambda: services.adopt_list(actor=keeper(request), agency=employee.agency),
            done=_("The agency has all kinds of the shipped list."),
            onward=reverse("documents:retention-kinds"),
        )
    told = {
        "kinds": RetentionKind.objects.filter(agency=employee.agency),
        "may_keep": policies.may_keep_plans(employee, employee.agency),
    }
    return render(request, "documents/retention_kinds.html", told)


@require_http_methods(["GET", "POST"])
def retention_kind_new(request: HttpRequest) -> HttpResponse:
    """A new kind of retention."""
    employee = keeper(request)
    form = RetentionKindForm(request.POST or None, is_new=True)
    back = reverse("documents:retention-kinds")
    return form_page(
        request,
        form,
        lambda: services.add_retention_kind(actor=employee, agency=employee.agency, card=form.card()),
        done=_("Saved."),
        onward=back,
        title=_("New kind of retention"),
        back=back,
        submit=_("Add"),
    )


@require_http_methods(["GET", "POST"])
def retention_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """A kind of retention; editing it computes the days of its closed files anew."""
    employee = keeper(request)
    kind = get_object_or_404(RetentionKind, pk=pk, agency=employee.agency)
    form = RetentionKindForm(request.POST or None, instance=RetentionKind.objects.get(pk=pk), is_new=False)
    back = reverse("documents:retention-kinds")
    return form_page(
        request,
        form,
        lambda: services.edit_retention_kind(
            actor=employee, kind=kind, card=form.card(), reason=form.cleaned_data["reason"]
        ),
        done=_("Saved. The days of closed files were computed anew."),
        onward=back,
        title=kind.name,
        back=back,
        submit=_("Save"),
        intro=_(
            "Draft plans follow the new period at once; closed files get their day of destruction computed anew, with "
            "this reason in their history. Approved plans say what was approved."
        ),
        acts=record.timeline(kind),
    )


@require_http_methods(["GET", "POST"])
def filing_rule(request: HttpRequest) -> HttpResponse:
    """How many sheets a volume takes in the agency."""
    employee = keeper(request)
    sheets, source = plan_selectors.sheets_at_most(employee.agency)
    form = FilingRuleForm(request.POST or None, initial={"sheets_at_most": sheets, "source": source})
    back = reverse("documents:file-plans")
    return form_page(
        request,
        form,
        lambda: services.set_filing_rule(actor=employee, agency=employee.agency, **form.cleaned_data),
        done=_("Saved."),
        onward=back,
        title=_("Volumes of files"),
        back=back,
        submit=_("Save"),
        intro=_("No lawyer has checked this rule: compare it with its source."),
    )


def _copied(plan: FilePlan, left: list[FileIndex]) -> str:
    words = _("The plan of %(year)s is drafted.") % {"year": plan.year}
    if left:
        words += " " + _("Left out: %(files)s.") % {"files": ", ".join(row.index for row in left)}
    return words


def _drafted(request: HttpRequest, pk: int) -> tuple[FileIndex, FilePlan]:
    file = get_object_or_404(plan_selectors.files(viewer(request)), pk=pk)
    plan = get_object_or_404(FilePlan.objects.select_related("agency"), agency=file.agency_id, year=file.year)
    if plan.state != PlanState.DRAFT:
        raise Http404
    return file, plan
