"""Kinds of documents that a new installation starts with, and kinds of retention for its agencies; editable afterwards.

Source of the kinds that are not registered: the model instruction on records management (Росархив, order 44 of
11.04.2018), which leaves the list itself to each agency.
"""

from agencies.models import Agency
from documents.models import DocumentKind, Holds, RetentionKind, Span

KINDS = [
    # name, is registered
    ("Письмо", True),
    ("Запрос", True),
    ("Представление", True),
    ("Протест", True),
    ("Требование", True),
    ("Уведомление", True),
    ("Проект акта", True),
    ("Отчёт", True),
    ("Акт", True),
    ("Договор", True),
    ("Служебная записка", True),
    ("Приказ", True),
    ("Распоряжение", True),
    ("Протокол", True),
    ("Приглашение", False),
    ("Поздравление", False),
    ("Печатное издание", False),
    ("Рекламное письмо", False),
]


def load_reference_data() -> None:
    """Add the kinds that are missing; those that exist stay as they were edited."""
    known = set(DocumentKind.objects.values_list("name", flat=True))
    for ordinal, (name, is_registered) in enumerate(KINDS, 1):
        if name not in known:
            DocumentKind.objects.create(name=name, is_registered=is_registered, ordinal=ordinal)


_LIST = "Перечень типовых архивных документов (Росархив, приказ № 236 от 20.12.2019)"
_UNCHECKED = "Юристом не сверено: проверьте статью по тексту перечня."

RETENTION_KINDS: list[tuple[str, str, Holds, Span, int | None, bool, str]] = [
    # code, name, papers, kept, years, mark ЭПК, note
    ("orders-main", "Приказы по основной деятельности", Holds.ORDERS, Span.PERMANENT, None, False, ""),
    (
        "orders-staff",
        "Приказы по личному составу",
        Holds.STAFF,
        Span.YEARS,
        50,
        True,
        "Законченные делопроизводством до 2003 года – 75 лет.",
    ),
    ("orders-leave", "Приказы об отпусках и командировках", Holds.STAFF, Span.YEARS, 5, False, ""),
    ("appeals", "Обращения граждан и документы по их рассмотрению", Holds.APPEALS, Span.YEARS, 5, True, ""),
    ("journals", "Журналы регистрации документов и обращений", Holds.JOURNALS, Span.YEARS, 5, False, ""),
    ("correspondence", "Переписка", Holds.CORRESPONDENCE, Span.YEARS, 5, True, ""),
    ("plans-yearly", "Годовые планы и отчёты", Holds.ANYTHING, Span.PERMANENT, None, False, ""),
    ("copies", "Копии для сведения", Holds.ANYTHING, Span.NEEDED, None, False, ""),
]
FILING_RULE = (250, "Правила делопроизводства (Росархив, приказ № 71 от 22.05.2019): не более 250 листов в томе")


def load_retention_kinds(agency: Agency) -> int:
    """Give an agency the kinds of retention that it lacks; those it has stay as they were edited. How many came."""
    known = set(RetentionKind.objects.filter(agency=agency).values_list("code", flat=True))
    wanted = [(ordinal, row) for ordinal, row in enumerate(RETENTION_KINDS, 1) if row[0] not in known]
    for ordinal, (code, name, holds, span, years, is_appraised, note) in wanted:
        RetentionKind.objects.create(
            agency=agency,
            code=code,
            name=name,
            holds=holds,
            span=span,
            years=years,
            is_appraised=is_appraised,
            is_by_consideration=holds == Holds.APPEALS,
            source=_LIST,
            note=" ".join(part for part in (note, _UNCHECKED) if part),
            ordinal=ordinal,
        )
    return len(wanted)
