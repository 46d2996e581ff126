"""The page of a person's own second factor, and the way of an administrator to take a lost one away."""

from typing import Any, cast

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from signing import one_time, policies, selectors, step_up
from signing.forms import BeginForm, CodeForm
from signing.models import SecondFactor
from signing.views.pages import UNPROCESSABLE, administrator_of

ISSUER = "Mezhved"
FORMS: dict[str, Any] = {"begin": BeginForm, "enrol": CodeForm, "renew": CodeForm, "give_up": CodeForm}


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set an authenticator up, get recovery codes, give it up. Recovery codes are shown once, in the answer itself."""
    person = cast("Employee", request.user)
    if not policies.may_have_second_factor(person):
        raise Http404
    action = request.POST.get("action", "")
    forms = {name: form(request.POST if name == action else None, auto_id=f"{name}_%s") for name, form in FORMS.items()}
    codes: list[str] | None = None
    if action in forms and forms[action].is_valid():
        try:
            codes = _done(request, person, action, forms[action].cleaned_data)
        except ValidationError as error:
            refuse(forms[action], error)
        else:
            if codes is None:
                return redirect("signing:second-factor")
    is_refused = action in forms and bool(forms[action].errors)
    context = {"forms": forms, "chosen": action, "codes": codes, **_standing(person)}
    return render(request, "signing/second_factor.html", context, status=UNPROCESSABLE if is_refused else 200)


@require_POST
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factor of a person of the agency away."""
    viewer, agency = administrator_of(request)
    rows = SecondFactor.objects.filter(employee__in=Employee.objects.of_agency(agency)).select_related("employee")
    factor = get_object_or_404(rows, pk=pk)
    if not policies.may_take_factor_away(viewer, factor):
        raise Http404
    try:
        step_up.take_away(actor=viewer, factor=factor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("The second factor is taken away. The keys that it guarded sign no more: issue a new certificate."),
        )
    return redirect("signing:certificates")


def _done(request: HttpRequest, person: Employee, action: str, given: dict[str, Any]) -> list[str] | None:
    """Do what was asked; the recovery codes that are to be shown, if there are new ones."""
    if action == "begin":
        step_up.begin(actor=person, password=given["password"])
        return None
    if action == "enrol":
        return step_up.enrol(actor=person, code=given["code"])
    presented = step_up.present(actor=person, code=given["code"])
    if action == "renew":
        return step_up.renew_recovery_codes(actor=person, presented=presented)
    step_up.give_up(actor=person, presented=presented)
    messages.success(request, _("The second factor is given up."))
    return None


def _standing(person: Employee) -> dict[str, Any]:
    """The factor as it stands; of one that is begun, the secret in a picture and in letters."""
    factor = selectors.factor_of(person)
    if factor is None or factor.confirmed_at is not None:
        left = factor.recovery_codes.filter(spent_at__isnull=True).count() if factor else 0
        return {"factor": factor, "left": left}
    try:
        secret = step_up.secret_of_begun(factor)
    except ValidationError:
        return {"factor": None, "left": 0}
    address = one_time.address_for_authenticator(secret, person.username, ISSUER)
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return {"factor": factor, "picture": picture, "written": one_time.written(secret)}
