"""Measures of search and lists: an office of any size, and how long each page takes, and how many queries it asks."""

import gc
import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Employee, Role, TermKind, Unit
from bench.measuring import Measure, most_memory_from_now
from bench.world import World
from citizens.models import Case, CaseRole, Channel, Participation, Person, Stage, Topic
from documents.models import Document, DocumentFile, FileText, Flow, IndexedCard, Journal, State, StoredFile
from documents.search import cards, engine, upkeep
from documents.search.words import stems
from history import clock, guards

BATCH = 2000
# How long a text of a card and of a file is, in words.
BODY, FILE = 60, 250
_SYLLABLES = "ва до ка ли мо на по ра со та ду ре ши ге фо бу жи це ло ми"
SYLLABLES = tuple(_SYLLABLES.split())
ENDINGS = ["", "а", "ы", "ами", "ой", "ение", "ения", "ного", "ный"]
_OFTEN = "ремонт крыша дом вода лифт подъезд двор обращение ответ просьба срок решение проверка дорога"
OFTEN = tuple(_OFTEN.split())


def measures(world: World, documents: int, *, repetitions: int) -> Iterator[Measure]:
    """Of each page the median and 95th percentile in milliseconds, and its queries; of all, the memory they take."""
    began = time.perf_counter()
    rare = fill(world, documents)
    yield Measure(f"office of {documents} documents filled and indexed", time.perf_counter() - began, "s", 1)
    clerk, executor = world.a.person(world.a.clerk), _executor(world)
    journal = Journal.objects.filter(agency=world.a.agency, flow=Flow.APPEAL)[0]
    asked: dict[str, tuple[Employee, str, list[dict[str, str]]]] = {
        "a common word": (clerk, "/search/", [{"q": word} for word in OFTEN]),
        "two common words": (
            clerk,
            "/search/",
            [{"q": f"{one} {two}"} for one, two in pairwise(OFTEN)],
        ),
        "a rare word": (clerk, "/search/", [{"q": word} for word in rare]),
        "a phrase": (clerk, "/search/", [{"q": f'"{one} {two}"'} for one, two in pairwise(OFTEN)]),
        "a beginning": (clerk, "/search/", [{"q": f"{word[:4]}*"} for word in rare]),
        "a number": (
            clerk,
            "/search/",
            [{"q": f"ОГ-Ф-{number}/26"} for number in range(7, documents // 2, documents // 40)],
        ),
        "a surname": (
            clerk,
            "/search/",
            [{"q": f"Фамильева{number}"} for number in range(0, documents // 20, documents // 300 or 1)],
        ),
        "common words, newest first": (clerk, "/search/", [{"q": word, "order": "date"} for word in OFTEN]),
        "a word, state and days": (
            clerk,
            "/search/",
            [{"q": word, "state": State.REGISTERED, "since": "01.01.2026", "until": "31.12.2026"} for word in OFTEN],
        ),
        "overdue of a unit": (clerk, "/search/", [{"late": "on", "unit": str(unit)} for unit in _units(world)]),
        "a correspondent": (clerk, "/search/", [{"whom": f"Фамильева{number}"} for number in range(1, 30)]),
        "a common word, an executor": (executor, "/search/", [{"q": word} for word in OFTEN]),
        "list of cases": (clerk, "/cases/", [{}]),
        "list of cases, an executor": (executor, "/cases/", [{}]),
        "overdue cases": (clerk, "/cases/", [{"late": "1"}]),
        "journal": (clerk, f"/journals/{journal.pk}/", [{}]),
    }
    gc.collect()  # what filling has left
    held = most_memory_from_now()
    for name, (person, address, variants) in asked.items():
        yield from _page(f"{name}, {documents} documents", person, address, variants, repetitions)
    most, more = held()
    yield Measure(f"memory of the process that answers, {documents} documents", most, "MB", 1)
    yield Measure(f"  more than before its first answer, {documents} documents", more, "MB", 1)


def _page(
    name: str, person: Employee, address: str, variants: Sequence[dict[str, str]], repetitions: int
) -> Iterator[Measure]:
    client = Client()
    client.force_login(person, backend="agencies.backends.EmployeeBackend")
    times, queries = [], 0
    for number in range(-1, repetitions):
        asked = variants[number % len(variants)]
        path = f"{address}?{urlencode(asked)}"
        began = time.perf_counter()
        answer = client.get(path)
        spent = time.perf_counter() - began
        if answer.status_code != 200:
            raise AssertionError(f"{path} answers {answer.status_code}")
        if number >= 0:
            times.append(spent)
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{address}?{urlencode(variants[0])}")
    queries = len(captured)
    times.sort()
    yield Measure(name, times[len(times) // 2] * 1000, "ms p50", repetitions)
    yield Measure(name, times[max(int(len(times) * 0.95) - 1, 0)] * 1000, "ms p95", repetitions)
    yield Measure(name, queries, "queries", 1)


def fill(world: World, count: int) -> list[str]:
    """That many documents of half as many cases, every fifth with the text of a file; some rare words of theirs.

    Written with the guards off and without a history, by the means with which the program indexes.
    """
    chance = random.Random(59)
    words = _vocabulary(chance)
    guards.remove()
    with transaction.atomic():
        people = _people(world, count // 20 or 1)
        cases = _cases(world, people, count // 2 or 1, chance, words)
        keys = _documents(world, cases, count, chance, words)
        _files(keys[::5], chance, words)
    for kind, model in upkeep.SOURCES.items():
        pending = model._base_manager.order_by("pk").values_list("pk", flat=True)
        for batch in _batches(list(pending)):
            with transaction.atomic():
                IndexedCard.objects.filter(kind=kind, key__in=batch).delete()
                engine.write(kind, cards.cards(told := cards.told(kind, batch)))
                IndexedCard.objects.bulk_create(
                    [IndexedCard(kind=kind, key=key, digest=one.digest) for key, one in told.items()]
                )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    guards.install()
    return words[-30:]


def _vocabulary(chance: random.Random) -> list[str]:
    """Made-up words, each with an ending, the frequent ones of an office first."""
    made = {
        "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) + chance.choice(ENDINGS) for _one in range(20_000)
    }
    return [*OFTEN, *sorted(made)]


def _text(chance: random.Random, words: list[str], length: int) -> str:
    """As texts are: a few words are everywhere, most are hardly anywhere."""
    chosen = (words[min(int(chance.paretovariate(0.45)) - 1, len(words) - 1)] for _one in range(length))
    return " ".join(chosen)


def _people(world: World, count: int) -> list[int]:
    made = Person._base_manager.bulk_create(
        (
            Person(
                agency=world.a.agency,
                last_name=f"Фамильева{number}",
                first_name="Анна",
                sex="f",
                address=f"ул. Соборная, д. {number % 300}",
                name_key=f"фамильева{number} анна",
            )
            for number in range(count)
        ),
        batch_size=BATCH,
    )
    return [one.pk for one in made]


def _cases(world: World, people: list[int], count: int, chance: random.Random, words: list[str]) -> list[int]:
    agency, today = world.a.agency, clock.today()
    topics, kind = list(Topic.objects.values_list("pk", flat=True)), TermKind.objects.get(code="appeal-answer")
    units = _units(world)
    executors = list(Employee.objects.of_agency(agency).values_list("pk", flat=True))
    stages = [Stage.FILED] * 12 + [Stage.IN_WORK] * 2 + [Stage.REPORTED, Stage.OFF_CONTROL]
    made = Case._base_manager.bulk_create(
        (
            Case(
                agency=agency,
                number=f"ОГ-Ф-{number}/26",
                kind="application",
                stage=chance.choice(stages),
                applicant_id=chance.choice(people),
                channel=Channel.POST,
                topic_id=chance.choice(topics),
                summary=_text(chance, words, 8)[:300],
                text=_text(chance, words, BODY),
                received_on=today - timedelta(days=number % 900),
                registered_on=today - timedelta(days=number % 900),
                term_kind=kind,
                due_on=today - timedelta(days=number % 900 - 30),
                unit_id=chance.choice(units),
                executor_id=chance.choice(executors),
            )
            for number in range(count)
        ),
        batch_size=BATCH,
    )
    narrow = _executor(world).pk
    Participation._base_manager.bulk_create(
        [Participation(case=one, employee_id=narrow, role=CaseRole.RESPONSIBLE) for one in made[::100]],
        batch_size=BATCH,
    )
    return [one.pk for one in made]


def _documents(world: World, cases: list[int], count: int, chance: random.Random, words: list[str]) -> list[int]:
    agency, today, units = world.a.agency, clock.today(), _units(world)
    journals = dict(Journal.objects.filter(agency=agency).values_list("flow", "pk"))
    made = Document._base_manager.bulk_create(
        (
            Document(
                agency=agency,
                flow=Flow.OUTGOING if number % 2 else Flow.APPEAL,
                state=State.DISPATCHED if number % 2 else State.REGISTERED,
                case_id=cases[number // 2 % len(cases)],
                unit_id=chance.choice(units),
                subject=_text(chance, words, 8)[:300],
                body=_text(chance, words, BODY),
                journal_id=journals.get(Flow.OUTGOING if number % 2 else Flow.APPEAL),
                number=f"02-07/{number}" if number % 2 else f"ОГ-Ф-{number // 2}/26",
                registered_on=today - timedelta(days=(count - number) * 900 // count),
            )
            for number in range(count)
        ),
        batch_size=BATCH,
    )
    return [one.pk for one in made]


def _files(documents: list[int], chance: random.Random, words: list[str]) -> None:
    for batch in _batches(documents):
        texts = [_text(chance, words, FILE) for _one in batch]
        stored = StoredFile._base_manager.bulk_create(
            [StoredFile(sha256=f"{key:064x}", size=1, media_type="text/plain") for key in batch]
        )
        DocumentFile._base_manager.bulk_create(
            [
                DocumentFile(document_id=key, stored=one, role=DocumentFile.FileRole.MAIN, name="Приложение.txt")
                for key, one in zip(batch, stored, strict=True)
            ]
        )
        FileText.objects.bulk_create(
            [
                FileText(stored=one, state=FileText.State.READ, text=text, stems=" ".join(stems(text)))
                for one, text in zip(stored, texts, strict=True)
            ]
        )


def _units(world: World) -> list[int]:
    return list(Unit.objects.filter(agency=world.a.agency).order_by("pk").values_list("pk", flat=True))


def _executor(world: World) -> Employee:
    """Who sees what they take part in alone."""
    return Employee.objects.filter(posts__role=Role.EXECUTOR, posts__unit__agency=world.a.agency).order_by("pk")[0]


def _batches(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
