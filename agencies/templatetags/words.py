"""Filters and tags of every page."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Select
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import particulars
from agencies.models import Role, Unit
from agencies.terms import in_words
from history import acts, clock

register = template.Library()

SOON = 3
# Particulars of acts in the order in which they are told.
TOLD = (
    *("term", "text", "remark", "quote", "reason", "note", "executor", "person", "whom", "role", "number"),
    *("question", "outcome", "ground", "index", "title", "code", "file", "copies"),
    *("stage", "use", "certificate"),
    *("position", "day", "channel", "pages", "trouble"),
)


@register.filter
def act_title(verb: str) -> str:
    """What the timeline says of an act."""
    return acts.title(verb)


@register.filter
def actor_title(name: str) -> str:
    """Who acted: a person as the record keeps the name, an automatic setting in the reader's words."""
    return particulars.in_words("actor", name)


@register.filter
def act_details(data: dict[str, Any]) -> str:
    """The particulars of an act that say something to a reader, in a row."""
    told = [
        particulars.in_words(name, data[name]) if name != "number" else f"№ {data[name]}"
        for name in TOLD
        if data.get(name)
    ]
    if data.get("for"):
        told.append(_("for %(person)s") % {"person": data["for"]})
    if data.get("from") and data.get("until"):
        told.append("–".join(date.fromisoformat(data[end]).strftime("%d.%m.%Y") for end in ("from", "until")))
    return " · ".join(told)


@register.filter
def roles(ground: str) -> str:
    """The ground of a reading in words: the roles of the posts by which the reader saw it, or what let them in."""
    named = dict(Role.choices)
    return ", ".join(str(named.get(one) or particulars.in_words("ground", one)) for one in ground.split(", ") if one)


@register.filter
def unit_on(unit: Unit, day: date | None) -> str:
    """A unit as it was called on the day of a paper, with its name of today where that is another."""
    was = str(unit.on(day))
    return was if was == str(unit) else _("%(was)s (now: %(unit)s)") % {"was": was, "unit": unit}


@register.filter
def due_class(due: date) -> str:
    """How near a due date is: late, today, soon or later."""
    today = clock.today()
    if due < today:
        return "late"
    if due == today:
        return "today"
    return "soon" if due <= today + timedelta(days=SOON) else "later"


@register.filter
def due_words(due: date) -> str:
    """How near a due date is, in words."""
    days = (due - clock.today()).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


@register.filter
def term_words(basis: dict[str, Any]) -> str:
    """How the date of a term was found."""
    return in_words(basis)


@register.filter
def hours(span: timedelta | None) -> str:
    """A span of time as hours and minutes: ``2:05``."""
    minutes = round((span or timedelta()).total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


@register.filter
def passed(span: timedelta) -> str:
    """Time that passed, in days and hours, or in minutes when it is less than an hour."""
    if span < timedelta(hours=1):
        return _("%(minutes)s min") % {"minutes": int(span.total_seconds()) // 60}
    hours_left = _("%(hours)s h") % {"hours": span.seconds // 3600}
    if not span.days:
        return hours_left
    days = ngettext("%(count)s day", "%(count)s days", span.days) % {"count": span.days}
    return f"{days} {hours_left}" if span.seconds >= 3600 else days


@register.simple_tag
def as_control(field: BoundField) -> SafeString:
    """A form field as the page shows it: sized, marked when wrong, tied to its help and its error."""
    widget = field.field.widget
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    classes = "form-check-input" if isinstance(widget, CheckboxInput) else f"{kind} {kind}-sm"
    if isinstance(widget, CheckboxSelectMultiple):  # the class goes to the list and to each box alike
        classes = "choices"
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    attributes: dict[str, Any] = {"class": classes}
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attributes |= {"class": f"{classes} is-invalid", "aria-invalid": "true"}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)
