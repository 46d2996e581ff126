"""Kinds of terms that a new installation starts with, each with its source; editable data afterwards."""

from typing import Any

from agencies.models import Roll, TermKind, TermStart, TermUnit, TermUse

_H, _D, _W, _M, _S = (
    TermUnit.HOURS,
    TermUnit.CALENDAR_DAYS,
    TermUnit.WORKING_DAYS,
    TermUnit.MONTHS,
    TermUnit.PERCENT,
)
_P, _N, _STAYS = Roll.PREVIOUS, Roll.NEXT, Roll.NONE
_OFFICE = "Типовая инструкция по делопроизводству"
_UNCONFIRMED = "По тексту закона не сверено."
_BY_AGENCY: dict[str, Any] = {"is_roll_by_agency": True}
_TOLD: dict[str, Any] = {"extensions_at_most": 1, "needs_notice": True}
_ASSIGNMENT: dict[str, Any] = {"used_for": TermUse.ASSIGNMENT}
_STEP: dict[str, Any] = {"used_for": TermUse.STEP, "remind_before": []}
_FROM_REGISTRATION: dict[str, Any] = {"starts_from": TermStart.REGISTRATION}
_FROM_SIGNING: dict[str, Any] = {"starts_from": TermStart.SIGNING}

TERM_KINDS: list[tuple[str, str, int, TermUnit, Roll, int, str, dict[str, Any]]] = [
    # code, name, length, unit, roll, longest extension, source, and what differs from a paper counted from its receipt
    ("appeal-register", "Регистрация обращения", 3, _D, _N, 0, "59-ФЗ, ст. 8 ч. 2", _STEP),
    (
        "appeal-forward",
        "Переадресация обращения",
        7,
        _D,
        _P,
        0,
        "59-ФЗ, ст. 8 ч. 3",
        _STEP | _FROM_REGISTRATION | _BY_AGENCY,
    ),
    (
        "appeal-answer",
        "Рассмотрение обращения",
        30,
        _D,
        _P,
        30,
        "59-ФЗ, ст. 12",
        _FROM_REGISTRATION | _BY_AGENCY | _TOLD | {"remind_before": [10, 3, 1]},
    ),
    (
        "agency-inquiry",
        "Ответ на запрос органа по обращению",
        15,
        _D,
        _P,
        0,
        "59-ФЗ, ст. 10 ч. 2",
        {"starts_from": TermStart.INQUIRY},
    ),
    ("prosecutor-information", "Требование прокурора о сведениях", 5, _W, _N, 0, "2202-1, ст. 6", {}),
    ("advocate-inquiry", "Адвокатский запрос", 30, _D, _P, 30, "63-ФЗ об адвокатуре, ст. 6.1", _TOLD),
    ("assignment-undated", "Поручение без срока", 1, _M, _P, 0, _OFFICE, _ASSIGNMENT | _FROM_SIGNING),
    ("assignment-urgent", "Поручение «срочно»", 3, _D, _P, 0, _OFFICE, _ASSIGNMENT | _FROM_SIGNING),
    ("assignment-prompt", "Поручение «оперативно»", 10, _D, _P, 0, _OFFICE, _ASSIGNMENT | _FROM_SIGNING),
    ("resolution", "Вынесение резолюции", 24, _H, _N, 0, _OFFICE, _STEP | {"starts_from": TermStart.DECISION}),
    (
        "resolution-urgent",
        "Вынесение резолюции по срочному документу",
        0,
        _H,
        _STAYS,
        0,
        _OFFICE,
        _STEP | {"starts_from": TermStart.DECISION, "note": "Незамедлительно."},
    ),
    (
        "co-executors-input",
        "Предложения соисполнителей",
        50,
        _S,
        _P,
        0,
        _OFFICE,
        _STEP | {"starts_from": TermStart.ISSUE, "note": "Первая половина срока."},
    ),
    (
        "assignment-dispute",
        "Возврат поручения, данного не по компетенции",
        1,
        _D,
        _N,
        0,
        _OFFICE,
        _STEP | {"starts_from": TermStart.ISSUE, "note": "В некоторых органах три дня."},
    ),
    (
        "longer-request",
        "Просьба о продлении срока исполнения",
        3,
        _W,
        _P,
        0,
        _OFFICE,
        _STEP | {"note": "Считается назад от последнего дня срока; в день выдачи просят всегда."},
    ),
    ("draft-act-review", "Рассмотрение проекта акта", 10, _D, _P, 0, "Регламент Правительства РФ", {}),
    ("parliamentary-inquiry", "Парламентский запрос", 15, _D, _P, 0, "3-ФЗ о статусе депутата, ст. 13", {}),
    ("deputy-inquiry", "Депутатский запрос", 30, _D, _P, 0, "3-ФЗ о статусе депутата, ст. 14", {}),
    (
        "press-inquiry",
        "Запрос редакции СМИ",
        7,
        _D,
        _P,
        0,
        "2124-1 о СМИ, ст. 40",
        _TOLD | {"notice_days": 3, "note": "Об отсрочке уведомляют в три дня; её длина законом не ограничена."},
    ),
    (
        "information-request",
        "Запрос информации о деятельности органа",
        30,
        _D,
        _P,
        15,
        "8-ФЗ, ст. 18",
        _FROM_REGISTRATION | _TOLD | {"notice_days": 7},
    ),
    ("prosecutor-protest", "Протест прокурора", 10, _D, _N, 0, "2202-1, ст. 23", {}),
    ("prosecutor-representation", "Представление прокурора", 1, _M, _N, 0, "2202-1, ст. 24", {}),
    ("service-complaint-register", "Регистрация жалобы на услугу", 1, _W, _N, 0, "210-ФЗ, ст. 11.2", _STEP),
    ("service-complaint", "Жалоба на услугу", 15, _W, _N, 0, "210-ФЗ, ст. 11.2", _FROM_REGISTRATION),
    (
        "service-complaint-papers",
        "Жалоба на отказ в приёме документов",
        5,
        _W,
        _N,
        0,
        "210-ФЗ, ст. 11.2",
        _FROM_REGISTRATION,
    ),
    (
        "service-complaint-forward",
        "Переадресация жалобы на услугу",
        3,
        _W,
        _N,
        0,
        "Постановление Правительства РФ от 16.08.2012 № 840, п. 10",
        _STEP | _FROM_REGISTRATION,
    ),
    (
        "service-complaint-answer",
        "Ответ на жалобу на услугу",
        1,
        _D,
        _N,
        0,
        "210-ФЗ, ст. 11.2, ч. 8",
        _STEP | {"starts_from": TermStart.DECISION},
    ),
    (
        "service-request",
        "Заявление об услуге",
        30,
        _W,
        _N,
        0,
        "210-ФЗ, ст. 12: по административному регламенту услуги",
        _FROM_REGISTRATION | {"note": "Срок каждой услуги называет её тип дел."},
    ),
    (
        "interagency-service-inquiry",
        "Межведомственный запрос по услуге",
        5,
        _W,
        _N,
        0,
        "210-ФЗ, ст. 7.2",
        {"note": f"Просрочка ответа не продлевает срок услуги. {_UNCONFIRMED}"},
    ),
    (
        "personal-data-request",
        "Запрос субъекта персональных данных",
        10,
        _W,
        _N,
        5,
        "152-ФЗ, ст. 20",
        _TOLD,
    ),
    (
        "unlawful-processing",
        "Прекращение неправомерной обработки персональных данных",
        3,
        _W,
        _N,
        0,
        "152-ФЗ, ст. 21",
        {"starts_from": TermStart.DISCOVERY},
    ),
    (
        "exchange-delivery",
        "Доставка по обмену",
        72,
        _H,
        _STAYS,
        0,
        "Соглашение об обмене",
        _STEP | {"starts_from": TermStart.SENDING},
    ),
]
_COMMON: dict[str, Any] = {
    "used_for": TermUse.PAPER,
    "starts_from": TermStart.RECEIPT,
    "is_roll_by_agency": False,
    "extensions_at_most": 0,
    "needs_notice": False,
    "notice_days": None,
    "may_be_suspended": False,
    "remind_before": [3, 1],
    "note": "",
}


def load_reference_data() -> None:
    """Add the kinds of terms that are missing; those that exist stay as they were edited.

    Of a kind that an earlier version of the program entered, only what that version did not know is filled in.
    """
    known = {kind.code: kind for kind in TermKind.objects.all()}
    for code, name, length, unit, roll, extension, source, more in TERM_KINDS:
        found = known.get(code)
        if found is None:
            TermKind.objects.create(
                code=code,
                name=name,
                length=length,
                unit=unit,
                roll=roll,
                extension_days=extension,
                source=source,
                **(_COMMON | more),
            )
        elif not found.starts_from:
            for field, value in (_COMMON | more).items():
                setattr(found, field, value)
            found.save()
