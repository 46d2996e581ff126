"""Kinds of documents that a new installation starts with; editable data afterwards.

Source of the kinds that are not registered: the model instruction on records management (Росархив, order 44 of
11.04.2018), which leaves the list itself to each agency.
"""

from documents.models import DocumentKind

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
