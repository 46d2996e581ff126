"""Changing rows behind the services, as a test may need: each row is saved, for the guards let nothing else pass."""

from typing import Any

from django.db.models import QuerySet


def rewrite(rows: QuerySet[Any], **values: Any) -> None:
    """Give these columns of all rows these values."""
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def remove(rows: QuerySet[Any]) -> None:
    """Delete all rows one by one."""
    for row in rows:
        row.delete()
