"""Pages of journals: what is in them, every number of a year, setting them up, reserving and cancelling numbers."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import Power, holds
from documents import numbers, policies, selectors, services
from documents.forms import JournalForm, ReasonForm
from documents.models import Document, Journal, ReservedNumber, State
from history import clock

PAGE = 50
NUMBERS = 100


@require_GET
def journals(request: HttpRequest) -> HttpResponse:
    """The journals of registration that the person may read."""
    found = list(selectors.journals(_employee(request)))
    if not found:
        raise Http404
    keeps = holds(_employee(request), Power.KEEP_JOURNALS)
    return render(request, "documents/journals.html", {"journals": found, "keeps": keeps})


@require_GET
def journal(request: HttpRequest, pk: int) -> HttpResponse:
    """The registered documents of a journal, newest first."""
    employee = _employee(request)
    found = get_object_or_404(selectors.journals(employee), pk=pk)
    before = request.GET.get("before", "")
    prefix = request.GET.get("q", "").strip()[:60]
    rows = selectors.journal_page(
        found, employee, before=int(before) if before.isdigit() else None, prefix=prefix, size=PAGE
    )
    following = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return render(
        request,
        "documents/journal.html",
        {
            "journal": found,
            "documents": rows[:PAGE],
            "following": following,
            "q": prefix,
            "may_print_sheets": policies.may_register(employee, found.agency_id),
            "newest_on": rows[0].registered_on if rows else None,
        },
    )


@require_GET
def year_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every number of a journal's year, the last first, and what holds it."""
    employee = _employee(request)
    journal = get_object_or_404(selectors.journals(employee), pk=pk)
    asked, before = request.GET.get("year", ""), request.GET.get("before", "")
    year = int(asked) if asked.isdigit() and len(asked) == len("2026") else clock.today().year
    rows = selectors.numbers_of_year(
        journal, employee, year, before=int(before) if before.isdigit() else None, size=NUMBERS
    )
    return render(
        request,
        "documents/numbers.html",
        {
            "journal": journal,
            "year": year,
            "years": journal.years.order_by("-year").values_list("year", flat=True),
            "rows": rows,
            "following": rows[-1].lowest if rows and rows[-1].lowest > 1 else None,
            "keeps": policies.may_keep_journals(employee, journal.agency_id),
            "is_reserved": numbers.is_known_before(journal),
            "is_cancelled": journal.flow in numbers.RESERVED,
        },
    )


@require_http_methods(["GET", "POST"])
def journal_new(request: HttpRequest) -> HttpResponse:
    """Open a journal."""
    keeper = _keeper(request)
    form = JournalForm(request.POST or None)
    return _journal_page(
        request,
        form,
        None,
        lambda: services.open_journal(actor=keeper, agency=keeper.agency, flow=form.cleaned_data["flow"], **form.words),
    )


@require_http_methods(["GET", "POST"])
def journal_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a journal and change the pattern of its numbers."""
    keeper = _keeper(request)
    journal = _kept(keeper, pk)
    form = JournalForm(request.POST or None, initial={"name": journal.name, "pattern": journal.pattern}, of=journal)
    return _journal_page(
        request,
        form,
        journal,
        lambda: services.change_journal(actor=keeper, journal=journal, **form.words),
    )


@require_POST
def journal_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a journal take no more papers."""
    keeper = _keeper(request)
    return _said(request, lambda: services.close_journal(actor=keeper, journal=_kept(keeper, pk)))


@require_POST
def journal_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a closed journal take papers again."""
    keeper = _keeper(request)
    return _said(request, lambda: services.reopen_journal(actor=keeper, journal=_kept(keeper, pk)))


@require_http_methods(["GET", "POST"])
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Reserve the next number of a journal."""
    keeper = _keeper(request)
    journal = get_object_or_404(Journal, pk=_kept(keeper, pk).pk, flow__in=numbers.RESERVED)
    return _with_reason(
        request,
        title=_("Reserve the next number"),
        back=reverse("documents:numbers", args=[pk]),
        run=lambda reason: services.reserve_number(actor=keeper, journal=journal, reason=reason),
    )


@require_http_methods(["GET", "POST"])
def reserved_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a reserved number."""
    keeper = _keeper(request)
    kept = get_object_or_404(ReservedNumber.objects.select_related("journal"), pk=pk, journal__agency=keeper.agency)
    return _with_reason(
        request,
        title=_("Cancel the reserved number %(number)s") % {"number": kept.number},
        back=reverse("documents:numbers", args=[kept.journal_id]),
        run=lambda reason: services.cancel_reserved(actor=keeper, reserved=kept, reason=reason),
    )


@require_http_methods(["GET", "POST"])
def number_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a paper that was registered in error."""
    keeper = _keeper(request)
    document = get_object_or_404(
        Document.objects.visible_to(keeper),
        pk=pk,
        agency=keeper.agency,
        flow__in=numbers.RESERVED,
        state=State.REGISTERED,
        journal__isnull=False,
    )
    return _with_reason(
        request,
        title=_("Cancel the number %(number)s") % {"number": document.number},
        back=reverse("documents:numbers", args=[document.journal_id]),
        run=lambda reason: services.cancel_number(actor=keeper, document=document, reason=reason),
    )


def _journal_page(
    request: HttpRequest, form: JournalForm, journal: Journal | None, run: Callable[[], object]
) -> HttpResponse:
    following = ""
    if request.method == "POST" and form.is_valid():
        try:
            following = _next_number(journal, form.flow_of_numbers, form.cleaned_data["pattern"])
            if "preview" not in request.POST:
                run()
                return redirect("documents:journals")
        except ValidationError as error:
            refuse(form, error)
    elif journal is not None and request.method == "GET":
        following = _next_number(journal, journal.flow, journal.pattern)
    return render(
        request,
        "documents/journal_form.html",
        {"form": form, "journal": journal, "following": following},
        status=422 if form.errors else 200,
    )


def _next_number(journal: Journal | None, flow: str, pattern: str) -> str:
    year = clock.today().year
    return numbers.example(flow, pattern, numbers.last(journal, year) + 1 if journal else 1, year)


def _with_reason(request: HttpRequest, *, title: str, back: str, run: Callable[[str], object]) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect(back)
    told: dict[str, Any] = {"form": form, "title": title, "back": back}
    return render(request, "documents/reason.html", told, status=422 if form.errors else 200)


def _said(request: HttpRequest, run: Callable[[], object]) -> HttpResponse:
    try:
        run()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("documents:journals")


def _keeper(request: HttpRequest) -> Employee:
    employee = _employee(request)
    if not holds(employee, Power.KEEP_JOURNALS):
        raise Http404
    return employee


def _kept(keeper: Employee, pk: int) -> Journal:
    return get_object_or_404(Journal, pk=pk, agency=keeper.agency)


def _employee(request: HttpRequest) -> Employee:
    return cast("Employee", request.user)
