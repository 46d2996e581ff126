"""Pages of received packages, for people who run the exchange of their agency; to everybody else they do not exist."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.forms import refuse as show_refusal
from agencies.models import Employee, TermKind
from documents.services import IncomingCard
from exchange import policies, reports, selectors, services
from exchange.forms import ReasonForm, RefuseForm, RegisterForm, StageForm
from exchange.models import InboxMessage, InboxState
from exchange.views.shared import (
    UNPROCESSABLE,
    download,
    exists_if,
    number_in,
    received_by,
    stamped,
    view_of,
    viewer_of,
)
from history import selectors as record


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Received packages, newest first."""
    viewer = viewer_of(request)
    view = view_of(request, selectors.INBOX_VIEWS, "waiting")
    stretch = selectors.inbox(viewer, view, number_in(request.GET.get("before", "")))
    faults = [(one, reports.meaning(one.fault)) for one in selectors.folder_faults(viewer)]
    return render(request, "exchange/inbox.html", {"stretch": stretch, "view": view, "faults": faults})


@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a received package: who sent what, signed by whom, and what the check found."""
    viewer = viewer_of(request)
    return _package(request, viewer, received_by(viewer, pk))


@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the package's document."""
    viewer = viewer_of(request)
    message = received_by(viewer, pk)
    exists_if(_awaits_decision(viewer, message))
    form = RegisterForm(request.POST, is_reply=_is_reply(message))
    if form.is_valid():
        card = IncomingCard(summary=form.cleaned_data["summary"], term_kind=form.cleaned_data.get("term_kind"))
        try:
            case = services.register_package(actor=viewer, message=message, card=card)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Registered. The sender is told the number and the date."))
            if case is None and message.document_id is not None:
                return redirect("workflows:document", message.document_id)
            return redirect("workflows:case", case.pk) if case else redirect("exchange:package", pk)
    return _package(request, viewer, message, register_form=form)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to register the package's document."""
    viewer = viewer_of(request)
    message = received_by(viewer, pk)
    exists_if(_awaits_decision(viewer, message))
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            services.refuse_package(
                actor=viewer,
                message=message,
                reason=form.cleaned_data["reason"],
                comment=form.cleaned_data["comment"],
            )
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Registration refused. The sender is told the reason."))
            return redirect("exchange:package", pk)
    return _package(request, viewer, message, refuse_form=form)


@require_http_methods(["POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an entry of the quarantine."""
    viewer = viewer_of(request)
    message = received_by(viewer, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.discard(actor=viewer, message=message, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Looked through and closed."))
            return redirect("exchange:inbox")
    return _package(request, viewer, message, discard_form=form)


@require_POST
def verify_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Check an entry of the quarantine again, by what the register says now."""
    viewer = viewer_of(request)
    message = received_by(viewer, pk)
    try:
        checked = services.verify_again(actor=viewer, message=message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if checked.state == InboxState.QUARANTINED:
            words = reports.meaning(checked.code)
            messages.warning(request, _("It still does not hold: %(words)s.") % {"words": words})
        else:
            messages.success(request, _("It holds now, and was taken as a new message: see the list of all received."))
    return redirect("exchange:package", pk)


@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the sender what happens to the letter."""
    viewer = viewer_of(request)
    message = received_by(viewer, pk)
    exists_if(_may_tell(viewer, message))
    form = StageForm(request.POST)
    if form.is_valid():
        try:
            services.tell_progress(actor=viewer, message=message, **form.cleaned_data)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The sender is told."))
            return redirect("exchange:package", pk)
    return _package(request, viewer, message, tell_form=form)


@require_safe
def received_container(request: HttpRequest, pk: int) -> FileResponse:
    """The message container as it was received and verified."""
    message = received_by(viewer_of(request), pk)
    exists_if(message.is_verified)
    return download(message.sealed, str(message.message_id))


@require_safe
def stamped_receipt(request: HttpRequest, pk: int) -> FileResponse:
    """Our receipt with the time-stamp that its seal got after it was given, for evidence."""
    message = received_by(viewer_of(request), pk)
    return stamped(message, f"receipt-{message.message_id}")


@require_safe
def package_report(request: HttpRequest, pk: int) -> JsonResponse:
    """What the check found when the package was received, for programs and for the files of a dispute."""
    message = received_by(viewer_of(request), pk)
    told = {"message": str(message.message_id), "received_at": message.received_at.isoformat(), **message.report}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="report-{message.message_id}.json"'
    return response


def _is_reply(message: InboxMessage) -> bool:
    return message.document is not None and message.document.case_id is not None


def _awaits_decision(viewer: Employee, message: InboxMessage) -> bool:
    return (
        message.state == InboxState.WAITING
        and message.agency_id is not None
        and policies.may_decide(viewer, message.agency_id)
    )


def _may_tell(viewer: Employee, message: InboxMessage) -> bool:
    return (
        message.state == InboxState.REGISTERED
        and message.agency_id is not None
        and policies.may_tell(viewer, message.agency_id)
    )


def _package(request: HttpRequest, viewer: Employee, message: InboxMessage, **bound: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "message": message,
        "document": message.document,
        "report": reports.in_words(message),
        "answers": selectors.answers_to(message),
        "seal": selectors.seal_stamp_of(message),
        "acts": record.timeline(message),
    }
    if message.document is not None:
        context["files"] = message.document.files.select_related("stored").filter(is_current=True)
        context["signatures"] = message.document.signatures.all()
    if _awaits_decision(viewer, message) and message.document is not None:
        start = {
            "summary": message.document.subject,
            "term_kind": TermKind.objects.filter(code="agency-inquiry").first(),
        }
        context["register_form"] = RegisterForm(initial=start, is_reply=_is_reply(message))
        context["refuse_form"] = RefuseForm()
    if message.state == InboxState.QUARANTINED:
        context["discard_form"] = ReasonForm()
        context["may_verify"] = not message.is_verified and message.sealed is not None
    if _may_tell(viewer, message) and message.document is not None and not message.document.access:
        context["tell_form"] = StageForm()
    is_refused = any(form.errors for form in bound.values())
    return render(request, "exchange/package.html", context | bound, status=UNPROCESSABLE if is_refused else 200)
