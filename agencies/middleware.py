"""Every page is private unless it says that it is public; behind proxies the asker's own address counts."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Open a view to people who did not sign in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


class PrivatePages:
    """Send whoever did not sign in, or holds no post today, to the sign-in page; keep private pages out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let public views through, and people with an account that is still good."""
        if getattr(view, "is_public", False) or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path())


class BehindProxies:
    """Behind as many proxies of our own as the settings say, the address of a request is the one that the outermost of
    them saw. What stands further to the left in ``X-Forwarded-For`` the asker may have written, so it is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if 0 < settings.PROXIES <= len(told):
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ip_address(told[-settings.PROXIES]))
        return self.get_response(request)
