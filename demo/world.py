"""The invented agencies of the demo: units, people, posts, file plans, journals, letter templates. Data only.

Every name and paper here is invented.
"""

from dataclasses import dataclass

from agencies.models import Position, Role, Sex
from documents.models import Flow, LetterTemplate


@dataclass(frozen=True)
class UnitSpec:
    """A unit by its index."""

    code: str
    name: str


@dataclass(frozen=True)
class PostSpec:
    """A post held from that many days before the preparation of the node, until that many days before, if it ended.

    A negative ``until`` lies ahead.
    """

    unit: str
    title: str
    role: Role
    since: int = 1400
    until: int | None = None
    is_acting: bool = False
    position: Position = Position.MEMBER


class PersonSpec:
    """A person with their account and posts, the main one first; ``signs`` says that they have a key."""

    def __init__(self, login: str, names: str, sex: Sex, phone: str, *posts: PostSpec, signs: bool = False) -> None:
        self.login = login
        self.last_name, self.first_name, self.patronymic = names.split()
        self.sex = sex
        self.phone = phone
        self.posts = posts
        self.signs = signs


@dataclass(frozen=True)
class JournalSpec:
    """A journal, and the number it has reached when the demo begins."""

    flow: Flow
    name: str
    pattern: str
    reached: int


@dataclass(frozen=True)
class FileSpec:
    """A row of the file plan."""

    unit: str
    index: str
    title: str
    retention: str
    article: str
    kind: str


@dataclass(frozen=True)
class TemplateSpec:
    """A template of letters."""

    purpose: LetterTemplate.Purpose
    name: str
    subject: str
    body: str


@dataclass(frozen=True)
class AgencySpec:
    """An agency of the demo."""

    node: str
    exchange_id: str
    name: str
    short_name: str
    place: str
    address: str
    phone: str
    email: str
    head: str
    units: tuple[UnitSpec, ...]
    people: tuple[PersonSpec, ...]
    journals: tuple[JournalSpec, ...]
    files: tuple[FileSpec, ...]
    templates: tuple[TemplateSpec, ...]


# The minister left on a trip this many days before the preparation and comes back so many days after it. On a trip a
# head holds no post here: their powers lie with the acting head by the order.
TRIP_BEGAN = 9
TRIP_ENDS = 12

_F, _M = Sex.FEMALE, Sex.MALE

_INQUIRY = """В {agency_accusative} поступило обращение гражданина по вопросу: «{summary}».

В соответствии с частью 2 статьи 10 Федерального закона от 02.05.2006 № 59-ФЗ «О порядке рассмотрения обращений \
граждан Российской Федерации» прошу в 15-дневный срок сообщить:

1) …;
2) …;
3) … .
"""

_ANSWER = """{greeting}

Ваше обращение от {case_date_long} № {case_number} рассмотрено в соответствии с Федеральным законом от 02.05.2006 \
№ 59-ФЗ «О порядке рассмотрения обращений граждан Российской Федерации».

По существу поставленных вопросов сообщаем следующее.

…

В случае несогласия с ответом Вы вправе обжаловать его в вышестоящий орган или в суд.
"""

_REPLY = """На Ваш запрос {in_reply_to} {agency} сообщает следующее.

…

Приложение: на … л. в 1 экз.
"""

_FORWARDING = """В соответствии с частью 3 статьи 8 Федерального закона от 02.05.2006 № 59-ФЗ «О порядке рассмотрения \
обращений граждан Российской Федерации» направляется по компетенции обращение {applicant_initials_genitive} от \
{case_date_long} № {case_number} по вопросу: «{summary}».

О результатах рассмотрения просим сообщить заявителю. Заявитель о переадресации уведомлён.

Приложение: обращение в 1 экз.
"""

_NOTICE = """{greeting}

Ваше обращение от {case_date_long} № {case_number} в соответствии с частью 3 статьи 8 Федерального закона от \
02.05.2006 № 59-ФЗ «О порядке рассмотрения обращений граждан Российской Федерации» направлено по компетенции в \
следующий орган: {forwarded_to}.

Ответ Вам даст этот орган в течение 30 дней со дня регистрации у него Вашего обращения.
"""

_INTERIM = """{greeting}

Ваше обращение от {case_date_long} № {case_number} находится на рассмотрении.

…

Ответ по существу будет направлен Вам не позднее {due_date_long}
"""

# The points of an order follow its text from its card.
_ORDER = """В целях … , по представлению {unit_genitive}
ПРИКАЗЫВАЮ:
"""

# What a person of the demo puts in place of this is the substance of a letter.
GAP = "…"

TEMPLATES = (
    TemplateSpec(
        LetterTemplate.Purpose.INQUIRY, "Межведомственный запрос (15 дней)", "О предоставлении сведений", _INQUIRY
    ),
    TemplateSpec(LetterTemplate.Purpose.ANSWER, "Ответ заявителю", "О рассмотрении обращения", _ANSWER),
    TemplateSpec(LetterTemplate.Purpose.REPLY, "Ответ на запрос", "О предоставлении сведений", _REPLY),
    TemplateSpec(
        LetterTemplate.Purpose.FORWARDING,
        "Направление обращения по компетенции",
        "О направлении обращения по компетенции",
        _FORWARDING,
    ),
    TemplateSpec(
        LetterTemplate.Purpose.NOTICE, "Уведомление о переадресации", "О переадресации Вашего обращения", _NOTICE
    ),
    TemplateSpec(
        LetterTemplate.Purpose.INTERIM, "Промежуточный ответ заявителю", "О ходе рассмотрения обращения", _INTERIM
    ),
    TemplateSpec(LetterTemplate.Purpose.ORDER, "Приказ по основной деятельности", "Об организации работы", _ORDER),
)

_MINISTRY = "жилищно-коммунального хозяйства Верхнеозёрской области"

AGENCY_A = AgencySpec(
    node="a",
    exchange_id="RU-VO-MZKH",
    name=f"Министерство {_MINISTRY}",
    short_name="Минжилкомхоз области",
    place="г. Верхнеозёрск",
    address="ул. Набережная, д. 5, г. Верхнеозёрск, 640100",
    phone="(8000) 22-14-00",
    email="mzkh@example.org",
    head=f"Министру {_MINISTRY} А. В. Ладыгину",
    units=(
        UnitSpec("01", "Руководство"),
        UnitSpec("02", "Отдел документационного обеспечения и обращений граждан"),
        UnitSpec("05", "Отдел капитального ремонта"),
        UnitSpec("08", "Правовой отдел"),
    ),
    people=(
        PersonSpec(
            "ladygin",
            "Ладыгин Аркадий Валентинович",
            _M,
            "(8000) 22-14-01",
            PostSpec("01", "министр", Role.LEADER, until=TRIP_BEGAN + 1, position=Position.HEAD),
            PostSpec("01", "министр", Role.LEADER, since=-TRIP_ENDS, position=Position.HEAD),
        ),
        PersonSpec(
            "somova",
            "Сомова Ирина Павловна",
            _F,
            "(8000) 22-14-02",
            PostSpec("01", "заместитель министра", Role.LEADER, until=TRIP_BEGAN + 1, position=Position.DEPUTY),
            PostSpec(
                "01",
                "исполняющий обязанности министра",
                Role.LEADER,
                since=TRIP_BEGAN,
                until=1 - TRIP_ENDS,
                is_acting=True,
                position=Position.HEAD,
            ),
            PostSpec("01", "заместитель министра", Role.LEADER, since=-TRIP_ENDS, position=Position.DEPUTY),
            signs=True,
        ),
        PersonSpec(
            "krechetova",
            "Кречетова Наталья Юрьевна",
            _F,
            "(8000) 22-14-10",
            PostSpec("02", "начальник отдела", Role.CONTROLLER, position=Position.HEAD),
        ),
        PersonSpec(
            "melnik",
            "Мельник Ольга Петровна",
            _F,
            "(8000) 22-14-12",
            PostSpec("02", "ведущий специалист-эксперт", Role.CLERK),
        ),
        PersonSpec(
            "ershov",
            "Ершов Павел Дмитриевич",
            _M,
            "(8000) 22-14-50",
            PostSpec("05", "начальник отдела", Role.UNIT_HEAD, position=Position.HEAD),
        ),
        PersonSpec(
            "akhmetzyanova",
            "Ахметзянова Дина Ринатовна",
            _F,
            "(8000) 22-14-52",
            PostSpec("05", "консультант", Role.EXECUTOR),
        ),
        PersonSpec(
            "timofeev",
            "Тимофеев Глеб Андреевич",
            _M,
            "(8000) 22-14-53",
            PostSpec("05", "ведущий консультант", Role.EXECUTOR),
        ),
        PersonSpec(
            "roshchina",
            "Рощина Вера Николаевна",
            _F,
            "(8000) 22-14-80",
            PostSpec("08", "начальник отдела", Role.UNIT_HEAD, position=Position.HEAD),
        ),
        PersonSpec(
            "lapin",
            "Лапин Олег Игоревич",
            _M,
            "(8000) 22-14-81",
            PostSpec("08", "консультант", Role.EXECUTOR),
        ),
        PersonSpec(
            "sedykh",
            "Седых Татьяна Львовна",
            _F,
            "(8000) 22-14-05",
            PostSpec("01", "главный контролёр-ревизор", Role.AUDITOR),
        ),
        PersonSpec(
            "vetlugin",
            "Ветлугин Игорь Андреевич",
            _M,
            "(8000) 22-14-15",
            PostSpec("02", "главный специалист", Role.ADMINISTRATOR),
        ),
    ),
    journals=(
        JournalSpec(Flow.APPEAL, "Обращения граждан", "ОГ-{letter}-{n}/{yy}", 217),
        JournalSpec(Flow.INCOMING, "Входящие документы", "{n}-вх/{yy}", 842),
        JournalSpec(Flow.OUTGOING, "Исходящие документы", "{index}/{n}", 1163),
        JournalSpec(Flow.INTERNAL, "Внутренние документы", "СЗ-{unit}/{n}", 96),
        JournalSpec(Flow.ORDER, "Приказы по основной деятельности", "{n}-п", 41),
        JournalSpec(Flow.STAFF_ORDER, "Приказы по личному составу", "{n}-лс", 87),
        JournalSpec(Flow.MINUTES, "Протоколы", "{n}-пр/{yy}", 18),
    ),
    files=(
        FileSpec("01", "01-02", "Приказы по основной деятельности", "постоянно", "", "orders-main"),
        FileSpec("02", "02-05", "Журнал регистрации обращений граждан", "5 лет", "", "journals"),
        FileSpec("02", "02-07", "Обращения граждан и документы по их рассмотрению", "5 лет ЭПК", "", "appeals"),
        FileSpec("05", "05-11", "Переписка о капитальном ремонте", "5 лет ЭПК", "", "correspondence"),
    ),
    templates=TEMPLATES,
)

AGENCY_B = AgencySpec(
    node="b",
    exchange_id="RU-VO-KOOKN",
    name="Комитет по охране объектов культурного наследия Верхнеозёрской области",
    short_name="Комитет охраны наследия области",
    place="г. Верхнеозёрск",
    address="пл. Соборная, д. 2, г. Верхнеозёрск, 640100",
    phone="(8000) 22-31-00",
    email="kookn@example.org",
    head="Председателю Комитета по охране объектов культурного наследия Верхнеозёрской области Р. И. Завьялову",
    units=(
        UnitSpec("01", "Руководство"),
        UnitSpec("02", "Общий отдел"),
        UnitSpec("03", "Отдел охраны и реставрации"),
    ),
    people=(
        PersonSpec(
            "zavyalov",
            "Завьялов Роман Игоревич",
            _M,
            "(8000) 22-31-01",
            PostSpec("01", "председатель комитета", Role.LEADER, position=Position.HEAD),
            signs=True,
        ),
        PersonSpec(
            "gordeeva",
            "Гордеева Вера Ильинична",
            _F,
            "(8000) 22-31-10",
            PostSpec("02", "начальник отдела", Role.CONTROLLER, position=Position.HEAD),
        ),
        PersonSpec(
            "chernykh",
            "Черных Алла Борисовна",
            _F,
            "(8000) 22-31-12",
            PostSpec("02", "специалист", Role.CLERK),
        ),
        PersonSpec(
            "nosov",
            "Носов Глеб Андреевич",
            _M,
            "(8000) 22-31-30",
            PostSpec("03", "начальник отдела", Role.UNIT_HEAD, position=Position.HEAD),
        ),
        PersonSpec(
            "fyodorov",
            "Фёдоров Семён Ильич",
            _M,
            "(8000) 22-31-31",
            PostSpec("03", "консультант", Role.EXECUTOR),
        ),
        PersonSpec(
            "sazonova",
            "Сазонова Марина Юрьевна",
            _F,
            "(8000) 22-31-14",
            PostSpec("02", "главный специалист", Role.ADMINISTRATOR),
        ),
    ),
    journals=(
        JournalSpec(Flow.APPEAL, "Обращения граждан", "ОГ-{letter}-{n}/{yy}", 57),
        JournalSpec(Flow.INCOMING, "Входящие документы", "{n}-вх/{yy}", 1186),
        JournalSpec(Flow.OUTGOING, "Исходящие документы", "{index}/{n}", 411),
        JournalSpec(Flow.INTERNAL, "Внутренние документы", "СЗ-{unit}/{n}", 52),
        JournalSpec(Flow.ORDER, "Приказы по основной деятельности", "{n}-п", 23),
    ),
    files=(
        FileSpec("02", "02-03", "Журнал регистрации входящих документов", "5 лет", "", "journals"),
        FileSpec("02", "02-05", "Обращения граждан и документы по их рассмотрению", "5 лет ЭПК", "", "appeals"),
        FileSpec("03", "03-04", "Переписка об охране памятников", "5 лет ЭПК", "", "correspondence"),
    ),
    templates=TEMPLATES,
)

AGENCIES = {spec.node: spec for spec in (AGENCY_A, AGENCY_B)}
