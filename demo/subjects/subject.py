"""What an appeal of the demo consists of, and whom and what it names."""

from dataclasses import dataclass, field

from citizens.models import CaseKind


@dataclass(frozen=True)
class Ask:
    """One question of an appeal with its lawful outcome."""

    text: str
    outcome: str
    ground: str


@dataclass(frozen=True)
class Inquiry:
    """What another body is asked before the answer can be given."""

    addressee: str
    address: str
    subject: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """An appeal of the demo."""

    topic: str
    kind: CaseKind
    summary: str
    text: str
    asks: tuple[Ask, ...]
    task: str
    answer: str
    unit: str = "05"
    inquiry: Inquiry | None = None
    remarks: tuple[str, ...] = field(default=())


# Codes of the classifier that the citizens room ships; an empty one is a question outside of it.
REPAIR, UPKEEP, SUPPLY = "0005.0005.0054", "0005.0005.0055", "0005.0005.0056"
LIFTS, YARDS, CHARGES = "0005.0005.0062", "0005.0005.0063", "0005.0005.0069"
HERITAGE, OFFICIALS = "0002.0013.0139", "0001.0002.0027"

CITY = ("Администрация городского округа Верхнеозёрск", "г. Верхнеозёрск, пл. Ратушная, д. 1")
FUND = ("Фонд капитального ремонта Верхнеозёрской области", "г. Верхнеозёрск, ул. Купеческая, д. 9")
INSPECTION = ("Государственная жилищная инспекция Верхнеозёрской области", "г. Верхнеозёрск, ул. Вокзальная, д. 22")
