"""Rows from before the file plan had kinds, plans and volumes: carried over once after the migration that brought them.

Not in the migration itself: rows change with their versions and an entry of the log, as everything else does.
"""

from django.db.models import Exists, OuterRef

from agencies.models import Employee
from citizens.models import Case, Stage
from documents import reference, retention
from documents.models import FileIndex, FilePlan, Filing, Holds, PlanState, RetentionKind, Volume
from history.actors import Actor, Automatic
from history.acts import act, record
from history.bulk import stretches
from history.models import Act

CARRIER = Automatic("migration")
SOME = 200
# What the title of a row says about its papers, the plainest word first.
_SAYS = {
    Holds.JOURNALS: ("журнал", "реестр"),
    Holds.APPEALS: ("обращени",),
    Holds.CORRESPONDENCE: ("переписк",),
    Holds.STAFF: ("личному составу", "кадр"),
    Holds.ORDERS: ("приказ", "распоряжени"),
}


@act
def carry_texts(*, actor: Actor) -> int:
    """Give rows from before kinds their kind of retention, and their years a plan; their texts stay. How many rows.

    Run again it changes nothing. What a text says stands for a kind of the shipped list that keeps as long, else for a
    kind of its own; a text that says nothing clear is left for a person to choose.
    """
    rows = list(FileIndex.objects.filter(kind__isnull=True).select_related("agency").order_by("id"))
    changed = 0
    for agency in {row.agency for row in rows}:
        reference.load_retention_kinds(agency)
    for row in rows:
        # In force long before the program knew of drafts: nobody is asked to approve it now.
        FilePlan.objects.get_or_create(agency_id=row.agency_id, year=row.year, defaults={"state": PlanState.APPROVED})
        kind = _kind_for(row)
        if kind is not None:
            row.kind = kind
            row.save()
            changed += 1
    if changed:
        record("documents.retention_carried", actor=actor, subject=rows[0], data={"count": changed})
    return changed


@act
def carry_filings(*, actor: Actor) -> int:
    """Lay cases that were filed before volumes were kept into the first volume of their file. How many.

    By whom is what the record says of their filing. A case whose file or clerk is not known stays where its card says.
    """
    lying = Filing.objects.filter(case=OuterRef("pk"))
    filed = Case.objects.filter(~Exists(lying), stage=Stage.FILED, closed_on__isnull=False).exclude(filed_under="")
    changed = 0
    for cases in stretches(filed.order_by("closed_on", "id").iterator(chunk_size=SOME), SOME):
        told = Act.objects.filter(
            verb="documents.case_filed", subject_type="citizens.case", subject_key__in=[case.pk for case in cases]
        )
        clerks = dict(told.order_by("id").values_list("subject_key", "actor_key"))
        people = Employee.objects.filter(pk__in=[key for key in clerks.values() if key])
        known = set(people.values_list("pk", flat=True))
        for case in cases:
            assert case.closed_on is not None
            file = FileIndex.objects.filter(
                agency=case.agency_id, year=case.closed_on.year, index=case.filed_under
            ).first()
            clerk = clerks.get(case.pk)
            if file is None or clerk not in known:
                continue
            volume, _is_new = Volume.objects.get_or_create(file=file, number=1, defaults={"begun_on": case.closed_on})
            Filing.objects.create(volume=volume, case=case, filed_on=case.closed_on, filed_by_id=clerk)
            changed += 1
    if changed:
        record("documents.filings_carried", actor=actor, subject=Filing.objects.latest("id"), data={"count": changed})
    return changed


def _kind_for(row: FileIndex) -> RetentionKind | None:
    period = retention.read(row.retention)
    if period is None:
        return None
    title = row.title.lower()
    holds = next((kind for kind, words in _SAYS.items() if any(word in title for word in words)), Holds.ANYTHING)
    alike = RetentionKind.objects.filter(
        agency=row.agency_id, span=period.span, years=period.years, is_appraised=period.is_appraised, holds=holds
    )
    found = alike.order_by("ordinal", "id").first()
    if found is None:
        found = RetentionKind(
            agency_id=row.agency_id,
            code=f"text-{row.pk}",
            name=row.title[:200],
            holds=holds,
            span=period.span,
            years=period.years,
            is_appraised=period.is_appraised,
            is_by_consideration=holds == Holds.APPEALS,
            article=row.article,
            source="Номенклатура дел, действовавшая до справочника сроков",
            note="Источник не сверен.",
            ordinal=90,
        )
        found.full_clean()
        found.save()
    return found
