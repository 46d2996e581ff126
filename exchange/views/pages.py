"""Pages for people who run the exchange of their agency; to everybody else they do not exist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.forms import refuse as show_refusal
from agencies.models import Employee, TermKind
from agencies.rules import Power, holds
from documents.files import open_stored
from documents.models import StoredFile
from documents.services import IncomingCard
from exchange import policies, reports, selectors, services
from exchange.forms import ReasonForm, RefuseForm, RegisterForm
from exchange.models import InboxMessage, InboxState, OutboxMessage, OutboxState, Receipt
from exchange.transport import MEDIA_TYPE
from history import selectors as record

UNPROCESSABLE = 422


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Received packages, newest first."""
    viewer = _viewer(request)
    view = _view(request, selectors.INBOX_VIEWS, "waiting")
    stretch = selectors.inbox(viewer, view, _before(request))
    return render(request, "exchange/inbox.html", {"stretch": stretch, "view": view})


@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a received package: who sent what, signed by whom, and what the check found."""
    viewer = _viewer(request)
    return _package(request, viewer, _received(viewer, pk))


@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the package's document."""
    viewer = _viewer(request)
    message = _received(viewer, pk)
    _exists_if(_awaits_decision(viewer, message))
    form = RegisterForm(request.POST, is_reply=_is_reply(message))
    if form.is_valid():
        kind = form.cleaned_data.get("term_kind") or TermKind.objects.get(code="agency-inquiry")
        card = IncomingCard(summary=form.cleaned_data["summary"], term_kind=kind)
        try:
            case = services.register_package(actor=viewer, message=message, card=card)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Registered. The sender is told the number and the date."))
            return redirect("workflows:case", case.pk)
    return _package(request, viewer, message, register_form=form)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to register the package's document."""
    viewer = _viewer(request)
    message = _received(viewer, pk)
    _exists_if(_awaits_decision(viewer, message))
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
    viewer = _viewer(request)
    message = _received(viewer, pk)
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


@require_safe
def received_container(request: HttpRequest, pk: int) -> FileResponse:
    """The message container as it was received and verified."""
    message = _received(_viewer(request), pk)
    _exists_if(message.is_verified)
    return _download(message.sealed, f"{message.message_id}.asice")


@require_safe
def package_report(request: HttpRequest, pk: int) -> JsonResponse:
    """What the check found when the package was received, for programs and for the files of a dispute."""
    message = _received(_viewer(request), pk)
    told = {"message": str(message.message_id), "received_at": message.received_at.isoformat(), **message.report}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="report-{message.message_id}.json"'
    return response


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages of ours, newest first."""
    viewer = _viewer(request)
    view = _view(request, selectors.OUTBOX_VIEWS, "moving")
    stretch = selectors.outbox(viewer, view, _before(request))
    return render(request, "exchange/outbox.html", {"stretch": stretch, "view": view})


@require_safe
def outgoing(request: HttpRequest, pk: int) -> HttpResponse:
    """A message of ours: its attempts, its receipts, and the ways to step in."""
    viewer = _viewer(request)
    return _outgoing(request, _sent(viewer, pk))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again at once."""
    viewer = _viewer(request)
    message = _sent(viewer, pk)
    try:
        services.retry_now(actor=viewer, message=message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The message is tried again at once."))
    return redirect("exchange:outgoing", pk)


@require_POST
def park(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the delivery for a while."""
    return _with_reason(request, pk, services.park, _("The message is parked."))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with the delivery."""
    return _with_reason(request, pk, services.resume, _("The delivery goes on."))


@require_safe
def sent_container(request: HttpRequest, pk: int) -> FileResponse:
    """The message container as it is sent, for evidence."""
    message = _sent(_viewer(request), pk)
    return _download(message.sealed, f"{message.message_id}.asice")


@require_safe
def receipt_container(request: HttpRequest, pk: int) -> FileResponse:
    """A sealed receipt as it came."""
    viewer = _viewer(request)
    seen = OutboxMessage.objects.visible_to(viewer)
    receipt = get_object_or_404(Receipt.objects.select_related("sealed"), pk=pk, message__in=seen)
    return _download(receipt.sealed, f"receipt-{receipt.pk}.asice")


def _viewer(request: HttpRequest) -> Employee:
    viewer = request.user
    if not isinstance(viewer, Employee) or not holds(viewer, Power.EXCHANGE):
        raise Http404
    return viewer


def _exists_if(is_allowed: bool) -> None:
    if not is_allowed:
        raise Http404


def _received(viewer: Employee, pk: int) -> InboxMessage:
    rows: QuerySet[InboxMessage] = InboxMessage.objects.visible_to(viewer).select_related(
        "agency", "correspondent", "document", "document__case", "document__in_reply_to", "sealed", "receipt"
    )
    return get_object_or_404(rows, pk=pk)


def _sent(viewer: Employee, pk: int) -> OutboxMessage:
    rows: QuerySet[OutboxMessage] = OutboxMessage.objects.visible_to(viewer).select_related(
        "agency", "correspondent", "document", "document__case", "sealed"
    )
    return get_object_or_404(rows, pk=pk)


def _is_reply(message: InboxMessage) -> bool:
    return message.document is not None and message.document.case_id is not None


def _awaits_decision(viewer: Employee, message: InboxMessage) -> bool:
    return (
        message.state == InboxState.WAITING
        and message.agency_id is not None
        and policies.may_decide(viewer, message.agency_id)
    )


def _package(request: HttpRequest, viewer: Employee, message: InboxMessage, **bound: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "message": message,
        "document": message.document,
        "report": reports.in_words(message),
        "decisions": selectors.decisions_on(message),
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
    is_refused = any(form.errors for form in bound.values())
    return render(request, "exchange/package.html", context | bound, status=UNPROCESSABLE if is_refused else 200)


def _outgoing(request: HttpRequest, message: OutboxMessage, **bound: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "message": message,
        "tries": message.tries.order_by("-id")[:50],
        "receipts": message.receipts.all(),
        "acts": record.timeline(message),
        "may_retry": message.state == OutboxState.NEW or services.was_damaged(message),
    }
    if message.state == OutboxState.NEW:
        context["park_form"] = ReasonForm()
    if message.state == OutboxState.PARKED:
        context["resume_form"] = ReasonForm()
    is_refused = any(form.errors for form in bound.values())
    return render(request, "exchange/outgoing.html", context | bound, status=UNPROCESSABLE if is_refused else 200)


def _with_reason(request: HttpRequest, pk: int, service: Callable[..., OutboxMessage], done: str) -> HttpResponse:
    viewer = _viewer(request)
    message = _sent(viewer, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            service(actor=viewer, message=message, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            show_refusal(form, error)
        except PermissionDenied as error:
            raise Http404 from error
        else:
            messages.success(request, done)
            return redirect("exchange:outgoing", pk)
    return _outgoing(request, message, **{f"{service.__name__}_form": form})


def _view(request: HttpRequest, views: dict[str, list[str]], default: str) -> str:
    view = request.GET.get("view", default)
    _exists_if(view in views)
    return view


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    _exists_if(not text or (text.isascii() and text.isdigit() and len(text) <= 18))
    return int(text) if text else None


def _download(stored: StoredFile | None, name: str) -> FileResponse:
    if stored is None:
        raise Http404
    return FileResponse(open_stored(stored), as_attachment=True, filename=name, content_type=MEDIA_TYPE)
