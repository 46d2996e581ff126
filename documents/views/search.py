"""The page of search, and saved filters."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from documents import policies, services
from documents.forms import FilterForm, SearchForm
from documents.forms.search import NEWEST_FIRST, asked_of
from documents.models import SavedFilter
from documents.search import finding

# What is looked for; at first all of it, a few of each.
DOCUMENTS, CASES, PEOPLE, REMARKS = "documents", "cases", "people", "remarks"
FEW = 5
LAST_PAGE = finding.RANKED // finding.PAGE


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Documents, cases, applicants and remarks that the person sees: by words, by number, by any field."""
    employee = _searcher(request)
    form = SearchForm(request.GET, employee=employee)
    of = request.GET.get("of", "")
    context = {
        "form": form,
        "of": of if of in (DOCUMENTS, CASES, PEOPLE, REMARKS) else "",
        "saved": [
            (one, policies.may_change_filter(employee, one))
            for one in SavedFilter.objects.visible_to(employee).select_related("owner")
        ],
        "asked": asked_of(request.GET),
        "q": request.GET.get("q", "").strip(),
    }
    if form.is_valid():
        context |= _found(request, employee, form, str(context["of"]))
    return render(request, "documents/search.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def filter_new(request: HttpRequest) -> HttpResponse:
    """Save what is asked in the address under a name."""
    employee = _searcher(request)
    asked = asked_of(request.GET)
    form = FilterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_filter(actor=employee, asked=asked, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The filter is saved."))
            return redirect(f"{reverse('documents:search')}?{asked}")
    return _filter_page(request, form, title=_("Save the search"), back=asked)


@require_http_methods(["GET", "POST"])
def filter_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a filter, or show it to others."""
    employee = _searcher(request)
    saved = _changed(employee, pk)
    form = FilterForm(request.POST or None, initial={"name": saved.name, "sharing": saved.sharing})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_filter(actor=employee, saved=saved, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect(f"{reverse('documents:search')}?{saved.asked}")
    return _filter_page(request, form, title=_("Change the filter"), back=saved.asked, saved=saved)


@require_http_methods(["GET", "POST"])
def filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a filter is to be deleted, and delete it."""
    employee = _searcher(request)
    saved = _changed(employee, pk)
    if request.method == "POST":
        services.delete_filter(actor=employee, saved=saved)
        messages.success(request, _("The filter “%(name)s” is deleted.") % {"name": saved.name})
        return redirect("documents:search")
    return render(request, "documents/filter_delete.html", {"saved": saved})


def _found(request: HttpRequest, employee: Employee, form: SearchForm, of: str) -> dict[str, object]:
    """What the page shows for a question; nothing where nothing is asked."""
    wanted = form.wanted()
    text = wanted.text
    is_all = not of and not wanted.is_filtered
    told: dict[str, object] = {"is_asked": bool(text) or wanted.is_filtered, "is_filtered": wanted.is_filtered}
    told["is_all"] = is_all
    if not told["is_asked"]:
        return told
    before = _number(request, "before")
    size, start = (FEW, None) if is_all else (finding.PAGE, before)
    if text and (is_all or of == CASES):
        cases = finding.cases(employee, text, before=start, size=size)
        told |= {"cases": cases[:size], "last_case": cases[size - 1].pk if len(cases) > size else None}
    if text and (is_all or of == PEOPLE):
        people = finding.people(employee, text, before=start, size=size)
        told |= {"people": people[:size], "last_person": people[size - 1].pk if len(people) > size else None}
    if text and (is_all or of == REMARKS):
        remarks = finding.remarks(employee, text, before=start, size=size)
        told |= {"remarks": remarks[:size], "last_remark": remarks[size - 1][0].pk if len(remarks) > size else None}
    if of not in (CASES, PEOPLE, REMARKS):
        is_by_date = form.cleaned_data["order"] == NEWEST_FIRST or not wanted.question
        page = min(max(_number(request, "page") or 1, 1), LAST_PAGE)
        if is_by_date:
            found = finding.newest(employee, wanted, before=before)
        else:
            found = finding.best(employee, wanted, page=page)
        told |= {"found": found, "key": "before" if is_by_date else "page", "is_first": before is None and page == 1}
    return told


def _filter_page(
    request: HttpRequest, form: FilterForm, *, title: str, back: str, saved: SavedFilter | None = None
) -> HttpResponse:
    told = {"form": form, "title": title, "back": f"{reverse('documents:search')}?{back}", "saved": saved}
    return render(request, "documents/filter.html", told, status=422 if form.errors else 200)


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < len(str(2**63)) else None


def _changed(employee: Employee, pk: int) -> SavedFilter:
    found = get_object_or_404(SavedFilter.objects.visible_to(employee), pk=pk)
    if not policies.may_change_filter(employee, found):
        raise Http404
    return found


def _searcher(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not policies.may_save_filters(employee):
        raise Http404
    return employee
