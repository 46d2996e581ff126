"""Pages on which an administrator keeps the agency and its units."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies import services
from agencies.forms.structure import AgencyForm, CloseForm, MergeForm, MoveForm, RenameForm, UnitForm
from agencies.models import Employee, Unit
from agencies.views.shared import act_button, act_page, administrator, card_of


@require_http_methods(["GET", "POST"])
def agency(request: HttpRequest) -> HttpResponse:
    """The particulars of the agency."""
    employee, found = administrator(request)
    form = AgencyForm(request.POST or None, instance=found)
    return act_page(
        request,
        form,
        lambda: services.change_agency(actor=employee, agency=found, card=form.card()),
        title=_("Particulars of the agency"),
        submit=_("Save"),
        done=_("The particulars are saved."),
        back=reverse("agencies:structure"),
    )


@require_http_methods(["GET", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    """Enter a unit, a commission or a project group."""
    employee, found = administrator(request)
    form = UnitForm(request.POST or None, agency=found)
    return act_page(
        request,
        form,
        lambda: services.create_unit(actor=employee, agency=found, **form.cleaned_data),
        title=_("New unit"),
        submit=_("Enter"),
        done=_("The unit is entered."),
        back=reverse("agencies:structure"),
        onward=card_of,
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a unit another name or index."""
    employee, unit = _unit(request, pk)
    form = RenameForm(request.POST or None, initial={"code": unit.code, "name": unit.name})
    return act_page(
        request,
        form,
        lambda: services.rename_unit(actor=employee, unit=unit, **form.cleaned_data),
        title=_("Rename: %(unit)s") % {"unit": unit},
        submit=_("Rename"),
        done=_("The unit is renamed."),
        back=card_of(unit),
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit elsewhere in the tree."""
    employee, unit = _unit(request, pk)
    form = MoveForm(request.POST or None, unit=unit, initial={"parent": unit.parent_id})
    return act_page(
        request,
        form,
        lambda: services.move_unit(actor=employee, unit=unit, **form.cleaned_data),
        title=_("Move: %(unit)s") % {"unit": unit},
        submit=_("Move"),
        done=_("The unit is moved."),
        back=card_of(unit),
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit go up in another one."""
    employee, unit = _unit(request, pk)
    form = MergeForm(request.POST or None, unit=unit)
    return act_page(
        request,
        form,
        lambda: services.merge_units(actor=employee, unit=unit, **form.cleaned_data),
        title=_("Merge: %(unit)s") % {"unit": unit},
        submit=_("Merge"),
        done=_("The unit is merged."),
        back=card_of(unit),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a unit in which nobody is left."""
    employee, unit = _unit(request, pk)
    form = CloseForm(request.POST or None)
    return act_page(
        request,
        form,
        lambda: services.close_unit(actor=employee, unit=unit, **form.cleaned_data),
        title=_("Close: %(unit)s") % {"unit": unit},
        submit=_("Close the unit"),
        done=_("The unit is closed."),
        back=card_of(unit),
    )


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the closing of a unit back."""
    employee, unit = _unit(request, pk)
    return act_button(
        request,
        lambda: services.reopen_unit(actor=employee, unit=unit),
        done=_("The unit is open again."),
        back=card_of(unit),
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the last renaming or moving of a unit."""
    employee, unit = _unit(request, pk)
    return act_button(
        request,
        lambda: services.take_back_change(actor=employee, unit=unit),
        done=_("The last change is taken back."),
        back=card_of(unit),
    )


def _unit(request: HttpRequest, pk: int) -> tuple[Employee, Unit]:
    employee, agency = administrator(request)
    return employee, get_object_or_404(Unit.objects.select_related("agency", "parent"), pk=pk, agency=agency)
