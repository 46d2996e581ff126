"""Who asks, from where, and what was shown to them: around every request of a signed-in person."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from history import shown
from history.actors import Actor, acting
from history.models import Reading
from history.services import readings
from history.source import Source, coming_from

Kind = Reading.Kind
# What people look for stands in these parameters of addresses.
SEARCHED = ("q", "number", "whom", "last_name", "first_name", "patronymic")
REFUSALS = (403, 404)
SHOWN_STATUSES = (200, 422)


class Readings:
    """Let everything done in a request carry its person and its source; write down what the answer showed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with coming_from(Source(address=str(request.META.get("REMOTE_ADDR", "")), request=uuid4().hex)):
            reader: Any = getattr(request, "user", None)
            if not isinstance(reader, Actor) or reader.actor_key is None:
                return self.get_response(request)
            return answered_to(request, reader, lambda: self.get_response(request))


def answered_to(request: HttpRequest, reader: Any, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer to a request of this reader: what is done in it carries them, what it shows them is written down."""
    with acting(reader), shown.watching() as seen:
        response = answer()
    with acting(reader):
        _note(request, response, reader, seen)
    return response


def _note(request: HttpRequest, response: HttpResponseBase, reader: Any, seen: shown.Shown) -> None:
    match = request.resolver_match
    if match is None:
        return
    said = getattr(match.func, "reading_kind", None)
    is_always = getattr(match.func, "is_always_read", False)
    if response.status_code in REFUSALS and match.kwargs:
        kind, seen, query = Kind.REFUSED.value, set(), request.path
    elif response.status_code in SHOWN_STATUSES and said != "" and (seen or is_always or _query(request)):
        query = _query(request)
        kind = said or _kind(match, response, query)
    else:
        return
    readings.note(
        kind=kind,
        page=match.view_name,
        shown=seen,
        ground=getattr(reader, "reading_ground", ""),
        query=query,
        agency_key=getattr(reader, "agency_key", None),
    )


def _query(request: HttpRequest) -> str:
    return " ".join(value for name in SEARCHED if (value := request.GET.get(name, "").strip()))


def _kind(match: ResolverMatch, response: HttpResponseBase, query: str) -> str:
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return Kind.DOWNLOADED
    if query:
        return Kind.SEARCHED
    return Kind.VIEWED if match.kwargs else Kind.LISTED
