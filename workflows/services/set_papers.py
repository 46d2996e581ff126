"""Templates of letters and filters of a set: what taking each would do, and how each is looked at before."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.declension import Declension
from agencies.models import Agency, Employee
from citizens.models import Topic
from documents import letters
from documents.models import Flow, LetterTemplate, SavedFilter, State, TemplateVersion
from documents.services import brought
from documents.services.brought import BroughtFilter, BroughtTemplate, Standing
from workflows.services.set_files import SetFile


@dataclass(frozen=True)
class IncomingPaper:
    """A template or a filter of a file: what would become of it, why it is held up, and what it says.

    ``lines`` are in the language of the page, ``text`` in that of letters.
    """

    given: BroughtTemplate | BroughtFilter
    becomes: Standing
    why: str
    lines: tuple[str, ...]
    text: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what it is chosen."""
        if isinstance(self.given, BroughtTemplate):
            return f"template/{self.given.purpose}/{self.given.name}"
        return f"filter/{self.given.name}"

    @property
    def code(self) -> str:
        """Templates and filters go by their names: they have no codes."""
        return "—"

    @property
    def title(self) -> str:
        """What it is, in the language of the page."""
        if isinstance(self.given, BroughtTemplate):
            return _("template: %(purpose)s") % {"purpose": LetterTemplate.Purpose(self.given.purpose).label}
        return _("filter of the search")

    @property
    def name(self) -> str:
        """What it is called, in the language of the page."""
        return self.given.label

    @property
    def is_to_take(self) -> bool:
        """Whether taking the file does something with it."""
        return self.becomes in (Standing.NEW, Standing.CHANGED)


def papers_of(actor: Employee, agency: Agency, held: SetFile) -> list[IncomingPaper]:
    """Templates, then filters; the texts of templates are filled from an invented example."""
    found: list[IncomingPaper] = []
    meeting = brought.Meeting(actor, agency, held.filters)
    declension = Declension(actor.agency)
    facts = {
        purpose: letters.made_up_facts(actor, purpose=purpose, declension=declension)
        for purpose in {one.purpose for one in held.templates}
    }
    for template in held.templates:
        standing, why = meeting.template(template)
        lines, text = _told(template, facts[template.purpose])
        found.append(IncomingPaper(template, standing, why, lines, text))
    topics = dict(Topic.objects.values_list("code", "name")) if held.filters else {}
    for one in held.filters:
        standing, why = meeting.filter(one)
        found.append(IncomingPaper(one, standing, why, _asked(one, topics)))
    return found


def take_papers(
    actor: Employee,
    agency: Agency,
    held: SetFile,
    *,
    chosen: Collection[str] | None,
    is_published: bool,
) -> tuple[list[TemplateVersion], list[SavedFilter]]:
    """The chosen templates as drafts or in force, and the chosen filters where it is published: they have no drafts."""
    templates, filters = [], []
    for one in papers_of(actor, agency, held):
        if not one.is_to_take or (chosen is not None and one.key not in chosen):
            continue
        if isinstance(one.given, BroughtTemplate):
            made = brought.bring_template(actor=actor, agency=agency, given=one.given, is_published=is_published)
            templates += [made] if made else []
        elif is_published:
            kept = brought.bring_filter(actor=actor, agency=agency, given=one.given)
            filters += [kept] if kept else []
    return templates, filters


def _told(template: BroughtTemplate, facts: letters.Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    form = [_("Working form: docx, %(size)s KB") % {"size": -(-len(template.form) // 1024)}] if template.form else []
    text = f"{letters.filled(template.subject, facts)}\n{letters.filled(template.body, facts)}"
    return tuple(form), tuple(line for line in text.splitlines() if line.strip())


def _asked(given: BroughtFilter, topics: dict[str, str]) -> tuple[str, ...]:
    words: dict[str, Callable[[str], str]] = {
        "flow": lambda value: _("Flow: %(value)s") % {"value": Flow(value).label},
        "state": lambda value: _("State: %(value)s") % {"value": State(value).label},
        "topic": lambda value: _("Topic: %(value)s") % {"value": topics.get(value, value)},
        "file": lambda _value: _("With files"),
        "late": lambda _value: _("Overdue"),
        "order": lambda _value: _("Newest first"),
    }
    return tuple(words[field](value) for field, value in given.asks)
