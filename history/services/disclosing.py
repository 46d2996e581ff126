"""The personal values that entries hide, as the tables still know them."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from history.models import Act, Reading
from history.models.schemas import plain, schema_of, written


def values_of(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Path and value of everything that an entry hides and that is not erased, in the order of the entry.

    Columns that a later migration has removed are left out.
    """
    acts = Act.objects.in_bulk([int(told["id"], 16) for told in body["acts"]])
    for at, told in enumerate(body["acts"]):
        entry = acts.get(int(told["id"], 16))
        if entry is not None:
            yield f"acts/{at}/label", plain(entry.subject_label)
            yield f"acts/{at}/data", plain(entry.data)
    for at, told in enumerate(body["rows"]):
        for name, value in row_values(told):
            if isinstance(told["values"].get(name), dict) and "c" in told["values"][name]:
                yield f"rows/{at}/values/{name}", value
    readings = Reading.objects.in_bulk([int(told["id"], 16) for told in body["readings"]])
    for at, told in enumerate(body["readings"]):
        reading = readings.get(int(told["id"], 16))
        if reading is not None:
            yield f"readings/{at}/query", plain(reading.query)


def row_values(told: dict[str, Any], version: Any = None) -> Iterator[tuple[str, Any]]:
    """Columns and values of a told row, as its version in the tables has them; nothing where that is gone."""
    model: Any = apps.get_model(told["model"])
    found = version or model.history.filter(pk=told["id"]).first()
    if found is None:
        return
    large = schema_of(model).large
    for name in told["values"]:
        if hasattr(found, name):
            value = getattr(found, name)
            yield name, {"sha256": value} if name in large and value is not None else written(value)
