"""Two cards of one citizen become one, and two again where that was a mistake."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens import policies, references
from citizens.models import Merge, Person
from history import clock
from history.acts import act, record


@act
def merge_persons(*, actor: Employee, kept: Person, doubled: Person, reason: str, fill: Collection[str] = ()) -> Merge:
    """Move everything that refers to the double to the kept card, and mark the double as merged into it.

    Each row is saved with its version; all of it is committed together or not at all. ``fill`` names contacts
    (`Person.CONTACTS`) that the kept card takes over from the double: those that it has none of. Two merges at once
    wait for each other, and the second sees what the first has done.

    Raises:
        PermissionDenied: the actor registers nothing in the agency of the kept card.
        ValidationError: ``same-person``, ``other-agency``, ``kept-merged``, ``already-merged``, ``depersonalised``,
            ``reason-missing``, ``nothing-to-fill``: the double has no such contact, or the kept card has one.
    """
    require(policies.may_merge(actor, kept))
    if kept.pk == doubled.pk:
        raise ValidationError(_("A card cannot be merged into itself."), code="same-person")
    kept, doubled = _locked(kept, doubled)
    _require_mergeable(kept, doubled)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Say why it is one person."), code="reason-missing")})
    rows, moved = [], {}
    for label, found in references.rows_of(doubled):
        name = label.rpartition(".")[2]
        pointing = list(found.select_for_update(of=("self",)).order_by("pk"))
        moved[label] = [row.pk for row in pointing]
        rows += _pointed(pointing, name, kept)
    filled = _fill(kept, doubled, fill)
    doubled.merged_into = kept
    doubled.save()
    merge = Merge(
        kept=kept, doubled=doubled, at=clock.now(), by=actor, reason=reason.strip(), moved=moved, filled=filled
    )
    merge.full_clean()
    merge.save()
    record(
        "citizens.persons_merged",
        actor=actor,
        subject=kept,
        about=[doubled, *rows],
        data={"person": doubled.short_name, "reason": merge.reason, "merge": merge.pk},
    )
    return merge


@act
def undo_merge(*, actor: Employee, merge: Merge) -> Merge:
    """Move exactly what the merge moved back to the double, which stands for itself again.

    What came to the kept card after the merge stays with it. A contact that the kept card took over goes from it,
    unless it was given another one since. Of cards merged one into the next the last merge is undone first.

    Raises:
        PermissionDenied: the actor registers nothing in the agency of the cards.
        ValidationError: ``merge-undone``, ``kept-merged``: the kept card was itself merged into another,
            ``depersonalised``: of one of the cards nothing is left, ``moved-changed``: something that was moved
            belongs to somebody else by now.
    """
    require(policies.may_merge(actor, merge.kept))
    kept, doubled = _locked(merge.kept, merge.doubled)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at is not None:
        raise ValidationError(_("This merge has been undone already."), code="merge-undone")
    _require_unmerged_kept(kept)
    _require_known(kept, doubled)
    rows = []
    for label, keys in merge.moved.items():
        name, found = references.rows_named(label, keys)
        pointing = list(found.select_for_update(of=("self",)).order_by("pk"))
        if len(pointing) != len(keys) or any(getattr(row, f"{name}_id") != kept.pk for row in pointing):
            raise ValidationError(
                _("Something that was moved belongs to another person by now: the merge can no longer be undone."),
                code="moved-changed",
            )
        rows += _pointed(pointing, name, doubled)
    for name in merge.filled:
        if getattr(kept, name) == getattr(doubled, name):
            setattr(kept, name, "")
    kept.save()
    doubled.merged_into = None
    doubled.save()
    merge.undone_at, merge.undone_by = clock.now(), actor
    merge.full_clean()
    merge.save()
    record(
        "citizens.merge_undone",
        actor=actor,
        subject=kept,
        about=[doubled, *rows],
        data={"person": doubled.short_name, "merge": merge.pk},
    )
    return merge


def _locked(kept: Person, doubled: Person) -> tuple[Person, Person]:
    """Both as they stand now, locked in the order of their numbers so that no two merges wait for each other."""
    found = Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, doubled.pk]).order_by("pk")
    known = {person.pk: person for person in found}
    return known[kept.pk], known[doubled.pk]


def _require_mergeable(kept: Person, doubled: Person) -> None:
    if kept.agency_id != doubled.agency_id:
        raise ValidationError(_("The cards belong to different agencies."), code="other-agency")
    if doubled.merged_into_id is not None:
        raise ValidationError(_("This card has been merged into another one already."), code="already-merged")
    _require_unmerged_kept(kept)
    _require_known(kept, doubled)


def _require_unmerged_kept(kept: Person) -> None:
    if kept.merged_into_id is not None:
        raise ValidationError(
            _("The kept card has itself been merged into another one: that merge comes first."), code="kept-merged"
        )


def _require_known(*people: Person) -> None:
    if any(person.is_depersonalised for person in people):
        raise ValidationError(
            _("The data of one of the cards were erased: nobody can tell whose it was."), code="depersonalised"
        )


def _pointed(rows: list[Any], name: str, person: Person) -> list[Any]:
    for row in rows:
        setattr(row, name, person)
        row.save()
    return rows


def _fill(kept: Person, doubled: Person, names: Collection[str]) -> list[str]:
    filled = [name for name in Person.CONTACTS if name in names]
    if len(filled) != len(set(names)) or any(getattr(kept, name) or not getattr(doubled, name) for name in filled):
        raise ValidationError(
            {"fill": ValidationError(_("Only what the kept card has none of is taken over."), code="nothing-to-fill")}
        )
    for name in filled:
        setattr(kept, name, getattr(doubled, name))
    if filled:
        kept.full_clean()
        kept.save()
    return filled
