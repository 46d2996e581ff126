"""What an answer to a complaint about a service has to say (210-ФЗ art. 11.2 p. 8.1, 8.2), as its draft begins."""

from workflows.serving import ServiceDecision, Verdict


def said_of(decision: ServiceDecision) -> str:
    """Of a complaint that is satisfied what is done, by when, with apologies; of another the reasons and the order of
    appeal. In Russian, as all letters of the agency.
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
