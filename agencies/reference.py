"""Kinds of terms that a new installation starts with, each with its source; editable data afterwards."""

from agencies.models import Roll, TermKind, TermUnit

_D, _W, _M = TermUnit.CALENDAR_DAYS, TermUnit.WORKING_DAYS, TermUnit.MONTHS
_P, _N = Roll.PREVIOUS, Roll.NEXT

TERM_KINDS = [
    # code, name, length, unit, roll, extension, source
    ("appeal-register", "Регистрация обращения", 3, _D, _N, 0, "59-ФЗ, ст. 8 ч. 2"),
    ("appeal-forward", "Переадресация обращения", 7, _D, _P, 0, "59-ФЗ, ст. 8 ч. 3"),
    ("appeal-answer", "Рассмотрение обращения", 30, _D, _P, 30, "59-ФЗ, ст. 12"),
    ("agency-inquiry", "Ответ на запрос органа по обращению", 15, _D, _P, 0, "59-ФЗ, ст. 10 ч. 2"),
    ("prosecutor-information", "Требование прокурора о сведениях", 5, _W, _N, 0, "2202-1, ст. 6"),
    ("advocate-inquiry", "Адвокатский запрос", 30, _D, _P, 30, "63-ФЗ об адвокатуре, ст. 6.1"),
    ("assignment-undated", "Поручение без срока", 1, _M, _P, 0, "Типовая инструкция по делопроизводству"),
    ("assignment-urgent", "Поручение «срочно»", 3, _D, _P, 0, "Типовая инструкция по делопроизводству"),
    ("assignment-prompt", "Поручение «оперативно»", 10, _D, _P, 0, "Типовая инструкция по делопроизводству"),
    ("draft-act-review", "Рассмотрение проекта акта", 10, _D, _P, 0, "Регламент Правительства РФ"),
    ("parliamentary-inquiry", "Парламентский запрос", 15, _D, _P, 0, "3-ФЗ о статусе депутата, ст. 13"),
    ("deputy-inquiry", "Депутатский запрос", 30, _D, _P, 0, "3-ФЗ о статусе депутата, ст. 14"),
    ("press-inquiry", "Запрос редакции СМИ", 7, _D, _P, 0, "2124-1 о СМИ, ст. 40"),
    ("information-request", "Запрос информации о деятельности органа", 30, _D, _P, 15, "8-ФЗ, ст. 18"),
    ("prosecutor-protest", "Протест прокурора", 10, _D, _N, 0, "2202-1, ст. 23"),
    ("prosecutor-representation", "Представление прокурора", 1, _M, _N, 0, "2202-1, ст. 24"),
    ("service-complaint", "Жалоба на услугу", 15, _W, _N, 0, "210-ФЗ, ст. 11.2"),
    ("interagency-service-inquiry", "Межведомственный запрос по услуге", 5, _W, _N, 0, "210-ФЗ, ст. 7.2"),
    ("personal-data-request", "Запрос субъекта персональных данных", 10, _W, _N, 5, "152-ФЗ, ст. 20"),
]


def load_reference_data() -> None:
    """Add the kinds of terms that are missing; those that exist stay as they were edited."""
    known = set(TermKind.objects.values_list("code", flat=True))
    for code, name, length, unit, roll, extension, source in TERM_KINDS:
        if code not in known:
            TermKind.objects.create(
                code=code, name=name, length=length, unit=unit, roll=roll, extension_days=extension, source=source
            )
