"""The public gateway: other agencies' programs hand messages over and ask for receipts here. No session, no cookies."""

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from agencies.middleware import public
from exchange import services
from exchange.containers.addressing import Address
from exchange.containers.inventories import LONGEST
from exchange.selectors import receipts_of
from exchange.transport import MEDIA_TYPE
from history import kill_points

PROBLEM = "application/problem+json"


@public
@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Take a message container; the answer is a sealed receipt, or a coded problem where nobody could be answered.

    The body is read as a stream and never held in memory. 400 carries an unsealed problem (RFC 9457), 411 asks for the
    length, 413 and 415 refuse by length and type, 503 asks to come again.
    """
    return _answered(request, services.receive, settings.EXCHANGE_MESSAGE_LIMIT)


@public
@csrf_exempt
@require_POST
def inventory(request: HttpRequest) -> HttpResponse:
    """Compare lists of messages with a correspondent; the answer is our list under seal, or a coded problem.

    Who is not proven by a registered seal gets 403 and learns nothing; 429 asks to come again later.
    """
    return _answered(request, services.answer_inventory, LONGEST)


@public
@require_safe
def receipts(_request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The sealed receipts of a message that was received, for a sender who lost the reply.

    Whoever asks must know the message id, a random UUID that stands in sealed messages only; receipts tell digests,
    times and verdicts, and no content.
    """
    found = receipts_of(message_id)
    if not found:
        raise Http404
    told = [{"kind": kind, "container": base64.b64encode(body).decode("ascii")} for kind, body in found]
    return JsonResponse({"message_id": str(message_id), "receipts": told})


def _answered(request: HttpRequest, service: Callable[..., services.Reply], limit: int) -> HttpResponse:
    if request.content_type != MEDIA_TYPE:
        return _problem(415, "MEDIA_TYPE")
    try:
        length = int(request.META.get("CONTENT_LENGTH") or "")
    except ValueError:
        return _problem(411, "LENGTH_REQUIRED")
    if length > limit:
        return _problem(413, "TOO_LARGE")
    reply = service(request, length=length, address=Address.of_headers(request.headers))
    kill_points.reached("before-answer")
    if reply.receipt is None:
        return _problem(reply.status, reply.code)
    return HttpResponse(reply.receipt, status=reply.status, content_type=MEDIA_TYPE)


def _problem(status: int, code: str) -> HttpResponse:
    body: dict[str, Any] = {"type": "about:blank", "title": code, "status": status, "code": code}
    response = JsonResponse(body, status=status, content_type=PROBLEM)
    if status in (429, 503):
        response["Retry-After"] = "600"
    return response
