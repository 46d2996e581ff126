"""Signing in and out, the language of the interface, and the health page."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import services
from agencies.forms import SignInForm
from agencies.middleware import public
from agencies.models import Employee
from history.models import Reading
from history.services import readings

YEAR_IN_SECONDS = 365 * 24 * 3600


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a refusal does not tell whether the login exists."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        employee = authenticate(request, username=username, password=form.cleaned_data["password"])
        if isinstance(employee, Employee):
            login(request, employee)
            services.note_sign_in(actor=employee, address=_address(request))
            return redirect(_next(request))
        _note_refusal(request, username)
        form.refuse()
    status = 200 if not form.errors else 422
    return render(request, "agencies/login.html", {"form": form, "next": _next(request)}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Employee):
        services.note_sign_out(actor=request.user)
    logout(request)
    return redirect("agencies:login")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the interface and return to the page."""
    response = redirect(_next(request))
    chosen = request.POST.get("language", "")
    if check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR_IN_SECONDS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@public
@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """Whether the node answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return "/"


def _note_refusal(request: HttpRequest, username: str) -> None:
    known = Employee.objects.filter(username__iexact=username).first()
    if known is not None:
        services.note_refused_sign_in(actor=services.ENTRANCE, employee=known, address=_address(request))
    else:
        readings.note(kind=Reading.Kind.REFUSED, page="agencies:login", query=username)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
