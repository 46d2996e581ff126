"""Reading scripts of process tests, in any language of the program, and writing them in the reader's.

A line is ``head: value; field: value; …``. The head is a key word or a person; what a person does is the label of a
button, and fields are the labels of its form. Empty lines and lines that begin with # say nothing.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Role
from citizens.models import CaseKind, Channel
from workflows.models import WorkKind
from workflows.trials import words
from workflows.trials.cast import Cast
from workflows.trials.statements import DAYS_AT_MOST, STEPS_AT_MOST, Given, Head, Line, Script, Span, Taken, Wrong

REMARK = "#"
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"")
_SPAN = re.compile(
    r"^(?:(?:через|in)\s+)?(?P<days>\d{1,3})\s+(?P<working>рабоч\w+\s+|working\s+)?(?:день|дня|дней|days?)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"^\d{2}\.\d{2}\.\d{4}$")
_NUMBERED = re.compile(r"^(?P<word>.+?)\s+(?P<number>\d{1,2})$")
TICKS = ("да", "yes")


class _Unreadable(Exception):
    """What is wrong with a line."""


def read(text: str, cast: Cast) -> Script:
    """The script as it was understood, with every line that was not."""
    script = Script()
    for number, raw in enumerate(text.splitlines(), 1):
        said = raw.strip()
        if not said or said.startswith(REMARK):
            continue
        try:
            line = _line(number, said, cast)
            _require_order(line, script)
            script.lines.append(line)
        except _Unreadable as error:
            script.wrong.append(Wrong(number, said, str(error)))
    if not script.lines and not script.wrong:
        script.wrong.append(Wrong(1, "", _("The script is empty. It begins with an appeal: %(line)s") % _first()))
    return script


def _require_order(line: Line, script: Script) -> None:
    has_appeal = any(one.head == Head.APPEAL for one in script.lines)
    is_first_wrong = not script.lines and not script.wrong
    if line.head == Head.APPEAL and has_appeal:
        raise _Unreadable(_("A test is about one appeal: this one is the second."))
    if line.head != Head.APPEAL and is_first_wrong:
        raise _Unreadable(_("A script begins with an appeal: %(line)s") % _first())
    if len(script.lines) >= STEPS_AT_MOST:
        raise _Unreadable(_("A script has at most %(count)s lines.") % {"count": STEPS_AT_MOST})


def _first() -> dict[str, str]:
    return {"line": f"{_upper(words.HEADS[Head.APPEAL])}: {Channel.POST.label}"}


def _line(number: int, said: str, cast: Cast) -> Line:
    first, *others = _parts(said)
    name, colon, value = (part.strip() for part in first.partition(":"))
    if not colon:
        raise _Unreadable(_("A colon is missing: a line is “who: what” or “%(word)s: …”.") % _example(name))
    head = words.head_of(name)
    if head is None:
        return _doing(number, name, value, others, cast)
    span = None
    if head == Head.PASSED:
        span = _passed(value)
    elif head in (Head.SEES, Head.SEES_NOT):
        _require_person(value, cast)
    else:
        value = _choice(head, value)
    return Line(number, head, "", value, span, tuple(_fields(others, head, None, cast)))


def _doing(number: int, who: str, said: str, others: list[str], cast: Cast) -> Line:
    _require_person(who, cast, also=[_upper(label) for label in words.HEADS.values()])
    doing = words.doing_of(said)
    if doing is None:
        raise _Unreadable(
            _("Nobody has a button “%(said)s”.%(meant)s")
            % {"said": said, "meant": _meant(said, [one.label for one in words.doings().values()])}
        )
    fields = tuple(_fields(others, Head.DO, doing, cast))
    return Line(number, Head.DO, who, words.key_of_doing(said), None, fields)


def _passed(value: str) -> Span:
    span = span_of(value)
    if span is None or not 0 < span.days <= DAYS_AT_MOST:
        raise _Unreadable(
            _("Say how much time passes, at most %(most)s days: “%(one)s” or “%(other)s”.")
            % {"most": DAYS_AT_MOST, "one": in_words(Span(3, True)), "other": in_words(Span(5, False))}
        )
    return span


def _choice(head: Head, value: str) -> str:
    choices = words.VALUES[head]
    if head == Head.APPEAL and not value:
        return str(Channel.POST.value)
    key = words.key_of(choices, value)
    if not key:
        raise _Unreadable(
            _("“%(said)s” is not known here.%(meant)s")
            % {"said": value, "meant": _meant(value, [one.label for one in choices])}
        )
    return key


def _fields(parts: list[str], head: Head, doing: words.Doing | None, cast: Cast) -> Iterator[Given]:
    known = words.fields_of(head, doing)
    for part in parts:
        name, colon, value = (one.strip() for one in part.partition(":"))
        if not colon or not value:
            raise _Unreadable(_("A field is “name: value”, and “%(said)s” is not.") % {"said": part.strip()})
        key = _field_key(name, known)
        taken = known[key.partition(" ")[0]][1]
        yield Given(key, taken, _checked(taken, key, _unquoted(value), cast))


def _field_key(name: str, known: dict[str, tuple[object, Taken]]) -> str:
    for key, (label, _taken) in known.items():
        if words.same(label, name):
            return key
    numbered = _NUMBERED.match(name)
    if numbered and words.OUTCOME in known:
        for key in (words.OUTCOME, words.GROUND):
            if words.same(words.FIELDS[key][0], numbered["word"]):
                return f"{key} {numbered['number']}"
    if not known:
        raise _Unreadable(_("This line has no fields: “%(said)s” is one too many.") % {"said": name})
    raise _Unreadable(
        _("The field “%(said)s” is not known here.%(meant)s")
        % {"said": name, "meant": _meant(name, [label for label, _taken in known.values()])}
    )


def _checked(taken: Taken, key: str, value: str, cast: Cast) -> str:
    if taken == Taken.WHO:
        for one in value.split(","):
            _require_person(one.strip(), cast)
    elif taken == Taken.DAY and span_of(value) is None and day_of(value) is None:
        raise _Unreadable(
            _("“%(said)s” is no day: write “%(one)s” or “%(other)s”.")
            % {"said": value, "one": _("in %(span)s") % {"span": in_words(Span(3, True))}, "other": "01.04.2027"}
        )
    elif taken == Taken.TICK and words.fold(value) not in TICKS:
        raise _Unreadable(_("Only “%(yes)s” can be said here.") % {"yes": words.YES})
    elif key in (words.WORK, words.KIND):
        choices = WorkKind if key == words.WORK else CaseKind
        found = words.key_of(choices, value)
        if not found:
            raise _Unreadable(
                _("“%(said)s” is not known here.%(meant)s")
                % {"said": value, "meant": _meant(value, [one.label for one in choices])}
            )
        return found
    return value


def _require_person(said: str, cast: Cast, also: list[str] | None = None) -> None:
    if cast.meant(said):
        return
    roles = [one.label for one in Role]
    raise _Unreadable(
        _("Nobody of the agency is “%(said)s”.%(meant)s")
        % {"said": said, "meant": _meant(said, [*roles, *cast.names(), *(also or ())])}
    )


def _meant(said: str, known: list[object]) -> str:
    alike = words.nearest(said, known)
    return " " + _("Is one of these meant: %(words)s?") % {"words": ", ".join(alike)} if alike else ""


def _example(said: str) -> dict[str, str]:
    heads = [_upper(label) for label in words.HEADS.values()]
    alike = words.nearest(said.partition(" ")[0], heads)
    return {"word": alike[0] if alike else heads[0]}


def _parts(said: str) -> list[str]:
    """The parts of a line between semicolons, but not those within quotes."""
    hidden = _QUOTED.sub(lambda found: found[0].replace(";", "\0"), said)
    return [part.replace("\0", ";") for part in hidden.split(";") if part.strip()]


def _unquoted(value: str) -> str:
    return value[1:-1].strip() if len(value) > 1 and _QUOTED.fullmatch(value) else value


def span_of(value: str) -> Span | None:
    """A length of time that was written."""
    found = _SPAN.match(value.strip())
    return Span(int(found["days"]), bool(found["working"])) if found else None


def day_of(value: str) -> date | None:
    """A day of the calendar that was written."""
    if not _DATE.match(value):
        return None
    try:
        return date(int(value[6:]), int(value[3:5]), int(value[:2]))
    except ValueError:
        return None


def in_words(span: Span) -> str:
    """A length of time in the language of the reader."""
    given = {"days": span.days}
    if span.is_working:
        return ngettext("%(days)s working day", "%(days)s working days", span.days) % given
    return ngettext("%(days)s day", "%(days)s days", span.days) % given


def written(line: Line) -> str:
    """The line in the language of the reader."""
    doing = words.doings()[line.value] if line.head == Head.DO else None
    head = _who(line.who) if doing else words.HEADS[line.head]
    if doing is not None:
        value = str(doing.label)
    elif line.span is not None:
        value = in_words(line.span)
    elif line.head in words.VALUES:
        value = words.label_of(words.VALUES[line.head], line.value)
    else:
        value = _who(line.value)
    known = words.fields_of(line.head, doing)
    fields = "".join(f"; {_name(one.key, known).lower()}: {_value(one)}" for one in line.fields)
    return f"{_upper(head)}: {value}{fields}"


def _name(key: str, known: dict[str, tuple[object, Taken]]) -> str:
    word, _space, number = key.partition(" ")
    return f"{known[word][0]} {number}".strip()


def _value(one: Given) -> str:
    by: dict[Taken, Callable[[str], str]] = {
        Taken.WHO: lambda value: ", ".join(_who(name.strip()) for name in value.split(",")),
        Taken.DAY: _day,
        Taken.WORD: lambda value: _word(one.key, value),
        Taken.TICK: lambda _value: str(words.YES),
    }
    value = by[one.taken](one.value) if one.taken in by else one.value
    return f"«{value}»" if ";" in value else value


def _word(key: str, value: str) -> str:
    if key in (words.WORK, words.KIND):
        return words.label_of(WorkKind if key == words.WORK else CaseKind, value)
    channel = words.key_of(Channel, value)
    return words.label_of(Channel, channel) if channel else value


def _day(value: str) -> str:
    span = span_of(value)
    return _("in %(span)s") % {"span": in_words(span)} if span is not None else value


def _who(said: str) -> str:
    role, bracket, unit = said.partition(" (")
    key = words.role_of(role)
    return words.label_of(Role, key) + bracket + unit if key else said


def _upper(label: object) -> str:
    word = str(label)
    return word[:1].upper() + word[1:]
