"""The page of an agency's time-stamp authority: where time-stamps come from, whether they come, what is trusted."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms import refuse
from signing import selectors, stamp_authorities, stamp_trials, stamping
from signing.anchors import certificates_in
from signing.certificates import facts_of
from signing.forms import StampForm
from signing.views.pages import UNPROCESSABLE, administrator_of


@require_http_methods(["GET", "POST"])
def stamp_authority(request: HttpRequest) -> HttpResponse:
    """Enter the authority, and see how it does."""
    viewer, agency = administrator_of(request)
    row = selectors.stamp_authority_of(agency)
    start = model_to_dict(row, ["url", "policy", "anchors", "is_for_seals"]) if row else {}
    form = StampForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            stamp_authorities.set_stamp_authority(actor=viewer, agency=agency, entry=form.entry())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved. Try the authority out."))
            return redirect("signing:stamp-authority")
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "in_settings": stamping.address_in_settings(agency),
        "has_own": selectors.stamper_of(agency) is not None,
        "anchors": [facts_of(one) for one in certificates_in([row.anchors])] if row and row.anchors else [],
        "trial": stamp_trials.in_words(row.trial) if row and row.trial else None,
        "stamped_at": datetime.fromisoformat(row.trial["at"]) if row and row.trial.get("at") else None,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "signing/stamp_authority.html", context, status=status)


@require_POST
def stamp_trial(request: HttpRequest) -> HttpResponse:
    """Let the worker ask for a time-stamp."""
    viewer, agency = administrator_of(request)
    try:
        stamp_authorities.ask_stamp_trial(actor=viewer, agency=agency)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The worker asks for a time-stamp; what comes back stands here in a minute."))
    return redirect("signing:stamp-authority")
