"""Earlier answers on the same topic: found, read without personal data, taken over into a draft."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from documents import letters
from documents.models import Document, State
from workflows import helping_selectors
from workflows.forms.helping import ReuseForm
from workflows.services.helping import reuse_answer

REFUSED = 422


@require_http_methods(["GET", "POST"])
def reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of the agency on the topic of the case; one is shown as it would be taken over, a POST does it."""
    employee = cast("Employee", request.user)
    document = get_object_or_404(
        Document.objects.visible_to(employee).select_related("case__topic", "case__applicant", "agency"),
        pk=pk,
        author=employee,
        state=State.DRAFT,
    )
    asked = request.GET.get("q", "").strip()[:200]
    found = helping_selectors.earlier_answers(employee, document, asked)
    chosen = next((one for one in found if str(one.pk) == request.GET.get("answer")), None)
    form = None
    if chosen is not None and chosen.case is not None:
        shown = letters.without_applicant(chosen.case, chosen.body)
        form = ReuseForm(request.POST or None, initial={"text": shown})
    if request.method == "POST":
        if chosen is None or form is None:
            messages.info(request, _("Choose an answer first."))
            return redirect("workflows:reuse-answer", pk)
        if form.is_valid():
            try:
                reuse_answer(actor=employee, document=document, earlier=chosen, text=form.cleaned_data["text"])
            except ValidationError as error:
                refuse(form, error)
            else:
                messages.success(request, _("The text stands at the end of the draft."))
                return redirect("workflows:draft", pk)
    context = {"document": document, "found": found, "chosen": chosen, "form": form, "q": asked}
    is_refused = form is not None and bool(form.errors)
    return render(request, "workflows/reuse.html", context, status=REFUSED if is_refused else 200)
