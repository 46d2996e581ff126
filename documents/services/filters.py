"""Saved filters: naming a search, sharing it, changing and deleting it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import policies
from documents.models import SavedFilter, Sharing
from history.acts import act, record


@act
def save_filter(*, actor: Employee, name: str, asked: str, sharing: str = Sharing.PRIVATE) -> SavedFilter:
    """Keep a search under a name, for the person alone or shared with the unit or agency of their main post.

    ``asked`` is the query of the search page's address.

    Raises:
        PermissionDenied: the person takes part in no papers.
        ValidationError: ``filter-empty``, ``filter-name-taken``.
    """
    post = actor.main_post
    require(policies.may_save_filters(actor))
    assert post is not None
    if not asked.strip():
        raise ValidationError(_("There is nothing to save: ask for something first."), code="filter-empty")
    kept = SavedFilter(
        owner=actor, agency=post.unit.agency, unit=post.unit, name=name.strip(), asked=asked, sharing=sharing
    )
    kept.full_clean()
    kept.save()
    record("documents.filter_saved", actor=actor, subject=kept, data={"sharing": kept.sharing})
    return kept


@act
def change_filter(*, actor: Employee, saved: SavedFilter, name: str, sharing: str) -> SavedFilter:
    """Rename a filter, or show it to others.

    Raises:
        PermissionDenied: the actor may not, see `policies.may_change_filter`.
        ValidationError: ``filter-name-taken``.
    """
    require(policies.may_change_filter(actor, saved))
    if name.strip() != saved.name:
        saved.name_en = ""  # which was that of the name before
    saved.name, saved.sharing = name.strip(), sharing
    saved.full_clean()
    saved.save()
    record("documents.filter_changed", actor=actor, subject=saved, data={"sharing": saved.sharing})
    return saved


@act
def delete_filter(*, actor: Employee, saved: SavedFilter) -> None:
    """Delete a filter; the history keeps what it was.

    Raises:
        PermissionDenied: the actor may not, see `policies.may_change_filter`.
    """
    require(policies.may_change_filter(actor, saved))
    record("documents.filter_deleted", actor=actor, subject=saved)
    saved.delete()
