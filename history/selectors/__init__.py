"""Questions to the record: timelines, states as of a moment, differences in words, readings, the log's own health."""

from history.selectors.changes import FieldChange, RowChange, changes_in, changes_of, difference, states_as_of
from history.selectors.readings import readings_of
from history.selectors.timelines import timeline

__all__ = [
    "FieldChange",
    "RowChange",
    "changes_in",
    "changes_of",
    "difference",
    "readings_of",
    "states_as_of",
    "timeline",
]
