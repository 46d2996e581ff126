"""Guests by a link: making and ending links, and the few pages that a guest sees: one case, its papers, its discussion.

A guest is no user of the program: the session knows the number of their link and nothing else, and every page asks
whether the link is still in force. All other pages are as closed to them as to anybody who did not sign in.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.middleware import public
from agencies.models import Employee
from citizens import policies, services
from citizens.models import Case, GuestLink
from citizens.selectors import guest_links, threads
from citizens.visitors import Visitor
from documents import guest_selectors
from documents import services as documents
from documents.forms.guests import CodeForm, EndLinkForm, GuestRemarkForm, LinkForm
from documents.views.files import SHOWN, streamed
from history import clock
from history.middleware import answered_to

SESSION = "guest"
# How long a guest stays in by one code.
STAY = timedelta(hours=8)
REFUSED = 422
View = Callable[..., HttpResponseBase]


def for_guest(view: View) -> View:
    """A page of guests: it is given its guest, what it shows is on record; without a link in force there is none."""

    @public
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visitor = _visitor(request)
        if visitor is None:
            raise Http404
        response = answered_to(request, visitor, lambda: view(request, visitor, *args, **kwargs))
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@require_http_methods(["GET", "POST"])
def guest_links_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a case; a new one is shown with its code once, and never again."""
    employee = cast("Employee", request.user)
    case = get_object_or_404(Case.objects.visible_to(employee).select_related("applicant", "agency"), pk=pk)
    if not policies.may_invite(employee, case):
        raise Http404
    action = request.POST.get("action")
    links = guest_links(case)
    form = LinkForm(request.POST if action == "make" else None)
    ending = EndLinkForm(request.POST if action == "end" else None, links=links.filter(ended_at__isnull=True))
    made = None
    try:
        if action == "make" and form.is_valid():
            made = services.make_link(actor=employee, case=case, guest=form.card())
            form = LinkForm()
        elif action == "end" and ending.is_valid():
            services.end_link(actor=employee, **ending.cleaned_data)
            messages.success(request, _("The link is ended."))
            return redirect("documents:guest-links", pk)
    except ValidationError as error:
        refuse(form if action == "make" else ending, error)
    address = f"{settings.BASE_URL}{reverse('documents:guest-enter', args=[made.token])}" if made else ""
    told = {
        "case": case,
        "links": links,
        "form": form,
        "ending": ending,
        "chosen": action,
        "made": made,
        "address": address,
        "code": f"{made.code[:4]} {made.code[4:]}" if made else "",
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2) if made else "",
    }
    return render(request, "documents/guest_links.html", told, status=REFUSED if form.errors or ending.errors else 200)


@public
@require_http_methods(["GET", "POST"])
def guest_enter(request: HttpRequest, token: str) -> HttpResponse:
    """The entrance of a link: it asks for the code. A link that opens nothing answers as one that never was."""
    link = GuestLink.objects.in_force().select_related("case").filter(token_hash=services.hash_of(token)).first()
    if link is None:
        raise Http404
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            visitor = services.open_link(actor=services.ENTRANCE, link=link, code=form.cleaned_data["code"])
        except ValidationError as error:
            refuse(form, error)
        else:
            if visitor is not None:
                request.session.cycle_key()
                request.session[SESSION] = {"link": link.pk, "at": clock.now().isoformat()}
                return redirect("documents:guest-case")
            form.add_error("code", ValidationError(_("The code is wrong."), code="code-wrong"))
    response = render(request, "documents/guest_enter.html", {"form": form}, status=REFUSED if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
@for_guest
def guest_case(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The case of the link with its papers; what is looked for is looked for among these alone."""
    return _case_page(request, visitor, GuestRemarkForm() if _may_write(visitor) else None)


@require_GET
@for_guest
def guest_file(_request: HttpRequest, visitor: Visitor, pk: int) -> HttpResponseBase:
    """A file of a registered paper of the case; each reading is an act with the guest's name."""
    entry = get_object_or_404(guest_selectors.files(visitor.link), pk=pk)
    documents.note_reading(actor=visitor, entry=entry)
    is_shown = entry.stored.media_type in SHOWN and not entry.stored.has_macros
    return streamed(entry.stored, entry.name, is_shown=is_shown)


@require_POST
@for_guest
def guest_remark(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the guest says in the discussion, where the link lets them."""
    if not visitor.link.may_remark:
        raise Http404
    form = GuestRemarkForm(request.POST)
    if form.is_valid():
        try:
            services.write_guest_remark(actor=visitor, link=visitor.link, text=form.cleaned_data["text"])
        except ValidationError as error:
            refuse(form, error)
        except PermissionDenied as denied:
            raise Http404 from denied
        else:
            return redirect(f"{reverse('documents:guest-case')}#discussion")
    return _case_page(request, visitor, form)


@require_POST
@for_guest
def guest_leave(request: HttpRequest, _visitor: Visitor) -> HttpResponse:
    """Leave: the code is asked again."""
    del request.session[SESSION]
    return render(request, "documents/guest_left.html")


def _case_page(request: HttpRequest, visitor: Visitor, form: GuestRemarkForm | None) -> HttpResponse:
    link = visitor.link
    # loaded here and not with the link, so that the audit of reading knows it was shown
    case = Case.objects.select_related("agency", "applicant").get(pk=link.case_id)
    text = request.GET.get("q", "").strip()[:80]
    papers = guest_selectors.papers(link, text)
    said, _earlier = threads(case.remarks.all()) if link.may_remark else ([], None)
    told = {
        "link": link,
        "case": case,
        "papers": papers,
        "files": guest_selectors.files(link).filter(document__in=[one.pk for one in papers]),
        "q": text,
        "threads": said,
        "form": form,
    }
    return render(request, "documents/guest_case.html", told, status=REFUSED if form and form.errors else 200)


def _may_write(visitor: Visitor) -> bool:
    return visitor.link.may_remark and not visitor.link.case.is_over


def _visitor(request: HttpRequest) -> Visitor | None:
    """The guest of this session, if their link is in force and the code was asked for not too long ago."""
    kept = request.session.get(SESSION)
    if not kept or datetime.fromisoformat(kept["at"]) + STAY < clock.now():
        return None
    link = GuestLink.objects.in_force().select_related("case__agency", "case__applicant").filter(pk=kept["link"])
    found = link.first()
    return Visitor(found) if found else None
