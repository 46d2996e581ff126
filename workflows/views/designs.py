"""Pages of designs: the list, a design with its versions, the editor of its draft, comparing, going back."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import Power, holds
from history import selectors as record
from workflows import designed_selectors as designed
from workflows import rule_selectors
from workflows.designed import Design, DesignState, DesignVersion
from workflows.designs import CASE_TYPE, RULE, kind_of, lines_of
from workflows.designs.rule_shapes import read as read_rule
from workflows.forms.design_kinds import BEGIN, EDITORS, begin_forms
from workflows.forms.design_rows import Editor
from workflows.forms.designs import NoteForm, SeenForm
from workflows.services import designs


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """All designs of the agency that processes run on; a POST begins a new one."""
    administrator = keeper(request)
    chosen = request.POST.get("of", CASE_TYPE)
    begin_with = begin_forms(request.POST or None, chosen)
    form = begin_with.get(chosen, begin_with[CASE_TYPE])
    if request.method == "POST" and (begun := _begun(administrator, chosen, form)):
        return redirect("workflows:design-draft", begun.design_id)
    context = {
        "rows": designed.listed(administrator.agency, *begin_with),
        "form": form,
        "begin_with": [(kind_of(kind), one) for kind, one in begin_with.items()],
        "agency": administrator.agency,
    }
    return render(request, "workflows/designs.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """All automation rules of the agency; a POST begins a new one."""
    administrator = keeper(request)
    form = BEGIN[RULE](request.POST or None)
    if request.method == "POST" and (begun := _begun(administrator, RULE, form)):
        return redirect("workflows:design-draft", begun.design_id)
    context = {"rows": designed.listed(administrator.agency, RULE), "form": form, "agency": administrator.agency}
    return render(request, "workflows/rules.html", context, status=422 if form.errors else 200)


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """A design: what is in force, its draft, its versions and how many cases run on each, what was done with it."""
    return _card(request, kept(request, pk), NoteForm())


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft with what is in force; one that is begun already is opened."""
    found = kept(request, pk)
    try:
        designs.begin_draft(actor=keeper(request), design=found)
    except ValidationError as error:
        _say(request, error)
        if found.retired_at is not None:
            return redirect("workflows:design", pk)
    return redirect("workflows:design-draft", pk)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of the next version: saved, published with a note, or discarded."""
    found, administrator = kept(request, pk), keeper(request)
    version = found.versions.filter(state=DesignState.DRAFT).select_related("made_by").first()
    if version is None:
        if request.method == "POST":
            messages.error(request, _("This draft was published or discarded meanwhile."))
            return redirect("workflows:design", pk)
        raise Http404
    is_sent = request.method == "POST"
    version.design = found
    editor = EDITORS[found.kind](found.agency, version.content, request.POST if is_sent else None)
    note = NoteForm(request.POST if is_sent else None)
    if not is_sent:
        return _editor(request, version, editor, note, [], version.saves)
    seen = SeenForm(request.POST)
    if not seen.is_valid() or not note.is_valid():
        return _editor(request, version, editor, note, [_unclear()], version.saves)
    action, since = request.POST.get("action"), seen.cleaned_data["seen"]
    try:
        if action == "discard":
            designs.discard_draft(actor=administrator, version=version, seen=since)
            messages.success(request, _("The draft is discarded."))
            return redirect("workflows:design", pk)
        if not editor.is_valid():
            return _editor(request, version, editor, note, [], since)
        saved = designs.save_draft(actor=administrator, version=version, content=editor.content(), seen=since)
    except ValidationError as error:
        # Whoever saves again after having been told replaces what the other one saved.
        return _editor(request, version, editor, note, error.error_list, version.saves)
    if action != "publish":
        messages.success(request, _("The draft is saved."))
        return redirect("workflows:design-draft", pk)
    return _publish(request, saved, editor, note)


@require_POST
def back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put what an earlier version held in force again."""
    found = kept(request, pk)
    version = get_object_or_404(found.versions.published(), number=number)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            made = designs.go_back(actor=keeper(request), version=version, note=form.cleaned_data["note"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(
                request,
                _("Version %(new)s is in force: it holds what version %(old)s held.")
                % {"new": made.number, "old": number},
            )
            return redirect("workflows:design", pk)
    return _card(request, found, form, back_to=number)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the design no more, or again."""
    found, administrator = kept(request, pk), keeper(request)
    try:
        if request.POST.get("action") == "offer":
            designs.offer_again(actor=administrator, design=found)
            messages.success(request, _("The design is offered again."))
        else:
            designs.retire(actor=administrator, design=found)
            messages.success(request, _retired(found))
    except ValidationError as error:
        _say(request, error)
    return redirect("workflows:design", pk)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a design, line by line; the last two if none are named."""
    found = kept(request, pk)
    versions = list(found.versions.select_related("made_by", "published_by"))
    if not versions:
        raise Http404
    asked = [request.GET.get(name, "") for name in ("a", "b")]
    by_number = {str(one.number): one for one in versions}
    before, after = by_number.get(asked[0], versions[min(1, len(versions) - 1)]), by_number.get(asked[1], versions[0])
    context = {
        "design": found,
        "name": _name(versions[0]),
        "versions": versions,
        "before": before,
        "after": after,
        "lines": designed.compared(found.kind, found.agency, before, after),
    }
    return render(request, "workflows/design_compare.html", context)


def keeper(request: HttpRequest) -> Employee:
    """The administrator who asks.

    Raises:
        Http404: the person administers nothing.
    """
    employee = cast("Employee", request.user)
    if not employee.main_post or not holds(employee, Power.ADMINISTER, employee.agency_key):
        raise Http404
    return employee


def kept(request: HttpRequest, pk: int, kind: str = "") -> Design:
    """A design of the agency that the asking person administers; of a kind, if one is named.

    Raises:
        Http404: it is not theirs, or of another kind.
    """
    keeper(request)
    theirs = Design.objects.visible_to(cast("Employee", request.user)).select_related("agency")
    return get_object_or_404(theirs.filter(kind=kind) if kind else theirs, pk=pk)


def _begun(administrator: Employee, kind: str, form: Any) -> DesignVersion | None:
    """The draft of a new design; None where the form says why not."""
    if not form.is_valid():
        return None
    code, content = form.cleaned_data["code"], form.content()
    try:
        return designs.begin_design(
            actor=administrator, agency=administrator.agency, kind=kind, code=code, content=content
        )
    except ValidationError as error:
        refuse(form, error)
        return None


def _card(request: HttpRequest, found: Design, form: NoteForm, back_to: int = 0) -> HttpResponse:
    versions = list(found.versions.select_related("made_by", "published_by"))
    force = next((one for one in versions if one.state == DesignState.PUBLISHED), None)
    shown = force or next(iter(versions), None)
    counts = designed.running_by_version(found)
    context = {
        "design": found,
        "kind": kind_of(found.kind).title,
        "is_rule": found.kind == RULE,
        "home": "workflows:rules" if found.kind == RULE else "workflows:designs",
        "name": _name(shown) if shown else found.code,
        "versions": [(one, counts.get(one.number, 0)) for one in versions],
        "draft": next((one for one in versions if one.state == DesignState.DRAFT), None),
        "force": force,
        "lines": lines_of(found.kind, shown.content, found.agency) if shown else [],
        "counted": designed.counted(found.kind),
        "has_cases": found.kind == CASE_TYPE,
        "elsewhere": sum(
            count for number, count in counts.items() if force and number != force.number and found.kind == CASE_TYPE
        ),
        "form": form,
        "back_to": back_to,
        "acts": record.timeline(found),
    }
    return render(request, "workflows/design.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, saved: DesignVersion, editor: Editor, note: NoteForm) -> HttpResponse:
    try:
        designs.publish(actor=keeper(request), version=saved, note=note.cleaned_data["note"], seen=saved.saves)
    except ValidationError as error:
        found: dict[str, list[ValidationError]] = getattr(error, "error_dict", {})
        if "note" in found:
            note.add_error("note", found.pop("note"))
        left = editor.refuse(found) if hasattr(error, "error_dict") else error.error_list
        return _editor(request, saved, editor, note, left, saved.saves)
    messages.success(request, _("Version %(number)s is in force.") % {"number": saved.number})
    return redirect("workflows:design", saved.design_id)


def _editor(
    request: HttpRequest,
    version: DesignVersion,
    editor: Editor,
    note: NoteForm,
    errors: list[ValidationError],
    seen: int,
) -> HttpResponse:
    is_wrong = bool(errors or note.errors or (editor.main.is_bound and editor.has_errors))
    context: dict[str, Any] = {
        "design": version.design,
        "version": version,
        "name": _name(version),
        "editor": editor,
        "note": note,
        "errors": [message for error in errors for message in error.messages],
        "is_wrong": is_wrong,
        "seen": seen,
    }
    if version.design.kind == RULE:
        rule, design = read_rule(version.content), version.design
        context["preview"] = rule_selectors.preview(rule, design.agency, design)
    return render(request, "workflows/design_draft.html", context, status=422 if is_wrong else 200)


def _name(version: DesignVersion) -> str:
    named = kind_of(version.design.kind).read(version.content)
    return str(named.label or version.design.code)


def _retired(found: Design) -> str:
    if found.kind == RULE:
        return _("The rule is retired: it does nothing any more.")
    return _("The design is retired; what runs on it goes on to its end.")


def _unclear() -> ValidationError:
    return ValidationError(_("The page is out of date: save again."), code="changed-meanwhile")


def _say(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)
