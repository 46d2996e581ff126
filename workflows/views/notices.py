"""Pages of notices: unread and read ones, marking them, and how a person wants to be told."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from workflows import notice_selectors as selectors
from workflows import notice_words
from workflows.forms.notices import NoticeSettingsForm
from workflows.models import UNFINISHED
from workflows.noticing import Notice
from workflows.services import notices as services

PAGE = 50


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Unread notices, or those that were read; further pages start before a key."""
    employee = cast("Employee", request.user)
    is_read = request.GET.get("view") == "read"
    found = selectors.notices(employee, is_read=is_read)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= 18:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    context = {
        "rows": [
            (one, notice_words.what(one), notice_words.number_of(one), _thing(employee, one)) for one in rows[:PAGE]
        ],
        "is_read": is_read,
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "marked": _moment(request.GET.get("marked", "")),
    }
    return render(request, "workflows/notices.html", context)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read, or as not read again."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(Notice.objects.visible_to(employee), pk=pk)
    if request.POST.get("action") == "unread":
        services.unread(actor=employee, notice=found)
        return redirect("workflows:notices")
    marked = services.read(actor=employee, notice=found)
    assert marked.read_at is not None
    return _marked(marked.read_at)


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read, or undo it."""
    employee = cast("Employee", request.user)
    moment = _moment(request.POST.get("moment", ""))
    if moment is not None:
        count = services.unread_since(actor=employee, moment=moment)
        messages.success(request, _("Unread again: %(count)s.") % {"count": count})
        return redirect("workflows:notices")
    _count, moment = services.read_all(actor=employee)
    return _marked(moment)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How the person wants to be told of each kind of event."""
    employee = cast("Employee", request.user)
    form = NoticeSettingsForm(request.POST or None, chosen=selectors.settings_of(employee))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_notices(actor=employee, chosen=form.chosen())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workflows:notice-settings")
    context = {"form": form, "title": _("How I am told"), "submit": _("Save"), "back": reverse("workflows:notices")}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


def _marked(moment: datetime) -> HttpResponse:
    return redirect(f"{reverse('workflows:notices')}?{urlencode({'marked': moment.isoformat()})}")


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _thing(employee: Employee, notice: Notice) -> str:
    """Where the notice leads: to the work that lies with the person, else to the card of its paper."""
    item = notice.item
    if item is not None and item.state in UNFINISHED and item.assignee_id == employee.pk:
        return reverse("workflows:item", args=[item.pk])
    if notice.assignment_id is not None:
        return reverse("workflows:assignment", args=[notice.assignment_id])
    if notice.document_id is not None:
        return reverse("workflows:document", args=[notice.document_id])
    if notice.case_id is not None:
        return reverse("workflows:case", args=[notice.case_id])
    return reverse("agencies:absences") if notice.colleague_id is not None else reverse("workflows:desk")
