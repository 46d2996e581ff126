"""Cases that run on a design: how many on which version, and moving them to the version in force with a report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from workflows import designed_selectors as designed
from workflows.designed import Design, MoveOutcome
from workflows.designs import CASE_TYPE
from workflows.services import moving
from workflows.services.designs import in_force
from workflows.views.designs import keeper, kept

PAGE = 50
MOVE = ("pk", "case__number", "before", "outcome", "reason", "at", "by__last_name")
REASONS: dict[str, Any] = {
    moving.STEP_MISSING: gettext_lazy("it stands at a step that this version does not have"),
    moving.STEP_ELSEWHERE: gettext_lazy("it stands at a step that this version has at another place"),
    moving.STEP_BEHIND: gettext_lazy("it had passed the place of a new step already and does not go back to it"),
    moving.ENDED: gettext_lazy("it had ended"),
}


@require_http_methods(["GET", "POST"])
def cases(request: HttpRequest, pk: int) -> HttpResponse:
    """Running cases by version, those that are not on the version in force, and what became of those moved."""
    found, administrator = kept(request, pk), keeper(request)
    if found.kind != CASE_TYPE:
        raise Http404
    if request.method == "POST":
        chosen = None if request.POST.get("which") == "all" else _keys(request.POST.getlist("chosen"))
        if chosen == []:
            messages.error(request, _("Nothing was chosen."))
            return redirect("workflows:design-cases", pk)
        after = _keys([request.POST.get("after", "")])
        try:
            done = moving.move_cases(actor=administrator, design=found, chosen=chosen, after=after[0] if after else 0)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect("workflows:design-cases", pk)
        _tell(request, done)
        address = reverse("workflows:design-cases", args=[pk])
        return redirect(f"{address}?after={done.next}" if done.next else address)
    return render(request, "workflows/design_cases.html", _context(request, found))


def _context(request: HttpRequest, found: Design) -> dict[str, Any]:
    force = in_force(found)
    counts = designed.running_by_version(found)
    since = _keys([request.GET.get("from", "")])
    waiting = designed.running(found).filter(pk__gt=since[0] if since else 0)
    # Numbers alone: no administrator reads cases.
    named = waiting.exclude(design=force).values("pk", "case__number", "design__number")
    rows = list(named[: PAGE + 1]) if force else []
    until = _keys([request.GET.get("before", "")])
    moves = force.moves.values(*MOVE) if force else None
    told = list((moves.filter(pk__lt=until[0]) if until else moves)[: PAGE + 1]) if moves is not None else []
    after = _keys([request.GET.get("after", "")])
    return {
        "design": found,
        "force": force,
        "counts": sorted(counts.items(), reverse=True),
        "rows": rows[:PAGE],
        "following": rows[PAGE - 1]["pk"] if len(rows) > PAGE else None,
        "moves": [
            {**move, "said": MoveOutcome(move["outcome"]).label, "why": REASONS.get(move["reason"], "")}
            for move in told[:PAGE]
        ],
        "earlier": told[PAGE - 1]["pk"] if len(told) > PAGE else None,
        "after": after[0] if after else None,
    }


def _tell(request: HttpRequest, done: moving.Moved) -> None:
    moved = ngettext("%(count)s case was moved.", "%(count)s cases were moved.", done.moved) % {"count": done.moved}
    kept_words = ngettext("%(count)s stays.", "%(count)s stay.", done.kept) % {"count": done.kept}
    messages.success(request, f"{moved} {kept_words}" if done.kept else moved)


def _keys(given: list[str]) -> list[int]:
    return [int(one) for one in given if one.isdigit() and len(one) < 15]
