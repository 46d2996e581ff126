"""What the pages of this room share: who looks, and what is not there for them."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from agencies.models import Employee


def viewer(request: HttpRequest) -> Employee:
    """The person who looks."""
    if not isinstance(request.user, Employee):
        raise Http404
    return request.user


def exists_if(is_allowed: bool) -> None:
    """To those who may not see it, a page does not exist."""
    if not is_allowed:
        raise Http404


def address_with(request: HttpRequest, **changed: Any) -> str:
    """The query of this page with other values."""
    return urlencode([(k, v) for k, v in request.GET.items() if k not in changed and v] + list(changed.items()))


def number_before(request: HttpRequest) -> int | None:
    """The number that the asked stretch of a list lies before."""
    before = request.GET.get("before", "")
    return int(before) if before.isdigit() else None
