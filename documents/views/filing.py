"""Pages of files and volumes, and filing a document or taking a paper back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import plan_selectors, policies, services
from documents.forms import ChooseKindForm, CloseVolumeForm, FileDocumentForm, RepeatForm, WhyForm
from documents.models import Document, FileIndex, FileState, Filing, Volume
from documents.views.records import REFUSED, before_of, form_page, keeper, tried, viewer

PAGE = 50


@require_http_methods(["GET", "POST"])
def plan_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file with its volumes, its papers, and how the day of its destruction was found."""
    employee = viewer(request)
    file = get_object_or_404(plan_selectors.files(employee).select_related("destroyed_by", "agency"), pk=pk)
    action = request.POST.get("action", "")
    may_keep = policies.may_keep_plans(employee, file.agency_id)
    forms: dict[str, Any] = {
        "kind": ChooseKindForm(request.POST if action == "kind" else None, agency=file.agency_id, prefix="kind"),
        "repeat": RepeatForm(request.POST if action == "repeat" else None, prefix="repeat"),
        "withdraw": WhyForm(request.POST if action == "withdraw" else None, prefix="withdraw"),
        "reopen": WhyForm(request.POST if action == "reopen" else None, prefix="reopen"),
    }
    chosen = forms.get(action)
    if chosen is not None:
        keeper(request, file.agency_id)
        is_done, _made = tried(chosen, lambda: _act(employee, file, action, chosen.cleaned_data))
        if is_done:
            return redirect("documents:plan-file", pk)
    papers = plan_selectors.papers(file, employee, before=before_of(request), size=PAGE)
    volumes = list(file.volumes.all())
    return render(
        request,
        "documents/plan_file.html",
        {
            "file": file,
            "plan": plan_selectors.plan_of(file),
            "volumes": volumes,
            "papers": papers[:PAGE],
            "following": papers[PAGE - 1].pk if len(papers) > PAGE else None,
            "changes": file.changes.all(),
            "forms": forms if may_keep and file.state != FileState.DESTROYED else {},
            "opened": action,
            "is_repeatable": file.kind is not None and file.kind.is_by_consideration,
            "may_keep": may_keep,
            "acts": plan_selectors.recent_acts(file),
        },
        status=REFUSED if chosen is not None else 200,
    )


@require_http_methods(["GET", "POST"])
def volume(request: HttpRequest, pk: int) -> HttpResponse:
    """A volume with its papers; the open one is closed here, and the next one opened."""
    employee = viewer(request)
    found = get_object_or_404(
        Volume.objects.select_related("file__kind", "file__agency"), pk=pk, file__in=plan_selectors.files(employee)
    )
    may_file = policies.may_file_in(employee, found.file.agency_id)
    form = CloseVolumeForm(request.POST or None, initial={"sheets": found.sheets})
    if request.method == "POST":
        is_done, made = tried(
            form,
            lambda: services.close_volume(
                actor=employee,
                volume=found,
                sheets=form.cleaned_data["sheets"],
                opens_next=form.cleaned_data["opens_next"],
            ),
        )
        if is_done:
            return redirect("documents:volume", made.pk)
    papers = plan_selectors.papers(found.file, employee, before=before_of(request), size=PAGE, volume=found)
    return render(
        request,
        "documents/volume.html",
        {
            "volume": found,
            "file": found.file,
            "papers": papers[:PAGE],
            "following": papers[PAGE - 1].pk if len(papers) > PAGE else None,
            "limit": plan_selectors.sheets_at_most(found.file.agency_id),
            "form": form if may_file and found.ended_on is None and found.file.state == FileState.OPEN else None,
            "may_keep": policies.may_keep_plans(employee, found.file.agency_id),
        },
        status=REFUSED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def file_document(request: HttpRequest, pk: int) -> HttpResponse:
    """File a document that belongs to no case."""
    employee = viewer(request)
    document = get_object_or_404(Document.objects.visible_to(employee), pk=pk, case__isnull=True)
    if not policies.may_file_in(employee, document.agency_id):
        raise Http404
    form = FileDocumentForm(request.POST or None, agency=document.agency_id, initial={"sheets": document.pages or 0})
    back = reverse("workflows:document", args=[pk])
    return form_page(
        request,
        form,
        lambda: services.file_document(
            actor=employee,
            document=document,
            file_index=form.cleaned_data["file_index"],
            sheets=form.cleaned_data["sheets"] or 0,
        ),
        done=_("Filed."),
        onward=back,
        title=_("To which file: %(document)s") % {"document": document},
        back=back,
        submit=_("File"),
        intro=_("Papers of unlike terms do not share a file."),
    )


@require_http_methods(["GET", "POST"])
def filing_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper back out of a file while its volume is open."""
    employee = viewer(request)
    filing = get_object_or_404(
        Filing.objects.select_related("volume__file", "case", "document"),
        pk=pk,
        undone_at__isnull=True,
        volume__file__in=plan_selectors.files(employee),
    )
    employee = keeper(request, filing.volume.file.agency_id)
    form = WhyForm(request.POST or None)
    back = reverse("documents:volume", args=[filing.volume_id])
    return form_page(
        request,
        form,
        lambda: services.undo_filing(actor=employee, filing=filing, reason=form.cleaned_data["reason"]),
        done=_("Taken back out of the file."),
        onward=back,
        title=_("Take %(paper)s back out of %(file)s")
        % {"paper": filing.case or filing.document, "file": filing.volume.file.index},
        back=back,
        submit=_("Take back"),
        intro=_("A case lies with the records office again and is filed anew; the filing stays in the history."),
    )


def _act(employee: Any, file: FileIndex, action: str, data: dict[str, Any]) -> Any:
    if action == "kind":
        return services.choose_kind(actor=employee, file=file, kind=data["kind"], reason=data["reason"])
    if action == "repeat":
        return services.note_repeat(
            actor=employee, file=file, considered_on=data["considered_on"], reason=data["reason"]
        )
    if action == "withdraw":
        return services.withdraw_plan_file(actor=employee, file=file, reason=data["reason"])
    return services.reopen_file(actor=employee, file=file, reason=data["reason"])
