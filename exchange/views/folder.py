"""The page that sets up the watched folder of a correspondent and says whether it is in order."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.forms import refuse as show_refusal
from exchange import reports, selectors, services
from exchange.forms import FolderForm
from exchange.models import Correspondent
from exchange.views.shared import UNPROCESSABLE, entry_of, viewer_of


@require_http_methods(["GET", "POST"])
def folder(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the folder and both ids; saving tries the folder out, also when nothing was changed."""
    viewer = viewer_of(request)
    entry = entry_of(viewer, pk)
    watched = selectors.watched_folder(entry)
    start = model_to_dict(watched) if watched else {"our_uid": selectors.our_uid(entry)}
    form = FolderForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.use_folder(actor=viewer, correspondent=entry, entry=form.entry())
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The folder was tried out and is in order."))
            return redirect("exchange:folder", pk)
    context = {
        "entry": entry,
        "form": form,
        "watched": watched,
        "fault": reports.meaning(watched.fault) if watched and watched.fault else "",
        "is_used": entry.channel == Correspondent.Channel.FOLDER,
        "last": selectors.last_by_folder(entry),
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "exchange/folder.html", context, status=status)
