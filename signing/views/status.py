"""What the authorities of this node say of their certificates, to anybody who asks: a list, and single answers.

Short requests, kept answers: whoever asks again and again costs a look-up. No session, no cookies.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from agencies.middleware import public
from signing import status
from signing.keys import SigningFailed
from signing.models import Certificate

REQUEST_AT_MOST = 4096
ASKS, ANSWERS, LIST = "application/ocsp-request", "application/ocsp-response", "application/pkix-crl"


@public
@require_safe
def revoked(_request: HttpRequest, pk: int) -> HttpResponse:
    """The list of revoked certificates of an authority; 503 while its key cannot be used."""
    authority = get_object_or_404(Certificate, pk=pk, kind=Certificate.Kind.AUTHORITY)
    try:
        return HttpResponse(status.list_of(authority), content_type=LIST)
    except SigningFailed:
        return _later()


@public
@csrf_exempt
@require_POST
def answers(request: HttpRequest) -> HttpResponse:
    """The OCSP answer about one certificate; 503 while the authority's key cannot be used."""
    if request.content_type != ASKS:
        return HttpResponse(status=415)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or "")
    except ValueError:
        return HttpResponse(status=411)
    if length > REQUEST_AT_MOST:
        return HttpResponse(status=413)
    try:
        return HttpResponse(status.answer_to(request.read(REQUEST_AT_MOST)), content_type=ANSWERS)
    except SigningFailed:
        return _later()


def _later() -> HttpResponse:
    response = HttpResponse(status=503)
    response["Retry-After"] = "60"
    return response
