"""Pages of the register of correspondents: entries, certificates, the state of each line, comparisons."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.forms import refuse as show_refusal
from agencies.models import Agency, Employee
from agencies.rules import Power, holds
from exchange import selectors, services
from exchange.containers.register import seals_of
from exchange.diagnostics import DIFFERENCES, diagnosis_of
from exchange.forms import CertificateForm, CorrespondentForm, DropForm, ReasonForm
from exchange.models import Correspondent, Reconciliation
from exchange.views.shared import UNPROCESSABLE, entry_of, exists_if, viewer_of
from history import selectors as record
from signing.certificates import facts_of

COMPARISONS_SHOWN = 10


@require_safe
def correspondents(request: HttpRequest) -> HttpResponse:
    """The register."""
    viewer = viewer_of(request)
    rows = []
    for entry in selectors.correspondents(viewer):
        ends = [facts.valid_to for facts in map(facts_of, seals_of(entry)) if not facts.is_over]
        rows.append((entry, max(ends, default=None)))
    return render(request, "exchange/correspondents.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def correspondent_new(request: HttpRequest) -> HttpResponse:
    """Enter a correspondent; its certificates come next."""
    viewer = viewer_of(request)
    form = CorrespondentForm(request.POST or None)

    def enter() -> Correspondent:
        return services.enter_correspondent(actor=viewer, agency=_agency_of(viewer), entry=form.entry())

    return _form_page(
        request, form, enter, title=_("New correspondent"), done=_("Entered. Add the certificates of its seal next.")
    )


@require_http_methods(["GET", "POST"])
def correspondent_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    viewer = viewer_of(request)
    entry = entry_of(viewer, pk)
    form = CorrespondentForm(request.POST or None, initial=model_to_dict(entry), is_known=True)

    def change() -> Correspondent:
        return services.change_correspondent(actor=viewer, correspondent=entry, entry=form.entry(entry.exchange_id))

    return _form_page(request, form, change, title=entry.name, done=_("The entry is changed."), entry=entry)


@require_safe
def correspondent(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: its state, its certificates, what is not as it should be and what to do."""
    return _card(request, entry_of(viewer_of(request), pk))


@require_http_methods(["GET", "POST"])
def certificate_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a certificate, show what it says, and trust it when the person has said so."""
    viewer = viewer_of(request)
    entry = entry_of(viewer, pk)
    form = CertificateForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"entry": entry, "form": form}
    if request.method == "POST" and form.is_valid():
        pem = "".join(one.pem for one in form.found)
        use = form.cleaned_data["use"]
        if form.is_confirmed:
            try:
                services.add_certificate(actor=viewer, correspondent=entry, use=use, pem=pem)
            except ValidationError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("The certificate is trusted from now on."))
                return redirect("exchange:correspondent", pk)
        context |= {"found": form.found, "shown": CertificateForm(initial={"use": use, "pem": pem}), "use": use}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "exchange/certificate.html", context, status=status)


@require_POST
def certificate_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Trust a certificate no longer."""
    viewer = viewer_of(request)
    entry = entry_of(viewer, pk)
    form = DropForm(request.POST)
    if form.is_valid():
        try:
            services.drop_certificate(actor=viewer, correspondent=entry, **form.cleaned_data)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The certificate is trusted no longer."))
            return redirect("exchange:correspondent", pk)
    return _card(request, entry, drop_form=form)


@require_POST
def correspondent_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange no more with a correspondent."""
    viewer = viewer_of(request)
    entry = entry_of(viewer, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.close_correspondent(actor=viewer, correspondent=entry, reason=reason)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The entry is closed. It can be opened again at any time."))
            return redirect("exchange:correspondent", pk)
    return _card(request, entry, close_form=form)


@require_POST
def correspondent_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange with a correspondent again."""
    return _button(request, pk, services.reopen_correspondent, _("The entry is open again."))


@require_POST
def correspondent_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker look at the line."""
    return _button(
        request, pk, services.ask_check, _("The worker looks at the line; the result stands here in a minute.")
    )


@require_POST
def correspondent_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker compare both sides."""
    done = _("The worker compares both sides; the result stands here in a minute.")
    return _button(request, pk, services.ask_reconciliation, done)


@require_safe
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    """The differences that a comparison found, with what each means and what to do."""
    viewer = viewer_of(request)
    rows = Reconciliation.objects.visible_to(viewer).select_related("correspondent")
    found = get_object_or_404(rows, pk=pk)
    told = [(one, *DIFFERENCES.get(one["code"], (one["code"], ""))) for one in found.differences]
    ours = selectors.messages_named(viewer, [one["message_id"] for one in found.differences if one["way"] == "sent"])
    context = {
        "reconciliation": found,
        "rows": [(one, what, to_do, ours.get(one["message_id"])) for one, what, to_do in told],
    }
    return render(request, "exchange/reconciliation.html", context)


def _card(request: HttpRequest, entry: Correspondent, **bound: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "entry": entry,
        "diagnosis": diagnosis_of(entry),
        "comparisons": entry.reconciliations.order_by("-id")[:COMPARISONS_SHOWN],
        "is_exchange": entry.channel in Correspondent.EXCHANGED,
        "is_https": entry.channel == Correspondent.Channel.HTTPS,
        "acts": record.timeline(entry),
        "drop_form": DropForm(),
    }
    if not entry.is_closed:
        context["close_form"] = ReasonForm()
    is_refused = any(form.errors for form in bound.values())
    return render(request, "exchange/correspondent.html", context | bound, status=UNPROCESSABLE if is_refused else 200)


def _form_page(
    request: HttpRequest,
    form: CorrespondentForm,
    act: Callable[[], Correspondent],
    *,
    title: str,
    done: str,
    entry: Correspondent | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            written = act()
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect("exchange:correspondent", written.pk)
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    context = {"form": form, "title": title, "entry": entry}
    return render(request, "exchange/correspondent_form.html", context, status=status)


def _button(request: HttpRequest, pk: int, service: Callable[..., Correspondent], done: str) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        service(actor=viewer, correspondent=entry_of(viewer, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("exchange:correspondent", pk)


def _agency_of(viewer: Employee) -> Agency:
    """The agency in whose register the person writes: that of their main post, if they run its exchange."""
    exists_if(viewer.main_post is not None and holds(viewer, Power.EXCHANGE, viewer.agency))
    return viewer.agency
