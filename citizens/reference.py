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
    known = set(Topic.objects.values_list("code", flat=True))
    for code, name in TOPICS:
        if code not in known:
            Topic.objects.create(code=code, name=name)
