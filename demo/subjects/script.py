"""The letters of the demo's script, which are answered before the eyes of its audience."""

from citizens.models import CaseKind
from demo.subjects.housing import SUBJECTS
from demo.subjects.subject import LIFTS, OFFICIALS, REPAIR, Ask, Subject

ROOF_OF_A_MONUMENT = Subject(
    topic=REPAIR,
    kind=CaseKind.APPLICATION,
    summary="О переносе ремонта крыши дома 14 по ул. Соборной",
    text=(
        "Ремонт крыши дома 14 по ул. Соборной перенесли с 2025 на 2028 год. Говорят, что дом — памятник. Прошу "
        "объяснить причину и назвать срок."
    ),
    asks=(
        Ask("По какой причине перенесён ремонт крыши?", "explained", ""),
        Ask("Когда будет выполнен ремонт?", "explained", ""),
    ),
    task="",
    answer="",
)

LIFT_AND_PLAYGROUND = Subject(
    topic=LIFTS,
    kind=CaseKind.APPLICATION,
    summary="О замене лифта и восстановлении детской площадки",
    text=(
        "Просим заменить лифт и восстановить детскую площадку. Лифт стоит с прошлой недели, площадку снесли весной и "
        "обещали вернуть к сентябрю."
    ),
    asks=(
        Ask("Когда заменят лифт?", "explained", ""),
        Ask("Когда восстановят детскую площадку?", "forwarded", ""),
    ),
    task="",
    answer="",
)

ENTRANCE = next(subject for subject in SUBJECTS if "подъезда" in subject.summary)

THIRD_LETTER = Subject(
    topic=OFFICIALS,
    kind=CaseKind.COMPLAINT,
    summary="Об отписках на обращения о ремонте подъезда",
    text=(
        "Третий раз пишу: Ершов П. Д. отвечает отписками о ремонте подъезда. Прошу разобраться и дать ответ по "
        "существу."
    ),
    asks=(Ask("Почему не отремонтирован подъезд?", "explained", ""),),
    task="",
    answer="",
)
