"""Pages of the dictionary of corrected words."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import selectors, services
from agencies.declension import key_of
from agencies.forms import refuse
from agencies.forms.words import WordForm
from agencies.models import DeclinedWord, Employee
from agencies.rules import Power, holds
from agencies.views.shared import status_of
from history import selectors as record

PAGE = 100


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """Names, posts and units whose declension was corrected."""
    keeper = _keeper(request)
    beginning, after = key_of(request.GET.get("q", "")[:80]), request.GET.get("after", "")
    last = DeclinedWord.objects.filter(agency=keeper.agency, pk=int(after)).first() if after.isdigit() else None
    found = selectors.corrected_words(keeper.agency, beginning=beginning, after=last, size=PAGE)
    context = {
        "words": found[:PAGE],
        "q": beginning,
        "following": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "agencies/words.html", context)


@require_http_methods(["GET", "POST"])
def word_new(request: HttpRequest) -> HttpResponse:
    """Correct a word; the rules say first what they make of it."""
    return _page(request, _keeper(request), None)


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a correction."""
    keeper = _keeper(request)
    return _page(request, keeper, get_object_or_404(DeclinedWord, pk=pk, agency=keeper.agency))


@require_POST
def word_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rules decline a word again."""
    keeper = _keeper(request)
    found = get_object_or_404(DeclinedWord.objects.select_related("agency"), pk=pk, agency=keeper.agency)
    services.drop_correction(actor=keeper, word=found)
    messages.success(request, _("The word is declined by the rules again."))
    return redirect("agencies:words")


def _page(request: HttpRequest, keeper: Employee, found: DeclinedWord | None) -> HttpResponse:
    form = WordForm(request.POST or None, initial=model_to_dict(found) if found else {})
    if request.method == "POST" and form.is_valid():
        if form.is_asking:
            form = WordForm(initial=form.by_rules())
        else:
            try:
                services.correct_word(actor=keeper, agency=keeper.agency, forms=form.forms_of_word(), word=found)
            except ValidationError as error:
                refuse(form, error)
            else:
                messages.success(request, _("Letters decline the word so from now on."))
                return redirect("agencies:words")
    context = {"form": form, "word": found, "acts": record.timeline(found) if found else []}
    return render(request, "agencies/word.html", context, status=status_of(form))


def _keeper(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not holds(employee, Power.KEEP_TEMPLATES):
        raise Http404
    return employee
