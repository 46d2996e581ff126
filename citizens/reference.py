"""Outcomes of questions and topics that a new installation starts with; editable data afterwards."""

from citizens.models import Outcome, Topic

OUTCOMES = [
    # code, name, needs an answer, source
    ("supported", "Поддержано", True, "59-ФЗ, ст. 10"),
    ("measures-taken", "Поддержано, меры приняты", True, "59-ФЗ, ст. 10"),
    ("explained", "Разъяснено", True, "59-ФЗ, ст. 10"),
    ("not-supported", "Не поддержано", True, "59-ФЗ, ст. 10"),
    ("replied", "Сведения предоставлены", True, "59-ФЗ, ст. 10 ч. 2"),
    ("forwarded", "Направлено по компетенции, заявитель уведомлён", True, "59-ФЗ, ст. 8 ч. 3"),
    ("court-act", "Возвращено: обжалуется судебный акт", True, "59-ФЗ, ст. 11 ч. 2"),
    ("abuse", "Без ответа по существу: оскорбления или угрозы, заявителю сообщено", True, "59-ФЗ, ст. 11 ч. 3"),
    ("unreadable", "Текст не поддаётся прочтению, заявителю сообщено", True, "59-ФЗ, ст. 11 ч. 4"),
    ("essence-unclear", "Суть не определяется, заявителю сообщено", True, "59-ФЗ, ст. 11 ч. 4.1"),
    ("anonymous", "Без ответа: не указаны фамилия или адрес", False, "59-ФЗ, ст. 11 ч. 1"),
    ("stopped", "Переписка прекращена, заявитель уведомлён", True, "59-ФЗ, ст. 11 ч. 5"),
    ("withdrawn", "Отозвано заявителем", False, "Порядок рассмотрения обращений в органе"),
]

# Given by decisions on requests for services.
OF_SERVICES = [
    ("service-granted", "Услуга предоставлена", "210-ФЗ, ст. 12, регламент услуги"),
    ("service-refused", "В предоставлении услуги отказано", "210-ФЗ, ст. 12, регламент услуги"),
    ("service-papers-refused", "В приёме документов отказано", "210-ФЗ, ст. 7, регламент услуги"),
    ("service-complaint-satisfied", "Жалоба удовлетворена", "210-ФЗ, ст. 11.2, ч. 7"),
    ("service-complaint-refused", "В удовлетворении жалобы отказано", "210-ФЗ, ст. 11.2, ч. 7"),
]

TOPICS = [
    ("0005.0005.0054", "Капитальный ремонт общего имущества"),
    ("0005.0005.0055", "Содержание общего имущества, подъезды"),
    ("0005.0005.0056", "Коммунальные услуги: отопление, вода, свет"),
    ("0005.0005.0062", "Лифты"),
    ("0005.0005.0063", "Благоустройство дворов, детские площадки"),
    ("0005.0005.0069", "Оплата жилья и коммунальных услуг"),
    ("0002.0013.0139", "Охрана объектов культурного наследия"),
    ("0001.0002.0027", "Работа должностных лиц, рассмотрение обращений"),
]


def load_reference_data() -> None:
    """Add the outcomes and topics that are missing; those that exist stay as they were edited."""
    known = set(Outcome.objects.values_list("code", flat=True))
    for ordinal, (code, name, needs_answer, source) in enumerate(OUTCOMES, 1):
        if code not in known:
            Outcome.objects.create(code=code, name=name, needs_answer=needs_answer, source=source, ordinal=ordinal)
    for code, _name, _source in OF_SERVICES:
        outcome_of_service(code)
    known = set(Topic.objects.values_list("code", flat=True))
    for code, name in TOPICS:
        if code not in known:
            Topic.objects.create(code=code, name=name)


def outcome_of_service(code: str) -> Outcome:
    """The outcome that a decision on a request for a service gives: as it was edited, or as the program knows it.

    Raises:
        StopIteration: the program knows none with this code.
    """
    found = Outcome.objects.filter(code=code).first()
    if found is None:
        place, name, source = next(
            (at, name, source) for at, (one, name, source) in enumerate(OF_SERVICES, 50) if one == code
        )
        found = Outcome.objects.create(code=code, name=name, is_of_service=True, source=source, ordinal=place)
    return found
