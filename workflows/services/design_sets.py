"""A set of an agency's designs, templates of letters and filters as one file: written from what is in force, read again
as drafts, and published where whoever takes it says so.

The file names units, terms and topics by their codes, so another agency can read it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import in_turn, refused
from documents.models import SavedFilter, TemplateVersion
from documents.services import brought
from documents.services.brought import Standing
from history.acts import act, record
from workflows import policies
from workflows.designed import Design, DesignState, DesignVersion
from workflows.designs import Content, kind_of, objections_to
from workflows.services import designs
from workflows.services.set_files import SetFile, read_set, written_set
from workflows.services.set_papers import IncomingPaper, papers_of, take_papers

# What becomes of a design, template or filter of a file.
Becomes = Standing


@dataclass(frozen=True)
class Incoming:
    """A design of a file: what would become of it, why it is held up, and what stands in the way of publishing."""

    kind: str
    code: str
    content: Content
    becomes: Becomes
    why: str
    objections: tuple[str, ...]

    @property
    def key(self) -> str:
        """By what it is chosen."""
        return f"{self.kind}/{self.code}"

    @property
    def title(self) -> str:
        """Its kind, in the language of the page."""
        return str(kind_of(self.kind).title)

    @property
    def name(self) -> str:
        """What it is called, in the language of the page."""
        return str(kind_of(self.kind).read(self.content).label or self.code)

    @property
    def is_to_take(self) -> bool:
        """Whether taking the file does something with it."""
        return self.becomes in (Becomes.NEW, Becomes.CHANGED)


@dataclass(frozen=True)
class Taken:
    """What became of a file: versions of designs and of templates, drafts or in force, and shared filters."""

    designs: list[DesignVersion]
    templates: list[TemplateVersion]
    filters: list[SavedFilter]


def exported(*, actor: Employee, agency: Agency) -> bytes:
    """The designs of an agency that are offered, its templates of letters as both are in force, and its filters for
    everybody that ask closed lists alone; equal bytes for equal contents.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``set-too-large``.
    """
    require(policies.may_design(actor, agency))
    versions = DesignVersion.objects.in_force().filter(design__agency=agency).select_related("design")
    found = [
        (version.design.kind, version.design.code, version.content)
        for version in versions.order_by("design__kind", "design__code")
    ]
    return written_set(SetFile(found, brought.given_templates(agency), brought.given_filters(agency)))


def preview(*, actor: Employee, agency: Agency, text: str) -> list[Incoming | IncomingPaper]:
    """What importing a file would do: its designs, templates of letters, filters; nothing is changed.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: what `read_set` refuses.
    """
    require(policies.may_design(actor, agency))
    held = read_set(text)
    return [*(_incoming(agency, *one) for one in held.designs), *papers_of(actor, agency, held)]


@act
def import_set(
    *, actor: Employee, agency: Agency, text: str, chosen: Collection[str] | None = None, note: str = ""
) -> Taken:
    """Make a draft of each design and template of the file that is new or changed; what is held up or the same is
    passed over.

    ``chosen`` are the keys of those that are taken, all without it. With a ``note`` each draft that nothing stands in
    the way of is published under it in the same act, and new filters are shared with the agency; the others stay
    drafts. Two who take a set at once follow each other.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: what `read_set` refuses, ``nothing-changed``, of the note what `publish` refuses.
    """
    require(policies.may_design(actor, agency))
    held = read_set(text)
    in_turn(agency)
    drafts = _drafted(actor, agency, held, chosen)
    if note:
        drafts = [_published(actor, agency, draft, note) for draft in drafts]
    templates, filters = take_papers(actor, agency, held, chosen=chosen, is_published=bool(note))
    if not (drafts or templates or filters):
        raise refused("nothing-changed", _("Nothing was changed."))
    told = {"designs": [draft.design.code for draft in drafts]}
    if templates:
        told["templates"] = [one.template.name for one in templates]
    record("workflows.designs_imported", actor=actor, subject=agency, data=told)
    return Taken(drafts, templates, filters)


def _drafted(actor: Employee, agency: Agency, held: SetFile, chosen: Collection[str] | None) -> list[DesignVersion]:
    drafts = []
    for one in (_incoming(agency, *row) for row in held.designs):
        if chosen is not None and one.key not in chosen:
            continue
        if one.becomes == Becomes.NEW:
            drafts.append(
                designs.begin_design(actor=actor, agency=agency, kind=one.kind, code=one.code, content=one.content)
            )
        elif one.becomes == Becomes.CHANGED:
            design = Design.objects.get(agency=agency, kind=one.kind, code=one.code)
            begun = designs.begin_draft(actor=actor, design=design)
            drafts.append(designs.save_draft(actor=actor, version=begun, content=one.content, seen=begun.saves))
    return drafts


def _published(actor: Employee, agency: Agency, draft: DesignVersion, note: str) -> DesignVersion:
    if objections_to(draft.design.kind, draft.content, agency):
        return draft
    return designs.publish(actor=actor, version=draft, note=note, seen=draft.saves)


def _incoming(agency: Agency, kind: str, code: str, content: Content) -> Incoming:
    known = Design.objects.filter(agency=agency, kind=kind, code=code).first()
    becomes, why = _becomes(known, content)
    objections = objections_to(kind, content, agency)
    said = tuple(message for errors in objections.values() for error in errors for message in error.messages)
    return Incoming(kind, code, content, becomes, why, said)


def _becomes(known: Design | None, content: Content) -> tuple[Becomes, str]:
    if known is None:
        return Becomes.NEW, ""
    if known.retired_at is not None:
        return Becomes.HELD, _("The design is retired: offer it again first.")
    if known.versions.filter(state=DesignState.DRAFT).exists():
        return Becomes.HELD, _("The design has a draft already: publish or discard it first.")
    force = designs.in_force(known)
    return (Becomes.SAME, "") if force is not None and force.content == content else (Becomes.CHANGED, "")
