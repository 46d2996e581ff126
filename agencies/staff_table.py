"""The table of an import of staff: its columns, what each cell may say, and each row as the program understands it.

A row names a unit, or a person's post in a unit. An empty cell of what is known already keeps it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from agencies.models import Position, Role, Sex, UnitKind
from agencies.sheets import SheetRow

DAYS = ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"]
TOP = "-"
# What a login is made of.
LOGIN = r"^[A-Za-z0-9._@+-]+$"


class WordField(forms.Field):
    """One of a few words, in any language of the interface; gives its code, or nothing where the cell is empty."""

    def __init__(self, words: Callable[[], dict[str, str]], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.words = words

    def to_python(self, value: Any) -> str:
        """The code of the word."""
        text = " ".join(str(value or "").split()).casefold()
        if not text:
            return ""
        known = self.words()
        if text not in known:
            said = "; ".join(sorted(known))
            raise ValidationError(
                _("“%(word)s” is not one of: %(known)s.") % {"word": value, "known": said}, code="word-unknown"
            )
        return known[text]


def _words(choices: Any, **more: str) -> Callable[[], dict[str, str]]:
    """Codes by word: the code itself, what it is called in each language, and other names for it."""

    def known() -> dict[str, str]:
        found = {**more}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {str(label).casefold(): value for value, label in choices}
        return found | {value.casefold(): value for value, _label in choices}

    return known


def _answers() -> dict[str, str]:
    return {"да": "yes", "yes": "yes", "1": "yes", "true": "yes", "нет": "no", "no": "no", "0": "no", "false": "no"}


def _text(length: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=length, required=False, **kwargs)


class RowForm(forms.Form):
    """A row, cell by cell."""

    unit_code = _text(10)
    unit_name = _text(200)
    parent_code = _text(10)
    unit_kind = WordField(_words(UnitKind.choices))
    unit_starts_on = forms.DateField(required=False, input_formats=DAYS)
    personnel_number = _text(30)
    username = _text(
        60,
        validators=[
            RegexValidator(
                LOGIN, code="login-invalid", message=gettext_lazy("Latin letters, digits and . _ @ + - only.")
            )
        ],
    )
    last_name = _text(80)
    first_name = _text(80)
    patronymic = _text(80)
    sex = WordField(_words(Sex.choices, ж=Sex.FEMALE, м=Sex.MALE))
    phone = _text(40)
    email = forms.EmailField(required=False)
    title = _text(200)
    role = WordField(_words(Role.choices))
    position = WordField(_words(Position.choices))
    is_main = WordField(_answers)
    starts_on = forms.DateField(required=False, input_formats=DAYS)
    ends_on = forms.DateField(required=False, input_formats=DAYS)
    acting_order = _text(200)


# Name of the field, heading in Russian and in English, what stands there.
COLUMNS: list[tuple[str, str, str, Any]] = [
    ("unit_code", "индекс подразделения", "unit index", gettext_lazy("In every row; the key of a unit.")),
    ("unit_name", "подразделение", "unit", gettext_lazy("For a new unit, or to rename one.")),
    (
        "parent_code",
        "индекс вышестоящего",
        "parent index",
        gettext_lazy("The unit that it lies below; “-” puts it at the top; empty keeps its place."),
    ),
    (
        "unit_kind",
        "вид подразделения",
        "unit kind",
        gettext_lazy("Of a new unit: staff unit, commission, project group."),
    ),
    (
        "unit_starts_on",
        "подразделение с",
        "unit from",
        gettext_lazy("The first day of a new unit; empty: always there."),
    ),
    ("personnel_number", "табельный номер", "personnel number", gettext_lazy("Names a person who is known already.")),
    ("username", "логин", "login", gettext_lazy("The key of a person; a new one must have it.")),
    ("last_name", "фамилия", "surname", gettext_lazy("Of a new person, or to change it.")),
    ("first_name", "имя", "first name", gettext_lazy("Of a new person, or to change it.")),
    ("patronymic", "отчество", "patronymic", ""),
    ("sex", "пол", "sex", gettext_lazy("Of a new person: f or m.")),
    ("phone", "телефон", "phone", ""),
    ("email", "эл. почта", "e-mail", ""),
    ("title", "должность", "post", gettext_lazy("Where the row names a person. Person, unit and post are the key.")),
    ("role", "роль", "role", gettext_lazy("Of a new post: what its holder may do.")),
    ("position", "место в подразделении", "place in the unit", gettext_lazy("Head, deputy head or member.")),
    ("is_main", "основная", "main", gettext_lazy("Yes or no.")),
    ("starts_on", "с", "from", gettext_lazy("The first day of a new post; empty: the day of the import.")),
    ("ends_on", "по", "until", gettext_lazy("The last day, not before the day of the import.")),
    ("acting_order", "приказ и.о.", "acting by order", gettext_lazy("Of who acts for an absent head.")),
]
PERSON = ("last_name", "first_name", "patronymic", "sex", "phone", "email", "personnel_number")
IN_WORDS = {name: (russian, english) for name, russian, english, _help in COLUMNS}


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row, in which column, under a stable code."""

    row: int
    column: str
    code: str
    message: str

    @property
    def column_title(self) -> str:
        """How the column is headed, in the reader's language."""
        return heading(self.column)


@dataclass
class StaffRow:
    """A row with its cells understood."""

    number: int
    values: dict[str, Any]
    errors: list[RowError] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def names_person(self) -> bool:
        """Whether it is about a person, not a unit alone."""
        return any(self.values[name] for name in ("username", "personnel_number", "last_name", "title"))

    def refuse(self, column: str, code: str, message: str) -> None:
        """Note what is wrong."""
        self.errors.append(RowError(self.number, column, code, message))


def heading(column: str) -> str:
    """The heading of a column in the current language."""
    russian, english = IN_WORDS.get(column, ("", ""))
    return russian if _is_russian() else english


def headings() -> list[tuple[str, Any]]:
    """Every column with what stands there, in the current language."""
    return [(heading(name), helps) for name, _russian, _english, helps in COLUMNS]


def understand(sheet: Sequence[SheetRow]) -> list[StaffRow]:
    """The rows of a table below its headings; what is wrong with a cell stands in the row's errors.

    Raises:
        ValidationError: ``column-unknown``, ``column-repeated``, ``column-missing``, ``table-empty``.
    """
    columns = _columns(sheet[0])
    if len(sheet) == 1:
        raise ValidationError(_("There are headings, but no rows."), code="table-empty")
    return [_understood(row, columns) for row in sheet[1:]]


def _columns(row: SheetRow) -> list[str]:
    by_title = {title: name for name, *titles in ((one[0], one[1], one[2]) for one in COLUMNS) for title in titles}
    found = []
    for cell in row.cells:
        name = by_title.get(" ".join(cell.split()).casefold())
        if name is None:
            message = _("There is no column “%(title)s”; see the sample.") % {"title": cell}
            raise ValidationError(message, code="column-unknown")
        if name in found:
            raise ValidationError(_("The column “%(title)s” is there twice.") % {"title": cell}, code="column-repeated")
        found.append(name)
    if "unit_code" not in found:
        message = _("The column “%(title)s” is missing.") % {"title": heading("unit_code")}
        raise ValidationError(message, code="column-missing")
    return found


def _understood(row: SheetRow, columns: list[str]) -> StaffRow:
    form = RowForm(dict(zip(columns, row.cells, strict=False)))
    form.is_valid()
    values = {name: form.cleaned_data.get(name) or None for name in form.fields}
    understood = StaffRow(row.number, values)
    if len(row.cells) > len(columns):
        understood.refuse("", "cell-without-heading", _("The row is longer than the headings."))
    for name, errors in form.errors.as_data().items():
        for error in errors:
            understood.refuse(name, error.code or "invalid", " ".join(error.messages))
    return understood


def _is_russian() -> bool:
    return (get_language() or "").startswith("ru")


def sample() -> list[list[str]]:
    """A table with every column: headings in the current language, and a row of each kind."""
    rows = [
        {"unit_code": "03", "unit_name": "Отдел капитального ремонта", "parent_code": TOP, "unit_kind": "staff"},
        {"unit_code": "03-1", "unit_name": "Сектор обследований", "parent_code": "03", "unit_kind": "staff"},
        {"unit_code": "К-1", "unit_name": "Жилищная комиссия", "parent_code": TOP, "unit_kind": "commission"},
        {
            "unit_code": "03-1",
            "personnel_number": "00117",
            "username": "ivanova",
            "last_name": "Иванова",
            "first_name": "Анна",
            "patronymic": "Сергеевна",
            "sex": "f",
            "phone": "(8000) 22-14-17",
            "email": "ivanova@example.org",
            "title": "консультант",
            "role": "executor",
            "position": "member",
            "is_main": "yes",
            "starts_on": "12.01.2026",
        },
        {"unit_code": "К-1", "username": "ivanova", "title": "секретарь комиссии", "role": "executor", "is_main": "no"},
    ]
    names = [name for name, _russian, _english, _help in COLUMNS]
    return [[heading(name) for name in names], *([_said(name, row.get(name, "")) for name in names] for row in rows)]


def _said(column: str, value: str) -> str:
    """A code as the reader would write it."""
    choices: dict[str, Any] = {"unit_kind": UnitKind, "sex": Sex, "role": Role, "position": Position}
    if not value:
        return ""
    if column == "is_main":
        return {"yes": _("yes"), "no": _("no")}[value]
    return str(choices[column](value).label) if column in choices else value
