"""A set of an agency's designs as one file: written from what is in force, read again as drafts, and published where
whoever takes it says so.

The file names units, terms and topics by their codes, so another agency can read it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import refused
from history.acts import act, record
from workflows import policies
from workflows.designed import Design, DesignState, DesignVersion
from workflows.designs import Content, kind_of, kinds, objections_to
from workflows.services import designs

FORMAT, VERSION = "mezhved-designs", 1
BYTES_AT_MOST = 1_000_000
DESIGNS_AT_MOST = 200


class Becomes(models.TextChoices):
    """What becomes of a design of a file."""

    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("the same")
    HELD = "held", gettext_lazy("held up")


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


def exported(*, actor: Employee, agency: Agency) -> bytes:
    """The designs of an agency that are offered, as they are in force; equal bytes for equal designs.

    Raises:
        PermissionDenied: the actor does not administer the agency.
    """
    require(policies.may_design(actor, agency))
    versions = DesignVersion.objects.in_force().filter(design__agency=agency).select_related("design")
    found = [
        {"kind": version.design.kind, "code": version.design.code, "content": version.content}
        for version in versions.order_by("design__kind", "design__code")
    ]
    whole = {"format": FORMAT, "version": VERSION, "designs": found}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def preview(*, actor: Employee, agency: Agency, text: str) -> list[Incoming]:
    """What importing a file would do; nothing is changed.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``set-unreadable``, ``set-too-large``.
    """
    require(policies.may_design(actor, agency))
    return [_incoming(agency, *one) for one in _read(text)]


@act
def import_set(
    *, actor: Employee, agency: Agency, text: str, chosen: Collection[str] | None = None, note: str = ""
) -> list[DesignVersion]:
    """Make a draft of each design of the file that is new or changed; what is held up or the same is passed over.

    ``chosen`` are the keys of those that are taken, all without it. With a ``note`` each draft that nothing stands in
    the way of is published under it in the same act; the others stay drafts.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``set-unreadable``, ``set-too-large``, ``nothing-changed``, of the note what `publish` refuses.
    """
    drafts = []
    for one in preview(actor=actor, agency=agency, text=text):
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
    if not drafts:
        raise refused("nothing-changed", _("Nothing was changed."))
    if note:
        drafts = [_published(actor, agency, draft, note) for draft in drafts]
    told = {"designs": [draft.design.code for draft in drafts]}
    record("workflows.designs_imported", actor=actor, subject=agency, data=told)
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


def _read(text: str) -> list[tuple[str, str, Content]]:
    if len(text.encode()) > BYTES_AT_MOST:
        raise refused("set-too-large", _("A set has at most a million bytes and 200 designs."))
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(whole, dict) or (whole.get("format"), whole.get("version")) != (FORMAT, VERSION):
        raise _unreadable()
    rows = whole.get("designs")
    if not isinstance(rows, list):
        raise _unreadable()
    if len(rows) > DESIGNS_AT_MOST:
        raise refused("set-too-large", _("A set has at most a million bytes and 200 designs."))
    return _each_once([_row(row) for row in rows])


def _row(row: Any) -> tuple[str, str, Content]:
    known: Collection[str] = [kind.code for kind in kinds()]
    if not isinstance(row, dict) or row.get("kind") not in known or not isinstance(row.get("content"), dict):
        raise _unreadable()
    code = row.get("code")
    if not isinstance(code, str):
        raise _unreadable()
    try:
        Design._meta.get_field("code").clean(code, None)
    except ValidationError:
        raise _unreadable() from None
    if not _is_storable(row["content"]):
        raise _unreadable()
    return row["kind"], code, row["content"]


def _is_storable(content: Content) -> bool:
    """Whether every database takes it: no number that is none, no half of a character, no zero in a text."""
    try:
        written = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return False
    return b"\\u0000" not in written


def _each_once(rows: list[tuple[str, str, Content]]) -> list[tuple[str, str, Content]]:
    if len({(kind, code) for kind, code, _content in rows}) < len(rows):
        raise _unreadable()
    return rows


def _unreadable() -> ValidationError:
    return refused("set-unreadable", _("This is no file of a set of designs."))
