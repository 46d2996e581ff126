"""The page on which it is noted that a letter came back, and taken back what was noted in error."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from citizens.models import Channel
from documents import policies, services
from documents.forms import ReturnForm
from documents.models import Document
from documents.post_selectors import objection_to_return
from documents.views.records import button, form_page, viewer


@require_http_methods(["GET", "POST"])
def came_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter that was dispatched came back: when and why."""
    employee = viewer(request)
    letter = get_object_or_404(Document.objects.visible_to(employee), pk=pk)
    if not policies.may_register(employee, letter.agency_id):
        raise Http404
    onward = reverse("workflows:document", args=[letter.pk])
    if request.POST.get("action") == "undo":
        return button(
            request,
            lambda: services.undo_return(actor=employee, document=letter),
            done=_("The letter counts as dispatched again."),
            onward=onward,
        )
    if request.method == "GET" and objection_to_return(letter):
        return redirect(onward)
    form = ReturnForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.note_return(actor=employee, document=letter, **form.cleaned_data),
        done=_("It is noted on the card of the letter, and told to whoever sees to it."),
        onward=onward,
        title=_("Letter %(letter)s came back") % {"letter": letter.number or letter.subject},
        back=onward,
        submit=_("Note the return"),
        intro=_followed_by_nobody(letter),
    )


def _followed_by_nobody(letter: Document) -> str:
    """To whom it went and how, without those whose receipts tell what became of it."""
    sent = [one for one in letter.addressees if one.channel != Channel.EXCHANGE]
    return "; ".join(f"{one.name}, {one.channel_display}" if one.name else one.channel_display for one in sent)
