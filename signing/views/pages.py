"""Pages of certificates for administrators of an agency; to everybody else they do not exist."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Agency, Employee
from history import selectors as record
from signing import policies, selectors, services
from signing.forms import PersonForm, RevokeForm
from signing.models import Certificate

UNPROCESSABLE = 422
USES_SHOWN = 20
PAGE = 50
LONGEST_KEY = 18  # digits of a key that every database knows


@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """All certificates of the agency, what is missing, and which of them end soon."""
    _viewer, agency = administrator_of(request)
    before = request.GET.get("before", "")
    is_number = before.isascii() and before.isdigit() and len(before) <= LONGEST_KEY
    rows = selectors.certificates_of(agency, int(before) if is_number else None, PAGE + 1)
    context = {
        "certificates": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "ending": selectors.ending(agency),
        "authority": selectors.authority_of(agency),
        "factors": selectors.factors_of(agency),
        "lacks_seal": selectors.seal_of(agency) is None,
        "lacks_stamper": selectors.stamper_of(agency) is None,
    }
    return render(request, "signing/certificates.html", context)


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate: whose, until when, what its key was used for last, and the way to revoke it."""
    _viewer, agency = administrator_of(request)
    return _page(request, _found(agency, pk), RevokeForm())


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a certificate count no more."""
    viewer, agency = administrator_of(request)
    row = _found(agency, pk)
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            services.revoke_certificate(actor=viewer, certificate=row, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("The certificate is revoked. Whoever asks the authority is told so from now on.")
            )
            return redirect("signing:certificate", pk)
    return _page(request, row, form)


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate in a file, to be handed to others: it holds no secret."""
    _viewer, agency = administrator_of(request)
    row = _found(agency, pk)
    response = HttpResponse(row.pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="{row.kind}-{row.serial}.pem"'
    return response


@require_POST
def issue_authority(request: HttpRequest) -> HttpResponse:
    """Make the agency's own authority, where it has none."""
    viewer, agency = administrator_of(request)
    return _issued(
        request,
        lambda: services.make_first_authority(actor=viewer, agency=agency),
        _("The authority is made."),
    )


@require_POST
def issue_seal(request: HttpRequest) -> HttpResponse:
    """Make a seal; the one before stays valid until its end."""
    viewer, agency = administrator_of(request)
    return _issued(
        request,
        lambda: services.issue_seal(actor=viewer, agency=agency),
        _("The seal is issued. Hand its certificate to the correspondents before the old one ends."),
    )


@require_POST
def issue_stamper(request: HttpRequest) -> HttpResponse:
    """Make a certificate for time-stamps; the one before stays valid until its end."""
    viewer, agency = administrator_of(request)
    return _issued(
        request,
        lambda: services.issue_stamper(actor=viewer, agency=agency),
        _("The certificate for time-stamps is issued."),
    )


@require_http_methods(["GET", "POST"])
def issue_person(request: HttpRequest) -> HttpResponse:
    """Make a certificate of an official; the one before stays valid until its end."""
    viewer, agency = administrator_of(request)
    form = PersonForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.issue_person_certificate(
                actor=viewer,
                employee=form.cleaned_data["employee"],
                passphrase=form.cleaned_data["passphrase"],
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The certificate is issued."))
            return redirect("signing:certificate", issued.pk)
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "signing/issue_person.html", {"form": form}, status=status)


def _issued(request: HttpRequest, act: Callable[[], Certificate], done: str) -> HttpResponse:
    try:
        issued = act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("signing:certificates")
    messages.success(request, done)
    return redirect("signing:certificate", issued.pk)


def _page(request: HttpRequest, row: Certificate, form: RevokeForm) -> HttpResponse:
    is_revocable = row.kind != Certificate.Kind.AUTHORITY and not row.is_revoked
    context: dict[str, Any] = {
        "certificate": row,
        "form": form if is_revocable else None,
        "uses": row.uses.order_by("-id")[:USES_SHOWN],
        "acts": record.timeline(row),
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "signing/certificate.html", context, status=status)


def administrator_of(request: HttpRequest) -> tuple[Employee, Agency]:
    """Who looks, and the agency that they administer."""
    employee = cast("Employee", request.user)
    post = employee.main_post
    if post is None or not policies.may_issue_certificates(employee, post.unit.agency):
        raise Http404
    return employee, post.unit.agency


def _found(agency: Agency, pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.select_related("employee", "agency"), pk=pk, agency=agency)
