"""What letters about a complaint about a service have to say, as their drafts begin; in Russian, as all letters.

The answer: 210-ФЗ art. 11.2 p. 8.1, 8.2. A forwarding by competence and its notice to the applicant: the rules of the
Government's decree 840 of 16.08.2012, p. 10.
"""

from citizens.models import Case
from workflows.serving import ServiceDecision, Verdict

_RULES = (
    "В соответствии с пунктом 10 Правил подачи и рассмотрения жалоб, утверждённых постановлением Правительства "
    "Российской Федерации от 16.08.2012 № 840,"
)


def said_of(decision: ServiceDecision) -> str:
    """Of a complaint that is satisfied what is done, by when, with apologies; of another the reasons and the order of
    appeal.
    """
    if decision.verdict == Verdict.SATISFIED and decision.measures_by is not None:
        return (
            f"Жалоба удовлетворена. {decision.text}\n\n"
            "Приносим извинения за доставленные неудобства. "
            f"Чтобы устранить нарушения: {decision.measures.rstrip('.')}. Срок: {decision.measures_by:%d.%m.%Y}.\n\n"
            "После этого Вам сообщат, где и когда получить результат услуги; других действий от Вас не требуется."
        )
    return (
        f"В удовлетворении жалобы отказано. Основание: {decision.ground.rstrip('.')}.\n\n"
        f"Причины: {decision.text}\n\n"
        "Это решение можно обжаловать в суд в порядке главы 22 Кодекса административного судопроизводства "
        "Российской Федерации в течение трёх месяцев со дня, когда Вы о нём узнали."
    )


def forwarding_of(case: Case) -> tuple[str, str]:
    """Heading and text of the letter that forwards a complaint to the body that is competent."""
    return (
        "О направлении жалобы по компетенции",
        f"{_RULES} направляется для рассмотрения жалоба на предоставление государственной услуги, зарегистрированная "
        f"{case.registered_on:%d.%m.%Y} за № {case.number}: «{case.summary.rstrip('.')}».\n\n"
        "Решение по жалобе относится к Вашей компетенции. Заявитель о перенаправлении уведомлён.\n\n"
        "Приложение: жалоба в 1 экз.",
    )


def notice_of(case: Case, body: str) -> tuple[str, str]:
    """Heading and text of the notice that tells the applicant of it."""
    return (
        "О перенаправлении Вашей жалобы",
        f"{_RULES} Ваша жалоба, зарегистрированная {case.registered_on:%d.%m.%Y} за № {case.number}, направлена "
        f"в орган, уполномоченный на её рассмотрение: {body}.\n\n"
        "Срок рассмотрения жалобы исчисляется со дня её регистрации в этом органе. Ответ Вам даст этот орган.",
    )
