"""Pages of the post: registers by form 103, their items and identifiers, and what became of letters."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies import sheets
from agencies.models import Employee
from documents import files, policies, post_selectors, services
from documents.forms import (
    DeliveryForm,
    HandInForm,
    ItemForm,
    ListLetterForm,
    RegisterForm,
    TableOfIdentifiersForm,
    WhyForm,
)
from documents.models import Delivery, Document, PostalItem, PostalRegister, RegisterState
from documents.pdf.post import register_pdf
from documents.views.records import REFUSED, before_of, button, form_page, tried, viewer
from history import selectors as record

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": (sheets.csv_of, "text/csv; charset=utf-8"), "xlsx": (sheets.xlsx_of, XLSX)}


@require_http_methods(["GET", "POST"])
def registers(request: HttpRequest) -> HttpResponse:
    """Days whose letters await a register, making one up, and the registers there are."""
    employee = viewer(request)
    may_keep = policies.may_register(employee, employee.agency)
    form = RegisterForm(request.POST or None)
    if request.method == "POST":
        _require(may_keep)
        is_done, made = tried(
            form, lambda: services.make_register(actor=employee, agency=employee.agency, **form.cleaned_data)
        )
        if is_done:
            return redirect("documents:postal-register", made.pk)
    before = before_of(request)
    found = post_selectors.registers(employee)
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    return render(
        request,
        "documents/postal_registers.html",
        {
            "form": form,
            "may_keep": may_keep,
            "days": post_selectors.days_without_register(employee.agency, employee) if may_keep else [],
            "registers": rows[:PAGE],
            "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        },
        status=REFUSED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """A register with its items; what can be done with it while it is open, and with its letters afterwards."""
    employee = viewer(request)
    found = _register(employee, pk)
    may_keep, action = policies.may_register(employee, found.agency_id), request.POST.get("action", "")
    forms = _forms(request, action)
    if request.method == "POST":
        _require(may_keep)
        if action == "collect":
            return button(
                request,
                lambda: services.collect_letters(actor=employee, register=found),
                done=lambda count: _("Letters added: %(count)s.") % {"count": count},
                onward=_here(found),
            )
        if action not in forms:
            raise Http404
        is_done, _made = tried(forms[action], lambda: _act(employee, found, action, forms[action]))
        if is_done:
            return redirect(_here(found))
    listed = post_selectors.contents(found, employee)
    return render(
        request,
        "documents/postal_register.html",
        {
            "register": found,
            "listed": listed,
            "totals": listed.totals,
            "may_change": may_keep and found.state == RegisterState.OPEN,
            "may_follow": may_keep and found.state == RegisterState.SENT,
            "forms": {name.replace("-", "_"): form for name, form in forms.items()},
            "opened": action,
            "acts": record.timeline(found),
        },
        status=REFUSED if action in forms and forms[action].errors else 200,
    )


@require_GET
def register_print(request: HttpRequest, pk: int) -> FileResponse:
    """The register as form 103, for who sees every letter in it."""
    found, listed = _whole(viewer(request), pk)
    return FileResponse(
        register_pdf(found, listed), content_type=files.PDF, filename=f"F103-{found.year}-{found.ordinal}.pdf"
    )


@require_GET
def register_table(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The register as a table, for who sees every letter in it; nothing in it is computed by who opens it."""
    if kind not in FORMATS:
        raise Http404
    found, listed = _whole(viewer(request), pk)
    write, content_type = FORMATS[kind]
    rows = sheets.harmless(post_selectors.table(listed.items))
    answer = HttpResponse(write(rows), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="F103-{found.year}-{found.ordinal}.{kind}"'
    return answer


@require_http_methods(["GET", "POST"])
def item_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Kind, identifier, mass, value, fee and note of an item; or taking it out of its register."""
    employee = viewer(request)
    item = _item(employee, pk)
    if item.register.state != RegisterState.OPEN:
        raise Http404
    onward = _here(item.register)
    if request.POST.get("action") == "take-out":
        return button(
            request,
            lambda: services.take_out_letter(actor=employee, item=item),
            done=_("The letter is out of the register. “Add letters of the day” brings it back."),
            onward=onward,
        )
    form = ItemForm(request.POST or None, instance=item)
    return form_page(
        request,
        form,
        lambda: services.change_item(actor=employee, item=item, card=form.card()),
        done=_("The item is changed."),
        onward=onward,
        title=_("Item %(number)s: letter %(letter)s") % {"number": item.ordinal, "letter": item.document.number},
        back=onward,
        submit=_("Keep"),
        intro=f"{item.addressee}, {item.address}",
    )


@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a letter that was handed in; a note in error is taken back."""
    employee = viewer(request)
    item = _item(employee, pk)
    if not item.delivery:
        raise Http404
    onward = _here(item.register)
    if request.POST.get("action") == "undo":
        return button(
            request,
            lambda: services.undo_delivery(actor=employee, item=item),
            done=_("The letter counts as handed in again."),
            onward=onward,
        )
    if item.delivery != Delivery.HANDED_IN:
        return redirect(onward)
    form = DeliveryForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.note_delivery(actor=employee, item=item, **form.cleaned_data),
        done=_("It is noted on the card of the letter."),
        onward=onward,
        title=_("Letter %(letter)s by post") % {"letter": item.document.number},
        back=onward,
        submit=_("Note delivery"),
        intro=f"{item.addressee}, {item.address}" + (f"; {item.identifier}" if item.identifier else ""),
    )


def _forms(request: HttpRequest, action: str) -> dict[str, Any]:
    kinds: dict[str, Callable[..., Any]] = {"list": ListLetterForm, "hand-in": HandInForm, "give-up": WhyForm}
    forms = {
        name: kind(request.POST if name == action else None, auto_id=f"id_{name}_%s") for name, kind in kinds.items()
    }
    is_table = action == "identifiers"
    forms["identifiers"] = TableOfIdentifiersForm(
        request.POST if is_table else None, request.FILES if is_table else None, auto_id="id_table_%s"
    )
    return forms


def _act(employee: Employee, found: PostalRegister, action: str, form: Any) -> Any:
    data = form.cleaned_data
    if action == "list":
        return services.list_letter(actor=employee, register=found, number=data["number"])
    if action == "hand-in":
        return services.send_register(actor=employee, register=found, on=data["on"])
    if action == "give-up":
        return services.give_up_register(actor=employee, register=found, reason=data["reason"])
    try:
        return services.enter_identifiers(actor=employee, register=found, sheet=data["file"])
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def _whole(employee: Employee, pk: int) -> tuple[PostalRegister, post_selectors.Contents]:
    found = _register(employee, pk)
    listed = post_selectors.contents(found, employee)
    if listed.hidden:
        raise Http404
    return found, listed


def _register(employee: Employee, pk: int) -> PostalRegister:
    return get_object_or_404(
        PostalRegister.objects.visible_to(employee).select_related("agency", "made_by", "sent_by"), pk=pk
    )


def _item(employee: Employee, pk: int) -> PostalItem:
    """An item of a register of the person's own agency, about a letter that they see."""
    item = get_object_or_404(
        PostalItem.objects.select_related("register__agency", "document").filter(
            register__in=PostalRegister.objects.visible_to(employee),
            document__in=Document.objects.visible_to(employee),
        ),
        pk=pk,
    )
    _require(policies.may_register(employee, item.register.agency_id))
    return item


def _here(found: PostalRegister) -> str:
    return reverse("documents:postal-register", args=[found.pk])


def _require(allowed: bool) -> None:
    if not allowed:
        raise Http404
