"""Pages of messages of ours, for people who run the exchange of their agency; to everybody else they do not exist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies.forms import refuse as show_refusal
from agencies.models import Employee
from exchange import reports, selectors, services
from exchange.forms import ManyForm, ReasonForm
from exchange.models import Correspondent, MessageKind, OutboxMessage, OutboxState, Receipt
from exchange.selectors import OutboxQuestion
from exchange.views.shared import (
    UNPROCESSABLE,
    download,
    number_in,
    sent_by,
    stamped,
    view_of,
    viewer_of,
)
from exchange.waiting import why
from history import selectors as record

# Before the number of an urgent message at which a stretch of a list ended.
URGENT_MARK = "u"


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages of ours, newest first, and of those that wait the urgent ones before the others; why each one waits."""
    viewer = viewer_of(request)
    view = view_of(request, selectors.OUTBOX_VIEWS, "moving")
    before = request.GET.get("before", "")
    asked = OutboxQuestion(
        view=view,
        correspondent=number_in(request.GET.get("correspondent", "")),
        before=number_in(before.removeprefix(URGENT_MARK)),
        among_urgent=before.startswith(URGENT_MARK),
    )
    stretch = selectors.outbox(viewer, asked)
    last = stretch.rows[-1] if stretch.rows else None
    context = {
        "rows": [(message, why(message)) for message in stretch.rows],
        "older": f"{URGENT_MARK if last.is_urgent and view in selectors.URGENT_FIRST else ''}{stretch.older}"
        if last is not None and stretch.older
        else "",
        "view": view,
        "correspondents": selectors.correspondents(viewer),
        "correspondent": asked.correspondent,
        "offers_steps": view in selectors.URGENT_FIRST,
        "form": ManyForm(),
    }
    return render(request, "exchange/outbox.html", context)


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Do the same to several messages: shown first, then done to each by itself, so that one refusal stops no other."""
    viewer = viewer_of(request)
    chosen = selectors.chosen_messages(viewer, request.POST.getlist("chosen"))
    form = ManyForm(request.POST)
    is_asked = "confirm" in request.POST
    if not form.is_valid() or not chosen or not is_asked:
        if not chosen:
            form.add_error(None, _("Tick at least one message."))
        rows = [(message, why(message)) for message in chosen]
        status = UNPROCESSABLE if form.errors else 200
        return render(request, "exchange/many.html", {"form": form, "rows": rows}, status=status)
    done, refused = _done_to(viewer, chosen, form)
    if done:
        words = ngettext("Done to %(count)s message.", "Done to %(count)s messages.", done)
        messages.success(request, words % {"count": done})
    for one in refused:
        messages.error(request, one)
    return redirect("exchange:outbox")


@require_safe
def outgoing(request: HttpRequest, pk: int) -> HttpResponse:
    """A message of ours: its attempts, its receipts, and the ways to step in."""
    viewer = viewer_of(request)
    return _outgoing(request, sent_by(viewer, pk))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again at once."""
    viewer = viewer_of(request)
    message = sent_by(viewer, pk)
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


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter once more under its number."""
    return _with_reason(request, pk, services.send_again, _("The letter is sent again under the same number."))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker ask the addressee for receipts."""
    viewer = viewer_of(request)
    message = sent_by(viewer, pk)
    try:
        services.ask_receipts(actor=viewer, message=message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The addressee is asked; what comes of it stands here in a minute."))
    return redirect("exchange:outgoing", pk)


@require_safe
def sent_container(request: HttpRequest, pk: int) -> FileResponse:
    """The message container as it is sent, for evidence."""
    message = sent_by(viewer_of(request), pk)
    return download(message.sealed, str(message.message_id))


@require_safe
def stamped_container(request: HttpRequest, pk: int) -> FileResponse:
    """The same with the time-stamp that its seal got after it had left, for evidence."""
    message = sent_by(viewer_of(request), pk)
    return stamped(message, str(message.message_id))


@require_safe
def receipt_container(request: HttpRequest, pk: int) -> FileResponse:
    """A sealed receipt as it came."""
    viewer = viewer_of(request)
    seen = OutboxMessage.objects.visible_to(viewer)
    receipt = get_object_or_404(Receipt.objects.select_related("sealed"), pk=pk, message__in=seen)
    return download(receipt.sealed, f"receipt-{receipt.pk}")


def _done_to(viewer: Employee, chosen: list[OutboxMessage], form: ManyForm) -> tuple[int, list[str]]:
    """To how many messages the step was done, and why not to the others."""
    step, reason = form.cleaned_data["step"], form.cleaned_data["reason"]
    done, refused = 0, []
    for message in chosen:
        try:
            if step == ManyForm.RETRY:
                services.retry_now(actor=viewer, message=message)
            else:
                service = services.park if step == ManyForm.PARK else services.resume
                service(actor=viewer, message=message, reason=reason)
        except ValidationError as error:
            refused.append(f"{message.document or message.get_kind_display()}: {' '.join(error.messages)}")
        else:
            done += 1
    return done, refused


def _outgoing(request: HttpRequest, message: OutboxMessage, **bound: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "message": message,
        "tries": [(one, reports.meaning(one.detail)) for one in message.tries.order_by("-id")[:50]],
        "receipts": message.receipts.order_by("at", "id"),
        "why": why(message),
        "again": selectors.sent_again_as(message),
        "may_ask": bool(message.sealed_id)
        and not message.decision
        and message.correspondent.channel == Correspondent.Channel.HTTPS,
        "acts": record.timeline(message),
        "seal": selectors.seal_stamp_of(message),
        "may_retry": message.state in (OutboxState.NEW, OutboxState.SENT) or services.was_damaged(message),
    }
    if message.state == OutboxState.NEW:
        context["park_form"] = ReasonForm()
    if message.state == OutboxState.PARKED:
        context["resume_form"] = ReasonForm()
    if _may_go_again(message) and context["again"] is None:
        context["send_again_form"] = ReasonForm()
    is_refused = any(form.errors for form in bound.values())
    return render(request, "exchange/outgoing.html", context | bound, status=UNPROCESSABLE if is_refused else 200)


def _may_go_again(message: OutboxMessage) -> bool:
    is_settled = message.state not in (OutboxState.NEW, OutboxState.PARKED)
    return message.kind == MessageKind.DOCUMENT and is_settled and message.decision != "registered"


def _with_reason(request: HttpRequest, pk: int, service: Callable[..., OutboxMessage], done: str) -> HttpResponse:
    viewer = viewer_of(request)
    message = sent_by(viewer, pk)
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
