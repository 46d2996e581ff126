"""Uploads in parts: beginning one, adding a part, asking how much is there, giving it up; used by `upload.js`."""

from typing import cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Employee
from documents.files import PartedUpload, parts
from history.shown import reading_as

WRONG_OFFSET, TOO_LARGE, REFUSED = 409, 413, 422


@reading_as("")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an upload of a name and size; the answer tells where to send its parts, and how long each may be."""
    name, size = request.POST.get("name", ""), request.POST.get("size", "")
    try:
        upload = parts.begin(_employee(request).pk, name, int(size) if size.isdigit() else 0)
    except ValidationError as error:
        return _problem(error)
    told = {
        "token": upload.token,
        "address": reverse("documents:upload", args=[upload.key_of_address]),
        "cancel": reverse("documents:upload-cancel", args=[upload.key_of_address]),
        "part": parts.PART,
        "offset": 0,
    }
    return JsonResponse(told)


@reading_as("")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """How much is there; or one more part that begins at the offset named. A wrong one answers 409 with the right."""
    found = _upload(request, token)
    if request.method == "GET":
        return JsonResponse({"offset": found.offset})
    if int(request.META.get("CONTENT_LENGTH") or 0) > parts.PART:
        return JsonResponse({"code": "part-too-large"}, status=TOO_LARGE)
    asked = request.GET.get("offset", "")
    try:
        offset = parts.append(found, request, int(asked) if asked.isdigit() else -1)
    except parts.WrongOffset as wrong:
        return JsonResponse({"offset": wrong.offset}, status=WRONG_OFFSET)
    except ValidationError as error:
        return _problem(error)
    return JsonResponse({"offset": offset})


@reading_as("")
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give an upload up."""
    _upload(request, token).forget()
    return JsonResponse({})


def _upload(request: HttpRequest, token: str) -> PartedUpload:
    found = parts.find(token, _employee(request).pk)
    if found is None:
        raise Http404
    return found


def _problem(error: ValidationError) -> JsonResponse:
    return JsonResponse({"code": error.code, "message": " ".join(error.messages)}, status=REFUSED)


def _employee(request: HttpRequest) -> Employee:
    return cast("Employee", request.user)
