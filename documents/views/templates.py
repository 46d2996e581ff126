"""Pages of templates of letters: the list, a template with its versions, the editor with its fields, comparing."""

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee, GrammarCase
from agencies.rules import Power, holds
from documents import files, letters, policies, selectors, services
from documents.forms import TemplateForm
from documents.models import Document, LetterTemplate, TemplateVersion
from documents.services import TemplateText
from history import selectors as record


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """All templates of the agency."""
    keeper = _keeper(request)
    return render(request, "documents/templates.html", {"templates": selectors.kept_templates(keeper.agency)})


@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Make a template; its first text is a draft."""
    keeper = _keeper(request)
    form = TemplateForm(request.POST or None, request.FILES or None)

    def save() -> LetterTemplate:
        data = form.cleaned_data
        return services.make_template(
            actor=keeper,
            agency=keeper.agency,
            purpose=data["purpose"],
            name=data["name"],
            name_en=data["name_en"],
            text=_text(form),
        )

    return _editor(request, keeper, form, None, save)


@require_GET
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """A template: what is in force, its draft, its versions, what was done with it."""
    keeper = _keeper(request)
    found = _kept(keeper, pk)
    versions = selectors.versions_of(found)
    context = {
        "template": found,
        "versions": versions,
        "draft": next((one for one in versions if one.state == "draft"), None),
        "in_force": next((one for one in versions if one.state == "published"), None),
        "acts": record.timeline(found),
    }
    return render(request, "documents/template.html", context)


@require_http_methods(["GET", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft of a template's next version."""
    keeper = _keeper(request)
    found = _kept(keeper, pk)
    now = services.draft_of(found) or found
    form = TemplateForm(
        request.POST or None,
        request.FILES or None,
        of=found,
        form_now=now.docx,
        initial={
            "name": found.name,
            "name_en": found.name_en,
            "subject": now.subject,
            "body": now.body,
            "seen": services.digest_of(found),
        },
    )

    def save() -> LetterTemplate:
        data = form.cleaned_data
        services.write_template_draft(
            actor=keeper,
            template=found,
            name=data["name"],
            name_en=data["name_en"],
            text=_text(form),
            seen=data["seen"] or None,
        )
        return found

    return _editor(request, keeper, form, found, save)


@require_GET
def template_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of a template, filled: from a case that the person sees, else from an invented one."""
    keeper = _keeper(request)
    found = _kept(keeper, pk)
    asked, number = request.GET.get("version", ""), request.GET.get("example", "").strip()[:60]
    version = _version(found, int(asked) if asked.isdigit() and len(asked) < 6 else found.version or 1)
    context = {"template": found, "version": version, "example": number}
    context |= _preview(keeper, found.purpose, version.subject, version.body, number)
    return render(request, "documents/template_preview.html", context)


@require_GET
def template_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a template, line by line; the last two if none are named."""
    keeper = _keeper(request)
    found = _kept(keeper, pk)
    versions = selectors.versions_of(found)
    numbers = [one.number for one in versions]
    asked = [int(given) for name in ("a", "b") if (given := request.GET.get(name, "")).isdigit() and len(given) < 6]
    first, second = asked if len(asked) == 2 else (numbers[min(1, len(numbers) - 1)], numbers[0])
    before, after = _version(found, first), _version(found, second)
    context = {
        "template": found,
        "versions": versions,
        "before": before,
        "after": after,
        "rows": list(_differences(_lines(before), _lines(after))),
    }
    return render(request, "documents/template_compare.html", context)


@require_GET
def template_docx(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The docx form of a version, as it was uploaded."""
    found = _kept(_keeper(request), pk)
    stored = _version(found, number).docx
    if stored is None:
        raise Http404
    answer = StreamingHttpResponse(files.blocks(stored), content_type=stored.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.name} {number}.docx") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def working_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the working form of a letter that the person wrote."""
    employee = cast("Employee", request.user)
    document = get_object_or_404(
        Document.objects.visible_to(employee).select_related(
            "case__applicant", "case__agency", "author", "signer", "template__docx"
        ),
        pk=pk,
        author=employee,
    )
    if not policies.may_make_form(employee, document):
        raise Http404
    try:
        services.make_working_form(actor=employee, document=document)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The working form is among the files of the letter."))
    return redirect("workflows:document", pk)


@require_POST
def template_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft in force."""
    keeper = _keeper(request)
    return _done(
        request,
        pk,
        lambda: services.publish_template(actor=keeper, template=_kept(keeper, pk)),
        _("The new version is in force. Letters drafted before stay as they are."),
    )


@require_POST
def template_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draft up."""
    keeper = _keeper(request)
    return _done(
        request,
        pk,
        lambda: services.drop_template_draft(actor=keeper, template=_kept(keeper, pk)),
        _("The draft is dropped."),
    )


@require_POST
def template_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make an earlier version the next draft."""
    keeper = _keeper(request)
    return _done(
        request,
        pk,
        lambda: services.take_template_back(actor=keeper, template=_kept(keeper, pk), number=number),
        _("The earlier text is the draft now: publish it to put it in force."),
    )


@require_POST
def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a template no more."""
    keeper = _keeper(request)
    return _done(
        request,
        pk,
        lambda: services.retire_template(actor=keeper, template=_kept(keeper, pk)),
        _("The template is retired."),
    )


@require_POST
def template_revive(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a retired template again."""
    keeper = _keeper(request)
    return _done(
        request,
        pk,
        lambda: services.revive_template(actor=keeper, template=_kept(keeper, pk)),
        _("The template is in use again."),
    )


def _editor(
    request: HttpRequest,
    keeper: Employee,
    form: TemplateForm,
    found: LetterTemplate | None,
    save: Callable[[], LetterTemplate],
) -> HttpResponse:
    preview: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if "preview" in request.POST:
                letters.check(form.purpose_of_text, data["subject"], data["body"])
                preview = _preview(keeper, form.purpose_of_text, data["subject"], data["body"], data["example"])
            else:
                saved = save()
                if "publish" in request.POST:
                    services.publish_template(actor=keeper, template=saved)
                messages.success(request, _("Saved."))
                return redirect("documents:template", saved.pk)
        except ValidationError as error:
            refuse(form, error)
    offered = letters.fields_for(form.purpose_of_text)
    context = {
        "form": form,
        "template": found,
        "groups": [(group, list(some)) for group, some in groupby(offered, key=lambda one: one.group)],
        "cases": GrammarCase.choices,
        **preview,
    }
    return render(request, "documents/template_edit.html", context, status=422 if form.errors else 200)


def _preview(keeper: Employee, purpose: str, subject: str, body: str, number: str) -> dict[str, Any]:
    case = selectors.example_case(keeper, keeper.agency, purpose, number)
    if case is None:
        facts = letters.made_up_facts(keeper, purpose=purpose)
    else:
        facts = letters.facts_of(case, keeper, purpose=purpose)
    return {
        "shown_subject": letters.filled(subject, facts),
        "shown_body": letters.filled(body, facts),
        "shown_case": case,
        "is_not_found": bool(number) and case is None,
    }


def _differences(before: list[str], after: list[str]) -> Any:
    """Rows of both texts side by side with what happened to each: equal, insert, delete, replace."""
    for tag, first, last, other_first, other_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        height = max(last - first, other_last - other_first)
        for offset in range(height):
            left = before[first + offset] if first + offset < last else None
            right = after[other_first + offset] if other_first + offset < other_last else None
            yield {"tag": tag, "left": left, "right": right}


def _lines(version: TemplateVersion) -> list[str]:
    return [version.subject, *version.body.splitlines()]


def _version(template: LetterTemplate, number: int) -> TemplateVersion:
    found = next((one for one in selectors.versions_of(template) if one.number == number), None)
    if found is None:
        raise Http404
    return found


def _text(form: TemplateForm) -> TemplateText:
    return TemplateText(form.cleaned_data["subject"], form.cleaned_data["body"], form.stored_docx)


def _done(request: HttpRequest, pk: int, run: Callable[[], object], done: str) -> HttpResponse:
    try:
        run()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("documents:template", pk)


def _kept(keeper: Employee, pk: int) -> LetterTemplate:
    return get_object_or_404(LetterTemplate.objects.select_related("docx"), pk=pk, agency=keeper.agency)


def _keeper(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not holds(employee, Power.KEEP_TEMPLATES):
        raise Http404
    return employee
