"""The signing folder: what awaits the person's signature, each letter beside what it answers; many signed at once."""

import re
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from documents import selectors as documents
from history.shown import reading_as
from signing.selectors import certificate_of
from signing.step_up import is_asked_of, present
from workflows import policies, selectors
from workflows.forms.folder import FolderForm, mark_of
from workflows.forms.letters import UnsignedForm
from workflows.models import WorkItem, WorkKind
from workflows.services import letters
from workflows.services.signing_folder import Chosen, sign_several

SHOWN_AT_ONCE = 50
NUMBER = re.compile("[0-9]{1,18}")


@dataclass(frozen=True)
class Row:
    """A letter in the list. It can be ticked once it was opened: ``mark`` is what its box then sends."""

    item: WorkItem
    mark: str
    is_chosen: bool


@require_http_methods(["GET", "POST"])
def folder(request: HttpRequest) -> HttpResponse:
    """The list with one letter open; a POST signs the ticked ones, or returns the open one with a remark."""
    signer = _signer(request)
    action = request.POST.get("action", "")
    form = FolderForm(request.POST, asks_code=is_asked_of(signer)) if action == "sign" else None
    if form is not None and form.is_valid() and _signed(request, signer, form):
        return redirect("workflows:signing-folder")
    items = list(selectors.to_sign(signer)[: SHOWN_AT_ONCE + 1])
    opened = _opened(request, items)
    returning = _returning(request, signer, opened) if opened else None
    if returning is not None and action == "return" and returning.is_valid():
        assert opened is not None
        try:
            given = {name: returning.cleaned_data[name] for name in ("remark", "quote")}
            letters.return_unsigned(actor=signer, item=opened, **given)
        except ValidationError as error:
            refuse(returning, error)
        else:
            messages.success(request, _("Returned to the author."))
            return redirect("workflows:signing-folder")
    is_refused = any(one is not None and one.errors for one in (form, returning))
    context = {
        "rows": _rows(request, items[:SHOWN_AT_ONCE], opened),
        "has_more": len(items) > SHOWN_AT_ONCE,
        "form": form or FolderForm(asks_code=is_asked_of(signer)),
        "returning": returning,
        "certificate": certificate_of(signer),
        **(_papers(opened) if opened else {}),
    }
    return render(request, "workflows/folder.html", context, status=422 if is_refused else 200)


@reading_as("")
@require_GET
def left(request: HttpRequest) -> JsonResponse:
    """How many of the letters named still await their signature, while several are being signed."""
    asked = [
        int(one) for one in request.GET.getlist("item")[:SHOWN_AT_ONCE] if one.isdigit() and len(one) < len("9" * 19)
    ]
    return JsonResponse({"left": selectors.to_sign(_signer(request)).filter(pk__in=asked).count()})


def _signer(request: HttpRequest) -> Employee:
    signer = cast("Employee", request.user)
    if not policies.may_keep_signing_folder(signer):
        raise Http404
    return signer


def _signed(request: HttpRequest, signer: Employee, form: FolderForm) -> bool:
    """Sign what was ticked and say what became of each; false when the key itself, or the code, was refused."""
    asked: dict[int, tuple[str, ...]] = form.cleaned_data["chosen"]
    items = WorkItem.objects.visible_to(signer).filter(kind=WorkKind.SIGN).select_related("document").in_bulk(asked)
    chosen = [Chosen(items[key], shown) for key, shown in asked.items() if key in items]
    given = form.cleaned_data
    shown = [digest for one in chosen for digest in one.shown]
    try:
        presented = present(actor=signer, code=given["code"], shown=shown) if "code" in given else None
    except ValidationError as error:
        refuse(form, error)
        return False
    passphrase = form.cleaned_data["passphrase"]
    done = sign_several(actor=signer, chosen=chosen, passphrase=passphrase, presented=presented)
    signed = [one.item for one in done.results if not one.refusal]
    if signed:
        told = {"count": len(signed), "letters": ", ".join(item.number or item.title for item in signed)}
        messages.success(request, _("Signed: %(count)d (%(letters)s). The records office registers them.") % told)
    for one in done.results:
        if one.refusal:
            messages.error(request, f"{one.item.number} {one.item.title}: {one.refusal}")
    if len(items) < len(asked):
        messages.error(request, _("Some of the ticked letters are not in your folder."))
    if done.stopped is not None:
        refuse(form, done.stopped)
    return done.stopped is None


def _opened(request: HttpRequest, items: list[WorkItem]) -> WorkItem | None:
    asked = request.POST.get("item") or request.GET.get("item", "")
    named = next((item for item in items if str(item.pk) == asked), None)
    return named or (items[0] if items else None)


def _returning(request: HttpRequest, signer: Employee, opened: WorkItem) -> UnsignedForm:
    is_returned = request.POST.get("action") == "return" and request.POST.get("item") == str(opened.pk)
    return UnsignedForm(request.POST if is_returned else None, employee=signer, item=opened, auto_id="return_%s")


def _rows(request: HttpRequest, items: list[WorkItem], opened: WorkItem | None) -> list[Row]:
    """The list; what was ticked before a refusal stays ticked, as it was shown then."""
    sent = {one.partition(":")[0]: one for one in request.POST.getlist("chosen")}
    rows = []
    for item in items:
        before = sent.get(str(item.pk), "")
        rows.append(Row(item, mark_of(item) if item == opened else before, bool(before)))
    return rows


def _papers(opened: WorkItem) -> dict[str, Any]:
    """The open letter, and what it answers."""
    document, case = opened.document, opened.case
    assert document is not None
    return {
        "opened": opened,
        "case": case,
        "document": document,
        "appeal_files": selectors.appeal_files(case) if case else [],
        "to_sign": documents.shown_files(document),
        "visas": document.visas.select_related("approver"),
        "address": f"{reverse('workflows:signing-folder')}?item={opened.pk}",
    }
