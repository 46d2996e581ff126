"""Templates of letters and filters for the whole agency that a set of designs brings, or that are given out in one.

What a set says was written by anybody: it is checked as a keeper's own text and form are.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.bilingual import in_words
from agencies.models import Agency, Employee
from agencies.policies import require
from citizens.models import Topic
from documents import docx, files, letters, policies
from documents.models import Flow, LetterTemplate, SavedFilter, Sharing, State, TemplateVersion, VersionState
from documents.services.template_texts import (
    TemplateText,
    keep_first,
    next_number,
    put_in_force,
    write,
)
from history.acts import act, record

NAME_AT_MOST, SUBJECT_AT_MOST, BODY_AT_MOST = 120, 300, 20_000
FILTER_NAME_AT_MOST = 80
YES = "on"
# What a filter may ask in another agency, too: neither words nor people nor rows that only one agency has.
CLOSED: dict[str, list[str]] = {
    "flow": [*Flow.values],
    "state": [*State.values],
    "file": [YES],
    "late": [YES],
    "order": ["date"],
}


class Standing(models.TextChoices):
    """How what a set brings stands to what the agency has."""

    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("the same")
    HELD = "held", gettext_lazy("held up")


@dataclass(frozen=True)
class BroughtTemplate:
    """A template as a set has it; ``form`` are the bytes of its docx, empty without one."""

    purpose: str
    name: str
    subject: str
    body: str
    form: bytes = b""
    name_en: str = ""

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)


@dataclass(frozen=True)
class BroughtFilter:
    """A filter as a set has it: what it asks by the names of the search page; a topic stands there by its code."""

    name: str
    asks: tuple[tuple[str, str], ...]
    name_en: str = ""

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name, self.name_en)


def check_template(given: BroughtTemplate) -> None:
    """Refuse a template that no keeper could write.

    Raises:
        ValidationError: ``purpose-unknown``, ``name-missing``, ``name-too-long``, ``template-too-long``, what
            `documents.letters.check` and `check_form` refuse; never beside a field.
    """
    if given.purpose not in LetterTemplate.Purpose.values:
        raise ValidationError(_("Choose a purpose."), code="purpose-unknown")
    if not (given.name and given.subject and given.body):
        raise ValidationError(_("A template has a name, a heading and a text."), code="name-missing")
    if max(len(given.name), len(given.name_en)) > NAME_AT_MOST or len(given.subject) > SUBJECT_AT_MOST:
        raise ValidationError(_("The name or the heading is too long."), code="name-too-long")
    if len(given.body) > BODY_AT_MOST:
        raise ValidationError(_("The text of a template has at most 20,000 characters."), code="template-too-long")
    try:
        letters.check(given.purpose, given.subject, given.body)
    except ValidationError as error:
        raise ValidationError([one for found in error.error_dict.values() for one in found]) from error
    if given.form:
        letters.check_form(given.purpose, given.form)


def check_filter(given: BroughtFilter) -> None:
    """Refuse a filter that asks what no filter of a set may.

    Raises:
        ValidationError: ``name-missing``, ``name-too-long``, ``filter-empty``, ``filter-unreadable``.
    """
    if not given.name:
        raise ValidationError(_("A filter has a name."), code="name-missing")
    if max(len(given.name), len(given.name_en)) > FILTER_NAME_AT_MOST:
        raise ValidationError(_("The name of a filter is too long."), code="name-too-long")
    if not given.asks:
        raise ValidationError(_("The filter asks for nothing."), code="filter-empty")
    for field, value in given.asks:
        if field != "topic" and value not in CLOSED.get(field, []):
            message = _("A filter of a set cannot ask this: %(field)s.") % {"field": field[:40]}
            raise ValidationError(message, code="filter-unreadable")


class Meeting:
    """What an agency has that a set meets, asked at once: four queries at most, whatever the set holds."""

    def __init__(self, actor: Employee, agency: Agency, filters: Iterable[BroughtFilter] = ()) -> None:
        self.actor, self.agency = actor, agency
        self.named = {value for given in filters for field, value in given.asks if field == "topic"}

    @cached_property
    def templates(self) -> dict[tuple[str, str], LetterTemplate]:
        """Templates by purpose and name, the first of those that share them."""
        found = LetterTemplate.objects.filter(agency=self.agency).select_related("docx").order_by("-id")
        return {(one.purpose, one.name): one for one in found}

    @cached_property
    def drafted(self) -> set[int]:
        """Keys of templates that have a draft."""
        drafts = TemplateVersion.objects.filter(template__agency=self.agency, state=VersionState.DRAFT)
        return set(drafts.values_list("template", flat=True))

    @cached_property
    def filters(self) -> list[SavedFilter]:
        """Filters for the whole agency, and the actor's own."""
        shared = Q(agency=self.agency, sharing=Sharing.AGENCY)
        return list(SavedFilter.objects.filter(shared | Q(owner=self.actor)))

    @cached_property
    def topics(self) -> dict[str, int]:
        """Keys of the named topics by their codes."""
        return dict(Topic.objects.filter(code__in=self.named).values_list("code", "pk")) if self.named else {}

    def template(self, given: BroughtTemplate) -> tuple[Standing, str]:
        """What taking the template would do, and why it is held up."""
        known = self.templates.get((given.purpose, given.name))
        if known is None:
            return Standing.NEW, ""
        if known.is_retired:
            return Standing.HELD, _("The template is retired: its keeper puts it in use again first.")
        if known.pk in self.drafted:
            return Standing.HELD, _("The template has a draft already: its keeper publishes or drops it first.")
        is_same = (known.subject, known.body) == (given.subject, given.body)
        digest = hashlib.sha256(given.form).hexdigest() if given.form else ""
        return (Standing.SAME if is_same and digest == _digest(known) else Standing.CHANGED), ""

    def filter(self, given: BroughtFilter) -> tuple[Standing, str]:
        """What taking the filter would do, and why it is held up: one filter never takes the place of another."""
        if not _topics(given) <= self.topics.keys():
            return Standing.HELD, _("There is no such topic here.")
        named = [one for one in self.filters if one.name == given.name]
        shared = {one.asked for one in named if one.agency_id == self.agency.pk and one.sharing == Sharing.AGENCY}
        if self.asked(given) in shared:
            return Standing.SAME, ""
        if named:
            return Standing.HELD, _("Another filter has this name: its owner renames it first.")
        return Standing.NEW, ""

    def asked(self, given: BroughtFilter) -> str:
        """The query of the search page's address that the filter is in this agency."""
        query = QueryDict(mutable=True)
        for field, value in given.asks:
            query[field] = str(self.topics.get(value, "")) if field == "topic" else value
        return query.urlencode()


@act
def bring_template(
    *, actor: Employee, agency: Agency, given: BroughtTemplate, is_published: bool
) -> TemplateVersion | None:
    """Make a template of a set a draft, in force at once with ``is_published``; None where nothing is to be done.

    The bytes of its form are kept as they came.

    Raises:
        PermissionDenied: the actor neither keeps the templates of the agency nor administers it.
        ValidationError: what `check_template` refuses, what the store refuses of a file.
    """
    require(policies.may_bring_templates(actor, agency))
    check_template(given)
    meeting = Meeting(actor, agency)
    standing, _why = meeting.template(given)
    if standing not in (Standing.NEW, Standing.CHANGED):
        return None
    template = meeting.templates.get((given.purpose, given.name))
    is_new = template is None
    if template is None:
        template = LetterTemplate(
            agency=agency, purpose=given.purpose, name=given.name, name_en=given.name_en, version=0
        )
        template.full_clean()
        template.save()
    form = files.store(BytesIO(given.form), name="form.docx") if given.form else None
    keep_first(template)
    draft = write(template, actor, TemplateText(given.subject, given.body, form), next_number(template))
    if is_new:
        record("documents.template_made", actor=actor, subject=template, about=[agency])
    else:
        record("documents.template_drafted", actor=actor, subject=template, data={"number": draft.number})
    if is_published:
        put_in_force(template, draft)
        record("documents.template_published", actor=actor, subject=template, data={"number": draft.number})
    return draft


@act
def bring_filter(*, actor: Employee, agency: Agency, given: BroughtFilter) -> SavedFilter | None:
    """Share a filter of a set with the whole agency; None where nothing is to be done.

    Raises:
        PermissionDenied: the actor neither keeps the templates of the agency nor administers it.
        ValidationError: what `check_filter` refuses.
    """
    require(policies.may_bring_templates(actor, agency))
    check_filter(given)
    post = actor.main_post
    meeting = Meeting(actor, agency, [given])
    if post is None or meeting.filter(given)[0] != Standing.NEW:
        return None
    kept = SavedFilter(
        owner=actor,
        agency=agency,
        unit=post.unit,
        name=given.name,
        name_en=given.name_en,
        asked=meeting.asked(given),
        sharing=Sharing.AGENCY,
    )
    kept.full_clean()
    kept.save()
    record("documents.filter_saved", actor=actor, subject=kept, data={"sharing": kept.sharing})
    return kept


def given_templates(agency: Agency) -> list[BroughtTemplate]:
    """The templates in force, as a set gives them out, in a stable order."""
    found = LetterTemplate.objects.filter(agency=agency, version__gte=1, is_retired=False).select_related("docx")
    return [
        BroughtTemplate(one.purpose, one.name, one.subject, one.body, _bytes(one), one.name_en)
        for one in found.order_by("purpose", "name", "id")
    ]


def given_filters(agency: Agency) -> list[BroughtFilter]:
    """The filters for the whole agency that ask nothing but closed lists: words and people never leave in a set."""
    found: dict[str, BroughtFilter] = {}
    topics = {str(key): code for key, code in Topic.objects.values_list("pk", "code")}
    for one in SavedFilter.objects.filter(agency=agency, sharing=Sharing.AGENCY).order_by("name", "id"):
        asked = [(field, str(value)) for field, value in sorted(QueryDict(one.asked).items())]
        asks = tuple((field, topics.get(value, "") if field == "topic" else value) for field, value in asked)
        given = BroughtFilter(one.name, asks, one.name_en)
        try:
            check_filter(given)
        except ValidationError:
            continue
        if all(value for _field, value in asks):
            found.setdefault(one.name, given)
    return list(found.values())


def _digest(template: LetterTemplate) -> str:
    return template.docx.sha256 if template.docx else ""


def _bytes(template: LetterTemplate) -> bytes:
    if template.docx is None:
        return b""
    with files.open_stored(template.docx) as source:
        return source.read(docx.LARGEST + 1)


def _topics(given: BroughtFilter) -> set[str]:
    return {value for field, value in given.asks if field == "topic"}
